/* How one's own account stands: what was decided on it, why, and a warning to confirm. */
#include "web/account_rooms.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/redress_words.h"
#include "web/sanction_words.h"

/* The oldest that waits comes first: they were given in that order. */
static const struct sanction *find_warning(struct request *r, const struct sanction *list,
                                           size_t count)
{
    int64_t now_ms = community_now_ms(request_community(r));
    for (size_t i = count; i-- > 0;)
        if (list[i].kind == SANCTION_WARNING && sanction_in_force(&list[i], now_ms))
            return &list[i];
    return NULL;
}

/* A letter is not offered where it cannot help. */
static bool has_final(struct request *r, const struct sanction *list, size_t count)
{
    struct community *c = request_community(r);
    for (size_t i = 0; i < count; i++)
        if (!sanction_is_liftable(c, &list[i]) && sanction_in_force(&list[i], community_now_ms(c)))
            return true;
    return false;
}

static enum rc fill(struct request *r, const struct sanction *list, size_t count,
                    struct view_standing *view)
{
    struct view_sanction_item *items = ARENA_ARRAY(r->arena, count, struct view_sanction_item);
    struct view_sanction_item *warned = ARENA_NEW(r->arena, struct view_sanction_item);
    const struct sanction *warning = find_warning(r, list, count);
    if (items == NULL || warned == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        items[i] = sanction_words_item(r, &list[i], true);
    view->history = items;
    view->history_count = count;
    view->standing = sanction_words_standing(r, list, count, true);
    view->user_id = arena_printf(r->arena, "%lld", (long long)r->actor.account_id);
    view->is_restricted = r->actor.status != ACCOUNT_ACTIVE;
    if (view->is_restricted)
        view->can =
            SAY(r, "You can read, see what was decided on your comments, download your data and "
                   "delete your account.");
    if (has_final(r, list, count))
        view->final = redress_words_final(r);
    if (warning == NULL)
        return RC_OK;
    *warned = sanction_words_item(r, warning, true);
    view->warning = warned;
    view->warning_id = arena_printf(r->arena, "%lld", (long long)warning->id);
    return RC_OK;
}

void pages_standing(struct request *r)
{
    struct sanction *list;
    size_t count;
    struct view_standing view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, "How your account stands"), .noindex = true};
    enum rc rc = sanction_list(r->reader, &r->actor, r->actor.account_id, r->arena, &list, &count);
    if (rc == RC_OK)
        rc = fill(r, list, count, &view);
    if (r->problem.message[0] != '\0')
        view.problem = request_problem(r);
    else if (view.warning == NULL && str_eq(request_query(r, "done"), STR("read")))
        view.notice = SAY(r, "Thank you. You can write again.");
    view.tabs = account_rooms_tabs(r, "/account/standing", &view.tabs_count);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_standing_render, &view);
}

static void acknowledged(struct request *r, enum rc rc)
{
    if (rc == RC_OK) {
        request_redirect(r, url_with_query(r->arena, url_local(r->arena, STR("/account/standing")),
                                           STR("done"), STR("read")));
        return;
    }
    request_note_refusal(r, rc);
    pages_standing(r);
}

void pages_standing_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"warning", NULL};
    if (!checked_form_only(r, form, fields, "warning"))
        return;
    struct sanction_acknowledgement *op = ARENA_NEW(r->arena, struct sanction_acknowledgement);
    if (op == NULL || str_to_i64(checked_form_get(form, "warning"), &op->sanction_id) != RC_OK) {
        request_fail(r, op == NULL ? RC_NO_MEMORY : RC_INVALID);
        return;
    }
    op->actor = r->actor;
    request_wait(r, &op->job, acknowledged);
    request_submitted(r, sanction_acknowledge_submit(&op->job));
}
