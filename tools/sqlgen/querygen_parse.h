/*
 * Query files read: what stands in sql/query in the format of docs/ARCHITECTURE.md becomes a list
 * of queries.
 *
 * Every fault is reported with its line and column, and the first one ends the reading.
 *
 * Ownership: everything lives in the arena, and points into the texts given.
 *
 * Invariants of what comes out:
 *  1. A query has one statement; its parameters are exactly its inputs.
 *  2. The two variants of a query written for each engine agree in kind, inputs and row.
 */
#ifndef COMITY_TOOLS_SQLGEN_QUERYGEN_PARSE_H
#define COMITY_TOOLS_SQLGEN_QUERYGEN_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"
#include "sql_text.h"

#define QUERY_FIELDS_MAX 64

struct query_field {
    struct str name;
    struct str type;
    bool nullable;
    int line; /* where it is declared */
    int column;
};

struct query_fields {
    struct query_field list[QUERY_FIELDS_MAX];
    size_t count;
};

struct query {
    struct query *next;
    struct str name;
    struct str kind;   /* "one", "many", "exec", "count" */
    struct str doc;    /* comment lines between head and statement, with their dashes */
    struct str sql[2]; /* by enum sql_engine; empty: no variant for it */
    struct query_fields in;
    struct query_fields out;
    const char *path;
    int line;
    int column; /* of the name */
};

struct query_list {
    struct query *first;
    struct query **last; /* where the next one is linked; NULL in a fresh list */
    size_t count;
};

/* Appends the queries of one file. */
enum rc query_parse(struct arena *arena, const char *path, struct str text, struct query_list *list,
                    struct problem *problem) MUST_CHECK;

#endif
