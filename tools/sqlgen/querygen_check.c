#include "querygen_check.h"

static bool is_punct(const struct sql_token *t, const char *text)
{
    return t->kind == SQL_PUNCT && str_eq(t->text, str_from_cstr(text));
}

static enum rc broken(const struct sql_token *t, struct problem *problem)
{
    if (str_starts(t->text, STR("?")) || str_starts(t->text, STR("$")))
        return problem_set_at(problem, RC_INVALID, t->line, t->column,
                              "positional parameters are not allowed: write :name");
    return problem_set_at(problem, RC_INVALID, t->line, t->column,
                          "a string or comment begins here and does not end");
}

/* Nothing but space and comments may follow the semicolon. */
static enum rc check_single(struct str sql, int line, struct problem *problem)
{
    struct sql_scanner s;
    sql_scan(&s, sql, line);
    struct sql_token t = sql_next_code(&s);
    if (t.kind == SQL_END || is_punct(&t, ";"))
        return problem_set_at(problem, RC_INVALID, line, 1, "the query has no statement");
    bool ended = false;
    for (; t.kind != SQL_END; t = sql_next_code(&s)) {
        if (t.kind == SQL_BROKEN)
            return broken(&t, problem);
        if (ended)
            return problem_set_at(problem, RC_INVALID, t.line, t.column,
                                  "a second statement: one query is one statement");
        ended = is_punct(&t, ";");
    }
    return RC_OK;
}

static enum rc check_params(const struct query *q, struct str sql, int line,
                            struct problem *problem)
{
    bool used[QUERY_FIELDS_MAX] = {false};
    struct sql_scanner s;
    sql_scan(&s, sql, line);
    for (struct sql_token t = sql_next_code(&s); t.kind != SQL_END; t = sql_next_code(&s)) {
        if (t.kind != SQL_PARAM)
            continue;
        size_t i = 0;
        while (i < q->in.count && !str_eq(q->in.list[i].name, t.text))
            i++;
        if (i == q->in.count)
            return problem_set_at(problem, RC_INVALID, t.line, t.column,
                                  "parameter :%.*s is not declared in \"-- in:\"", STR_ARG(t.text));
        used[i] = true;
    }
    for (size_t i = 0; i < q->in.count; i++)
        if (!used[i])
            return problem_set_at(problem, RC_INVALID, q->in.list[i].line, q->in.list[i].column,
                                  "input \"%.*s\" is not used", STR_ARG(q->in.list[i].name));
    return RC_OK;
}

/* The columns a statement gives, as far as its text shows. */
struct columns {
    size_t count;
    int line; /* of the list */
    int column;
    bool star;
};

static bool ends_list(const struct sql_token *t)
{
    static const char *const words[] = {"from",  "where", "union",  "except", "intersect", "order",
                                        "limit", "group", "having", "window", "for"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (sql_is(t, words[i]))
            return true;
    return is_punct(t, ";") || t->kind == SQL_END;
}

/* Reads one list, the scanner standing behind SELECT or RETURNING. */
static struct columns read_columns(struct sql_scanner *s, const struct sql_token *head)
{
    struct columns c = {.count = 1, .line = head->line, .column = head->column};
    int depth = 0;
    struct sql_token before = *head;
    for (;;) {
        struct sql_scanner here = *s;
        struct sql_token t = sql_next_code(s);
        if (t.kind == SQL_END || (depth == 0 && ends_list(&t))) {
            *s = here;
            return c;
        }
        depth += is_punct(&t, "(") - is_punct(&t, ")");
        c.count += depth == 0 && is_punct(&t, ",");
        /* An operator has a value before it; a star that names all columns has not. */
        if (depth == 0 && is_punct(&t, "*") &&
            (is_punct(&before, ",") || is_punct(&before, ".") || before.line == 0 ||
             sql_is(&before, "select") || sql_is(&before, "returning")))
            c.star = true;
        before = t;
    }
}

/* The first SELECT at the outermost level, or RETURNING, which wins over it. */
static struct columns find_columns(struct str sql, int line)
{
    struct columns found = {0};
    struct sql_scanner s;
    sql_scan(&s, sql, line);
    int depth = 0;
    for (struct sql_token t = sql_next_code(&s); t.kind != SQL_END; t = sql_next_code(&s)) {
        depth += is_punct(&t, "(") - is_punct(&t, ")");
        if (depth != 0)
            continue;
        if ((sql_is(&t, "select") && found.count == 0) || sql_is(&t, "returning"))
            found = read_columns(&s, &t);
    }
    return found;
}

static bool is_write(struct str sql)
{
    struct sql_scanner s;
    sql_scan(&s, sql, 1);
    bool writes = false, returns = false;
    int depth = 0;
    for (struct sql_token t = sql_next_code(&s); t.kind != SQL_END; t = sql_next_code(&s)) {
        depth += is_punct(&t, "(") - is_punct(&t, ")");
        if (depth != 0)
            continue;
        writes = writes || sql_is(&t, "insert") || sql_is(&t, "update") || sql_is(&t, "delete");
        returns = returns || sql_is(&t, "returning");
    }
    return writes && !returns;
}

static enum rc check_rows(const struct query *q, struct str sql, int line, struct problem *problem)
{
    bool rows = str_eq(q->kind, STR("one")) || str_eq(q->kind, STR("many"));
    if (!rows && q->out.count > 0)
        return problem_set_at(problem, RC_INVALID, q->out.list[0].line, q->out.list[0].column,
                              ":%.*s gives no rows: take \"-- out:\" away", STR_ARG(q->kind));
    if (!rows)
        return RC_OK;
    if (q->out.count == 0)
        return problem_set_at(problem, RC_INVALID, q->line, q->column,
                              ":%.*s needs its columns in \"-- out:\"", STR_ARG(q->kind));
    struct columns c = find_columns(sql, line);
    if (c.count == 0 && is_write(sql))
        return problem_set_at(problem, RC_INVALID, line, 1,
                              "the statement gives no rows: RETURNING is missing");
    if (c.star)
        return problem_set_at(problem, RC_INVALID, c.line, c.column,
                              "name the columns instead of *");
    if (c.count != 0 && c.count != q->out.count)
        return problem_set_at(problem, RC_INVALID, c.line, c.column,
                              "the statement gives %zu columns, \"-- out:\" names %zu", c.count,
                              q->out.count);
    return RC_OK;
}

enum rc query_check(const struct query *q, struct str sql, int line, struct problem *problem)
{
    enum rc rc = check_single(sql, line, problem);
    if (rc == RC_OK)
        rc = check_params(q, sql, line, problem);
    if (rc == RC_OK)
        rc = check_rows(q, sql, line, problem);
    return rc;
}

static bool fields_equal(const struct query_fields *a, const struct query_fields *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!str_eq(a->list[i].name, b->list[i].name) ||
            !str_eq(a->list[i].type, b->list[i].type) || a->list[i].nullable != b->list[i].nullable)
            return false;
    return true;
}

bool query_check_variants(const struct query *a, const struct query *b)
{
    return str_eq(a->kind, b->kind) && fields_equal(&a->in, &b->in) &&
           fields_equal(&a->out, &b->out);
}
