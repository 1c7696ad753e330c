/*
 * What the files about bulk removals share. Private to src/community; bulk_removal.h is for everybody else.
 */
#ifndef COMITY_COMMUNITY_MODERATION_BULK_REMOVAL_STATE_H
#define COMITY_COMMUNITY_MODERATION_BULK_REMOVAL_STATE_H

#include "community/moderation/bulk_removal.h"

/* Stored, as bits: what the reader was written to about. */
enum { BULK_TOLD_REMOVED = 1, BULK_TOLD_RESTORED = 2 };

/* Inside a job: one step of this one, if it has any left. */
enum rc bulk_removal_step_of(struct community_job *job, struct db *db, int64_t account_id,
                             int64_t id) MUST_CHECK;

#endif
