/*
 * Erasing what a comment said: its text, its earlier texts, and what quotes it in the records of decisions. Private to this
 * folder; used when an author deletes a comment and when an account is erased.
 *
 * Invariant: who decided what, when and under which clause stays, and so do the hashes in the ledger.
 *
 * Must not: change the comment's status; that is transition.h's.
 */
#ifndef COMITY_COMMUNITY_COMMENT_COMMENT_ERASE_H
#define COMITY_COMMUNITY_COMMENT_COMMENT_ERASE_H

#include "community/community.h"

struct q_comment_row_row;

/* Inside a job. `row` was read in it. */
enum rc comment_erase(struct community_job *job, struct db *db, int64_t comment_id,
                      const struct q_comment_row_row *row) MUST_CHECK;

#endif
