#include "sql_file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

#define FILE_BYTES_MAX ((size_t)1 << 20)
#define FOLDER_MAX     1000

enum rc sql_read_file(struct arena *arena, const char *path, struct str *ret,
                      struct problem *problem)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return problem_set(problem, RC_IO, "cannot be read: %s", strerror(errno));
    struct buf b;
    buf_init(&b, FILE_BYTES_MAX);
    char block[4096];
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0;)
        buf_put(&b, str_make(block, n));
    bool failed = ferror(f);
    fclose(f);
    enum rc rc = failed ? RC_IO : buf_status(&b);
    if (rc != RC_OK)
        problem_set(problem, rc, "cannot be read whole: %s", rc_text(rc));
    else
        *ret = arena_dup(arena, buf_str(&b));
    buf_release(&b);
    return rc;
}

enum rc sql_write_file(const char *path, struct str text, struct problem *problem)
{
    FILE *f = fopen(path, "wb");
    bool good = f != NULL && fwrite(text.p ? text.p : "", 1, text.n, f) == text.n;
    if (f != NULL && fclose(f) != 0)
        good = false;
    if (!good)
        return problem_set(problem, RC_IO, "cannot be written: %s", strerror(errno));
    return RC_OK;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum rc sql_list_folder(struct arena *arena, const char *folder, const char ***ret_paths,
                        size_t *ret_count, struct problem *problem)
{
    DIR *dir = opendir(folder);
    if (dir == NULL)
        return problem_set(problem, RC_IO, "cannot be opened: %s", strerror(errno));
    const char **paths = ARENA_ARRAY(arena, FOLDER_MAX, const char *);
    size_t count = 0;
    for (struct dirent *e; paths != NULL && (e = readdir(dir)) != NULL;) {
        struct str name = str_from_cstr(e->d_name);
        if (str_ends(name, STR(".sql")) && !str_starts(name, STR(".")) && count < FOLDER_MAX)
            paths[count++] = arena_printf(arena, "%s/%s", folder, e->d_name).p;
    }
    closedir(dir);
    if (arena_failed(arena))
        return problem_set(problem, RC_NO_MEMORY, "holds too much");
    qsort(paths, count, sizeof *paths, compare_paths);
    *ret_paths = paths;
    *ret_count = count;
    return RC_OK;
}
