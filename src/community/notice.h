/*
 * Notices between processes on one database: "readers' pages of this article have changed", or "the keys of programs
 * have" (CORE_CHANGED_KEYS in place of an article).
 *
 * A process that serves keeps rendered pages and bumps them when it changes something itself. What another process
 * changes (an import beside it, a second node) it learns from rows that the other wrote in the same transaction as
 * the change, and that it reads every second.
 *
 * Invariants:
 *  1. A notice is committed with its change, never without it.
 *  2. A change made by another process is on readers' pages after at most one reading. Ids of two processes may be
 *     committed out of order, so each reading looks NOTICE_OVERLAP_MS back and remembers what it has taken.
 *
 * Not thread-safe: one thread follows.
 */
#ifndef COMITY_COMMUNITY_NOTICE_H
#define COMITY_COMMUNITY_NOTICE_H

#include "community/community.h"

#define NOTICE_OVERLAP_MS 30000
#define NOTICE_ROWS_MAX   1024

struct notice_follower {
    int64_t taken[NOTICE_ROWS_MAX]; /* ids of the latest reading */
    size_t taken_count;
    int64_t begun_ms; /* pages kept before this process began do not exist */
};

void notice_follow(struct notice_follower *f, const struct community *c);
/* Reads what is new and calls the community's change hook for each. Errors are the store's. */
enum rc notice_read(struct notice_follower *f, struct community_reader *r) MUST_CHECK;

#endif
