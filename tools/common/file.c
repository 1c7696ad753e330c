#include "file.h"

#include <errno.h>
#include <stdio.h>

enum rc file_read(struct arena *arena, struct str path, struct str *ret, struct problem *problem)
{
    char *name = arena_cstr(arena, path);
    FILE *f = name ? fopen(name, "rb") : NULL;
    char *bytes;
    long size;

    if (!f)
        return problem_set(problem, errno == ENOENT ? RC_NOT_FOUND : RC_IO,
                           "%.*s: cannot be read: %s", STR_ARG(path), strerror(errno));
    if (fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0 || fseek(f, 0, SEEK_SET) != 0) {
        fclose(f);
        return problem_set(problem, RC_IO, "%.*s: is no plain file", STR_ARG(path));
    }
    bytes = arena_alloc(arena, (size_t)size + 1);
    if (!bytes || fread(bytes, 1, (size_t)size, f) != (size_t)size) {
        fclose(f);
        return problem_set(problem, bytes ? RC_IO : RC_NO_MEMORY, "%.*s: cannot be read whole",
                           STR_ARG(path));
    }
    fclose(f);
    *ret = str_make(bytes, (size_t)size);
    return RC_OK;
}

enum rc file_write(const char *path, const struct buf *content, struct problem *problem)
{
    enum rc rc = buf_status(content);
    FILE *f;
    bool ok;

    if (rc != RC_OK)
        return problem_set(problem, rc, "%s: the output is larger than the tool allows", path);
    f = fopen(path, "wb");
    ok = f && fwrite(content->p, 1, content->n, f) == content->n;
    if (f && fclose(f) != 0)
        ok = false;
    if (!ok)
        return problem_set(problem, RC_IO, "%s: cannot be written: %s", path, strerror(errno));
    return RC_OK;
}
