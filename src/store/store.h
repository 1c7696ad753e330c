/*
 * The store: one SQL, two engines. Connections, transactions, group commit, migrations, backup.
 *
 * Reading: every worker thread owns a `struct db` opened with store_open_reader and calls the
 * generated functions (build/.../queries.h, one per query in sql/query) on it.
 *
 * Writing: nobody writes on a reader. A writing is a job, a function over a `struct db` handed to
 * store_write; one writer thread takes all waiting jobs, runs each inside its own savepoint of one
 * transaction, makes one durable commit, and only then reports each job's result. Acknowledged
 * means on disk.
 *
 *      submitted --(writer picks up the batch)--> run in savepoint --ok--> committed --> done(rc)
 *                                                     |                        |
 *                                                     +--error: rolled back----+--> done(error),
 * batch goes on
 *
 * Invariants:
 *  1. `done` is called exactly once per accepted job, on the writer thread, after the commit is
 * durable (or has failed). It must be short and must not call store_write_wait.
 *  2. A failing job leaves no trace and does not fail its batch.
 *  3. Jobs run in the order they were submitted, one at a time (on one node).
 *  4. The queue is bounded: past STORE_QUEUE_MAX store_write answers RC_UNAVAILABLE and nothing is
 * queued.
 *
 * Must not: know what the tables mean.
 */
#ifndef COMITY_STORE_STORE_H
#define COMITY_STORE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

struct store;
struct db; /* one connection with its prepared statements; used by one thread at a time */

enum store_engine { STORE_SQLITE, STORE_POSTGRES };

#define STORE_QUEUE_MAX 8192

/* Opens "sqlite:PATH" or a libpq URL ("postgresql://..."), and starts the writer. Does not migrate.
 */
enum rc store_open(struct str url, struct store **ret, struct problem *problem) MUST_CHECK;
/* Finishes every queued job, then closes. Accepts NULL. */
void store_close(struct store *s);
enum store_engine store_engine(const struct store *s);

/* Brings the schema up to date: forward only, each file's checksum recorded; a changed or unknown
 * one is RC_CORRUPT with its name. Runs under a lock, so that two nodes may start at once. */
enum rc store_migrate(struct store *s, int *ret_applied, struct problem *problem) MUST_CHECK;

enum rc store_open_reader(struct store *s, struct db **ret, struct problem *problem) MUST_CHECK;
void db_close(struct db *db);
/* The engine's last message on this connection, for the log only; never for a page. */
const char *db_error(const struct db *db);

/* A snapshot over several reads; end it in every path. */
enum rc db_begin_read(struct db *db) MUST_CHECK;
void db_end_read(struct db *db);

/* Inside a job: something was erased for good. As soon as the writer is idle its traces go from the log as well; the
 * database's own pages are overwritten at once (SQLite; PostgreSQL's vacuum and archives are the operator's). */
void db_scrub(struct db *db);

typedef enum rc (*store_job_fn)(struct db *db, void *ctx);
typedef void (*store_done_fn)(enum rc rc, void *ctx);

/* Queues a job; `ctx` must live until `done` was called. RC_OK: accepted. */
enum rc store_write(struct store *s, store_job_fn job, store_done_fn done, void *ctx) MUST_CHECK;
/* Says that a job will most likely follow at once, so that the writer is awake when it comes; none need follow. */
void store_expect_write(struct store *s);
/* Queues it and waits for its durable result. For the command line and tests. */
enum rc store_write_wait(struct store *s, store_job_fn job, void *ctx) MUST_CHECK;

/* A consistent copy of a running SQLite database to `path`, checked after writing. */
enum rc store_backup(struct store *s, struct str path, struct problem *problem) MUST_CHECK;
/* Checks a backup and puts it in place of the database at `url`, which nobody may have open. */
enum rc store_restore(struct str url, struct str path, struct problem *problem) MUST_CHECK;

#endif
