/*
 * The tables behind folding: what kind of character each one is, and what it folds to.
 *
 * The data is written at build time by tools/foldtables.c from the Unicode Character Database; this
 * header is the contract between that generator and src/text/fold.c. Tables are two-stage: the
 * index picks a block of FOLD_BLOCK characters, equal blocks are stored once.
 *
 * Invariants:
 *  1. Every character in a replacement has no replacement of its own: one look-up settles.
 *  2. The composed character of a pair never ends another pair.
 *  3. The pair, imitation and unaccented tables ascend: pairs by `first` then `second`, the others
 * by `c`.
 *
 * Must not: be used outside src/text and its generator; see text.h for the outside.
 */
#ifndef COMITY_TEXT_FOLD_CLASS_H
#define COMITY_TEXT_FOLD_CLASS_H

#include <stddef.h>
#include <stdint.h>

#define FOLD_TABLE_LIMIT 0x30000
#define FOLD_BLOCK       64

/* A character's class is a byte: kind, script, case. */
enum {
    FOLD_SYMBOL = 0,
    FOLD_SPACE = 1,
    FOLD_LETTER = 2,
    FOLD_DIGIT = 3,
    FOLD_LOOSE_MARK = 4, /* a combining mark that may sit on any letter */
    FOLD_MARK = 5,       /* a mark that belongs to one script's spelling */
    FOLD_DROPPED = 6,    /* invisible: controls, zero-width, bidi, variation selectors */
    FOLD_KIND_MASK = 7,
    FOLD_SCRIPT_SHIFT = 3,
    FOLD_SCRIPT_MASK = 7 << FOLD_SCRIPT_SHIFT,
    FOLD_CASED = 64,
    FOLD_UPPER = 128,
};

enum {
    FOLD_NO_SCRIPT,
    FOLD_LATIN,
    FOLD_CYRILLIC,
    FOLD_GREEK,
    FOLD_OTHER_SCRIPT,
    FOLD_SCRIPT_COUNT
};

/* In a mapping: the replacement is more than another case of the same letter. */
#define FOLD_ALTERED 0x8000

struct fold_pair {
    uint32_t first, second, whole;
};
struct fold_letter {
    uint32_t c;
    char letter;
};

extern const uint16_t fold_class_index[];
extern const uint8_t fold_class_blocks[];
/* 0: folds to itself. Else, without FOLD_ALTERED, an offset into fold_replacements. */
extern const uint16_t fold_mapping_index[];
extern const uint16_t fold_mapping_blocks[];
extern const unsigned char fold_replacements[]; /* a length byte, then as many bytes of UTF-8 */
extern const struct fold_pair fold_pairs[];
extern const size_t fold_pair_count;
/* Letters of other scripts and the Latin letter each looks like. */
extern const struct fold_letter fold_imitations[];
extern const size_t fold_imitation_count;
/* Accented Latin letters and the letter without accent. */
extern const struct fold_letter fold_unaccented[];
extern const size_t fold_unaccented_count;

static inline unsigned fold_class(uint32_t c)
{
    if (c < FOLD_TABLE_LIMIT)
        return fold_class_blocks[fold_class_index[c / FOLD_BLOCK] * FOLD_BLOCK + c % FOLD_BLOCK];
    if (c < 0x40000)
        return FOLD_LETTER | FOLD_OTHER_SCRIPT << FOLD_SCRIPT_SHIFT; /* Han */
    return c >= 0xE0000 && c < 0xE1000 ? FOLD_DROPPED : FOLD_SYMBOL;
}

static inline unsigned fold_kind(uint32_t c)
{
    return fold_class(c) & FOLD_KIND_MASK;
}

static inline unsigned fold_script(uint32_t c)
{
    return (fold_class(c) & FOLD_SCRIPT_MASK) >> FOLD_SCRIPT_SHIFT;
}

static inline unsigned fold_mapping(uint32_t c)
{
    if (c < FOLD_TABLE_LIMIT)
        return fold_mapping_blocks[fold_mapping_index[c / FOLD_BLOCK] * FOLD_BLOCK +
                                   c % FOLD_BLOCK];
    return c >= 0xE0000 && c < 0xE1000 ? 1 | FOLD_ALTERED : 0;
}

#endif
