/* What became of rows: by label, by clause, and by the column `by`. */
#include <math.h>

#include "cli/eval_figures.h"

/* --- verdicts --- */

struct fates {
    int64_t rows, at[CONSEQUENCE_REMOVE + 1];
};

static struct fates fates_of(const struct eval_set *set, size_t label, int kind)
{
    struct fates f = {0};
    const uint8_t *consequences = eval_set_consequences(set);
    const uint8_t *answers = kind != EVAL_ROW_ALL ? eval_set_answers(set, label) : NULL;
    for (size_t i = 0; i < set->rows; i++) {
        if (answers != NULL && answers[i] != (kind == EVAL_ROW_YES ? RULE_IS_YES : RULE_IS_NO))
            continue;
        f.rows++;
        f.at[consequences[i]]++;
    }
    return f;
}

static void put_fates(struct eval_table *t, struct fates f)
{
    int64_t stopped = f.at[CONSEQUENCE_NUDGE] + f.at[CONSEQUENCE_HOLD] + f.at[CONSEQUENCE_REMOVE];
    eval_put_count(t, f.rows);
    for (int c = CONSEQUENCE_FLAG; c <= CONSEQUENCE_REMOVE; c++)
        eval_put_share(t, f.at[c], f.rows);
    eval_put_share(t, stopped, f.rows);
}

static const char *const kinds[EVAL_ROW_KINDS] = {"all", "no", "yes"};

static void put_verdicts(const struct eval_set *set, struct eval_book *b)
{
    static const char *const columns[] = {"label", "is",      "rows",    "flagged", "nudged",
                                          "held",  "removed", "stopped", NULL};
    struct eval_table *t =
        eval_table_add(b, set->name, "verdicts", STR("what the standards do"), columns);
    if (t != NULL)
        t->note = STR("stopped: nudged, held or removed");
    for (size_t label = 0; label < set->label_count; label++)
        for (int kind = EVAL_ROW_YES; kind >= EVAL_ROW_NO; kind--) {
            struct fates f = fates_of(set, label, kind);
            if (f.rows == 0)
                continue;
            eval_row_add(b, t);
            eval_put_text(t, set->labels[label].name);
            eval_put_text(t, str_from_cstr(kinds[kind]));
            put_fates(t, f);
        }
    eval_row_add(b, t);
    eval_put_text(t, STR(""));
    eval_put_text(t, str_from_cstr(kinds[EVAL_ROW_ALL]));
    put_fates(t, fates_of(set, 0, EVAL_ROW_ALL));
}

/* --- clauses --- */

static void put_clause(const struct eval_set *set, size_t label, size_t clause, struct str slug,
                       struct eval_book *b, struct eval_table *t)
{
    const struct eval_label *l = &set->labels[label];
    const struct eval_clause_count *yes = &set->clauses[label][EVAL_ROW_YES][clause];
    const struct eval_clause_count *no = &set->clauses[label][EVAL_ROW_NO][clause];
    if (yes->any + no->any == 0)
        return;
    eval_row_add(b, t);
    eval_put_text(t, l->name);
    eval_put_text(t, slug);
    eval_put_share(t, yes->any, (int64_t)l->yes);
    eval_put_share(t, yes->any, yes->any + no->any);
    eval_put_share(t, no->any, (int64_t)l->no);
    eval_put_share(t, no->stopped, (int64_t)l->no);
    eval_put_share(t, no->removed, (int64_t)l->no);
}

static void put_clauses(const struct eval_set *set, struct eval_book *b)
{
    static const char *const of_labels[] = {"label",         "clause",      "of yes found",
                                            "precision",     "of no found", "of no stopped",
                                            "of no removed", NULL};
    static const char *const of_all[] = {"clause", "found", "stopped", "removed", NULL};
    size_t count;
    const struct standards_clause *c = standards_clauses(set->standards, &count);
    struct eval_table *t =
        eval_table_add(b, set->name, "clauses", STR("clauses against labels"), of_labels);
    for (size_t label = 0; label < set->label_count; label++)
        for (size_t i = 0; i < count; i++)
            put_clause(set, label, i, c[i].slug, b, t);
    t = eval_table_add(b, set->name, "clauses_all", STR("clauses on all rows"), of_all);
    for (size_t i = 0; i < count; i++) {
        const struct eval_clause_count *n = &set->clauses[DATASET_LABELS_MAX][EVAL_ROW_ALL][i];
        if (n->any == 0)
            continue;
        eval_row_add(b, t);
        eval_put_text(t, c[i].slug);
        eval_put_share(t, n->any, (int64_t)set->rows);
        eval_put_share(t, n->stopped, (int64_t)set->rows);
        eval_put_share(t, n->removed, (int64_t)set->rows);
    }
}

