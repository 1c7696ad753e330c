/*
 * Proof keys for code exchange (RFC 7636), method S256 alone.
 *
 * Must not: offer "plain".
 */
#ifndef COMITY_FEDERATION_PKCE_H
#define COMITY_FEDERATION_PKCE_H

#include "base/arena.h"
#include "base/str.h"

/* The challenge for a verifier of 43 to 128 unreserved characters: base64url of its SHA-256, in `a`. */
struct str pkce_challenge(struct arena *a, struct str verifier);

#endif
