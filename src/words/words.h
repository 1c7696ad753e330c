/*
 * What the program says to people, in their language.
 *
 * English stands in the source and is the key: words_say(w, "Sign in"). A language without a translation of a message gives the
 * English one. Templates ask by themselves: the template compiler writes their calls.
 *
 * Ownership: catalogues are the program's and live as long; what is filled lives in the arena given.
 *
 * Invariants:
 *  1. Nothing is made at start: catalogues are constant data, usable from every thread.
 *  2. A translation never brings markup: templates escape it like any text, and its markers only choose among the tags and
 *     fields that the template has.
 *
 * Must not: depend on the process's locale.
 */
#ifndef COMITY_WORDS_WORDS_H
#define COMITY_WORDS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct words;

/* Those of a language such as "de" or "de-AT"; English where there are none. Never NULL. */
const struct words *words_for(struct str language);
/* The language they really are in: "en". */
struct str words_language(const struct words *w);
/* English or NULL: nothing needs to be looked up. */
bool words_are_english(const struct words *w);

struct str words_say(const struct words *w, const char *message);
/* With {0}, {1} ... replaced by `values`. The empty view when memory is out. */
struct str words_fill(const struct words *w, struct arena *a, const char *message,
                      const struct str *values, size_t count);

/* --- for templates --- */
/* `key` is that of `english`. */
struct str words_find(const struct words *w, uint64_t key, struct str english);
/* Goes through a message with markers: each step gives a stretch of text and the marker behind it, counted from 1 as in
 * `marks`; 0 behind the last. */
struct words_walk {
    struct str rest;
    const struct str *marks;
    size_t mark_count;
    struct str text;
    size_t slot;
};
struct words_walk words_walk(const struct words *w, uint64_t key, struct str english,
                             const struct str *marks, size_t mark_count);
bool words_step(struct words_walk *walk);

#endif
