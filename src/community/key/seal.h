/*
 * Secrets sealed for the database: XChaCha20-Poly1305 (libsodium) under a key that lies in a file and not in the database, so
 * that a copy of the database alone tells nobody's codes.
 *
 *   sealed = mark of the key 8 │ nonce 24 │ ciphertext and tag
 *
 * What a secret belongs to is authenticated with it: a row's secret moved to another row does not open.
 *
 * Invariants:
 *  1. The mark tells keys apart without telling the key, so that a wrong key file is named as what it is.
 *
 * Must not: read files; the key is handed in.
 */
#ifndef COMITY_COMMUNITY_KEY_SEAL_H
#define COMITY_COMMUNITY_KEY_SEAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

#define SEAL_KEY_BYTES   32
#define SEAL_NONCE_BYTES 24

/* `nonce` is random; `what` and `id` name the secret's place. In `a`. */
enum rc seal_close(const uint8_t key[static SEAL_KEY_BYTES],
                   const uint8_t nonce[static SEAL_NONCE_BYTES], struct str what, int64_t id,
                   struct str secret, struct arena *a, struct str *ret) MUST_CHECK;
/* Exactly `n` bytes. RC_UNAVAILABLE when it was sealed with another key, RC_CORRUPT when it does not open. */
enum rc seal_open(const uint8_t key[static SEAL_KEY_BYTES], struct str what, int64_t id,
                  struct str sealed, void *ret, size_t n) MUST_CHECK;

#endif
