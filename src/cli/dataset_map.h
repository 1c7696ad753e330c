/*
 * What the columns of a data set mean, as one line of text. The same line stands on the command line and in a manifest:
 *
 *     comments.csv; text: comment_text; id: id; label toxic: target >= 0.5; label hate: class in hate|offensive;
 *     group black: black >= 0.5; language: lang; parent: parent_text; score toxic: api; by: functionality
 *
 * First the file, then items `ROLE: COLUMN` or `ROLE NAME: ...`, separated by semicolons:
 *
 *     text, id, parent, article     columns; only `text` is needed
 *     language                      a column of language codes, or `= en` for all rows
 *     label NAME                    a rule (dataset_rule.h): rows that have it and rows that have not
 *     group NAME                    a rule: rows about, or by, that group
 *     score NAME                    a column with somebody else's score for label NAME
 *     by                            a column that rows are told apart by in tables (a functional test's functionality)
 *     spans                         a column with a list of character offsets: [3, 4, 5] or [[3, 6]] or {"start": .., "end": ..}
 *     only                          a rule: other rows are left out
 *     name                          what the set is called; sets of the same name are one set. Without it the file's name
 *     weight                        a number for training, 1 without it
 *     use                           a word for training, as its manifest says
 *     format                        csv, tsv, jsonl; encoding: utf-8, utf-16le, utf-16be, latin-1; quotes: yes, none;
 *     header                        no: columns are #1, #2 ...; separator: one character, or tab
 *
 * Ownership: a map lives in the arena it was parsed into; nothing views the line.
 *
 * Must not: open the file, or know what a label is good for.
 */
#ifndef COMITY_CLI_DATASET_MAP_H
#define COMITY_CLI_DATASET_MAP_H

#include "cli/dataset_rule.h"
#include "text/table.h"

#define DATASET_LABELS_MAX 16
#define DATASET_GROUPS_MAX 32
#define DATASET_SCORES_MAX 16

struct dataset_named_rule {
    struct str name;
    struct dataset_rule rule;
};

struct dataset_score {
    struct str name, column;
    size_t cell;
};

struct dataset_map {
    struct str path; /* "-": standard input */
    struct str name;
    struct str text, id, parent, article, language, by, spans; /* columns; empty: none */
    struct str language_given;                                 /* `language: = en` */
    struct dataset_named_rule labels[DATASET_LABELS_MAX];
    size_t label_count;
    struct dataset_named_rule groups[DATASET_GROUPS_MAX];
    size_t group_count;
    struct dataset_score scores[DATASET_SCORES_MAX];
    size_t score_count;
    struct dataset_rule only; /* no conditions: all rows */
    double weight;
    struct str use;
    struct table_options table;
};

/* A whole line, the file first. RC_INVALID names the item and the remedy. */
enum rc dataset_map_parse(struct arena *a, struct str line, struct dataset_map *ret,
                          struct problem *problem) MUST_CHECK;
/* Items without a file, over what `map` holds. */
enum rc dataset_map_add(struct arena *a, struct str items, struct dataset_map *map,
                        struct problem *problem) MUST_CHECK;
/* Puts the meaning of columns that is asked for nowhere (`text` is empty) by their names, and says what it took for what,
 * as items of a map. RC_NOT_FOUND when no column can be the text. */
enum rc dataset_map_guess(struct arena *a, const struct table *t, struct dataset_map *map,
                          struct str *ret_said, struct problem *problem) MUST_CHECK;

/* A manifest: a map a line; empty lines and lines beginning with # are passed over; a line that ends in a backslash goes on
 * in the next. `base` is put before paths that are not absolute. Problems name the line. */
enum rc dataset_manifest_parse(struct arena *a, struct str text, struct str base,
                               struct dataset_map **ret, size_t *ret_count,
                               struct problem *problem) MUST_CHECK;

#endif
