/*
 * Tables of text as people pass them around, row by row: CSV (RFC 4180: quoted cells may hold separators and line breaks,
 * a quote in them is doubled), TSV, and JSON Lines (one object a line; a column is a path in it, "user.name" or
 * "answers[0].text").
 *
 *     table_open -> table_want "comment", "label" -> table_next, table_next, ... -> table_tally
 *
 * Whatever the format, a user asks for columns by name and gets a row's cells in the order of asking. "#3" is the third
 * column, whatever it is called; without a header there are only those.
 *
 * Ownership: a table owns its memory; a row and its cells live until the next call of table_next. The source outlives the table.
 *
 * Invariants:
 *  1. Memory is bounded, however long the source: one row of at most TABLE_ROW_MAX bytes and what it becomes.
 *  2. Every row is given out, or counted as broken with its line and the reason; of the latter TABLE_FAULTS_KEPT are kept.
 *     After a broken row reading goes on with the line after its first.
 *  3. Cells are valid UTF-8 without a NUL. A source in UTF-16 is converted; a row that is not UTF-8 is read as Windows-1252
 *     and counted as converted.
 *  4. Lines count from 1, the header's included.
 *
 * Must not: know what columns mean, or open files.
 */
#ifndef COMITY_TEXT_TABLE_H
#define COMITY_TEXT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rc.h"
#include "base/str.h"

#define TABLE_ROW_MAX     ((size_t)1024 * 1024)
#define TABLE_COLUMNS_MAX 1024
#define TABLE_WANTED_MAX  128
#define TABLE_FAULTS_KEPT 5
#define TABLE_REASON_MAX  200

enum table_format {
    TABLE_FORMAT_GUESS, /* by the ending of the source's name, then by its first line */
    TABLE_CSV,
    TABLE_TSV,
    TABLE_JSONL,
};
enum table_encoding {
    TABLE_ENCODING_GUESS, /* by a byte order mark or UTF-16's zero bytes; otherwise UTF-8, row by row */
    TABLE_UTF8,           /* a row that is not is broken */
    TABLE_UTF16LE,
    TABLE_UTF16BE,
    TABLE_LATIN1, /* Windows-1252, which is Latin-1 and more */
};
enum table_quotes {
    TABLE_QUOTES_GUESS, /* CSV: yes. TSV: a cell that is properly quoted before the next separator */
    TABLE_QUOTES_YES,
    TABLE_QUOTES_NONE, /* a quote is a character like others */
};

struct table_options {
    enum table_format format;
    enum table_encoding encoding;
    enum table_quotes quotes;
    char separator; /* 0: comma or tab by the format; guessed for a CSV whose header has no comma */
    bool no_header;
};

struct table_source {
    /* At most `size` bytes; 0 at the end. */
    enum rc (*read)(void *context, char *p, size_t size, size_t *ret_count);
    void *context;
    struct str name; /* for messages and the guess of the format */
};

struct table_row {
    int64_t line; /* where it begins */
    const struct str
        *cells; /* in the order of table_want; p is NULL where a JSON object has none, or null */
};

struct table_fault {
    int64_t line;
    char reason[TABLE_REASON_MAX];
};

/* What became of the rows so far. */
struct table_tally {
    int64_t rows, broken;
    int64_t converted; /* rows read as Windows-1252 because they were not UTF-8 */
    int64_t replaced;  /* halves of UTF-16 pairs that stood alone, now U+FFFD */
    struct table_fault faults[TABLE_FAULTS_KEPT];
    size_t fault_count;
};

struct table;

/* Reads as far as the first row. RC_INVALID for what is no table, naming the remedy; RC_IO from the source. An empty
 * source is a table without columns and rows. */
enum rc table_open(const struct table_source *source, const struct table_options *options,
                   struct table **ret, struct problem *problem) MUST_CHECK;
/* Accepts NULL. */
void table_close(struct table *t);

enum table_format table_format(const struct table *t);
/* "UTF-8", "UTF-16LE", ... */
struct str table_encoding_name(const struct table *t);
char table_separator(const struct table *t);
/* The header's names, or the paths to plain values in the first object of JSON Lines. */
size_t table_column_count(const struct table *t);
struct str table_column_name(const struct table *t, size_t index);
/* Asks for a column, once for each of `cells`. RC_NOT_FOUND with the names there are. In JSON Lines every well-formed path
 * is taken: objects need not be alike. */
enum rc table_want(struct table *t, struct str name, size_t *ret_cell,
                   struct problem *problem) MUST_CHECK;

/* The next row that is whole; NULL at the end. */
enum rc table_next(struct table *t, const struct table_row **ret,
                   struct problem *problem) MUST_CHECK;
/* Its user found the last row broken: it counts as broken, with that reason. */
void table_refuse(struct table *t, const char *format, ...) PRINTF_LIKE(2, 3);
const struct table_tally *table_tally(const struct table *t);

/* A source of bytes in memory: `context` is a `struct str` that is used up. */
enum rc table_read_bytes(void *context, char *p, size_t size, size_t *ret_count) MUST_CHECK;

#endif
