/*
 * How fast an account has been commenting: what the rate and repetition signals ask for, kept in
 * memory.
 *
 * For each account lately active, a ring of its last PACE_RING comments (time, article, fingerprint
 * of the text) and its counters. An account not in memory, or not refreshed for a minute, is read
 * from the database once, by one narrow index range each of its comments and of its trust's events; so the answer is
 * right after a restart and catches up with other nodes. Trust is counted anew when another document comes in force.
 *
 * Invariants:
 *  1. Memory is bounded: PACE_ACCOUNTS_MAX accounts, the longest unused makes room.
 *  2. A comment is added after its durable commit, never before. Thread-safe.
 */
#ifndef COMITY_COMMUNITY_COMMENT_PACE_H
#define COMITY_COMMUNITY_COMMENT_PACE_H

#include "community/community.h"

#define PACE_RING         64
#define PACE_ACCOUNTS_MAX 4096
#define PACE_UPHELD       24 /* removals kept with their clause, the newest */

struct pace;

enum rc pace_new(struct pace **ret) MUST_CHECK;
void pace_free(struct pace *p);
struct pace_query {
    int64_t account_id, article_id;
    int64_t comment_id; /* does not count as another; 0: none */
    int64_t now_ms;
};
/* Fills author's part of `context`; fingerprints and removals live in `a`, clauses as long as the pace. */
enum rc pace_measure(struct pace *p, struct community_reader *r, const struct pace_query *q,
                     struct arena *a, struct judge_context *context) MUST_CHECK;
void pace_add(struct pace *p, int64_t account_id, int64_t article_id, int64_t at_ms,
              uint64_t fingerprint);
/* After a moderator's decision: counters are read anew. */
void pace_forget(struct pace *p, int64_t account_id);

#endif
