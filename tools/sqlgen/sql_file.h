/*
 * Files for the SQL generators: read whole, listed in order, written.
 *
 * Must not: look inside.
 */
#ifndef COMITY_TOOLS_SQLGEN_SQL_FILE_H
#define COMITY_TOOLS_SQLGEN_SQL_FILE_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

/* Reads a whole file of at most 1 MiB into the arena. */
enum rc sql_read_file(struct arena *arena, const char *path, struct str *ret,
                      struct problem *problem) MUST_CHECK;
/* Puts `text` into `path`. */
enum rc sql_write_file(const char *path, struct str text, struct problem *problem) MUST_CHECK;
/* The names ending in .sql in a folder, as paths, sorted. */
enum rc sql_list_folder(struct arena *arena, const char *folder, const char ***ret_paths,
                        size_t *ret_count, struct problem *problem) MUST_CHECK;

#endif
