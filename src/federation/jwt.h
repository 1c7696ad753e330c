/*
 * Signed tokens (JWS compact, RFC 7515 and 7519): opened only when their signature holds.
 *
 *     text ──► three parts ──► header: the algorithm asked for, no "crit" ──► key by "kid" ──► signature ──► claims
 *
 * The algorithm is the caller's, from configuration, and never the token's choice (RFC 8725, section 3.1): a token
 * that names another is refused before a key is looked at. RS256, PS256, ES256 and HS256 are libcjose's; Ed25519 is
 * libsodium's, which libcjose lacks.
 *
 * Invariants:
 *  1. No claim is read before the signature holds.
 *  2. "alg": "none", a key of another family, "crit", "b64", "jwk", "jku" and "x5u" never lead to an accepted token.
 *  3. A token has one spelling: base64url is strict, and JSON names no member twice.
 *
 * Must not: know whose token it is, what its claims mean or what time it is (id_token.h, sso_token.h).
 */
#ifndef COMITY_FEDERATION_JWT_H
#define COMITY_FEDERATION_JWT_H

#include "base/json_tree.h"
#include "federation/jwk.h"

#define JWT_TEXT_MAX ((size_t)16 * 1024)

/* The claims, in `a`. RC_INVALID: malformed, another algorithm, a signature that does not hold. RC_NOT_FOUND: no key
 * of this name in the set, which its owner may have changed. RC_TOO_LARGE, RC_NO_MEMORY. `problem` says which, in
 * words for the log: it quotes nothing of the token. */
enum rc jwt_open(struct str text, enum jwt_algorithm algorithm, const struct jwk_set *keys,
                 struct arena *a, const struct json_tree **ret_claims,
                 struct problem *problem) MUST_CHECK;

/* A claim's text; empty when there is none or it is of another type. */
struct str jwt_claim_text(const struct json_tree *claims, struct str name);
/* A claim that is a time, as milliseconds. RC_NOT_FOUND when there is none, RC_INVALID when it is no time. */
enum rc jwt_claim_time(const struct json_tree *claims, struct str name, int64_t *ret_ms) MUST_CHECK;

#endif
