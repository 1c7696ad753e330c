/*
 * The keys in force as one process has them in memory, private to api_key.c and api_key_change.c.
 *
 * Invariants:
 *  1. Everything in `table` is read and written under `lock`; no query and no hash runs while it is held.
 *  2. A new table takes over what was counted of the keys that stay.
 */
#ifndef COMITY_COMMUNITY_PROGRAM_API_KEY_TABLE_H
#define COMITY_COMMUNITY_PROGRAM_API_KEY_TABLE_H

#include <pthread.h>
#include <stdatomic.h>

#include "community/program/api_key.h"

#define API_KEY_HASH_BYTES 32

struct api_key_entry {
    int64_t id;
    uint8_t hash[API_KEY_HASH_BYTES];
    unsigned scopes;
    int64_t quota, burst;
    struct str origins, secret; /* in the table's arena */
    int64_t full_ns;            /* when all that was allowed at once is allowed again */
    int64_t requests, refused;  /* not written yet */
    int64_t used_ms;
};

struct api_key_table {
    struct arena *arena;           /* NULL: nothing was loaded yet */
    struct api_key_entry *entries; /* in the order of their hashes */
    size_t count;
};

struct api_keys {
    struct arena *arena; /* holds this */
    pthread_mutex_t lock;
    struct api_key_table table;
    _Atomic bool stale;
    int64_t last_write_ms;
};

/* The keyed hash under which a key is stored and looked up. */
void api_key_hash(const struct community *c, struct str text,
                  uint8_t ret[static API_KEY_HASH_BYTES]);
/* Whether one of `origins` (separated by commas) is `origin`. */
bool api_key_names_origin(struct str origins, struct str origin);

#endif
