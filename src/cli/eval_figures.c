#include "cli/eval_figures.h"

#include <math.h>

#include "base/ranking.h"

#define BINS 10

/* --- selections --- */

/* Rows whose label is known and whose scores are. */
struct selection {
    double *first, *second; /* `second` only where two are compared */
    uint8_t *positive;
    uint32_t *members;
    size_t count, abstained;
};

#define NO_SCORER SIZE_MAX

static enum rc select_rows(const struct eval_set *set, size_t label, size_t first, size_t second,
                           struct arena *a, struct selection *ret)
{
    const uint8_t *answers = eval_set_answers(set, label);
    const double *x = eval_set_scores(set, first);
    const double *y = second != NO_SCORER ? eval_set_scores(set, second) : x;
    struct selection s = {.first = ARENA_ARRAY(a, set->rows, double),
                          .second = ARENA_ARRAY(a, second != NO_SCORER ? set->rows : 0, double),
                          .positive = ARENA_ARRAY(a, set->rows, uint8_t),
                          .members = ARENA_ARRAY(a, set->rows, uint32_t)};
    if (arena_failed(a))
        return RC_NO_MEMORY;
    for (size_t i = 0; i < set->rows; i++) {
        if (answers[i] == RULE_UNKNOWN)
            continue;
        if (isnan(x[i]) || isnan(y[i])) {
            s.abstained++;
            continue;
        }
        s.first[s.count] = x[i];
        if (second != NO_SCORER)
            s.second[s.count] = y[i];
        s.members[s.count] = eval_set_members(set)[i];
        s.positive[s.count++] = answers[i] == RULE_IS_YES;
    }
    *ret = s;
    return RC_OK;
}

static bool measures(const struct eval_label *l, size_t scorer)
{
    return (l->scorers >> scorer & 1) != 0;
}

/* "TOXICITY", or "TOXICITY (--against)". */
static struct str scorer_name(const struct eval_set *set, size_t scorer)
{
    const struct eval_scorer *s = &set->scorers[scorer];
    return s->other ? arena_printf(set->arena, "%.*s (against)", STR_ARG(s->name)) : s->name;
}

/* --- one score --- */

void eval_figures_labels(const struct eval_set *set, struct eval_book *b)
{
    static const char *const columns[] = {"label",      "rows",      "yes", "no",
                                          "unlabelled", "share yes", NULL};
    struct eval_table *t = eval_table_add(b, set->name, "labels", STR("labels"), columns);
    for (size_t i = 0; i < set->label_count; i++) {
        const struct eval_label *l = &set->labels[i];
        eval_row_add(b, t);
        eval_put_text(t, l->name);
        eval_put_count(t, (int64_t)(l->yes + l->no + l->unknown));
        eval_put_count(t, (int64_t)l->yes);
        eval_put_count(t, (int64_t)l->no);
        eval_put_count(t, (int64_t)l->unknown);
        eval_put_share(t, (int64_t)l->yes, (int64_t)(l->yes + l->no));
    }
}

struct tables {
    struct eval_table *auc, *thresholds, *rates, *calibration, *reliability;
};

static void add_tables(const struct eval_set *set, struct eval_book *b, struct tables *t)
{
    static const char *const auc[] = {"label",     "score", "yes", "no", "AUC", "average precision",
                                      "abstained", NULL};
    static const char *const thresholds[] = {"label",  "score", "threshold",       "precision",
                                             "recall", "F1",    "false positives", NULL};
    static const char *const rates[] = {"label",     "score", "false positives wanted",
                                        "threshold", "got",   "recall",
                                        "precision", NULL};
    static const char *const calibration[] = {"label",      "score",     "Brier", "ECE",
                                              "mean score", "share yes", NULL};
    static const char *const reliability[] = {"label",      "score",     "from", "rows",
                                              "mean score", "share yes", NULL};
    t->auc = eval_table_add(b, set->name, "auc", STR("how well scores tell labels apart"), auc);
    t->thresholds =
        eval_table_add(b, set->name, "thresholds", STR("at fixed thresholds"), thresholds);
    t->rates =
        eval_table_add(b, set->name, "rates", STR("at fixed shares of false positives"), rates);
    t->calibration =
        eval_table_add(b, set->name, "calibration", STR("scores as probabilities"), calibration);
    t->reliability =
        eval_table_add(b, set->name, "reliability", STR("what share is so, by score"), reliability);
}

