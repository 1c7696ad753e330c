/* Links by mail: asking for one to sign in or to choose a new password, and what they lead to. */
#include "community/account/account_link.h"
#include "community/account/account_recover.h"
#include "community/mail/mail.h"
#include "web/back.h"
#include "web/captcha_field.h"
#include "web/checked_form.h"
#include "web/fresh.h"
#include "web/layout.h"
#include "web/link_page.h"
#include "web/pages.h"
#include "web/signed_in.h"

static const struct link_page SIGN_IN = {
    .purpose = LINK_SIGN_IN,
    .address = "/sign-in/link/open",
    .title = SAID("Sign in"),
    .lead = SAID("This signs this browser in as {0}."),
    .button = SAID("Sign in"),
    .again = "/sign-in/link",
    .again_label = SAID("Send another link"),
};

static const struct link_page RECOVER = {
    .purpose = LINK_RECOVER,
    .address = "/recover/open",
    .title = SAID("Choose a new password"),
    .lead = SAID("For the account {0}. It will be signed out everywhere."),
    .button = SAID("Change the password"),
    .again = "/recover",
    .again_label = SAID("Send another link"),
    .wants_password = true,
};

/* --- asking --- */
struct asking {
    enum link_purpose purpose;
    const char *address, *title, *lead, *button;
};

static const struct asking ASK_SIGN_IN = {
    LINK_SIGN_IN, "/sign-in/link", SAID("Sign in by mail"),
    SAID("We send a link to the address of your account. It signs you in without a password."),
    SAID("Send the link")};

static const struct asking ASK_RECOVER = {
    LINK_RECOVER, "/recover", SAID("Forgotten your password?"),
    SAID("We send a link to the address of your account. There you choose a new password."),
    SAID("Send the link")};

static void place_problem(struct request *r, const char *field, struct view_link_ask *view,
                          struct str *ret_captcha)
{
    struct str said = request_problem(r);
    *ret_captcha = (struct str){0};
    if (said.n == 0)
        return;
    if (field != NULL && strcmp(field, "captcha") == 0)
        *ret_captcha = said;
    else
        view->problem = said;
}

static void show(struct request *r, const struct asking *ask, const char *field)
{
    struct str back = back_asked(r), captcha_problem;
    bool checks = ask->purpose == LINK_RECOVER;
    struct layout layout = {.title = SAY(r, ask->title), .captcha = checks, .noindex = true};
    struct view_link_ask view = {
        .csrf = request_csrf(r),
        .title = layout.title,
        .lead = SAY(r, ask->lead),
        .action = url_local(r->arena, str_from_cstr(ask->address)),
        .login = r->given != NULL ? request_given(r, "login") : r->actor.name,
        .button = SAY(r, ask->button),
        .sent = str_eq(request_query(r, "sent"), STR("yes")),
        .back = back_checked(back),
        .again = back_carry(r, url_local(r->arena, str_from_cstr(ask->address)), back),
        .sign_in = back_carry(r, url_local(r->arena, STR("/sign-in")), back),
    };
    place_problem(r, field, &view, &captcha_problem);
    enum rc rc = RC_OK;
    if (checks)
        rc = captcha_field_make(r, captcha_problem, &view.captcha);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_link_ask_render, &view);
}

void pages_sign_in_link(struct request *r)
{
    show(r, &ASK_SIGN_IN, NULL);
}

void pages_recover(struct request *r)
{
    show(r, &ASK_RECOVER, NULL);
}

static void asked(struct request *r, enum rc rc)
{
    const struct account_link_request *op = (const struct account_link_request *)r->job;
    const struct asking *ask = op->purpose == LINK_RECOVER ? &ASK_RECOVER : &ASK_SIGN_IN;
    struct url here = url_local(r->arena, str_from_cstr(ask->address));
    if (rc == RC_OK) {
        here = url_with_query(r->arena, here, STR("sent"), STR("yes"));
        request_redirect(r, back_carry(r, here, back_asked(r)));
        return;
    }
    r->status = errors_for(rc).status;
    if (rc == RC_LIMITED)
        http_set_header(
            r->x, STR("Retry-After"),
            arena_printf(r->arena, "%lld", (long long)(op->ret_retry_after_ms / 1000 + 1)));
    if (r->problem.message[0] == '\0')
        problem_set(&r->problem, rc, "%.*s", STR_ARG(errors_for(rc).message));
    show(r, ask, op->ret_field);
}

