/*
 * A rehearsal: the examples of a standards document, judged by that document.
 *
 * An example "keep" is met when the whole verdict is publish. Any other is met when the clause the
 * example stands under comes to exactly the consequence expected, whatever other clauses say.
 *
 * The facts author.upheld_here and reports.here that an example is given are of that clause alone.
 *
 * Ownership: a rehearsal works in an arena of its own; what is reported is valid during the call of
 * `report`.
 *
 * Must not: print.
 */
#ifndef COMITY_POLICY_REHEARSAL_H
#define COMITY_POLICY_REHEARSAL_H

#include "policy/judge.h"

struct rehearsal_result {
    const struct standards_clause *clause;
    const struct standards_example *example;
    const struct verdict *verdict;
    enum consequence got; /* of the clause; of the whole verdict for "keep" */
    bool met;
};

typedef void (*rehearsal_report)(const struct rehearsal_result *result, void *context);

/* Judges every example in the document's order. Fails only when an example cannot be judged at all.
 */
enum rc rehearsal_run(const struct judge *j, rehearsal_report report, void *context,
                      struct problem *problem) MUST_CHECK;
/* The same with the examples of another document. */
enum rc rehearsal_run_of(const struct judge *j, const struct standards *examples,
                         rehearsal_report report, void *context,
                         struct problem *problem) MUST_CHECK;

#endif
