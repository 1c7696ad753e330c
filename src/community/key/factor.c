/* What there is, setting up, taking off. The second step itself is factor_step.c's. */
#include "community/key/factor.h"

#include <sodium.h>

#include "community/account/accounts.h"
#include "community/account/browser.h"
#include "community/core.h"
#include "community/key/factor_state.h"
#include "community/record/ledger.h"
#include "community/comment/pace.h"
#include "community/key/seal.h"
#include "community/account/sessions.h"
#include "queries.h"

#define SEALED_BYTES_MAX 256
#define REASON_BYTES_MAX 2000

_Static_assert(SECRET_BYTES == SEAL_KEY_BYTES, "the key fits");

bool factor_is_awaited(enum factor_policy policy, enum role role, unsigned factors, bool proven)
{
    if (role < ROLE_AUTHOR || proven)
        return false;
    return factors != 0 || policy == FACTOR_REQUIRED;
}

enum rc factor_policy_parse(struct str text, enum factor_policy *ret)
{
    static const struct str names[] = {STR_INIT("off"), STR_INIT("asked"), STR_INIT("required")};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (str_eq(text, names[i])) {
            *ret = (enum factor_policy)i;
            return RC_OK;
        }
    return RC_INVALID;
}

static enum rc read_account(struct community *c, struct db *db, int64_t id, struct arena *a,
                            struct q_factor_standing_row *ret)
{
    return q_factor_standing(db, &(struct q_factor_standing_in){.site_id = c->site.id, .id = id}, a,
                             ret);
}

enum rc factor_get(struct community_reader *r, const struct actor *actor, int64_t account_id,
                   struct arena *a, struct factor_view *ret)
{
    struct community *c = r->community;
    struct q_factor_standing_row account;
    struct q_totp_get_row codes = {.made_ms = 0};
    struct q_recovery_left_row left;
    enum rc rc = access_check(actor, ACTION_READ_FACTORS, account_id);
    if (rc == RC_OK)
        rc = read_account(c, r->db, account_id, a, &account);
    if (rc == RC_OK)
        rc = q_totp_get(r->db,
                        &(struct q_totp_get_in){.site_id = c->site.id, .account_id = account_id}, a,
                        &codes);
    if (rc == RC_OK || rc == RC_NOT_FOUND)
        rc = q_recovery_left(
            r->db, &(struct q_recovery_left_in){.site_id = c->site.id, .account_id = account_id}, a,
            &left);
    if (rc != RC_OK)
        return rc;
    *ret = (struct factor_view){.factors = (unsigned)account.factors,
                                .is_staff = account.role >= ROLE_AUTHOR,
                                .can_seal = c->has_seal_key,
                                .codes_made_ms = codes.made_ms,
                                .recovery_left = left.count};
    return RC_OK;
}

/* --- inside jobs --- */

enum rc factor_count_again(struct community *c, struct db *db, int64_t account_id)
{
    return q_factor_tally(db, &(struct q_factor_tally_in){.site_id = c->site.id, .id = account_id});
}

static enum rc tell(struct community *c, struct db *db, int64_t account_id, enum mail_kind kind,
                    struct mail_fact fact)
{
    const struct mail_fact facts[] = {
        fact,
        {.name = "when", .kind = MAIL_TIME, .number = community_now_ms(c)},
    };
    return mail_queue(c, db,
                      &(struct mail_order){.kind = kind,
                                           .account_id = account_id,
                                           .facts = facts,
                                           .fact_count = sizeof facts / sizeof facts[0]});
}

enum rc factor_tell(struct community *c, struct db *db, int64_t account_id, enum mail_kind kind,
                    struct str what)
{
    return tell(c, db, account_id, kind, (struct mail_fact){.name = "what", .text = what});
}

