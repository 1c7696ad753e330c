/*
 * SQLite: WAL with synchronous=FULL, so that a commit that returned is on disk.
 *
 * Numbers: the write-ahead log is moved into the database after 16384 pages (64 MiB) or when the
 * writer is idle; measured, that gives four to five times the commits of the default of 1000, as
 * moving costs two syncs and random writes. The page cache is small on purpose: the operating
 * system's is shared by all readers.
 */
#include "store/sqlite_file.h"

#include <stdio.h>

#define CHECKPOINT_PAGES 16384
#define IDLE_PAGES       256
#define BATCH_MAX        512
#define SCRUB_WAIT_MS    100 /* for readers, before the log is emptied another time */

enum step {
    STEP_BEGIN,
    STEP_BEGIN_READ,
    STEP_COMMIT,
    STEP_ROLLBACK,
    STEP_SAVE,
    STEP_RELEASE,
    STEP_UNDO,
    STEP_COUNT
};

static const char *const step_sql[STEP_COUNT] = {
    [STEP_BEGIN] = "BEGIN IMMEDIATE", [STEP_BEGIN_READ] = "BEGIN",   [STEP_COMMIT] = "COMMIT",
    [STEP_ROLLBACK] = "ROLLBACK",     [STEP_SAVE] = "SAVEPOINT job", [STEP_RELEASE] = "RELEASE job",
    [STEP_UNDO] = "ROLLBACK TO job",
};

struct sqlite {
    struct db db;
    sqlite3 *handle;
    int wal_pages; /* in the log since it was last moved over */
    sqlite3_stmt *steps[STEP_COUNT];
    sqlite3_stmt *statements[DB_QUERIES_MAX]; /* by number */
};

static struct sqlite *of(struct db *db)
{
    return (struct sqlite *)db;
}

/* SQLite ends the whole transaction by itself after some failures (disk full, no memory). */
static enum rc failed(struct sqlite *s, int code)
{
    if (s->db.role == DB_WRITER && sqlite3_get_autocommit(s->handle))
        s->db.lost = true;
    return db_failed(&s->db, sqlite_file_rc(code), sqlite3_errmsg(s->handle));
}

