/*
 * The versions of the standards that were ever in force here: what was promised when, for anybody to read.
 *
 * Invariants:
 *  1. A version, once in force, stays: its text is never changed or removed.
 *  2. The newest first: by when each was first put in force.
 *
 * Must not: judge by them (that is the replay's).
 */
#ifndef COMITY_COMMUNITY_RECORD_VERSIONS_H
#define COMITY_COMMUNITY_RECORD_VERSIONS_H

#include "community/community.h"

/* At most this many are listed. */
#define VERSIONS_MAX 1000

struct version_item {
    struct str version;
    int64_t first_used_ms;
};
enum rc versions_list(struct community_reader *r, struct arena *a, struct version_item **ret,
                      size_t *ret_count) MUST_CHECK;

struct version_text {
    struct str document;
    int64_t first_used_ms;
};
/* RC_NOT_FOUND for one that was never in force. */
enum rc versions_get(struct community_reader *r, struct str version, struct arena *a,
                     struct version_text *ret) MUST_CHECK;

#endif
