/*
 * Passkeys as the W3C has them (Web Authentication, Level 3): what a browser sends when one is made or used, checked.
 *
 * This is the relying party's half of sections 7.1 (registration) and 7.2 (authentication) without storage: bytes in, facts
 * out. Signatures and public keys are libfido2's; type, challenge, origin, flags and counters are checked here. The challenge
 * itself, which account a passkey belongs to and the counter's history are passkey.h's.
 *
 *   clientDataJSON ─► webauthn_client_read ─► challenge checked by the caller ─┐
 *   attestationObject ─► CBOR ─► authenticator data ─► libfido2 ───────────────┴─► webauthn_register ─► credential
 *   authenticatorData, signature ──────────────────────────────────────────────┴─► webauthn_assert  ─► use
 *
 * Attestation: none is asked for, because which make of authenticator a reader owns is not the site's business. What browsers
 * send all the same ("none", and "packed" signed by the new key itself or by its maker) is verified as a statement and then not
 * kept; other formats are refused.
 *
 * Ownership: results are views of what was given or live in the arena.
 *
 * Invariants:
 *  1. The relying party comes from the caller, who has it from the configuration, never from the request.
 *  2. Every byte of authenticator data and attestation object is accounted for; trailing bytes are RC_INVALID.
 *  3. A page framed in another site (crossOrigin, topOrigin) cannot make or use a passkey.
 *  4. An algorithm that is not in WEBAUTHN_ALGORITHMS is refused, so that a key's kind is never the sender's to choose.
 *
 * Must not: read a clock, a database or a request.
 */
#ifndef COMITY_COMMUNITY_KEY_WEBAUTHN_H
#define COMITY_COMMUNITY_KEY_WEBAUTHN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

/* COSE's numbers of EdDSA, ES256 and RS256, as libfido2 verifies them, most wanted first. */
#define WEBAUTHN_ALGORITHMS                                                                        \
    {                                                                                              \
        -8, -7, -257                                                                               \
    }
#define WEBAUTHN_ID_MAX        1023 /* bytes of a credential id: section 7.1 */
#define WEBAUTHN_CLIENT_MAX    4096 /* bytes of clientDataJSON */
#define WEBAUTHN_STATEMENT_MAX 32768
#define WEBAUTHN_SIGNATURE_MAX 1024

/* The relying party: its id is the host alone, the origin what browsers put into clientDataJSON. */
struct webauthn_party {
    struct str id;     /* "courier.example" */
    struct str origin; /* "https://courier.example" */
};
/* From the site's address. RC_UNSUPPORTED where browsers offer no passkeys: at an IP address, and over plain http anywhere
 * but on localhost. */
enum rc webauthn_party_make(struct str base_url, struct arena *a,
                            struct webauthn_party *ret) MUST_CHECK;

struct webauthn_client {
    struct str type;      /* "webauthn.create", "webauthn.get" */
    struct str challenge; /* base64url */
    struct str origin;
    bool is_framed; /* crossOrigin, or a topOrigin given */
};
/* Reads clientDataJSON; checks nothing but its form. */
enum rc webauthn_client_read(struct str json, struct arena *a, struct webauthn_client *ret,
                             struct problem *problem) MUST_CHECK;

/* What is kept of a passkey. */
struct webauthn_credential {
    struct str id;
    int64_t algorithm;     /* COSE */
    struct str public_key; /* as libfido2 has it */
    int64_t sign_count;
    bool is_user_verified, may_be_backed_up, is_backed_up;
    uint8_t aaguid[16];
};

struct webauthn_registration {
    struct webauthn_party party;
    struct str client_json; /* clientDataJSON's bytes; its challenge was checked by the caller */
    struct str attestation; /* attestationObject's bytes */
    bool wants_user_verified;
};
enum rc webauthn_register(const struct webauthn_registration *in, struct arena *a,
                          struct webauthn_credential *ret, struct problem *problem) MUST_CHECK;

struct webauthn_assertion {
    struct webauthn_party party;
    struct str client_json;
    struct str authenticator; /* authenticatorData's bytes */
    struct str signature;
    bool wants_user_verified;
};
struct webauthn_use {
    int64_t sign_count;
    bool is_user_verified, is_backed_up;
};
/* `stored` is what was kept of the credential. The counter is handed on, see webauthn_count_runs_on. */
enum rc webauthn_assert(const struct webauthn_assertion *in,
                        const struct webauthn_credential *stored, struct arena *a,
                        struct webauthn_use *ret, struct problem *problem) MUST_CHECK;
/* Section 7.2, step 22: false when the counter stands still or runs back, a sign that the key was copied. Authenticators
 * without a counter say 0 always. */
bool webauthn_count_runs_on(int64_t stored, int64_t given);

#endif
