/*
 * CBOR (RFC 8949) as authenticators write it: heads one by one, whole items skipped, nothing decoded that nobody asked for.
 *
 * WebAuthn's attestation objects and public keys are CTAP2's canonical CBOR: definite lengths, small, shallow. This reads
 * exactly that and refuses the rest; signatures and keys are libfido2's work (webauthn.h).
 *
 * Ownership: a reader views the bytes it was given, and so do the items it returns.
 *
 * Invariants:
 *  1. Nothing is read past the end, whatever the lengths say; a reader that failed has not moved.
 *  2. Indefinite lengths, reserved heads and nesting deeper than CBOR_DEPTH_MAX are RC_INVALID.
 *  3. Time is linear in the bytes: a count is only believed as far as there are bytes for it.
 *
 * Must not: allocate.
 */
#ifndef COMITY_COMMUNITY_KEY_CBOR_H
#define COMITY_COMMUNITY_KEY_CBOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rc.h"
#include "base/str.h"

#define CBOR_DEPTH_MAX 8

/* The major types. */
enum cbor_kind {
    CBOR_UNSIGNED = 0,
    CBOR_NEGATIVE = 1,
    CBOR_BYTES = 2,
    CBOR_TEXT = 3,
    CBOR_ARRAY = 4,
    CBOR_MAP = 5,
    CBOR_TAG = 6,
    CBOR_SIMPLE = 7,
};

struct cbor {
    struct str bytes;
    size_t at; /* the next item begins here */
};

struct cbor_item {
    enum cbor_kind kind;
    uint64_t
        number; /* UNSIGNED: the value; NEGATIVE: -1 - value; ARRAY, MAP: how many elements or pairs follow */
    struct str text; /* BYTES, TEXT */
};

/* The next item's head; elements of an array or map are the next items. RC_INVALID at the end too. */
enum rc cbor_next(struct cbor *c, struct cbor_item *ret) MUST_CHECK;
/* Passes over one whole item; `ret_bytes` (may be NULL) is what it was written in. */
enum rc cbor_skip(struct cbor *c, struct str *ret_bytes) MUST_CHECK;
/* An integer of either sign that fits. RC_INVALID for another kind. */
enum rc cbor_integer(const struct cbor_item *item, int64_t *ret) MUST_CHECK;
static inline bool cbor_at_end(const struct cbor *c)
{
    return c->at == c->bytes.n;
}

#endif
