#include "train/quality.h"

#include <math.h>
#include <stdlib.h>

#define BINS 10

struct scored {
    double score;
    bool yes;
};

static int by_score(const void *a, const void *b)
{
    double x = ((const struct scored *)a)->score, y = ((const struct scored *)b)->score;
    return (x > y) - (x < y);
}

static bool belongs(const struct corpus *c, const struct example *e, enum head head,
                    enum quality_scope scope, struct str group)
{
    bool own = str_eq(c->manifest->set[e->set].group, group);
    if (e->label[head] < 0)
        return false;
    if (scope == QUALITY_WIDE)
        return own ? e->label[head] >= 0.5f : e->part == PART_TEST && e->label[head] < 0.5f;
    return scope == QUALITY_GROUP ? own : e->part == PART_TEST;
}

/* The rank sum of Mann and Whitney, ties counting half. */
static double area(const struct scored *s, size_t count, size_t yes, size_t no)
{
    double ranks = 0;
    if (yes == 0 || no == 0)
        return 0.5;
    for (size_t i = 0; i < count;) {
        size_t end = i, among = 0;
        for (; end < count && s[end].score <= s[i].score; end++)
            among += s[end].yes;
        ranks += (double)among * ((double)(i + end + 1) / 2);
        i = end;
    }
    return (ranks - (double)yes * (double)(yes + 1) / 2) / ((double)yes * (double)no);
}

/* The share of yes above the score that `share` of no lie above. */
static double found_at(const struct scored *s, size_t count, size_t yes, size_t no, double share)
{
    size_t allowed = (size_t)((double)no * share), taken = 0, found = 0;
    for (size_t i = count; i > 0 && taken <= allowed; i--) {
        taken += !s[i - 1].yes;
        found += s[i - 1].yes && taken <= allowed;
    }
    return yes ? (double)found / (double)yes : 0;
}

static double calibration_error(const struct scored *s, size_t count)
{
    double said[BINS] = {0}, was[BINS] = {0}, error = 0;
    for (size_t i = 0; i < count; i++) {
        int bin = (int)(s[i].score * BINS);
        bin = bin < BINS ? bin : BINS - 1;
        said[bin] += s[i].score;
        was[bin] += s[i].yes;
    }
    for (int b = 0; b < BINS; b++)
        error += fabs(said[b] - was[b]);
    return count ? error / (double)count : 0;
}

static void count_up(const struct scored *s, size_t count, struct quality *q)
{
    size_t over = 0, right = 0;
    for (size_t i = 0; i < count; i++) {
        q->yes += s[i].yes;
        over += s[i].score >= 0.5;
        right += s[i].score >= 0.5 && s[i].yes;
    }
    q->no = count - q->yes;
    q->precision = over ? (double)right / (double)over : 0;
    q->recall = q->yes ? (double)right / (double)q->yes : 0;
}

enum rc quality_measure(const struct corpus *c, const double *score, enum head head,
                        enum quality_scope scope, struct str group, struct arena *a,
                        struct quality *ret)
{
    struct arena_mark mark = arena_mark(a);
    struct scored *s = ARENA_ARRAY(a, c->count + 1, struct scored);
    struct quality q = {0};
    size_t count = 0;
    if (!s)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < c->count; i++) {
        if (belongs(c, &c->example[i], head, scope, group))
            s[count++] = (struct scored){score[i], c->example[i].label[head] >= 0.5f};
    }
    qsort(s, count, sizeof(*s), by_score);
    count_up(s, count, &q);
    q.auc = area(s, count, q.yes, q.no);
    q.at_5 = found_at(s, count, q.yes, q.no, 0.05);
    q.at_1 = found_at(s, count, q.yes, q.no, 0.01);
    q.error = calibration_error(s, count);
    arena_rewind(a, mark);
    *ret = q;
    return RC_OK;
}
