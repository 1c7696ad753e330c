/*
 * A part of a document, and faults reported at a place in it.
 *
 * Invariants:
 *  1. begin <= end <= document.n; offsets handed around are always offsets into the document.
 *  2. Every fault reads "NAME:LINE:COLUMN: what is wrong; what to do", lines and columns from 1,
 * columns in bytes.
 *
 * Must not: own the document.
 */
#ifndef COMITY_POLICY_SOURCE_H
#define COMITY_POLICY_SOURCE_H

#include "base/rc.h"
#include "base/str.h"

struct source {
    struct str document;
    struct str name; /* of the document, for messages */
    size_t begin, end;
};

/* The line (from 1) on which byte `at` of the document stands. */
int source_line(const struct source *source, size_t at);

/* Reports a fault at byte `at` of the document. Returns RC_INVALID. */
enum rc source_fault(const struct source *source, struct problem *problem, size_t at,
                     const char *format, ...) PRINTF_LIKE(4, 5);

#endif
