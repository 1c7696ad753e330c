/*
 * PostgreSQL: one pipelined connection a thread, prepared statements, binary values.
 *
 * The writer's transaction is sent without waiting, until a job asks for an answer. A failure of
 * something nobody waited for cannot be laid on a job (what came after was skipped and decided on
 * nothing): the whole transaction is `lost`, and writer.c runs its jobs again, carefully.
 */
#include "store/postgres.h"

#include "engine_queries.h"

/* Above 64 subtransactions a backend's list overflows and readers slow down
 * (PGPROC_MAX_CACHED_SUBXIDS). */
#define BATCH_MAX 60

static struct postgres *of(struct db *db)
{
    return (struct postgres *)db;
}

/* Settles; a failure nobody waited for, or one after which nothing is known, loses the transaction.
 */
static struct postgres_outcome settle(struct postgres *pg)
{
    struct postgres_outcome o = postgres_settle(pg);
    /* RC_UNAVAILABLE from the server itself is a deadlock or the like: worth another try. */
    if (o.deferred || o.broken || o.rc == RC_UNAVAILABLE)
        pg->db.lost = true;
    return o;
}

/* Before a query outside a transaction the connection may be renewed; inside, its loss is the
 * query's failure. */
static enum rc make_ready(struct postgres *pg)
{
    if (pg->db.lost && pg->db.role == DB_WRITER)
        return RC_UNAVAILABLE;
    if (pg->db.role == DB_READER && !pg->in_read)
        return postgres_revive(pg);
    if (pg->awaited_count + 4 > POSTGRES_AWAITED_MAX)
        return settle(pg).rc;
    return RC_OK;
}

static enum rc run(struct postgres *pg, const struct db_query *q, const void *in, PGresult **ret)
{
    enum rc rc = make_ready(pg);
    if (rc == RC_OK)
        rc = postgres_send(pg, q, in, POSTGRES_WANTED);
    if (rc != RC_OK)
        return rc;
    struct postgres_outcome o = settle(pg);
    *ret = o.wanted;
    return o.rc;
}

static enum rc postgres_select(struct db *db, const struct db_query *q, const void *in,
                               struct db_rows *rows)
{
    PGresult *result = NULL;
    enum rc rc = run(of(db), q, in, &result);
    if (rc == RC_OK && PQnfields(result) != q->out_count)
        rc = db_failed(db, RC_BUG, "the query gives other columns than its header names");
    int count = PQntuples(result);
    for (int i = 0; i < count && rc == RC_OK && !db_rows_full(rows); i++)
        rc = postgres_decode(db, q, result, i, rows);
    PQclear(result);
    return rc;
}

static enum rc postgres_change(struct db *db, const struct db_query *q, const void *in,
                               int64_t *ret_changed)
{
    struct postgres *pg = of(db);
    if (ret_changed == NULL && !pg->careful && db->role == DB_WRITER) {
        enum rc rc = make_ready(pg);
        return rc == RC_OK ? postgres_send(pg, q, in, POSTGRES_IGNORED) : rc;
    }
    PGresult *result = NULL;
    enum rc rc = run(pg, q, in, &result);
    uint64_t changed = 0;
    if (rc == RC_OK && str_to_u64(str_from_cstr(PQcmdTuples(result)), &changed) != RC_OK)
        changed = 0;
    PQclear(result);
    if (rc == RC_OK && ret_changed != NULL)
        *ret_changed = (int64_t)changed;
    return rc;
}

static enum rc postgres_begin_read(struct db *db)
{
    struct postgres *pg = of(db);
    enum rc rc = postgres_revive(pg);
    if (rc == RC_OK)
        rc = postgres_send_command(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                                   POSTGRES_IGNORED);
    pg->in_read = rc == RC_OK;
    return rc;
}

