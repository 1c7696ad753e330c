/*
 * The words around a standards document's prose, in the language of the edition that is read.
 *
 * The rows are edition_words.def's. A language that has none gets English.
 *
 * Ownership: words are the program's; what is put together lives in the arena given.
 *
 * Invariant: every row has all languages; a test walks them, placeholders included.
 *
 * Must not: speak for the site's other pages.
 */
#ifndef COMITY_WEB_EDITION_WORDS_H
#define COMITY_WEB_EDITION_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "policy/consequence.h"

enum edition_word {
#define WORDS(id, en, de, fr, es, ru, ar) WORD_##id,
#include "web/edition_words.def"
#undef WORDS
    WORD_COUNT
};

struct edition_words;

/* Those of a language such as "de" or "de-AT". Never NULL. */
const struct edition_words *edition_words_for(struct str language);
/* The language they really are in. */
struct str edition_words_language(const struct edition_words *w);

struct str edition_words_get(const struct edition_words *w, enum edition_word word);
/* With each "{}" replaced by the next of `values`. */
struct str edition_words_fill(const struct edition_words *w, enum edition_word word,
                              const struct str *values, size_t count, struct arena *a);

/* "Held"; and "The comment waits until a moderator has read it." */
struct str edition_words_label(const struct edition_words *w, enum consequence c);
struct str edition_words_sentence(const struct edition_words *w, enum consequence c);
/* What the law is called that a statement of reasons or a notice is about; an unknown one stays as it is. */
struct str edition_words_category(const struct edition_words *w, struct str category);
/* "22 November 2026" */
struct str edition_words_day(const struct edition_words *w, int64_t year, int month, int day,
                             struct arena *a);
/* "-4", "0,5": at most two digits behind the point. */
struct str edition_words_number(const struct edition_words *w, double value, struct arena *a);
/* "2%", from 0.02. */
struct str edition_words_percent(const struct edition_words *w, double share, struct arena *a);

/* A condition as written, its operators in words: "insult.directed ≥ 2 and insult.score ≥ 0.8". Texts in it stay. */
struct str edition_words_condition(const struct edition_words *w, struct str condition,
                                   struct arena *a);

/* What a language calls itself: "Deutsch"; the code where we do not know. */
struct str edition_words_own_name(struct str language);

#endif
