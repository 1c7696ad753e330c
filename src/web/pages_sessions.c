/* Where one is signed in, and signing out there. */
#include "community/account/session.h"
#include "web/account_rooms.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/session_items.h"

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
    struct session_items sessions;
    enum rc rc = session_items_make(r, r->actor.account_id,
                                    url_local(r->arena, STR("/account/sessions")), &sessions);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.sessions = sessions.items;
    view.sessions_count = sessions.count;
    view.has_others = sessions.has_others;
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
