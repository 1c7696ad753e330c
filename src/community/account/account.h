/*
 * Accounts: joining, signing in, roles.
 *
 *   account_register_submit   checks ─► captcha ─► hashing thread ─► job: account + session
 *   account_sign_in_submit    look-up ─► job: attempts counted ─► hashing thread ─► job: session
 *
 * Both are one operation for the caller, done once.
 *
 * Invariants:
 *  1. Signing in takes the same work and gives the same answer for an unknown name and a wrong
 * password.
 *  2. Attempts are counted in the database before the password is looked at: by address prefix, by
 * account from that prefix, and by account from prefixes it never signed in from. Guessing from
 * elsewhere does not lock the owner out of where they signed in before.
 *  3. There is no default account: the first administrator comes from the command line.
 *  4. Whether an e-mail address is known here is not told to anybody: joining with one that is takes the same work, gives the same
 *     answer, and a mail to its owner instead of the link that confirms (account_confirm.h).
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_ACCOUNT_H
#define COMITY_COMMUNITY_ACCOUNT_ACCOUNT_H

#include "community/account/account_consent.h"
#include "community/account/attempt.h"
#include "community/account/browser.h"
#include "community/account/captcha.h"
#include "community/community.h"
#include "community/account/name_look.h"

#define ACCOUNT_TOKEN_TEXT_MAX 64

struct account_view {
    int64_t id;
    struct str name;
    struct str email;     /* empty unless the actor may see it */
    bool email_confirmed; /* by account_get alone */
    enum role role;
    enum account_status status;
    int64_t created_ms;
    int64_t published_count, removed_count;
    bool has_password;    /* by account_get alone: signs in by it */
    bool is_premoderated; /* in the administrators' lists only */
    bool is_flagger;      /* in the administrators' lists only */
    bool is_verified;     /* in the administrators' lists only; elsewhere ask trust_get */
};
/* By id or by name (any spelling of it, but never one that only looks like it). RC_NOT_FOUND also for deleted accounts.
 */
enum rc account_get(struct community_reader *r, const struct actor *actor, int64_t account_id,
                    struct arena *a, struct account_view *ret) MUST_CHECK;
enum rc account_get_by_name(struct community_reader *r, const struct actor *actor, struct str name,
                            struct arena *a, struct account_view *ret) MUST_CHECK;

/* --- registering --- */
struct account_registration {
    struct community_job job;
    struct str name, email, password;
    struct account_consents consents;
    struct str captcha;        /* payload or answer, see captcha.h */
    struct str captcha_answer; /* of the question, when that was used */
    struct str address;        /* the client's, as text */
    struct browser_shown shown;
    struct str browser; /* its cookie: what the link in the mail is bound to */
    struct str back;    /* the page to go on to after confirming; empty: none */
    /* set by the operation */
    struct str ret_token; /* the session's cookie value */
    struct actor ret_actor;
    bool ret_confirms;     /* the address is to be confirmed: a mail is on its way */
    const char *ret_field; /* on RC_INVALID/RC_CONFLICT: "name", "email", "password", "consent",
                              "age" or "captcha" */
    struct {               /* the operation's own */
        struct name_skeleton skeleton;
        struct str email_key, password_hash;
        struct captcha_proof captcha;
        struct attempt attempt;
    } state;
};
/* Answers of submit and done: RC_INVALID, RC_CONFLICT (name taken), RC_LIMITED, RC_EXPIRED
 * (captcha), RC_UNAVAILABLE (hashing queue full); job.problem in words. Uses `reader` during the
 * call only. */
enum rc account_register_submit(struct community_reader *reader,
                                struct account_registration *op) MUST_CHECK;

/* --- signing in --- */
struct account_sign_in {
    struct community_job job;
    struct str login; /* user name or e-mail address */
    struct str password;
    struct str address;
    struct browser_shown shown;
    struct actor replaces; /* whose session the browser had: it ends */
    /* set by the operation */
    struct str ret_token;
    struct actor ret_actor;
    int64_t ret_retry_after_ms; /* on RC_LIMITED */
    struct {                    /* the operation's own */
        int64_t account_id;     /* 0: nobody has this login */
        struct str password_hash;
        struct attempt attempt;
    } state;
};
/* RC_UNAUTHENTICATED for a wrong name or password, or a deleted account; RC_LIMITED. A blocked account signs in to what is
 * left to it (the column `blocked` of access.def). */
enum rc account_sign_in_submit(struct community_reader *reader,
                               struct account_sign_in *op) MUST_CHECK;

/* --- from the command line: waits --- */
struct account_addition {
    struct str name, email, password;
    enum role role;
};
enum rc account_add(struct community *c, const struct account_addition *in, struct arena *a,
                    int64_t *ret_account_id, struct problem *problem) MUST_CHECK;
/* Sets a new password and ends all sessions. */
enum rc account_set_password(struct community *c, struct str name, struct str password,
                             struct arena *a, struct problem *problem) MUST_CHECK;
/* Changes a role from the command line, audited as account 0. */
enum rc account_set_role(struct community *c, struct str name, enum role role, struct arena *a,
                         struct problem *problem) MUST_CHECK;
/* Makes an account a trusted flagger from the command line, or takes that back; audited the same way. */
enum rc account_set_flagger(struct community *c, struct str name, bool flagger, struct arena *a,
                            struct problem *problem) MUST_CHECK;
/* Confirms the account's address from the command line, for a reader whom no mail reaches; audited the same way. RC_CONFLICT when it is
 * confirmed already, or another account's. */
enum rc account_set_confirmed(struct community *c, struct str name, struct arena *a,
                              struct problem *problem) MUST_CHECK;
/* Says from the command line that the person was verified, or not any more; audited the same way. */
enum rc account_set_verified(struct community *c, struct str name, bool verified, struct arena *a,
                             struct problem *problem) MUST_CHECK;

/* --- changing one's own password: asks for the current one; other sessions end --- */
struct account_password_change {
    struct community_job job;
    struct actor actor;
    struct str current, wanted;
    const char *ret_field; /* "current" or "wanted" */
    struct {               /* the operation's own */
        struct str stored_hash, fresh_hash;
        struct attempt attempt;
    } state;
};
enum rc account_change_password_submit(struct community_reader *reader,
                                       struct account_password_change *op) MUST_CHECK;

#endif
