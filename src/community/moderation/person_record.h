/*
 * The record of a person's decision: the same kind of record as the standards' (docs/VERDICT.md), so that whoever reads
 * one can read the other.
 *
 *   {"action": "removed", "before": "held", "after": "removed", "revision": 0,
 *    "consequence": "remove", "decided_by": "moderator", "reason": …, "findings": [the clause, the words], "versions": …}
 *
 * Undoing gives back the findings the comment had before, so that the words stand marked again.
 *
 * Ownership: the record lives in the job's arena.
 *
 * Must not: write anything to the database; name the person, whose account stands in the decision's row.
 */
#ifndef COMITY_COMMUNITY_MODERATION_PERSON_RECORD_H
#define COMITY_COMMUNITY_MODERATION_PERSON_RECORD_H

#include "community/comment/transition.h"

/* `d` with no record of its own, by a person. */
enum rc person_record_write(struct community_job *job, const struct transition_decision *d,
                            struct str *ret) MUST_CHECK;

#endif