static void postgres_end_read(struct db *db)
{
    struct postgres *pg = of(db);
    if (pg->in_read && PQstatus(pg->connection) == CONNECTION_OK &&
        postgres_send_command(pg, "ROLLBACK", POSTGRES_IGNORED) == RC_OK)
        PQclear(postgres_settle(pg).wanted);
    pg->in_read = false;
}

static enum rc postgres_begin(struct db *db, bool careful)
{
    struct postgres *pg = of(db);
    enum rc rc = postgres_revive(pg);
    db->lost = false;
    pg->careful = careful;
    if (rc == RC_OK)
        rc = postgres_send_command(pg, "BEGIN", POSTGRES_IGNORED);
    return rc;
}

static enum rc postgres_job_begin(struct db *db)
{
    struct postgres *pg = of(db);
    enum rc rc = make_ready(pg);
    return rc == RC_OK ? postgres_send_command(pg, "SAVEPOINT job", POSTGRES_IGNORED) : rc;
}

static void postgres_job_end(struct db *db, bool keep)
{
    struct postgres *pg = of(db);
    if (db->lost)
        return;
    enum rc rc = make_ready(pg);
    if (!keep && rc == RC_OK)
        rc = postgres_send_command(pg, "ROLLBACK TO SAVEPOINT job", POSTGRES_IGNORED);
    if (rc == RC_OK)
        rc = postgres_send_command(pg, "RELEASE SAVEPOINT job", POSTGRES_IGNORED);
    if (rc != RC_OK)
        db->lost = true;
}

static void postgres_rollback(struct db *db)
{
    struct postgres *pg = of(db);
    if (PQstatus(pg->connection) == CONNECTION_OK &&
        postgres_send_command(pg, "ROLLBACK", POSTGRES_IGNORED) == RC_OK)
        PQclear(postgres_settle(pg).wanted);
}

static enum rc postgres_commit(struct db *db)
{
    struct postgres *pg = of(db);
    if (postgres_send_command(pg, "COMMIT", POSTGRES_WANTED) != RC_OK) {
        db->lost = true;
        return RC_UNAVAILABLE;
    }
    struct postgres_outcome o = postgres_settle(pg);
    /* A transaction that had failed answers COMMIT with "ROLLBACK". */
    if (o.rc == RC_OK && strcmp(PQcmdStatus(o.wanted), "COMMIT") != 0) {
        o.rc = db_failed(db, RC_UNAVAILABLE, "the transaction had failed before its commit");
        o.deferred = true;
    }
    PQclear(o.wanted);
    if (o.deferred)
        postgres_rollback(db);
    db->lost = o.deferred && !o.broken;
    return o.rc;
}

static enum rc postgres_migration_lock(struct db *db)
{
    struct arena *scratch = arena_new(4096);
    if (scratch == NULL)
        return RC_NO_MEMORY;
    struct engine_migration_lock_in in = {.key = 0x436f6d697479};
    struct engine_migration_lock_row row;
    enum rc rc = engine_migration_lock(db, &in, scratch, &row);
    arena_free(scratch);
    return rc;
}

static enum rc postgres_run_script(struct db *db, const char *sql)
{
    struct postgres_outcome o = settle(of(db));
    return o.rc == RC_OK ? postgres_script(of(db), sql) : o.rc;
}

static enum rc postgres_stamp(struct db *db, int64_t version)
{
    (void)db;
    (void)version;
    return RC_OK;
}

static enum rc check_description(const struct db_query *q, const PGresult *d,
                                 struct problem *problem)
{
    if (PQnparams(d) != q->in_count)
        return problem_set(problem, RC_BUG, "query %s: %d parameters, the header names %d", q->name,
                           PQnparams(d), q->in_count);
    if (PQnfields(d) != q->out_count)
        return problem_set(problem, RC_BUG, "query %s: %d columns, the header names %d", q->name,
                           PQnfields(d), q->out_count);
    for (int i = 0; i < q->out_count; i++)
        if (!postgres_type_fits(q->out[i].type, PQftype(d, i)))
            return problem_set(problem, RC_BUG,
                               "query %s: column %s has PostgreSQL type %u, not the header's: "
                               "CAST it",
                               q->name, q->out[i].name, PQftype(d, i));
    return RC_OK;
}

