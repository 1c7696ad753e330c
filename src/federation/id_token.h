/*
 * ID tokens (OpenID Connect Core 1.0, section 3.1.3.7): what must hold besides the signature.
 *
 * Invariants, each refused alone:
 *  1. "iss" is the configured issuer, byte for byte.
 *  2. "aud" names our client, alone or among others; "azp" is our client where there is one, and there must be one
 *     where there are other audiences.
 *  3. "exp" has not passed, "iat" is not in the future nor older than ID_TOKEN_AGE_MAX_MS, "nbf" has come, each with
 *     ID_TOKEN_LEEWAY_MS for clocks that differ.
 *  4. "nonce" is the one this sign-in began with.
 *
 * Must not: be asked about a token whose signature was not checked (jwt.h).
 */
#ifndef COMITY_FEDERATION_ID_TOKEN_H
#define COMITY_FEDERATION_ID_TOKEN_H

#include "base/json_tree.h"

#define ID_TOKEN_LEEWAY_MS  60000
#define ID_TOKEN_AGE_MAX_MS (10 * 60000)

struct id_token_expectation {
    struct str issuer, client_id, nonce;
    int64_t now_ms;
};

/* RC_INVALID; RC_EXPIRED for times. `problem` names the claim. */
enum rc id_token_check(const struct json_tree *claims, const struct id_token_expectation *want,
                       struct problem *problem) MUST_CHECK;

/* Whether "aud" (a text, or a list of texts) names `client_id`; `ret_others`: it names others too. */
bool id_token_audience(const struct json_tree *claims, struct str client_id, bool *ret_others);

#endif
