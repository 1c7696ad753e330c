/* Reporting a comment: the clauses to choose from, and what came of it. */
#include "community/moderation/report.h"

#include "policy/judge.h"
#include "text/markdown.h"
#include "web/checked_form.h"
#include "web/editions.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/site_state.h"
#include "web/views.h"

#define HINT_CHARACTERS 160

static struct url here(const struct request *r)
{
    return url_local(r->arena,
                     arena_printf(r->arena, "/comment/%lld/report", (long long)r->params.id));
}

/* What the clause asks, in its first sentence. */
static struct str hint_of(const struct request *r, struct str prose)
{
    struct str plain;
    if (markdown_plain(r->arena, prose, HINT_CHARACTERS, &plain) != RC_OK)
        return STR("");
    size_t end = str_find(plain, STR(". "), 0);
    return end == STR_NONE ? plain : str_slice(plain, 0, end + 1);
}

static void fill_clauses(struct request *r, struct view_report *view)
{
    struct community_judge *judge = community_judge_ref(request_community(r));
    size_t count = 0;
    const struct standards_clause *clauses =
        judge != NULL ? standards_clauses(judge_standards(community_judge_get(judge)), &count)
                      : NULL;
    struct str chosen = request_given(r, "clause");
    struct view_choice *choices = ARENA_ARRAY(r->arena, count, struct view_choice);
    for (size_t i = 0; choices != NULL && i < count; i++) {
        struct str slug = arena_dup(r->arena, clauses[i].slug);
        choices[i] = (struct view_choice){
            .group = STR("clause"),
            .name = slug,
            .label = views_clause_title(r, slug),
            .language = views_clause_language(r, slug),
            .hint = hint_of(r, editions_clause(r, slug).prose_markdown),
            .chosen = str_eq(slug, chosen),
        };
    }
    community_judge_unref(judge);
    view->clauses = choices;
    view->clauses_count = choices != NULL ? count : 0;
}

/* Strangers are shown where to sign in, and come back here. */
static void offer_sign_in(struct request *r, struct view_report *view)
{
    view->sign_in =
        url_with_query(r->arena, url_local(r->arena, STR("/sign-in")), STR("back"), here(r).s);
    if (config_bool(r->settings, SET_ACCOUNTS_REGISTRATION))
        view->join =
            url_with_query(r->arena, url_local(r->arena, STR("/register")), STR("back"), here(r).s);
}

/* What this reader may do here, in the view. */
static enum rc fill_may(struct request *r, const struct comment_view *c, struct view_report *view)
{
    bool reported = false;
    struct problem problem = {0};
    enum rc rc = report_check(r->reader, &r->actor, c, &reported, &problem);
    if (rc == RC_UNAUTHENTICATED) {
        offer_sign_in(r, view);
        return RC_OK;
    }
    if (rc == RC_FORBIDDEN) {
        view->problem = arena_dup(r->arena, words_problem(r->words, &problem, r->arena));
        return RC_OK;
    }
    if (rc != RC_OK)
        return rc;
    view->reported = reported;
    view->can_report = !reported;
    return RC_OK;
}

void pages_report(struct request *r)
{
    struct comment_view c;
    struct views_thread thread = {.above_id = 0};
    struct view_report view = {.csrf = request_csrf(r),
                               .action = here(r),
                               .words = request_given(r, "words"),
                               .cancel = views_comment_url(r, r->params.id)};
    struct layout layout = {.title = SAY(r, "Report a comment"), .noindex = true};
    enum rc rc = comment_get(r->reader, &r->actor, r->params.id, r->arena, &c);
    if (rc == RC_OK)
        rc = fill_may(r, &c, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    c.depth = 0;
    view.comments = views_comments(r, &c, 1, &thread, &view.comments_count);
    if (view.can_report)
        fill_clauses(r, &view);
    if (r->problem.message[0] != '\0')
        view.problem = request_problem(r);
    REQUEST_RENDER(r, view_report_render, &view);
}

static void reported(struct request *r, enum rc rc)
{
    if (rc == RC_INVALID || rc == RC_TOO_LARGE || rc == RC_LIMITED) {
        r->status = errors_for(rc).status;
        pages_report(r);
        return;
    }
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    /* The comment may be held by now, and its page gone: what came of the report is listed under the account. */
    request_redirect(r, url_with_query(r->arena, url_local(r->arena, STR("/account/reports")),
                                       STR("done"), STR("report")));
}

void pages_report_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"clause", "words", NULL};
    struct report_submission *op =
        CHECKED_FORM_OPERATION(r, form, fields, NULL, struct report_submission);
    if (op == NULL)
        return;
    op->actor = r->actor;
    op->comment_id = r->params.id;
    op->clause = checked_form_get(form, "clause");
    op->words = str_trim(checked_form_get(form, "words"));
    request_wait(r, &op->job, reported);
    request_submitted(r, report_submit(&op->job));
}
