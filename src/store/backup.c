/*
 * Backup and restore of SQLite databases, as files that are complete or not there at all.
 *
 * A backup reads inside one snapshot, so that writers neither wait nor make it start again. Copy
 * and database take their names by rename, after everything is on disk.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/sqlite_file.h"
#include "store/store_location.h"

#define STEP_PAGES 1024

/* A name beside another one; RC_INVALID when it gets too long. */
static enum rc name_beside(struct str path, const char *suffix, char name[static PATH_MAX],
                           struct problem *problem)
{
    int n = snprintf(name, PATH_MAX, "%.*s%s", STR_ARG(path), suffix);
    if (path.n == 0 || memchr(path.p, '\0', path.n) != NULL || n < 0 || n >= PATH_MAX)
        return problem_set(problem, RC_INVALID, "a file name is empty, too long or holds a NUL");
    return RC_OK;
}

static enum rc system_failed(const char *what, const char *path, struct problem *problem)
{
    return problem_set(problem, RC_IO, "%s %s: %s", what, path, strerror(errno));
}

static enum rc sync_path(const char *path, int flags, struct problem *problem)
{
    int fd = open(path, flags | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good ? RC_OK : system_failed("cannot be brought to disk:", path, problem);
}

static enum rc sync_folder_of(const char *path, struct problem *problem)
{
    char folder[PATH_MAX];
    struct str s = str_from_cstr(path);
    size_t slash = str_rfind_char(s, '/');
    snprintf(folder, sizeof folder, "%.*s", slash == STR_NONE ? 1 : (int)slash + 1,
             slash == STR_NONE ? "." : path);
    return sync_path(folder, O_RDONLY | O_DIRECTORY, problem);
}

/* Every page, inside one read transaction of the source. */
static int copy_pages(sqlite3 *from, sqlite3 *to)
{
    int64_t tables;
    int code = sqlite3_exec(from, "BEGIN", NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite_file_number(from, "PRAGMA schema_version", &tables);
    if (code != SQLITE_OK)
        return code;
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
    if (backup == NULL)
        return sqlite3_errcode(to);
    do
        code = sqlite3_backup_step(backup, STEP_PAGES);
    while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED);
    sqlite3_backup_finish(backup);
    /* One file, without a log beside it. */
    if (code == SQLITE_DONE)
        code = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    return code;
}

/* Whether SQLite finds nothing wrong with a file of ours. */
static enum rc check_file(const char *path, struct problem *problem)
{
    sqlite3 *handle = NULL;
    bool fresh = false;
    enum rc rc = sqlite_file_open(path, SQLITE_OPEN_READWRITE, &handle, problem);
    if (rc != RC_OK)
        return rc;
    rc = sqlite_file_identify(handle, path, &fresh, problem);
    if (rc == RC_OK && fresh)
        rc = problem_set(problem, RC_CORRUPT, "%s is empty", path);
    sqlite3_stmt *st = NULL;
    if (rc == RC_OK &&
        (sqlite3_prepare_v2(handle, "PRAGMA integrity_check(1)", -1, &st, NULL) != SQLITE_OK ||
         sqlite3_step(st) != SQLITE_ROW ||
         strcmp((const char *)sqlite3_column_text(st, 0), "ok") != 0))
        rc = problem_set(problem, RC_CORRUPT, "%s is damaged: %s", path,
                         st != NULL && sqlite3_column_count(st) > 0 && sqlite3_column_text(st, 0)
                             ? (const char *)sqlite3_column_text(st, 0)
                             : sqlite3_errmsg(handle));
    sqlite3_finalize(st);
    sqlite3_close(handle);
    return rc;
}

static enum rc copy_database(const char *from, const char *to, struct problem *problem)
{
    sqlite3 *source = NULL, *target = NULL;
    int fd = open(to, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return system_failed("cannot be written:", to, problem);
    close(fd);
    enum rc rc = sqlite_file_open(from, SQLITE_OPEN_READWRITE, &source, problem);
    if (rc == RC_OK)
        rc = sqlite_file_open(to, SQLITE_OPEN_READWRITE, &target, problem);
    int code = rc == RC_OK ? copy_pages(source, target) : SQLITE_OK;
    if (code != SQLITE_OK && code != SQLITE_DONE)
        rc = problem_set(problem, sqlite_file_rc(code), "%s cannot be copied to %s: %s", from, to,
                         sqlite3_errstr(code));
    sqlite3_close(target);
    sqlite3_close(source);
    if (rc == RC_OK)
        rc = check_file(to, problem);
    return rc == RC_OK ? sync_path(to, O_RDONLY, problem) : rc;
}

enum rc store_backup(struct store *s, struct str path, struct problem *problem)
{
    char source[PATH_MAX], target[PATH_MAX], partial[PATH_MAX];
    if (store_engine(s) != STORE_SQLITE)
        return problem_set(
            problem, RC_UNSUPPORTED,
            "a PostgreSQL database is copied with its own tool: pg_dump --format=custom "
            "--file=FILE URL");
    enum rc rc = name_beside(store_location(s), "", source, problem);
    if (rc == RC_OK)
        rc = name_beside(path, "", target, problem);
    if (rc == RC_OK)
        rc = name_beside(path, ".partial", partial, problem);
    if (rc == RC_OK && access(target, F_OK) == 0)
        rc = problem_set(problem, RC_CONFLICT, "%s is there already: name another file", target);
    if (rc != RC_OK)
        return rc;
    rc = copy_database(source, partial, problem);
    if (rc == RC_OK && renameat2(AT_FDCWD, partial, AT_FDCWD, target, RENAME_NOREPLACE) != 0)
        rc = system_failed("cannot be put in place:", target, problem);
    if (rc != RC_OK)
        unlink(partial);
    return rc == RC_OK ? sync_folder_of(target, problem) : rc;
}

/* SQLite's processes hold a shared lock on these bytes while they have the database open
 * (os_unix.c). The lock ends when the descriptor is closed. */
static enum rc lock_database(const char *path, int *ret_fd, struct problem *problem)
{
    struct flock whole = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x40000000, .l_len = 512};
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) {
        *ret_fd = -1;
        return RC_OK;
    }
    if (fd < 0)
        return system_failed("cannot be opened:", path, problem);
    if (fcntl(fd, F_OFD_SETLK, &whole) != 0) {
        close(fd);
        return problem_set(problem, RC_CONFLICT, "%s is in use: stop the server first", path);
    }
    *ret_fd = fd;
    return RC_OK;
}

