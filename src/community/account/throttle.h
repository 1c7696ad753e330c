/*
 * Counting attempts in fixed windows, in the database, so that the count holds across nodes and
 * restarts.
 *
 * Keys are keyed hashes: of an account, of an address prefix (IPv4 /32, IPv6 /64), or of both.
 * Nothing here says which address somebody came from.
 *
 * throttle_count inside a job that it makes fail is a quota: so many exports a day, so many letters. What is tried in order
 * to find something out (a password, a captcha) is an attempt, see attempt.h, which counts and commits before it looks.
 *
 * Invariants:
 *  1. An attempt is counted in the same statement that reads the count; two at once count as two.
 *  2. Nobody waits longer than a window. One that begins later than now (the clock was set back) begins
 *     now at the next attempt, with its count.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_THROTTLE_H
#define COMITY_COMMUNITY_ACCOUNT_THROTTLE_H

#include "community/community.h"

/* The key of one counter: `what` ("sign-in", ...), an account (0: any) and an address prefix
 * (empty: any). */
int64_t throttle_key(struct community *c, struct str what, int64_t account_id, struct str prefix);
/* The prefix an address counts under: IPv4 whole, IPv6 the first 64 bits, others as they are. In
 * `a`. */
struct str throttle_prefix(struct arena *a, struct str address);
/* An address's prefix as sessions keep it, to know again where somebody has been before. */
int64_t throttle_address_key(struct community *c, struct str address, struct arena *a);

/* Counts one attempt. RC_LIMITED when it is over `max` within `window_ms`; `ret_retry_after_ms`
 * (may be NULL) says when the window ends. Runs inside a job with the arena `a`. */
enum rc throttle_count(struct community *c, struct db *db, int64_t key, int64_t max,
                       int64_t window_ms, struct arena *a, int64_t *ret_retry_after_ms) MUST_CHECK;
/* Takes one counted attempt back: it was the owner's. */
enum rc throttle_take_back(struct community *c, struct db *db, int64_t key) MUST_CHECK;
/* Forgets a counter: after a success. */
enum rc throttle_clear(struct community *c, struct db *db, int64_t key) MUST_CHECK;

#endif
