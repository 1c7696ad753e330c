/*
 * The words of a comment that attacks on groups of people may be made of: the hits of harm.h together with those of
 * two lexicons of their own (models/lexicons/people.*.tsv names groups, hate.*.tsv says what is said of them) and with
 * emoji, read as one list. Where nobody is named the list is empty, and the second lexicon is not looked up at all.
 *
 * The lexicons share the kinds up to wish and from you on, at the same bits; in between harm.h has its own, and those do
 * not count here, only HATE(kind). What several words make together is settled here as well:
 *  1. "They" is a group when the last people named, in this sentence or the two before, were one.
 *  2. "People who" and "pray to Allah" make a group.
 *  3. An adjective for a group that stands before a thing ("Polish bread") is no group; "the Chinese are" is.
 *
 * Invariant: hits ascend; of those that begin at one place the longest comes first.
 *
 * Must not: decide what the words mean together; that is rules.h.
 */
#ifndef COMITY_SIGNALS_HATRED_H
#define COMITY_SIGNALS_HATRED_H

#include "lexicon_hate.h"
#include "signals/harm.h"

#define HATE(kind) (1ull << LEXICON_HATE_##kind)

/* People attacked when attacked for what they are. */
#define HATRED_GROUPS (HARM(GROUP) | HARM(MIGRANT) | HARM(SLUR))

/* NULL when the arena is full. */
const struct harm *hatred_get(struct detection *d);

#endif