struct subject {
    struct eval_book *book;
    struct str label, score;
};

static void begin_row(const struct subject *s, struct eval_table *t)
{
    eval_row_add(s->book, t);
    eval_put_text(t, s->label);
    eval_put_text(t, s->score);
}

static void put_area(const struct subject *s, struct eval_table *t, const struct ranking *r,
                     size_t abstained)
{
    begin_row(s, t);
    eval_put_count(t, r->positives);
    eval_put_count(t, r->negatives);
    if (r->positives > 0 && r->negatives > 0) {
        eval_put_area(t, ranking_area(r));
        eval_put_area(t, ranking_average_precision(r));
    } else {
        eval_put_number(t, NAN);
        eval_put_number(t, NAN);
    }
    eval_put_count(t, (int64_t)abstained);
}

static double f1_of(struct ranking_counts c)
{
    int64_t together = 2 * c.hits + c.false_alarms + c.misses;
    return together > 0 ? 2 * (double)c.hits / (double)together : NAN;
}

static void put_thresholds(const struct subject *s, struct eval_table *t, const struct ranking *r,
                           const struct eval_levels *levels)
{
    for (size_t i = 0; i < levels->threshold_count; i++) {
        struct ranking_counts c = ranking_counts_at(r, levels->thresholds[i]);
        begin_row(s, t);
        eval_put_number(t, levels->thresholds[i]);
        eval_put_share(t, c.hits, c.hits + c.false_alarms);
        eval_put_share(t, c.hits, r->positives);
        eval_put_number(t, f1_of(c));
        eval_put_share(t, c.false_alarms, r->negatives);
    }
}

static void put_rates(const struct subject *s, struct eval_table *t, const struct ranking *r,
                      const struct eval_levels *levels)
{
    double threshold;
    for (size_t i = 0; r->negatives > 0 && i < levels->rate_count; i++) {
        bool any = ranking_threshold(r, levels->rates[i], &threshold);
        struct ranking_counts c = ranking_counts_at(r, any ? threshold : INFINITY);
        begin_row(s, t);
        eval_put_number(t, levels->rates[i]);
        eval_put_number(t, any ? threshold : NAN);
        eval_put_share(t, c.false_alarms, r->negatives);
        eval_put_share(t, c.hits, r->positives);
        eval_put_share(t, c.hits, c.hits + c.false_alarms);
    }
}

struct bin {
    int64_t rows, yes;
    double sum;
};

static size_t bin_of(double score)
{
    size_t bin = (size_t)(score * BINS);
    return bin < BINS ? bin : BINS - 1;
}

static bool is_probability(const struct selection *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->first[i] < 0 || s->first[i] > 1)
            return false;
    return s->count > 0;
}

static void put_bins(const struct subject *s, struct eval_table *t, const struct bin *bins)
{
    for (size_t i = 0; i < BINS; i++) {
        if (bins[i].rows == 0)
            continue;
        begin_row(s, t);
        eval_put_number(t, (double)i / BINS);
        eval_put_count(t, bins[i].rows);
        eval_put_number(t, bins[i].sum / (double)bins[i].rows);
        eval_put_share(t, bins[i].yes, bins[i].rows);
    }
}

/* Brier's score is the mean squared error; ECE the mean distance of score and share over the bins, by their rows. */
static void put_calibration(const struct subject *s, const struct tables *t,
                            const struct selection *rows)
{
    struct bin bins[BINS] = {{0}};
    double brier = 0, sum = 0, error = 0, n = (double)rows->count;
    int64_t yes = 0;
    for (size_t i = 0; i < rows->count; i++) {
        double x = rows->first[i], off = x - rows->positive[i];
        struct bin *bin = &bins[bin_of(x)];
        bin->rows++;
        bin->yes += rows->positive[i];
        bin->sum += x;
        brier += off * off;
        sum += x;
        yes += rows->positive[i];
    }
    for (size_t i = 0; i < BINS; i++)
        error += fabs(bins[i].sum - (double)bins[i].yes);
    begin_row(s, t->calibration);
    eval_put_number(t->calibration, brier / n);
    eval_put_number(t->calibration, error / n);
    eval_put_number(t->calibration, sum / n);
    eval_put_share(t->calibration, yes, (int64_t)rows->count);
    put_bins(s, t->reliability, bins);
}

