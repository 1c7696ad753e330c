/*
 * What a replay under another document found: per clause how many comments it would treat otherwise, with samples, and
 * how whole verdicts would change.
 *
 * Ownership: everything lives in the arena given to replay_report_init; its size is bounded by clauses and samples.
 *
 * Must not: judge; read the database.
 */
#ifndef COMITY_CLI_REPLAY_REPORT_H
#define COMITY_CLI_REPLAY_REPORT_H

#include "base/arena.h"
#include "base/buf.h"
#include "policy/standards.h"
#include "policy/verdict.h"

#define REPLAY_CONSEQUENCES 5
#define REPLAY_CLAUSES_MAX  (2 * STANDARDS_CLAUSES_MAX)
#define REPLAY_SAMPLES_MAX  100

struct replay_sample {
    int64_t comment_id;
    enum consequence from, to;
    struct str words; /* the first of the comment */
};

/* A clause of either document; publish stands for: it does not apply. */
struct replay_clause {
    struct str slug, title;
    int64_t count[REPLAY_CONSEQUENCES][REPLAY_CONSEQUENCES]; /* [from][to] */
    struct replay_sample *samples;
    size_t sample_count;
};

struct replay_report {
    struct arena *arena;
    struct replay_clause *clauses;
    size_t clause_count;
    size_t samples_max; /* of a clause */
    struct str only;    /* slug of the one clause asked for; empty: all */
    int64_t verdicts[REPLAY_CONSEQUENCES][REPLAY_CONSEQUENCES];
    int64_t judged, changed; /* comments */
    int64_t erased, unjudged, unknown, failed;
};

/* Clauses of `now`, then those that only `then` has; either may be NULL. */
enum rc replay_report_init(struct replay_report *r, struct arena *a, const struct standards *now,
                           const struct standards *then, size_t samples_max) MUST_CHECK;

/* One comment, judged so then and otherwise now. */
void replay_report_add(struct replay_report *r, int64_t comment_id, struct str body,
                       const struct verdict *then, const struct verdict *now);

void replay_report_print(const struct replay_report *r, struct buf *out);
void replay_report_json(const struct replay_report *r, struct buf *out);

#endif
