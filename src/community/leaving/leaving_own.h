/*
 * Leaving by one's own will: a reader deletes the account, and brings it back with the link that was mailed.
 *
 *   leaving_farewell_submit ──► out of sight, link for LEAVING_KEPT_DAYS queued as a mail ──► leaving_return_submit
 *
 * Invariants:
 *  1. Deleting asks for a fresh sign-in, again inside the job.
 *  2. The last administrator cannot delete themselves: nobody could bring the site back.
 *  3. Nothing but the link brings the account back, once; it signs nobody in. Without mail an operator can (`comity user
 *     restore`).
 *
 * Must not: know pages.
 */
#ifndef COMITY_COMMUNITY_LEAVING_LEAVING_OWN_H
#define COMITY_COMMUNITY_LEAVING_LEAVING_OWN_H

#include "community/leaving/leaving.h"

/* --- going --- */
struct leaving_farewell {
    struct community_job job;
    struct actor actor;
    int64_t ret_purge_ms; /* until when it can come back */
};
/* RC_UNAUTHENTICATED, RC_EXPIRED (the sign-in is not fresh), RC_CONFLICT (the last administrator; deleted already);
 * job.problem in words. */
enum rc leaving_farewell_submit(struct community_job *job) MUST_CHECK;

/* Inside a job that took back what staff had done: where its owner's own deletion stands, a link is mailed once more. */
enum rc leaving_mail_again(struct community_job *job, struct db *db, int64_t account_id) MUST_CHECK;

/* Inside a job: somebody asks for a mail to an account's address, to get in or to join with it. `ret_left`: the account is
 * deleted, and gets no other mail; where its owner did it, the link that brings it back once more. */
enum rc leaving_answer(struct community *c, struct db *db, int64_t account_id, struct arena *a,
                       bool *ret_left) MUST_CHECK;

/* --- and coming back --- */
/* Inside a job that gave an account its former address back: whoever had it meanwhile may have deleted it. The links that bring
 * it back end, but for a new one to the address it has now. `ret_until_ms`: until when that is good; 0: its owner has not
 * deleted it. RC_EXPIRED: it is being erased. */
enum rc leaving_hand_over(struct community_job *job, struct db *db, int64_t account_id,
                          int64_t *ret_until_ms) MUST_CHECK;

struct leaving_return_view {
    struct str name;
    int64_t until_ms;
};
/* For the page that asks first. RC_NOT_FOUND, RC_EXPIRED (used, or its time is over). */
enum rc leaving_return_look(struct community_reader *r, struct str token, struct arena *a,
                            struct leaving_return_view *ret) MUST_CHECK;

struct leaving_return {
    struct community_job job;
    struct str token;
    bool
        confirmed; /* says that it was them who deleted it: any browser may hold the link thirty days later */
};
/* RC_INVALID: not confirmed; RC_NOT_FOUND, RC_EXPIRED, RC_FORBIDDEN as leaving_show. */
enum rc leaving_return_submit(struct community_job *job) MUST_CHECK;

/* --- for the command line: all wait --- */
/* The number of a deleted account by its name; RC_NOT_FOUND when nobody deleted is called so. */
enum rc leaving_find(struct community_reader *r, struct str name, struct arena *a,
                     int64_t *ret_account_id) MUST_CHECK;
/* Deletes as staff do, without a link; audited as account 0. */
enum rc leaving_delete(struct community *c, int64_t account_id, struct arena *a,
                       struct problem *problem) MUST_CHECK;
/* Brings back whoever deleted it; audited the same way. */
enum rc leaving_restore(struct community *c, int64_t account_id, struct arena *a,
                        struct problem *problem) MUST_CHECK;

#endif
