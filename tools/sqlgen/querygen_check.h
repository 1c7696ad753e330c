/*
 * Whether a query's statement keeps what its header promises: one statement, every input used,
 * every parameter declared, every column of the row there.
 *
 * The columns are counted in the text (select list or RETURNING list at the outermost level); what
 * only an engine can know, the tests ask it (db_query_check).
 */
#ifndef COMITY_TOOLS_SQLGEN_QUERYGEN_CHECK_H
#define COMITY_TOOLS_SQLGEN_QUERYGEN_CHECK_H

#include "querygen_parse.h"

/* `line` is where `sql` begins in its file. */
enum rc query_check(const struct query *q, struct str sql, int line,
                    struct problem *problem) MUST_CHECK;
bool query_check_variants(const struct query *a, const struct query *b);

#endif
