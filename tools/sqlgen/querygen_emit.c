#include "querygen_emit.h"

static const char *c_type(struct str type)
{
    if (str_eq(type, STR("i64")))
        return "int64_t";
    if (str_eq(type, STR("f64")))
        return "double";
    return str_eq(type, STR("bool")) ? "bool" : "struct str";
}

static const char *tag(struct str type)
{
    if (str_eq(type, STR("i64")))
        return "DB_I64";
    if (str_eq(type, STR("f64")))
        return "DB_F64";
    if (str_eq(type, STR("bool")))
        return "DB_BOOL";
    return str_eq(type, STR("str")) ? "DB_STR" : "DB_BYTES";
}

static void emit_members(struct buf *out, const struct query_fields *fields,
                         const struct emit_options *o)
{
    struct str within = {0};
    for (size_t i = 0; i < fields->count; i++) {
        const struct query_field *f = &fields->list[i];
        struct str rest = f->path, first = str_split(&rest, '.');
        bool known = within.n > 0 && str_eq(first, within);
        within = rest.p != NULL ? first : (struct str){0};
        if (rest.p != NULL && !known)
            buf_printf(out, "    struct %.*s_%.*s %.*s;\n", STR_ARG(o->prefix), STR_ARG(first),
                       STR_ARG(first));
        if (rest.p != NULL)
            continue;
        if (f->nullable)
            buf_printf(out, "    bool has_%.*s;\n", STR_ARG(f->name));
        buf_printf(out, "    %s %.*s;\n", c_type(f->type), STR_ARG(f->name));
    }
}

/* The struct of the fields: their shape's, or the query's own. */
static void emit_struct_name(struct buf *out, const struct query *q,
                             const struct query_fields *fields, const struct emit_options *o,
                             const char *suffix)
{
    if (fields->shape.n > 0)
        buf_printf(out, "struct %.*s_%.*s", STR_ARG(o->prefix), STR_ARG(fields->shape));
    else
        buf_printf(out, "struct %.*s_%.*s_%s", STR_ARG(o->prefix), STR_ARG(q->name), suffix);
}

static void emit_struct(struct buf *out, const struct query *q, const struct query_fields *fields,
                        const struct emit_options *o, const char *suffix)
{
    if (fields->count == 0 || fields->shape.n > 0)
        return;
    emit_struct_name(out, q, fields, o, suffix);
    BUF_PUT(out, " {\n");
    emit_members(out, fields, o);
    BUF_PUT(out, "};\n");
}

/* The last one read comes first in the list, and may hold those before it. */
static void emit_shapes(struct buf *out, const struct query_shape *s, const struct emit_options *o)
{
    if (s == NULL)
        return;
    emit_shapes(out, s->next, o);
    buf_printf(out, "\nstruct %.*s_%.*s {\n", STR_ARG(o->prefix), STR_ARG(s->name));
    emit_members(out, &s->has, o);
    BUF_PUT(out, "};\n");
}

/* The parameters every kind begins with. */
static void emit_arguments(struct buf *out, const struct query *q, const struct emit_options *o,
                           const char *name_suffix)
{
    buf_printf(out, "enum rc %.*s_%.*s%s(struct db *db", STR_ARG(o->prefix), STR_ARG(q->name),
               name_suffix);
    if (q->in.count == 0)
        return;
    BUF_PUT(out, ", const ");
    emit_struct_name(out, q, &q->in, o, "in");
    BUF_PUT(out, " *in");
}

static void emit_row_argument(struct buf *out, const struct query *q, const struct emit_options *o,
                              const char *rest)
{
    BUF_PUT(out, ", struct arena *arena, ");
    emit_struct_name(out, q, &q->out, o, "row");
    buf_printf(out, " %s", rest);
}

static void emit_into_prototype(struct buf *out, const struct query *q,
                                const struct emit_options *o)
{
    emit_arguments(out, q, o, "_into");
    emit_row_argument(out, q, o, "*rows, size_t max, size_t *ret_count)");
}

static void emit_prototype(struct buf *out, const struct query *q, const struct emit_options *o)
{
    emit_arguments(out, q, o, "");
    if (str_eq(q->kind, STR("one")))
        emit_row_argument(out, q, o, "*ret)");
    else if (str_eq(q->kind, STR("many")))
        emit_row_argument(out, q, o, "**ret_rows, size_t *ret_count)");
    else if (str_eq(q->kind, STR("count")))
        BUF_PUT(out, ", int64_t *ret_changed)");
    else
        BUF_PUT(out, ")");
}

