/*
 * Several checkers at once: the lines of one reading are dealt out to threads in runs of about the same size, and
 * what they write is put together in the order of the lines.
 *
 * Ownership: the pool owns its threads and checkers; lines are viewed during check_pool_run.
 *
 * Invariant: what comes out does not depend on the number of threads.
 *
 * Must not: read.
 */
#ifndef COMITY_CLI_CHECK_POOL_H
#define COMITY_CLI_CHECK_POOL_H

#include "cli/check_line.h"

#define CHECK_JOBS_MAX 64

struct check_text {
    int64_t number;
    struct str line;
    bool too_long; /* what stands in `line` is not all of it */
};

struct check_pool;

/* 1 to CHECK_JOBS_MAX threads, the caller's own counted. */
enum rc check_pool_new(size_t jobs, const struct comity_engine *engine, struct check_format format,
                       struct check_pool **ret) MUST_CHECK;
void check_pool_free(struct check_pool *p);

/* Judges all of them and prints the outcome. EXIT_DONE, or EXIT_FAILED when nothing can be printed. */
int check_pool_run(struct check_pool *p, const struct check_text *texts, size_t count);
/* Whether a line so far could not be judged. */
bool check_pool_any_failed(const struct check_pool *p);

#endif
