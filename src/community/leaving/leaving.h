/*
 * Leaving: an account that is deleted is out of sight at once, can come back whole for LEAVING_KEPT_DAYS, and is then
 * erased for good.
 *
 *            leaving_hide              steps              time is over          steps
 *   (here) ───────────────► HIDING ──────────► HIDDEN ─────────────────► ERASING ──────► ERASED (a number, two times)
 *      ▲                       │ leaving_show    │ leaving_show
 *      └──────── SHOWING ◄─────┴─────────────────┘
 *         steps
 *
 * Hiding makes every comment look deleted by its author: its row keeps the place, text and context go into
 * `hidden_comment` with the status it had. So whatever reads comments, now or in a page that is not written yet, finds
 * nothing to give away; and what comes back is what was there, for nobody could change it meanwhile. Threads, replies and
 * counters follow through transition.h as with any deletion.
 *
 * An account may have ten thousand comments. LEAVING_STEP of them are dealt with in the transaction that deletes, for most
 * accounts all; the rest in steps of that size, so that the writer is never long with one. Meanwhile `account.hidden` keeps
 * what is left out of sight: the queries that show comments take those of a hidden account for deleted. Coming back, the
 * account stays hidden until the last step, and appears at once.
 *
 * Invariants:
 *  1. After the job in which leaving_hide was called no page shows a text, a name or a profile of the account, on any node.
 *  2. Between hide and show nothing of the account changes: status, counters, places, waiting checks are as before.
 *  3. Name and address stay taken until ERASED.
 *  4. Of restoring and erasing at the same moment one wins: both lock the row of `leaving`, and only HIDING and HIDDEN can
 *     turn back, only before purge_ms.
 *  5. Of an erased account stay its number, and of its comments their numbers, places, the decisions on them and the
 *     hashes in the ledger; no text, no name, no address.
 *
 * Must not: know who may delete whom, nor send mail; leaving_own.h and the sanctions do.
 */
#ifndef COMITY_COMMUNITY_LEAVING_LEAVING_H
#define COMITY_COMMUNITY_LEAVING_LEAVING_H

#include "community/community.h"

#define LEAVING_KEPT_DAYS 30
#define LEAVING_KEPT_MS   (LEAVING_KEPT_DAYS * DAY_MS)
#define LEAVING_STEP      200 /* comments in one transaction */

/* Stored: never renumber. */
enum leaving_kind {
    LEAVING_OWN = 1,      /* by its owner: the mailed link brings it back */
    LEAVING_SANCTION = 2, /* by staff: only staff bring it back */
    LEAVING_BOTH =
        3, /* by its owner, then by staff: what staff take back is its owner's deletion again */
};
enum leaving_state {
    LEAVING_HIDING = 1,
    LEAVING_HIDDEN = 2,
    LEAVING_SHOWING = 3,
    LEAVING_ERASING = 4,
    LEAVING_ERASED = 5,
};

/* --- inside a job --- */

/* Puts the account out of sight and ends its sessions and links. `by_id`: who decided, the account itself or staff (0: the
 * command line). An account its owner had deleted becomes both's; its time begins anew. `ret_purge_ms`: until when it
 * can come back. RC_NOT_FOUND: no such account; RC_CONFLICT: deleted already. The job tells everybody that pages changed. */
enum rc leaving_hide(struct community_job *job, struct db *db, int64_t account_id,
                     enum leaving_kind kind, int64_t by_id, int64_t *ret_purge_ms) MUST_CHECK;

/* Brings it back as it was, if `kind` deleted it. Of LEAVING_BOTH, LEAVING_SANCTION only takes its own part away: it stays out
 * of sight, and leaving_mail_again sends its owner a link. RC_NOT_FOUND: not deleted; RC_FORBIDDEN: deleted by the other kind;
 * RC_EXPIRED: its time is over. */
enum rc leaving_show(struct community_job *job, struct db *db, int64_t account_id,
                     enum leaving_kind kind) MUST_CHECK;

/* A deleted account's standing changes, as when a block is lifted meanwhile: it comes back with this one. RC_NOT_FOUND when
 * the account is not deleted: then it is the caller's to change. */
enum rc leaving_set_status(struct community_job *job, struct db *db, int64_t account_id,
                           enum account_status status) MUST_CHECK;

/* --- looking --- */
struct leaving_view {
    enum leaving_kind kind;
    enum leaving_state state;
    int64_t left_ms, purge_ms, by_id;
    enum account_status was_status;
};
/* RC_NOT_FOUND when it is not deleted. */
enum rc leaving_get(struct community_reader *r, int64_t account_id,
                    struct leaving_view *ret) MUST_CHECK;

struct leaving_erased {
    int64_t account_id, left_ms, erased_ms;
};
/* The accounts erased since, oldest first: what a restored backup has to erase again. `after` is the last of the page
 * before, zero for the first. */
enum rc leaving_erased_list(struct community_reader *r, int64_t since_ms,
                            const struct leaving_erased *after, struct arena *a,
                            struct leaving_erased **ret, size_t *ret_count) MUST_CHECK;

/* --- the steps --- */
struct leaving_steps;
enum rc leaving_new(struct community *c, struct leaving_steps **ret) MUST_CHECK;
/* Waits for the step under way. Accepts NULL. */
void leaving_free(struct leaving_steps *s);
/* There may be steps to do, here or in bulk_removal.h: does them one after another, each a job of its own. Returns at once. */
void leaving_wake(struct community *c);
/* Inside the sweep: accounts whose time is over are erased from now on. */
enum rc leaving_sweep(struct community *c, struct db *db) MUST_CHECK;
/* Does all steps there are and waits for them: for the command line and tests. */
enum rc leaving_finish(struct community *c, struct problem *problem) MUST_CHECK;
/* Erases now, whatever time is left; for the command line. Waits. RC_NOT_FOUND: the account is not deleted. */
enum rc leaving_purge(struct community *c, int64_t account_id, struct problem *problem) MUST_CHECK;

#endif
