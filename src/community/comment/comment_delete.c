/* Deleting one's own comment: the text and what quotes it are erased, the decisions stay. */
#include "community/comment/comment.h"

#include "community/comment/comment_erase.h"
#include "community/core.h"
#include "community/discipline/complaint.h"
#include "community/discipline/legal_notice.h"
#include "community/comment/discussion.h"
#include "community/record/ledger.h"
#include "community/moderation/report.h"
#include "community/comment/transition.h"
#include "community/moderation/verify.h"
#include "queries.h"

enum rc comment_erase(struct community_job *job, struct db *db, int64_t comment_id,
                      const struct q_comment_row_row *row)
{
    int64_t site_id = job->community->site.id;
    enum rc rc = q_comment_set_body(db, &(struct q_comment_set_body_in){
                                            .site_id = site_id,
                                            .article_id = row->article_id,
                                            .shown = row->shown,
                                            .path = row->path,
                                            .body = STR(""),
                                            .revision = row->revision + 1,
                                            .edited_ms = community_now_ms(job->community),
                                            .standards_id = 0,
                                            .context = STR(""),
                                        });
    if (rc == RC_OK)
        rc = q_comment_revision_erase(db, &(struct q_comment_revision_erase_in){
                                              .site_id = site_id, .comment_id = comment_id});
    if (rc == RC_OK)
        rc = ledger_erase_records(job, db, comment_id);
    db_scrub(db);
    return rc == RC_OK ? verify_withdraw(job, db, comment_id) : rc;
}

static enum rc run_delete(struct db *db, struct community_job *job)
{
    struct comment_deletion *op = (struct comment_deletion *)job;
    struct q_comment_row_row row;
    enum rc rc = q_comment_row(
        db, &(struct q_comment_row_in){.site_id = job->community->site.id, .id = op->comment_id},
        job->arena, &row);
    if (rc == RC_OK)
        rc = access_check(&op->actor, ACTION_DELETE_COMMENT, row.account_id);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "Only its author can delete a comment.");
    op->ret_article_id = row.article_id;
    if (row.status == COMMENT_DELETED)
        return RC_OK;
    if (row.status == COMMENT_REMOVED)
        return problem_set(&job->problem, RC_CONFLICT,
                           "The comment was removed; it is kept with the decision on it.");
    rc = comment_erase(job, db, op->comment_id, &row);
    if (rc == RC_OK)
        rc = report_close(job, db, op->comment_id, REPORT_DELETED);
    if (rc == RC_OK)
        rc = legal_notice_close(job, db, op->comment_id, REPORT_DELETED, STR(""));
    if (rc == RC_OK)
        rc = complaint_comment_deleted(job, db, op->comment_id);
    if (rc == RC_OK)
        rc = transition_set(job, db, op->comment_id, COMMENT_DELETED);
    struct transition_decision decision = {
        .comment_id = op->comment_id,
        .actor_id = op->actor.account_id,
        .actor_role = op->actor.role,
        .action = DECISION_DELETED,
        .has_from = true,
        .from = (enum comment_status)row.status,
        .to = COMMENT_DELETED,
        .revision = row.revision + 1,
    };
    return rc == RC_OK ? transition_record(job, db, &decision) : rc;
}

enum rc comment_delete_submit(struct community_job *job)
{
    job->run = run_delete;
    return community_submit(job);
}
