#include "querygen_parse.h"

#include "querygen_check.h"

/* One file being read, line by line. */
struct reader {
    struct arena *arena;
    struct problem *problem;
    const char *path;
    struct str text;
    size_t at;
    int line; /* of the line last read */
};

static bool read_line(struct reader *r, struct str *ret)
{
    if (r->at >= r->text.n)
        return false;
    size_t end = str_find_char(r->text, '\n', r->at);
    if (end == STR_NONE)
        end = r->text.n;
    *ret = str_slice(r->text, r->at, end);
    r->at = end + 1;
    r->line++;
    return true;
}

#define FAULT(r, line, column, ...)                                                                \
    problem_set_at((r)->problem, RC_INVALID, (line), (int)(column), __VA_ARGS__)

/* The next word of `line` from `*at`, separated by white space or commas; `*at` moves behind it. */
static struct str next_word(struct str line, size_t *at, size_t *ret_column)
{
    while (*at < line.n && char_is_space(line.p[*at]))
        ++*at;
    size_t begin = *at;
    *ret_column = begin + 1;
    if (begin < line.n && line.p[begin] == ',') {
        ++*at;
        return str_slice(line, begin, *at);
    }
    while (*at < line.n && !char_is_space(line.p[*at]) && line.p[*at] != ',')
        ++*at;
    return str_slice(line, begin, *at);
}

/* What C would not take as a name. */
static bool is_reserved(struct str s)
{
    static const char words[] = " auto bool break case char const continue default do double else "
                                "enum extern false float for goto if "
                                "inline int long register restrict return short signed sizeof "
                                "static struct switch true typedef "
                                "union unsigned void volatile while ";
    for (size_t at = str_find(str_from_cstr(words), s, 0); at != STR_NONE;
         at = str_find(str_from_cstr(words), s, at + 1))
        if (words[at - 1] == ' ' && words[at + s.n] == ' ')
            return true;
    return false;
}

static bool is_name(struct str s)
{
    if (s.n == 0 || s.n > 60 || !(s.p[0] >= 'a' && s.p[0] <= 'z'))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'a' && s.p[i] <= 'z') && !char_is_digit(s.p[i]) && s.p[i] != '_')
            return false;
    return !is_reserved(s);
}

static bool is_type(struct str s)
{
    return str_eq(s, STR("i64")) || str_eq(s, STR("f64")) || str_eq(s, STR("str")) ||
           str_eq(s, STR("bytes")) || str_eq(s, STR("bool"));
}

static enum rc field_type(struct reader *r, struct str type, size_t column, struct query_field *f)
{
    f->nullable = str_ends(type, STR("?"));
    f->type = str_slice(type, 0, type.n - f->nullable);
    if (!is_type(f->type))
        return FAULT(r, r->line, column,
                     "unknown type \"%.*s\": types are i64, f64, str, bytes and bool, each with ? "
                     "when it may be NULL",
                     STR_ARG(type));
    return RC_OK;
}

static enum rc field_add(struct reader *r, struct query_fields *fields, const struct query_field *f)
{
    for (size_t i = 0; i < fields->count; i++)
        if (str_eq(fields->list[i].name, f->name))
            return FAULT(r, f->line, (size_t)f->column, "\"%.*s\" is declared twice",
                         STR_ARG(f->name));
    if (fields->count == QUERY_FIELDS_MAX)
        return FAULT(r, f->line, (size_t)f->column, "too many fields at \"%.*s\": at most 64",
                     STR_ARG(f->name));
    fields->list[fields->count++] = *f;
    return RC_OK;
}

/* "name type, name type": from `at`. A list that ends in a comma goes on in the next comment line.
 */
static enum rc read_fields(struct reader *r, struct str line, size_t at,
                           struct query_fields *fields)
{
    for (;;) {
        struct query_field f = {.line = r->line};
        size_t column;
        f.name = next_word(line, &at, &column);
        f.column = (int)column;
        if (f.name.n == 0 && fields->count > 0 && read_line(r, &line) &&
            str_starts(line, STR("--"))) {
            at = 2;
            continue;
        }
        if (!is_name(f.name))
            return FAULT(r, f.line, column,
                         "\"%.*s\" is no field name: small letters, digits and _, no C keyword",
                         STR_ARG(f.name));
        struct str type = next_word(line, &at, &column);
        enum rc rc = field_type(r, type, column, &f);
        if (rc == RC_OK)
            rc = field_add(r, fields, &f);
        if (rc != RC_OK)
            return rc;
        struct str separator = next_word(line, &at, &column);
        if (separator.n == 0)
            return RC_OK;
        if (!str_eq(separator, STR(",")))
            return FAULT(r, f.line, column, "a comma is missing before \"%.*s\"",
                         STR_ARG(separator));
    }
}

static const struct str HEAD = STR_INIT("-- query:");

