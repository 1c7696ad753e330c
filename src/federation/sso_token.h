/*
 * A publisher's token for its own subscriber (single sign-on): what must hold besides the signature.
 *
 * Invariants, each refused alone:
 *  1. "iss" is the publisher's as configured, "aud" this site and nobody else.
 *  2. "iat" and "exp" are there, and not further apart than SSO_TOKEN_LIFE_MAX_MS; now lies between them, with
 *     SSO_TOKEN_LEEWAY_MS for clocks that differ. "nbf" is kept where there is one.
 *  3. "jti" is there: whoever lets somebody in by the token first records it, until `expires_ms`, so that it lets in
 *     once.
 *
 * Must not: give a role or any right: a token says who somebody is, not what they may do here.
 */
#ifndef COMITY_FEDERATION_SSO_TOKEN_H
#define COMITY_FEDERATION_SSO_TOKEN_H

#include "federation/profile.h"

#define SSO_TOKEN_LIFE_MAX_MS (5 * 60000)
#define SSO_TOKEN_LEEWAY_MS   30000
#define SSO_TOKEN_JTI_MIN     16
#define SSO_TOKEN_JTI_MAX     128

struct sso_token {
    struct profile profile;
    struct str jti;
    int64_t expires_ms; /* after this moment nobody takes the token, leeway included */
};

struct sso_token_expectation {
    struct str issuer, audience;
    int64_t now_ms;
};

/* RC_INVALID; RC_EXPIRED for times. `problem` names the claim. */
enum rc sso_token_check(const struct json_tree *claims, const struct sso_token_expectation *want,
                        struct sso_token *ret, struct problem *problem) MUST_CHECK;

#endif
