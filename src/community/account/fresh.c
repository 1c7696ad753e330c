#include "community/account/fresh.h"

#include "community/core.h"
#include "community/account/password.h"
#include "community/account/sessions.h"
#include "queries.h"

/* Wrong passwords in a quarter of an hour: whoever found an open session must not guess on. */
static const struct attempt_limits FRESH_LIMITS = {
    .what = "fresh",
    .here_max = 10,
    .window_ms = 15 * 60 * 1000,
    .refuse = attempt_refuse_guessing,
};

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
        rc = attempt_succeed(job->community, db, &op->state.attempt);
    return rc == RC_OK
               ? sessions_renew(job->community, db, &op->actor, job->arena, &op->ret_token, hash)
               : rc;
}

static enum rc verify(struct community_job *job)
{
    struct fresh_by_password *op = (struct fresh_by_password *)job;
    bool right = password_verify(job->arena, op->password, op->state.password_hash);
    return right ? RC_OK : wrong_password(op);
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
    attempt_init_one(&op->state.attempt, c, &FRESH_LIMITS, op->actor.account_id, STR(""),
                     op->job.arena);
    return attempt_submit(&op->job, &op->state.attempt, verify, run_renew);
}
