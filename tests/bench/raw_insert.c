/*
 * The baseline of accepting comments: SQLite by hand, one INSERT of a comment's bytes and one durable commit at a time,
 * on one thread, with the settings the store uses.
 *
 *     raw_insert DATABASE SECONDS      prints inserts a second; the file is made when it is not there
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "client.h"
#include "prose.h"

#define WARM_S 0.3

static void must(int code, sqlite3 *handle)
{
    if (code == SQLITE_OK || code == SQLITE_DONE)
        return;
    fprintf(stderr, "raw_insert: %s\n", sqlite3_errmsg(handle));
    exit(1);
}

/* Returns inserts a second. */
static double insert_for(sqlite3 *handle, sqlite3_stmt *insert, double seconds)
{
    char text[PROSE_BYTES_MAX];
    int64_t begin_ns = client_now_ns(), end_ns = begin_ns + (int64_t)(seconds * 1e9), count = 0;
    for (; client_now_ns() < end_ns; count++) {
        int64_t id = client_now_ns();
        size_t n = prose_make((uint64_t)id, text);
        must(sqlite3_bind_int64(insert, 1, id), handle);
        must(sqlite3_bind_text(insert, 2, text, (int)n, SQLITE_STATIC), handle);
        must(sqlite3_step(insert), handle);
        sqlite3_reset(insert);
    }
    return (double)count * 1e9 / (double)(client_now_ns() - begin_ns);
}

int main(int argc, char **argv)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *insert = NULL;
    if (argc != 3) {
        fprintf(stderr, "usage: raw_insert DATABASE SECONDS\n");
        return 2;
    }
    must(sqlite3_open(argv[1], &handle), handle);
    must(sqlite3_exec(
             handle,
             "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=16384;"
             "CREATE TABLE IF NOT EXISTS comment (site_id INTEGER NOT NULL, id INTEGER NOT NULL,"
             " body TEXT NOT NULL, PRIMARY KEY (site_id, id)) STRICT, WITHOUT ROWID",
             NULL, NULL, NULL),
         handle);
    must(sqlite3_prepare_v2(handle, "INSERT INTO comment VALUES (1, ?1, ?2)", -1, &insert, NULL),
         handle);
    insert_for(handle, insert, WARM_S);
    printf("%.0f\n", insert_for(handle, insert, strtod(argv[2], NULL)));
    sqlite3_finalize(insert);
    sqlite3_close(handle);
    return 0;
}
