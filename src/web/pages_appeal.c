/* Appealing against the removal of one's own comment. */
#include "community/discipline/appeal.h"

#include "community/comment/comment.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/redress_words.h"
#include "web/views.h"

static struct url here(struct request *r, const char *page)
{
    return url_local(r->arena,
                     arena_printf(r->arena, "/comment/%lld/%s", (long long)r->params.id, page));
}

void pages_appeal(struct request *r)
{
    struct comment_view c;
    struct appeal_place place;
    struct views_thread thread = {.above_id = 0};
    struct view_appeal view = {
        .csrf = request_csrf(r), .text = request_given(r, "text"), .verdict = here(r, "verdict")};
    struct layout layout = {.title = SAY(r, "Ask for another look"), .noindex = true};
    enum rc rc = comment_get(r->reader, &r->actor, r->params.id, r->arena, &c);
    if (rc == RC_OK && c.account_id != r->actor.account_id)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = appeal_look(r->reader, &r->actor, r->params.id, r->arena, &place);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    c.depth = 0;
    view.comments = views_comments(r, &c, 1, &thread, &view.comments_count);
    view.state = redress_words_appeal(r, &place);
    if (place.case_id != 0)
        view.own_case = redress_words_own_url(r, place.case_id);
    if (place.state == APPEAL_MAY)
        view.action = here(r, "appeal");
    if (r->problem.message[0] != '\0')
        view.problem = words_problem(r->words, &r->problem, r->arena);
    REQUEST_RENDER(r, view_appeal_render, &view);
}

static void appealed(struct request *r, enum rc rc)
{
    const struct appeal *op = (const struct appeal *)r->job;
    if (rc == RC_OK) {
        request_redirect(r, url_with_query(r->arena, redress_words_own_url(r, op->ret_id),
                                           STR("done"), STR("appeal")));
        return;
    }
    if (rc == RC_INVALID || rc == RC_TOO_LARGE || rc == RC_LIMITED || rc == RC_CONFLICT ||
        rc == RC_EXPIRED) {
        r->status = errors_for(rc).status;
        pages_appeal(r);
        return;
    }
    request_fail(r, rc);
}

void pages_appeal_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"text", NULL};
    struct appeal *op = CHECKED_FORM_OPERATION(r, form, fields, NULL, struct appeal);
    if (op == NULL)
        return;
    op->actor = r->actor;
    op->comment_id = r->params.id;
    op->text = str_trim(checked_form_get(form, "text"));
    request_wait(r, &op->job, appealed);
    request_submitted(r, appeal_submit(&op->job));
}
