/* Asking once more who is there, before what changes who owns the account. */
#include "community/account/account.h"
#include "community/account/fresh.h"
#include "community/account/session.h"
#include "web/back.h"
#include "web/checked_form.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/pages.h"

struct url fresh_back(const struct request *r, struct str back)
{
    return back_to(r, back, "/account");
}

bool fresh_or_ask(struct request *r)
{
    struct url again = url_local(r->arena, STR("/account/again"));
    if (session_is_fresh(&r->actor, community_now_ms(request_community(r))))
        return true;
    request_redirect(r, url_with_query(r->arena, again, STR("back"), http_path(r->x)));
    return false;
}

void fresh_offer(struct fresh_ways *ways, struct str label, struct url start)
{
    if (ways->count < FRESH_WAYS_MAX)
        ways->way[ways->count++] = (struct fresh_way){label, start};
}

static void fill_ways(struct request *r, struct view_again *view)
{
    struct fresh_ways *ways = ARENA_NEW(r->arena, struct fresh_ways);
    struct view_again_way *items = ARENA_ARRAY(r->arena, FRESH_WAYS_MAX, struct view_again_way);
    if (ways == NULL || items == NULL)
        return;
    ways->back = view->back;
#define AGAIN_WAY(name) again_way_##name(r, ways);
#include "web/again_ways.def"
#undef AGAIN_WAY
    for (size_t i = 0; i < ways->count; i++)
        items[i] =
            (struct view_again_way){.label = ways->way[i].label, .start = ways->way[i].start};
    view->ways = items;
    view->ways_count = ways->count;
}

void pages_again(struct request *r)
{
    struct account_view account;
    struct view_again view = {
        .csrf = request_csrf(r), .name = r->actor.name, .back = fresh_back(r, back_asked(r)).s};
    struct layout layout = {.title = SAY(r, "Sign in once more"), .noindex = true};
    enum rc rc = account_get(r->reader, &r->actor, r->actor.account_id, r->arena, &account);
    if (rc == RC_OK) {
        view.has_password = account.has_password;
        fill_ways(r, &view);
        rc = layout_make(r, &layout, &view.head, &view.foot);
    }
    view.problem = request_problem(r);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_again_render, &view);
}

static void renewed(struct request *r, enum rc rc)
{
    const struct fresh_by_password *op = (const struct fresh_by_password *)r->job;
    if (rc == RC_OK) {
        request_set_session(r, op->ret_token);
        request_redirect(r, fresh_back(r, back_asked(r)));
        return;
    }
    request_note_refusal(r, rc);
    pages_again(r);
}

void pages_again_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"back", "password", NULL};
    struct fresh_by_password *op =
        CHECKED_FORM_OPERATION(r, form, fields, "password", struct fresh_by_password);
    if (op == NULL)
        return;
    op->actor = r->actor;
    op->password = checked_form_get(form, "password");
    request_wait(r, &op->job, renewed);
    request_submitted(r, fresh_by_password_submit(r->reader, op));
}
