/*
 * Copies: nearly identical comments by different accounts on the whole site within a day, which is how a campaign
 * shows. An index of fingerprints (text/fingerprint.h) in memory, one for each process.
 *
 * The fingerprints of a day lie beside each other and are all compared: sixteen thousand take some microseconds, and
 * nothing has to be kept in order. Those within COPIES_DISTANCE count.
 *
 * The index is filled from the database after the start and follows other processes in the same way: at most once in
 * COPIES_FOLLOW_MS it reads the next COPIES_FOLLOW_ROWS comments in the order of their ids. So it is right for this
 * process's own comments at once, and for others' some seconds later, or longer under more load than that.
 *
 * What is short does not count: a slogan or a condolence is everybody's (COPIES_WORDS_MIN, COPIES_BYTES_MIN); nor does
 * what mostly quotes the article, which the caller finds out.
 *
 * Invariants:
 *  1. Memory is bounded: COPIES_MAX comments, the oldest makes room.
 *  2. A comment is added after its durable commit, and once. Thread-safe.
 *
 * Must not: decide what a campaign is; that is a clause's.
 */
#ifndef COMITY_COMMUNITY_COMMENT_COPIES_H
#define COMITY_COMMUNITY_COMMENT_COPIES_H

#include "community/community.h"
#include "text/fingerprint.h"

#define COPIES_MAX         16384
#define COPIES_DISTANCE    FINGERPRINT_NEAR
#define COPIES_DAY_MS      DAY_MS
#define COPIES_BYTES_MIN   60
#define COPIES_WORDS_MIN   10
#define COPIES_FOUND_MAX   32
#define COPIES_FOLLOW_MS   1000
#define COPIES_FOLLOW_ROWS 128

struct copies;

enum rc copies_new(struct copies **ret) MUST_CHECK;
void copies_free(struct copies *p); /* accepts NULL */

/* The fingerprint of a text that is long enough to be a copy; 0 for others. */
uint64_t copies_fingerprint(const struct text *t);

struct copies_found {
    int64_t copies, accounts;      /* by others than the account asked for */
    int64_t ids[COPIES_FOUND_MAX]; /* of some of the copies, in no order */
    size_t id_count;
    uint64_t fingerprint; /* asked for; 0: too short, or a quotation */
};
/* Those within a day before `now_ms`, other than `comment_id` (0: none) and not by `account_id`. */
void copies_find(struct copies *p, uint64_t fingerprint, int64_t account_id, int64_t comment_id,
                 int64_t now_ms, struct copies_found *ret);

void copies_add(struct copies *p, uint64_t fingerprint, int64_t account_id, int64_t comment_id);

/* Reads on in the database when it is time to; otherwise does nothing. */
enum rc copies_follow(struct community *c, struct db *db, struct arena *a) MUST_CHECK;

#endif
