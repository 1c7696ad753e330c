/*
 * Compiled lexicons: read-only tables made at build time from models/lexicons by tools/lexgen.c.
 *
 * A lexicon is a trie over the symbols of symbol.h; node 0 is the root. A node says by a bit for each symbol which
 * children it has, so that what leads on is found without looking at them; they stand next to each other in ascending
 * order of symbol. An entry's label says what it is (a grade of coarseness, a
 * kind of bait); the labels of each lexicon are enumerated in its generated header. Where words mean
 * several things at once (a rat is an animal and a term of abuse), a label is an index into `kinds`.
 *
 * An entry belongs to a language, and is found in texts of any (people swear in English everywhere), unless its tongue
 * says otherwise: words that count only in their own language, or are innocent in another one.
 */
#ifndef COMITY_SIGNALS_LEXICON_H
#define COMITY_SIGNALS_LEXICON_H

#include <stdbool.h>
#include <stdint.h>

#include "signals/symbol.h"

/* The longest entry in symbols; lexgen refuses longer ones. */
#define LEXICON_DEPTH_MAX 64

enum lexicon_flag {
    LEXICON_END = 1 << 0,         /* an entry ends here */
    LEXICON_SPLIT_BELOW = 1 << 1, /* an entry behind this node has LEXICON_SPLIT */
    LEXICON_OPEN = 1 << 2,        /* any letters may follow: the entry is a beginning */
    LEXICON_INSIDE = 1 << 3,      /* also found inside a word */
    LEXICON_NAME = 1 << 4,        /* innocent as a name: Dick Cheney */
    LEXICON_SPLIT = 1 << 5,       /* no innocent words make it up: "fu ck" is read as one */
    LEXICON_PLAIN = 1 << 6, /* found only as written: masked or respelt it could be too much else */
    LEXICON_GLUED = 1 << 7, /* also found in a word whose rest is words too: "pieceofshit" */
    LEXICON_RESPELT = 1 << 8,  /* a respelling made by lexgen */
    LEXICON_ACCENTED = 1 << 9, /* another word without its accent or tilde */
};
/* Flags of what is found elsewhere than at a word's beginning. */
#define LEXICON_ANYWHERE (LEXICON_INSIDE | LEXICON_GLUED)

struct lexicon_node {
    uint64_t children; /* bit for each symbol that leads on */
    uint32_t child;    /* index of the first child, 0 for none */
    uint16_t flags;
    uint8_t label;  /* of the entry that ends here */
    uint8_t tongue; /* and where it counts */
};

/* Sets of languages, as bits in the order of lexicon.languages. */
struct lexicon_tongue {
    uint32_t home;  /* the entry's own */
    uint32_t only;  /* counts in these alone; none for all */
    uint32_t never; /* innocent in these */
};
#define LEXICON_LANGUAGES_MAX 31
#define LEXICON_NO_LANGUAGE   (1u << 31) /* of a text in a language that no entry speaks of */

struct lexicon {
    const struct lexicon_node *nodes;
    uint32_t node_count;
    uint32_t root[SYMBOL_COUNT]; /* the root's child for each symbol, 0 for none */
    const uint64_t *openings;    /* bit for each opening of a word that an entry may have */
    const uint64_t *within;      /* the same of entries that are found inside words */
    uint64_t inside;             /* bit for each symbol that begins such an entry */
    uint64_t hash;               /* of the source files */
    const uint64_t *kinds;       /* of each label, as bits; NULL where a label is one kind */
    const struct lexicon_tongue *tongues;
    const char *languages; /* ISO 639-1 codes, two letters each */
    bool arabic;           /* its letters are those of symbol_arabic.h; read through cells_arabic */
};

static inline uint64_t symbol_bit(unsigned symbol)
{
    return 1ull << symbol;
}

static inline bool lexicon_opens(const struct lexicon *l, uint32_t opening)
{
    return l->openings[opening / 64] >> (opening % 64) & 1;
}

static inline bool lexicon_opens_within(const struct lexicon *l, uint32_t opening)
{
    return l->within[opening / 64] >> (opening % 64) & 1;
}

/* The bit of a language in tongues, or LEXICON_NO_LANGUAGE. */
static inline uint32_t lexicon_language(const struct lexicon *l, const char code[static 2])
{
    for (unsigned i = 0; l->languages[2 * i]; i++) {
        if (l->languages[2 * i] == code[0] && l->languages[2 * i + 1] == code[1])
            return 1u << i;
    }
    return LEXICON_NO_LANGUAGE;
}

/* Whether an entry of that tongue counts in a text of the language, 0 for another or an unknown one. */
static inline bool lexicon_counts(const struct lexicon *l, uint8_t tongue, uint32_t language)
{
    const struct lexicon_tongue *t = &l->tongues[tongue];
    return (t->only == 0 || t->only & language) && !(t->never & language);
}

/* The child for a symbol that is among the node's `children`; mostly it is the first. */
static inline uint32_t lexicon_child(const struct lexicon_node *n, unsigned symbol)
{
    uint64_t before = n->children & (symbol_bit(symbol) - 1);
    return n->child + (before ? (uint32_t)__builtin_popcountll(before) : 0);
}

#endif
