/*
 * A comment's text, normalised once for everything that looks at it.
 *
 * text_prepare reads the original bytes a single time and gives: the folded form (what a detector
 * reads), a map from every folded byte back to the original, words, sentences and counts. All of it
 * lives in the caller's arena; the original is viewed, not copied, and must outlive the result.
 *
 * Folding: NFKC, case fold, invisible and bidi characters dropped, combining marks piled on a
 * letter dropped, look-alikes mapped to the letter they imitate: squared and circled letters and
 * small capitals anywhere; letters of another script inside a word of mixed script to the word's
 * main script (a word wholly in one script stays). Curly quotes, dashes and digits of all scripts
 * become ASCII. Leetspeak ("sh1t", "a$$") is left alone: that is for the detector that knows words.
 *
 * Invariants:
 *  1. `folded` is valid UTF-8; folding the folded form changes nothing.
 *  2. map[i] is the original byte offset of the character that folded byte i came from; map has
 * folded.n + 1 entries, ascending, the last is original.n. Spans given out lie on character
 * boundaries of the original.
 *  3. Time and memory are linear in the original's length.
 *
 * Must not: decide anything.
 */
#ifndef COMITY_TEXT_TEXT_H
#define COMITY_TEXT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* Half-open range of bytes. Which string it ranges over is said where it stands. */
struct span {
    uint32_t begin, end;
};

/* The longest text judged, in bytes of the original. */
#define TEXT_BYTES_MAX 65536

enum token_kind {
    TOKEN_WORD, /* begins with a letter; letters, marks, digits, inner apostrophes: "don't", "sh1t"
                 */
    TOKEN_NUMBER, /* begins with a digit; letters, digits, inner "." and ",": "3.5", "2nd", "5hit"
                   */
    TOKEN_SYMBOL, /* one punctuation mark, symbol or emoji */
};

struct token {
    struct span folded;
    struct span original;
    enum token_kind kind;
    bool upper;   /* a word of two letters or more, all capitals in the original */
    bool altered; /* folding did more than change case: look-alikes, invisible characters, wide
                     forms */
};

struct text {
    struct str original;
    struct str folded;
    const uint32_t *map;
    const struct token *tokens;
    size_t token_count;
    const struct span *sentences; /* over the original, white space trimmed */
    size_t sentence_count;
    uint32_t characters; /* of the original */
    uint32_t letters;
    uint32_t cased_letters; /* letters of scripts that have case */
    uint32_t upper_letters;
};

/* RC_INVALID when `original` is not valid UTF-8 or holds NUL, RC_TOO_LARGE past TEXT_BYTES_MAX,
 * RC_NO_MEMORY when the arena is full. */
enum rc text_prepare(struct arena *a, struct str original, struct text *ret) MUST_CHECK;

/* The span of the original that a span of the folded form came from, whole characters. */
struct span text_original_span(const struct text *t, struct span folded);

static inline struct str text_folded(const struct text *t, struct span folded)
{
    return str_slice(t->folded, folded.begin, folded.end);
}

/* The plain letter a to z under an accent ("e" for U+00E9, "o" for U+00F8), for a character of the
 * folded form; 0 for anything that is not a Latin letter. Folding itself keeps accents: they are
 * spelling. */
char text_unaccented(uint32_t c);

/* Folds one short string (a lexicon entry, a user name) the same way, without the map. */
enum rc text_fold(struct arena *a, struct str original, struct str *ret) MUST_CHECK;

#endif
