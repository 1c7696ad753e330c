#include "community/article/import.h"

#include "community/core.h"
#include "community/comment/standing.h"
#include "community/comment/transition.h"
#include "community/comment/weigh.h"
#include "queries.h"

/* An id at the comment's own time. Its low bits come from the comment itself, so that the same comment imported
 * twice has the same id. */
static int64_t imported_id(const struct import_comment *op)
{
    struct core_hash h;
    core_hash_init(&h, op->job.community, STR("imported comment"));
    core_hash_i64(&h, op->article_id);
    core_hash_i64(&h, op->parent_id);
    core_hash_i64(&h, op->account_id);
    core_hash_str(&h, op->body);
    return id_from_time(op->created_ms) | (core_hash_end(&h) & 0x3FFFFF);
}

/* RC_NOT_FOUND through `problem` unless the parent belongs to the article. */
static enum rc place_of(struct import_comment *op, struct db *db, int64_t id, struct path *ret)
{
    *ret = path_root(id);
    if (op->parent_id == 0)
        return RC_OK;
    struct q_comment_parent_row parent;
    enum rc rc = q_comment_parent(
        db,
        &(struct q_comment_parent_in){.site_id = op->job.community->site.id, .id = op->parent_id},
        op->job.arena, &parent);
    if (rc == RC_OK && parent.article_id != op->article_id)
        rc = RC_NOT_FOUND;
    if (rc != RC_OK)
        return problem_set(&op->job.problem, rc, "the comment it replies to is not there");
    *ret = path_reply(parent.path, id);
    return RC_OK;
}

/* Stored as held and then moved to its status, so that tombstones and counters follow as they always do. */
static enum rc store_comment(struct import_comment *op, struct db *db, const struct weighed *w)
{
    int64_t id = imported_id(op), added;
    struct path path;
    enum rc rc = place_of(op, db, id, &path);
    if (rc == RC_OK)
        rc = q_comment_add(db,
                           &(struct q_comment_add_in){
                               .site_id = op->job.community->site.id,
                               .article_id = op->article_id,
                               .path = path_str(&path),
                               .id = id,
                               .has_parent_id = op->parent_id != 0,
                               .parent_id = op->parent_id,
                               .account_id = op->account_id,
                               .status = COMMENT_HELD,
                               .standards_id = w->standards_id,
                               .body = op->body,
                               .context = w->context,
                           },
                           &added);
    if (rc != RC_OK)
        return rc;
    op->ret_comment_id = id;
    op->ret_status = w->status;
    op->ret_is_new = added != 0;
    if (added == 0)
        return RC_OK;
    rc = transition_set(&op->job, db, id, w->status);
    if (rc == RC_OK && (w->record.n > 0 || w->status != COMMENT_PUBLISHED)) {
        struct transition_decision decision = {
            .comment_id = id,
            .action = DECISION_JUDGED,
            .to = w->status,
            .clause =
                w->verdict.finding_count > 0 ? w->verdict.findings[0].clause : (struct str){0},
            .record = w->record,
            .standards_id = w->standards_id,
        };
        rc = transition_record(&op->job, db, &decision);
    }
    return rc;
}

/* What is decided on an account holds for what is brought in under its name, too: nothing of theirs appears by an import. */
static enum rc follow_sanctions(struct import_comment *op, struct db *db, struct weighed *w)
{
    struct community *c = op->job.community;
    struct q_account_hold_row author;
    int64_t now_ms = community_now_ms(c);
    enum rc rc =
        q_account_hold(db, &(struct q_account_hold_in){.site_id = c->site.id, .id = op->account_id},
                       op->job.arena, &author);
    if (rc == RC_OK && author.status == ACCOUNT_DELETED)
        rc = RC_NOT_FOUND;
    if (rc != RC_OK)
        return problem_set(&op->job.problem, rc, "its author has no account any more");
    bool restricted =
        author.premoderated_until_ms > now_ms ||
        account_standing_of(author.status, author.suspended_until_ms, now_ms) != ACCOUNT_ACTIVE;
    if (restricted && transition_visible(w->status))
        w->status = COMMENT_HELD;
    return RC_OK;
}

static enum rc run_comment(struct db *db, struct community_job *job)
{
    struct import_comment *op = (struct import_comment *)job;
    struct judge_context context;
    const struct standing standing = {
        .article_id = op->article_id, .parent_id = op->parent_id, .at_ms = op->created_ms};
    struct weighed w;
    struct text text;
    enum rc rc = standing_context(job->community, db, &standing, job->arena, &context);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "there is no such article");
    rc = text_prepare(job->arena, op->body, &text);
    if (rc == RC_OK)
        rc = weigh_comment(job->community, &text, &context, THREAD_OPEN, job->arena, &w,
                           &job->problem);
    if (rc == RC_OK)
        rc = follow_sanctions(op, db, &w);
    return rc == RC_OK ? store_comment(op, db, &w) : rc;
}

enum rc import_comment_submit(struct community_job *job)
{
    struct import_comment *op = (struct import_comment *)job;
    enum rc rc = weigh_check_text(job->community, op->body, &job->problem);
    if (rc == RC_OK && op->created_ms <= 0)
        rc = problem_set(&job->problem, RC_INVALID, "the comment has no time");
    if (rc == RC_OK && op->created_ms >= id_time_ms(INT64_MAX))
        rc = problem_set(&job->problem, RC_INVALID,
                         "the comment's time is further ahead than its number can say");
    if (rc != RC_OK)
        return rc;
    job->run = run_comment;
    return community_submit(job);
}
