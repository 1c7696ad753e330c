/*
 * Making and ending sessions inside a job. Private to this folder; session.h is for everybody else.
 */
#ifndef COMITY_COMMUNITY_SESSIONS_H
#define COMITY_COMMUNITY_SESSIONS_H

#include "community/community.h"

/* A new session; the token, as text, lives in `a`. */
enum rc sessions_create(struct community *c, struct db *db, int64_t account_id, int64_t address_key,
                        struct str agent, struct arena *a, struct str *ret_token,
                        uint8_t ret_hash[static 32]) MUST_CHECK;
/* Ends all sessions of the account but the one with `spared_hash` (32 bytes, may be NULL). */
enum rc sessions_end_others(struct community *c, struct db *db, int64_t account_id,
                            const uint8_t *spared_hash) MUST_CHECK;
/* Ends one session of the account. */
enum rc sessions_end_one(struct community *c, struct db *db, int64_t account_id,
                         const uint8_t *hash) MUST_CHECK;
/* `s` with everything but printable ASCII replaced: for what a browser says of itself. */
struct str sessions_printable(struct arena *a, struct str s);

#endif
