/*
 * From what was measured of a set to tables: how well scores tell labels apart, what thresholds give, how far scores can be
 * taken for probabilities, what verdicts and clauses did, how groups fare, and how two scores compare.
 *
 * Invariant: an abstaining score is left out of its own figures and counted there.
 *
 * Must not: read or judge.
 */
#ifndef COMITY_CLI_EVAL_FIGURES_H
#define COMITY_CLI_EVAL_FIGURES_H

#include "cli/eval_set.h"
#include "cli/eval_table.h"

#define EVAL_LEVELS_MAX 16

struct eval_levels {
    double thresholds[EVAL_LEVELS_MAX]; /* of scores; the first also decides for the column `by` */
    size_t threshold_count;
    double rates[EVAL_LEVELS_MAX]; /* shares of false positives for which thresholds are sought */
    size_t rate_count;
};

/* Each adds its tables to the book. `scratch` is emptied and used. */
void eval_figures_labels(const struct eval_set *set, struct eval_book *b);
enum rc eval_figures_scores(const struct eval_set *set, const struct eval_levels *levels,
                            struct arena *scratch, struct eval_book *b) MUST_CHECK;
enum rc eval_figures_groups(const struct eval_set *set, struct arena *scratch,
                            struct eval_book *b) MUST_CHECK;
enum rc eval_figures_comparisons(const struct eval_set *set, const struct eval_levels *levels,
                                 struct arena *scratch, struct eval_book *b) MUST_CHECK;
void eval_figures_values(const struct eval_set *set, const struct eval_levels *levels,
                         struct eval_book *b);
void eval_figures_verdicts(const struct eval_set *set, struct eval_book *b);

#endif
