/*
 * Data sets through the engine: rows are read in batches, every batch is judged by several threads, and what came of it is
 * kept in the order of the rows.
 *
 * Invariant: the figures do not depend on the number of threads.
 *
 * Must not: print.
 */
#ifndef COMITY_CLI_EVAL_RUN_H
#define COMITY_CLI_EVAL_RUN_H

#include "cli/eval_sample.h"
#include "cli/eval_set.h"
#include "library/engine.h"
#include "train/part.h"

#define EVAL_JOBS_MAX 64

struct eval_run {
    const struct comity_engine *own, *other; /* `other` is NULL without --against */
    size_t jobs;
    struct str
        evidence; /* whose evidence counts as marked: prefixes of signals' names, separated by commas */
    double threshold;           /* what such a signal's number must reach for that */
    bool language;              /* a row's language is what is asked, not told */
    enum corpus_part part;      /* only texts of it; PART_COUNT: all */
    struct eval_sample *sample; /* NULL: none */
    /* Called after every batch: rows in all, bytes read and to be read of this file. */
    void (*progress)(void *context, int64_t rows, int64_t bytes, int64_t size);
    void *progress_context;
    int64_t rows;
    int64_t passed_over; /* of the file read last: in another part */
};

/* One file of a set from its beginning to its end. */
enum rc eval_run_file(struct eval_run *run, struct eval_set *set, const struct eval_binding *b,
                      const struct dataset_map *map, struct dataset *d,
                      struct problem *problem) MUST_CHECK;

#endif
