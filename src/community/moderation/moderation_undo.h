/*
 * What undoing a decision on a comment brings back. Private to src/community/moderation.
 *
 * Invariants:
 *  1. Only the last decision is undone, by who made it, and only while comment and text are as it left them.
 *  2. Of an edit the text before comes back, byte for byte, as a further revision: no revision is taken out.
 *  3. What somebody was told as the outcome of an appeal or complaint is not undone.
 */
#ifndef COMITY_COMMUNITY_MODERATION_MODERATION_UNDO_H
#define COMITY_COMMUNITY_MODERATION_MODERATION_UNDO_H

#include "community/comment/transition.h"
#include "community/moderation/moderation.h"
#include "queries.h"

/* Inside a job: fills `d` with what stood before the last decision, with the clause and words it stood with; of an edit also
 * `op->body` and `d->edit_seq`. RC_CONFLICT with a problem when it is not `op`'s to undo. */
enum rc moderation_find_undone(struct moderation_decision *op, struct db *db,
                               const struct q_comment_row_row *row,
                               struct transition_decision *d) MUST_CHECK;
/* When the revision was written: 0 for the first. */
enum rc moderation_revision_ms(struct community_job *job, struct db *db, int64_t comment_id,
                               int64_t revision, int64_t *ret) MUST_CHECK;

#endif
