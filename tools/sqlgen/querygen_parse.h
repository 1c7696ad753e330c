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
 *  2. A field of a shape stands where the shape was taken, under its name.
 *  3. The two variants of a query written for each engine agree in kind, inputs and row.
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
    struct str
        path; /* where it is in its struct: the name, behind those of the shapes it came with */
    struct str type;
    bool nullable;
    int line; /* where it is declared */
    int column;
};

struct query_fields {
    struct query_field list[QUERY_FIELDS_MAX];
    size_t count;
    struct str shape; /* they are this shape's and no others */
};

/* What several queries have in common (querygen_shape.h). */
struct query_shape {
    const struct query_shape *next;
    struct str name;
    struct str sql; /* empty: only names and types */
    struct query_fields has;
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
    const struct query_shape *shapes; /* the last one read first */
    struct query *first;
    struct query **last; /* where the next one is linked; NULL in a fresh list */
    size_t count;
};

/* Appends the queries of one file. */
enum rc query_parse(struct arena *arena, const char *path, struct str text, struct query_list *list,
                    struct problem *problem) MUST_CHECK;

#endif
