#include "store/db.h"

#include <stdio.h>

#include "base/utf8.h"
#include "store/engine.h"

#define ONE_ROW_BYTES 1024
#define FIRST_ROWS    16

enum rc db_failed(struct db *db, enum rc rc, const char *message)
{
    snprintf(db->error, sizeof db->error, "%s", message != NULL ? message : "");
    return rc;
}

const char *db_error(const struct db *db)
{
    return db->error;
}

void db_scrub(struct db *db)
{
    db->scrub = true;
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    struct arena *arena = db->arena;
    db->engine->close(db);
    arena_free(arena);
}

enum rc db_begin_read(struct db *db)
{
    return db->engine->begin_read(db);
}

void db_end_read(struct db *db)
{
    db->engine->end_read(db);
}

enum rc db_column_bad(struct db *db, const struct db_query *q, size_t column)
{
    snprintf(db->error, sizeof db->error, "query %s: column %s is NULL or of another type", q->name,
             q->out[column].name);
    return RC_CORRUPT;
}

enum rc db_field_set_bytes(struct db *db, struct arena *arena, struct str *to, const void *p,
                           size_t n)
{
    *to = arena_dup(arena, str_make(p, n));
    return to->p != NULL ? RC_OK : db_failed(db, RC_NO_MEMORY, "the rows do not fit the arena");
}

/* The array doubles; what it leaves behind is forgotten with the arena. */
static bool rows_grow(struct db_rows *r)
{
    size_t capacity = r->capacity ? r->capacity * 2 : FIRST_ROWS;
    char *rows = arena_alloc_array(r->arena, capacity, r->row_size);
    if (rows == NULL)
        return false;
    if (r->count > 0)
        memcpy(rows, r->rows, r->count * r->row_size);
    r->rows = rows;
    r->capacity = capacity;
    return true;
}

char *db_rows_add(struct db_rows *r)
{
    if (r->count == r->capacity && !rows_grow(r))
        return NULL;
    return memset(r->rows + r->count++ * r->row_size, 0, r->row_size);
}

/* What PostgreSQL would refuse is refused on both engines, before anything is sent. */
static enum rc check_inputs(struct db *db, const struct db_query *q, const void *in)
{
    if (q->sql[db->engine->kind] == NULL)
        return db_failed(db, RC_UNSUPPORTED, "the query is not written for this engine");
    for (size_t i = 0; i < q->in_count; i++) {
        const struct db_field *f = &q->in[i];
        if (f->type != DB_STR || db_field_is_null(in, f))
            continue;
        const struct str *s = db_field_at(in, f);
        if (!utf8_valid(*s) || (s->n > 0 && memchr(s->p, '\0', s->n) != NULL)) {
            snprintf(db->error, sizeof db->error, "query %s: %s is not valid text", q->name,
                     f->name);
            return RC_INVALID;
        }
    }
    return RC_OK;
}

static enum rc note_failure(struct db *db, enum rc rc)
{
    if (db->failure == RC_OK && rc != RC_OK)
        db->failure = rc;
    return rc;
}

static enum rc select_rows(struct db *db, const struct db_query *q, const void *in,
                           struct db_rows *rows)
{
    enum rc rc = check_inputs(db, q, in);
    if (rc == RC_OK)
        rc = db->engine->select(db, q, in, rows);
    return note_failure(db, rc);
}

enum rc db_query_one(struct db *db, const struct db_query *q, const void *in, struct arena *arena,
                     void *ret_row)
{
    /* The row is built here and not in ret_row, which a failure must leave untouched. A query of numbers alone
     * so needs no arena. */
    _Alignas(max_align_t) char row[ONE_ROW_BYTES];
    struct db_rows rows = {.arena = arena, .row_size = q->row_size, .max = 1};
    if (q->row_size <= sizeof row) {
        rows.rows = row;
        rows.capacity = 1;
    }
    enum rc rc = select_rows(db, q, in, &rows);
    if (rc != RC_OK)
        return rc;
    if (rows.count == 0)
        return RC_NOT_FOUND;
    memcpy(ret_row, rows.rows, q->row_size);
    return RC_OK;
}

enum rc db_query_many(struct db *db, const struct db_query *q, const void *in, struct arena *arena,
                      void **ret_rows, size_t *ret_count)
{
    struct db_rows rows = {.arena = arena, .row_size = q->row_size, .max = SIZE_MAX};
    enum rc rc = select_rows(db, q, in, &rows);
    if (rc != RC_OK)
        return rc;
    *ret_rows = rows.rows;
    *ret_count = rows.count;
    return RC_OK;
}

enum rc db_query_into(struct db *db, const struct db_query *q, const void *in, struct arena *arena,
                      void *rows_, size_t max, size_t *ret_count)
{
    struct db_rows rows = {
        .arena = arena, .row_size = q->row_size, .rows = rows_, .capacity = max, .max = max};
    enum rc rc = max > 0 ? select_rows(db, q, in, &rows) : RC_OK;
    if (rc == RC_OK)
        *ret_count = rows.count;
    return rc;
}

enum rc db_query_exec(struct db *db, const struct db_query *q, const void *in)
{
    enum rc rc = check_inputs(db, q, in);
    if (rc == RC_OK)
        rc = db->engine->change(db, q, in, NULL);
    return note_failure(db, rc);
}

enum rc db_query_count(struct db *db, const struct db_query *q, const void *in,
                       int64_t *ret_changed)
{
    enum rc rc = check_inputs(db, q, in);
    if (rc == RC_OK)
        rc = db->engine->change(db, q, in, ret_changed);
    return note_failure(db, rc);
}

enum rc db_query_check(struct db *db, const struct db_query *q, struct problem *problem)
{
    if (q->number >= DB_QUERIES_MAX)
        return problem_set(problem, RC_BUG, "query %s: number %u is over the limit of %u", q->name,
                           (unsigned)q->number, (unsigned)DB_QUERIES_MAX);
    if (q->sql[db->engine->kind] == NULL)
        return RC_UNSUPPORTED;
    return db->engine->check(db, q, problem);
}
