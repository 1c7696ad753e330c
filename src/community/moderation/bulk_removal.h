/*
 * Comments of one reader removed together: the last hour's, the last days', or all, under one clause and for one reason.
 *
 *                 begin              steps
 *   (a block, or ──────► REMOVING ─────────► REMOVED ──┐
 *    the person's page)      │  └─► STOPPED ───────────┤ taken back      steps
 *                            └─────────────────────────┴──────────► RESTORING ─────► RESTORED
 *
 * Each comment goes the road of a single removal (moderation.h): a decision of its own with clause, reason, statement and
 * entry of the ledger, reports and notices answered, an appeal possible. Only the author's mail is one for all.
 *
 * There may be ten thousand. BULK_REMOVAL_STEP of them are dealt with in the transaction of the order, for most readers
 * all; the rest in steps of that size by what drives leaving.h's too, so that the writer is never long with one, and a
 * process that is killed goes on where it was.
 *
 * Invariants:
 *  1. No comment is removed without a clause of the standards in force and words for its author.
 *  2. What is there when the step comes to it is removed, once: what others removed, deleted or put away meanwhile is theirs.
 *     Comments written after the order are not touched.
 *  3. Taking back returns each comment to the status it had, with the clause it had, if the bulk's decision is still the
 *     last one on it; what was decided otherwise meanwhile stays.
 *  4. Of one reader one runs at a time; of two moderators who order at once one does, and the other is told.
 *  5. When who ordered it may not remove any more, it stops before the next step; the same for taking back.
 *  6. Nobody read these comments one by one, so that nothing is learned from them (learning_rulings.c).
 *  7. The reader gets one mail that they are gone and one that they are back, however often it was stopped, killed or driven
 *     by two nodes: that it was queued is written in the transaction that queues it. Who was not told that a comment was gone
 *     is not told that it is back.
 *
 * Must not: decide whose comments may be removed; that is sanction.h's rule for the account.
 */
#ifndef COMITY_COMMUNITY_MODERATION_BULK_REMOVAL_H
#define COMITY_COMMUNITY_MODERATION_BULK_REMOVAL_H

#include "community/community.h"

#define BULK_REMOVAL_STEP      100 /* comments in one transaction */
#define BULK_REMOVAL_LIST_MAX  20
#define BULK_REMOVAL_HOURS_MAX ((int64_t)10 * 366 * 24)
#define BULK_REMOVAL_ALL       0 /* in place of hours */
#define BULK_REMOVAL_NONE      (-1)

/* Stored: never renumber. */
enum bulk_removal_state {
    BULK_REMOVING = 1,
    BULK_REMOVED = 2,
    BULK_RESTORING = 3,
    BULK_RESTORED = 4,
    BULK_STOPPED = 5,
};

/* --- what there is to remove --- */
/* How many would be removed if it were ordered now, for each of `count` numbers of hours. For who may warn accounts. */
enum rc bulk_removal_count(struct community_reader *r, const struct actor *actor,
                           int64_t account_id, const int64_t *hours, size_t count, struct arena *a,
                           int64_t *ret) MUST_CHECK;

/* --- ordering it --- */
struct bulk_removal_order {
    struct community_job job;
    struct actor actor;
    int64_t account_id;
    int64_t hours;       /* the comments of as many hours up to now; BULK_REMOVAL_ALL: all */
    int64_t sanction_id; /* it goes with; 0: none */
    struct str clause;   /* slug */
    struct str reason;   /* for the reader */
    int64_t ret_id;
    int64_t ret_found;
};
/* RC_INVALID, RC_CONFLICT when there is nothing to remove or one is running: the problem says it. */
enum rc bulk_removal_submit(struct community_job *job) MUST_CHECK;
/* Inside a job that holds the account and has checked actor and words: the same; nothing there is RC_OK. `op->job` lends
 * community and arena, and gets the problem and what has changed. */
enum rc bulk_removal_begin(struct bulk_removal_order *op, struct db *db) MUST_CHECK;
/* RC_INVALID with a problem when hours, clause or reason are not right. */
enum rc bulk_removal_check(struct community_job *job, int64_t hours, struct str clause,
                           struct str reason) MUST_CHECK;

/* --- taking it back --- */
struct bulk_removal_undo {
    struct community_job job;
    struct actor actor;
    int64_t account_id, bulk_id;
    struct str why; /* for the reader */
};
enum rc bulk_removal_undo_submit(struct community_job *job) MUST_CHECK;
/* Inside a job: the same. */
enum rc bulk_removal_undo_begin(struct bulk_removal_undo *op, struct db *db) MUST_CHECK;

/* --- looking at them --- */
struct bulk_removal {
    int64_t id, by_id, at_ms;
    enum bulk_removal_state state;
    struct str by_name, clause, reason;
    int64_t found, removed, restored;
    int64_t end_ms; /* 0: not taken back */
    struct str end_by_name, end_why;
};
/* Newest first; for who may warn accounts. */
enum rc bulk_removal_list(struct community_reader *r, const struct actor *actor, int64_t account_id,
                          struct arena *a, struct bulk_removal **ret, size_t *ret_count) MUST_CHECK;

/* --- the steps --- */
/* Inside a job of what drives them: the next step of any. `ret_more` false: there was none. */
enum rc bulk_removal_step(struct community_job *job, struct db *db, bool *ret_more) MUST_CHECK;

#endif
