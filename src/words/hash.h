/*
 * The key of a message: FNV-1a of 64 bits over its English text (Fowler, Noll, Vo; draft-eastlake-fnv).
 *
 * The template compiler and the catalogue compiler write it into the program, so that a template's translation is found
 * without reading the English text.
 *
 * Invariant: two messages with the same key do not build.
 *
 * Must not: depend on the machine that builds.
 */
#ifndef COMITY_WORDS_HASH_H
#define COMITY_WORDS_HASH_H

#include <stdint.h>

#include "base/str.h"

static inline uint64_t words_hash(struct str s)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < s.n; i++)
        hash = (hash ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
    return hash;
}

/* What stands between a context and its message, as in gettext's catalogues: a byte that no message has. */
#define WORDS_CONTEXT_END '\004'

/* Of a message with a context, which is part of what is looked up; without one it is the message's. */
static inline uint64_t words_hash_in(struct str context, struct str s)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325), prime = UINT64_C(0x100000001b3);
    if (context.n == 0)
        return words_hash(s);
    for (size_t i = 0; i < context.n; i++)
        hash = (hash ^ (unsigned char)context.p[i]) * prime;
    hash = (hash ^ WORDS_CONTEXT_END) * prime;
    for (size_t i = 0; i < s.n; i++)
        hash = (hash ^ (unsigned char)s.p[i]) * prime;
    return hash;
}

#endif