static void take_asking(struct request *r, const struct checked_form *form,
                        enum link_purpose purpose)
{
    static const char *const fields[] = {"back",          "login",          "altcha",
                                         "captcha_token", "captcha_answer", NULL};
    struct account_link_request *op =
        CHECKED_FORM_OPERATION(r, form, fields, "login", struct account_link_request);
    if (op == NULL)
        return;
    op->purpose = purpose;
    op->login = checked_form_get(form, "login");
    op->back = back_checked(back_asked(r));
    op->address = http_client(r->x);
    op->browser = request_browser(r);
    op->captcha = captcha_field_payload(form);
    op->captcha_answer = checked_form_get(form, "captcha_answer");
    request_wait(r, &op->job, asked);
    request_submitted(r, account_link_request_submit(r->reader, op));
}

void pages_sign_in_link_post(struct request *r, const struct checked_form *form)
{
    take_asking(r, form, LINK_SIGN_IN);
}

void pages_recover_post(struct request *r, const struct checked_form *form)
{
    take_asking(r, form, LINK_RECOVER);
}

/* --- signing in by it --- */
void pages_sign_in_open(struct request *r)
{
    link_page_show(r, &SIGN_IN, NULL);
}

static void entered(struct request *r, enum rc rc)
{
    const struct account_link_entry *op = (const struct account_link_entry *)r->job;
    if (rc != RC_OK) {
        link_page_refuse(r, &SIGN_IN, rc, NULL);
        return;
    }
    signed_in_go_on(r, op->ret_token, back_to(r, op->ret_back, "/"));
}

void pages_sign_in_open_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"token", "asked", NULL};
    struct account_link_entry *op =
        CHECKED_FORM_OPERATION(r, form, fields, "token", struct account_link_entry);
    if (op == NULL)
        return;
    op->token = checked_form_get(form, "token");
    op->browser = request_browser(r);
    op->asked = checked_form_has(form, "asked");
    op->address = http_client(r->x);
    op->shown = request_shown(r);
    op->replaces = r->actor;
    request_wait(r, &op->job, entered);
    request_submitted(r, account_link_enter_submit(&op->job));
}

/* --- choosing a new password --- */
void pages_recover_open(struct request *r)
{
    link_page_show(r, &RECOVER, NULL);
}

static void recovered(struct request *r, enum rc rc)
{
    const struct account_recovery *op = (const struct account_recovery *)r->job;
    struct url to = url_local(r->arena, STR("/sign-in"));
    if (rc != RC_OK) {
        link_page_refuse(r, &RECOVER, rc, op->ret_field);
        return;
    }
    request_set_session(r, STR(""));
    to = url_with_query(r->arena, to, STR("done"), STR("password"));
    request_redirect(r, back_carry(r, to, op->ret_back));
}

void pages_recover_open_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"token", "asked", "password", NULL};
    struct account_recovery *op =
        CHECKED_FORM_OPERATION(r, form, fields, "password", struct account_recovery);
    if (op == NULL)
        return;
    op->token = checked_form_get(form, "token");
    op->browser = request_browser(r);
    op->asked = checked_form_has(form, "asked");
    op->password = checked_form_get(form, "password");
    request_wait(r, &op->job, recovered);
    request_submitted(r, account_recover_submit(r->reader, op));
}

/* --- as a factor, see again_ways.def --- */
void again_way_mail(struct request *r, struct fresh_ways *ways)
{
    struct url start = url_local(r->arena, STR("/sign-in/link"));
    if (mail_is_on(request_community(r)))
        fresh_offer(ways, SAY(r, "Send me a link by mail instead"),
                    url_with_query(r->arena, start, STR("back"), ways->back));
}