/* The query's own comment lines become the function's comment. */
static void emit_doc(struct buf *out, const struct query *q)
{
    buf_printf(out, "\n/* %s:%d", q->path, q->line);
    struct str rest = q->doc;
    while (rest.p != NULL && rest.n > 0) {
        struct str line = str_split(&rest, '\n');
        bool field = str_starts(line, STR("-- in:")) || str_starts(line, STR("-- out:"));
        line = str_trim(str_slice(line, 2, line.n));
        if (!field && line.n > 0 && str_find(line, STR("*/"), 0) == STR_NONE &&
            str_find(line, STR("/*"), 0) == STR_NONE)
            buf_printf(out, "\n * %.*s", STR_ARG(line));
    }
    BUF_PUT(out, " */\n");
}

void emit_header(struct buf *out, const struct query_list *list, const struct emit_options *o)
{
    buf_printf(out,
               "/* Written by tools/sqlgen/querygen from the query files; edit those. */\n"
               "#ifndef COMITY_QUERIES_%.*s_H\n#define COMITY_QUERIES_%.*s_H\n\n"
               "#include \"store/db.h\"\n",
               STR_ARG(o->prefix), STR_ARG(o->prefix));
    emit_shapes(out, list->shapes, o);
    for (const struct query *q = list->first; q != NULL; q = q->next) {
        emit_doc(out, q);
        emit_struct(out, q, &q->in, o, "in");
        emit_struct(out, q, &q->out, o, "row");
        emit_prototype(out, q, o);
        BUF_PUT(out, " MUST_CHECK;\n");
        if (str_eq(q->kind, STR("many"))) {
            emit_into_prototype(out, q, o);
            BUF_PUT(out, " MUST_CHECK;\n");
        }
    }
    buf_printf(out,
               "\n/* Every query above, for the tests. */\n"
               "extern const struct db_query *const %.*s_queries[];\n"
               "extern const size_t %.*s_queries_count;\n\n#endif\n",
               STR_ARG(o->prefix), STR_ARG(o->prefix));
}

/* "offsetof(struct NAME, PATH)", the last word of the path behind `mark`. */
static void emit_offset(struct buf *out, const struct query *q, const struct query_fields *fields,
                        const struct query_field *f, const struct emit_options *o,
                        const char *suffix, const char *mark)
{
    struct str within = str_slice(f->path, 0, f->path.n - f->name.n);
    if (fields->shape.n > 0)
        within = str_slice(within, fields->shape.n + 1, within.n);
    BUF_PUT(out, "offsetof(");
    emit_struct_name(out, q, fields, o, suffix);
    buf_printf(out, ", %.*s%s%.*s)", STR_ARG(within), mark, STR_ARG(f->name));
}

static void emit_fields(struct buf *out, const struct query *q, const struct query_fields *fields,
                        const struct emit_options *o, const char *suffix)
{
    if (fields->count == 0)
        return;
    buf_printf(out, "static const struct db_field %.*s_%s[] = {\n", STR_ARG(q->name), suffix);
    for (size_t i = 0; i < fields->count; i++) {
        const struct query_field *f = &fields->list[i];
        buf_printf(out, "    {\"%.*s\", %s, %s, ", STR_ARG(f->name), tag(f->type),
                   f->nullable ? "true" : "false");
        emit_offset(out, q, fields, f, o, suffix, "");
        BUF_PUT(out, ", ");
        if (f->nullable)
            emit_offset(out, q, fields, f, o, suffix, "has_");
        else
            BUF_PUT(out, "0");
        BUF_PUT(out, "},\n");
    }
    BUF_PUT(out, "};\n");
}

static void emit_sql(struct buf *out, const struct query *q, enum sql_engine engine)
{
    if (q->sql[engine].n == 0) {
        BUF_PUT(out, "NULL");
        return;
    }
    struct str names[QUERY_FIELDS_MAX];
    for (size_t i = 0; i < q->in.count; i++)
        names[i] = q->in.list[i].name;
    struct buf sql;
    buf_init(&sql, out->max);
    sql_write(&sql, q->sql[engine], engine, names, q->in.count);
    sql_write_literal(out, str_trim(buf_str(&sql)));
    buf_release(&sql);
}

