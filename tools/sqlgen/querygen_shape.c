#include "querygen_shape.h"

#define SQL_BYTES_MAX ((size_t)1 << 20)

const struct query_shape *shape_find(const struct query_list *list, struct str name)
{
    const struct query_shape *s = list->shapes;
    while (s != NULL && !str_eq(s->name, name))
        s = s->next;
    return s;
}

struct str shape_name(struct str word)
{
    bool braced = word.n > 2 && word.p[0] == '{' && word.p[word.n - 1] == '}';
    return braced ? str_slice(word, 1, word.n - 1) : (struct str){0};
}

struct query_field shape_field(struct arena *arena, const struct query_shape *shape,
                               const struct query_field *f)
{
    struct query_field taken = *f;
    taken.path = arena_printf(arena, "%.*s.%.*s", STR_ARG(shape->name), STR_ARG(f->path));
    return taken;
}

/* On one line: what follows in the statement keeps its place. */
static void put_line(struct buf *out, struct str sql)
{
    for (size_t i = 0; i < sql.n; i++)
        buf_put_char(out, sql.p[i] == '\n' ? ' ' : sql.p[i]);
}

static bool is_punct(const struct sql_token *t, const char *text)
{
    return t->kind == SQL_PUNCT && str_eq(t->text, str_from_cstr(text));
}

/* Behind an opening brace: the shape's name and its end. */
static enum rc put_shape(struct buf *out, const struct query_list *list, struct sql_scanner *s,
                         struct problem *problem)
{
    struct sql_token name = sql_next(s), end = sql_next(s);
    const struct query_shape *shape = shape_find(list, name.text);
    if (name.kind != SQL_WORD || !is_punct(&end, "}"))
        return problem_set_at(problem, RC_INVALID, name.line, name.column,
                              "a brace opens, but no shape's name and a closing one follow");
    if (shape == NULL)
        return problem_set_at(problem, RC_INVALID, name.line, name.column,
                              "there is no shape \"%.*s\" above", STR_ARG(name.text));
    if (shape->sql.n == 0)
        return problem_set_at(problem, RC_INVALID, name.line, name.column,
                              "the shape \"%.*s\" has no SQL of its own", STR_ARG(name.text));
    put_line(out, shape->sql);
    return RC_OK;
}

enum rc shape_expand(struct arena *arena, const struct query_list *list, struct str sql, int line,
                     struct str *ret, struct problem *problem)
{
    enum rc rc = RC_OK;
    struct buf out;
    struct sql_scanner s;
    buf_init(&out, SQL_BYTES_MAX);
    sql_scan(&s, sql, line);
    struct sql_token t;
    /* What does not scan is left as it is, for query_check to say so. */
    do {
        size_t begin = s.at;
        t = sql_next(&s);
        if (is_punct(&t, "{"))
            rc = put_shape(&out, list, &s, problem);
        else
            buf_put(&out, str_slice(sql, begin, s.at));
    } while (rc == RC_OK && t.kind != SQL_END && t.kind != SQL_BROKEN);
    if (rc == RC_OK)
        *ret = t.kind == SQL_BROKEN ? sql : arena_dup(arena, buf_str(&out));
    if (rc == RC_OK && (buf_status(&out) != RC_OK || arena_failed(arena)))
        rc = problem_set(problem, RC_NO_MEMORY, "the statement is too long");
    buf_release(&out);
    return rc;
}
