/* The blind check: one text after the other, judged without knowing what the machine decided. */
#include "community/moderation/moderation.h"
#include "community/moderation/verify.h"
#include "text/markdown.h"
#include "web/checked_form.h"
#include "web/layout.h"
#include "web/moderated.h"
#include "web/pages.h"
#include "web/views.h"

static struct str waiting_words(const struct request *r, int64_t waiting)
{
    struct str number = words_digits(r->arena, waiting);
    if (waiting >= VERIFY_WAITING_MAX)
        return SAY_WITH(r, "{0, plural, other {# or more to judge}}", number);
    return SAY_WITH(r, "{0, plural, other {# to judge}}", number);
}

static enum rc fill_clauses(struct request *r, struct view_verify_item *v)
{
    struct community_judge *judge = community_judge_ref(request_community(r));
    size_t count;
    if (judge == NULL)
        return RC_UNAVAILABLE;
    const struct standards_clause *clauses =
        standards_clauses(judge_standards(community_judge_get(judge)), &count);
    struct view_verify_clause *items = ARENA_ARRAY(r->arena, count, struct view_verify_clause);
    for (size_t i = 0; items != NULL && i < count; i++)
        items[i] = (struct view_verify_clause){
            .number = (int64_t)i + 1,
            .slug = arena_dup(r->arena, clauses[i].slug),
            .title = views_clause_title(r, clauses[i].slug),
            .title_language = views_clause_language(r, clauses[i].slug),
        };
    community_judge_unref(judge);
    v->clauses = items;
    v->clauses_count = items != NULL ? count : 0;
    return items != NULL ? RC_OK : RC_NO_MEMORY;
}

/* Only the text and where it stands: nothing here may tell verdict, status or author. */
static enum rc fill_item(struct request *r, struct view_verify *view)
{
    struct verify_item item;
    enum rc rc = verify_in_hand(r->reader, &r->actor, r->arena, &item);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    struct view_verify_item *v = ARENA_NEW(r->arena, struct view_verify_item);
    if (v == NULL)
        return RC_NO_MEMORY;
    v->csrf = request_csrf(r);
    v->id = item.comment_id;
    v->revision = item.revision;
    v->headline = item.article_headline;
    v->text_language = views_text_language(r);
    rc = markdown_render(r->arena, item.body, MARKDOWN_COMMENT, &v->body);
    if (rc == RC_OK && item.parent_body.n > 0)
        rc = markdown_render(r->arena, item.parent_body, MARKDOWN_COMMENT, &v->parent);
    if (rc == RC_OK)
        rc = fill_clauses(r, v);
    if (rc == RC_OK)
        view->item = v;
    return rc;
}

