/*
 * When a row of a data set has a label: rules over its columns.
 *
 *     toxic >= 0.5                 a number compared: = != < <= > >=
 *     label = 1                    numbers as numbers, words without regard to case
 *     label in hate|offensive      one of several
 *     targets has black|asian      one of several stands somewhere in the cell
 *     is_toxic                     1, true, yes, toxic, spam ... or a number from 0.5 up; 0, false, no, ham ... is no
 *     yes, no                      every row, none
 *     toxic = 1 or severe = 1      all joined by `or`, or all by `and`
 *
 * Names and values with other characters than letters, digits and _ - . / # @ [ ] stand in double quotes.
 *
 * Ownership: a rule lives in the arena it was parsed into and views the text it was parsed from.
 *
 * Invariant: an empty cell answers nothing (`has` excepted): the row does not count for the label. With `or` one yes is
 * enough, with `and` one no.
 *
 * Must not: read files.
 */
#ifndef COMITY_CLI_DATASET_RULE_H
#define COMITY_CLI_DATASET_RULE_H

#include "base/arena.h"

#define RULE_CONDITIONS_MAX 8
#define RULE_VALUES_MAX     32

enum rule_test {
    RULE_EQUAL,
    RULE_UNEQUAL,
    RULE_LESS,
    RULE_AT_MOST,
    RULE_MORE,
    RULE_AT_LEAST,
    RULE_IN,
    RULE_HAS,
    RULE_TRUTH,
    RULE_YES,
    RULE_NO
};

struct rule_condition {
    enum rule_test test;
    struct str column; /* none for RULE_YES and RULE_NO */
    size_t cell;       /* for whoever binds the rule to a table */
    struct str *values;
    size_t value_count;
};

struct dataset_rule {
    struct rule_condition conditions[RULE_CONDITIONS_MAX];
    size_t count;
    bool any; /* joined by `or` */
};

enum rule_answer { RULE_UNKNOWN, RULE_IS_NO, RULE_IS_YES };

/* A word of a map or rule at the beginning of `rest`, which moves behind it: a quoted one without its quotes, an operator
 * (| = != ...), or a name. Empty with p == NULL at the end, or for a quote that is not closed (`rest` stays). */
struct str dataset_word(struct str *rest, bool *ret_quoted);

enum rc dataset_rule_parse(struct arena *a, struct str text, struct dataset_rule *ret,
                           struct problem *problem) MUST_CHECK;
/* `cells` are a table's row; conditions know theirs by `cell`. RC_INVALID for a cell the rule cannot read. `ret_number` is
 * the first condition's cell as a number, NAN when it is none. */
enum rc dataset_rule_ask(const struct dataset_rule *rule, const struct str *cells,
                         enum rule_answer *ret, double *ret_number,
                         struct problem *problem) MUST_CHECK;
/* A decimal number and nothing else; NAN for anything else. */
double dataset_number(struct str s);

#endif
