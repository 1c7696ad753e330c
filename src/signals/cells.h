/*
 * The folded text as lexicons see it: one cell a character, with the letter it is, the letters it
 * may stand for ("5" for s) and what kind of character it is. Made once for all detectors of a
 * comment.
 *
 * Owned by the detection's arena; offsets range over the folded form, ascending; cell[count] is a space at its
 * end.
 */
#ifndef COMITY_SIGNALS_CELLS_H
#define COMITY_SIGNALS_CELLS_H

#include "signals/detect.h"
#include "signals/symbol.h"

enum cell_kind {
    CELL_SPACE,
    CELL_LINE, /* a line break */
    CELL_PUNCTUATION,
    CELL_APOSTROPHE,
    CELL_DASH,      /* joins words: - _ */
    CELL_LONG_DASH, /* breaks words; folding makes it a hyphen, the original still tells */
    CELL_SOFT,      /* ends sentences or masks a letter: ! ? @ $ */
    CELL_MASK,      /* masks a letter: * # and the like */
    CELL_DIGIT,     /* from here on: part of a word */
    CELL_FOREIGN,   /* a letter that is not in the alphabet */
    CELL_LETTER,
};

struct cell {
    uint32_t offset;
    uint8_t kind;
    uint8_t symbol;
    uint8_t leet[2]; /* letters it may stand for, likelier first; SYMBOL_NONE for none */
};

/* Where scans begin, found once for all lexicons. */
struct cells {
    const struct text *text;
    const struct cell *cell;
    /* For each cell the first at or behind it where a word may begin, also one that begins with a sign or number;
     * count for none. */
    const uint32_t *begin;
    /* How the word that begins at the cell opens (symbol.h), when its first letters can only be themselves and none is
     * the one before it; CELLS_NO_OPENING otherwise. */
    const uint16_t *opening;
    uint32_t count;
};
#define CELLS_NO_OPENING UINT16_MAX

/* NULL when the arena is full. */
const struct cells *cells_get(struct detection *d);
/* The Arabic words of the text, for lexicons of that alphabet: all other letters are foreign there, no sign is put for a letter,
 * and what is no letter in Arabic (symbol_arabic.h) has no cell. NULL when there are none, too. */
const struct cells *cells_arabic(struct detection *d);

static inline bool cell_in_word(const struct cell *c)
{
    return c->kind >= CELL_DIGIT;
}

static inline bool cell_is_space(const struct cell *c)
{
    return c->kind <= CELL_LINE;
}

/* Whether the letter can only be itself, and is no repetition of the one before it. */
static inline bool cell_is_plain(const struct cell *c, uint8_t before)
{
    return c->kind == CELL_LETTER && !c->leet[0] && c->symbol != before;
}

/* Whether a word can begin at `i`: nothing of a word stands before it. */
static inline bool cell_begins_word(const struct cells *c, uint32_t i)
{
    return i == 0 || !cell_in_word(&c->cell[i - 1]);
}

/* Whether a word in CamelCase is divided before `i`. */
bool cells_camel(const struct cells *c, uint32_t i);

static inline struct span cells_folded(const struct cells *c, uint32_t begin, uint32_t end)
{
    return (struct span){c->cell[begin].offset, c->cell[end].offset};
}

#endif
