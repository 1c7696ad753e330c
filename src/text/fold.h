/*
 * The first step of text_prepare: characters to folded characters, with the map back.
 *
 * fold_characters does what needs no knowledge of words; fold_words (confusables.c) then settles
 * letters of several scripts within one word. Both give a `struct folding`; fold_words returns its
 * input when nothing changes.
 *
 * Invariants: those of text.h. A loose combining mark never survives: it is composed with its
 * letter where Unicode has the whole character and at most MARKS_KEPT marks stand there, else
 * dropped. Marks of a script's own spelling stay after letters of such a script only.
 *
 * Must not: be used outside src/text.
 */
#ifndef COMITY_TEXT_FOLD_H
#define COMITY_TEXT_FOLD_H

#include "base/arena.h"
#include "base/str.h"

struct folding {
    char *bytes;
    uint32_t *map; /* bytes + 1 entries; NULL when not wanted */
    size_t n;
    bool several_scripts; /* Latin letters and letters of another script that look like them */
};

/* `original` is valid UTF-8. RC_NO_MEMORY when the arena is full. */
enum rc fold_characters(struct arena *a, struct str original, bool want_map,
                        struct folding *ret) MUST_CHECK;

/* Changes look-alikes inside words of mixed script to the word's main script, and one-letter words
 * to the text's. */
enum rc fold_words(struct arena *a, const struct folding *in, struct folding *ret) MUST_CHECK;

#endif
