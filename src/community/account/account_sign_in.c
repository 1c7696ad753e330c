#include "community/account/account.h"
#include "community/account/accounts.h"
#include "community/core.h"
#include "community/account/password.h"
#include "community/account/sessions.h"
#include "queries.h"

#define MINUTE_MS (60 * 1000)

static const struct attempt_limits SIGN_IN_LIMITS = {
    .what = "sign-in",
    .address_max = 60,
    .here_max = 10,
    .window_ms = 15 * MINUTE_MS,
    .login_max = 100,
    .login_window_ms = 60 * MINUTE_MS,
};

static enum rc refuse(struct account_sign_in *op)
{
    return problem_set(&op->job.problem, RC_UNAUTHENTICATED,
                       "The name and the password do not go together.");
}

static enum rc run_sign_in(struct db *db, struct community_job *job)
{
    struct account_sign_in *op = (struct account_sign_in *)job;
    struct community *c = job->community;
    struct q_account_get_row row;
    struct accounts_entry entry = {.account_id = op->state.account_id,
                                   .address_key = op->state.attempt.address_key,
                                   .agent = op->agent,
                                   .replaces = op->replaces};
    enum rc rc = accounts_hold(c, db, op->state.account_id, job->arena);
    if (rc == RC_OK)
        rc = q_account_get(
            db, &(struct q_account_get_in){.site_id = c->site.id, .id = op->state.account_id},
            job->arena, &row);
    if (rc != RC_OK)
        return rc;
    /* Changed since it was verified: the sessions it had have been ended, and it makes no new one. */
    if (!str_eq(row.password_hash, op->state.password_hash))
        return refuse(op);
    rc = accounts_enter(c, db, &entry, job->arena);
    if (rc == RC_NOT_FOUND)
        return refuse(op);
    if (rc == RC_OK)
        rc = attempt_succeed(c, db, &op->state.attempt);
    op->ret_token = entry.ret_token;
    op->ret_actor = entry.ret_actor;
    return rc;
}

static void verify_for_sign_in(void *ctx)
{
    struct account_sign_in *op = ctx;
    enum rc rc = RC_OK;
    if (!password_verify(op->job.arena, op->password, op->state.password_hash))
        rc = refuse(op);
    op->job.run = run_sign_in;
    op->job.after = NULL;
    if (rc == RC_OK)
        rc = community_submit(&op->job);
    if (rc != RC_OK)
        core_finish(&op->job, rc);
}

static enum rc run_sign_in_attempt(struct db *db, struct community_job *job)
{
    struct account_sign_in *op = (struct account_sign_in *)job;
    return attempt_count(job->community, db, &op->state.attempt, job->arena);
}

static void sign_in_attempt_counted(struct community_job *job, enum rc rc)
{
    struct account_sign_in *op = (struct account_sign_in *)job;
    op->ret_retry_after_ms = op->state.attempt.retry_after_ms;
    if (rc == RC_OK && op->state.attempt.limited)
        rc = problem_set(&job->problem, RC_LIMITED,
                         "Too many attempts to sign in; wait %lld minutes and try again.",
                         (long long)(op->ret_retry_after_ms / MINUTE_MS + 1));
    if (rc == RC_OK)
        rc = offload_submit(job->community->offload, verify_for_sign_in, op);
    if (rc != RC_OK)
        core_finish(job, rc);
}

enum rc account_sign_in_submit(struct community_reader *reader, struct account_sign_in *op)
{
    struct accounts_login login;
    enum rc rc = accounts_find_login(reader, op->login, op->job.arena, &login);
    if (rc != RC_OK)
        return rc;
    op->state.account_id = login.id;
    op->state.password_hash = login.password_hash;
    attempt_init(&op->state.attempt, reader->community, &SIGN_IN_LIMITS, login.id, login.key,
                 op->address, op->job.arena);
    op->job.run = run_sign_in_attempt;
    op->job.after = sign_in_attempt_counted;
    return community_submit(&op->job);
}
