#include "querygen_parse.h"

#include "querygen_check.h"
#include "querygen_shape.h"

/* One file being read, line by line. */
struct reader {
    struct arena *arena;
    struct problem *problem;
    struct query_list *list; /* shapes are looked up in it, queries are added to it */
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

/* A field's type, behind its name. */
static enum rc read_field(struct reader *r, struct str line, size_t *at,
                          struct query_fields *fields, struct query_field *f)
{
    if (!is_name(f->name))
        return FAULT(r, f->line, f->column,
                     "\"%.*s\" is no field name: small letters, digits and _, no C keyword",
                     STR_ARG(f->name));
    size_t column;
    struct str type = next_word(line, at, &column);
    f->path = f->name;
    enum rc rc = field_type(r, type, column, f);
    fields->shape = (struct str){0};
    return rc == RC_OK ? field_add(r, fields, f) : rc;
}

/* The fields of the shape that `f` names in braces. */
static enum rc shape_add(struct reader *r, struct query_fields *fields, const struct query_field *f)
{
    const struct query_shape *shape = shape_find(r->list, shape_name(f->name));
    if (shape == NULL)
        return FAULT(r, f->line, f->column, "there is no shape \"%.*s\" above",
                     STR_ARG(shape_name(f->name)));
    fields->shape = fields->count == 0 ? shape->name : (struct str){0};
    for (size_t i = 0; i < shape->has.count; i++) {
        struct query_field taken = shape_field(r->arena, shape, &shape->has.list[i]);
        taken.line = f->line;
        taken.column = f->column;
        enum rc rc = taken.path.p != NULL
                         ? field_add(r, fields, &taken)
                         : problem_set(r->problem, RC_NO_MEMORY, "too many fields");
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

/* "name type, {shape}, name type": from `at`. A list that ends in a comma goes on in the next comment line.
 */
static enum rc read_fields(struct reader *r, struct str line, size_t at,
                           struct query_fields *fields)
{
    for (;;) {
        struct query_field f = {.line = r->line};
        enum rc rc;
        size_t column;
        f.name = next_word(line, &at, &column);
        f.column = (int)column;
        if (f.name.n == 0 && fields->count > 0 && read_line(r, &line) &&
            str_starts(line, STR("--"))) {
            at = 2;
            continue;
        }
        if (shape_name(f.name).n > 0)
            rc = shape_add(r, fields, &f);
        else
            rc = read_field(r, line, &at, fields, &f);
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
static const struct str SHAPE_HEAD = STR_INIT("-- shape:");

static bool is_head(struct str line)
{
    return str_starts(line, HEAD) || str_starts(line, SHAPE_HEAD);
}

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

/* The comment lines under the head: fields and documentation. Stops before the statement. A shape has one list of
 * fields, `in` is NULL then. */
static enum rc read_comments(struct reader *r, struct query_fields *in, struct query_fields *out,
                             struct str *ret_doc)
{
    size_t doc_begin = r->at, doc_end = r->at;
    for (;;) {
        size_t before = r->at;
        int line_before = r->line;
        struct str line;
        enum rc rc = RC_OK;
        if (!read_line(r, &line))
            break;
        if (!str_starts(line, STR("--")) || is_head(line)) {
            r->at = before;
            r->line = line_before;
            break;
        }
        if (in == NULL && str_starts(line, STR("-- has:")))
            rc = read_fields(r, line, sizeof "-- has:" - 1, out);
        else if (in != NULL && str_starts(line, STR("-- in:")))
            rc = read_fields(r, line, sizeof "-- in:" - 1, in);
        else if (in != NULL && str_starts(line, STR("-- out:")))
            rc = read_fields(r, line, sizeof "-- out:" - 1, out);
        else if (doc_end == before)
            doc_end = r->at;
        if (rc != RC_OK)
            return rc;
    }
    *ret_doc = str_trim(str_slice(r->text, doc_begin, doc_end));
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
        if (is_head(line)) {
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
static enum rc list_add(struct reader *r, struct query *q, int engine)
{
    struct query_list *list = r->list;
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

static enum rc read_query(struct reader *r, struct str head)
{
    struct query *q = ARENA_NEW(r->arena, struct query);
    if (q == NULL)
        return problem_set(r->problem, RC_NO_MEMORY, "too many queries");
    int engine = 2;
    enum rc rc = read_head(r, head, q, &engine);
    if (rc == RC_OK)
        rc = read_comments(r, &q->in, &q->out, &q->doc);
    if (rc != RC_OK)
        return rc;
    int line = r->line + 1;
    struct str sql = read_statement(r);
    rc = shape_expand(r->arena, r->list, sql, line, &sql, r->problem);
    if (rc == RC_OK)
        rc = query_check(q, sql, line, r->problem);
    for (int e = SQL_SQLITE; e <= SQL_POSTGRES; e++)
        if (engine == 2 || engine == e)
            q->sql[e] = sql;
    return rc == RC_OK ? list_add(r, q, engine) : rc;
}

/* "-- shape: NAME", its columns, and, for those that are read, their SQL. */
static enum rc read_shape(struct reader *r, struct str head)
{
    struct query_shape *shape = ARENA_NEW(r->arena, struct query_shape);
    size_t at = SHAPE_HEAD.n, column;
    struct str doc;
    if (shape == NULL)
        return problem_set(r->problem, RC_NO_MEMORY, "too many shapes");
    shape->name = next_word(head, &at, &column);
    if (!is_name(shape->name))
        return FAULT(r, r->line, column,
                     "\"%.*s\" is no shape's name: small letters, digits and _, no C keyword",
                     STR_ARG(shape->name));
    if (shape_find(r->list, shape->name) != NULL)
        return FAULT(r, r->line, column, "the shape \"%.*s\" is already there",
                     STR_ARG(shape->name));
    int head_line = r->line;
    enum rc rc = read_comments(r, NULL, &shape->has, &doc);
    if (rc == RC_OK && shape->has.count == 0)
        rc = FAULT(r, head_line, column, "a shape needs its columns in \"-- has:\"");
    if (rc != RC_OK)
        return rc;
    int line = r->line + 1;
    struct str sql = read_statement(r);
    rc = shape_expand(r->arena, r->list, sql, line, &shape->sql, r->problem);
    shape->sql = str_trim(shape->sql);
    if (rc == RC_OK && str_ends(shape->sql, STR(";")))
        rc = FAULT(r, line, 1, "a shape is a list of columns, no statement: take the ; away");
    shape->next = r->list->shapes;
    r->list->shapes = shape;
    return rc;
}

enum rc query_parse(struct arena *arena, const char *path, struct str text, struct query_list *list,
                    struct problem *problem)
{
    struct reader r = {
        .arena = arena, .problem = problem, .list = list, .path = path, .text = text};
    bool found = false;
    struct str line;
    while (read_line(&r, &line)) {
        if (is_head(line)) {
            bool shape = str_starts(line, SHAPE_HEAD);
            enum rc rc = shape ? read_shape(&r, line) : read_query(&r, line);
            if (rc != RC_OK)
                return rc;
            found = found || !shape;
        } else if (str_trim(line).n > 0 && !str_starts(line, STR("--"))) {
            return FAULT(&r, r.line, 1, "a statement without its line \"-- query: name :kind\"");
        }
    }
    if (!found)
        return FAULT(&r, 1, 1, "the file holds no query");
    return RC_OK;
}
