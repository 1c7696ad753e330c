/*
 * Random rows with their verdicts, for people to label: every row of all data sets has the same chance (reservoir sampling,
 * Vitter's algorithm R, 1985), and the same seed draws the same rows.
 *
 * Ownership: places live in the arena given; their texts are freed by eval_sample_release. Sets and standards are viewed.
 *
 * Must not: judge.
 */
#ifndef COMITY_CLI_EVAL_SAMPLE_H
#define COMITY_CLI_EVAL_SAMPLE_H

#include "base/random.h"
#include "cli/eval_set.h"

#define EVAL_SAMPLE_MAX 10000

struct eval_drawn {
    struct str set, clause;
    int64_t line, number; /* number: which of all rows */
    enum consequence consequence;
    char words[EVAL_WORDS_BYTES];
    struct buf id, text;
};

struct eval_sample {
    struct random random;
    struct eval_drawn *drawn; /* `count` of `wanted` places are taken */
    size_t wanted, count;
    int64_t offered;
};

enum rc eval_sample_init(struct eval_sample *s, struct arena *a, size_t wanted,
                         uint64_t seed) MUST_CHECK;
void eval_sample_release(struct eval_sample *s);
enum rc eval_sample_offer(struct eval_sample *s, const struct eval_set *set,
                          const struct eval_item *item) MUST_CHECK;
/* Tab-separated, in the order of the rows: set, line, id, verdict, clause, its marked words, agree (empty, to be filled
 * in), text. */
void eval_sample_write(struct eval_sample *s, struct buf *out);

#endif
