/*
 * What the proof-of-work widget sends back, read from its base64 of JSON. Private to src/community. A file of its own
 * because jansson, which reads, and base/json.h, which writes, use the same names.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_SOLUTION_H
#define COMITY_COMMUNITY_ACCOUNT_SOLUTION_H

#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

struct solution {
    struct str challenge, salt, signature;
    int64_t number;
};

/* RC_INVALID for anything but a solution of the algorithm SHA-256. The strings live in `a`. */
enum rc solution_read(struct str payload, struct arena *a, struct solution *ret) MUST_CHECK;

#endif
