/*
 * A part of a document, and faults reported at a place in it.
 *
 * A document composed of others (a layer over the shipped one) knows of each piece where it was
 * written; faults name that place.
 *
 * Invariants:
 *  1. begin <= end <= document.n; offsets handed around are always offsets into the document.
 *  2. Every fault reads "NAME:LINE:COLUMN: what is wrong; what to do", lines and columns from 1,
 * columns in bytes.
 *  3. Pieces begin at line beginnings, ascend, and the first begins at 0.
 *
 * Must not: own the document.
 */
#ifndef COMITY_POLICY_SOURCE_H
#define COMITY_POLICY_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

/* From offset `at` on, the lines were written in `name` from `line` on. */
struct source_piece {
    size_t at;
    struct str name;
    int line;
};

struct source {
    struct str document;
    struct str name; /* of the document, for messages */
    size_t begin, end;
    const struct source_piece *pieces; /* NULL: written as it stands */
    size_t piece_count;
    bool kept; /* was in force once: what only a later version of the program refuses is no fault */
    const uint32_t
        *lines; /* where lines begin, see source_index; NULL: they are counted each time */
    size_t line_count;
};

/* Notes where the lines of the document begin. For what is asked for hundreds of lines, as a document being loaded is:
 * counting them from the top every time took half of the start of every command. */
enum rc source_index(struct arena *a, struct source *source) MUST_CHECK;

/* The line (from 1) on which byte `at` of the document stands. */
int source_line(const struct source *source, size_t at);

struct source_place {
    struct str name;
    int line, column;
};
/* Where byte `at` was written. */
struct source_place source_place(const struct source *source, size_t at);

/* Reports a fault at byte `at` of the document. Returns RC_INVALID. */
enum rc source_fault(const struct source *source, struct problem *problem, size_t at,
                     const char *format, ...) PRINTF_LIKE(4, 5);

#endif
