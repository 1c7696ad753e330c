#include "federation/pkce.h"

#include <sodium.h>

#include "federation/base64url.h"

struct str pkce_challenge(struct arena *a, struct str verifier)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)verifier.p, verifier.n);
    return base64url_write(a, str_make((const char *)hash, sizeof hash));
}
