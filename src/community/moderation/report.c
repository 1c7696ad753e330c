#include "community/moderation/report.h"

#include "base/utf8.h"
#include "community/comment/again.h"
#include "community/core.h"
#include "community/comment/discussion.h"
#include "community/moderation/moderation.h"
#include "community/account/throttle.h"
#include "community/comment/transition.h"
#include "queries.h"

/* --- who may --- */

static enum rc check_may(const struct actor *actor, int64_t author_id, struct problem *problem)
{
    enum rc rc = access_check(actor, ACTION_REPORT_COMMENT, 0);
    if (rc != RC_OK)
        return problem_set(
            problem, rc, "%s",
            rc == RC_UNAUTHENTICATED
                ? "Sign in to report a comment."
                : access_reason(actor, SAID("This account may not report comments.")));
    if (author_id == actor->account_id)
        return problem_set(problem, RC_FORBIDDEN,
                           "This comment is your own. You can edit or delete it instead.");
    return RC_OK;
}

enum rc report_check(struct community_reader *r, const struct actor *actor,
                     const struct comment_view *comment, bool *ret_reported,
                     struct problem *problem)
{
    struct q_report_find_row row;
    if (!transition_visible(comment->status))
        return problem_set(problem, RC_NOT_FOUND, "There is no such comment.");
    enum rc rc = check_may(actor, comment->account_id, problem);
    if (rc != RC_OK)
        return rc;
    arena_reset(r->scratch);
    rc = q_report_find(r->db,
                       &(struct q_report_find_in){.site_id = r->community->site.id,
                                                  .comment_id = comment->id,
                                                  .reporter_id = actor->account_id},
                       r->scratch, &row);
    *ret_reported = rc == RC_OK;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* --- reporting --- */

/* The comment as it is now, seen with the eyes of a reader: a discussion that is switched off has none. */
static enum rc find_comment(struct report_submission *op, struct db *db,
                            struct q_comment_row_row *ret)
{
    int64_t site_id = op->job.community->site.id;
    struct q_comment_place_row place;
    enum rc rc =
        q_comment_row(db, &(struct q_comment_row_in){.site_id = site_id, .id = op->comment_id},
                      op->job.arena, ret);
    if (rc == RC_OK)
        rc = q_comment_place(
            db, &(struct q_comment_place_in){.site_id = site_id, .article_id = ret->article_id},
            op->job.arena, &place);
    if (rc == RC_OK && (!transition_visible(ret->status) || place.mode == THREAD_OFF))
        rc = RC_NOT_FOUND;
    return rc == RC_NOT_FOUND ? problem_set(&op->job.problem, rc, "There is no such comment.") : rc;
}

static enum rc add(struct report_submission *op, struct db *db)
{
    struct community *c = op->job.community;
    int64_t added;
    enum rc rc = q_report_add(db,
                              &(struct q_report_add_in){.site_id = c->site.id,
                                                        .comment_id = op->comment_id,
                                                        .reporter_id = op->actor.account_id,
                                                        .now_ms = community_now_ms(c),
                                                        .clause = op->clause,
                                                        .words = op->words},
                              &added);
    op->ret_repeated = rc == RC_OK && added == 0;
    if (rc != RC_OK || op->ret_repeated)
        return rc;
    int64_t key = throttle_key(c, STR("report"), op->actor.account_id, (struct str){0});
    rc = throttle_count(c, db, key, REPORTS_PER_HOUR, HOUR_MS, op->job.arena, NULL);
    if (rc == RC_LIMITED)
        return problem_set(&op->job.problem, rc,
                           "You have sent %d reports within an hour. Moderators are reading them; "
                           "send the next one later.",
                           REPORTS_PER_HOUR);
    return rc == RC_OK ? again_judge(&op->job, db, op->comment_id, op->clause) : rc;
}

static enum rc run(struct db *db, struct community_job *job)
{
    struct report_submission *op = (struct report_submission *)job;
    struct q_comment_row_row row;
    enum rc rc = moderation_check_actor(job, db, &op->actor, ACTION_REPORT_COMMENT);
    if (rc == RC_OK)
        rc = find_comment(op, db, &row);
    if (rc == RC_OK)
        rc = check_may(&op->actor, row.account_id, &job->problem);
    if (rc != RC_OK)
        return rc;
    op->ret_article_id = row.article_id;
    return add(op, db);
}

static enum rc check_words(struct report_submission *op)
{
    if (!utf8_valid(op->words) || str_find_char(op->words, '\0', 0) != STR_NONE)
        return problem_set(&op->job.problem, RC_INVALID, "The words are not valid UTF-8.");
    if (utf8_count(op->words) > REPORT_WORDS_MAX)
        return problem_set(&op->job.problem, RC_TOO_LARGE,
                           "The words are longer than %d characters.", REPORT_WORDS_MAX);
    return RC_OK;
}

enum rc report_submit(struct community_job *job)
{
    struct report_submission *op = (struct report_submission *)job;
    enum rc rc = access_check(&op->actor, ACTION_REPORT_COMMENT, 0);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "%s",
                           access_reason(&op->actor, SAID("Sign in to report a comment.")));
    if (op->clause.n == 0)
        return problem_set(&job->problem, RC_INVALID, "Choose the clause the comment breaks.");
    rc = moderation_check_clause(job, op->clause);
    if (rc == RC_OK)
        rc = check_words(op);
    if (rc != RC_OK)
        return rc;
    job->run = run;
    return community_submit(job);
}