/* Moves one file of the old database to its name beside it; a missing one is fine. */
static enum rc set_aside(const char *database, const char *suffix, struct problem *problem)
{
    char from[PATH_MAX], to[PATH_MAX], kept[32];
    snprintf(kept, sizeof kept, ".before-restore%s", suffix);
    struct str path = str_from_cstr(database);
    enum rc rc = name_beside(path, suffix, from, problem);
    if (rc == RC_OK)
        rc = name_beside(path, kept, to, problem);
    if (rc != RC_OK)
        return rc;
    if (access(to, F_OK) == 0)
        return problem_set(problem, RC_CONFLICT,
                           "%s is there from an earlier restore: move or delete it first", to);
    /* The database itself stays in place until the new one takes its name; its log must not. */
    int failed = suffix[0] == '\0' ? link(from, to) : rename(from, to);
    return failed && errno != ENOENT ? system_failed("cannot be kept:", from, problem) : RC_OK;
}

static enum rc put_in_place(const char *partial, const char *database, struct problem *problem)
{
    int fd = -1;
    enum rc rc = lock_database(database, &fd, problem);
    if (rc != RC_OK)
        return rc;
    rc = set_aside(database, "", problem);
    if (rc == RC_OK)
        rc = set_aside(database, "-wal", problem);
    if (rc == RC_OK)
        rc = set_aside(database, "-shm", problem);
    if (rc == RC_OK && rename(partial, database) != 0)
        rc = system_failed("cannot be put in place:", database, problem);
    if (rc == RC_OK)
        rc = sync_folder_of(database, problem);
    if (fd >= 0)
        close(fd);
    return rc;
}

enum rc store_restore(struct str url, struct str path, struct problem *problem)
{
    enum store_engine engine;
    struct str location;
    char source[PATH_MAX], database[PATH_MAX], partial[PATH_MAX];
    enum rc rc = store_url_parse(url, &engine, &location, problem);
    if (rc == RC_OK && engine != STORE_SQLITE)
        rc = problem_set(problem, RC_UNSUPPORTED,
                         "a PostgreSQL database is restored with its own tool: pg_restore --clean "
                         "--if-exists --dbname=URL FILE");
    if (rc == RC_OK)
        rc = name_beside(path, "", source, problem);
    if (rc == RC_OK)
        rc = name_beside(location, "", database, problem);
    if (rc == RC_OK)
        rc = name_beside(location, ".partial", partial, problem);
    if (rc == RC_OK && access(source, R_OK) != 0)
        rc = problem_set(problem, RC_NOT_FOUND, "the backup %s cannot be read: %s", source,
                         strerror(errno));
    if (rc == RC_OK)
        rc = check_file(source, problem);
    if (rc != RC_OK)
        return rc;
    rc = copy_database(source, partial, problem);
    if (rc == RC_OK)
        rc = put_in_place(partial, database, problem);
    if (rc != RC_OK)
        unlink(partial);
    return rc;
}
