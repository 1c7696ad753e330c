/*
 * What is agreed to: the documents in force and, where the site asks for it, an age that was reached (accounts.minimum_age), at
 * joining; the documents once more, when a new version demands it (accounts.renew_consent).
 *
 * Invariants:
 *  1. What is stored is the version its reader was shown, and when; of the age the number they were shown, never a date of
 *     birth.
 *  2. Until then the account may do everything but write where others read (access.h, OWES_CONSENT).
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_ACCOUNT_CONSENT_H
#define COMITY_COMMUNITY_ACCOUNT_ACCOUNT_CONSENT_H

#include "community/community.h"

struct account_consents {
    struct str standards, privacy; /* the versions agreed to; empty: not */
    int64_t age;                   /* said to be reached; 0: not said */
};
/* What joining needs, by whatever way. RC_INVALID; `ret_field` is "consent" or "age". */
enum rc account_consents_check(const struct community *c, const struct account_consents *in,
                               const char **ret_field, struct problem *problem) MUST_CHECK;

struct account_consent {
    struct community_job job;
    struct actor actor;
    struct str standards, privacy; /* the versions agreed to; empty: not */
};
/* RC_INVALID when one is missing. */
enum rc account_consent_submit(struct community_job *job) MUST_CHECK;

#endif
