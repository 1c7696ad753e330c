/* Signing in with a passkey, and the second step with one. */
#include "community/account/accounts.h"
#include "community/core.h"
#include "community/key/passkey_state.h"
#include "community/account/sessions.h"
#include "community/account/throttle.h"
#include "queries.h"

static enum rc unknown(struct passkey_use *op)
{
    return problem_set(&op->job.problem, RC_UNAUTHENTICATED,
                       "This passkey is not known here, or was removed. Sign in another way.");
}

/* --- on the loop: all that needs no writing --- */

struct given {
    struct str credential, client, authenticator, signature;
};

static enum rc decode(struct passkey_use *op, struct given *ret)
{
    struct arena *a = op->job.arena;
    const struct passkey_answer *in = &op->answer;
    if (passkey_decode(in->credential, WEBAUTHN_ID_MAX, a, &ret->credential) != RC_OK ||
        passkey_decode(in->client_json, WEBAUTHN_CLIENT_MAX, a, &ret->client) != RC_OK ||
        passkey_decode(in->authenticator, WEBAUTHN_STATEMENT_MAX, a, &ret->authenticator) !=
            RC_OK ||
        passkey_decode(in->signature, WEBAUTHN_SIGNATURE_MAX, a, &ret->signature) != RC_OK)
        return problem_set(&op->job.problem, RC_INVALID,
                           "The browser's answer about the passkey is malformed.");
    return RC_OK;
}

/* Section 7.2, step 6: who signs in is named by the passkey and by what it was found under, and both must agree; who does a
 * second step is known. */
static bool is_owner(const struct passkey_use *op, int64_t account_id)
{
    uint8_t wanted[PASSKEY_USER_BYTES], named[PASSKEY_USER_BYTES];
    if (op->purpose == PASSKEY_STEP && account_id != op->actor.account_id)
        return false;
    if (op->purpose == PASSKEY_STEP && op->answer.user.n == 0)
        return true;
    passkey_user(op->job.community, account_id, wanted);
    return core_base64url_decode(op->answer.user, named, sizeof named) == RC_OK &&
           memcmp(named, wanted, sizeof named) == 0;
}

static enum rc verify(struct community_reader *r, struct passkey_use *op, const struct given *given)
{
    struct q_passkey_find_row row;
    struct arena *a = op->job.arena;
    enum rc rc = q_passkey_find(r->db,
                                &(struct q_passkey_find_in){.site_id = r->community->site.id,
                                                            .credential = given->credential},
                                a, &row);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && !is_owner(op, row.account_id)))
        return unknown(op);
    if (rc != RC_OK)
        return rc;
    const struct webauthn_credential kept = {.id = given->credential,
                                             .algorithm = row.algorithm,
                                             .public_key = row.public_key,
                                             .sign_count = row.sign_count,
                                             .may_be_backed_up = row.backup_eligible};
    struct problem fault = {0};
    rc = webauthn_assert(
        &(struct webauthn_assertion){.party = op->party,
                                     .client_json = given->client,
                                     .authenticator = given->authenticator,
                                     .signature = given->signature,
                                     .wants_user_verified = op->purpose == PASSKEY_SIGN_IN},
        &kept, a, &op->state.use, &fault);
    if (rc == RC_UNAUTHENTICATED)
        return unknown(op);
    if (rc != RC_OK)
        return problem_set(&op->job.problem, rc, "%s", fault.message);
    if (!webauthn_count_runs_on(row.sign_count, op->state.use.sign_count))
        return problem_set(
            &op->job.problem, RC_FORBIDDEN,
            "This passkey was used elsewhere in the meantime, as a copy of it would be. "
            "Sign in another way and remove it.");
    op->state.passkey_id = row.id;
    op->state.account_id = row.account_id;
    op->state.old_count = row.sign_count;
    return RC_OK;
}

/* --- in the job --- */

static enum rc note_use(struct passkey_use *op, struct db *db)
{
    struct community *c = op->job.community;
    int64_t noted = 0;
    enum rc rc = passkey_take_challenge(c, db, op->state.asked_key, op->state.asked_until_ms,
                                        &op->job.problem);
    if (rc != RC_OK)
        return rc;
    rc = q_passkey_used(db,
                        &(struct q_passkey_used_in){.site_id = c->site.id,
                                                    .id = op->state.passkey_id,
                                                    .old_count = op->state.old_count,
                                                    .sign_count = op->state.use.sign_count,
                                                    .user_verified = op->state.use.is_user_verified,
                                                    .backed_up = op->state.use.is_backed_up,
                                                    .now_ms = community_now_ms(c)},
                        &noted);
    return rc == RC_OK && noted == 0 ? unknown(op) : rc;
}

static enum rc start_session(struct passkey_use *op, struct db *db)
{
    struct community *c = op->job.community;
    struct arena *a = op->job.arena;
    struct accounts_entry entry = {
        .account_id = op->state.account_id,
        .replaces = op->actor,
        .address_key = throttle_address_key(c, op->address, a),
        .way = ENTRANCE_PASSKEY,
        .shown = op->shown,
    };
    enum rc rc = accounts_enter(&op->job, db, &entry);
    if (rc == RC_NOT_FOUND)
        return unknown(op);
    if (rc != RC_OK)
        return rc;
    op->ret_token = entry.ret_token;
    return sessions_mark_proven(c, db, op->state.account_id, entry.ret_actor.token_hash);
}

static enum rc go_on(struct passkey_use *op, struct db *db)
{
    struct community *c = op->job.community;
    uint8_t hash[32];
    enum rc rc = sessions_renew(c, db, &op->actor, op->job.arena, &op->ret_token, hash);
    if (rc == RC_UNAUTHENTICATED)
        return problem_set(&op->job.problem, rc, "You were signed out meanwhile; sign in again.");
    if (rc == RC_OK)
        rc = sessions_mark_proven(c, db, op->state.account_id, hash);
    return rc == RC_OK
               ? entrance_note_step(&op->job, db,
                                    &(struct entrance_note){.account_id = op->state.account_id,
                                                            .action = STAFF_SECOND_STEP,
                                                            .way = ENTRANCE_PASSKEY,
                                                            .agent = op->shown.agent})
               : rc;
}

static enum rc run_use(struct db *db, struct community_job *job)
{
    struct passkey_use *op = (struct passkey_use *)job;
    enum rc rc = note_use(op, db);
    if (rc != RC_OK)
        return rc;
    return op->purpose == PASSKEY_SIGN_IN ? start_session(op, db) : go_on(op, db);
}

enum rc passkey_use_submit(struct community_reader *reader, struct passkey_use *op)
{
    struct given given;
    struct passkey_asked asked = passkey_asked_of(op->purpose, &op->actor, op->stranger);
    if (op->purpose == PASSKEY_STEP && !actor_signed_in(&op->actor))
        return problem_set(&op->job.problem, RC_UNAUTHENTICATED, "Sign in first.");
    enum rc rc = decode(op, &given);
    if (rc == RC_OK)
        rc = passkey_check_challenge(op->job.community, &asked, given.client, op->job.arena,
                                     &op->state.asked_key, &op->state.asked_until_ms,
                                     &op->job.problem);
    if (rc == RC_OK)
        rc = verify(reader, op, &given);
    if (rc != RC_OK)
        return rc;
    op->job.run = run_use;
    return community_submit(&op->job);
}
