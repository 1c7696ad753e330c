/* Where one is signed in, and signing out there. */
#include "community/session.h"
#include "web/account_rooms.h"
#include "web/checked_form.h"
#include "web/dates.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/say.h"

/* "Firefox on Linux" where the agent says so plainly, else what it sent, shortened. */
static struct str agent_words(const struct request *r, struct str agent)
{
    /* The more particular first: every browser also names the ones it descends from. */
    static const struct str browsers[][2] = {
        {STR_INIT("Edg/"), STR_INIT("Edge")},        {STR_INIT("OPR/"), STR_INIT("Opera")},
        {STR_INIT("Firefox/"), STR_INIT("Firefox")}, {STR_INIT("Chrome/"), STR_INIT("Chrome")},
        {STR_INIT("Safari/"), STR_INIT("Safari")},
    };
    static const struct str systems[][2] = {
        {STR_INIT("iPhone"), STR_INIT("iPhone")},   {STR_INIT("iPad"), STR_INIT("iPad")},
        {STR_INIT("Android"), STR_INIT("Android")}, {STR_INIT("Windows"), STR_INIT("Windows")},
        {STR_INIT("Macintosh"), STR_INIT("macOS")}, {STR_INIT("Linux"), STR_INIT("Linux")},
    };
    struct str browser = {.p = NULL}, system = {.p = NULL};
    for (size_t i = 0; browser.p == NULL && i < sizeof browsers / sizeof browsers[0]; i++)
        if (str_find(agent, browsers[i][0], 0) != STR_NONE)
            browser = browsers[i][1];
    for (size_t i = 0; system.p == NULL && i < sizeof systems / sizeof systems[0]; i++)
        if (str_find(agent, systems[i][0], 0) != STR_NONE)
            system = systems[i][1];
    if (browser.p != NULL && system.p != NULL)
        return SAY_WITH(r, "{0} on {1}", browser, system);
    return agent.n > 0 ? str_slice(agent, 0, 80) : SAY(r, "A browser that does not say its name");
}

static enum rc list(struct request *r, struct view_sessions *view)
{
    struct session_view *found;
    size_t count;
    enum rc rc = session_list(r->reader, &r->actor, r->actor.account_id, r->arena, &found, &count);
    struct view_session_item *items =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_session_item) : NULL;
    if (rc == RC_OK && items == NULL)
        rc = RC_NO_MEMORY;
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct view_session_item){
            .csrf = view->csrf,
            .handle = found[i].handle,
            .agent = agent_words(r, found[i].agent),
            .current = found[i].current,
            .created = say_time(r, found[i].created_ms),
            .created_iso = dates_iso(request_zone(r), found[i].created_ms, r->arena),
            .seen = say_time(r, found[i].seen_ms),
            .seen_iso = dates_iso(request_zone(r), found[i].seen_ms, r->arena),
        };
        view->has_others = view->has_others || !found[i].current;
    }
    view->sessions = items;
    view->sessions_count = count;
    return RC_OK;
}

void pages_sessions(struct request *r)
{
    struct view_sessions view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, "Where you are signed in"), .noindex = true};
    struct str done = request_query(r, "done");
    if (str_eq(done, STR("one")))
        view.notice = SAY(r, "That session is signed out.");
    else if (str_eq(done, STR("others")))
        view.notice = SAY(r, "You are signed out everywhere but here.");
    view.tabs = account_rooms_tabs(r, "/account/sessions", &view.tabs_count);
    enum rc rc = list(r, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_sessions_render, &view);
}

static void ended(struct request *r, enum rc rc)
{
    const struct session_end *op = (const struct session_end *)r->job;
    struct url here = url_local(r->arena, STR("/account/sessions"));
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        request_redirect(r,
                         url_with_query(r->arena, here, STR("done"),
                                        op->which == SESSION_END_ONE ? STR("one") : STR("others")));
}

void pages_sessions_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"end", "others", NULL};
    struct session_end *op = ARENA_NEW(r->arena, struct session_end);
    bool others = checked_form_has(form, "others");
    if (!checked_form_only(r, form, fields, others ? NULL : "end"))
        return;
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    op->actor = r->actor;
    op->which = others ? SESSION_END_OTHERS : SESSION_END_ONE;
    op->handle = checked_form_get(form, "end");
    request_wait(r, &op->job, ended);
    request_submitted(r, session_end_submit(&op->job));
}