static void emit_table(struct buf *out, const struct query *q, const struct emit_options *o,
                       size_t number)
{
    static const struct {
        const char *kind, *tag;
    } kinds[] = {
        {"one", "DB_ONE"}, {"many", "DB_MANY"}, {"exec", "DB_EXEC"}, {"count", "DB_COUNT"}};
    size_t k = 0;
    while (!str_eq(q->kind, str_from_cstr(kinds[k].kind)))
        k++;
    buf_printf(out,
               "static const struct db_query %.*s_query = {\n    .name = \"%.*s\",\n    .sql = {",
               STR_ARG(q->name), STR_ARG(q->name));
    emit_sql(out, q, SQL_SQLITE);
    BUF_PUT(out, ",\n    ");
    emit_sql(out, q, SQL_POSTGRES);
    BUF_PUT(out, "},\n");
    if (q->in.count > 0)
        buf_printf(out, "    .in = %.*s_in, .in_count = %zu,\n", STR_ARG(q->name), q->in.count);
    if (q->out.count > 0) {
        buf_printf(out, "    .out = %.*s_row, .out_count = %zu,\n    .row_size = sizeof(",
                   STR_ARG(q->name), q->out.count);
        emit_struct_name(out, q, &q->out, o, "row");
        BUF_PUT(out, "),\n");
    }
    buf_printf(out, "    .number = %zu, .kind = %s};\n", number, kinds[k].tag);
}

static void emit_function(struct buf *out, const struct query *q, const struct emit_options *o)
{
    const char *in = q->in.count > 0 ? "in" : "NULL";
    emit_prototype(out, q, o);
    if (str_eq(q->kind, STR("one")))
        buf_printf(out, "\n{\n    return db_query_one(db, &%.*s_query, %s, arena, ret);\n}\n",
                   STR_ARG(q->name), in);
    else if (str_eq(q->kind, STR("exec")))
        buf_printf(out, "\n{\n    return db_query_exec(db, &%.*s_query, %s);\n}\n",
                   STR_ARG(q->name), in);
    else if (str_eq(q->kind, STR("count")))
        buf_printf(out, "\n{\n    return db_query_count(db, &%.*s_query, %s, ret_changed);\n}\n",
                   STR_ARG(q->name), in);
    else
        buf_printf(out,
                   "\n{\n    void *rows = NULL;\n"
                   "    enum rc rc = db_query_many(db, &%.*s_query, %s, arena, &rows, ret_count);\n"
                   "    if (rc == RC_OK)\n        *ret_rows = rows;\n    return rc;\n}\n",
                   STR_ARG(q->name), in);
    if (!str_eq(q->kind, STR("many")))
        return;
    emit_into_prototype(out, q, o);
    buf_printf(
        out,
        "\n{\n    return db_query_into(db, &%.*s_query, %s, arena, rows, max, ret_count);\n}\n",
        STR_ARG(q->name), in);
}

void emit_source(struct buf *out, const struct query_list *list, const struct emit_options *o)
{
    buf_printf(
        out,
        "/* Written by tools/sqlgen/querygen from the query files; edit those. */\n"
        "#include \"%.*s\"\n\n"
        "/* Long queries pass the length that C promises for literals; both compilers take it. */\n"
        "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n",
        STR_ARG(o->header));
    size_t number = o->first;
    for (const struct query *q = list->first; q != NULL; q = q->next) {
        BUF_PUT(out, "\n");
        emit_fields(out, q, &q->in, o, "in");
        emit_fields(out, q, &q->out, o, "row");
        emit_table(out, q, o, number++);
        emit_function(out, q, o);
    }
    buf_printf(out, "\nconst struct db_query *const %.*s_queries[] = {\n", STR_ARG(o->prefix));
    for (const struct query *q = list->first; q != NULL; q = q->next)
        buf_printf(out, "    &%.*s_query,\n", STR_ARG(q->name));
    buf_printf(out, "    NULL,\n};\nconst size_t %.*s_queries_count = %zu;\n", STR_ARG(o->prefix),
               list->count);
}
