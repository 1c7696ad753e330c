/* Taking a code of the app, or a recovery code. */
#include <sodium.h>

#include "community/core.h"
#include "community/key/factor_state.h"
#include "community/key/seal.h"
#include "community/account/entrance.h"
#include "community/account/sessions.h"
#include "queries.h"

/* From one address prefix; and from all where the owner never gave a second step. With codes of six digits, three of which
 * are good at a time, 30 attempts a day find one in thirty years. */
static const struct attempt_limits HERE_LIMITS = {
    .what = "second step", .here_max = 10, .window_ms = 15 * MINUTE_MS};
static const struct attempt_limits ELSEWHERE_LIMITS = {
    .what = "second step", .here_max = 30, .window_ms = 24 * 60 * MINUTE_MS};

void factor_recovery_hash(const struct community *c, int64_t account_id,
                          const uint8_t code[static RECOVERY_BYTES],
                          uint8_t ret[static FACTOR_HASH_BYTES])
{
    static const char purpose[] = "recovery";
    crypto_generichash_state h;
    crypto_generichash_init(&h, c->hash_key, sizeof c->hash_key, FACTOR_HASH_BYTES);
    crypto_generichash_update(&h, (const unsigned char *)purpose, sizeof purpose);
    crypto_generichash_update(&h, (const unsigned char *)&account_id, sizeof account_id);
    crypto_generichash_update(&h, code, RECOVERY_BYTES);
    crypto_generichash_final(&h, ret, FACTOR_HASH_BYTES);
}

/* A refusal is the operation's outcome and not the job's failure: the attempt stays counted. */
static enum rc refuse(struct factor_step *op, enum rc rc)
{
    op->state.outcome = rc;
    return rc;
}

/* --- counting --- */

static enum rc count_elsewhere(struct factor_step *op, struct db *db)
{
    struct community *c = op->job.community;
    struct q_session_proven_address_row known;
    op->state.elsewhere.limited = false;
    enum rc rc = q_session_proven_address(
        db,
        &(struct q_session_proven_address_in){.site_id = c->site.id,
                                              .account_id = op->actor.account_id,
                                              .address_key = op->state.here.address_key},
        op->job.arena, &known);
    if (rc != RC_OK || known.count > 0)
        return rc;
    return attempt_count(c, db, &op->state.elsewhere, op->job.arena);
}

static enum rc count_attempt(struct factor_step *op, struct db *db)
{
    struct attempt *here = &op->state.here, *elsewhere = &op->state.elsewhere;
    enum rc rc = attempt_count(op->job.community, db, here, op->job.arena);
    if (rc == RC_OK)
        rc = count_elsewhere(op, db);
    if (rc == RC_OK && (here->limited || elsewhere->limited)) {
        op->ret_retry_after_ms =
            elsewhere->limited ? elsewhere->retry_after_ms : here->retry_after_ms;
        problem_set(&op->job.problem, RC_LIMITED,
                    "Too many codes were tried; wait %lld minutes and try again.",
                    (long long)(op->ret_retry_after_ms / MINUTE_MS + 1));
        return refuse(op, RC_LIMITED);
    }
    return rc;
}

/* --- codes --- */

static enum rc wrong(struct factor_step *op)
{
    problem_set(&op->job.problem, RC_INVALID,
                "This code does not fit, or was used already. Wait for the next one.");
    return refuse(op, RC_INVALID);
}

static enum rc sealed_elsewhere(struct factor_step *op)
{
    problem_set(&op->job.problem, RC_UNAVAILABLE,
                "Codes cannot be checked now: the server has not the key they were sealed with. "
                "A recovery code or a passkey works.");
    return refuse(op, RC_UNAVAILABLE);
}

/* The clock was set back: a code that fits now becomes the last one, and the next lets in. */
static enum rc step_back(struct factor_step *op, struct db *db,
                         const uint8_t secret[static TOTP_SECRET_BYTES], int64_t ahead)
{
    struct community *c = op->job.community;
    int64_t step, taken;
    if (!totp_fits(secret, op->code, community_now_ms(c), 0, &step))
        return RC_OK;
    return q_totp_step_back(db,
                            &(struct q_totp_step_back_in){.site_id = c->site.id,
                                                          .account_id = op->actor.account_id,
                                                          .ahead = ahead,
                                                          .step = step},
                            &taken);
}