enum rc factor_tell_left(struct community *c, struct db *db, int64_t account_id, int64_t left)
{
    return tell(c, db, account_id, MAIL_KIND_RECOVERY_USED,
                (struct mail_fact){.name = "left", .kind = MAIL_COUNT, .number = left});
}

enum rc factor_check_change(struct community_job *job, struct db *db, const struct actor *actor)
{
    struct community *c = job->community;
    struct q_factor_standing_row account;
    enum rc rc = access_check(actor, ACTION_CHANGE_FACTORS, actor->account_id);
    if (rc == RC_OK)
        rc = accounts_hold(c, db, actor->account_id, job->arena);
    if (rc == RC_OK)
        rc = read_account(c, db, actor->account_id, job->arena, &account);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "This account may not do that.");
    const struct actor now = {
        .account_id = actor->account_id,
        .role = (enum role)account.role,
        .status =
            account_standing_of(account.status, account.suspended_until_ms, community_now_ms(c)),
    };
    if (!access_allows(&now, ACTION_CHANGE_FACTORS, actor->account_id))
        return problem_set(&job->problem, RC_FORBIDDEN, "This account may not do that.");
    /* Or whoever has the password alone would add a factor of their own. */
    if (actor->awaits_step && account.factors != 0)
        return problem_set(&job->problem, RC_FORBIDDEN, "Do the second step of signing in first.");
    return sessions_check_fresh(c, db, actor, job->arena, &job->problem);
}

/* --- codes --- */

static struct str secret_str(const uint8_t *secret)
{
    return str_make((const char *)secret, TOTP_SECRET_BYTES);
}

/* What a form brings back was sealed for this account, and as a draft: a row's secret does not pass for one. */
static enum rc open_draft(struct community *c, int64_t account_id, struct str text, struct arena *a,
                          uint8_t ret[static TOTP_SECRET_BYTES])
{
    uint8_t sealed[SEALED_BYTES_MAX];
    size_t n;
    const char *end;
    if (!c->has_seal_key)
        return RC_UNAVAILABLE;
    if (sodium_base642bin(sealed, sizeof sealed, text.p, text.n, NULL, &n, &end,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        end != text.p + text.n)
        return RC_INVALID;
    enum rc rc = seal_open(c->seal_key, STR("totp draft"), account_id,
                           str_make((const char *)sealed, n), ret, TOTP_SECRET_BYTES);
    return rc == RC_CORRUPT ? RC_INVALID : rc;
}

static enum rc seal(struct community *c, struct str what, int64_t account_id, const uint8_t *secret,
                    struct arena *a, struct str *ret)
{
    uint8_t nonce[SEAL_NONCE_BYTES];
    community_random(c, nonce, sizeof nonce);
    return seal_close(c->seal_key, nonce, what, account_id, secret_str(secret), a, ret);
}

enum rc factor_draft_make(struct community *c, const struct actor *actor, struct str sealed,
                          struct arena *a, struct factor_draft *ret)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    struct str bytes;
    enum rc rc = RC_OK;
    if (!c->has_seal_key)
        return RC_UNAVAILABLE;
    if (sealed.n > 0)
        rc = open_draft(c, actor->account_id, sealed, a, secret);
    else
        community_random(c, secret, sizeof secret);
    if (rc == RC_OK)
        rc = seal(c, STR("totp draft"), actor->account_id, secret, a, &bytes);
    if (rc == RC_OK)
        *ret = (struct factor_draft){
            .sealed = core_base64url(a, bytes.p, bytes.n),
            .secret = totp_secret_text(secret, a),
            .address = totp_address(secret, c->site.title, actor->name, a),
        };
    sodium_memzero(secret, sizeof secret);
    return rc == RC_OK && arena_failed(a) ? RC_NO_MEMORY : rc;
}

