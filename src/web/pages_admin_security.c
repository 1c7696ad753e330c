/* An account's sessions, second steps and name, for administrators: ending, taking off, changing them. */
#include "community/account/account.h"
#include "community/account/account_rename.h"
#include "community/key/factor.h"
#include "community/key/passkey.h"
#include "community/account/session.h"
#include "web/checked_form.h"
#include "web/dates.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/say.h"
#include "web/session_items.h"
#include "web/views.h"

static struct url page_url(struct request *r)
{
    return url_local(r->arena,
                     arena_printf(r->arena, "/admin/users/%lld/security", (long long)r->params.id));
}

static enum rc fill_passkeys(struct request *r, struct view_admin_security *view)
{
    struct passkey_view *found;
    size_t count;
    enum rc rc = passkey_list(r->reader, &r->actor, r->params.id, r->arena, &found, &count);
    struct view_passkey_item *items =
        rc == RC_OK ? ARENA_ARRAY(r->arena, count, struct view_passkey_item) : NULL;
    if (items == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct view_passkey_item){
            .name = found[i].name,
            .made = say_time(r, found[i].made_ms),
            .made_iso = dates_iso(request_zone(r), found[i].made_ms, r->arena),
            .used_iso = dates_iso(request_zone(r), found[i].used_ms, r->arena),
            .backed_up = found[i].is_backed_up,
        };
        if (found[i].used_ms != 0)
            items[i].used = say_time(r, found[i].used_ms);
    }
    view->passkeys = items;
    view->passkeys_count = count;
    return RC_OK;
}

static enum rc fill_factors(struct request *r, struct view_admin_security *view)
{
    struct factor_view factors;
    enum rc rc = factor_get(r->reader, &r->actor, r->params.id, r->arena, &factors);
    if (rc != RC_OK)
        return rc;
    view->has_codes = factors.codes_made_ms != 0;
    view->recovery =
        SAY_COUNT(r,
                  "{0, plural, one {# recovery code can still be used.} other {# recovery codes "
                  "can still be used.}}",
                  factors.recovery_left);
    view->can_reset = !view->is_self && (factors.factors != 0 || factors.recovery_left > 0);
    return fill_passkeys(r, view);
}

static enum rc fill(struct request *r, struct view_admin_security *view)
{
    struct account_view account;
    struct session_items sessions;
    enum rc rc = account_get(r->reader, &r->actor, r->params.id, r->arena, &account);
    if (rc == RC_OK)
        rc = session_items_make(r, account.id, view->action, &sessions);
    if (rc != RC_OK)
        return rc;
    view->name = account.name;
    view->profile = views_profile_url(r, account.id);
    view->is_self = account.id == r->actor.account_id;
    view->new_name = request_given(r, "name");
    view->why = request_given(r, "why");
    view->sessions = sessions.items;
    view->sessions_count = sessions.count;
    return fill_factors(r, view);
}

void pages_admin_security(struct request *r)
{
    struct view_admin_security view = {.csrf = request_csrf(r), .action = page_url(r)};
    struct layout layout = {.title = SAY(r, "Sign-ins"), .staff = true};
    struct str done = request_query(r, "done");
    enum rc rc = fill(r, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    if (str_eq(done, STR("ended")))
        view.notice = SAY(r, "Signed out.");
    else if (str_eq(done, STR("renamed")))
        view.notice = SAY(r, "The name is changed, and the reader is told.");
    else if (str_eq(done, STR("reset")))
        view.notice =
            SAY(r, "All passkeys and codes are taken off. The account's sessions have ended.");
    view.problem = request_problem(r);
    REQUEST_RENDER(r, view_admin_security_render, &view);
}

static void show_again(struct request *r, enum rc rc)
{
    request_note_refusal(r, rc);
    pages_admin_security(r);
}

static void reset_done(struct request *r, enum rc rc)
{
    if (rc == RC_OK)
        request_redirect(r, url_with_query(r->arena, page_url(r), STR("done"), STR("reset")));
    else
        show_again(r, rc);
}

static void submit_reset(struct request *r, struct str reason)
{
    struct factor_reset *op = ARENA_NEW(r->arena, struct factor_reset);
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    if (str_trim(reason).n == 0) {
        problem_set(&r->problem, RC_INVALID, "Say how you know that it is the owner who asks.");
        show_again(r, RC_INVALID);
        return;
    }
    op->actor = r->actor;
    op->account_id = r->params.id;
    op->reason = str_trim(reason);
    request_wait(r, &op->job, reset_done);
    request_submitted(r, factor_reset_submit(&op->job));
}

static void renamed(struct request *r, enum rc rc)
{
    if (rc == RC_OK)
        request_redirect(r, url_with_query(r->arena, page_url(r), STR("done"), STR("renamed")));
    else
        show_again(r, rc);
}

static void submit_renaming(struct request *r, const struct checked_form *form)
{
    struct account_renaming *op = ARENA_NEW(r->arena, struct account_renaming);
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    op->actor = r->actor;
    op->account_id = r->params.id;
    op->name = checked_form_get(form, "name");
    op->reason = checked_form_get(form, "why");
    request_wait(r, &op->job, renamed);
    request_submitted(r, account_renaming_submit(&op->job));
}

static void ended(struct request *r, enum rc rc)
{
    if (rc == RC_OK)
        request_redirect(r, url_with_query(r->arena, page_url(r), STR("done"), STR("ended")));
    else
        show_again(r, rc);
}

void pages_admin_security_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"end",    "all",  "reset", "reason",
                                         "rename", "name", "why",   NULL};
    if (!checked_form_only(r, form, fields, NULL))
        return;
    if (checked_form_has(form, "rename")) {
        submit_renaming(r, form);
        return;
    }
    if (checked_form_has(form, "reset")) {
        if (fresh_or_ask(r))
            submit_reset(r, checked_form_get(form, "reason"));
        return;
    }
    struct session_end *op = ARENA_NEW(r->arena, struct session_end);
    bool all = checked_form_has(form, "all");
    if (op == NULL || (!all && !checked_form_has(form, "end"))) {
        request_fail(r, op == NULL ? RC_NO_MEMORY : RC_INVALID);
        return;
    }
    op->actor = r->actor;
    op->account_id = r->params.id;
    op->which = all ? SESSION_END_ALL : SESSION_END_ONE;
    op->handle = checked_form_get(form, "end");
    request_wait(r, &op->job, ended);
    request_submitted(r, session_end_submit(&op->job));
}
