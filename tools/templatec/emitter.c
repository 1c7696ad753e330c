/*
 * Writes checked views as C: a struct and two functions each, literals merged into single writes. plain_NAME writes English
 * as it stands in the template; said_NAME asks the words (a capital: no variable of a loop is called so) for every message.
 */
#include "template.h"

#include "words/hash.h"

#include <stdio.h>

/* ISO C promises string literals of 4095 bytes. */
#define CHUNK_MAX 4000
#define LINE_MAX  96

struct emitter {
    struct buf *out;
    struct buf pending; /* literal text not written yet */
    int depth;
    bool is_said;
};

static void emit_nodes(struct emitter *e, const struct node *node);

static void put_escaped(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c == '\n')
            BUF_PUT(out, "\\n");
        else if (c == '"' || c == '\\' || c == '?')
            buf_printf(out, "\\%c", c);
        else if (c < ' ' || c >= 0x7f)
            buf_printf(out, "\\%03o", c);
        else
            buf_put_char(out, (char)c);
    }
}

static void indent(struct emitter *e)
{
    for (int i = 0; i < e->depth; i++)
        BUF_PUT(e->out, "    ");
}

static void flush_chunk(struct emitter *e, struct str s)
{
    indent(e);
    BUF_PUT(e->out, "BUF_PUT(out, ");
    for (size_t at = 0; at < s.n; at += LINE_MAX) {
        if (at > 0) {
            BUF_PUT(e->out, "\n");
            indent(e);
            BUF_PUT(e->out, "             ");
        }
        buf_put_char(e->out, '"');
        put_escaped(e->out, str_slice(s, at, at + LINE_MAX));
        buf_put_char(e->out, '"');
    }
    BUF_PUT(e->out, ");\n");
}

static void flush(struct emitter *e)
{
    struct str s = buf_str(&e->pending);

    for (size_t at = 0; at < s.n; at += CHUNK_MAX)
        flush_chunk(e, str_slice(s, at, at + CHUNK_MAX));
    buf_clear(&e->pending);
}

static void emit_line(struct emitter *e, const char *format, ...) PRINTF_LIKE(2, 3);

static void emit_line(struct emitter *e, const char *format, ...)
{
    char line[1024];
    va_list args;
    int n;

    flush(e);
    va_start(args, format);
    n = vsnprintf(line, sizeof(line), format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof(line)) {
        e->out->failure = RC_TOO_LARGE;
        return;
    }
    indent(e);
    buf_put(e->out, str_make(line, (size_t)n));
    buf_put_char(e->out, '\n');
}

static void emit_hole(struct emitter *e, const struct node *node)
{
    static const char *const functions[] = {
        [ESCAPE_TEXT] = "html_escape_text", [ESCAPE_ATTRIBUTE] = "html_escape_attribute",
        [ESCAPE_URL] = "html_escape_url",   [ESCAPE_NOTHING] = "buf_put",
        [ESCAPE_NUMBER] = "buf_put_i64",
    };
    bool is_wrapped = node->path.type == TYPE_HTML || node->path.type == TYPE_URL;

    if (node->escaper == ESCAPE_COUNT) {
        emit_line(e, "words_put_number(out, %s, %.*s);", e->is_said ? "Words" : "NULL",
                  STR_ARG(node->path.code));
        return;
    }
    emit_line(e, "%s(out, %.*s%s);", functions[node->escaper], STR_ARG(node->path.code),
              is_wrapped ? ".s" : "");
}

/* What `{{if x}}` asks of each type. */
static const char *test_of(const struct path *path)
{
    switch (path->type) {
    case TYPE_TEXT:
        return path->is_optional ? ".p != NULL" : ".n > 0";
    case TYPE_HTML:
    case TYPE_URL:
        return path->is_optional ? ".s.p != NULL" : ".s.n > 0";
    case TYPE_INT:
        return " != 0";
    case TYPE_BOOL:
        return "";
    case TYPE_LIST:
        return "_count > 0";
    case TYPE_VIEW:
        return " != NULL";
    }
    return "";
}

static void emit_body(struct emitter *e, const struct node *node)
{
    e->depth++;
    emit_nodes(e, node);
    flush(e);
    e->depth--;
}

static void emit_condition(struct emitter *e, const struct node *node)
{
    flush(e);
    indent(e);
    buf_printf(e->out, "if (%s", node->is_negated ? "!(" : "");
    if (node->is_comparison) {
        buf_printf(e->out, "str_eq(%.*s, STR(\"", STR_ARG(node->path.code));
        put_escaped(e->out, node->word);
        BUF_PUT(e->out, "\"))");
    } else {
        buf_printf(e->out, "%.*s%s", STR_ARG(node->path.code), test_of(&node->path));
    }
    buf_printf(e->out, "%s) {\n", node->is_negated ? ")" : "");
}