static enum rc take_code(struct factor_step *op, struct db *db)
{
    struct community *c = op->job.community;
    struct q_totp_get_row row;
    uint8_t secret[TOTP_SECRET_BYTES];
    int64_t step, taken = 0, id = op->actor.account_id;
    enum rc rc = q_totp_get(db, &(struct q_totp_get_in){.site_id = c->site.id, .account_id = id},
                            op->job.arena, &row);
    if (rc == RC_NOT_FOUND)
        return wrong(op);
    if (rc != RC_OK)
        return rc;
    if (!c->has_seal_key ||
        seal_open(c->seal_key, STR("totp"), id, row.sealed, secret, sizeof secret) != RC_OK)
        return sealed_elsewhere(op);
    bool fits = totp_fits(secret, op->code, community_now_ms(c), row.last_step, &step);
    if (!fits && totp_is_ahead(row.last_step, community_now_ms(c)))
        rc = step_back(op, db, secret, row.last_step);
    sodium_memzero(secret, sizeof secret);
    if (rc != RC_OK || !fits)
        return rc != RC_OK ? rc : wrong(op);
    rc = q_totp_step(
        db, &(struct q_totp_step_in){.site_id = c->site.id, .account_id = id, .step = step},
        &taken);
    return rc == RC_OK && taken == 0 ? wrong(op) : rc;
}

static enum rc take_recovery(struct factor_step *op, struct db *db,
                             const uint8_t code[static RECOVERY_BYTES])
{
    struct community *c = op->job.community;
    struct q_recovery_left_row left;
    int64_t used = 0, id = op->actor.account_id;
    uint8_t hash[FACTOR_HASH_BYTES];
    factor_recovery_hash(c, id, code, hash);
    enum rc rc = q_recovery_use(
        db,
        &(struct q_recovery_use_in){.site_id = c->site.id,
                                    .account_id = id,
                                    .hash = str_make((const char *)hash, sizeof hash),
                                    .now_ms = community_now_ms(c)},
        &used);
    if (rc == RC_OK && used == 0)
        return wrong(op);
    if (rc == RC_OK)
        rc = q_recovery_left(db,
                             &(struct q_recovery_left_in){.site_id = c->site.id, .account_id = id},
                             op->job.arena, &left);
    if (rc != RC_OK)
        return rc;
    op->ret_was_recovery = true;
    op->ret_recovery_left = left.count;
    return factor_tell_left(c, db, id, left.count);
}

static enum rc note(struct factor_step *op, struct db *db, enum staff_action action,
                    enum entrance way)
{
    return entrance_note_step(
        &op->job, db,
        &(struct entrance_note){
            .account_id = op->actor.account_id, .action = action, .way = way, .agent = op->agent});
}

static enum rc run_step(struct db *db, struct community_job *job)
{
    struct factor_step *op = (struct factor_step *)job;
    struct community *c = job->community;
    uint8_t hash[32], code[RECOVERY_BYTES];
    op->ret_was_recovery = false;
    op->state.outcome = RC_OK;
    bool is_recovery = recovery_read(op->code, code);
    enum entrance way = is_recovery ? ENTRANCE_RECOVERY_CODE : ENTRANCE_CODE;
    enum rc rc = count_attempt(op, db);
    if (rc == RC_OK)
        rc = is_recovery ? take_recovery(op, db, code) : take_code(op, db);
    if (op->state.outcome == RC_INVALID)
        return note(op, db, STAFF_SECOND_STEP_FAILED, way);
    if (op->state.outcome != RC_OK)
        return RC_OK;
    if (rc == RC_OK)
        rc = note(op, db, STAFF_SECOND_STEP, way);
    if (rc == RC_OK)
        rc = attempt_succeed(c, db, &op->state.here);
    if (rc == RC_OK)
        rc = sessions_renew(c, db, &op->actor, job->arena, &op->ret_token, hash);
    return rc == RC_OK ? sessions_mark_proven(c, db, op->actor.account_id, hash) : rc;
}

static void step_done(struct community_job *job, enum rc rc)
{
    const struct factor_step *op = (const struct factor_step *)job;
    core_finish(job, rc == RC_OK ? op->state.outcome : rc);
}

enum rc factor_step_submit(struct factor_step *op)
{
    struct community *c = op->job.community;
    int64_t id = op->actor.account_id;
    if (!actor_signed_in(&op->actor))
        return problem_set(&op->job.problem, RC_UNAUTHENTICATED, "Sign in first.");
    attempt_init_one(&op->state.here, c, &HERE_LIMITS, id, op->address, op->job.arena);
    attempt_init_one(&op->state.elsewhere, c, &ELSEWHERE_LIMITS, id, STR(""), op->job.arena);
    op->job.run = run_step;
    op->job.after = step_done;
    return community_submit(&op->job);
}
