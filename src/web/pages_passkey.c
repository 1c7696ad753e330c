/* Naming and removing one passkey. */
#include "community/key/factor.h"
#include "web/account_rooms.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/passkey_form.h"

static enum rc find(struct request *r, struct view_passkey_edit *view)
{
    struct passkey_view *list;
    size_t count;
    enum rc rc = passkey_list(r->reader, &r->actor, r->actor.account_id, r->arena, &list, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (list[i].id == r->params.id) {
            view->name = list[i].name;
            return RC_OK;
        }
    return rc == RC_OK ? RC_NOT_FOUND : rc;
}

/* What its owner loses with it. */
static struct str warning(struct request *r)
{
    struct factor_view factors;
    struct passkey_view *list;
    size_t count;
    int64_t me = r->actor.account_id;
    if (factor_get(r->reader, &r->actor, me, r->arena, &factors) != RC_OK ||
        passkey_list(r->reader, &r->actor, me, r->arena, &list, &count) != RC_OK || count != 1)
        return (struct str){0};
    if (factors.is_staff && (factors.factors & FACTOR_CODES) == 0)
        return SAY(r, "It is your only second step. Without it your password alone signs you in, "
                      "or, where this "
                      "site requires a second step, your rooms stay closed.");
    return (struct str){0};
}

void pages_passkey(struct request *r)
{
    struct view_passkey_edit view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, "Your passkey"), .noindex = true};
    if (!fresh_or_ask(r))
        return;
    enum rc rc = find(r, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.tabs = account_rooms_tabs(r, "/account/security", &view.tabs_count);
    view.action = url_local(r->arena, http_path(r->x));
    view.warning = warning(r);
    view.problem = request_problem(r);
    REQUEST_RENDER(r, view_passkey_edit_render, &view);
}

static void changed(struct request *r, enum rc rc)
{
    const struct passkey_change *op = (const struct passkey_change *)r->job;
    if (rc == RC_OK) {
        struct url room = url_local(r->arena, STR("/account/security"));
        request_redirect(r, url_with_query(r->arena, room, STR("done"),
                                           op->removes ? STR("removed") : STR("renamed")));
        return;
    }
    request_note_refusal(r, rc);
    pages_passkey(r);
}

void pages_passkey_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do", "name", NULL};
    struct passkey_change *op = ARENA_NEW(r->arena, struct passkey_change);
    if (!checked_form_only(r, form, fields, "do") || !fresh_or_ask(r))
        return;
    struct str verb = checked_form_get(form, "do");
    bool removes = str_eq(verb, STR("remove"));
    if (op == NULL || (!removes && !str_eq(verb, STR("rename")))) {
        request_fail(r, op == NULL ? RC_NO_MEMORY : RC_INVALID);
        return;
    }
    op->actor = r->actor;
    op->id = r->params.id;
    op->removes = removes;
    op->name = checked_form_get(form, "name");
    request_wait(r, &op->job, changed);
    request_submitted(r, passkey_change_submit(op));
}
