/*
 * What `comity standards explain` knows of a judgement, and how what follows from a clause changed on the way.
 *
 * Must not: judge.
 */
#ifndef COMITY_CLI_STANDARDS_EXPLAIN_H
#define COMITY_CLI_STANDARDS_EXPLAIN_H

#include "base/buf.h"
#include "policy/judge.h"

struct fact_sheet;

struct explain_case {
    struct arena *arena;
    const struct standards *standards;
    const struct judge_context *context;
    const struct verdict *verdict;
    const struct fact_sheet *sheet; /* with the clause entered */
};

/* A line for each step (trust, repeat, reports, brake) that changed what the clause's condition leads to. */
void standards_explain_steps(struct buf *out, const struct explain_case *x,
                             const struct standards_clause *c, enum consequence written);

#endif
