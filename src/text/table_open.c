/* What comes before a table's first row: which format and encoding it is, and what its columns are called. */
#include <stdio.h>

#include "base/buf.h"
#include "base/suggest.h"
#include "text/table_internal.h"

#define TABLE_ARENA_MAX ((size_t)8 * 1024 * 1024)
/* A row as objects, Windows-1252 and cells: each at most three times its bytes. */
#define ROW_ARENA_MAX (16 * TABLE_ROW_MAX)
#define NAMES_SHOWN   400

/* --- what is no table --- */

struct foreign {
    struct str bytes;
    const char *is, *remedy;
};
static const struct foreign foreigners[] = {
    {STR_INIT("\x1F\x8B"), "compressed (gzip)", "unpack it first: gunzip -k FILE"},
    {STR_INIT("\x28\xB5\x2F\xFD"), "compressed (zstd)", "unpack it first: unzstd FILE"},
    {STR_INIT("\xFD"
              "7zXZ"),
     "compressed (xz)", "unpack it first: unxz -k FILE"},
    {STR_INIT("BZh"), "compressed (bzip2)", "unpack it first: bunzip2 -k FILE"},
    {STR_INIT("PK\x03\x04"), "a ZIP archive or a spreadsheet",
     "unpack it, or save the sheet as CSV in UTF-8"},
    {STR_INIT("PAR1"), "a Parquet file", "write it as CSV first"},
    {STR_INIT("SQLite format 3"), "an SQLite database", "write the table as CSV first"},
    {STR_INIT("%PDF"), "a PDF", "give the table itself"},
};

static enum rc refuse_foreign(const struct table *t, struct str w, struct problem *problem)
{
    for (size_t i = 0; i < sizeof foreigners / sizeof foreigners[0]; i++)
        if (str_starts(w, foreigners[i].bytes))
            return problem_set(problem, RC_INVALID, "%.*s is %s; %s", STR_ARG(t->source.name),
                               foreigners[i].is, foreigners[i].remedy);
    return RC_OK;
}

/* --- the format --- */

static const struct {
    struct str ending;
    enum table_format format;
} endings[] = {
    {STR_INIT(".csv"), TABLE_CSV},      {STR_INIT(".tsv"), TABLE_TSV},
    {STR_INIT(".tab"), TABLE_TSV},      {STR_INIT(".jsonl"), TABLE_JSONL},
    {STR_INIT(".ndjson"), TABLE_JSONL}, {STR_INIT(".json"), TABLE_JSONL},
};

static struct str first_line(struct str w)
{
    return str_slice(w, 0, str_find_char(w, '\n', 0));
}

static enum table_format guess_format(const struct table *t, struct str w)
{
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (str_ends(t->source.name, endings[i].ending))
            return endings[i].format;
    if (str_starts(str_trim(str_slice(w, 0, 64)), STR("{")))
        return TABLE_JSONL;
    return str_find_char(first_line(w), '\t', 0) != STR_NONE ? TABLE_TSV : TABLE_CSV;
}

static size_t count_char(struct str s, char c)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; i++)
        count += s.p[i] == c;
    return count;
}

/* Spreadsheets write CSV with semicolons where a comma stands in numbers. */
static char guess_separator(struct str line)
{
    static const char others[] = {';', '\t', '|'};
    for (size_t i = 0; i < sizeof others; i++)
        if (count_char(line, ',') == 0 && count_char(line, others[i]) > 0)
            return others[i];
    return ',';
}

static enum rc find_format(struct table *t, struct problem *problem)
{
    struct str w = table_input_window(&t->input);
    enum rc rc = refuse_foreign(t, w, problem);
    if (rc != RC_OK)
        return rc;
    t->format = t->options.format != TABLE_FORMAT_GUESS ? t->options.format : guess_format(t, w);
    if (t->format == TABLE_JSONL && str_starts(str_trim(str_slice(w, 0, 64)), STR("[")))
        return problem_set(problem, RC_INVALID,
                           "%.*s is one JSON array; write one object a line: jq -c '.[]' FILE",
                           STR_ARG(t->source.name));
    char guessed = t->format == TABLE_TSV ? '\t' : guess_separator(first_line(w));
    t->rules.separator = t->options.separator != 0 ? t->options.separator : guessed;
    t->rules.quotes = t->options.quotes;
    if (t->format == TABLE_CSV && t->rules.quotes == TABLE_QUOTES_GUESS)
        t->rules.quotes = TABLE_QUOTES_YES;
    return RC_OK;
}

/* --- the columns --- */

static void name_columns(struct table *t)
{
    t->name_count = t->record.count;
    for (size_t i = 0; i < t->name_count; i++)
        t->names[i] = t->options.no_header ? arena_printf(t->arena, "#%zu", i + 1)
                                           : arena_dup(t->arena, str_trim(table_cell(t, i)));
}

static enum rc read_header(struct table *t, struct problem *problem)
{
    bool any;
    enum rc rc = table_take(t, &any);
    if (rc != RC_OK)
        return rc;
    if (t->tally.broken > 0 && !t->options.no_header)
        return problem_set_at(problem, RC_INVALID, (int)t->tally.faults[0].line, 0,
                              "%.*s line %lld, which should be the header: %s",
                              STR_ARG(t->source.name), (long long)t->tally.faults[0].line,
                              t->tally.faults[0].reason);
    if (any)
        name_columns(t);
    t->waiting = any && t->options.no_header;
    return RC_OK;
}

static enum rc read_first_object(struct table *t)
{
    enum rc rc = table_take(t, &t->waiting);
    if (rc == RC_OK && t->waiting)
        t->name_count = table_json_paths(t->object, t->arena, t->names, TABLE_COLUMNS_MAX);
    return rc;
}

