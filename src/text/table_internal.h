/*
 * A table's inside, shared by table.c (rows) and table_open.c (what comes before the first row).
 *
 * Must not: be included by others.
 */
#ifndef COMITY_TEXT_TABLE_INTERNAL_H
#define COMITY_TEXT_TABLE_INTERNAL_H

#include "text/table_csv.h"
#include "text/table_input.h"
#include "text/table_json.h"

struct table_column {
    struct str name;               /* as asked for */
    size_t index;                  /* CSV and TSV */
    const struct table_path *path; /* JSON Lines */
};

struct table {
    struct arena *arena;     /* holds this struct */
    struct arena *row_arena; /* emptied for every row */
    struct table_source source;
    struct table_options options;
    struct table_input input;
    enum table_format format;
    struct csv_rules rules;
    struct csv_record record;
    struct table_json *object;
    struct str *names;
    size_t name_count;
    struct table_column *wanted;
    size_t wanted_count;
    struct str *cells;
    struct table_row row;
    char *taken;        /* the record read last, in the window */
    size_t taken_bytes; /* with its line end */
    bool passing_over;  /* the rest of a line too long for the window */
    bool waiting;       /* the record read last was looked at, and is still to be given out */
    bool converts;      /* it is not UTF-8 */
    struct table_tally tally;
};

/* Reads on to the next whole record or object that can be given out; `ret_any` false at the end. Broken ones are counted. */
enum rc table_take(struct table *t, bool *ret_any) MUST_CHECK;
/* The text of a column of the record taken. */
struct str table_cell(struct table *t, size_t index);

#endif