static enum rc make_recovery(struct factor_change *op, struct db *db)
{
    struct community *c = op->job.community;
    struct factor_recovery *made = ARENA_NEW(op->job.arena, struct factor_recovery);
    enum rc rc =
        q_recovery_drop(db, &(struct q_recovery_drop_in){.site_id = c->site.id,
                                                         .account_id = op->actor.account_id});
    if (made == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; rc == RC_OK && i < RECOVERY_CODES; i++) {
        uint8_t code[RECOVERY_BYTES], hash[FACTOR_HASH_BYTES];
        community_random(c, code, sizeof code);
        factor_recovery_hash(c, op->actor.account_id, code, hash);
        made->code[i] = recovery_text(code, op->job.arena);
        rc = q_recovery_add(
            db, &(struct q_recovery_add_in){.site_id = c->site.id,
                                            .account_id = op->actor.account_id,
                                            .hash = str_make((const char *)hash, sizeof hash),
                                            .now_ms = community_now_ms(c)});
    }
    op->ret_recovery = made;
    return rc;
}

static enum rc check_staff(struct factor_change *op, struct db *db)
{
    struct q_factor_standing_row account;
    enum rc rc = read_account(op->job.community, db, op->actor.account_id, op->job.arena, &account);
    const struct actor now = {.account_id = op->actor.account_id,
                              .role = rc == RC_OK ? (enum role)account.role : ROLE_ANONYMOUS};
    if (rc == RC_OK && !access_allows(&now, ACTION_CHANGE_CODES, now.account_id))
        rc = problem_set(&op->job.problem, RC_FORBIDDEN,
                         "Codes are for authors, moderators and administrators.");
    return rc;
}

static enum rc turn_on(struct factor_change *op, struct db *db)
{
    struct community *c = op->job.community;
    struct problem *problem = &op->job.problem;
    uint8_t secret[TOTP_SECRET_BYTES];
    struct str sealed;
    int64_t now_ms = community_now_ms(c), step;
    enum rc rc = open_draft(c, op->actor.account_id, op->sealed, op->job.arena, secret);
    if (rc == RC_INVALID)
        return problem_set(problem, rc, "This page is too old; open it again.");
    if (rc != RC_OK)
        return problem_set(problem, rc,
                           "This server cannot keep codes: it has no key to seal them with.");
    if (!totp_fits(secret, op->code, now_ms, 0, &step))
        return problem_set(
            problem, RC_INVALID,
            "This is not the code that the app shows now. Is the telephone's clock right?");
    rc = seal(c, STR("totp"), op->actor.account_id, secret, op->job.arena, &sealed);
    sodium_memzero(secret, sizeof secret);
    if (rc == RC_OK)
        rc = q_totp_set(db, &(struct q_totp_set_in){.site_id = c->site.id,
                                                    .account_id = op->actor.account_id,
                                                    .sealed = sealed,
                                                    .made_ms = now_ms,
                                                    .last_step = step});
    if (rc == RC_OK)
        rc = make_recovery(op, db);
    if (rc == RC_OK)
        rc = sessions_mark_proven(c, db, op->actor.account_id, op->actor.token_hash);
    return rc == RC_OK ? factor_tell(c, db, op->actor.account_id, MAIL_KIND_CODES_ON, STR("")) : rc;
}

static enum rc turn_off(struct factor_change *op, struct db *db)
{
    struct community *c = op->job.community;
    enum rc rc = q_totp_drop(
        db, &(struct q_totp_drop_in){.site_id = c->site.id, .account_id = op->actor.account_id});
    return rc == RC_OK ? factor_tell(c, db, op->actor.account_id, MAIL_KIND_CODES_OFF, STR(""))
                       : rc;
}