static enum rc begin(struct table *t, struct problem *problem)
{
    enum rc rc = table_input_init(&t->input, &t->source, t->options.encoding, t->arena);
    while (rc == RC_OK && !t->input.ended && t->input.end - t->input.begin < TABLE_CHUNK)
        rc = table_input_more(&t->input);
    if (rc == RC_OK)
        rc = find_format(t, problem);
    if (rc == RC_OK)
        rc = t->format == TABLE_JSONL ? read_first_object(t) : read_header(t, problem);
    if (rc == RC_OK && arena_failed(t->arena))
        rc = RC_NO_MEMORY;
    if (rc != RC_OK)
        return problem_set(problem, rc, "%.*s: %s", STR_ARG(t->source.name), rc_text(rc));
    return RC_OK;
}

static struct table *make(const struct table_source *source, const struct table_options *options)
{
    struct arena *arena = arena_new(TABLE_ARENA_MAX);
    struct table *t = arena != NULL ? ARENA_NEW(arena, struct table) : NULL;
    if (t == NULL) {
        arena_free(arena);
        return NULL;
    }
    *t = (struct table){.arena = arena, .source = *source, .options = *options};
    t->row_arena = arena_new(ROW_ARENA_MAX);
    t->record.cells = ARENA_ARRAY(arena, TABLE_COLUMNS_MAX, struct csv_cell);
    t->names = ARENA_ARRAY(arena, TABLE_COLUMNS_MAX, struct str);
    t->wanted = ARENA_ARRAY(arena, TABLE_WANTED_MAX, struct table_column);
    t->cells = ARENA_ARRAY(arena, TABLE_WANTED_MAX, struct str);
    t->row.cells = t->cells;
    if (t->row_arena != NULL && !arena_failed(arena))
        return t;
    table_close(t);
    return NULL;
}

enum rc table_open(const struct table_source *source, const struct table_options *options,
                   struct table **ret, struct problem *problem)
{
    struct table *t = make(source, options);
    if (t == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    enum rc rc = begin(t, problem);
    if (rc != RC_OK)
        table_close(t);
    else
        *ret = t;
    return rc;
}

void table_close(struct table *t)
{
    if (t == NULL)
        return;
    table_json_free(t->object);
    arena_free(t->row_arena);
    arena_free(t->arena);
}

enum table_format table_format(const struct table *t)
{
    return t->format;
}

char table_separator(const struct table *t)
{
    return t->rules.separator;
}

struct str table_encoding_name(const struct table *t)
{
    switch (t->input.encoding) {
    case TABLE_UTF16LE:
        return STR("UTF-16LE");
    case TABLE_UTF16BE:
        return STR("UTF-16BE");
    case TABLE_LATIN1:
        return STR("Windows-1252");
    case TABLE_ENCODING_GUESS:
    case TABLE_UTF8:
        break;
    }
    return STR("UTF-8");
}

size_t table_column_count(const struct table *t)
{
    return t->name_count;
}

struct str table_column_name(const struct table *t, size_t index)
{
    return t->names[index];
}

/* --- asking for columns --- */

static enum rc missing(struct table *t, struct str name, struct problem *problem)
{
    struct buf names;
    buf_init(&names, NAMES_SHOWN);
    struct suggestion near = suggest_begin(name);
    for (size_t i = 0; i < t->name_count; i++) {
        suggest_offer(&near, t->names[i]);
        if (names.n + t->names[i].n + 8 < NAMES_SHOWN)
            buf_printf(&names, "%s%.*s", i > 0 ? ", " : "", STR_ARG(t->names[i]));
    }
    if (near.best.n > 0)
        problem_set(problem, RC_NOT_FOUND,
                    "%.*s has no column \"%.*s\"; did you mean \"%.*s\"? It has: %.*s",
                    STR_ARG(t->source.name), STR_ARG(name), STR_ARG(near.best),
                    STR_ARG(buf_str(&names)));
    else
        problem_set(problem, RC_NOT_FOUND, "%.*s has no column \"%.*s\"; it has: %.*s",
                    STR_ARG(t->source.name), STR_ARG(name), STR_ARG(buf_str(&names)));
    buf_release(&names);
    return RC_NOT_FOUND;
}

static bool find_column(const struct table *t, struct str name, size_t *ret)
{
    for (size_t i = 0; i < t->name_count; i++)
        if (str_eq(t->names[i], name)) {
            *ret = i;
            return true;
        }
    uint64_t number;
    if (name.n < 2 || name.p[0] != '#' || str_to_u64(str_slice(name, 1, name.n), &number) != RC_OK)
        return false;
    *ret = (size_t)number - 1;
    return number >= 1 && number <= t->name_count;
}

enum rc table_want(struct table *t, struct str name, size_t *ret_cell, struct problem *problem)
{
    struct table_column column = {.name = name};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < t->wanted_count; i++)
        if (str_eq(t->wanted[i].name, name)) {
            *ret_cell = i;
            return RC_OK;
        }
    if (t->wanted_count == TABLE_WANTED_MAX)
        return problem_set(problem, RC_TOO_LARGE, "%.*s: more than %d columns are asked for",
                           STR_ARG(t->source.name), TABLE_WANTED_MAX);
    if (t->format == TABLE_JSONL)
        rc = table_json_path(t->arena, name, &column.path, problem);
    else if (!find_column(t, name, &column.index))
        rc = missing(t, name, problem);
    if (rc != RC_OK)
        return rc;
    column.name = arena_dup(t->arena, name);
    t->wanted[t->wanted_count] = column;
    *ret_cell = t->wanted_count++;
    return RC_OK;
}
