#include "community/key/seal.h"

#include <sodium.h>

#define MARK_BYTES  8
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define PLACE_BYTES 32

_Static_assert(SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the key's size");
_Static_assert(SEAL_NONCE_BYTES == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
               "the nonce's size");

/* A keyed hash of nothing but its purpose. */
static void mark_of(const uint8_t key[static SEAL_KEY_BYTES], uint8_t out[static MARK_BYTES])
{
    static const char purpose[] = "comity seal mark";
    uint8_t hash[crypto_generichash_BYTES];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)purpose, sizeof purpose, key,
                       SEAL_KEY_BYTES);
    memcpy(out, hash, MARK_BYTES);
}

static void place_of(struct str what, int64_t id, uint8_t out[static PLACE_BYTES])
{
    crypto_generichash_state h;
    crypto_generichash_init(&h, NULL, 0, PLACE_BYTES);
    crypto_generichash_update(&h, (const unsigned char *)&id, sizeof id);
    crypto_generichash_update(&h, (const unsigned char *)what.p, what.n);
    crypto_generichash_final(&h, out, PLACE_BYTES);
}

enum rc seal_close(const uint8_t key[static SEAL_KEY_BYTES],
                   const uint8_t nonce[static SEAL_NONCE_BYTES], struct str what, int64_t id,
                   struct str secret, struct arena *a, struct str *ret)
{
    uint8_t place[PLACE_BYTES];
    size_t size = MARK_BYTES + SEAL_NONCE_BYTES + secret.n + TAG_BYTES;
    uint8_t *out = arena_alloc(a, size);
    if (out == NULL)
        return RC_NO_MEMORY;
    mark_of(key, out);
    memcpy(out + MARK_BYTES, nonce, SEAL_NONCE_BYTES);
    place_of(what, id, place);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + MARK_BYTES + SEAL_NONCE_BYTES, NULL,
                                               (const unsigned char *)secret.p, secret.n, place,
                                               sizeof place, NULL, nonce, key);
    *ret = str_make((const char *)out, size);
    return RC_OK;
}

enum rc seal_open(const uint8_t key[static SEAL_KEY_BYTES], struct str what, int64_t id,
                  struct str sealed, void *ret, size_t n)
{
    uint8_t mark[MARK_BYTES], place[PLACE_BYTES];
    const unsigned char *bytes = (const unsigned char *)sealed.p;
    if (sealed.n != MARK_BYTES + SEAL_NONCE_BYTES + n + TAG_BYTES)
        return RC_CORRUPT;
    mark_of(key, mark);
    if (memcmp(mark, bytes, sizeof mark) != 0)
        return RC_UNAVAILABLE;
    place_of(what, id, place);
    int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
        ret, NULL, NULL, bytes + MARK_BYTES + SEAL_NONCE_BYTES, n + TAG_BYTES, place, sizeof place,
        bytes + MARK_BYTES, key);
    return opened == 0 ? RC_OK : RC_CORRUPT;
}
