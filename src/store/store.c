#include "store/store.h"

#include <semaphore.h>

#include "store/engine.h"
#include "store/migrate.h"
#include "store/store_location.h"
#include "store/writer.h"

#define STORE_BYTES_MAX      ((size_t)1 << 20)
#define CONNECTION_BYTES_MAX ((size_t)1 << 20)

struct store {
    struct arena *arena;
    enum store_engine engine;
    struct str location; /* path or URL */
    struct writer *writer;
};

enum rc store_url_parse(struct str url, enum store_engine *ret_engine, struct str *ret_location,
                        struct problem *problem)
{
    if (str_starts(url, STR("sqlite:")) && url.n > sizeof "sqlite:" - 1) {
        *ret_engine = STORE_SQLITE;
        *ret_location = str_slice(url, sizeof "sqlite:" - 1, url.n);
        return RC_OK;
    }
    if (str_starts(url, STR("postgresql://")) || str_starts(url, STR("postgres://"))) {
        *ret_engine = STORE_POSTGRES;
        *ret_location = url;
        return RC_OK;
    }
    /* The URL itself may hold a password: it is not repeated. */
    return problem_set(problem, RC_INVALID,
                       "the database is named as sqlite:PATH or postgresql://USER@HOST/NAME");
}

static enum rc open_connection(const struct store *s, enum db_role role, struct db **ret,
                               struct problem *problem)
{
    struct arena *arena = arena_new(CONNECTION_BYTES_MAX);
    if (arena == NULL)
        return problem_set(problem, RC_NO_MEMORY, "no memory for a connection");
    enum rc rc = s->engine == STORE_SQLITE ? sqlite_open(arena, s->location, role, ret, problem)
                                           : postgres_open(arena, s->location, role, ret, problem);
    if (rc != RC_OK)
        arena_free(arena);
    return rc;
}

static enum rc open_in(struct arena *arena, struct str url, struct store **ret,
                       struct problem *problem)
{
    struct store *s = ARENA_NEW(arena, struct store);
    struct str location = {0};
    if (s == NULL)
        return problem_set(problem, RC_NO_MEMORY, "no memory for the store");
    s->arena = arena;
    enum rc rc = store_url_parse(url, &s->engine, &location, problem);
    s->location = arena_dup(arena, location);
    struct db *db = NULL;
    if (rc == RC_OK)
        rc = open_connection(s, DB_WRITER, &db, problem);
    if (rc == RC_OK)
        rc = writer_start(arena, db, &s->writer, problem);
    if (rc != RC_OK)
        db_close(db);
    else
        *ret = s;
    return rc;
}

enum rc store_open(struct str url, struct store **ret, struct problem *problem)
{
    struct arena *arena = arena_new(STORE_BYTES_MAX);
    if (arena == NULL)
        return problem_set(problem, RC_NO_MEMORY, "no memory for the store");
    enum rc rc = open_in(arena, url, ret, problem);
    if (rc != RC_OK)
        arena_free(arena);
    return rc;
}

void store_close(struct store *s)
{
    if (s == NULL)
        return;
    struct arena *arena = s->arena;
    writer_stop(s->writer);
    arena_free(arena);
}

enum store_engine store_engine(const struct store *s)
{
    return s->engine;
}

struct str store_location(const struct store *s)
{
    return s->location;
}

enum rc store_open_reader(struct store *s, struct db **ret, struct problem *problem)
{
    return open_connection(s, DB_READER, ret, problem);
}

/* On a connection of its own: the writer may be at work. */
enum rc store_migrate_to(struct store *s, const struct db_schema *schema, int *ret_applied,
                         struct problem *problem)
{
    struct db *db = NULL;
    enum rc rc = open_connection(s, DB_WRITER, &db, problem);
    if (rc == RC_OK)
        rc = migrate_run(db, schema, ret_applied, problem);
    db_close(db);
    return rc;
}

enum rc store_migrate(struct store *s, int *ret_applied, struct problem *problem)
{
    return store_migrate_to(s, &schema_built_in, ret_applied, problem);
}

enum rc store_write(struct store *s, store_job_fn job, store_done_fn done, void *ctx)
{
    return writer_post(s->writer, job, done, ctx);
}

void store_expect_write(struct store *s)
{
    writer_expect(s->writer);
}

/* A poster that sleeps until its job is durable. */
struct waiter {
    store_job_fn job;
    void *ctx;
    enum rc rc;
    sem_t done;
};

static enum rc waiter_run(struct db *db, void *ctx)
{
    struct waiter *w = ctx;
    return w->job(db, w->ctx);
}

static void waiter_done(enum rc rc, void *ctx)
{
    struct waiter *w = ctx;
    w->rc = rc;
    sem_post(&w->done);
}

enum rc store_write_wait(struct store *s, store_job_fn job, void *ctx)
{
    struct waiter w = {.job = job, .ctx = ctx};
    sem_init(&w.done, 0, 0);
    enum rc rc = store_write(s, waiter_run, waiter_done, &w);
    if (rc == RC_OK) {
        while (sem_wait(&w.done) != 0)
            continue; /* a signal */
        rc = w.rc;
    }
    sem_destroy(&w.done);
    return rc;
}