void eval_figures_verdicts(const struct eval_set *set, struct eval_book *b)
{
    put_verdicts(set, b);
    put_clauses(set, b);
}

/* --- by the column `by` --- */

struct value_count {
    int64_t rows, yes, scored, score_right, verdict_right;
};

/* Which rows are counted. */
struct kind {
    size_t value;            /* EVAL_VALUES_MAX: any */
    enum rule_answer answer; /* RULE_UNKNOWN: either */
};

static size_t leading_scorer(const struct eval_label *l)
{
    size_t i = 0;
    while (i < EVAL_SCORERS_MAX && (l->scorers >> i & 1) == 0)
        i++;
    return i;
}

static struct value_count count_kind(const struct eval_set *set, size_t label, struct kind kind,
                                     double threshold)
{
    struct value_count n = {0};
    size_t scorer = leading_scorer(&set->labels[label]);
    const double *scores = scorer < EVAL_SCORERS_MAX ? eval_set_scores(set, scorer) : NULL;
    for (size_t i = 0; i < set->rows; i++) {
        uint8_t answer = eval_set_answers(set, label)[i];
        if (answer == RULE_UNKNOWN || (kind.answer != RULE_UNKNOWN && answer != kind.answer) ||
            (kind.value != EVAL_VALUES_MAX && eval_set_values(set)[i] != kind.value))
            continue;
        bool yes = answer == RULE_IS_YES;
        bool stopped = eval_set_consequences(set)[i] >= CONSEQUENCE_NUDGE;
        n.rows++;
        n.yes += yes;
        n.verdict_right += stopped == yes;
        if (scores == NULL)
            continue;
        /* Whoever abstains lets it pass. */
        n.scored++;
        n.score_right += (!isnan(scores[i]) && scores[i] >= threshold) == yes;
    }
    return n;
}

static void put_kind(struct eval_table *t, struct str label, struct str name, struct value_count n,
                     struct eval_book *b)
{
    if (n.rows == 0)
        return;
    eval_row_add(b, t);
    eval_put_text(t, label);
    eval_put_text(t, name);
    eval_put_count(t, n.rows);
    eval_put_count(t, n.yes);
    eval_put_share(t, n.score_right, n.scored);
    eval_put_share(t, n.verdict_right, n.rows);
}

static const struct {
    struct str name;
    enum rule_answer answer;
} sums[] = {
    {STR_INIT("(all that are yes)"), RULE_IS_YES},
    {STR_INIT("(all that are no)"), RULE_IS_NO},
    {STR_INIT("(all)"), RULE_UNKNOWN},
};

static void put_kinds(const struct eval_set *set, size_t label, double threshold,
                      struct eval_table *t, struct eval_book *b)
{
    struct str name = set->labels[label].name;
    for (size_t v = 0; v < set->value_count; v++)
        put_kind(t, name, set->value_names[v],
                 count_kind(set, label, (struct kind){.value = v}, threshold), b);
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
        put_kind(t, name, sums[i].name,
                 count_kind(set, label, (struct kind){EVAL_VALUES_MAX, sums[i].answer}, threshold),
                 b);
}

void eval_figures_values(const struct eval_set *set, const struct eval_levels *levels,
                         struct eval_book *b)
{
    static const char *const columns[] = {"label",       "kind",          "rows", "yes",
                                          "score right", "verdict right", NULL};
    if (!set->has_values)
        return;
    struct eval_table *t = eval_table_add(b, set->name, "kinds", STR("by kind of row"), columns);
    if (t != NULL)
        t->note = arena_printf(set->arena,
                               "score right: reaches %g when yes, and not when no; verdict right: "
                               "stopped when yes, and not when no",
                               levels->thresholds[0]);
    for (size_t label = 0; label < set->label_count; label++)
        put_kinds(set, label, levels->thresholds[0], t, b);
}
