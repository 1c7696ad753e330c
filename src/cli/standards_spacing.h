/*
 * Spaces inside conditions: one around operators, none inside parentheses, one behind commas.
 *
 * Works line by line, for a condition may be wrapped and hold comments; what the lines before left open is kept in a
 * struct spacing. A line with anything that is no token of a condition is left as it is.
 *
 * Must not: break or join lines.
 */
#ifndef COMITY_CLI_STANDARDS_SPACING_H
#define COMITY_CLI_STANDARDS_SPACING_H

#include "base/buf.h"
#include "base/str.h"

/* Zeroed before the first line of a condition. */
struct spacing {
    bool after_operand; /* what comes next is no operand's sign */
};

void spacing_put(struct spacing *s, struct buf *out, struct str line);

#endif
