#include "community/account/bearer.h"

#include <sodium.h>

#include "community/core.h"

#define SECRET_BYTES 32

_Static_assert(BEARER_HASH_BYTES == crypto_hash_sha256_BYTES, "SHA-256");

enum rc bearer_make(struct community *c, struct arena *a,
                    uint8_t ret_hash[static BEARER_HASH_BYTES], struct str *ret_text)
{
    uint8_t secret[SECRET_BYTES];
    community_random(c, secret, sizeof secret);
    crypto_hash_sha256(ret_hash, secret, sizeof secret);
    *ret_text = core_base64url(a, secret, sizeof secret);
    sodium_memzero(secret, sizeof secret);
    return ret_text->n > 0 ? RC_OK : RC_NO_MEMORY;
}

bool bearer_hash(struct str text, uint8_t ret[static BEARER_HASH_BYTES])
{
    uint8_t secret[SECRET_BYTES];
    if (core_base64url_decode(text, secret, sizeof secret) != RC_OK)
        return false;
    crypto_hash_sha256(ret, secret, sizeof secret);
    sodium_memzero(secret, sizeof secret);
    return true;
}

struct str bearer_hash_str(const uint8_t hash[static BEARER_HASH_BYTES])
{
    return str_make((const char *)hash, BEARER_HASH_BYTES);
}