static void emit_if(struct emitter *e, const struct node *node)
{
    emit_condition(e, node);
    emit_body(e, node->body);
    if (node->otherwise) {
        emit_line(e, "} else {");
        emit_body(e, node->otherwise);
    }
    emit_line(e, "}");
}

static void emit_each(struct emitter *e, const struct node *node)
{
    struct str list = node->path.code;
    struct str view = node->path.view->name;

    emit_line(e, "for (size_t i%d = 0; i%d < %.*s_count; i%d++) {", e->depth, e->depth,
              STR_ARG(list), e->depth);
    e->depth++;
    emit_line(e, "const struct view_%.*s *%.*s = &%.*s[i%d];", STR_ARG(view), STR_ARG(node->text),
              STR_ARG(list), e->depth - 1);
    emit_line(e, "(void)%.*s;", STR_ARG(node->text));
    e->depth--;
    emit_body(e, node->body);
    emit_line(e, "}");
    if (!node->otherwise)
        return;
    emit_line(e, "if (%.*s_count == 0) {", STR_ARG(list));
    emit_body(e, node->otherwise);
    emit_line(e, "}");
}

/* A loop's variable is always there; a field may be NULL. */
static void emit_render(struct emitter *e, const struct node *node)
{
    bool may_be_absent = str_find(node->path.code, STR("->"), 0) != STR_NONE;

    if (may_be_absent)
        emit_line(e, "if (%.*s != NULL)", STR_ARG(node->path.code));
    e->depth += may_be_absent;
    if (e->is_said)
        emit_line(e, "said_%.*s(out, Words, %.*s);", STR_ARG(node->text), STR_ARG(node->path.code));
    else
        emit_line(e, "plain_%.*s(out, %.*s);", STR_ARG(node->text), STR_ARG(node->path.code));
    e->depth -= may_be_absent;
}

static void emit_csrf(struct emitter *e)
{
    BUF_PUT(&e->pending, "<input type=\"hidden\" name=\"csrf\" value=\"");
    emit_line(e, "html_escape_attribute(out, v->csrf);");
    BUF_PUT(&e->pending, "\">");
}

/* STR("...") of any length, over several lines. */
static void emit_string(struct emitter *e, const char *before, struct str s, const char *after)
{
    flush(e);
    indent(e);
    buf_printf(e->out, "%s\"", before);
    for (size_t at = 0; at < s.n; at += LINE_MAX) {
        if (at > 0)
            BUF_PUT(e->out, "\"\n        \"");
        put_escaped(e->out, str_slice(s, at, at + LINE_MAX));
    }
    buf_printf(e->out, "\"%s\n", after);
}

static const char *escaper_of(const struct message *m)
{
    return m->is_attribute ? "html_escape_attribute" : "html_escape_text";
}

static size_t emit_markers(struct emitter *e, const struct message *m)
{
    size_t count = 0;

    emit_line(e, "static const struct str marks%d[] = {", e->depth);
    for (const struct slot *s = m->slots; s; s = s->next, count++)
        emit_string(e, "    STR_INIT(", s->marker, "),");
    emit_line(e, "};");
    return count;
}

static void emit_slots(struct emitter *e, const struct message *m)
{
    int number = 1;

    for (const struct slot *s = m->slots; s; s = s->next) {
        emit_line(e, "case %d:", number++);
        emit_body(e, s->nodes);
        emit_line(e, "    break;");
    }
}

static void emit_message(struct emitter *e, const struct node *node)
{
    const struct message *m = node->message;
    unsigned long long key = words_hash_in(m->context, m->id);
    int depth = e->depth;

    if (!e->is_said) {
        emit_nodes(e, node->body);
        return;
    }
    if (!m->slots) {
        emit_line(e, "%s(out, words_find(Words, %lluULL,", escaper_of(m), key);
        emit_string(e, "    STR(", m->id, ")));");
        return;
    }
    emit_line(e, "{");
    e->depth++;
    size_t count = emit_markers(e, m);
    emit_line(e, "struct words_walk walk%d = words_walk(Words, %lluULL,", depth, key);
    emit_string(e, "    STR(", m->id, "),");
    emit_line(e, "    marks%d, %zu);", e->depth, count);
    emit_line(e, "while (words_step(&walk%d)) {", depth);
    e->depth++;
    emit_line(e, "%s(out, walk%d.text);", escaper_of(m), depth);
    emit_line(e, "switch (walk%d.slot) {", depth);
    emit_slots(e, m);
    emit_line(e, "}");
    e->depth--;
    emit_line(e, "}");
    e->depth--;
    emit_line(e, "}");
}

static void emit_nodes(struct emitter *e, const struct node *node)
{
    for (; node; node = node->next) {
        switch (node->kind) {
        case NODE_LITERAL:
        case NODE_ASSET:
            buf_put(&e->pending, node->text);
            break;
        case NODE_HOLE:
            emit_hole(e, node);
            break;
        case NODE_IF:
            emit_if(e, node);
            break;
        case NODE_EACH:
            emit_each(e, node);
            break;
        case NODE_RENDER:
            emit_render(e, node);
            break;
        case NODE_CSRF:
            emit_csrf(e);
            break;
        case NODE_CONTEXT:
            break;
        case NODE_MESSAGE:
            emit_message(e, node);
            break;
        }
    }
}

