/*
 * What sqlite.c shares with backup.c: opening a file with the same caution, and reading its marks.
 *
 * Must not: be included outside src/store.
 */
#ifndef COMITY_STORE_SQLITE_H
#define COMITY_STORE_SQLITE_H

#include <sqlite3.h>

#include "store/engine.h"

/* "Comi": stands in the header of every database of ours, so that no other program's is taken for
 * one. */
#define SQLITE_APPLICATION_ID 0x436f6d69

/* A result code of SQLite in our table. */
enum rc sqlite_rc(int code);
/* Opens an existing file, without trust in what its schema says. */
enum rc sqlite_handle_open(const char *path, int flags, sqlite3 **ret,
                           struct problem *problem) MUST_CHECK;
/* The first value of a statement that gives a number; a code of SQLite. */
int sqlite_number(sqlite3 *handle, const char *sql, int64_t *ret);
/* Whether the file is a database of ours, or still empty. RC_CORRUPT when it is something else. */
enum rc sqlite_check_identity(sqlite3 *handle, const char *path, bool *ret_fresh,
                              struct problem *problem) MUST_CHECK;

#endif
