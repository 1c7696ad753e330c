/* Lists the messages of all views in the form that gettext's tools read. */
#include "template.h"

#include <stdio.h>

static void put_quoted(struct buf *out, const char *keyword, struct str s)
{
    buf_printf(out, "%s \"", keyword);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            buf_put_char(out, '\\');
        if (s.p[i] == '\n')
            BUF_PUT(out, "\\n");
        else
            buf_put_char(out, s.p[i]);
    }
    BUF_PUT(out, "\"\n");
}

static int line_of(const struct view *view, size_t offset)
{
    int line = 1;

    for (size_t i = 0; i < offset && i < view->source.n; i++)
        line += view->source.p[i] == '\n';
    return line;
}

static void put_message(struct buf *out, const struct view *view, const struct node *node)
{
    BUF_PUT(out, "\n");
    for (const struct slot *s = node->message->slots; s; s = s->next) {
        if (s->note.n > 0)
            buf_printf(out, "#. %.*s: %.*s\n", STR_ARG(s->marker), STR_ARG(s->note));
    }
    buf_printf(out, "#: templates/%.*s.html:%d\n", STR_ARG(view->name),
               line_of(view, node->offset));
    if (node->message->context.n > 0)
        put_quoted(out, "msgctxt", node->message->context);
    put_quoted(out, "msgid", node->message->id);
    BUF_PUT(out, "msgstr \"\"\n");
}

static void put_nodes(struct buf *out, const struct view *view, const struct node *node)
{
    for (; node; node = node->next) {
        if (node->kind == NODE_MESSAGE)
            put_message(out, view, node);
        put_nodes(out, view, node->body);
        put_nodes(out, view, node->otherwise);
    }
}

void template_emit_catalogue(const struct template_set *set, struct buf *out)
{
    BUF_PUT(out, "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n");
    for (const struct view *v = set->views; v; v = v->next)
        put_nodes(out, v, v->nodes);
}
