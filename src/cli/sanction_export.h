/*
 * `comity sanction export`: the sanctions of a site as a table or as lines of JSON, for an archive, an inspection, or a move to
 * another program. docs/MODERATION.md names the columns.
 *
 * Invariants:
 *  1. A page at a time is held in memory, however many there are.
 *  2. Columns are only ever added, at the end.
 */
#ifndef COMITY_CLI_SANCTION_EXPORT_H
#define COMITY_CLI_SANCTION_EXPORT_H

#include "cli/site_command.h"

struct sanction_export {
    bool ended; /* those that have ended, too */
    bool lines; /* JSON, one object a line; else CSV (RFC 4180) */
};
/* Prints them; what went wrong becomes the command's problem. */
enum rc sanction_export_print(struct site_command *site,
                              const struct sanction_export *in) MUST_CHECK;

#endif
