/*
 * Making and ending sessions inside a job. Private to src/community; session.h is for everybody else.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_SESSIONS_H
#define COMITY_COMMUNITY_ACCOUNT_SESSIONS_H

#include "community/community.h"

/* A new session; the token, as text, lives in `a`. For accounts_enter. */
struct sessions_order {
    int64_t account_id, address_key, browser_key;
    struct str agent;
};
enum rc sessions_create(struct community *c, struct db *db, const struct sessions_order *order,
                        struct arena *a, struct str *ret_token,
                        uint8_t ret_hash[static 32]) MUST_CHECK;
/* The session goes on under a new token, fresh from now on: after whatever factor its owner gave again.
 * RC_UNAUTHENTICATED when it has ended meanwhile. */
enum rc sessions_renew(struct community *c, struct db *db, const struct actor *actor,
                       struct arena *a, struct str *ret_token,
                       uint8_t ret_hash[static 32]) MUST_CHECK;
/* A second step was given in the session with this hash: by an authenticator's code, a recovery code, or a passkey. */
enum rc sessions_mark_proven(struct community *c, struct db *db, int64_t account_id,
                             const uint8_t *hash) MUST_CHECK;
/* Whether the actor's session is there and fresh now: for jobs that change who owns the account.
 * RC_UNAUTHENTICATED when it has ended, RC_EXPIRED when it is not fresh, in words. The command line, without a
 * session, is. */
enum rc sessions_check_fresh(struct community *c, struct db *db, const struct actor *actor,
                             struct arena *a, struct problem *problem) MUST_CHECK;
/* Ends all sessions of the account but the one with `spared_hash` (32 bytes, may be NULL). */
enum rc sessions_end_others(struct community *c, struct db *db, int64_t account_id,
                            const uint8_t *spared_hash) MUST_CHECK;
/* Ends one session of the account. */
enum rc sessions_end_one(struct community *c, struct db *db, int64_t account_id,
                         const uint8_t *hash) MUST_CHECK;
/* `s` with everything but printable ASCII replaced: for what a browser says of itself. */
struct str sessions_printable(struct arena *a, struct str s);

#endif
