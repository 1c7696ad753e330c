/*
 * Trust, but verify: a random sample of what was published and of what the standards held or removed is judged by
 * people who do not know what the machine decided. From their answers each clause's errors are measured.
 *
 *   commit ──(drawn by a keyed hash)──► waits ──take──► in one moderator's hand ──answer──► answered
 *                                         ▲                  │ skip, or the time is over      │
 *                                         └──────────────────┘                 disagreement: the queue
 *                                         └─ edited, deleted, too old ─► withdrawn
 *
 * Invariants:
 *  1. Whether a text is drawn depends on its id and revision, the site's secret and the document's `verify` block
 *     alone: nobody outside can foresee it, and it does not depend on author, text or moderators. Only live comments
 *     are drawn, not imported ones; a flagged one waits for a person anyway and is not.
 *  2. It is drawn in the transaction that stores the text, with the weight 1/probability it was drawn with.
 *  3. Nobody judges a text of their own, one they have decided on, or one in another's hand.
 *  4. What a moderator is shown before answering tells neither the verdict, nor the status, nor the author.
 *  5. An answer is on one revision, is given once, and does not change the comment but for the queue: a published
 *     one found to break a clause is flagged, a held or removed one found good stands in front of the queue.
 *
 * Must not: count errors (rates.h).
 */
#ifndef COMITY_COMMUNITY_MODERATION_VERIFY_H
#define COMITY_COMMUNITY_MODERATION_VERIFY_H

#include "community/community.h"

#define VERIFY_IN_HAND_MS   ((int64_t)15 * 60 * 1000)
#define VERIFY_KEPT_DAYS    90 /* a text nobody judged is withdrawn */
#define VERIFY_WAITING_MAX  1000
#define VERIFY_IN_FRONT_MAX 20

/* --- inside jobs --- */

struct verify_candidate {
    int64_t comment_id, revision, account_id, standards_id;
    const struct verdict *verdict;
};
/* Draws it, or not. */
enum rc verify_draw(struct community_job *job, struct db *db,
                    const struct verify_candidate *c) MUST_CHECK;
/* The text has changed or gone: earlier drawings that wait are withdrawn. */
enum rc verify_withdraw(struct community_job *job, struct db *db, int64_t comment_id) MUST_CHECK;
/* A moderator decided on the comment: no second look is owed any more. */
enum rc verify_settle(struct community_job *job, struct db *db, int64_t comment_id) MUST_CHECK;

/* --- the room --- */

/* How many wait for this moderator's judgement, counted to at most VERIFY_WAITING_MAX; skipped ones too. */
enum rc verify_waiting(struct community_reader *r, const struct actor *actor,
                       int64_t *ret) MUST_CHECK;

struct verify_item {
    int64_t comment_id, revision;
    struct str body;
    struct str article_slug, article_headline;
    struct str parent_body; /* what it answers; empty at top level */
};
/* What this moderator has in hand; RC_NOT_FOUND for nothing. */
enum rc verify_in_hand(struct community_reader *r, const struct actor *actor, struct arena *a,
                       struct verify_item *ret) MUST_CHECK;

/* Takes the next one, or keeps the one in hand. */
struct verify_take {
    struct community_job job;
    struct actor actor;
    bool again;             /* begin again with those passed over */
    int64_t ret_comment_id; /* 0: none is left */
};
enum rc verify_take_submit(struct community_job *job) MUST_CHECK;

/* Passes it over: it goes to another moderator. */
struct verify_skip {
    struct community_job job;
    struct actor actor;
    int64_t comment_id;
};
enum rc verify_skip_submit(struct community_job *job) MUST_CHECK;

struct verify_answer {
    struct community_job job;
    struct actor actor;
    int64_t comment_id, revision;
    struct str clause; /* the one it breaks; empty: it is fine */
};
/* RC_CONFLICT when it is not in the moderator's hand any more. */
enum rc verify_answer_submit(struct community_job *job) MUST_CHECK;

/* What came of the newest answer on a comment; RC_NOT_FOUND when there is none. */
struct verify_outcome {
    bool acted;        /* the standards held or removed it */
    struct str clause; /* under which */
    struct str answer; /* the clause it breaks; empty: it is fine */
    int64_t answered_ms, answered_by;
};
enum rc verify_outcome(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                       struct arena *a, struct verify_outcome *ret) MUST_CHECK;

/* Comments owed a second look, oldest first: they stand in front of the queue. */
enum rc verify_in_front(struct community_reader *r, struct arena *a, int64_t **ret,
                        size_t *ret_count) MUST_CHECK;

#endif
