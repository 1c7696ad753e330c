/*
 * Use or mention: whether words stand in quotation marks, in a quoted line ("> ...") or behind a
 * verb of saying ("he called him a liar").
 *
 * Must not: judge; an unclosed quotation mark quotes nothing.
 */
#ifndef COMITY_SIGNALS_CONTEXT_H
#define COMITY_SIGNALS_CONTEXT_H

#include "signals/detect.h"

/* Whether each byte range of the original asked for, in ascending order, is mentioned and not used.
 */
struct quotes {
    const struct span *spans; /* of the original, ascending */
    size_t count;
};

/* Found once for a comment; nothing when the arena is full. */
struct quotes quotes_find(struct detection *d);
bool quotes_cover(const struct quotes *q, struct span original);

/* The token that begins at or after byte `folded` of the folded form. */
size_t context_token(const struct text *t, uint32_t folded);
/* The token that holds byte `original` of the original. */
size_t context_token_of_original(const struct text *t, uint32_t original);
/* Whether a verb of saying stands a few words before the token, in the same sentence. */
bool context_reported(const struct text *t, size_t token);

#endif
