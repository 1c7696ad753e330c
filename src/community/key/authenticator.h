/*
 * The bytes an authenticator signs (authenticator data) and what a new passkey comes in (attestation object), taken apart.
 *
 *   authenticator data: hash of the party's id 32 │ flags 1 │ counter 4 │ [aaguid 16 │ length 2 │ credential │ key] │ [extensions]
 *   attestation object: CBOR map of exactly "fmt", "attStmt", "authData"
 *
 * Web Authentication, Level 3, sections 6.1 and 6.5.
 *
 * Ownership: everything returned views the bytes given.
 *
 * Invariants:
 *  1. RC_OK means that every byte was accounted for: nothing stands behind.
 *  2. Flags that promise a part and the part itself go together.
 *
 * Must not: decide whether what was said is good enough (webauthn.c), or allocate.
 */
#ifndef COMITY_COMMUNITY_KEY_AUTHENTICATOR_H
#define COMITY_COMMUNITY_KEY_AUTHENTICATOR_H

#include <stdint.h>

#include "base/rc.h"
#include "base/str.h"

enum authenticator_flag {
    AUTHENTICATOR_USER_PRESENT = 0x01,
    AUTHENTICATOR_USER_VERIFIED = 0x04,
    AUTHENTICATOR_BACKUP_ELIGIBLE = 0x08,
    AUTHENTICATOR_BACKED_UP = 0x10,
    AUTHENTICATOR_HAS_CREDENTIAL = 0x40,
    AUTHENTICATOR_HAS_EXTENSIONS = 0x80,
};

struct authenticator {
    struct str party_hash; /* 32 bytes */
    unsigned flags;
    int64_t count;
    /* with AUTHENTICATOR_HAS_CREDENTIAL */
    struct str aaguid; /* 16 bytes */
    struct str credential;
    struct str key;    /* COSE, CBOR */
    int64_t algorithm; /* COSE's number, from the key */
};
enum rc authenticator_read(struct str bytes, struct authenticator *ret) MUST_CHECK;

struct attestation {
    struct str format;
    struct str statement; /* CBOR */
    struct str authenticator;
};
enum rc attestation_read(struct str bytes, struct attestation *ret) MUST_CHECK;

#endif
