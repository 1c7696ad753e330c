/*
 * What invitation.c and invitation_accept.c share. Private to them.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_INVITATION_STATE_H
#define COMITY_COMMUNITY_ACCOUNT_INVITATION_STATE_H

#include "community/account/invitation.h"
#include "community/account/link.h"

/* Inside a job: whether an account, or the command line (0), may invite now. RC_FORBIDDEN. */
enum rc invitation_check_inviter(struct community *c, struct db *db, int64_t account_id,
                                 struct arena *a) MUST_CHECK;

/* The open invitation that a good link is of. RC_EXPIRED when it was accepted, withdrawn or sent again since. */
enum rc invitation_of_link(struct community *c, struct db *db, const struct link_view *link,
                           struct arena *a, struct invitation_view *ret,
                           int64_t *ret_by_id) MUST_CHECK;

#endif