/* "-- query: NAME :KIND [ENGINE]". Engine 2 means both. */
static enum rc read_head(struct reader *r, struct str line, struct query *q, int *ret_engine)
{
    size_t at = HEAD.n, column;
    q->path = r->path;
    q->line = r->line;
    q->name = next_word(line, &at, &column);
    q->column = (int)column;
    if (!is_name(q->name))
        return FAULT(r, r->line, column,
                     "\"%.*s\" is no query name: small letters, digits and _, no C keyword",
                     STR_ARG(q->name));
    struct str kind = next_word(line, &at, &column);
    q->kind = str_slice(kind, 1, kind.n);
    if (!str_eq(kind, STR(":one")) && !str_eq(kind, STR(":many")) && !str_eq(kind, STR(":exec")) &&
        !str_eq(kind, STR(":count")))
        return FAULT(r, r->line, column,
                     "unknown kind \"%.*s\": kinds are :one, :many, :exec and :count",
                     STR_ARG(kind));
    struct str engine = next_word(line, &at, &column);
    *ret_engine = engine.n == 0                     ? 2
                  : str_eq(engine, STR("sqlite"))   ? SQL_SQLITE
                  : str_eq(engine, STR("postgres")) ? SQL_POSTGRES
                                                    : -1;
    if (*ret_engine < 0)
        return FAULT(r, r->line, column,
                     "unknown engine \"%.*s\": sqlite or postgres, or nothing for both",
                     STR_ARG(engine));
    if (next_word(line, &at, &column).n > 0)
        return FAULT(r, r->line, column, "nothing may follow the engine");
    return RC_OK;
}

/* The comment lines under the head: fields and documentation. Stops before the statement. */
static enum rc read_comments(struct reader *r, struct query *q)
{
    size_t doc_begin = r->at, doc_end = r->at;
    for (;;) {
        size_t before = r->at;
        int line_before = r->line;
        struct str line;
        enum rc rc = RC_OK;
        if (!read_line(r, &line))
            break;
        if (!str_starts(line, STR("--")) || str_starts(line, HEAD)) {
            r->at = before;
            r->line = line_before;
            break;
        }
        if (str_starts(line, STR("-- in:")))
            rc = read_fields(r, line, sizeof "-- in:" - 1, &q->in);
        else if (str_starts(line, STR("-- out:")))
            rc = read_fields(r, line, sizeof "-- out:" - 1, &q->out);
        else if (doc_end == before)
            doc_end = r->at;
        if (rc != RC_OK)
            return rc;
    }
    q->doc = str_trim(str_slice(r->text, doc_begin, doc_end));
    return RC_OK;
}

/* Everything up to the next head. */
static struct str read_statement(struct reader *r)
{
    size_t begin = r->at, end = r->at;
    struct str line;
    for (;;) {
        int line_before = r->line;
        size_t before = r->at;
        if (!read_line(r, &line))
            break;
        if (str_starts(line, HEAD)) {
            r->at = before;
            r->line = line_before;
            break;
        }
        end = r->at;
    }
    return str_slice(r->text, begin, end);
}

static struct query *list_find(const struct query_list *list, struct str name)
{
    struct query *q = list->first;
    while (q != NULL && !str_eq(q->name, name))
        q = q->next;
    return q;
}

/* Links a query in, or joins it to its variant for the other engine. */
static enum rc list_add(struct reader *r, struct query_list *list, struct query *q, int engine)
{
    struct query *other = list_find(list, q->name);
    if (other == NULL) {
        if (list->last == NULL)
            list->last = &list->first;
        *list->last = q;
        list->last = &q->next;
        list->count++;
        return RC_OK;
    }
    if (engine == 2 || other->sql[engine].n > 0)
        return problem_set_at(r->problem, RC_INVALID, q->line, q->column,
                              "query \"%.*s\" is already at %s:%d", STR_ARG(q->name), other->path,
                              other->line);
    if (!query_check_variants(other, q))
        return problem_set_at(
            r->problem, RC_INVALID, q->line, q->column,
            "both variants of \"%.*s\" need the same kind, inputs and row (%s:%d)",
            STR_ARG(q->name), other->path, other->line);
    other->sql[engine] = q->sql[engine];
    return RC_OK;
}

static enum rc read_query(struct reader *r, struct str head, struct query_list *list)
{
    struct query *q = ARENA_NEW(r->arena, struct query);
    if (q == NULL)
        return problem_set(r->problem, RC_NO_MEMORY, "too many queries");
    int engine = 2;
    enum rc rc = read_head(r, head, q, &engine);
    if (rc == RC_OK)
        rc = read_comments(r, q);
    if (rc != RC_OK)
        return rc;
    int line = r->line + 1;
    struct str sql = read_statement(r);
    rc = query_check(q, sql, line, r->problem);
    for (int e = SQL_SQLITE; e <= SQL_POSTGRES; e++)
        if (engine == 2 || engine == e)
            q->sql[e] = sql;
    return rc == RC_OK ? list_add(r, list, q, engine) : rc;
}

enum rc query_parse(struct arena *arena, const char *path, struct str text, struct query_list *list,
                    struct problem *problem)
{
    struct reader r = {.arena = arena, .problem = problem, .path = path, .text = text};
    bool found = false;
    struct str line;
    while (read_line(&r, &line)) {
        if (str_starts(line, HEAD)) {
            enum rc rc = read_query(&r, line, list);
            if (rc != RC_OK)
                return rc;
            found = true;
        } else if (str_trim(line).n > 0 && !str_starts(line, STR("--"))) {
            return FAULT(&r, r.line, 1, "a statement without its line \"-- query: name :kind\"");
        }
    }
    if (!found)
        return FAULT(&r, 1, 1, "the file holds no query");
    return RC_OK;
}
