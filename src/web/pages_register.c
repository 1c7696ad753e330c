/* Joining: the form, its captcha in two kinds, and what is said beside a field that was refused. */
#include "assets.h"
#include "community/account.h"
#include "community/captcha.h"
#include "community/password.h"
#include "web/checked_form.h"
#include "web/documents.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/site_state.h"

static struct url asset_url(const struct request *r, const char *name)
{
    for (size_t i = 0; i < assets_count; i++) {
        if (str_eq(assets[i].name, str_from_cstr(name)))
            return url_local(r->arena, assets[i].url);
    }
    return url_local(r->arena, STR("/"));
}

/* Puts the problem beside its field and into the summary above. */
static void show_problem(struct request *r, const char *field, struct view_join *view)
{
    struct view_problem_summary *summary = ARENA_NEW(r->arena, struct view_problem_summary);
    struct view_problem_item *item = ARENA_NEW(r->arena, struct view_problem_item);
    struct str message = str_from_cstr(r->problem.message);
    struct str name = str_from_cstr(field != NULL ? field : "name");
    if (message.n == 0 || summary == NULL || item == NULL)
        return;
    *item = (struct view_problem_item){.message = message, .field = name};
    *summary = (struct view_problem_summary){.problems = item, .problems_count = 1};
    view->problems = summary;
    if (field == NULL)
        return;
    if (str_eq(name, STR("name")))
        view->name_problem = message;
    else if (str_eq(name, STR("email")))
        view->email_problem = message;
    else if (str_eq(name, STR("password")))
        view->password_problem = message;
    else if (str_eq(name, STR("consent"))) {
        view->consent_problem = message;
        item->field = STR("consent_standards");
    } else if (str_eq(name, STR("captcha"))) {
        view->captcha_problem = message;
        item->field = STR("captcha_answer");
    }
}

static void show(struct request *r, const char *field)
{
    struct captcha_question question;
    struct str back = r->given != NULL ? request_given(r, "back") : request_query(r, "back");
    struct view_join view = {
        .csrf = request_csrf(r),
        .name = request_given(r, "name"),
        .email = request_given(r, "email"),
        .password_min = PASSWORD_CHARACTERS_MIN,
        .standards_version = documents_standards_version(r),
        .privacy_version = STR(DOCUMENTS_PRIVACY_VERSION),
        .challenge = url_local(r->arena, STR("/captcha/challenge")),
        .worker = asset_url(r, "vendor/altcha-worker.js"),
        .sign_in = url_local(r->arena, STR("/sign-in")),
    };
    struct layout layout = {.title = STR("Register"), .captcha = true, .noindex = true};
    enum rc rc = captcha_question(request_community(r), r->arena, &question);
    if (rc == RC_OK) {
        view.question = question.text;
        view.question_token = question.token;
        rc = layout_make(r, &layout, &view.head, &view.foot);
    }
    if (back.n > 0) {
        view.back = back;
        view.sign_in = url_with_query(r->arena, view.sign_in, STR("back"), back);
    }
    show_problem(r, field, &view);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_join_render, &view);
}

void pages_register(struct request *r)
{
    if (r->site->config.registration) {
        show(r, NULL);
        return;
    }
    problem_set(&r->problem, RC_FORBIDDEN, "Registration is closed at the moment.");
    request_fail(r, RC_FORBIDDEN);
}

static void registered(struct request *r, enum rc rc)
{
    const struct account_registration *op = (const struct account_registration *)r->job;
    struct url back = url_checked_local(request_given(r, "back"));
    if (rc == RC_OK) {
        request_set_session(r, op->ret_token);
        request_redirect(r,
                         back.s.n > 0 && back.s.p[0] == '/' ? back : url_local(r->arena, STR("/")));
        return;
    }
    r->status = errors_for(rc).status;
    if (r->problem.message[0] == '\0')
        problem_set(&r->problem, rc, "%.*s", STR_ARG(errors_for(rc).message));
    show(r, op->ret_field);
}

/* Nobody agrees to a text they were not shown: what is stored is the version in force, never what a form says. */
static bool saw_current_documents(struct request *r, const struct checked_form *form)
{
    return str_eq(checked_form_get(form, "standards_version"), documents_standards_version(r)) &&
           str_eq(checked_form_get(form, "privacy_version"), STR(DOCUMENTS_PRIVACY_VERSION));
}

static void ask_consent_again(struct request *r)
{
    enum rc rc =
        problem_set(&r->problem, RC_CONFLICT,
                    "The standards or the privacy policy have changed since this page was made. "
                    "Read them and agree once more.");
    r->status = errors_for(rc).status;
    show(r, "consent");
}

/* The version consented to, empty when the box was not ticked: then the account layer refuses. */
static struct str consent(const struct checked_form *form, const char *box, const char *version)
{
    bool ticked = str_eq(checked_form_get(form, box), STR("yes"));
    return ticked ? checked_form_get(form, version) : STR("");
}

void pages_register_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"back",
                                         "name",
                                         "email",
                                         "password",
                                         "consent_standards",
                                         "consent_privacy",
                                         "standards_version",
                                         "privacy_version",
                                         "altcha",
                                         "captcha_token",
                                         "captcha_answer",
                                         NULL};
    if (!checked_form_only(r, form, fields, "name"))
        return;
    struct account_registration *op = ARENA_NEW(r->arena, struct account_registration);
    if (op == NULL || !r->site->config.registration) {
        pages_register(r);
        return;
    }
    if (!saw_current_documents(r, form)) {
        ask_consent_again(r);
        return;
    }
    struct str proof = checked_form_get(form, "altcha");
    op->name = checked_form_get(form, "name");
    op->email = str_trim(checked_form_get(form, "email"));
    op->password = checked_form_get(form, "password");
    op->standards_consent = consent(form, "consent_standards", "standards_version");
    op->privacy_consent = consent(form, "consent_privacy", "privacy_version");
    op->captcha = proof.n > 0 ? proof : checked_form_get(form, "captcha_token");
    op->captcha_answer = checked_form_get(form, "captcha_answer");
    op->address = http_client(r->x);
    op->agent = http_header(r->x, STR("User-Agent"));
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
