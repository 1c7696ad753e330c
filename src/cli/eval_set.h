/*
 * What was measured of one data set: for every row its labels, its scores and what became of it; kept in columns, so that
 * figures can be made of any selection.
 *
 * Ownership: a set lives in the arena of its maker but for the columns, which eval_set_release frees.
 *
 * Invariants:
 *  1. All columns have `rows` elements, in the order of the files' rows.
 *  2. A row takes some ten bytes and eight for each score; nothing else grows with the data.
 *
 * Must not: judge, or print.
 */
#ifndef COMITY_CLI_EVAL_SET_H
#define COMITY_CLI_EVAL_SET_H

#include "base/buf.h"
#include "cli/dataset.h"
#include "cli/eval_language.h"
#include "policy/standards.h"
#include "signals/attribute.h"

#define EVAL_SCORERS_MAX  64
#define EVAL_VALUES_MAX   400
#define EVAL_FINDINGS_MAX 32
#define EVAL_TYPES_MAX    64
#define EVAL_MARKED_MAX   64
#define EVAL_WORDS_BYTES  160
#define EVAL_TYPE_BYTES   32 /* of a type's name, with the NUL; the rest is cut off */

enum eval_scorer_kind {
    EVAL_BY_ATTRIBUTE,
    EVAL_BY_SIGNAL,
    EVAL_BY_COLUMN, /* somebody else's, from the data */
};

struct eval_scorer {
    struct str name;
    enum eval_scorer_kind kind;
    const struct attribute *attribute;
    enum signal_id signal;
    bool other;  /* measured with the models given with --against */
    size_t twin; /* of those: the same with the program's own */
};

struct eval_label {
    struct str name;
    uint64_t scorers; /* a bit for each that claims to measure it */
    size_t yes, no, unknown;
};

/* Findings of one clause on rows of one kind. */
struct eval_clause_count {
    int64_t any, stopped, removed; /* stopped: nudged, held or removed */
};

/* Spans that should be marked, that are, and that are both; in characters, and row by row. */
struct eval_span_sum {
    int64_t rows, with_spans, wanted, marked, both;
    double f1; /* sum over rows */
    int64_t clean,
        clean_marked; /* rows without spans, and those of them where something is marked */
};

struct eval_type_count {
    struct str type;
    int64_t wanted, found; /* found: at least half of its characters are marked */
};

enum { EVAL_ROW_ALL, EVAL_ROW_NO, EVAL_ROW_YES, EVAL_ROW_KINDS };

/* What is known of one row when it has been judged. */
struct eval_item {
    struct dataset_row row;
    double scores[EVAL_SCORERS_MAX]; /* NAN: abstained */
    enum consequence consequence;
    struct {
        size_t clause;
        enum consequence consequence;
    } findings[EVAL_FINDINGS_MAX];
    size_t finding_count;
    char words[EVAL_WORDS_BYTES]; /* the first marked words of the finding that decided */
    size_t characters;
    struct str language; /* what it was taken for; empty: abstained */
    struct {
        char type[EVAL_TYPE_BYTES];
        bool found;
    } marked[EVAL_MARKED_MAX];
    size_t marked_count;
    int64_t wanted_characters, marked_characters, both_characters;
    bool passed_over; /* in another part than was asked for */
    enum rc rc;
};

struct eval_set {
    struct arena *arena;
    struct str name;
    const struct standards *standards;
    struct eval_label labels[DATASET_LABELS_MAX];
    size_t label_count;
    struct str groups[DATASET_GROUPS_MAX];
    size_t group_count;
    struct eval_scorer scorers[EVAL_SCORERS_MAX];
    size_t scorer_count;
    struct buf scores[EVAL_SCORERS_MAX];     /* double */
    struct buf answers[DATASET_LABELS_MAX];  /* uint8_t: enum rule_answer */
    struct buf members;                      /* uint32_t: a bit for each group */
    struct buf values;                       /* uint16_t: into `value_names`, of the column `by` */
    struct buf consequences;                 /* uint8_t */
    struct str value_names[EVAL_VALUES_MAX]; /* the last stands for all that found no place */
    size_t value_count;
    bool has_values, has_spans;
    size_t rows;
    /* [label, or label_count: of all][kind of row][clause] */
    struct eval_clause_count (*clauses)[EVAL_ROW_KINDS][STANDARDS_CLAUSES_MAX];
    struct eval_span_sum spans;
    struct eval_type_count types[EVAL_TYPES_MAX];
    size_t type_count;
    struct eval_language language;
};

/* What a map's labels, groups and scores are in its set. */
struct eval_binding {
    size_t labels[DATASET_LABELS_MAX], groups[DATASET_GROUPS_MAX], scores[DATASET_SCORES_MAX];
};

enum rc eval_set_init(struct eval_set *set, struct arena *a, struct str name,
                      const struct standards *standards) MUST_CHECK;
void eval_set_release(struct eval_set *set);
/* Takes up what a map has; scorers are chosen by `wanted` (names of attributes and signals, separated by commas), or by the
 * labels' names where it is empty; with `other` each twice. Before the first row. */
enum rc eval_set_bind(struct eval_set *set, const struct dataset_map *map, struct str wanted,
                      bool other, struct eval_binding *ret, struct problem *problem) MUST_CHECK;
/* Keeps a row that was judged. */
enum rc eval_set_store(struct eval_set *set, const struct eval_binding *b,
                       const struct dataset_map *map, const struct eval_item *item) MUST_CHECK;

/* Views of the columns. */
const double *eval_set_scores(const struct eval_set *set, size_t scorer);
const uint8_t *eval_set_answers(const struct eval_set *set, size_t label);
const uint32_t *eval_set_members(const struct eval_set *set);
const uint16_t *eval_set_values(const struct eval_set *set);
const uint8_t *eval_set_consequences(const struct eval_set *set);

#endif
