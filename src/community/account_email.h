/*
 * Changing the e-mail address of an account.
 *
 *   request (fresh sign-in) ─► link to the new address ─► change, by the signed-in owner ─► notice to the old address, with a link
 *   that takes it back for fourteen days
 *
 * Invariants:
 *  1. The address changes only when somebody who reads the new one's mail and is signed in to the account says so.
 *  2. Somebody who names another account's address learns nothing; its owner is told.
 *  3. Taking back ends all sessions, the password and all passkeys: whoever changed the address had a way in. Its owner chooses
 *     another password by mail.
 *  4. An address that was never confirmed is told nothing and takes nothing back.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_EMAIL_H
#define COMITY_COMMUNITY_ACCOUNT_EMAIL_H

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
};
/* RC_NOT_FOUND, RC_EXPIRED; RC_CONFLICT when the old address has become another's. */
enum rc account_email_undo_submit(struct community_job *job) MUST_CHECK;

#endif
