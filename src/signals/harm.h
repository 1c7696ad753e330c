/*
 * The words of a comment that harm may be made of: groups of people, weapons, drugs, verbs of violence, and the little
 * words (not, said, if, court) that decide what is meant. One scan for all detectors that look at harm.
 *
 * The lexicon is models/lexicons/harm.*.tsv; its kinds are the bits HARM(name). An idiom ("kill two birds") hides the
 * words in it. Hits may overlap: a phrase and the words it is made of.
 *
 * Invariants:
 *  1. At most one hit begins at a place, the longest entry there; hits ascend.
 *  2. Made once for a comment, in the detection's arena, in time linear in the text.
 *  3. An idiom is a hit too, of that kind alone, so that lists of several lexicons can hide by it (hatred.h).
 *
 * Must not: decide what the words mean together; that is rules.h.
 */
#ifndef COMITY_SIGNALS_HARM_H
#define COMITY_SIGNALS_HARM_H

#include "lexicon_harm.h"
#include "signals/detect.h"
#include "signals/lexicon.h"

#define HARM(kind) (1ull << LEXICON_HARM_##kind)

struct harm_hit {
    uint64_t kinds;
    uint32_t first, behind; /* tokens, half-open */
    uint32_t sentence;
    struct span original;
    struct str read_as; /* empty when as written */
    bool opens;         /* stands where a clause begins: as an imperative does */
    bool sign;          /* an emoji: no word of a phrase it stands in */
    bool inner;         /* a word of a phrase that is a hit before it */
};

struct harm {
    const struct harm_hit *hit;
    uint32_t count;
    uint64_t present; /* kinds of all hits */
    bool hatred; /* made by hatred.h: the kinds between wish and you are those of its lexicon */
};

/* NULL when the arena is full. */
const struct harm *harm_get(struct detection *d);
/* The same with another lexicon of this kind, made anew; false when the arena is full. */
bool harm_scan(struct detection *d, const struct lexicon *lexicon, struct harm *ret);
/* Whether token `token` begins a clause: nothing or a sign stands before it. */
bool harm_begins_clause(const struct text *t, uint32_t token);

#endif