static enum rc put_scorer(const struct eval_set *set, size_t label, size_t scorer,
                          const struct eval_levels *levels, const struct tables *t,
                          struct arena *scratch, struct eval_book *b)
{
    struct subject s = {b, set->labels[label].name, scorer_name(set, scorer)};
    struct selection rows;
    struct ranking r;
    arena_reset(scratch);
    enum rc rc = select_rows(set, label, scorer, NO_SCORER, scratch, &rows);
    if (rc == RC_OK)
        rc = ranking_make(scratch, rows.first, rows.positive, rows.count, &r);
    if (rc != RC_OK)
        return rc;
    put_area(&s, t->auc, &r, rows.abstained);
    if (rows.count == 0)
        return RC_OK;
    put_thresholds(&s, t->thresholds, &r, levels);
    put_rates(&s, t->rates, &r, levels);
    if (is_probability(&rows))
        put_calibration(&s, t, &rows);
    return RC_OK;
}

enum rc eval_figures_scores(const struct eval_set *set, const struct eval_levels *levels,
                            struct arena *scratch, struct eval_book *b)
{
    struct tables t;
    enum rc rc = RC_OK;
    add_tables(set, b, &t);
    for (size_t label = 0; label < set->label_count; label++)
        for (size_t i = 0; rc == RC_OK && i < set->scorer_count; i++)
            if (measures(&set->labels[label], i))
                rc = put_scorer(set, label, i, levels, &t, scratch, b);
    return rc;
}

/* --- two scores --- */

/* Rows that both scores put on the same side of the threshold. */
static int64_t same_side(const struct selection *rows, double threshold)
{
    int64_t same = 0;
    for (size_t i = 0; i < rows->count; i++)
        same += (rows->first[i] >= threshold) == (rows->second[i] >= threshold);
    return same;
}

static enum rc put_pair(const struct eval_set *set, size_t label, size_t first, size_t second,
                        double threshold, struct eval_table *t, struct arena *scratch,
                        struct eval_book *b)
{
    struct selection rows;
    struct ranking x, y;
    arena_reset(scratch);
    enum rc rc = select_rows(set, label, first, second, scratch, &rows);
    if (rc == RC_OK)
        rc = ranking_make(scratch, rows.first, rows.positive, rows.count, &x);
    if (rc == RC_OK)
        rc = ranking_make(scratch, rows.second, rows.positive, rows.count, &y);
    if (rc != RC_OK || x.positives == 0 || x.negatives == 0)
        return rc;
    struct ranking_difference d = ranking_compare(&x, &y);
    eval_row_add(b, t);
    eval_put_text(t, set->labels[label].name);
    eval_put_text(t, scorer_name(set, first));
    eval_put_text(t, scorer_name(set, second));
    eval_put_count(t, (int64_t)rows.count);
    eval_put_area(t, ranking_area(&x));
    eval_put_area(t, ranking_area(&y));
    eval_put_area(t, (struct proportion){d.difference, d.low, d.high});
    eval_put_number(t, d.p);
    eval_put_number(t, ranking_correlation(scratch, &x, &y));
    eval_put_share(t, same_side(&rows, threshold), (int64_t)rows.count);
    return RC_OK;
}

/* Ours with the same by other models, with a column of the data, and the label's first score with its others. */
static bool are_compared(const struct eval_set *set, const struct eval_label *l, size_t first,
                         size_t second)
{
    const struct eval_scorer *x = &set->scorers[first], *y = &set->scorers[second];
    size_t leading = 0;
    while (!measures(l, leading))
        leading++;
    if (x->other || x->kind == EVAL_BY_COLUMN || first == second)
        return false;
    if (y->other)
        return y->twin == first;
    return y->kind == EVAL_BY_COLUMN || first == leading;
}