/* --- looking at them --- */

enum rc report_list_own(struct community_reader *r, const struct actor *actor, int64_t before_ms,
                        struct arena *a, struct report_own **ret, size_t *ret_count)
{
    struct q_report_list_own_row *rows;
    size_t count;
    enum rc rc = access_check(actor, ACTION_USE_ACCOUNT, 0);
    if (rc == RC_OK)
        rc = q_report_list_own(
            r->db,
            &(struct q_report_list_own_in){.site_id = r->community->site.id,
                                           .reporter_id = actor->account_id,
                                           .before_ms = before_ms != 0 ? before_ms : INT64_MAX,
                                           .max_rows = REPORT_LIST_MAX},
            a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    struct report_own *list = ARENA_ARRAY(a, count, struct report_own);
    if (list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        list[i] = (struct report_own){.comment_id = rows[i].comment_id,
                                      .created_ms = rows[i].created_ms,
                                      .closed_ms = rows[i].closed_ms,
                                      .clause = rows[i].clause,
                                      .outcome = (enum report_outcome)rows[i].outcome,
                                      .article_slug = rows[i].article_slug,
                                      .article_headline = rows[i].article_headline};
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

enum rc report_list(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                    struct arena *a, struct report_view **ret, size_t *ret_count)
{
    struct q_report_list_row *rows;
    size_t count;
    enum rc rc = access_check(actor, ACTION_READ_QUEUE, 0);
    if (rc == RC_OK)
        rc = q_report_list(r->db,
                           &(struct q_report_list_in){.site_id = r->community->site.id,
                                                      .comment_id = comment_id,
                                                      .max_rows = REPORT_SHOWN_MAX},
                           a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    struct report_view *list = ARENA_ARRAY(a, count, struct report_view);
    if (list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        list[i] = (struct report_view){
            .reporter_id = rows[i].reporter_id,
            .created_ms = rows[i].created_ms,
            .reporter_name = rows[i].has_reporter_name ? rows[i].reporter_name : (struct str){0},
            .clause = rows[i].clause,
            .words = rows[i].words};
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

/* --- inside jobs and judgements --- */

static void count_clause(struct judge_tally *tallies, size_t *count, struct str clause)
{
    for (size_t i = 0; i < *count; i++)
        if (str_eq(tallies[i].clause, clause)) {
            tallies[i].number++;
            return;
        }
    tallies[(*count)++] = (struct judge_tally){.clause = clause, .number = 1};
}

enum rc report_fill(struct community *c, struct db *db, int64_t comment_id, struct arena *a,
                    struct judge_context *context)
{
    struct q_report_clauses_row *rows;
    size_t readers, count = 0;
    enum rc rc = q_report_clauses(db,
                                  &(struct q_report_clauses_in){.site_id = c->site.id,
                                                                .comment_id = comment_id,
                                                                .max_rows = REPORTS_COUNTED_MAX},
                                  a, &rows, &readers);
    if (rc != RC_OK || readers == 0)
        return rc;
    struct judge_tally *tallies = ARENA_ARRAY(a, readers, struct judge_tally);
    if (tallies == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < readers; i++)
        count_clause(tallies, &count, rows[i].clause);
    context->reports_readers = (int64_t)readers;
    context->reports = tallies;
    context->report_count = count;
    return RC_OK;
}

enum rc report_close(struct community_job *job, struct db *db, int64_t comment_id,
                     enum report_outcome outcome)
{
    return q_report_close(db,
                          &(struct q_report_close_in){.site_id = job->community->site.id,
                                                      .comment_id = comment_id,
                                                      .outcome = outcome,
                                                      .now_ms = community_now_ms(job->community)});
}

enum rc report_reopen(struct community_job *job, struct db *db, int64_t comment_id,
                      enum report_outcome outcome)
{
    return q_report_reopen(db, &(struct q_report_reopen_in){.site_id = job->community->site.id,
                                                            .comment_id = comment_id,
                                                            .outcome = outcome});
}
