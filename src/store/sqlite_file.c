#include "store/sqlite_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

enum rc sqlite_file_rc(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return RC_OK;
    case SQLITE_CONSTRAINT:
        return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
                       code == SQLITE_CONSTRAINT_ROWID || code == SQLITE_CONSTRAINT_FOREIGNKEY
                   ? RC_CONFLICT
                   : RC_INVALID;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return RC_UNAVAILABLE;
    case SQLITE_NOMEM:
        return RC_NO_MEMORY;
    case SQLITE_TOOBIG:
        return RC_TOO_LARGE;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return RC_CORRUPT;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_READONLY:
        return RC_BUG;
    default:
        return RC_IO;
    }
}

/* Statistics cost a lock on every allocation of every thread. Must come before SQLite is first
 * used. */
static void configure_library(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum rc sqlite_file_create(const char *path, struct problem *problem)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return RC_OK;
    if (fd < 0 && errno == ENOENT)
        return problem_set(problem, RC_IO,
                           "the database %s cannot be made, for its folder does not exist: make "
                           "the folder, or name another file with --database sqlite:FILE",
                           path);
    if (fd < 0)
        return problem_set(problem, RC_IO, "the database %s cannot be opened: %s", path,
                           strerror(errno));
    close(fd);
    return RC_OK;
}

enum rc sqlite_file_open(const char *path, int flags, sqlite3 **ret, struct problem *problem)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure_library);
    sqlite3 *handle = NULL;
    int code =
        sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK) {
        problem_set(problem, RC_IO, "the database %s cannot be opened: %s", path,
                    sqlite3_errstr(code));
        sqlite3_close(handle);
        return RC_IO;
    }
    sqlite3_busy_timeout(handle, SQLITE_BUSY_MS);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    *ret = handle;
    return RC_OK;
}

int sqlite_file_number(sqlite3 *handle, const char *sql, int64_t *ret)
{
    sqlite3_stmt *st = NULL;
    int code = sqlite3_prepare_v2(handle, sql, -1, &st, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(st);
    if (code == SQLITE_ROW)
        *ret = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return code == SQLITE_ROW ? SQLITE_OK : code;
}

enum rc sqlite_file_identify(sqlite3 *handle, const char *path, bool *ret_fresh,
                             struct problem *problem)
{
    int64_t pages = 0, id = 0;
    int code = sqlite_file_number(handle, "PRAGMA page_count", &pages);
    if (code == SQLITE_OK)
        code = sqlite_file_number(handle, "PRAGMA application_id", &id);
    if ((code & 0xff) == SQLITE_NOTADB || (code & 0xff) == SQLITE_CORRUPT)
        return problem_set(
            problem, RC_CORRUPT,
            "%s is damaged or no SQLite database (%s): put a backup in its place with "
            "\"comity restore\"",
            path, sqlite3_errstr(code));
    if (code != SQLITE_OK)
        return problem_set(problem, sqlite_file_rc(code), "%s cannot be read: %s", path,
                           sqlite3_errstr(code));
    if (pages > 0 && id != SQLITE_APPLICATION_ID)
        return problem_set(problem, RC_CORRUPT,
                           "%s is the SQLite database of another program: name another file", path);
    *ret_fresh = pages == 0;
    return RC_OK;
}
