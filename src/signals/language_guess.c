#include "signals/language_model.h"

#include <math.h>

/* Sums of so many bytes stay within 16 bits. */
#define BLOCK 256
/* The rows lie all over the model, which is larger than a core's cache: so many are asked for ahead. */
#define AHEAD 12

static inline __attribute__((always_inline)) void
add_block(const struct language_model *m, const uint16_t *bucket, uint32_t count, int32_t *sum)
{
    int16_t part[LANGUAGE_COLUMNS] = {0};
    for (uint32_t i = 0; i < count; i++) {
        const int8_t *row = m->weight[bucket[i]];
        if (i + AHEAD < count)
            __builtin_prefetch(m->weight[bucket[i + AHEAD]]);
        for (int k = 0; k < LANGUAGE_COLUMNS; k++)
            part[k] = (int16_t)(part[k] + row[k]);
    }
    for (int k = 0; k < LANGUAGE_COLUMNS; k++)
        sum[k] += part[k];
}

#ifdef __x86_64__
/* The same with a row at a time, where the processor can. */
__attribute__((target("avx2"))) static void
add_block_avx2(const struct language_model *m, const uint16_t *bucket, uint32_t count, int32_t *sum)
{
    add_block(m, bucket, count, sum);
}
#endif

static void sum_block(const struct language_model *m, const uint16_t *bucket, uint32_t count,
                      int32_t *sum)
{
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx2")) {
        add_block_avx2(m, bucket, count, sum);
        return;
    }
#endif
    add_block(m, bucket, count, sum);
}

static void find_best(const struct language_model *m, const int32_t *sum, struct language_guess *g)
{
    g->best = 0;
    g->second = 1;
    for (int k = 1; k < (int)m->languages; k++) {
        if (sum[k] > sum[g->best]) {
            g->second = g->best;
            g->best = k;
        } else if (k != g->best && (g->second == g->best || sum[k] > sum[g->second])) {
            g->second = k;
        }
    }
}

/* Probabilities are rounded to a thousandth, so that the last bits of exp() on different machines
 * do not show. */
static double rounded(double p)
{
    return floor(p * 1000 + 0.5) / 1000;
}

void language_guess(const struct language_model *m, const struct ngrams *n,
                    struct language_guess *ret)
{
    int32_t sum[LANGUAGE_COLUMNS] = {0};
    double unit, total = 0;
    for (uint32_t i = 0; i < n->count; i += BLOCK)
        sum_block(m, n->bucket + i, n->count - i < BLOCK ? n->count - i : BLOCK, sum);
    find_best(m, sum, ret);
    unit = (double)m->scale / (double)m->temperature / sqrt(n->count ? n->count : 1);
    for (int k = 0; k < LANGUAGE_COLUMNS; k++) {
        ret->probability[k] = k < (int)m->languages ? exp((sum[k] - sum[ret->best]) * unit) : 0;
        total += ret->probability[k];
    }
    for (int k = 0; k < LANGUAGE_COLUMNS; k++)
        ret->probability[k] = rounded(ret->probability[k] / total);
}
