/*
 * What the generated query functions stand on: a query is data, and five functions run it.
 *
 * tools/sqlgen/querygen turns every query into a constant `struct db_query` (its text for each engine, the
 * types and offsets of its inputs and of its row) and a function of one line that calls
 * db_query_one, _many, _into, _exec or _count. So an engine binds and reads by walking a table, and
 * no layer but src/store sees a database library.
 *
 * Ownership: rows and their strings live in the caller's arena; every string is followed by a NUL
 * byte, and an empty one is not NULL. Inputs need to live only during the call.
 *
 * Invariants:
 *  1. A query is prepared at most once per connection, under its `number`; numbers are unique in
 * the program.
 *  2. On anything but RC_OK the outputs are untouched (the array given to `_into` excepted).
 *  3. A NULL in a column not marked `?`, or a value of another type, is RC_CORRUPT, never a zero.
 *  4. Strings given as `str` are valid UTF-8 without NUL, as PostgreSQL demands: otherwise
 * RC_INVALID on both engines.
 *
 * Must not: be called by hand outside generated code and src/store.
 */
#ifndef COMITY_STORE_DB_H
#define COMITY_STORE_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"
#include "store/store.h"

enum db_type { DB_I64, DB_F64, DB_STR, DB_BYTES, DB_BOOL };
enum db_kind { DB_ONE, DB_MANY, DB_EXEC, DB_COUNT };

/* One input or one column of a row: where its value stands in the C struct. */
struct db_field {
    const char *name;
    enum db_type type;
    bool nullable;
    uint16_t offset;
    uint16_t has_offset; /* of its `has_` flag when nullable */
};

/* Numbers are below this: each connection has one slot of prepared statement per number. */
#define DB_QUERIES_MAX 1024
#define DB_FIELDS_MAX  64

struct db_query {
    const char *name;
    const char *sql[2]; /* by enum store_engine; NULL: not written for it */
    const struct db_field *in;
    const struct db_field *out;
    size_t row_size;
    uint16_t number;
    uint8_t in_count;
    uint8_t out_count;
    enum db_kind kind;
};

/* One file of sql/schema as it was built into the program. */
struct db_migration {
    int64_t version;
    const char *name;     /* "0001_accounts" */
    const char *checksum; /* of the file as written, in hexadecimal */
    const char *sql[2];   /* by enum store_engine */
};

enum rc db_query_one(struct db *db, const struct db_query *q, const void *in, struct arena *arena,
                     void *ret_row) MUST_CHECK;
/* `ret_rows` is an array of q->row_size elements in the arena; NULL when there are none. */
enum rc db_query_many(struct db *db, const struct db_query *q, const void *in, struct arena *arena,
                      void **ret_rows, size_t *ret_count) MUST_CHECK;
/* Fills at most `max` rows of the caller's array; further rows are not read. */
enum rc db_query_into(struct db *db, const struct db_query *q, const void *in, struct arena *arena,
                      void *rows, size_t max, size_t *ret_count) MUST_CHECK;
enum rc db_query_exec(struct db *db, const struct db_query *q, const void *in) MUST_CHECK;
enum rc db_query_count(struct db *db, const struct db_query *q, const void *in,
                       int64_t *ret_changed) MUST_CHECK;

/* Prepares a query and compares its parameters and columns with what its header says. For tests: a
 * query without a variant for this engine is RC_UNSUPPORTED. */
enum rc db_query_check(struct db *db, const struct db_query *q, struct problem *problem) MUST_CHECK;

#endif