static void emit_field(struct buf *out, const struct field *f)
{
    switch (f->type) {
    case TYPE_TEXT:
        BUF_PUT(out, "    struct str ");
        break;
    case TYPE_HTML:
    case TYPE_URL:
        buf_printf(out, "    struct %s ", template_type_name(f->type));
        break;
    case TYPE_INT:
        BUF_PUT(out, "    int64_t ");
        break;
    case TYPE_BOOL:
        BUF_PUT(out, "    bool ");
        break;
    case TYPE_LIST:
    case TYPE_VIEW:
        buf_printf(out, "    const struct view_%.*s *", STR_ARG(f->view_name));
        break;
    }
    buf_printf(out, "%.*s;%s\n", STR_ARG(f->name),
               f->is_optional ? " /* absent when its p is NULL */" : "");
    if (f->type == TYPE_LIST)
        buf_printf(out, "    size_t %.*s_count;\n", STR_ARG(f->name));
}

void template_emit_header(const struct template_set *set, struct buf *out)
{
    BUF_PUT(out, "/* Generated from templates/ by templatec: change the templates instead. */\n"
                 "#ifndef COMITY_TEMPLATES_H\n#define COMITY_TEMPLATES_H\n\n"
                 "#include \"base/buf.h\"\n#include \"base/str.h\"\n#include \"text/html.h\"\n"
                 "#include \"web/url.h\"\n#include \"words/words.h\"\n\n");
    for (const struct view *v = set->views; v; v = v->next)
        buf_printf(out, "struct view_%.*s;\n", STR_ARG(v->name));
    for (const struct view *v = set->views; v; v = v->next) {
        buf_printf(out, "\n/* templates/%.*s.html */\nstruct view_%.*s {\n", STR_ARG(v->name),
                   STR_ARG(v->name));
        for (const struct field *f = v->fields; f; f = f->next)
            emit_field(out, f);
        if (!v->fields)
            BUF_PUT(out, "    char nothing; /* C wants a member */\n");
        buf_printf(out,
                   "};\nvoid view_%.*s_render(struct buf *out, const struct words *Words,\n"
                   "    const struct view_%.*s *v);\n",
                   STR_ARG(v->name), STR_ARG(v->name));
    }
    BUF_PUT(out, "\n#endif\n");
}

/* Declared before all, because views render each other. */
static void emit_declarations(const struct template_set *set, struct buf *out)
{
    for (const struct view *v = set->views; v; v = v->next)
        buf_printf(out,
                   "static void plain_%.*s(struct buf *out, const struct view_%.*s *v);\n"
                   "static void said_%.*s(struct buf *out, const struct words *Words,\n"
                   "    const struct view_%.*s *v);\n",
                   STR_ARG(v->name), STR_ARG(v->name), STR_ARG(v->name), STR_ARG(v->name));
}

static void emit_functions(struct emitter *e, const struct view *v)
{
    buf_printf(e->out,
               "\nstatic void plain_%.*s(struct buf *out, const struct view_%.*s *v)\n{\n"
               "    (void)out;\n    (void)v;\n",
               STR_ARG(v->name), STR_ARG(v->name));
    e->is_said = false;
    emit_nodes(e, v->nodes);
    flush(e);
    buf_printf(
        e->out,
        "}\n\nstatic void said_%.*s(struct buf *out, const struct words *Words,\n"
        "    const struct view_%.*s *v)\n{\n    (void)out;\n    (void)Words;\n    (void)v;\n",
        STR_ARG(v->name), STR_ARG(v->name));
    e->is_said = true;
    emit_nodes(e, v->nodes);
    flush(e);
    buf_printf(e->out,
               "}\n\nvoid view_%.*s_render(struct buf *out, const struct words *Words,\n"
               "    const struct view_%.*s *v)\n{\n    if (words_are_english(Words))\n"
               "        plain_%.*s(out, v);\n    else\n        said_%.*s(out, Words, v);\n}\n",
               STR_ARG(v->name), STR_ARG(v->name), STR_ARG(v->name), STR_ARG(v->name));
}

void template_emit_source(const struct template_set *set, struct buf *out)
{
    struct emitter e = {.out = out, .depth = 1};

    buf_init(&e.pending, out->max);
    BUF_PUT(out, "/* Generated from templates/ by templatec: change the templates instead. */\n"
                 "#include \"templates.h\"\n\n");
    emit_declarations(set, out);
    for (const struct view *v = set->views; v; v = v->next)
        emit_functions(&e, v);
    if (buf_status(&e.pending) != RC_OK)
        out->failure = e.pending.failure;
    buf_release(&e.pending);
}
