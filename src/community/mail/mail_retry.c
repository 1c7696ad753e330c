/* An operator wants mails tried at once: those that were given up, and those that wait for their next attempt. */
#include "community/core.h"
#include "community/mail/mail_domain.h"
#include "community/mail/mail_work.h"
#include "queries.h"

static enum rc retry_one(struct mail_retry *op, struct db *db, int64_t now_ms)
{
    int64_t site_id = op->job.community->site.id, hurried = 0;
    enum rc rc = q_mail_retry(
        db, &(struct q_mail_retry_in){.site_id = site_id, .id = op->id, .now_ms = now_ms},
        &op->ret_count);
    if (rc == RC_OK)
        rc = q_mail_hurry(
            db, &(struct q_mail_hurry_in){.site_id = site_id, .id = op->id, .now_ms = now_ms},
            &hurried);
    op->ret_count += hurried;
    if (rc == RC_OK && op->ret_count == 0)
        rc = problem_set(&op->job.problem, RC_NOT_FOUND,
                         "no mail %lld was given up or waits; comity mail list shows them",
                         (long long)op->id);
    return rc;
}

static enum rc run_retry(struct db *db, struct community_job *job)
{
    struct mail_retry *op = (struct mail_retry *)job;
    int64_t site_id = job->community->site.id, hurried = 0;
    int64_t now_ms = community_now_ms(job->community);
    op->ret_count = 0;
    enum rc rc = mail_domain_forget_all(job->community, db);
    if (rc == RC_OK && op->id != 0)
        return retry_one(op, db, now_ms);
    if (rc == RC_OK)
        rc = q_mail_retry_all(db,
                              &(struct q_mail_retry_all_in){.site_id = site_id, .now_ms = now_ms},
                              &op->ret_count);
    if (rc == RC_OK)
        rc = q_mail_hurry_all(
            db, &(struct q_mail_hurry_all_in){.site_id = site_id, .now_ms = now_ms}, &hurried);
    op->ret_count += hurried;
    return rc;
}

enum rc mail_retry_submit(struct community_job *job)
{
    job->run = run_retry;
    return community_submit(job);
}
