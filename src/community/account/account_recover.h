/*
 * Choosing a new password by the link of a mail (asked for with account_link.h).
 *
 * Invariants:
 *  1. The link is used up in the transaction that writes the new password; of two at once one does it.
 *  2. All sessions end, and all other links that open the account. Nobody is signed in by it: the new password does that, with
 *     whatever second step the account has.
 *  3. The reader is told by mail that it was done.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_ACCOUNT_RECOVER_H
#define COMITY_COMMUNITY_ACCOUNT_ACCOUNT_RECOVER_H

#include "community/community.h"

struct account_recovery {
    struct community_job job;
    struct str token, browser, password;
    bool asked;
    const char *ret_field; /* on RC_INVALID: "password" or "asked" */
    struct str
        ret_back; /* the page to go on to after signing in, as it was asked with; empty: none */
    struct {      /* the operation's own */
        struct str hash;
    } state;
};
/* RC_NOT_FOUND, RC_EXPIRED, RC_INVALID, RC_UNAVAILABLE (hashing queue full). */
enum rc account_recover_submit(struct community_reader *reader,
                               struct account_recovery *op) MUST_CHECK;

#endif
