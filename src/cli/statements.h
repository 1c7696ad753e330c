/*
 * What the parts of `comity statements` share.
 *
 * Must not: decide what a statement says; that is community/discipline/statement.h's.
 */
#ifndef COMITY_CLI_STATEMENTS_H
#define COMITY_CLI_STATEMENTS_H

#include "cli/site_command.h"
#include "community/discipline/statement.h"

struct statements_command {
    struct site_command site;
    struct arena *arena; /* of one page of statements */
    struct period period;
};

typedef int (*statements_fn)(struct statements_command *c, const struct statement *list,
                             size_t count);
/* All of the period, a page at a time; ends with the first exit status other than EXIT_DONE. */
int statements_each(struct statements_command *c, statements_fn fn);
/* A kind of law as the report names it: constant text. */
const char *statements_category(struct str words);
/* A number of the report. All texts are constant or checked codes: nothing that anybody typed stands in the CSV, so nothing
 * needs quotes and nothing is read as a formula. */
void statements_put_row(struct buf *out, const char *letter, const char *what, const char *part,
                        const char *detail, double value);
/* Puts the numbers of Article 15(1)(a). An exit status. */
int statements_orders(struct statements_command *c, struct buf *out);
/* Prints the yearly report's numbers. */
int statements_report(struct statements_command *c);

#endif
