#include "community/account/account.h"
#include "community/account/accounts.h"
#include "community/core.h"
#include "community/account/password.h"
#include "community/account/sessions.h"
#include "queries.h"

static enum rc refuse_guessing(struct community_job *job, int64_t retry_after_ms)
{
    struct account_sign_in *op = (struct account_sign_in *)job;
    op->ret_retry_after_ms = retry_after_ms;
    return problem_set(&job->problem, RC_LIMITED,
                       "Too many attempts to sign in; wait %lld minutes and try again.",
                       (long long)(retry_after_ms / MINUTE_MS + 1));
}

static const struct attempt_limits SIGN_IN_LIMITS = {
    .what = "sign-in",
    .address_max = 60,
    .here_max = 10,
    .window_ms = 15 * MINUTE_MS,
    .login_max = 100,
    .login_window_ms = 60 * MINUTE_MS,
    .refuse = refuse_guessing,
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
                                   .way = ENTRANCE_PASSWORD,
                                   .shown = op->shown,
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
    rc = accounts_enter(job, db, &entry);
    if (rc == RC_NOT_FOUND)
        return refuse(op);
    if (rc == RC_OK)
        rc = attempt_succeed(c, db, &op->state.attempt);
    op->ret_token = entry.ret_token;
    op->ret_actor = entry.ret_actor;
    return rc;
}

static enum rc verify_for_sign_in(struct community_job *job)
{
    struct account_sign_in *op = (struct account_sign_in *)job;
    bool right = password_verify(job->arena, op->password, op->state.password_hash);
    return right ? RC_OK : refuse(op);
}

enum rc account_sign_in_submit(struct community_reader *reader, struct account_sign_in *op)
{
    struct accounts_login login;
    enum rc rc = accounts_find_login(reader, op->login, op->job.arena, &login);
    if (rc != RC_OK)
        return rc;
    op->state.account_id = login.id;
    op->state.password_hash = login.password_hash;
    attempt_init_login(&op->state.attempt, reader->community, &SIGN_IN_LIMITS, login.id, login.key,
                       op->address, op->job.arena);
    return attempt_submit(&op->job, &op->state.attempt, verify_for_sign_in, run_sign_in);
}
