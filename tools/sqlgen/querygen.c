/*
 * querygen: typed C functions from SQL.
 *
 *     querygen [--prefix q] [--first 0] --header queries.h --source queries.c [--depfile FILE]
 * FOLDER
 *
 * Reads every .sql file of FOLDER in the order of their names (format: docs/ARCHITECTURE.md).
 * Faults go to standard error as "file:line:column: message", and the exit code is 1. No file or no
 * query is fine: the tables are empty then.
 */
#include <stdio.h>
#include <string.h>

#include "querygen_emit.h"
#include "sql_file.h"

#define OUTPUT_BYTES_MAX ((size_t)16 << 20)
#define ARENA_BYTES_MAX  ((size_t)64 << 20)

struct arguments {
    const char *header, *source, *depfile, *folder;
    struct emit_options emit;
};

static bool read_arguments(int argc, char **argv, struct arguments *a)
{
    *a = (struct arguments){.emit.prefix = STR("q")};
    for (int i = 1; i < argc; i++) {
        struct str option = str_from_cstr(argv[i]);
        if (!str_starts(option, STR("--"))) {
            a->folder = argv[i];
            continue;
        }
        if (++i >= argc)
            return false;
        uint64_t number = 0;
        if (str_eq(option, STR("--header")))
            a->header = argv[i];
        else if (str_eq(option, STR("--source")))
            a->source = argv[i];
        else if (str_eq(option, STR("--depfile")))
            a->depfile = argv[i];
        else if (str_eq(option, STR("--prefix")))
            a->emit.prefix = str_from_cstr(argv[i]);
        else if (str_eq(option, STR("--first")) &&
                 str_to_u64(str_from_cstr(argv[i]), &number) == RC_OK && number < 100000)
            a->emit.first = (unsigned)number;
        else
            return false;
    }
    if (a->header == NULL || a->source == NULL || a->folder == NULL)
        return false;
    struct str header = str_from_cstr(a->header);
    size_t slash = str_rfind_char(header, '/');
    a->emit.header = str_slice(header, slash == STR_NONE ? 0 : slash + 1, header.n);
    return true;
}

static int report(const char *path, const struct problem *p)
{
    if (p->line > 0)
        fprintf(stderr, "%s:%d:%d: %s\n", path, p->line, p->column, p->message);
    else
        fprintf(stderr, "%s: %s\n", path, p->message);
    return 1;
}

static int write_or_report(const char *path, struct buf *text)
{
    struct problem problem = {0};
    enum rc rc = buf_status(text);
    if (rc != RC_OK)
        problem_set(&problem, rc, "cannot be written: %s", rc_text(rc));
    else
        rc = sql_write_file(path, buf_str(text), &problem);
    buf_clear(text);
    return rc == RC_OK ? 0 : report(path, &problem);
}

static int write_depfile(struct buf *out, const struct arguments *a, const char **paths,
                         size_t count)
{
    if (a->depfile == NULL)
        return 0;
    buf_printf(out, "%s: %s", a->source, a->folder);
    for (size_t i = 0; i < count; i++)
        buf_printf(out, " %s", paths[i]);
    BUF_PUT(out, "\n");
    return write_or_report(a->depfile, out);
}

static int generate(struct arena *arena, const struct arguments *a)
{
    struct problem problem = {0};
    const char **paths;
    size_t count;
    if (sql_list_folder(arena, a->folder, &paths, &count, &problem) != RC_OK)
        return report(a->folder, &problem);
    struct query_list list = {0};
    for (size_t i = 0; i < count; i++) {
        struct str text;
        if (sql_read_file(arena, paths[i], &text, &problem) != RC_OK ||
            query_parse(arena, paths[i], text, &list, &problem) != RC_OK)
            return report(paths[i], &problem);
    }
    struct buf out;
    buf_init(&out, OUTPUT_BYTES_MAX);
    emit_header(&out, &list, &a->emit);
    int status = write_or_report(a->header, &out);
    emit_source(&out, &list, &a->emit);
    status |= write_or_report(a->source, &out);
    status |= write_depfile(&out, a, paths, count);
    buf_release(&out);
    return status;
}

int main(int argc, char **argv)
{
    struct arguments a;
    if (!read_arguments(argc, argv, &a)) {
        fputs(
            "usage: querygen [--prefix P] [--first N] --header H --source C [--depfile D] FOLDER\n",
            stderr);
        return 2;
    }
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    int status = arena != NULL ? generate(arena, &a) : 1;
    arena_free(arena);
    return status;
}
