/*
 * The canonical layout of a standards document's blocks and headings, and of an edition's. Prose stays as it is, byte
 * for byte.
 *
 *   - `name: value` with one space behind the colon; lines that continue one above begin with two spaces;
 *   - in examples, comments begin in one column: two spaces behind the longest word of the block;
 *   - in conditions, spaces as standards_spacing.h has them;
 *   - a heading's marks, title and name are one space apart;
 *   - no blank lines at a block's ends, no two in a row, no spaces at a line's end.
 *
 * Invariants: formatting what was formatted changes nothing; the meaning stays (the command proves both each time).
 *
 * Must not: reorder, join or break lines.
 */
#ifndef COMITY_CLI_STANDARDS_FORMAT_H
#define COMITY_CLI_STANDARDS_FORMAT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/rc.h"

/* `document` is one that loads, or an edition. Works in `a`. */
enum rc standards_format(struct arena *a, struct str document, struct str name, struct buf *out,
                         bool *ret_edition, struct problem *problem) MUST_CHECK;

#endif
