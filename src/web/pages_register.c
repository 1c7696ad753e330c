/* Joining: the form, its captcha in two kinds, and what is said beside a field that was refused. */
#include "community/account/account.h"
#include "community/account/captcha.h"
#include "community/account/password.h"
#include "web/agreement.h"
#include "web/back.h"
#include "web/captcha_field.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/problem_summary.h"
#include "web/provider_ways.h"
#include "web/site_state.h"

static void place_problem(struct request *r, const char *field, struct view_join *view,
                          struct str *ret_captcha)
{
    const struct problem_place places[] = {
        {"name", &view->name_problem, NULL},         {"email", &view->email_problem, NULL},
        {"password", &view->password_problem, NULL}, {"consent", NULL, agreement_field("consent")},
        {"age", NULL, agreement_field("age")},       {"captcha", ret_captcha, "captcha_answer"},
    };
    view->problems =
        problem_summary_make(r, field, "name", places, sizeof places / sizeof places[0]);
}

static void show(struct request *r, const char *field)
{
    struct str captcha_problem = {0};
    struct str back = back_asked(r);
    struct view_join view = {
        .csrf = request_csrf(r),
        .name = request_given(r, "name"),
        .email = request_given(r, "email"),
        .password_min = PASSWORD_CHARACTERS_MIN,
        .agreement = agreement_make(r, field, true),
        .back = back_checked(back),
        .sign_in = back_carry(r, url_local(r->arena, STR("/sign-in")), back),
    };
    struct layout layout = {.title = SAY(r, "Register"), .captcha = true, .noindex = true};
    place_problem(r, field, &view, &captcha_problem);
    enum rc rc = captcha_field_make(r, captcha_problem, &view.captcha);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    view.ways = provider_ways(r, view.csrf, back);
    if (rc != RC_OK || view.agreement == NULL)
        request_fail(r, rc != RC_OK ? rc : RC_NO_MEMORY);
    else
        REQUEST_RENDER(r, view_join_render, &view);
}

void pages_register(struct request *r)
{
    if (config_bool(r->settings, SET_ACCOUNTS_REGISTRATION)) {
        show(r, NULL);
        return;
    }
    problem_set(&r->problem, RC_FORBIDDEN, "Registration is closed at the moment.");
    request_fail(r, RC_FORBIDDEN);
}

static void registered(struct request *r, enum rc rc)
{
    const struct account_registration *op = (const struct account_registration *)r->job;
    struct str back = back_asked(r);
    if (rc == RC_OK) {
        request_set_session(r, op->ret_token);
        request_redirect(r, op->ret_confirms
                                ? back_carry(r, url_local(r->arena, STR("/confirm")), back)
                                : back_to(r, back, "/"));
        return;
    }
    request_note_refusal(r, rc);
    show(r, op->ret_field);
}

void pages_register_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"back",          "name",           "email",
                                         "password",      AGREEMENT_FIELDS, "altcha",
                                         "captcha_token", "captcha_answer", NULL};
    if (!checked_form_only(r, form, fields, "name"))
        return;
    struct account_registration *op = ARENA_NEW(r->arena, struct account_registration);
    if (op == NULL || !config_bool(r->settings, SET_ACCOUNTS_REGISTRATION)) {
        pages_register(r);
        return;
    }
    if (agreement_read(r, form, &op->consents) != RC_OK) {
        show(r, "consent");
        return;
    }
    op->name = checked_form_get(form, "name");
    op->email = str_trim(checked_form_get(form, "email"));
    op->password = checked_form_get(form, "password");
    op->captcha = captcha_field_payload(form);
    op->captcha_answer = checked_form_get(form, "captcha_answer");
    op->address = http_client(r->x);
    op->shown = request_shown(r);
    op->browser = request_browser(r);
    op->back = back_checked(back_asked(r));
    request_wait(r, &op->job, registered);
    request_submitted(r, account_register_submit(r->reader, op));
}

void pages_captcha_challenge(struct request *r)
{
    struct str challenge;
    enum rc rc = captcha_challenge(request_community(r), r->arena, &challenge);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    struct buf out;
    buf_init(&out, challenge.n + 1);
    buf_put(&out, challenge);
    request_json(r, &out);
}
