/*
 * What the program says to people, in their language.
 *
 * English stands in the source and is the key: words_say(w, "Sign in"). A language without a translation of a message gives the
 * English one.
 *
 * Ownership: catalogues are the program's and live as long; what is filled lives in the arena given.
 *
 * Must not: depend on the process's locale.
 */
#ifndef COMITY_WORDS_WORDS_H
#define COMITY_WORDS_WORDS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct words;

/* Those of a language such as "de" or "de-AT"; English where there are none. Never NULL. */
const struct words *words_for(struct str language);
/* The language they really are in: "en". */
struct str words_language(const struct words *w);

struct str words_say(const struct words *w, const char *message);
/* With {0}, {1} ... replaced by `values`. The empty view when memory is out. */
struct str words_fill(const struct words *w, struct arena *a, const char *message,
                      const struct str *values, size_t count);

#endif
