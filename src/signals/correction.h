/*
 * The site's own correction of the trained models: how much certain words, seen in comments that people here ruled on,
 * shift a model's probability. The models are the same on every site; what a newsroom's moderators call an insult
 * is not. src/community/learning/learning.h makes corrections of rulings; here one is applied.
 *
 *     text ──► words and pairs of words, hashed ──► those the correction has ──► sum for each head, bounded
 *              model.insult 0.62 ──log-odds──► 0.49 + 0.80 ──► learned.insult 0.78
 *
 * A word is taken in its plain form: folded, without accents, digits for letters read as letters, letters drawn out
 * ("cloooown") made one. Two words in a row are a pair. Words so common that they say nothing (models/background.md)
 * are not looked at by themselves.
 *
 * Ownership: a correction is read-only; whoever made it keeps it alive while texts are measured with it. The part a
 * text met is a correction too, in the measurement's arena: with it alone the same text gives the same numbers, words
 * as evidence included. It is stored in the context of the judgement, and a replay needs nothing else.
 *
 * Invariants:
 *  1. Words ascend by hash; a change is in thousandths of log-odds, at most CORRECTION_CHANGE_LIMIT either way.
 *  2. The sum of a text's changes is within +-change_max, whatever the text.
 *  3. A word counts once, however often it stands in the text.
 *  4. The part met, measured again, meets all of itself: at most CORRECTION_MET_MAX words, the strongest.
 *
 * Must not: know where corrections come from.
 */
#ifndef COMITY_SIGNALS_CORRECTION_H
#define COMITY_SIGNALS_CORRECTION_H

#include "base/buf.h"
#include "signals/heads.h"
#include "signals/signals.h"
#include "text/text.h"

#define CORRECTION_CHANGE_LIMIT 10000 /* thousandths of log-odds */
#define CORRECTION_WORDS_LIMIT  16384
#define CORRECTION_MET_MAX      40
#define CORRECTION_TOKENS_MAX   4096 /* so many of a text are looked at */

/* The signals learned.toxic …, by head: head_signals corrected. */
extern const enum signal_id correction_learned[HEAD_COUNT];

struct correction_word {
    uint64_t hash;
    int16_t change[HEAD_COUNT];
};

struct correction {
    int64_t version;
    int32_t change_max; /* of a text's sum, in thousandths of log-odds */
    /* Heads, by bit, of which a finding may remove a comment: from remove_from thousandths of probability on. */
    uint32_t may_remove;
    int32_t remove_from;
    const struct correction_word *words;
    size_t word_count;
};

/* --- the words of a text --- */

struct correction_place {
    uint64_t hash;
    struct span folded;
    uint16_t weight; /* 1 to 256: how much the word tells */
};
struct correction_places {
    struct correction_place
        *items; /* in the order of the text; a word said twice stands there twice */
    size_t count;
};
enum rc correction_places(const struct text *t, struct arena *a,
                          struct correction_places *ret) MUST_CHECK;

/* --- applying --- */

struct correction_sum {
    int32_t change[HEAD_COUNT];
};
/* The sums for the text, and the part that was met. */
enum rc correction_apply(const struct correction *c, const struct correction_places *places,
                         struct arena *a, struct correction_sum *ret,
                         struct correction *ret_met) MUST_CHECK;
/* NULL when it has no such word. */
const struct correction_word *correction_find(const struct correction *c, uint64_t hash);
/* A probability after a change of its log-odds, rounded to four decimals; unchanged by 0. */
double correction_shift(double probability, int32_t change);

/* --- as text: "12.3000.4.900/9f3a12bc44d0e1f2a120c-30" --- */

void correction_write(struct buf *out, const struct correction *c);
/* RC_INVALID for anything else; lives in `a`. */
enum rc correction_parse(struct str text, struct arena *a, struct correction *ret) MUST_CHECK;

#endif
