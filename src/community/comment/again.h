/*
 * Judging a stored comment again because of what others did: readers reported it, or copies of it came in. Private to
 * this folder.
 *
 * It is judged twice, with and without what is new; only what the new changes has an effect, so that a comment a
 * moderator has approved is not held again for its old words.
 *
 *   published ──► flagged ──► held         never back, and never removed: that is a person's decision
 *
 * Invariants:
 *  1. A comment with open reports is flagged at least: every report comes before a moderator.
 *  2. A change of status leaves a decision by the standards with its record, in the same transaction.
 *  3. Only visible comments are judged again.
 */
#ifndef COMITY_COMMUNITY_COMMENT_AGAIN_H
#define COMITY_COMMUNITY_COMMENT_AGAIN_H

#include "community/comment/comment.h"
#include "community/community.h"

/* Inside a job. `clause` is what to name in the decision when no clause of the standards changes its mind (the
 * reported one). */
enum rc again_judge(struct community_job *job, struct db *db, int64_t comment_id,
                    struct str clause) MUST_CHECK;

/* Inside the job that stores `draft`: when a clause that asks about copies had something against it, the earlier
 * copies that are still published are judged again. */
enum rc again_judge_copies(struct comment_draft *draft, struct db *db) MUST_CHECK;

#endif
