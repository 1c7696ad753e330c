/*
 * A browser's way to a provider and back (OAuth 2.0 authorization code, RFC 6749, 7636, 9207; OpenID Connect).
 *
 *   identity_begin_submit    desk: address ─► job: visit kept                    ─► the browser is sent away
 *   identity_return_submit   job: visit taken ─► desk: code for who it is ─► job: session | connection | arrival
 *
 * Invariants:
 *  1. "state" is 256 random bits, kept as SHA-256, good once, for ten minutes, for the browser that began, the provider
 *     it was made for and, where somebody was signed in, that account.
 *  2. Nonce and proof key are keyed hashes of the state, so nothing that could be used stands in the database.
 *  3. What the provider says decides who somebody is by key and subject alone.
 *  4. A blocked account gets the session that is left to it; a deleted one none.
 *
 * Must not: say to the person what is for the operator: that goes to the log.
 */
#ifndef COMITY_COMMUNITY_IDENTITY_IDENTITY_VISIT_H
#define COMITY_COMMUNITY_IDENTITY_IDENTITY_VISIT_H

#include "community/account/attempt.h"
#include "community/account/bearer.h"
#include "community/identity/identity.h"

#define IDENTITY_VISIT_LIFE_MS ((int64_t)10 * 60 * 1000)

/* Stored: never renumber. */
enum identity_intent { IDENTITY_SIGN_IN = 1, IDENTITY_CONNECT = 2, IDENTITY_AGAIN = 3 };

struct identity_begin {
    struct community_job job;
    const struct provider *provider; /* OPENID or OAUTH; OPENID alone to show again who one is */
    enum identity_intent intent;
    struct actor actor;        /* signed in for CONNECT and AGAIN */
    struct str browser;        /* its cookie */
    struct str back;           /* where to go on in the end */
    struct str return_address; /* of ours, as the provider knows it */
    struct str address;        /* the client's, as text */
    /* set by the operation */
    struct str ret_address; /* the provider's, to be sent to */
    struct {                /* the operation's own */
        struct str state;
        uint8_t state_hash[BEARER_HASH_BYTES];
        struct attempt attempt;
    } work;
};
/* RC_UNAVAILABLE when the provider is away; RC_LIMITED; RC_FORBIDDEN, RC_EXPIRED (not fresh) for CONNECT. */
enum rc identity_begin_submit(struct community_job *job) MUST_CHECK;

enum identity_outcome {
    IDENTITY_ENTERED,   /* ret_token: the new session's */
    IDENTITY_ARRIVED,   /* ret_token: the arrival's */
    IDENTITY_CONNECTED, /* no token */
    IDENTITY_RENEWED,   /* ret_token: the session's new one */
};

struct identity_return {
    struct community_job job;
    const struct provider *provider;
    struct str state, code;
    struct str issuer;     /* p NULL: not in the answer */
    struct str error;      /* empty: none */
    struct str given_back; /* the provider's parameter */
    struct str browser;
    struct actor actor;
    struct str return_address;
    struct str address;
    struct browser_shown shown;
    bool registration; /* whether newcomers may join */
    /* set by the operation */
    enum identity_outcome ret_outcome;
    struct str ret_token;
    struct str ret_back;
    struct { /* the operation's own */
        enum identity_intent intent;
        struct profile profile;
    } work;
};
/* RC_EXPIRED: no such visit in this browser; RC_FORBIDDEN: the provider said no; RC_INVALID: its answer does not hold;
 * RC_UNAVAILABLE; RC_CONFLICT: connected to another account; RC_NOT_FOUND: the account is deleted. */
enum rc identity_return_submit(struct community_job *job) MUST_CHECK;

#endif
