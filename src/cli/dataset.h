/*
 * Data sets: files of texts with labels, read row by row by a map (dataset_map.h) that says what their columns mean. Shared
 * by `comity eval` and `comity train`.
 *
 *     dataset_map_parse -> dataset_open -> dataset_next, dataset_next, ... -> table_tally(dataset_table(d))
 *
 * Ownership: a dataset owns its table and file; it views the map, which must outlive it. A row lives until the next one.
 *
 * Invariants:
 *  1. Rows come in the file's order. A row that cannot be used is counted with its line and the reason, as broken (a label that
 *     is no number, a text too long to be judged), without text, or left out by `only`.
 *  2. Memory does not grow with the file.
 *
 * Must not: judge, or print.
 */
#ifndef COMITY_CLI_DATASET_H
#define COMITY_CLI_DATASET_H

#include "cli/dataset_map.h"

struct dataset;

struct dataset_row {
    int64_t line;
    struct str text; /* valid UTF-8 without a NUL, never blank */
    struct str id, parent, article, language, by, spans; /* empty: none */
    enum rule_answer labels[DATASET_LABELS_MAX];         /* as in the map */
    double numbers[DATASET_LABELS_MAX]; /* the label's cell as a number; NAN when it is none */
    bool groups[DATASET_GROUPS_MAX];
    double scores[DATASET_SCORES_MAX]; /* NAN: none */
};

struct dataset_left {
    int64_t without_text, left_out; /* left_out: by `only` */
};

/* Opens map->path, binds its columns, and guesses by their names what a map without `text` leaves open; then dataset_guess
 * says what. The map is completed. RC_NOT_FOUND for a missing file or column, RC_INVALID for what is no table. */
enum rc dataset_open(struct dataset_map *map, struct arena *a, struct dataset **ret,
                     struct problem *problem) MUST_CHECK;
/* Accepts NULL. */
void dataset_close(struct dataset *d);

/* The next row that can be used; NULL at the end. */
enum rc dataset_next(struct dataset *d, const struct dataset_row **ret,
                     struct problem *problem) MUST_CHECK;
/* Its user cannot use the last row: it counts as broken, with that reason. */
void dataset_refuse(struct dataset *d, const char *reason);
const struct dataset_left *dataset_left(const struct dataset *d);
const struct table *dataset_table(const struct dataset *d);
/* What was guessed, as items of a map; empty when nothing had to be. */
struct str dataset_guess(const struct dataset *d);
/* Bytes of the file read so far and in all; 0 in all when that is not known. */
void dataset_progress(const struct dataset *d, int64_t *ret_read, int64_t *ret_size);

#endif
