/*
 * Signs tokens for the tests, with libcjose and libsodium, and hands out the keys as an issuer publishes them.
 */
#ifndef COMITY_TESTS_FEDERATION_SIGNER_H
#define COMITY_TESTS_FEDERATION_SIGNER_H

#include <cjose/cjose.h>

#include "federation/jwk.h"

struct signer {
    struct arena *arena;
    cjose_jwk_t *rsa, *other_rsa, *p256, *secret;
    unsigned char ed25519[64], ed25519_public[32];
};

void signer_init(struct signer *s, struct arena *a);
void signer_release(struct signer *s);

/* A token by libcjose; `header` is "alg=RS256 kid=a". */
struct str signer_sign(struct signer *s, const cjose_jwk_t *key, const char *header,
                       const char *claims);
struct str signer_sign_ed25519(struct signer *s, const char *header, const char *claims);
/* Three parts put together by hand, the third as it is. */
struct str signer_forge(struct signer *s, const char *header, const char *claims,
                        struct str signature);
/* The public key's JSON, with members put in ("\"kid\":\"a\","). */
struct str signer_public(struct signer *s, const cjose_jwk_t *key, const char *members);
struct str signer_public_ed25519(struct signer *s, const char *members);

#endif
