/*
 * A stored comment changing its status: the counters and the place in the thread follow. Private to src/community.
 *
 * Invariants, after every transition:
 *  1. A comment is shown when its status is published or flagged, or when it has shown replies (a tombstone).
 *  2. reply_count is the number of its direct replies that are shown.
 *  3. The thread's comment_count and the author's counters count published and flagged comments, and removed ones.
 */
#ifndef COMITY_COMMUNITY_COMMENT_TRANSITION_H
#define COMITY_COMMUNITY_COMMENT_TRANSITION_H

#include "community/comment/comment.h"
#include "community/community.h"

static inline bool transition_visible(int64_t status)
{
    return status == COMMENT_PUBLISHED || status == COMMENT_FLAGGED;
}

/* Inside a job: moves the comment `comment_id` to `to`. RC_NOT_FOUND when there is none. */
enum rc transition_set(struct community_job *job, struct db *db, int64_t comment_id,
                       enum comment_status to) MUST_CHECK;

struct transition_decision {
    int64_t comment_id;
    int64_t actor_id;
    enum decision_action action;
    bool has_from;
    enum comment_status from, to;
    int64_t revision;
    struct str clause, reason, record; /* empty: none */
    int64_t standards_id;
    /* For the record of a person's decision, which is made here when `record` is empty and actor_id is not 0: */
    enum role actor_role;
    struct str body; /* of `revision`: what is quoted from, and whose hash is kept; empty: erased */
    const struct span *marks; /* words of it, in the named clause */
    size_t mark_count;
    int64_t edit_seq;           /* undoing an edit: which; `body` is the text before it */
    struct str returned_record; /* undoing: the one whose findings come back */
};
/* Inside a job: appends to the comment's decisions, and to the ledger. */
enum rc transition_record(struct community_job *job, struct db *db,
                          const struct transition_decision *d) MUST_CHECK;

#endif
