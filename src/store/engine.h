/*
 * What an engine is: a connection with the dozen things SQLite and PostgreSQL do differently.
 *
 * db.c, writer.c and migrate.c call these and know no database library; sqlite.c and postgres.c
 * fill them in.
 *
 * A writing transaction goes through these steps, always in this order:
 *
 *      begin --> [job_begin --> queries --> job_end(keep or not)]* --> commit
 *        |             (any of them may set `lost`)                       |
 *        +-------------------------> rollback <---------------------------+
 *
 * Invariants:
 *  1. `lost` means that the transaction is gone, or that a failure cannot be laid on one job.
 * Nothing of it is or will be committed; the jobs may be run again.
 *  2. A commit whose outcome is unknown (the connection broke) is RC_UNAVAILABLE without `lost`.
 *  3. `failure` is the first query that failed since it was last set to RC_OK; a job in which a
 * query failed is rolled back, whatever it returns, so that both engines agree.
 */
#ifndef COMITY_STORE_ENGINE_H
#define COMITY_STORE_ENGINE_H

#include "store/db.h"

enum db_role { DB_READER, DB_WRITER };

/* Rows being filled: a caller's array (fixed) or one that grows in the arena. */
struct db_rows {
    struct arena *arena; /* strings, and the rows when they grow */
    size_t row_size;
    char *rows;
    size_t count;
    size_t capacity;
    size_t max;
};

struct db_engine {
    /* Runs a query until it ends or `rows` is full. */
    enum rc (*select)(struct db *db, const struct db_query *q, const void *in,
                      struct db_rows *rows);
    /* Runs a query without rows. `ret_changed` NULL: nobody waits, and a pipelined engine need not
     * either. */
    enum rc (*change)(struct db *db, const struct db_query *q, const void *in,
                      int64_t *ret_changed);
    enum rc (*begin_read)(struct db *db);
    void (*end_read)(struct db *db);

    /* `careful`: every query is waited for, so that each failure belongs to its job. */
    enum rc (*begin)(struct db *db, bool careful);
    enum rc (*job_begin)(struct db *db);
    void (*job_end)(struct db *db, bool keep);
    enum rc (*commit)(struct db *db);
    void (*rollback)(struct db *db);

    /* Migrations: takes the lock of the migrators inside a transaction; runs several statements;
     * marks the database as being at a version. */
    enum rc (*migration_lock)(struct db *db);
    enum rc (*script)(struct db *db, const char *sql);
    enum rc (*stamp)(struct db *db, int64_t version);

    enum rc (*check)(struct db *db, const struct db_query *q, struct problem *problem);
    /* The writer has nothing to do. Returns whether there would be more to tidy later. */
    bool (*has_idle_work)(struct db *db);
    void (*idle)(struct db *db);
    void (*close)(struct db *db);

    enum store_engine kind;
    size_t batch_max; /* jobs in one transaction */
};

/* The head of every connection; an engine's own struct begins with it and lives in `arena`. */
struct db {
    const struct db_engine *engine;
    struct arena *arena;
    enum db_role role;
    bool lost;
    bool scrub; /* something was erased: its traces in files go at the next idle moment */
    enum rc failure;
    char error[256];
};

/* Opens a connection: `location` is a path for SQLite, a URL for PostgreSQL. `arena` is the connection's own
 * and freed by db_close; when opening fails it stays the caller's. */
enum rc sqlite_open(struct arena *arena, struct str location, enum db_role role, struct db **ret,
                    struct problem *problem) MUST_CHECK;
enum rc postgres_open(struct arena *arena, struct str location, enum db_role role, struct db **ret,
                      struct problem *problem) MUST_CHECK;

/* Remembers the engine's words for db_error; returns `rc`. */
enum rc db_failed(struct db *db, enum rc rc, const char *message);

static inline bool db_rows_full(const struct db_rows *r)
{
    return r->count == r->max;
}
/* A zeroed row at the end, counted; NULL when memory is out. The rows are not full. */
char *db_rows_add(struct db_rows *r);

/* A field's place in an input or a row. */
static inline const void *db_field_at(const void *in, const struct db_field *f)
{
    return (const char *)in + f->offset;
}
static inline bool db_field_is_null(const void *in, const struct db_field *f)
{
    return f->nullable && !*(const bool *)((const char *)in + f->has_offset);
}
/* Marks a nullable field of a row as present and returns where its value goes. */
static inline void *db_field_fill(char *row, const struct db_field *f)
{
    if (f->nullable)
        *(bool *)(row + f->has_offset) = true;
    return row + f->offset;
}
/* The report for a column that is not what the header says. */
enum rc db_column_bad(struct db *db, const struct db_query *q, size_t column);

/* Copies bytes from the engine into a str or bytes field. */
enum rc db_field_set_bytes(struct db *db, struct arena *arena, struct str *to, const void *p,
                           size_t n) MUST_CHECK;

#endif
