/*
 * Statements of reasons as the European Union's transparency database takes them (https://transparency.dsa.ec.europa.eu, API
 * version 1), and a check of such a document before it is sent.
 *
 * Invariants:
 *  1. What is written passes statement_export_check.
 *  2. No name, address or text of a reader stands in it, and nothing that a moderator wrote: clauses, dates and how it
 *     was found. Of an authority's order its authority and its reference do.
 */
#ifndef COMITY_COMMUNITY_DISCIPLINE_STATEMENT_EXPORT_H
#define COMITY_COMMUNITY_DISCIPLINE_STATEMENT_EXPORT_H

#include "base/json.h"
#include "base/json_tree.h"
#include "community/discipline/statement.h"

/* One statement as an object. `standards_url`: where the published standards are. */
void statement_export_write(struct json *j, const struct statement *s, struct str standards_url,
                            struct arena *a);

/* {"statements": [...]} or a single statement. RC_INVALID names the statement, the field and what may stand there. */
enum rc statement_export_check(const struct json_tree *document,
                               struct problem *problem) MUST_CHECK;

#endif
