/*
 * The log of what staff did: their actions, and their decisions on comments, in one order.
 *
 * Ownership: everything lives in the arena given.
 *
 * Invariants:
 *  1. For those with the right READ_AUDIT.
 *  2. Who deleted their own account has no name in it.
 *
 * Must not: say it in words; the page does (web/staff_words.h).
 */
#ifndef COMITY_COMMUNITY_RECORD_STAFF_LOG_H
#define COMITY_COMMUNITY_RECORD_STAFF_LOG_H

#include "community/comment/comment.h"
#include "community/discipline/redress.h"
#include "community/record/staff_action.h"

struct staff_log_entry {
    int64_t at_ms, actor_id; /* 0: the program itself, or the command line */
    struct str actor_name;
    struct str action;              /* its stored name, or the decision's */
    enum staff_action staff_action; /* STAFF_NOTHING: unknown here; or a decision */
    int64_t decision_seq;           /* of a decision on the comment; else 0 */
    enum decision_action decision;
    int64_t target_id; /* as stored with an action */
    struct str
        account_name; /* of whom it came to: the comment's author, the letter's; empty: none, or gone */
    struct str article_slug, headline;
    enum redress_kind redress_kind; /* 0: of none */
    int64_t comment_id;             /* decided on, or what the notice is about; 0: none */
    struct str detail;              /* an action's; or the reason of a decision */
    struct str clause;              /* of a decision: its slug; empty for none */
};

/* A place in the log: what stands before it is older, of decisions and of actions. */
struct staff_log_place {
    int64_t decided_ms, comment_id, decision_seq, action_id;
};
/* "MS.COMMENT.DECISION.ACTION"; an empty text is the newest. RC_INVALID for any other. */
enum rc staff_log_place_parse(struct str text, struct staff_log_place *ret) MUST_CHECK;
struct str staff_log_place_text(const struct staff_log_place *place, struct arena *a);
/* Behind all that was done before then. */
struct staff_log_place staff_log_place_before(int64_t ms);

enum staff_log_part { STAFF_LOG_ALL, STAFF_LOG_DECISIONS, STAFF_LOG_ACTIONS };
struct staff_log_filter {
    enum staff_log_part part;
    int64_t actor_id; /* 0: everybody's */
};

/* Newest first. `place` is moved to where the next page begins; `ret_more` when there is one. */
enum rc staff_log_read(struct community_reader *r, const struct actor *actor,
                       const struct staff_log_filter *filter, struct staff_log_place *place,
                       struct arena *a, struct staff_log_entry **ret, size_t *ret_count,
                       bool *ret_more) MUST_CHECK;

#endif
