/*
 * The file of an SQLite database: made, opened with caution, and told apart from other programs' files. The
 * connection to the site's database and the copies of backups are opened through it alike.
 *
 * Invariants:
 * 1. A handle that was opened ends with sqlite3_close; a failed open leaves none.
 * 2. A file that is there already is opened by SQLite alone: closing any other descriptor of it would drop this
 *    process's POSIX locks, and another process would then take the log away from under us.
 *
 * Must not: be included outside src/store.
 */
#ifndef COMITY_STORE_SQLITE_FILE_H
#define COMITY_STORE_SQLITE_FILE_H

#include <sqlite3.h>

#include "store/engine.h"

/* "Comi": stands in the header of every database of ours, so that no other program's is taken for
 * one. */
#define SQLITE_APPLICATION_ID 0x436f6d69

/* How long a statement waits for another process. */
#define SQLITE_BUSY_MS 10000

/* A result code of SQLite in our table. */
enum rc sqlite_file_rc(int code);
/* An empty file, readable by its owner only, for readers' mail addresses will be in there; nothing when there is
 * one already. */
enum rc sqlite_file_create(const char *path, struct problem *problem) MUST_CHECK;
/* Opens an existing file, without trust in what its schema says. */
enum rc sqlite_file_open(const char *path, int flags, sqlite3 **ret,
                         struct problem *problem) MUST_CHECK;
/* The first value of a statement that gives a number; a code of SQLite. */
int sqlite_file_number(sqlite3 *handle, const char *sql, int64_t *ret);
/* Whether the file is a database of ours, or still empty. RC_CORRUPT when it is something else. */
enum rc sqlite_file_identify(sqlite3 *handle, const char *path, bool *ret_fresh,
                             struct problem *problem) MUST_CHECK;

#endif
