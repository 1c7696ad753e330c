/*
 * One step of putting an account away, bringing it back or erasing it. Private to src/community; leaving.h tells the whole.
 *
 * Invariant: a step that is repeated, or done by two nodes at once, changes nothing twice: it locks the row of `leaving`
 * and goes by what that says.
 */
#ifndef COMITY_COMMUNITY_LEAVING_LEAVING_STEP_H
#define COMITY_COMMUNITY_LEAVING_LEAVING_STEP_H

#include "community/leaving/leaving.h"

/* Inside a job. The account's next comments in whatever state it is; nothing when there is nothing to do. */
enum rc leaving_step(struct community_job *job, struct db *db, int64_t account_id) MUST_CHECK;

#endif
