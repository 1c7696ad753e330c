#include "base/ranking.h"

#include <math.h>
#include <stdlib.h>

#define Z 1.959963984540054

struct place {
    double score;
    uint32_t index;
};

/* Highest first; among equals the first first, so that the order is one. */
static int by_score(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

/* The end of the things with the same score as that at `from`, and how many of them are positive. */
static size_t tie(const struct ranking *r, size_t from, int64_t *ret_positives)
{
    double score = r->scores[r->order[from]];
    size_t at = from;
    for (*ret_positives = 0; at < r->count && r->scores[r->order[at]] == score; at++)
        *ret_positives += r->positive[r->order[at]];
    return at;
}

static void place(struct ranking *r)
{
    int64_t above = 0, negatives_above = 0, tied;
    for (size_t from = 0, to; from < r->count; from = to) {
        to = tie(r, from, &tied);
        int64_t negatives_tied = (int64_t)(to - from) - tied;
        double below = (double)(r->negatives - negatives_above - negatives_tied);
        for (size_t i = from; i < to; i++) {
            uint32_t k = r->order[i];
            r->placements[k] = r->positive[k]
                                   ? (below + (double)negatives_tied / 2) / (double)r->negatives
                                   : ((double)above + (double)tied / 2) / (double)r->positives;
        }
        above += tied;
        negatives_above += negatives_tied;
    }
}

enum rc ranking_make(struct arena *a, const double *scores, const uint8_t *positive, size_t count,
                     struct ranking *ret)
{
    struct ranking r = {.scores = scores, .positive = positive, .count = count};
    if (count >= UINT32_MAX)
        return RC_TOO_LARGE;
    r.order = ARENA_ARRAY(a, count, uint32_t);
    r.placements = ARENA_ARRAY(a, count, double);
    struct arena_mark mark = arena_mark(a);
    struct place *places = ARENA_ARRAY(a, count, struct place);
    if (r.order == NULL || r.placements == NULL || places == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        places[i] = (struct place){scores[i], (uint32_t)i};
        r.positives += positive[i];
    }
    r.negatives = (int64_t)count - r.positives;
    qsort(places, count, sizeof *places, by_score);
    for (size_t i = 0; i < count; i++)
        r.order[i] = places[i].index;
    arena_rewind(a, mark);
    if (r.positives > 0 && r.negatives > 0)
        place(&r);
    *ret = r;
    return RC_OK;
}

static double inverse_logit(double x)
{
    return 1 / (1 + exp(-x));
}

/* On the logit scale, where the standard error is `error`. */
static struct proportion logit_interval(double share, double error)
{
    double middle = log(share / (1 - share));
    return (struct proportion){.share = share,
                               .low = inverse_logit(middle - Z * error),
                               .high = inverse_logit(middle + Z * error)};
}

static double mean(const struct ranking *r, int kind)
{
    double sum = 0;
    for (size_t i = 0; i < r->count; i++)
        sum += r->positive[i] == kind ? r->placements[i] : 0;
    return sum / (double)(kind != 0 ? r->positives : r->negatives);
}

static double covariance_of_kind(const struct ranking *a, const struct ranking *b, int kind)
{
    double mean_a = mean(a, kind), mean_b = mean(b, kind), sum = 0;
    double n = (double)(kind != 0 ? a->positives : a->negatives);
    for (size_t i = 0; i < a->count; i++)
        if (a->positive[i] == kind)
            sum += (a->placements[i] - mean_a) * (b->placements[i] - mean_b);
    return n > 1 ? sum / (n - 1) / n : 0;
}

static double covariance(const struct ranking *a, const struct ranking *b)
{
    return covariance_of_kind(a, b, 1) + covariance_of_kind(a, b, 0);
}

struct proportion ranking_area(const struct ranking *r)
{
    if (r->positives == 0 || r->negatives == 0)
        return (struct proportion){.share = 0, .low = 0, .high = 1};
    double area = mean(r, 1), error = sqrt(covariance(r, r));
    if (error > 0 && area > 0 && area < 1)
        return logit_interval(area, error / (area * (1 - area)));
    double rarer = (double)(r->positives < r->negatives ? r->positives : r->negatives);
    return proportion_wilson(area * rarer, rarer);
}

struct proportion ranking_average_precision(const struct ranking *r)
{
    int64_t seen = 0, tied;
    double sum = 0;
    if (r->positives == 0)
        return (struct proportion){.share = 0, .low = 0, .high = 1};
    for (size_t from = 0, to; from < r->count; from = to) {
        to = tie(r, from, &tied);
        seen += tied;
        sum += (double)tied * (double)seen / (double)to;
    }
    double n = (double)r->positives, average = sum / n;
    /* Near 0 and 1 the logit has no spread to speak of, and a sum of many quotients is not exactly 1. */
    double information = n * average * (1 - average);
    if (information >= 1)
        return logit_interval(average, 1 / sqrt(information));
    if (average > 1)
        average = 1;
    return proportion_wilson(average * n, n);
}

struct ranking_difference ranking_compare(const struct ranking *first, const struct ranking *second)
{
    struct ranking_difference d = {.low = -1, .high = 1, .p = 1};
    if (first->positives == 0 || first->negatives == 0)
        return d;
    d.difference = mean(first, 1) - mean(second, 1);
    double variance =
        covariance(first, first) + covariance(second, second) - 2 * covariance(first, second);
    double error = variance > 0 ? sqrt(variance) : 0;
    d.low = d.difference - Z * error;
    d.high = d.difference + Z * error;
    if (error > 0)
        d.p = erfc(fabs(d.difference) / error / sqrt(2));
    return d;
}

/* Of each thing, less the mean of all ranks. */
static double *centred_ranks(struct arena *a, const struct ranking *r)
{
    double *ranks = ARENA_ARRAY(a, r->count, double);
    int64_t tied;
    for (size_t from = 0, to; ranks != NULL && from < r->count; from = to) {
        to = tie(r, from, &tied);
        for (size_t i = from; i < to; i++)
            ranks[r->order[i]] = ((double)(from + to) - (double)r->count) / 2;
    }
    return ranks;
}

double ranking_correlation(struct arena *a, const struct ranking *first,
                           const struct ranking *second)
{
    struct arena_mark mark = arena_mark(a);
    const double *x = centred_ranks(a, first), *y = centred_ranks(a, second);
    double xx = 0, yy = 0, xy = 0;
    for (size_t i = 0; x != NULL && y != NULL && i < first->count; i++) {
        xx += x[i] * x[i];
        yy += y[i] * y[i];
        xy += x[i] * y[i];
    }
    arena_rewind(a, mark);
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
}

struct ranking_counts ranking_counts_at(const struct ranking *r, double threshold)
{
    struct ranking_counts c = {0};
    for (size_t i = 0; i < r->count && r->scores[r->order[i]] >= threshold; i++) {
        c.hits += r->positive[r->order[i]];
        c.false_alarms += !r->positive[r->order[i]];
    }
    c.misses = r->positives - c.hits;
    c.rejections = r->negatives - c.false_alarms;
    return c;
}

bool ranking_threshold(const struct ranking *r, double share, double *ret)
{
    double most = share * (double)r->negatives;
    int64_t reached = 0, tied;
    bool any = false;
    for (size_t from = 0, to; from < r->count; from = to) {
        to = tie(r, from, &tied);
        reached += (int64_t)(to - from) - tied;
        if ((double)reached > most)
            break;
        *ret = r->scores[r->order[from]];
        any = true;
    }
    return any;
}
