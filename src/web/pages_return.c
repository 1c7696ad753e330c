/* Bringing a deleted account back with the link that was mailed. */
#include "community/leaving/leaving_own.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/say.h"

static void render(struct request *r, struct view_coming_back *view)
{
    struct layout layout = {.title = SAY(r, "Bring your account back"), .noindex = true};
    enum rc rc = layout_make(r, &layout, &view->head, &view->foot);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        REQUEST_RENDER(r, view_coming_back_render, view);
}

static void fill_form(struct request *r, struct str token, struct view_coming_back *view)
{
    struct leaving_return_view back;
    struct problem *problem = &r->problem;
    enum rc rc = leaving_return_look(r->reader, token, r->arena, &back);
    if (rc == RC_OK) {
        view->form = true;
        view->csrf = request_csrf(r);
        view->name = back.name;
        view->until = say_time(r, back.until_ms);
        view->token = token;
    } else if (problem->message[0] == '\0') {
        r->status = errors_for(rc).status;
        problem_set(problem, rc, "%s",
                    rc == RC_EXPIRED
                        ? "This link was used already, or its thirty days are over."
                        : "This link is not one of ours. Copy all of it from the mail.");
    }
}

static void show(struct request *r, struct str token)
{
    struct view_coming_back view = {.name = STR(""), .until = STR(""), .token = STR("")};
    view.done = token.n == 0 && str_eq(request_query(r, "done"), STR("yes"));
    if (!view.done)
        fill_form(r, token, &view);
    view.problem = request_problem(r);
    render(r, &view);
}

void pages_return(struct request *r)
{
    show(r, request_query(r, "token"));
}

static void returned(struct request *r, enum rc rc)
{
    const struct leaving_return *op = (const struct leaving_return *)r->job;
    if (rc == RC_OK) {
        struct url here = url_local(r->arena, STR("/restore"));
        request_redirect(r, url_with_query(r->arena, here, STR("done"), STR("yes")));
        return;
    }
    r->status = errors_for(rc).status;
    show(r, op->token);
}

void pages_return_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"token", "confirmed", NULL};
    struct leaving_return *op =
        CHECKED_FORM_OPERATION(r, form, fields, "token", struct leaving_return);
    if (op == NULL)
        return;
    op->token = checked_form_get(form, "token");
    op->confirmed = checked_form_has(form, "confirmed");
    request_wait(r, &op->job, returned);
    request_submitted(r, leaving_return_submit(&op->job));
}
