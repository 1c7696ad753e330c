/*
 * Tables of measured figures, for people (aligned text), for documents (Markdown) and for programs (JSON): made once, written
 * three ways.
 *
 * Ownership: tables live in the arena of their book; names, titles and notes that are not literals are the caller's.
 *
 * Invariants:
 *  1. Every row has as many cells as there are columns when it is written: missing ones are empty.
 *  2. JSON has the figures unrounded, with the bounds of their intervals.
 *
 * Must not: compute figures.
 */
#ifndef COMITY_CLI_EVAL_TABLE_H
#define COMITY_CLI_EVAL_TABLE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/proportion.h"

#define EVAL_COLUMNS_MAX 16

enum eval_cell_kind {
    EVAL_EMPTY,
    EVAL_TEXT,
    EVAL_COUNT,
    EVAL_NUMBER, /* four decimals */
    EVAL_AREA,   /* three decimals, with its interval */
    EVAL_SHARE,  /* per cent, with its interval */
};

struct eval_cell {
    enum eval_cell_kind kind;
    struct str text;
    int64_t count;
    double number;
    struct proportion share;
};

struct eval_row {
    struct eval_cell cells[EVAL_COLUMNS_MAX];
    struct eval_row *next;
};

struct eval_table {
    struct str set;                        /* the data set it is of */
    const char *name;                      /* for programs: "auc" */
    struct str title;                      /* for people */
    struct str note;                       /* how to read it; may be empty */
    const char *columns[EVAL_COLUMNS_MAX]; /* for people; for programs with _ for blanks */
    size_t column_count, cell_count;       /* cells of the row being filled */
    struct eval_row *first, *last;
    struct eval_table *next;
};

struct eval_book {
    struct arena *arena;
    struct eval_table *first, *last;
    struct str only; /* names of the tables wanted, separated by commas */
    bool failed;     /* memory is out */
};

/* `columns` ends with NULL. A table without rows, or not wanted, is not written. */
struct eval_table *eval_table_add(struct eval_book *b, struct str set, const char *name,
                                  struct str title, const char *const *columns);
/* Begins a row; the functions below fill its cells from the left. */
void eval_row_add(struct eval_book *b, struct eval_table *t);
void eval_put_text(struct eval_table *t, struct str text);
void eval_put_count(struct eval_table *t, int64_t count);
/* NAN is an empty cell. */
void eval_put_number(struct eval_table *t, double number);
void eval_put_area(struct eval_table *t, struct proportion area);
/* `hits` of `n`; empty when `n` is 0. */
void eval_put_share(struct eval_table *t, int64_t hits, int64_t n);

void eval_book_text(const struct eval_book *b, struct buf *out);
void eval_book_markdown(const struct eval_book *b, struct buf *out);
/* One object: {"tables": [{"set", "name", "title", "rows": [{...}]}]}. */
void eval_book_json(const struct eval_book *b, struct buf *out);

#endif
