/*
 * Single sign-on: a publisher signs who its subscriber is, and the browser brings the token here.
 *
 *     POST /sso ──► token checked (federation/sso_token.h) ──► job: jti used up, arrival made ──► page: "Go on as ..."
 *
 * Invariants:
 *  1. Algorithm and key are those of the publisher's section in providers.ini.
 *  2. A token lets in once, on however many nodes: its jti is recorded in the transaction that makes the arrival.
 *  3. No session is made here: a foreign page could send its own token, so the person is asked first.
 */
#ifndef COMITY_COMMUNITY_IDENTITY_SSO_H
#define COMITY_COMMUNITY_IDENTITY_SSO_H

#include "community/identity/identity.h"

struct sso_arrival {
    struct community_job job;
    const struct provider *provider; /* of kind SSO */
    struct str token, back;
    struct str audience; /* this site's address, where the section names none */
    /* set by the operation */
    struct str ret_token; /* the arrival's */
    struct {              /* the operation's own */
        struct profile profile;
        uint8_t used_hash[32];
        int64_t expires_ms;
    } work;
};
/* RC_INVALID: not a token of this publisher's; RC_EXPIRED: too old, or used. */
enum rc sso_arrive_submit(struct community_job *job) MUST_CHECK;

#endif
