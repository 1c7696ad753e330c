/* For who has shown who they are elsewhere: joining with a name and consent, or going on as who they are here. */
#include "community/identity/identity_arrival.h"
#include "web/agreement.h"
#include "web/back.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/problem_summary.h"
#include "web/signed_in.h"
#include "web/site_state.h"

static void place_problem(struct request *r, const char *field, struct view_arrival *view)
{
    const struct problem_place places[] = {
        {"name", &view->name_problem, NULL},
        {"email", &view->email_problem, NULL},
        {"consent", NULL, agreement_field("consent")},
        {"age", NULL, agreement_field("age")},
    };
    view->problems =
        problem_summary_make(r, field, "name", places, sizeof places / sizeof places[0]);
}

static void show_join(struct request *r, const struct identity_arrival *arrival, const char *field)
{
    bool again = r->given != NULL;
    struct view_arrival view = {
        .csrf = request_csrf(r),
        .title = arrival->provider->title,
        .name = again ? request_given(r, "name") : arrival->name,
        .email = again ? request_given(r, "email") : arrival->email,
        .email_confirmed = arrival->email_confirmed,
        .agreement = agreement_make(r, field, true),
    };
    struct layout layout = {.title = SAY(r, "Welcome"), .noindex = true};
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    place_problem(r, field, &view);
    if (rc != RC_OK || view.agreement == NULL)
        request_fail(r, rc != RC_OK ? rc : RC_NO_MEMORY);
    else
        REQUEST_RENDER(r, view_arrival_render, &view);
}

static void show_known(struct request *r, const struct identity_arrival *arrival)
{
    struct view_arrival_known view = {
        .csrf = request_csrf(r), .title = arrival->provider->title, .name = arrival->account_name};
    struct layout layout = {.title = SAY_WITH(r, "Go on as {0}", arrival->account_name),
                            .noindex = true};
    view.problem = request_problem(r);
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_arrival_known_render, &view);
}

static void show(struct request *r, const char *field)
{
    struct identity_arrival arrival;
    enum rc rc = identity_arrival_look(r->reader, request_arrival(r), r->arena, &arrival);
    if (rc == RC_EXPIRED)
        problem_set(&r->problem, rc,
                    "Half an hour has passed since you came, or this was answered already. Sign "
                    "in once more.");
    if (rc == RC_OK && arrival.account_id == 0 &&
        !config_bool(r->settings, SET_ACCOUNTS_REGISTRATION))
        rc = problem_set(&r->problem, RC_FORBIDDEN, "Registration is closed at the moment.");
    if (rc != RC_OK)
        request_fail(r, rc);
    else if (arrival.account_id != 0)
        show_known(r, &arrival);
    else
        show_join(r, &arrival, field);
}

void pages_arrival(struct request *r)
{
    show(r, NULL);
}

static void enter(struct request *r, struct str token, struct str back)
{
    request_set_arrival(r, STR(""));
    signed_in_go_on(r, token, back_to(r, back, "/"));
}

static void joined(struct request *r, enum rc rc)
{
    const struct identity_join *op = (const struct identity_join *)r->job;
    if (rc == RC_OK) {
        enter(r, op->ret_token, op->ret_back);
        return;
    }
    request_note_refusal(r, rc);
    show(r, op->ret_field);
}

static void entered(struct request *r, enum rc rc)
{
    const struct identity_enter *op = (const struct identity_enter *)r->job;
    if (rc == RC_OK)
        enter(r, op->ret_token, op->ret_back);
    else
        request_fail(r, rc);
}

static void go_on(struct request *r)
{
    struct identity_enter *op = ARENA_NEW(r->arena, struct identity_enter);
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    op->token = request_arrival(r);
    op->address = http_client(r->x);
    op->shown = request_shown(r);
    op->replaces = r->actor;
    request_wait(r, &op->job, entered);
    request_submitted(r, identity_enter_submit(&op->job));
}

static void join(struct request *r, const struct checked_form *form)
{
    struct identity_join *op = ARENA_NEW(r->arena, struct identity_join);
    if (op == NULL || !config_bool(r->settings, SET_ACCOUNTS_REGISTRATION)) {
        show(r, NULL);
        return;
    }
    if (agreement_read(r, form, &op->consents) != RC_OK) {
        show(r, "consent");
        return;
    }
    op->token = request_arrival(r);
    op->name = checked_form_get(form, "name");
    op->email = str_trim(checked_form_get(form, "email"));
    op->browser = request_browser(r);
    op->address = http_client(r->x);
    op->shown = request_shown(r);
    op->replaces = r->actor;
    request_wait(r, &op->job, joined);
    request_submitted(r, identity_join_submit(r->reader, op));
}

void pages_arrival_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"known", "name", "email", AGREEMENT_FIELDS, NULL};
    if (!checked_form_only(r, form, fields, NULL))
        return;
    if (checked_form_has(form, "known"))
        go_on(r);
    else
        join(r, form);
}