static enum rc run_change(struct db *db, struct community_job *job)
{
    struct factor_change *op = (struct factor_change *)job;
    struct community *c = job->community;
    op->ret_recovery = NULL;
    enum rc rc = factor_check_change(job, db, &op->actor);
    if (rc == RC_OK && op->verb != FACTOR_TURN_CODES_OFF)
        rc = check_staff(op, db);
    if (rc != RC_OK)
        return rc;
    switch (op->verb) {
    case FACTOR_TURN_CODES_ON:
        rc = turn_on(op, db);
        break;
    case FACTOR_TURN_CODES_OFF:
        rc = turn_off(op, db);
        break;
    case FACTOR_MAKE_RECOVERY:
        rc = make_recovery(op, db);
        if (rc == RC_OK)
            rc = factor_tell(c, db, op->actor.account_id, MAIL_KIND_RECOVERY_MADE, STR(""));
        break;
    }
    return rc == RC_OK ? factor_count_again(c, db, op->actor.account_id) : rc;
}

enum rc factor_change_submit(struct factor_change *op)
{
    op->job.run = run_change;
    return community_submit(&op->job);
}

/* --- help --- */

static enum rc check_helper(struct factor_reset *op, struct db *db)
{
    struct community *c = op->job.community;
    struct q_factor_standing_row helper;
    struct actor now = op->actor;
    if (now.account_id != 0) {
        enum rc rc = read_account(c, db, now.account_id, op->job.arena, &helper);
        if (rc != RC_OK)
            return rc;
        now.role = (enum role)helper.role;
        now.status =
            account_standing_of(helper.status, helper.suspended_until_ms, community_now_ms(c));
    }
    enum rc rc = access_check(&now, ACTION_RESET_FACTORS, 0);
    if (rc != RC_OK)
        return problem_set(&op->job.problem, rc, "This account may not do that.");
    /* Their own are changed in their own rooms, where a factor is asked for. */
    if (now.account_id == op->account_id)
        return problem_set(&op->job.problem, RC_FORBIDDEN,
                           "Your own passkeys and codes are changed in your account.");
    return sessions_check_fresh(c, db, &op->actor, op->job.arena, &op->job.problem);
}

static enum rc take_all(struct factor_reset *op, struct db *db)
{
    struct community *c = op->job.community;
    int64_t site_id = c->site.id, id = op->account_id;
    enum rc rc = q_totp_drop(db, &(struct q_totp_drop_in){.site_id = site_id, .account_id = id});
    if (rc == RC_OK)
        rc =
            q_recovery_drop(db, &(struct q_recovery_drop_in){.site_id = site_id, .account_id = id});
    if (rc == RC_OK)
        rc = q_passkey_remove_all(
            db, &(struct q_passkey_remove_all_in){.site_id = site_id, .account_id = id});
    if (rc == RC_OK)
        rc = factor_count_again(c, db, id);
    if (rc == RC_OK)
        rc = browser_forget_but(c, db, id, NULL);
    return rc == RC_OK ? sessions_end_others(c, db, id, NULL) : rc;
}

static enum rc run_reset(struct db *db, struct community_job *job)
{
    struct factor_reset *op = (struct factor_reset *)job;
    enum rc rc = check_helper(op, db);
    if (rc != RC_OK)
        return rc;
    rc = accounts_hold(job->community, db, op->account_id, job->arena);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "There is no such account.");
    rc = take_all(op, db);
    if (rc == RC_OK)
        rc = factor_tell(job->community, db, op->account_id, MAIL_KIND_FACTORS_RESET, STR(""));
    if (rc != RC_OK)
        return rc;
    return ledger_add_action(job, db,
                             &(struct ledger_staff_action){.actor_id = op->actor.account_id,
                                                           .action = STAFF_RESET_SECOND_STEP,
                                                           .target_id = op->account_id,
                                                           .detail = op->reason});
}

enum rc factor_reset_submit(struct community_job *job)
{
    struct factor_reset *op = (struct factor_reset *)job;
    if (op->reason.n > REASON_BYTES_MAX)
        return problem_set(&job->problem, RC_TOO_LARGE, "The reason is longer than %d bytes.",
                           REASON_BYTES_MAX);
    job->run = run_reset;
    return community_submit(job);
}
