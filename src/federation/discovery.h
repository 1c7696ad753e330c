/*
 * A provider's own description (OpenID Connect Discovery 1.0): read, and held against what is configured.
 *
 * Invariants:
 *  1. "issuer" is the configured one byte for byte; a document of another issuer is refused whole (section 4.3).
 *  2. Every address in it is https with a host, without user, fragment or spaces; http only where `insecure` allows it.
 *  3. A provider that says it supports S256, the configured algorithm or "code" not is refused with that reason; one
 *     that says nothing gets the defaults of the specification.
 *
 * Must not: fetch.
 */
#ifndef COMITY_FEDERATION_DISCOVERY_H
#define COMITY_FEDERATION_DISCOVERY_H

#include "federation/jwk.h"

#define DISCOVERY_DOCUMENT_MAX ((size_t)128 * 1024)

enum discovery_client_auth { DISCOVERY_AUTH_BASIC, DISCOVERY_AUTH_POST };

struct discovery {
    struct str authorize, token, keys;
    struct str user_info; /* empty: none */
    enum discovery_client_auth auth;
    bool names_issuer; /* its answers carry "iss" (RFC 9207), so one without is refused */
};

/* "ISSUER/.well-known/openid-configuration", in `a`. */
struct str discovery_address(struct arena *a, struct str issuer);

enum rc discovery_read(struct str document, struct str issuer, enum jwt_algorithm algorithm,
                       bool insecure, struct arena *a, struct discovery *ret,
                       struct problem *problem) MUST_CHECK;

/* Whether an address may be asked: invariant 2. */
bool discovery_address_ok(struct str address, bool insecure);

#endif
