/*
 * schemagen: the migrations of sql/schema, built into the program.
 *
 *     schemagen --name schema_migrations --source schema.c [--depfile FILE] FOLDER
 *
 * Files are called NNNN_name.sql and number from 0001 without a gap. Each is embedded for both
 * engines, with a checksum (XXH3, 128 bits) of its bytes as they stand.
 *
 * What the engines say differently (triggers) stands in sections: a line `-- engine: sqlite` or `-- engine: postgres`
 * begins one, which goes to the end of the file or the next such line; `-- engine: both` ends it.
 */
#include <stdio.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/buf.h"
#include "sql_file.h"
#include "sql_text.h"

#define OUTPUT_BYTES_MAX ((size_t)16 << 20)
#define ARENA_BYTES_MAX  ((size_t)64 << 20)

struct arguments {
    const char *name, *source, *depfile, *folder;
};

static bool read_arguments(int argc, char **argv, struct arguments *a)
{
    *a = (struct arguments){0};
    for (int i = 1; i < argc; i++) {
        struct str option = str_from_cstr(argv[i]);
        if (!str_starts(option, STR("--")))
            a->folder = argv[i];
        else if (++i >= argc)
            return false;
        else if (str_eq(option, STR("--name")))
            a->name = argv[i];
        else if (str_eq(option, STR("--source")))
            a->source = argv[i];
        else if (str_eq(option, STR("--depfile")))
            a->depfile = argv[i];
        else
            return false;
    }
    return a->name != NULL && a->source != NULL && a->folder != NULL;
}

/* "0001_accounts" of "sql/schema/0001_accounts.sql". */
static struct str base_name(const char *path)
{
    struct str s = str_from_cstr(path);
    size_t slash = str_rfind_char(s, '/');
    return str_slice(s, slash == STR_NONE ? 0 : slash + 1, s.n - 4);
}

static enum rc check_name(struct str name, uint64_t *version, struct problem *problem)
{
    uint64_t number = 0;
    if (name.n < 6 || name.p[4] != '_' || str_to_u64(str_slice(name, 0, 4), &number) != RC_OK)
        return problem_set(problem, RC_INVALID, "a migration is called NNNN_name.sql");
    if (number != *version + 1)
        return problem_set(problem, RC_INVALID,
                           "is number %04u, but %04u is next: numbers have no gap and no double",
                           (unsigned)number, (unsigned)*version + 1);
    *version = number;
    return RC_OK;
}

/* A trigger's body stands between BEGIN and END. */
static bool breaks_transaction(const struct sql_token *t, bool in_trigger)
{
    return (sql_is(t, "begin") && !in_trigger) || sql_is(t, "commit") || sql_is(t, "pragma");
}

static enum rc check_text(struct str text, struct problem *problem)
{
    struct sql_scanner s;
    sql_scan(&s, text, 1);
    bool empty = true, in_trigger = false;
    for (struct sql_token t = sql_next_code(&s); t.kind != SQL_END; t = sql_next_code(&s)) {
        if (t.kind == SQL_BROKEN || t.kind == SQL_PARAM)
            return problem_set_at(problem, RC_INVALID, t.line, t.column,
                                  "a parameter, or a string or comment without end");
        if (breaks_transaction(&t, in_trigger))
            return problem_set_at(problem, RC_INVALID, t.line, t.column,
                                  "%.*s has no place here: a migration runs in one transaction",
                                  STR_ARG(t.text));
        in_trigger = sql_is(&t, "trigger") ||
                     (in_trigger && !(t.kind == SQL_PUNCT && str_eq(t.text, STR(";"))));
        empty = false;
    }
    return empty ? problem_set_at(problem, RC_INVALID, 1, 1, "the file holds no statement") : RC_OK;
}

static void emit_checksum(struct buf *out, struct str text)
{
    XXH128_hash_t h = XXH3_128bits(text.p, text.n);
    buf_printf(out, "\"%016llx%016llx\"", (unsigned long long)h.high64,
               (unsigned long long)h.low64);
}

