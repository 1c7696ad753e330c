/* Answers of the blind check, and what follows from them. */
#include "community/core.h"
#include "community/moderation/moderation.h"
#include "community/comment/transition.h"
#include "community/moderation/trust.h"
#include "community/moderation/verify.h"
#include "community/record/ledger_trust.h"
#include "queries.h"

/* What is known when an answer comes in. */
struct answering {
    struct verify_answer *op;
    struct q_verify_item_get_row item;
    struct q_comment_row_row comment;
    bool by_person; /* a person decided on the comment last */
};

static enum rc refuse(struct verify_answer *op)
{
    return problem_set(&op->job.problem, RC_CONFLICT,
                       "This text is not in your hand any more: it was changed or deleted, or your "
                       "fifteen minutes were over. Nothing was recorded; take the next one.");
}

static enum rc read_item(struct answering *x, struct db *db)
{
    struct verify_answer *op = x->op;
    int64_t site_id = op->job.community->site.id;
    enum rc rc = q_verify_item_get(db,
                                   &(struct q_verify_item_get_in){.site_id = site_id,
                                                                  .comment_id = op->comment_id,
                                                                  .revision = op->revision},
                                   op->job.arena, &x->item);
    if (rc == RC_OK)
        rc = q_comment_row(db, &(struct q_comment_row_in){.site_id = site_id, .id = op->comment_id},
                           op->job.arena, &x->comment);
    if (rc == RC_NOT_FOUND)
        return refuse(op);
    if (rc != RC_OK)
        return rc;
    if (x->item.account_id == op->actor.account_id || x->comment.revision != op->revision ||
        x->comment.status == COMMENT_DELETED)
        return refuse(op);
    return RC_OK;
}

static enum rc read_last_decision(struct answering *x, struct db *db)
{
    struct q_decision_last_row last;
    enum rc rc = q_decision_last(db,
                                 &(struct q_decision_last_in){
                                     .site_id = x->op->job.community->site.id,
                                     .comment_id = x->op->comment_id,
                                 },
                                 x->op->job.arena, &last);
    x->by_person = rc == RC_OK && last.actor_id != 0;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc enter_answer(const struct answering *x, struct db *db, int64_t answered_ms)
{
    const struct verify_answer *op = x->op;
    return ledger_trust_add_answer(&x->op->job, db,
                                   &(struct ledger_answer){
                                       .comment_id = op->comment_id,
                                       .revision = op->revision,
                                       .account_id = x->item.account_id,
                                       .standards_id = x->item.standards_id,
                                       .acted = x->item.acted,
                                       .clause = x->item.clause,
                                       .weight = x->item.weight,
                                       .heads = x->item.heads,
                                       .answered_ms = answered_ms,
                                       .answered_by = op->actor.account_id,
                                       .answer_clause = op->clause,
                                   });
}

static enum rc record_answer(struct answering *x, struct db *db, bool again)
{
    struct verify_answer *op = x->op;
    int64_t changed, now_ms = community_now_ms(op->job.community);
    enum rc rc = q_verify_answer(db,
                                 &(struct q_verify_answer_in){
                                     .site_id = op->job.community->site.id,
                                     .comment_id = op->comment_id,
                                     .revision = op->revision,
                                     .account_id = op->actor.account_id,
                                     .now_ms = now_ms,
                                     .answer_clause = op->clause,
                                     .again = again,
                                 },
                                 &changed);
    if (rc == RC_OK && changed == 0)
        return refuse(op);
    if (rc == RC_OK)
        rc = enter_answer(x, db, now_ms);
    return rc == RC_OK ? learning_touch(op->job.community, db) : rc;
}

static enum rc note(struct answering *x, struct db *db, enum trust_kind kind)
{
    struct trust_decision d = {.account_id = x->comment.account_id,
                               .comment_id = x->op->comment_id,
                               .kind = kind,
                               .clause = x->op->clause,
                               .by_id = x->op->actor.account_id};
    return trust_note(&x->op->job, db, &d);
}

static enum rc decide(struct answering *x, struct db *db, enum decision_action action,
                      enum comment_status to)
{
    struct community_job *job = &x->op->job;
    struct community_judge *j = community_judge_ref(job->community);
    struct transition_decision d = {
        .comment_id = x->op->comment_id,
        .actor_id = x->op->actor.account_id,
        .action = action,
        .has_from = true,
        .from = (enum comment_status)x->comment.status,
        .to = to,
        .revision = x->comment.revision,
        .clause = x->op->clause,
        .standards_id = j != NULL ? community_judge_standards_id(j) : 0,
        .actor_role = x->op->actor.role,
        .body = x->comment.body,
    };
    community_judge_unref(j);
    enum rc rc = to != d.from ? transition_set(job, db, d.comment_id, to) : RC_OK;
    return rc == RC_OK ? transition_record(job, db, &d) : rc;
}

/* Where another person has the last word already, the answer is counted and nothing else. */
static enum rc follow(struct answering *x, struct db *db)
{
    bool good = x->op->clause.n == 0;
    if (!good && x->comment.status == COMMENT_PUBLISHED)
        return decide(x, db, DECISION_FLAGGED, COMMENT_FLAGGED);
    if (x->by_person)
        return RC_OK;
    if (good)
        return note(x, db, TRUST_FOUND_GOOD);
    if (x->comment.status != COMMENT_REMOVED)
        return RC_OK;
    enum rc rc = note(x, db, TRUST_REMOVED);
    return rc == RC_OK ? decide(x, db, DECISION_UPHELD, COMMENT_REMOVED) : rc;
}

static enum rc run_answer(struct db *db, struct community_job *job)
{
    struct verify_answer *op = (struct verify_answer *)job;
    struct answering x = {.op = op};
    enum rc rc = moderation_check_actor(job, db, &op->actor, ACTION_VERIFY_COMMENT);
    if (rc == RC_OK)
        rc = read_item(&x, db);
    if (rc == RC_OK)
        rc = read_last_decision(&x, db);
    bool stopped = x.comment.status == COMMENT_HELD || x.comment.status == COMMENT_REMOVED;
    if (rc == RC_OK)
        rc = record_answer(&x, db, op->clause.n == 0 && stopped && !x.by_person);
    if (rc == RC_OK)
        rc = follow(&x, db);
    if (rc == RC_OK)
        pace_forget(job->community->pace, x.comment.account_id);
    return rc;
}

enum rc verify_answer_submit(struct community_job *job)
{
    struct verify_answer *op = (struct verify_answer *)job;
    enum rc rc = access_check(&op->actor, ACTION_VERIFY_COMMENT, 0);
    if (rc == RC_OK && op->clause.n > 0)
        rc = moderation_check_clause(job, op->clause);
    job->run = run_answer;
    return rc == RC_OK ? community_submit(job) : rc;
}