void pages_verify(struct request *r)
{
    int64_t waiting = 0;
    struct view_verify view = {.csrf = request_csrf(r)};
    struct layout layout = {.title = SAY(r, "Blind check"), .staff = true};
    enum rc rc = verify_waiting(r->reader, &r->actor, &waiting);
    if (rc == RC_OK)
        rc = fill_item(r, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.waiting = waiting_words(r, waiting);
    view.some_wait = waiting > 0;
    view.passed_over = waiting > 0 && str_eq(request_query(r, "left"), STR("none"));
    if (r->problem.message[0] != '\0') {
        view.notice = request_problem(r);
        view.is_problem = true;
    }
    REQUEST_RENDER(r, view_verify_render, &view);
}

/* --- after the answer --- */

static struct str consequence_of(const struct request *r, const struct verify_outcome *o,
                                 enum comment_status now)
{
    if (o->answer.n == 0 && o->acted && (now == COMMENT_HELD || now == COMMENT_REMOVED))
        return SAY(r, "It stands in front of the queue now, for another look.");
    if (o->answer.n > 0 && now == COMMENT_FLAGGED)
        return SAY(r, "It is flagged now and stands in the queue.");
    return (struct str){.p = NULL};
}

/* What the standards made of it, whoever has decided since: theirs is the verdict that was checked. */
static enum rc find_judgement(struct request *r, struct comment_decision *ret)
{
    struct comment_decision *all;
    size_t count;
    enum rc rc = comment_decisions(r->reader, &r->actor, r->params.id, r->arena, &all, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (all[i].actor_id == 0 && all[i].record.n > 0)
            *ret = all[i];
    return rc;
}

static enum rc fill_evidence(struct request *r, struct view_verified *view,
                             enum comment_status *ret_status)
{
    struct moderation_item item;
    enum rc rc = moderation_item(r->reader, &r->actor, r->params.id, r->arena, &item);
    if (rc != RC_OK)
        return rc;
    struct comment_decision judged = item.decision;
    rc = find_judgement(r, &judged);
    if (rc != RC_OK)
        return rc;
    struct views_evidence evidence = views_decision(r, &judged, &item.comment, STR(""));
    view->marked = evidence.marked;
    view->findings = evidence.findings;
    view->findings_count = evidence.finding_count;
    view->status = views_status(r, comment_status_name(item.comment.status));
    view->author = item.comment.author_name;
    view->author_address = views_profile_url(r, item.comment.account_id);
    *ret_status = item.comment.status;
    return RC_OK;
}

void pages_verified(struct request *r)
{
    struct verify_outcome outcome;
    enum comment_status status = COMMENT_PUBLISHED;
    struct view_verified view = {.csrf = request_csrf(r), .decide = moderated_url(r, r->params.id)};
    struct layout layout = {.title = SAY(r, "Blind check"), .staff = true};
    enum rc rc = verify_outcome(r->reader, &r->actor, r->params.id, r->arena, &outcome);
    if (rc == RC_OK)
        rc = fill_evidence(r, &view, &status);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    bool fine = outcome.answer.n == 0;
    view.agrees = fine != outcome.acted;
    view.answer = fine ? SAY(r, "It is fine.")
                       : SAY_WITH(r, "It breaks {0}", views_clause_title(r, outcome.answer));
    view.machine = outcome.acted ? SAY_WITH(r, "Held or removed under {0}",
                                            views_clause_title(r, outcome.clause))
                                 : SAY(r, "Published.");
    view.consequence = consequence_of(r, &outcome, status);
    REQUEST_RENDER(r, view_verified_render, &view);
}

/* --- answering --- */

static void to_room(struct request *r, bool left)
{
    struct url to = url_local(r->arena, STR("/moderation/verify"));
    request_redirect(r, left ? to : url_with_query(r->arena, to, STR("left"), STR("none")));
}

static void taken(struct request *r, enum rc rc)
{
    const struct verify_take *op = (const struct verify_take *)r->job;
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        to_room(r, op->ret_comment_id != 0);
}

static void take_next(struct request *r, bool again)
{
    struct verify_take *op = ARENA_NEW(r->arena, struct verify_take);
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    op->actor = r->actor;
    op->again = again;
    request_wait(r, &op->job, taken);
    request_submitted(r, verify_take_submit(&op->job));
}

static void passed_over(struct request *r, enum rc rc)
{
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        take_next(r, false);
}

static void skip(struct request *r, int64_t id)
{
    struct verify_skip *op = ARENA_NEW(r->arena, struct verify_skip);
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    op->actor = r->actor;
    op->comment_id = id;
    request_wait(r, &op->job, passed_over);
    request_submitted(r, verify_skip_submit(&op->job));
}

static void answered(struct request *r, enum rc rc)
{
    const struct verify_answer *op = (const struct verify_answer *)r->job;
    if (rc == RC_CONFLICT || rc == RC_INVALID) {
        r->status = errors_for(rc).status;
        pages_verify(r);
    } else if (rc != RC_OK) {
        request_fail(r, rc);
    } else {
        request_redirect(r, url_local(r->arena, arena_printf(r->arena, "/moderation/verify/%lld",
                                                             (long long)op->comment_id)));
    }
}

static void answer(struct request *r, int64_t id, int64_t revision, struct str clause)
{
    struct verify_answer *op = ARENA_NEW(r->arena, struct verify_answer);
    if (op == NULL) {
        request_fail(r, RC_NO_MEMORY);
        return;
    }
    op->actor = r->actor;
    op->comment_id = id;
    op->revision = revision;
    op->clause = clause;
    request_wait(r, &op->job, answered);
    request_submitted(r, verify_answer_submit(&op->job));
}

void pages_verify_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"do", "id", "revision", "clause", NULL};
    if (!checked_form_only(r, form, fields, "do"))
        return;
    struct str what = checked_form_get(form, "do"), clause = checked_form_get(form, "clause");
    int64_t id = 0, revision = 0;
    bool again = str_eq(what, STR("again"));
    if (again || str_eq(what, STR("next"))) {
        take_next(r, again);
        return;
    }
    bool fine = str_eq(what, STR("fine")), breaks_it = str_eq(what, STR("breaks"));
    enum rc rc = str_to_i64(checked_form_get(form, "id"), &id);
    if (rc == RC_OK && str_eq(what, STR("skip"))) {
        skip(r, id);
        return;
    }
    if (rc == RC_OK)
        rc = str_to_i64(checked_form_get(form, "revision"), &revision);
    if (rc != RC_OK || !(fine || (breaks_it && clause.n > 0)))
        request_fail(r, RC_INVALID);
    else
        answer(r, id, revision, fine ? STR("") : clause);
}