static enum rc take_step(struct sqlite *s, enum step step)
{
    sqlite3_stmt **at = &s->steps[step];
    int code = SQLITE_OK;
    if (*at == NULL)
        code =
            sqlite3_prepare_v3(s->handle, step_sql[step], -1, SQLITE_PREPARE_PERSISTENT, at, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(*at);
    enum rc rc = code == SQLITE_DONE
                     ? RC_OK
                     : db_failed(&s->db, sqlite_file_rc(code), sqlite3_errmsg(s->handle));
    sqlite3_reset(*at);
    return rc;
}

static enum rc prepare(struct sqlite *s, const struct db_query *q, sqlite3_stmt **ret)
{
    sqlite3_stmt **at = &s->statements[q->number];
    if (*at == NULL) {
        int code = sqlite3_prepare_v3(s->handle, q->sql[STORE_SQLITE], -1,
                                      SQLITE_PREPARE_PERSISTENT, at, NULL);
        if (code != SQLITE_OK)
            return failed(s, code);
    }
    *ret = *at;
    return RC_OK;
}

static int bind_field(sqlite3_stmt *st, int place, const struct db_field *f, const void *in)
{
    if (db_field_is_null(in, f))
        return sqlite3_bind_null(st, place);
    const void *value = db_field_at(in, f);
    const struct str *s = value;
    switch (f->type) {
    case DB_I64:
        return sqlite3_bind_int64(st, place, *(const int64_t *)value);
    case DB_F64:
        return sqlite3_bind_double(st, place, *(const double *)value);
    case DB_BOOL:
        return sqlite3_bind_int(st, place, *(const bool *)value);
    case DB_STR:
        return sqlite3_bind_text64(st, place, s->p ? s->p : "", s->n, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BYTES:
        return sqlite3_bind_blob64(st, place, s->p ? s->p : "", s->n, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

/* A prepared statement with all inputs bound. */
static enum rc bind(struct sqlite *s, const struct db_query *q, const void *in, sqlite3_stmt **ret)
{
    enum rc rc = prepare(s, q, ret);
    for (size_t i = 0; rc == RC_OK && i < q->in_count; i++) {
        int code = bind_field(*ret, (int)i + 1, &q->in[i], in);
        if (code != SQLITE_OK)
            rc = failed(s, code);
    }
    return rc;
}

static bool type_fits(enum db_type type, int stored)
{
    switch (type) {
    case DB_I64:
    case DB_BOOL:
        return stored == SQLITE_INTEGER;
    case DB_F64:
        return stored == SQLITE_FLOAT || stored == SQLITE_INTEGER;
    case DB_STR:
        return stored == SQLITE_TEXT;
    case DB_BYTES:
        return stored == SQLITE_BLOB;
    }
    return false;
}

static enum rc read_field(struct sqlite *s, sqlite3_stmt *st, int column, enum db_type type,
                          struct arena *arena, void *to)
{
    switch (type) {
    case DB_I64:
        *(int64_t *)to = sqlite3_column_int64(st, column);
        return RC_OK;
    case DB_F64:
        *(double *)to = sqlite3_column_double(st, column);
        return RC_OK;
    case DB_BOOL:
        *(bool *)to = sqlite3_column_int64(st, column) != 0;
        return RC_OK;
    case DB_STR:
    case DB_BYTES:
        break;
    }
    const void *p = sqlite3_column_blob(st, column);
    return db_field_set_bytes(&s->db, arena, to, p, (size_t)sqlite3_column_bytes(st, column));
}

static enum rc read_row(struct sqlite *s, sqlite3_stmt *st, const struct db_query *q,
                        struct db_rows *rows)
{
    char *row = db_rows_add(rows);
    if (row == NULL)
        return db_failed(&s->db, RC_NO_MEMORY, "the rows do not fit the arena");
    for (int i = 0; i < q->out_count; i++) {
        const struct db_field *f = &q->out[i];
        int stored = sqlite3_column_type(st, i);
        if (stored == SQLITE_NULL && f->nullable)
            continue;
        if (!type_fits(f->type, stored))
            return db_column_bad(&s->db, q, (size_t)i);
        enum rc rc = read_field(s, st, i, f->type, rows->arena, db_field_fill(row, f));
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static enum rc sqlite_select(struct db *db, const struct db_query *q, const void *in,
                             struct db_rows *rows)
{
    struct sqlite *s = of(db);
    sqlite3_stmt *st;
    enum rc rc = bind(s, q, in, &st);
    if (rc != RC_OK)
        return rc;
    int code = SQLITE_ROW;
    while (rc == RC_OK && !db_rows_full(rows) && (code = sqlite3_step(st)) == SQLITE_ROW)
        rc = read_row(s, st, q, rows);
    if (rc == RC_OK && code != SQLITE_ROW && code != SQLITE_DONE)
        rc = failed(s, code);
    sqlite3_reset(st);
    return rc;
}

static enum rc sqlite_change(struct db *db, const struct db_query *q, const void *in,
                             int64_t *ret_changed)
{
    struct sqlite *s = of(db);
    sqlite3_stmt *st;
    enum rc rc = bind(s, q, in, &st);
    if (rc != RC_OK)
        return rc;
    int code;
    do
        code = sqlite3_step(st);
    while (code == SQLITE_ROW);
    if (code != SQLITE_DONE)
        rc = failed(s, code);
    else if (ret_changed != NULL)
        *ret_changed = sqlite3_changes64(s->handle);
    sqlite3_reset(st);
    return rc;
}

static enum rc sqlite_begin_read(struct db *db)
{
    return take_step(of(db), STEP_BEGIN_READ);
}

static void sqlite_end_read(struct db *db)
{
    /* Nothing was written: there is nothing that could fail to be kept. */
    if (!sqlite3_get_autocommit(of(db)->handle))
        (void)!take_step(of(db), STEP_ROLLBACK);
}

static enum rc sqlite_begin(struct db *db, bool careful)
{
    (void)careful;
    db->lost = false;
    return take_step(of(db), STEP_BEGIN);
}

static enum rc sqlite_job_begin(struct db *db)
{
    return take_step(of(db), STEP_SAVE);
}

static void sqlite_job_end(struct db *db, bool keep)
{
    if (db->lost)
        return;
    if ((!keep && take_step(of(db), STEP_UNDO) != RC_OK) ||
        take_step(of(db), STEP_RELEASE) != RC_OK)
        db->lost = true;
}

static void sqlite_rollback(struct db *db)
{
    if (!sqlite3_get_autocommit(of(db)->handle))
        (void)!take_step(of(db), STEP_ROLLBACK);
}

static enum rc sqlite_commit(struct db *db)
{
    enum rc rc = take_step(of(db), STEP_COMMIT);
    if (rc != RC_OK)
        sqlite_rollback(db);
    return rc;
}

/* BEGIN IMMEDIATE has taken the write lock already. */
static enum rc sqlite_migration_lock(struct db *db)
{
    (void)db;
    return RC_OK;
}

static enum rc sqlite_script(struct db *db, const char *sql)
{
    int code = sqlite3_exec(of(db)->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? RC_OK : failed(of(db), code);
}

static enum rc sqlite_stamp(struct db *db, int64_t version)
{
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version = %lld", (long long)version);
    return sqlite_script(db, sql);
}

/* Names in the statement's own columns must agree too: a slip in their order would go unseen
 * otherwise. */
static enum rc sqlite_check(struct db *db, const struct db_query *q, struct problem *problem)
{
    sqlite3_stmt *st;
    enum rc rc = prepare(of(db), q, &st);
    if (rc != RC_OK)
        return problem_set(problem, rc, "query %s: %s", q->name, db->error);
    if (sqlite3_bind_parameter_count(st) != q->in_count)
        return problem_set(problem, RC_BUG, "query %s: %d parameters, the header names %d", q->name,
                           sqlite3_bind_parameter_count(st), q->in_count);
    int columns = sqlite3_column_count(st);
    if (columns != q->out_count)
        return problem_set(problem, RC_BUG, "query %s: %d columns, the header names %d", q->name,
                           columns, q->out_count);
    return RC_OK;
}

/* Called after each commit, in the place of SQLite's own checkpoint rule, which hides the number.
 */
static int note_wal_pages(void *context, sqlite3 *handle, const char *name, int pages)
{
    struct sqlite *s = context;
    s->wal_pages = pages;
    if (pages >= CHECKPOINT_PAGES)
        sqlite3_wal_checkpoint_v2(handle, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return SQLITE_OK;
}

static bool sqlite_has_idle_work(struct db *db)
{
    return of(db)->wal_pages >= IDLE_PAGES || db->scrub;
}

/* Empties the log, unless somebody is reading from it: then the next idle moment tries again. */
static bool empty_log(struct sqlite *s)
{
    sqlite3_busy_timeout(s->handle, SCRUB_WAIT_MS);
    int code = sqlite3_wal_checkpoint_v2(s->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_busy_timeout(s->handle, SQLITE_BUSY_MS);
    return code == SQLITE_OK;
}

static void sqlite_idle(struct db *db)
{
    if (db->scrub)
        db->scrub = !empty_log(of(db));
    else
        sqlite3_wal_checkpoint_v2(of(db)->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    of(db)->wal_pages = 0;
}

static void sqlite_close(struct db *db)
{
    struct sqlite *s = of(db);
    for (size_t i = 0; i < STEP_COUNT; i++)
        sqlite3_finalize(s->steps[i]);
    for (size_t i = 0; i < DB_QUERIES_MAX; i++)
        sqlite3_finalize(s->statements[i]);
    sqlite3_close(s->handle);
}

static const struct db_engine engine = {
    .select = sqlite_select,
    .change = sqlite_change,
    .begin_read = sqlite_begin_read,
    .end_read = sqlite_end_read,
    .begin = sqlite_begin,
    .job_begin = sqlite_job_begin,
    .job_end = sqlite_job_end,
    .commit = sqlite_commit,
    .rollback = sqlite_rollback,
    .migration_lock = sqlite_migration_lock,
    .script = sqlite_script,
    .stamp = sqlite_stamp,
    .check = sqlite_check,
    .has_idle_work = sqlite_has_idle_work,
    .idle = sqlite_idle,
    .close = sqlite_close,
    .kind = STORE_SQLITE,
    .batch_max = BATCH_MAX,
};

#define TEXT_OF(x)  TEXT_OF_(x)
#define TEXT_OF_(x) #x

static enum rc configure(struct sqlite *s, const char *path, bool fresh, struct problem *problem)
{
    static const char mark[] = "PRAGMA application_id = " TEXT_OF(SQLITE_APPLICATION_ID);
    static const char writer[] =
        "PRAGMA journal_mode = WAL; PRAGMA cache_size = -4096; PRAGMA secure_delete = ON";
    static const char reader[] = "PRAGMA query_only = ON; PRAGMA cache_size = -1024";
    static const char common[] =
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; "
        "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF";
    bool writes = s->db.role == DB_WRITER;
    int code = SQLITE_OK;
    if (fresh && writes)
        code = sqlite3_exec(s->handle, mark, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(s->handle, writes ? writer : reader, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(s->handle, common, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        return problem_set(problem, sqlite_file_rc(code), "the database %s cannot be set up: %s",
                           path, sqlite3_errmsg(s->handle));
    if (writes)
        sqlite3_wal_hook(s->handle, note_wal_pages, s);
    return RC_OK;
}

enum rc sqlite_open(struct arena *arena, struct str location, enum db_role role, struct db **ret,
                    struct problem *problem)
{
    struct sqlite *s = ARENA_NEW(arena, struct sqlite);
    const char *path = arena_cstr(arena, location);
    if (s == NULL || path == NULL)
        return problem_set(problem, RC_NO_MEMORY, "no memory for a connection");
    s->db = (struct db){.engine = &engine, .arena = arena, .role = role};
    bool fresh = false;
    enum rc rc = sqlite_file_create(path, problem);
    if (rc == RC_OK)
        rc = sqlite_file_open(path, SQLITE_OPEN_READWRITE, &s->handle, problem);
    if (rc == RC_OK)
        rc = sqlite_file_identify(s->handle, path, &fresh, problem);
    if (rc == RC_OK)
        rc = configure(s, path, fresh, problem);
    if (rc != RC_OK)
        sqlite3_close(s->handle);
    else
        *ret = &s->db;
    return rc;
}
