/*
 * What setting up and taking the second step share. Private to src/community.
 */
#ifndef COMITY_COMMUNITY_KEY_FACTOR_STATE_H
#define COMITY_COMMUNITY_KEY_FACTOR_STATE_H

#include "community/key/factor.h"

#define FACTOR_HASH_BYTES 32

/* As a recovery code is stored: keyed, and of this account. */
void factor_recovery_hash(const struct community *c, int64_t account_id,
                          const uint8_t code[static RECOVERY_BYTES],
                          uint8_t ret[static FACTOR_HASH_BYTES]);

#endif