enum rc eval_figures_comparisons(const struct eval_set *set, const struct eval_levels *levels,
                                 struct arena *scratch, struct eval_book *b)
{
    static const char *const columns[] = {
        "label",      "first", "second",           "rows",      "AUC first", "AUC second",
        "difference", "p",     "rank correlation", "same side", NULL};
    struct eval_table *t =
        eval_table_add(b, set->name, "comparison", STR("two scores of the same rows"), columns);
    enum rc rc = RC_OK;
    for (size_t label = 0; label < set->label_count; label++) {
        const struct eval_label *l = &set->labels[label];
        for (size_t i = 0; i < set->scorer_count; i++)
            for (size_t k = 0; rc == RC_OK && k < set->scorer_count; k++)
                if (measures(l, i) && measures(l, k) && are_compared(set, l, i, k))
                    rc = put_pair(set, label, i, k, levels->thresholds[0], t, scratch, b);
    }
    return rc;
}

/* --- groups --- */

/* Rows of the group with an answer, and rows outside it with one; others are left out. */
struct part {
    bool inside[2], outside[2]; /* [positive] */
};

static enum rc part_area(const struct selection *rows, uint32_t bit, const struct part *p,
                         struct arena *a, struct eval_table *t)
{
    struct arena_mark mark = arena_mark(a);
    double *scores = ARENA_ARRAY(a, rows->count, double);
    uint8_t *positive = ARENA_ARRAY(a, rows->count, uint8_t);
    struct ranking r;
    size_t n = 0;
    if (scores == NULL || positive == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < rows->count; i++) {
        bool inside = (rows->members[i] & bit) != 0;
        if (!(inside ? p->inside : p->outside)[rows->positive[i]])
            continue;
        scores[n] = rows->first[i];
        positive[n++] = rows->positive[i];
    }
    enum rc rc = ranking_make(a, scores, positive, n, &r);
    if (rc == RC_OK && r.positives > 0 && r.negatives > 0)
        eval_put_area(t, ranking_area(&r));
    else
        eval_put_number(t, NAN);
    arena_rewind(a, mark);
    return rc;
}

static enum rc put_group(const struct eval_set *set, size_t group, const struct subject *s,
                         const struct selection *rows, struct arena *scratch, struct eval_table *t)
{
    static const struct part parts[] = {
        {.inside = {true, true}},
        {.inside = {true, false},
         .outside = {false, true}}, /* background positive, subgroup negative */
        {.inside = {false, true},
         .outside = {true, false}}, /* background negative, subgroup positive */
    };
    uint32_t bit = (uint32_t)1 << group;
    int64_t members = 0, yes = 0;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < rows->count; i++) {
        members += (rows->members[i] & bit) != 0;
        yes += (rows->members[i] & bit) != 0 && rows->positive[i];
    }
    begin_row(s, t);
    eval_put_text(t, set->groups[group]);
    eval_put_count(t, members);
    eval_put_count(t, yes);
    for (size_t i = 0; rc == RC_OK && i < sizeof parts / sizeof parts[0]; i++)
        rc = part_area(rows, bit, &parts[i], scratch, t);
    return rc;
}

static enum rc put_groups(const struct eval_set *set, size_t label, size_t scorer,
                          struct arena *scratch, struct eval_book *b, struct eval_table *t)
{
    struct subject s = {b, set->labels[label].name, scorer_name(set, scorer)};
    struct selection rows;
    arena_reset(scratch);
    enum rc rc = select_rows(set, label, scorer, NO_SCORER, scratch, &rows);
    for (size_t group = 0; rc == RC_OK && group < set->group_count; group++)
        rc = put_group(set, group, &s, &rows, scratch, t);
    return rc;
}

enum rc eval_figures_groups(const struct eval_set *set, struct arena *scratch, struct eval_book *b)
{
    static const char *const columns[] = {"label",        "score",    "group",    "rows", "yes",
                                          "subgroup AUC", "BPSN AUC", "BNSP AUC", NULL};
    struct eval_table *t = eval_table_add(b, set->name, "groups", STR("how groups fare"), columns);
    enum rc rc = RC_OK;
    if (t != NULL)
        t->note = STR("BPSN: harmless rows of the group against harmful rows of others; BNSP: "
                      "harmful rows of the "
                      "group against harmless rows of others");
    for (size_t label = 0; label < set->label_count; label++)
        for (size_t i = 0; rc == RC_OK && i < set->scorer_count; i++)
            if (measures(&set->labels[label], i))
                rc = put_groups(set, label, i, scratch, b, t);
    return rc;
}
