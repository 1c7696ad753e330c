#include "community/moderation/moderation_undo.h"

#include "community/core.h"
#include "community/discipline/redress.h"

bool moderation_is_undoable(enum decision_action action)
{
    return action == DECISION_APPROVED || action == DECISION_REMOVED ||
           action == DECISION_RESTORED || action == DECISION_UPHELD || action == DECISION_EDITED;
}

/* The decision that is meant, unless something came behind it: a colleague's decision, or the author's own edit. */
static enum rc find_last(struct moderation_decision *op, struct db *db,
                         const struct transition_decision *d, struct q_decision_last_row *ret)
{
    enum rc rc = q_decision_last(db,
                                 &(struct q_decision_last_in){
                                     .site_id = op->job.community->site.id,
                                     .comment_id = d->comment_id,
                                 },
                                 op->job.arena, ret);
    bool meant = rc == RC_OK && (op->undone_seq != 0 ? ret->seq == op->undone_seq
                                                     : ret->actor_id == op->actor.account_id);
    bool undoable = meant && ret->has_from_status && ret->to_status == (int64_t)d->from &&
                    ret->revision == d->revision &&
                    moderation_is_undoable((enum decision_action)ret->action);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && !undoable))
        return problem_set(&op->job.problem, RC_CONFLICT,
                           "The last decision on this comment is not one of yours to undo.");
    return rc == RC_OK ? redress_check_undo(&op->job, db, d->comment_id, ret->seq) : rc;
}

/* The text before an edit becomes the newest one. */
static enum rc find_text(struct moderation_decision *op, struct db *db,
                         const struct q_comment_row_row *row, struct transition_decision *d)
{
    struct q_replay_body_row before;
    enum rc rc = q_replay_body(db,
                               &(struct q_replay_body_in){.site_id = op->job.community->site.id,
                                                          .comment_id = d->comment_id,
                                                          .revision = row->revision - 1},
                               op->job.arena, &before);
    if (rc != RC_OK)
        return rc;
    op->body = before.body;
    d->body = before.body;
    d->revision = row->revision + 1;
    return RC_OK;
}

/* With the clause and words it stood with; what was found in the text, when it is the same text. */
static enum rc find_before(struct moderation_decision *op, struct db *db, int64_t undone_seq,
                           int64_t revision, struct transition_decision *d)
{
    struct q_decision_before_row before;
    enum rc rc =
        q_decision_before(db,
                          &(struct q_decision_before_in){.site_id = op->job.community->site.id,
                                                         .comment_id = d->comment_id,
                                                         .before_seq = undone_seq,
                                                         .to_status = d->to},
                          op->job.arena, &before);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    d->clause = before.has_clause ? before.clause : (struct str){0};
    d->reason = before.has_reason ? before.reason : (struct str){0};
    if (before.has_record && before.revision == revision)
        d->returned_record = before.record;
    return RC_OK;
}

enum rc moderation_find_undone(struct moderation_decision *op, struct db *db,
                               const struct q_comment_row_row *row, struct transition_decision *d)
{
    struct q_decision_last_row last;
    enum rc rc = find_last(op, db, d, &last);
    if (rc != RC_OK)
        return rc;
    bool edit = last.action == DECISION_EDITED;
    d->to = (enum comment_status)last.from_status;
    op->undone_by = last.actor_id;
    op->body = (struct str){0};
    d->edit_seq = edit ? last.seq : 0;
    if (edit)
        rc = find_text(op, db, row, d);
    return rc == RC_OK ? find_before(op, db, last.seq, row->revision - edit, d) : rc;
}

enum rc moderation_revision_ms(struct community_job *job, struct db *db, int64_t comment_id,
                               int64_t revision, int64_t *ret)
{
    struct q_comment_revision_ended_row row;
    enum rc rc = q_comment_revision_ended(db,
                                          &(struct q_comment_revision_ended_in){
                                              .site_id = job->community->site.id,
                                              .comment_id = comment_id,
                                              .revision = revision - 1,
                                          },
                                          job->arena, &row);
    *ret = rc == RC_OK ? row.replaced_ms : 0;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}
