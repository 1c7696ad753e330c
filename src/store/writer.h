/*
 * The writer: one thread, one connection, many jobs per durable commit.
 *
 * Posters put jobs into a ring; the thread takes all that wait, runs them in one transaction,
 * commits, and then reports each. While it waits for the disk, the next batch gathers by itself, so
 * that the size of a batch follows the load: one job when one poster waits for each answer, dozens
 * when many post at once. docs/decisions/001 has the measurements.
 *
 *      together, without waiting --lost--> together, carefully --lost--> each alone (up to three
 * times)
 *
 * `lost` (engine.h) is rare: on PostgreSQL a failure nobody waited for, on SQLite a full disk.
 *
 * Invariants:
 *  1. `done` is called once per accepted job, after the commit that holds it returned or failed.
 *  2. A job may run several times before its `done`; only the last run is committed.
 *  3. Nobody but the thread touches the connection.
 */
#ifndef COMITY_STORE_WRITER_H
#define COMITY_STORE_WRITER_H

#include "store/engine.h"

struct writer;

/* Takes the connection and starts the thread. The arena outlives the writer. */
enum rc writer_start(struct arena *arena, struct db *db, struct writer **ret,
                     struct problem *problem) MUST_CHECK;
/* Finishes every queued job, ends the thread and closes the connection. Accepts NULL. */
void writer_stop(struct writer *w);
enum rc writer_post(struct writer *w, store_job_fn job, store_done_fn done, void *ctx) MUST_CHECK;
/* A job will probably be posted within a fraction of a millisecond: the thread wakes now and looks out for it, so that
 * waking is over when the job comes. Nothing happens when none comes. */
void writer_expect(struct writer *w);

#endif
