#include "community/account/fresh.h"

#include "community/core.h"
#include "community/account/password.h"
#include "community/account/sessions.h"
#include "community/account/throttle.h"
#include "queries.h"

/* Wrong passwords in a quarter of an hour: whoever found an open session must not guess on. */
#define ATTEMPTS_MAX 10
#define WINDOW_MS    (15 * 60 * 1000)

static enum rc wrong_password(struct fresh_by_password *op)
{
    return problem_set(&op->job.problem, RC_INVALID, "This is not your password.");
}

static enum rc run_renew(struct db *db, struct community_job *job)
{
    struct fresh_by_password *op = (struct fresh_by_password *)job;
    struct q_account_get_row row;
    uint8_t hash[32];
    enum rc rc = q_account_get(
        db,
        &(struct q_account_get_in){.site_id = job->community->site.id, .id = op->actor.account_id},
        job->arena, &row);
    if (rc == RC_OK && !str_eq(row.password_hash, op->state.password_hash))
        return wrong_password(op);
    if (rc == RC_OK)
        rc = throttle_clear(job->community, db, op->state.throttle);
    return rc == RC_OK
               ? sessions_renew(job->community, db, &op->actor, job->arena, &op->ret_token, hash)
               : rc;
}

static void verify(void *ctx)
{
    struct fresh_by_password *op = ctx;
    enum rc rc = RC_OK;
    if (!password_verify(op->job.arena, op->password, op->state.password_hash))
        rc = wrong_password(op);
    op->job.run = run_renew;
    op->job.after = NULL;
    if (rc == RC_OK)
        rc = community_submit(&op->job);
    if (rc != RC_OK)
        core_finish(&op->job, rc);
}

/* Counting must last whatever comes of the attempt, so being over the limit is not the job's failure. */
static enum rc run_attempt(struct db *db, struct community_job *job)
{
    struct fresh_by_password *op = (struct fresh_by_password *)job;
    enum rc rc = throttle_count(job->community, db, op->state.throttle, ATTEMPTS_MAX, WINDOW_MS,
                                job->arena, NULL);
    op->state.limited = rc == RC_LIMITED;
    return op->state.limited ? RC_OK : rc;
}

static void attempt_counted(struct community_job *job, enum rc rc)
{
    struct fresh_by_password *op = (struct fresh_by_password *)job;
    if (rc == RC_OK && op->state.limited)
        rc = problem_set(&job->problem, RC_LIMITED,
                         "Too many attempts; wait a quarter of an hour and try again.");
    if (rc == RC_OK)
        rc = offload_submit(job->community->offload, verify, op);
    if (rc != RC_OK)
        core_finish(job, rc);
}

enum rc fresh_by_password_submit(struct community_reader *reader, struct fresh_by_password *op)
{
    struct community *c = reader->community;
    struct q_account_get_row row;
    enum rc rc = access_check(&op->actor, ACTION_CHANGE_PASSWORD, op->actor.account_id);
    if (rc == RC_OK)
        rc = q_account_get(
            reader->db,
            &(struct q_account_get_in){.site_id = c->site.id, .id = op->actor.account_id},
            op->job.arena, &row);
    if (rc != RC_OK)
        return problem_set(&op->job.problem, rc, "Sign in first.");
    op->state.password_hash = row.password_hash;
    op->state.throttle = throttle_key(c, STR("fresh"), op->actor.account_id, (struct str){0});
    op->job.run = run_attempt;
    op->job.after = attempt_counted;
    return community_submit(&op->job);
}