/* The lines that are for `engine`. */
static void put_lines_for(struct buf *out, struct str text, enum sql_engine engine)
{
    static const struct str other[] = {STR_INIT("-- engine: postgres"),
                                       STR_INIT("-- engine: sqlite")};
    bool wanted = true;
    while (text.n > 0) {
        struct str line = str_split(&text, '\n');
        if (str_starts(line, STR("-- engine: ")))
            wanted = !str_eq(str_trim(line), other[engine]);
        if (wanted)
            buf_put(out, line);
        buf_put_char(out, '\n');
    }
}

static void emit_sql(struct buf *out, struct str text, enum sql_engine engine)
{
    struct buf lines, sql;
    buf_init(&lines, out->max);
    buf_init(&sql, out->max);
    put_lines_for(&lines, text, engine);
    sql_write(&sql, buf_str(&lines), engine, NULL, 0);
    sql_write_literal(out, str_trim(buf_str(&sql)));
    buf_release(&sql);
    buf_release(&lines);
}

static enum rc emit_migration(struct buf *out, struct arena *arena, const char *path,
                              uint64_t *version, struct problem *problem)
{
    struct str name = base_name(path), text;
    enum rc rc = check_name(name, version, problem);
    if (rc == RC_OK)
        rc = sql_read_file(arena, path, &text, problem);
    if (rc == RC_OK)
        rc = check_text(text, problem);
    if (rc != RC_OK)
        return rc;
    buf_printf(out, "    {%llu, \"%.*s\", ", (unsigned long long)*version, STR_ARG(name));
    emit_checksum(out, text);
    BUF_PUT(out, ",\n    {");
    emit_sql(out, text, SQL_SQLITE);
    BUF_PUT(out, ",\n    ");
    emit_sql(out, text, SQL_POSTGRES);
    BUF_PUT(out, "}},\n");
    return buf_status(out);
}

static int report(const char *path, const struct problem *p)
{
    if (p->line > 0)
        fprintf(stderr, "%s:%d:%d: %s\n", path, p->line, p->column, p->message);
    else
        fprintf(stderr, "%s: %s\n", path, p->message);
    return 1;
}

static int generate(struct arena *arena, const struct arguments *a, struct buf *out)
{
    struct problem problem = {0};
    const char **paths;
    size_t count;
    if (sql_list_folder(arena, a->folder, &paths, &count, &problem) != RC_OK)
        return report(a->folder, &problem);
    buf_printf(out,
               "/* Written by tools/schemagen from the schema files; edit those. */\n"
               "#include \"store/db.h\"\n#include \"store/migrate.h\"\n\n"
               "/* Files pass the length that C promises for literals; both compilers take it. */\n"
               "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n"
               "static const struct db_migration migrations[] = {\n");
    uint64_t version = 0;
    for (size_t i = 0; i < count; i++)
        if (emit_migration(out, arena, paths[i], &version, &problem) != RC_OK)
            return report(paths[i], &problem);
    buf_printf(
        out,
        "    {0},\n};\n\nconst struct db_schema %s = {.migrations = migrations, .count = %zu};\n",
        a->name, count);
    if (sql_write_file(a->source, buf_str(out), &problem) != RC_OK)
        return report(a->source, &problem);
    if (a->depfile == NULL)
        return 0;
    buf_clear(out);
    buf_printf(out, "%s: %s", a->source, a->folder);
    for (size_t i = 0; i < count; i++)
        buf_printf(out, " %s", paths[i]);
    BUF_PUT(out, "\n");
    if (sql_write_file(a->depfile, buf_str(out), &problem) != RC_OK)
        return report(a->depfile, &problem);
    return 0;
}

int main(int argc, char **argv)
{
    struct arguments a;
    if (!read_arguments(argc, argv, &a)) {
        fputs("usage: schemagen --name N --source C [--depfile D] FOLDER\n", stderr);
        return 2;
    }
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct buf out;
    buf_init(&out, OUTPUT_BYTES_MAX);
    int status = arena != NULL ? generate(arena, &a, &out) : 1;
    buf_release(&out);
    arena_free(arena);
    return status;
}
