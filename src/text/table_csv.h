/*
 * Where a record of CSV or TSV ends, and where its cells lie.
 *
 * Must not: copy, or know what a column is called.
 */
#ifndef COMITY_TEXT_TABLE_CSV_H
#define COMITY_TEXT_TABLE_CSV_H

#include "text/table.h"

struct csv_cell {
    size_t begin, end; /* of the window, without the quotes around it */
    bool doubled;      /* holds doubled quotes */
};

struct csv_rules {
    char separator;
    enum table_quotes
        quotes; /* GUESS: a cell counts as quoted when it is so properly before the next separator */
};

enum csv_outcome {
    CSV_WHOLE,
    CSV_MORE, /* the window ends within the record */
    CSV_FAULT,
};

struct csv_record {
    struct csv_cell *cells; /* TABLE_COLUMNS_MAX */
    size_t count;
    size_t bytes;      /* with the line end */
    const char *fault; /* of CSV_FAULT */
    bool blank;        /* an empty line */
};

/* The record at the beginning of `window`; `last`: nothing comes behind it. */
enum csv_outcome csv_scan(struct str window, bool last, struct csv_rules rules,
                          struct csv_record *r);
/* The cell's text; doubled quotes become one each, in place. */
struct str csv_cell_text(char *window, struct csv_cell cell);

#endif
