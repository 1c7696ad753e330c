/*
 * The catalogue compiler: translations as msgfmt leaves them, and ICU's knowledge of a language, as constant C.
 *
 * Ownership: everything lives in the arena given.
 *
 * Must not: be linked into the program.
 */
#ifndef COMITY_TOOLS_WORDS_WORDS_TOOL_H
#define COMITY_TOOLS_WORDS_WORDS_TOOL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/rc.h"
#include "base/str.h"

struct pair {
    struct str english;
    struct str other;
};

/* The messages of a compiled catalogue (.mo, "GNU gettext" section 10.3), without its head. */
enum rc mo_read(struct arena *arena, struct str bytes, struct pair **ret, size_t *ret_count,
                struct problem *problem) MUST_CHECK;

/* A translation must hold the markers of its English text and the plural forms of its language (letters as in
 * words_plurals). */
enum rc check_pair(const struct pair *pair, struct str forms, struct problem *problem) MUST_CHECK;

/* What ICU knows, as the fields of a struct words. */
enum rc locale_write(struct str language, struct buf *out, struct problem *problem) MUST_CHECK;
/* The plural forms that whole numbers take in the language: "ox" in English. */
enum rc locale_plural_forms(struct str language, struct arena *arena, struct str *ret,
                            struct problem *problem) MUST_CHECK;

void put_c_string(struct buf *out, struct str s);

#endif
