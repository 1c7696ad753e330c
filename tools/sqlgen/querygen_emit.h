/*
 * Queries written as C: a header of typed structs and functions, and a source of constant tables.
 *
 * Must not: report anything; what arrives here is right.
 */
#ifndef COMITY_TOOLS_SQLGEN_QUERYGEN_EMIT_H
#define COMITY_TOOLS_SQLGEN_QUERYGEN_EMIT_H

#include "querygen_parse.h"

struct emit_options {
    struct str prefix; /* of every name: "q" */
    struct str header; /* the header's file name, as included by the source */
    unsigned first;    /* number of the first query */
};

void emit_header(struct buf *out, const struct query_list *list, const struct emit_options *o);
void emit_source(struct buf *out, const struct query_list *list, const struct emit_options *o);

#endif
