#include "text/emit.h"

#include "base/utf8.h"
#include "text/fold_class.h"

/* Stands on the stack for emit_open_nothing. */
#define NOTHING ELEMENT_COUNT

static const struct {
    struct str name;
    bool block;
} elements[ELEMENT_COUNT] = {
#define ELEMENT_ROW(id, name, block) [ELEMENT_##id] = {STR_INIT(name), block},
    ELEMENT_TABLE(ELEMENT_ROW)
#undef ELEMENT_ROW
};

void emit_init(struct emitter *e, struct buf *out, bool plain)
{
    *e = (struct emitter){.out = out, .plain = plain};
}

static void put_tag(struct emitter *e, struct str name)
{
    buf_put_char(e->out, '<');
    buf_put(e->out, name);
}

static void put_attribute(struct emitter *e, struct str name, struct str value)
{
    buf_put_char(e->out, ' ');
    buf_put(e->out, name);
    BUF_PUT(e->out, "=\"");
    html_escape_attribute(e->out, value);
    buf_put_char(e->out, '"');
}

/* Notes the element; true when its tag is to be written. */
static bool push(struct emitter *e, enum element element)
{
    if (e->depth == EMIT_DEPTH_MAX) {
        e->skipped++;
        return false;
    }
    e->open[e->depth++] = (unsigned char)element;
    return !e->plain;
}

void emit_open(struct emitter *e, enum element element)
{
    if (!push(e, element))
        return;
    put_tag(e, elements[element].name);
    buf_put_char(e->out, '>');
}

void emit_open_class(struct emitter *e, enum element element, struct str class)
{
    if (!push(e, element))
        return;
    put_tag(e, elements[element].name);
    put_attribute(e, STR("class"), class);
    buf_put_char(e->out, '>');
}

void emit_open_link(struct emitter *e, struct str address)
{
    if (!push(e, ELEMENT_A))
        return;
    put_tag(e, elements[ELEMENT_A].name);
    put_attribute(e, STR("href"), address);
    put_attribute(e, STR("rel"), STR("nofollow ugc noopener"));
    buf_put_char(e->out, '>');
}

void emit_open_reference(struct emitter *e, struct str target, struct str id, struct str label)
{
    if (!push(e, ELEMENT_A))
        return;
    put_tag(e, elements[ELEMENT_A].name);
    BUF_PUT(e->out, " href=\"#");
    html_escape_attribute(e->out, target);
    buf_put_char(e->out, '"');
    if (id.n > 0)
        put_attribute(e, STR("id"), id);
    put_attribute(e, STR("aria-label"), label);
    buf_put_char(e->out, '>');
}

void emit_open_nothing(struct emitter *e)
{
    (void)push(e, NOTHING);
}

void emit_image(struct emitter *e, struct str address, struct str description)
{
    if (e->plain) {
        emit_text(e, description);
        return;
    }
    put_tag(e, STR("img"));
    put_attribute(e, STR("src"), address);
    put_attribute(e, STR("alt"), description);
    put_attribute(e, STR("loading"), STR("lazy"));
    buf_put_char(e->out, '>');
}

void emit_break(struct emitter *e)
{
    if (!e->plain) {
        put_tag(e, STR("br"));
        buf_put_char(e->out, '>');
    }
    buf_put_char(e->out, '\n');
}

static bool ends_line(const struct emitter *e)
{
    return e->out->n == 0 || e->out->p[e->out->n - 1] == '\n';
}

void emit_close(struct emitter *e)
{
    if (e->skipped > 0) {
        e->skipped--;
        return;
    }
    if (e->depth == 0)
        return;
    enum element element = e->open[--e->depth];
    if (element == NOTHING)
        return;
    if (!e->plain) {
        BUF_PUT(e->out, "</");
        buf_put(e->out, elements[element].name);
        buf_put_char(e->out, '>');
    }
    if (elements[element].block && !ends_line(e))
        buf_put_char(e->out, '\n');
}

/* Bidi embeddings, overrides and isolates, and controls but for white space. Joiners stay: Persian
 * and emoji are spelt with them. */
static bool covers_others(uint32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
           (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0001 && c <= 0xE0001);
}

static void put_text(struct emitter *e, struct str s)
{
    if (e->plain)
        buf_put(e->out, s);
    else
        html_escape_text(e->out, s);
}

void emit_text(struct emitter *e, struct str s)
{
    size_t begin = 0, marks = 0, length = 1;
    for (size_t at = 0; at < s.n; at += length) {
        length = 1;
        uint32_t c = (unsigned char)s.p[at];
        if (c >= ' ' && c < 0x7F) {
            marks = 0;
            continue;
        }
        if (c >= 0x80)
            c = utf8_decode(s, at, &length);
        marks = c >= 0x300 && fold_kind(c) == FOLD_LOOSE_MARK ? marks + 1 : 0;
        if (marks <= EMIT_MARKS_MAX && !covers_others(c))
            continue;
        put_text(e, str_slice(s, begin, at));
        begin = at + length;
    }
    put_text(e, str_slice(s, begin, s.n));
}

void emit_finish(struct emitter *e)
{
    e->skipped = 0;
    while (e->depth > 0)
        emit_close(e);
}

bool emit_inside(const struct emitter *e, enum element element)
{
    for (unsigned i = 0; i < e->depth; i++) {
        if (e->open[i] == element)
            return true;
    }
    return false;
}
