/*
 * What differs between a stored record and the one that judging again has made, in words. Private to src/community.
 *
 * Invariant: says nothing exactly when the bytes are the same, or when there is no record and the new verdict is
 * publish.
 *
 * Must not: judge.
 */
#ifndef COMITY_COMMUNITY_RECORD_REPLAY_COMPARE_H
#define COMITY_COMMUNITY_RECORD_REPLAY_COMPARE_H

#include "base/arena.h"
#include "policy/verdict.h"

/* `stored` is empty for a publish. `again` is `v` as it would be stored. Lines in `a`, the cause first. */
struct str replay_compare(struct str stored, const struct verdict *v, struct str again,
                          struct arena *a);

#endif
