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
/* Prints the yearly report's numbers. */
int statements_report(struct statements_command *c);

#endif