static enum rc postgres_check(struct db *db, const struct db_query *q, struct problem *problem)
{
    struct postgres *pg = of(db);
    enum rc rc = make_ready(pg);
    if (rc == RC_OK)
        rc = postgres_send_describe(pg, q);
    struct postgres_outcome o = {.rc = rc};
    if (rc == RC_OK)
        o = postgres_settle(pg);
    if (o.rc != RC_OK)
        return problem_set(problem, o.rc, "query %s: %s", q->name, db->error);
    rc = check_description(q, o.wanted, problem);
    PQclear(o.wanted);
    return rc;
}

static bool postgres_has_idle_work(struct db *db)
{
    (void)db;
    return false;
}

static void postgres_idle(struct db *db)
{
    (void)db;
}

static void postgres_close(struct db *db)
{
    PQfinish(of(db)->connection);
}

static const struct db_engine engine = {
    .select = postgres_select,
    .change = postgres_change,
    .begin_read = postgres_begin_read,
    .end_read = postgres_end_read,
    .begin = postgres_begin,
    .job_begin = postgres_job_begin,
    .job_end = postgres_job_end,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .migration_lock = postgres_migration_lock,
    .script = postgres_run_script,
    .stamp = postgres_stamp,
    .check = postgres_check,
    .has_idle_work = postgres_has_idle_work,
    .idle = postgres_idle,
    .close = postgres_close,
    .kind = STORE_POSTGRES,
    .batch_max = BATCH_MAX,
};

static bool is_bytewise(struct str collation)
{
    return str_eq(collation, STR("C")) || str_eq(collation, STR("POSIX")) ||
           str_eq_ascii_case(collation, STR("C.UTF-8")) ||
           str_eq_ascii_case(collation, STR("C.UTF8"));
}

enum rc postgres_session_begin(struct postgres *pg, struct problem *problem)
{
    struct arena *scratch = arena_new(16384);
    if (scratch == NULL)
        return problem_set(problem, RC_NO_MEMORY, "no memory for a connection");
    struct engine_session_settings_row row;
    pg->db.lost = false;
    enum rc rc = engine_session_settings(&pg->db, scratch, &row);
    if (rc != RC_OK)
        problem_set(problem, rc, "PostgreSQL refused a session: %s", pg->db.error);
    else if (row.server_version < 150000)
        rc = problem_set(problem, RC_UNSUPPORTED,
                         "PostgreSQL 15 or newer is needed, this one is %lld",
                         (long long)row.server_version / 10000);
    else if (!str_eq(row.encoding, STR("UTF8")) || !is_bytewise(row.collation))
        rc = problem_set(
            problem, RC_UNSUPPORTED,
            "the database has encoding %.*s and collation %.*s; make one with: createdb "
            "--encoding=UTF8 --lc-collate=C --template=template0 NAME",
            STR_ARG(row.encoding), STR_ARG(row.collation));
    arena_free(scratch);
    return rc;
}

enum rc postgres_open(struct arena *arena, struct str location, enum db_role role, struct db **ret,
                      struct problem *problem)
{
    struct postgres *pg = ARENA_NEW(arena, struct postgres);
    const char *url = arena_cstr(arena, location);
    if (pg == NULL || url == NULL)
        return problem_set(problem, RC_NO_MEMORY, "no memory for a connection");
    pg->db = (struct db){.engine = &engine, .arena = arena, .role = role};
    pg->url = url;
    enum rc rc = postgres_connect(pg, problem);
    if (rc != RC_OK)
        PQfinish(pg->connection);
    else
        *ret = &pg->db;
    return rc;
}
