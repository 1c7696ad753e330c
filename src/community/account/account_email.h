/*
 * Changing the e-mail address of an account.
 *
 *   request (fresh sign-in) ─► link to the new address ─► change, by the signed-in owner ─► notice to the old address, with a link
 *   that takes it back for fourteen days
 *
 * Invariants:
 *  1. The address changes only when somebody who reads the new one's mail and is signed in to the account says so.
 *  2. Somebody who names another account's address learns nothing; its owner is told.
 *  3. Taking back ends all sessions, the password, and whatever opens the account and was added from a day before the change on:
 *     passkeys, codes, recovery codes, connections. Whoever changed the address had a way in, and may have added theirs first.
 *     What is older stays: somebody who reads the old mailbox alone does not get past a second step that was there.
 *  4. An address that was never confirmed is told nothing and takes nothing back.
 *  5. Nobody takes the way back from the old address: neither a block, nor a suspension, nor deleting the account ends it. It
 *     lifts none of them.
 *  6. Going back by hand to an address that an open link leads to ends what was sent to addresses after it, and sends nothing to
 *     the one that is left: of an owner who is faster than the link a thief keeps no way back.
 *  7. Who is blocked or suspended does not change the address (access.def, CHANGE_EMAIL): it is what a ban goes by, and a letter
 *     to the moderators.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_ACCOUNT_EMAIL_H
#define COMITY_COMMUNITY_ACCOUNT_ACCOUNT_EMAIL_H

#include "community/community.h"

struct account_email_request {
    struct community_job job;
    struct actor actor;
    struct str email, browser;
    bool ret_changed; /* at once: this site sends no mail */
    struct {          /* the operation's own */
        struct str key;
    } state;
};
/* RC_INVALID (no address, or the present one), RC_EXPIRED (sign-in not fresh), RC_LIMITED. */
enum rc account_email_request_submit(struct community_job *job) MUST_CHECK;

struct account_email_change {
    struct community_job job;
    struct actor actor; /* the signed-in owner */
    struct str token, browser;
    bool asked;
};
/* RC_NOT_FOUND, RC_EXPIRED; RC_INVALID when `asked` is wanted; RC_FORBIDDEN for another account's; RC_CONFLICT when the address has
 * become another's. */
enum rc account_email_change_submit(struct community_job *job) MUST_CHECK;

struct account_email_undo {
    struct community_job job;
    struct str token;
    /* set by the operation: what was taken off the account */
    int64_t ret_passkeys, ret_apps, ret_recovery_codes, ret_identities;
    int64_t
        ret_back_until_ms; /* somebody deleted the account: a mail brings it back until then; 0: it is there */
};
/* RC_NOT_FOUND, RC_EXPIRED; RC_CONFLICT when the old address has become another's. */
enum rc account_email_undo_submit(struct community_job *job) MUST_CHECK;

/* Writes a confirmed address, unless it has become another's (RC_CONFLICT). Inside a job. */
enum rc account_email_set(struct community_job *job, struct db *db, int64_t account_id,
                          struct str email) MUST_CHECK;

#endif
