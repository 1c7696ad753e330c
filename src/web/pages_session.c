/* Signing in and out. */
#include "community/account/account.h"
#include "community/mail/mail.h"
#include "community/account/session.h"
#include "web/back.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/passkey_form.h"
#include "web/provider_ways.h"
#include "web/signed_in.h"
#include "web/site_state.h"

void pages_send_to_sign_in(struct request *r)
{
    struct str query = http_query(r->x);
    struct url here = url_local(r->arena, http_path(r->x));
    struct url sign_in = url_local(r->arena, STR("/sign-in"));
    struct str from = back_checked(request_query(r, "back"));
    /* The head of every page leads to the account, and says where one was. */
    if (from.n > 0 && str_eq(http_path(r->x), STR("/account"))) {
        request_redirect(r, back_carry(r, sign_in, from));
        return;
    }
    /* With its query: a filter or a page further back is what was asked for. */
    if (query.n > 0)
        here =
            url_checked_local(arena_printf(r->arena, "%.*s?%.*s", STR_ARG(here.s), STR_ARG(query)));
    request_redirect(r, back_carry(r, sign_in, here.s));
}

void pages_sign_in(struct request *r)
{
    struct str back = back_asked(r);
    struct view_sign_in view = {.csrf = request_csrf(r), .login = request_given(r, "login")};
    struct layout layout = {.title = SAY(r, "Sign in"), .noindex = true, .passkeys = true};
    view.back = back_checked(back);
    view.recover = back_carry(r, url_local(r->arena, STR("/recover")), back);
    view.passkey = passkey_form_ask(r, PASSKEY_SIGN_IN, "/sign-in/passkey", back, true);
    if (config_bool(r->settings, SET_ACCOUNTS_REGISTRATION))
        view.join = back_carry(r, url_local(r->arena, STR("/register")), back);
    if (mail_is_on(request_community(r)))
        view.by_mail = back_carry(r, url_local(r->arena, STR("/sign-in/link")), back);
    if (str_eq(request_query(r, "done"), STR("password")))
        view.notice = SAY(r, "Your password is changed. Sign in with the new one.");
    else if (str_eq(request_query(r, "done"), STR("confirmed")))
        view.notice = SAY(r, "The address is confirmed. Sign in to go on.");
    view.ways = provider_ways(r, view.csrf, back);
    view.problem = request_problem(r);
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_sign_in_render, &view);
}

static void signed_in(struct request *r, enum rc rc)
{
    const struct account_sign_in *op = (const struct account_sign_in *)r->job;
    if (rc == RC_OK) {
        signed_in_go_on(r, op->ret_token, back_to(r, back_asked(r), "/"));
        return;
    }
    r->status = errors_for(rc).status;
    if (rc == RC_LIMITED)
        http_set_header(
            r->x, STR("Retry-After"),
            arena_printf(r->arena, "%lld", (long long)(op->ret_retry_after_ms / 1000 + 1)));
    if (rc == RC_UNAUTHENTICATED && r->problem.message[0] == '\0')
        problem_set(&r->problem, rc, "Name and password do not belong together.");
    if (r->problem.message[0] == '\0')
        problem_set(&r->problem, rc, "%.*s", STR_ARG(errors_for(rc).message));
    pages_sign_in(r);
}

void pages_sign_in_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"back", "login", "password", NULL};
    struct account_sign_in *op =
        CHECKED_FORM_OPERATION(r, form, fields, "login", struct account_sign_in);
    if (op == NULL)
        return;
    op->login = str_trim(checked_form_get(form, "login"));
    op->password = checked_form_get(form, "password");
    op->address = http_client(r->x);
    op->shown = request_shown(r);
    op->replaces = r->actor;
    request_wait(r, &op->job, signed_in);
    request_submitted(r, account_sign_in_submit(r->reader, op));
}

static void signed_out(struct request *r, enum rc rc)
{
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    request_set_session(r, STR(""));
    request_redirect(r, url_local(r->arena, STR("/")));
}

void pages_sign_out_post(struct request *r, const struct checked_form *form)
{
    struct session_end *op = ARENA_NEW(r->arena, struct session_end);
    if (!actor_signed_in(&r->actor)) {
        signed_out(r, RC_OK);
        return;
    }
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    op->actor = r->actor;
    op->which = SESSION_END_CURRENT;
    request_wait(r, &op->job, signed_out);
    request_submitted(r, session_end_submit(&op->job));
}
