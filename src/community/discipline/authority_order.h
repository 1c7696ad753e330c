/*
 * Orders of authorities (Regulation (EU) 2022/2065, Articles 9 and 10): to act against a comment, or to give information about
 * who wrote it. An order is a notice (legal_notice.h) in a lane of its own, entered by staff or marked among those that came.
 *
 *   entered, or a notice marked ─► receipt by mail, or confirmed by hand ─► a decision on the comment, or the information given
 *
 * Invariants:
 *  1. An order to act puts its comment into the queue and decides nothing; a decision on the comment answers it, as it
 *     answers notices. One for information is answered by whoever says that it was given.
 *  2. Three moments are kept: when it came, when the authority was told so, and when effect was given to it.
 *  3. Everything that is done to it stands in the log of staff actions.
 *
 * Must not: give information itself.
 */
#ifndef COMITY_COMMUNITY_DISCIPLINE_AUTHORITY_ORDER_H
#define COMITY_COMMUNITY_DISCIPLINE_AUTHORITY_ORDER_H

#include "community/discipline/legal_notice.h"

#define AUTHORITY_ORDER_REFERENCE_MAX 100 /* characters */

struct authority_order_entry {
    struct community_job job;
    struct actor actor;
    int64_t notice_id;  /* the notice that is one; 0: it came in another way */
    int64_t comment_id; /* then: what it is about */
    enum legal_notice_lane lane;
    struct str authority, email; /* email: empty for none */
    struct str state;            /* of member_state.def */
    struct str category, reference, words;
    int64_t issued_ms, received_ms;
    /* set by the operation */
    int64_t ret_id;
    const char *ret_field; /* "comment", "lane", "authority", "state", "category", ... */
};
/* RC_INVALID, RC_TOO_LARGE, RC_NOT_FOUND (no such comment, or it is deleted), RC_CONFLICT (decided, or an order already). */
enum rc authority_order_enter_submit(struct community_job *job) MUST_CHECK;

enum authority_order_step { AUTHORITY_ORDER_ACKNOWLEDGED, AUTHORITY_ORDER_ANSWERED };
struct authority_order_mark {
    struct community_job job;
    struct actor actor;
    int64_t id;
    enum authority_order_step step;
    enum legal_notice_lane ret_lane;
};
/* What was done outside the program is noted. RC_NOT_FOUND, RC_CONFLICT (it was done already). */
enum rc authority_order_mark_submit(struct community_job *job) MUST_CHECK;

/* --- for the yearly report --- */
struct authority_order {
    int64_t id;
    struct str category, state;
    enum legal_notice_lane lane;
    enum report_outcome outcome;
    int64_t received_ms;
    int64_t acknowledged_ms; /* 0: not yet */
    int64_t effect_ms;       /* 0: none was given yet, or it was refused */
};
/* Those that came from `*after_ms` on and before `until_ms`; moves the place. None: the end. */
enum rc authority_orders(struct community_reader *r, const struct actor *actor, int64_t *after_ms,
                         int64_t *after_id, int64_t until_ms, struct arena *a,
                         struct authority_order **ret, size_t *ret_count) MUST_CHECK;

#endif
