/*
 * Cells of tables that people open with a spreadsheet.
 *
 * Invariants:
 *  1. What anybody typed never becomes a formula: such a cell begins with an apostrophe, as spreadsheets themselves mark text.
 *  2. csv_cell_put writes by RFC 4180: a text with a comma, a quote or the end of a line stands in quotes, the quotes in it
 *     doubled. Any text survives whole, but for the apostrophe.
 */
#ifndef COMITY_CLI_CSV_CELL_H
#define COMITY_CLI_CSV_CELL_H

#include "base/buf.h"
#include "base/str.h"

/* The apostrophe, where a cell with this text would be read as a formula. */
struct str csv_cell_guard(struct str text);
/* The whole cell, without the comma behind it. */
void csv_cell_put(struct buf *out, struct str text);

#endif
