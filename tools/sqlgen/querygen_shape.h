/*
 * Shapes: columns that several queries have in common, named once with their types and their SQL.
 *
 * A query takes one in braces: among its fields, where its struct then holds one of the shape's (or
 * is one, when it takes nothing else), and in its statement, where the shape's own SQL stands
 * instead.
 *
 * Invariants:
 *  1. A shape is known before it is taken.
 *  2. Lines of a statement keep their numbers: what stands for a shape has no line breaks.
 *
 * Ownership: everything lives in the arena given.
 */
#ifndef COMITY_TOOLS_SQLGEN_QUERYGEN_SHAPE_H
#define COMITY_TOOLS_SQLGEN_QUERYGEN_SHAPE_H

#include "querygen_parse.h"

/* NULL when there is none. */
const struct query_shape *shape_find(const struct query_list *list, struct str name);

/* The shape's name when `word` is one in braces; an empty view otherwise. */
struct str shape_name(struct str word);

/* `f` of a shape as a field of what takes the shape. p NULL in its path: out of memory. */
struct query_field shape_field(struct arena *arena, const struct query_shape *shape,
                               const struct query_field *f);

/* `sql`, which begins in `line`, with every shape in braces written out. */
enum rc shape_expand(struct arena *arena, const struct query_list *list, struct str sql, int line,
                     struct str *ret, struct problem *problem) MUST_CHECK;

#endif
