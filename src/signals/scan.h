/*
 * Finding the entries of a lexicon in a text, also where they are disguised.
 *
 * A scan goes from word to word. At each it walks the lexicon's trie with everything the characters
 * may stand for, keeps the longest entry that ends where a word ends, and goes on behind it.
 *
 * Seen through, when `disguises` is set:
 *   digits and signs for letters ("sh1t", "a$$"), masks ("f*ck", "f—k", "f_ck", an emoji), repetition ("fuuuck"),
 *   letters set apart ("f u c k", "f.u.c.k"), and for entries marked so a word in two ("fu ck") and words written
 *   together ("pieceofshit", "#PieceOfShit"). Respellings ("fcuk", "phuck") are entries of their own, made by lexgen.
 * Look-alike letters, invisible characters and accents are gone before, by folding and in the
 * cells.
 *
 * Invariant: the steps of a scan are bounded by SCAN_STEPS_AT_FIRST and what the cells bring, SCAN_STEPS_PER_CELL each
 * of the first SCAN_CELLS_EARLY and SCAN_STEPS_LATER each behind, whatever the text. They are given out as the scan goes
 * on, so that what was put at the beginning to use them up hides nothing behind it: a word as it is written needs few.
 */
#ifndef COMITY_SIGNALS_SCAN_H
#define COMITY_SIGNALS_SCAN_H

#include "signals/cells.h"
#include "signals/lexicon.h"

#define SCAN_STEPS_AT_FIRST 16384
#define SCAN_STEPS_PER_CELL 64
/* So many cells bring that; later ones bring less, still more than ordinary text takes. */
#define SCAN_CELLS_EARLY 1024
#define SCAN_STEPS_LATER 2

struct scan {
    const struct lexicon *lexicon;
    const struct cells *cells;
    bool disguises;
    uint32_t at;       /* the next cell to begin at */
    uint32_t given_to; /* the cell up to which steps were given out */
    uint64_t steps_left;
    uint32_t word_from, word_end; /* cells known to be of one word, and where it ends */
};

struct scan_hit {
    const struct lexicon *lexicon;
    uint32_t begin, end; /* cells */
    uint8_t label;
    uint16_t flags; /* enum lexicon_flag */
    uint8_t length; /* letters of the entry */
    uint8_t leet;   /* letters written as digits or signs */
    uint8_t masked; /* letters that were guessed */
    uint8_t joined; /* gaps inside the word */
    bool digits;    /* one of the signs was a digit */
    bool repeated;  /* letters were repeated */
    bool doubled;   /* a letter was written twice */
    bool blotted;   /* a sign or emoji stands for a letter */
    bool spaced;    /* letters set apart */
    uint8_t tongue; /* where the entry counts: lexicon_counts */
    uint8_t symbols[LEXICON_DEPTH_MAX];
};

struct scan scan_begin(const struct lexicon *lexicon, const struct cells *cells, bool disguises);
/* Finds the next hit; false at the end. */
bool scan_next(struct scan *s, struct scan_hit *ret);
/* Whether the word was disguised in any way that read_as has to explain. */
bool scan_disguised(const struct scan_hit *h);
/* The entry in plain letters. */
struct str scan_read_as(const struct scan_hit *h, struct arena *a);

#endif
