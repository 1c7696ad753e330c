/* Ways to sign in through others, in one's own account. */
#include "web/account_rooms.h"
#include "web/checked_form.h"
#include "web/dates.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/provider_ways.h"

static enum rc list(struct request *r, struct view_identities *view)
{
    struct identity_view *found;
    size_t count;
    struct str csrf = request_csrf(r);
    const struct timezone *zone = request_zone(r);
    enum rc rc = identity_list(r->reader, &r->actor, r->arena, &found, &count);
    struct view_identity_item *items =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_identity_item) : NULL;
    if (rc != RC_OK || items == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct view_identity_item){
            .csrf = csrf,
            .id = found[i].id,
            .title = found[i].title,
            .label = found[i].label.n > 0 ? found[i].label : (struct str){0},
            .connected = dates_time(zone, found[i].connected_ms, r->arena),
            .connected_iso = dates_iso(zone, found[i].connected_ms, r->arena),
            .gone = found[i].provider == NULL,
        };
        if (found[i].used_ms == 0)
            continue;
        items[i].used = dates_time(zone, found[i].used_ms, r->arena);
        items[i].used_iso = dates_iso(zone, found[i].used_ms, r->arena);
    }
    view->items = items;
    view->items_count = count;
    return RC_OK;
}

/* Publishers bring their own readers: nothing to connect from here. */
static void offer(struct request *r, struct view_identities *view)
{
    const struct providers *all = identity_providers(request_community(r));
    size_t count = all != NULL ? all->count : 0;
    struct view_identity_offer *offers = ARENA_ARRAY(r->arena, count, struct view_identity_offer);
    for (size_t i = 0; offers != NULL && i < count; i++)
        if (all->list[i].kind != PROVIDER_SSO)
            offers[view->offers_count++] = (struct view_identity_offer){
                .csrf = request_csrf(r), .slug = all->list[i].slug, .title = all->list[i].title};
    view->offers = offers;
}

static void show(struct request *r)
{
    struct view_identities view = {.items_count = 0};
    struct layout layout = {.title = SAY(r, "Sign in through other sites"), .noindex = true};
    struct str done = request_query(r, "done");
    if (str_eq(done, STR("connected")))
        view.notice = SAY(r, "It is connected. You can sign in with it now.");
    else if (str_eq(done, STR("disconnected")))
        view.notice = SAY(r, "It is disconnected, and you are signed out everywhere else.");
    if (r->problem.message[0] != '\0')
        view.problem = str_from_cstr(r->problem.message);
    view.tabs = account_rooms_tabs(r, "/account/identities", &view.tabs_count);
    enum rc rc = list(r, &view);
    offer(r, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_identities_render, &view);
}

void pages_identities(struct request *r)
{
    if (fresh_or_ask(r))
        show(r);
}

static void removed(struct request *r, enum rc rc)
{
    struct url here = url_local(r->arena, STR("/account/identities"));
    if (rc == RC_OK) {
        request_redirect(r, url_with_query(r->arena, here, STR("done"), STR("disconnected")));
        return;
    }
    request_note_refusal(r, rc);
    show(r);
}

static void disconnect(struct request *r, struct str id)
{
    struct identity_removal *op = ARENA_NEW(r->arena, struct identity_removal);
    if (op == NULL || str_to_i64(id, &op->id) != RC_OK) {
        request_fail(r, op == NULL ? RC_NO_MEMORY : RC_INVALID);
        return;
    }
    op->actor = r->actor;
    request_wait(r, &op->job, removed);
    request_submitted(r, identity_remove_submit(&op->job));
}

void pages_identities_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"connect", "disconnect", NULL};
    struct str slug = checked_form_get(form, "connect");
    if (!checked_form_only(r, form, fields, NULL) || !fresh_or_ask(r))
        return;
    if (slug.n == 0) {
        disconnect(r, checked_form_get(form, "disconnect"));
        return;
    }
    const struct provider *p = provider_find(identity_providers(request_community(r)), slug);
    if (p == NULL || p->kind == PROVIDER_SSO)
        request_fail(r, RC_NOT_FOUND);
    else
        provider_ways_begin(r, p, IDENTITY_CONNECT, STR("/account/identities?done=connected"));
}
