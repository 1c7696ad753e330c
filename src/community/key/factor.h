/*
 * The second step of staff: after the password (or a link, or a provider) a code of an authenticator app, a recovery code,
 * or a passkey.
 *
 *   any way of signing in ─► sessions_create ─► session, not proven ─► session_find: awaits_step? ─┬─ no:  all rights
 *                                                                                                  └─ yes: a reader's
 *   factor_step_submit, passkey_step_submit ─► the session goes on under a new token, proven
 *
 * Whether a step is awaited is computed at every request from role, factors and policy, so that a promotion, a factor set up
 * elsewhere or a change of the policy reaches sessions that are open.
 *
 * Codes: TOTP (totp.h). The secret is sealed under a key that is not in the database (seal.h). A code is taken once, and none
 * before it afterwards. Recovery codes: ten, 80 bits each, stored as keyed hashes, each good once.
 *
 * Guessing: attempts are counted before the code is looked at, by account and address prefix, and by account from where no
 * second step was given before. So whoever knows the password can neither guess on nor shut the owner out.
 *
 * Invariants:
 *  1. Nothing about factors can be changed from a session that awaits its second step, once there is a factor.
 *  2. A change asks for a fresh session (sessions_check_fresh), queues a mail to the owner and is one transaction with both.
 *  3. account.factors says at every commit what the tables hold (factor_count_again).
 *
 * Must not: know pages; passkeys themselves are passkey.h's.
 */
#ifndef COMITY_COMMUNITY_KEY_FACTOR_H
#define COMITY_COMMUNITY_KEY_FACTOR_H

#include "community/account/attempt.h"
#include "community/community.h"
#include "community/mail/mail.h"
#include "community/key/totp.h"

/* Stored as bits of account.factors: never renumber. */
enum factor { FACTOR_CODES = 1, FACTOR_PASSKEY = 2 };

bool factor_is_awaited(enum factor_policy policy, enum role role, unsigned factors, bool proven);
/* "off", "asked", "required"; RC_INVALID for another word. */
enum rc factor_policy_parse(struct str text, enum factor_policy *ret) MUST_CHECK;

struct factor_view {
    unsigned factors;      /* bits of enum factor */
    bool is_staff;         /* by the account's role, whatever the session awaits */
    bool can_seal;         /* codes can be set up on this server */
    int64_t codes_made_ms; /* 0: no codes */
    int64_t recovery_left; /* codes still good */
};
enum rc factor_get(struct community_reader *r, const struct actor *actor, int64_t account_id,
                   struct arena *a, struct factor_view *ret) MUST_CHECK;

/* --- codes: a secret travels sealed in the form until a first code shows that the app has it --- */
struct factor_draft {
    struct str sealed;  /* for the form */
    struct str secret;  /* to type */
    struct str address; /* to scan */
};
/* A new secret, or with `sealed` the one that the form brings back. RC_UNAVAILABLE without a key to seal with, RC_INVALID for
 * what this account was not given here. */
enum rc factor_draft_make(struct community *c, const struct actor *actor, struct str sealed,
                          struct arena *a, struct factor_draft *ret) MUST_CHECK;

struct factor_recovery {
    struct str code[RECOVERY_CODES];
};
enum factor_verb {
    FACTOR_TURN_CODES_ON, /* with `sealed` and `code`; makes recovery codes */
    FACTOR_TURN_CODES_OFF,
    FACTOR_MAKE_RECOVERY /* new recovery codes; the old ones are good no more */
};
struct factor_change {
    struct community_job job;
    struct actor actor;
    enum factor_verb verb;
    struct str sealed, code;
    /* set by the operation */
    struct factor_recovery *ret_recovery; /* NULL when none were made; they are shown once */
};
/* RC_INVALID for a code that does not fit, RC_FORBIDDEN, RC_EXPIRED when the session is not fresh. */
enum rc factor_change_submit(struct factor_change *op) MUST_CHECK;

/* --- the second step --- */
struct factor_step {
    struct community_job job;
    struct actor actor;
    struct str code; /* six digits, or a recovery code */
    struct str address;
    struct str agent; /* User-Agent */
    /* set by the operation */
    struct str ret_token;
    bool ret_was_recovery;
    int64_t ret_recovery_left;
    int64_t ret_retry_after_ms; /* on RC_LIMITED */
    struct {                    /* the operation's own */
        struct attempt here, elsewhere;
        enum rc outcome;
    } state;
};
/* RC_INVALID for a wrong code, RC_LIMITED, RC_UNAUTHENTICATED when the session has ended. */
enum rc factor_step_submit(struct factor_step *op) MUST_CHECK;

/* --- help for who has lost all of it: takes codes, recovery codes and passkeys off an account and ends its sessions; audited --- */
struct factor_reset {
    struct community_job job;
    struct actor actor; /* account 0 with ROLE_ADMINISTRATOR: the command line */
    int64_t account_id;
    struct str reason;
};
enum rc factor_reset_submit(struct community_job *job) MUST_CHECK;

/* --- inside jobs, for this folder --- */
/* The account of an actor who may change its own factors now: fresh, and past its second step. */
enum rc factor_check_change(struct community_job *job, struct db *db,
                            const struct actor *actor) MUST_CHECK;
enum rc factor_count_again(struct community *c, struct db *db, int64_t account_id) MUST_CHECK;
/* Tells the owner by mail; `what` may be empty. */
enum rc factor_tell(struct community *c, struct db *db, int64_t account_id, enum mail_kind kind,
                    struct str what) MUST_CHECK;
/* That a recovery code was used, and how many are left. */
enum rc factor_tell_left(struct community *c, struct db *db, int64_t account_id,
                         int64_t left) MUST_CHECK;

#endif
