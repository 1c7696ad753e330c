/*
 * Agreeing to the documents in force once more, when a new version demands it (accounts.renew_consent).
 *
 * Invariants:
 *  1. What is stored is the version its reader was shown, and when.
 *  2. Until then the account may do everything but write where others read (access.h, OWES_CONSENT).
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_ACCOUNT_CONSENT_H
#define COMITY_COMMUNITY_ACCOUNT_ACCOUNT_CONSENT_H

#include "community/community.h"

struct account_consent {
    struct community_job job;
    struct actor actor;
    struct str standards, privacy; /* the versions agreed to; empty: not */
};
/* RC_INVALID when one is missing. */
enum rc account_consent_submit(struct community_job *job) MUST_CHECK;

#endif
