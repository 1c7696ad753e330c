/*
 * Confirming the e-mail address of an account.
 *
 *   registering, or asking once more ─► link in a mail to the address ─► page ─► account_confirm_submit
 *
 * Until then the account may read and see to itself, but not write where others read (access.h, OWES_CONFIRMATION). After seven
 * days it is swept and its name free.
 *
 * Invariants:
 *  1. Of the accounts that gave one address one confirms it: the first to use its link.
 *  2. Somebody who gives another's address learns nothing from page, status, time or mail: only the address's owner is
 *     written to.
 *  3. A link used in another browser than the one that asked needs the owner's word that they asked.
 *
 * Must not: sign anybody in; the one who reads the mail need not be the one who chose the password.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_ACCOUNT_CONFIRM_H
#define COMITY_COMMUNITY_ACCOUNT_ACCOUNT_CONFIRM_H

#include "community/community.h"

struct account_confirmation {
    struct community_job job;
    struct str token, browser;
    bool asked; /* "I asked for this", for another browser */
    int64_t ret_account_id;
    struct str ret_back; /* the page to go on to, as it was asked with; empty: none */
};
/* RC_NOT_FOUND, RC_EXPIRED; RC_INVALID when `asked` is wanted; RC_CONFLICT when the address has become another's. */
enum rc account_confirm_submit(struct community_job *job) MUST_CHECK;

/* Sends the link once more. */
struct account_confirm_request {
    struct community_job job;
    struct actor actor;
    struct str browser;
    struct str back; /* the page to go on to; empty: none */
};
/* RC_CONFLICT when there is nothing to confirm; RC_LIMITED. */
enum rc account_confirm_request_submit(struct community_job *job) MUST_CHECK;

/* Erases accounts whose time to confirm is over. Inside a job; some at a time. */
enum rc account_confirm_sweep(struct community *c, struct db *db) MUST_CHECK;

#endif
