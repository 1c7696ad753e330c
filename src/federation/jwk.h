/*
 * Keys that others publish to have their signatures checked (RFC 7517): a document read into a set.
 *
 * Only what a check needs is taken, and anew: a key's text for libcjose is written here from members that were
 * looked at, so that nothing else of a foreign document reaches a library.
 *
 *     provider's jwks_uri, or a publisher's key file ──► jwk_set_read ──► struct jwk_set ──► jwt_open
 *
 * Ownership: a set lives in the arena it was read into.
 *
 * Invariants:
 *  1. A key is of one kind, and a kind belongs to the algorithms of one family: an RSA key never checks an HMAC.
 *  2. RSA keys have 2,048 to 8,192 bits; elliptic ones are of P-256, Edwards ones Ed25519; shared secrets have 32
 *     bytes or more.
 *  3. Keys that are not for signatures, or of another kind, are passed over; a faulty one of ours is too. A
 *     document without any usable key is refused.
 *
 * Must not: fetch; take a shared secret out of a document that anybody may read (`secrets` says who may).
 */
#ifndef COMITY_FEDERATION_JWK_H
#define COMITY_FEDERATION_JWK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

#define JWK_SET_MAX          64 /* keys */
#define JWK_DOCUMENT_MAX     ((size_t)256 * 1024)
#define JWK_SECRET_BYTES_MIN 32
#define JWK_SECRET_BYTES_MAX 1024

/* Algorithms of signatures (RFC 7518, 8037). No "none": it cannot be named here. */
enum jwt_algorithm {
    JWT_NO_ALGORITHM,
    JWT_RS256,
    JWT_PS256,
    JWT_ES256,
    JWT_EDDSA,
    JWT_HS256,
};
/* "RS256", ...; empty for JWT_NO_ALGORITHM. */
struct str jwt_algorithm_name(enum jwt_algorithm algorithm);
/* JWT_NO_ALGORITHM for any other word, in any other case. */
enum jwt_algorithm jwt_algorithm_find(struct str name);

enum jwk_kind { JWK_RSA = 1, JWK_P256, JWK_ED25519, JWK_SECRET };

struct jwk {
    enum jwk_kind kind;
    enum jwt_algorithm algorithm; /* the only one it is for, JWT_NO_ALGORITHM: any of its kind */
    struct str id;                /* "kid"; empty: none */
    struct str text;              /* for libcjose; empty for Ed25519 */
    uint8_t ed25519[32];
};
struct jwk_set {
    const struct jwk *keys;
    size_t count;
    size_t
        passed_over; /* usable ones behind the first JWK_SET_MAX: whoever owns the document can be told */
};

/* The kind that an algorithm's keys are of. */
enum jwk_kind jwk_kind_for(enum jwt_algorithm algorithm);

/* A key set or a single key. `secrets`: shared secrets are taken too, as from a file of the operator's own. */
enum rc jwk_set_read(struct str document, bool secrets, struct arena *a, struct jwk_set *ret,
                     struct problem *problem) MUST_CHECK;
/* One shared secret as bare bytes. RC_INVALID: too short or too long. */
enum rc jwk_set_from_secret(struct str secret, struct arena *a, struct jwk_set *ret,
                            struct problem *problem) MUST_CHECK;

/* Public keys of P-256 and Ed25519 in PEM (RFC 7468), one after the other, each with a line "kid: NAME" before it where there
 * are several. RC_INVALID says which key, what it is and what is wanted; a private key is refused, and more than JWK_SET_MAX. */
enum rc jwk_set_read_pem(struct str text, struct arena *a, struct jwk_set *ret,
                         struct problem *problem) MUST_CHECK;
/* Whether a key file is of that form. */
bool jwk_is_pem(struct str text);

#endif
