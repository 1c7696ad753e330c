#include "text/marked.h"

#include "base/utf8.h"
#include "text/emit.h"

/* Markup is a few dozen bytes for each piece between borders of spans and line ends. */
#define OUTPUT_MAX(bytes) ((bytes)*32 + ((size_t)1 << 20))

struct marker {
    struct emitter e;
    struct str s;
    struct marked_span spans[MARKED_SPANS_MAX];
    size_t count;
    size_t first; /* spans before it end before the current place */
    struct arena *a;
    const struct marked_manner *manner;
};

/* The span on character borders within the text; empty when it is outside. */
static struct span widened(struct str s, struct span span)
{
    if (span.begin >= s.n || span.end <= span.begin)
        return (struct span){0, 0};
    if (span.end > s.n)
        span.end = (uint32_t)s.n;
    while (!utf8_boundary(s, span.begin))
        span.begin--;
    while (!utf8_boundary(s, span.end))
        span.end++;
    return span;
}

/* Where the next border of a span or the end of the line comes, behind `at`. */
static size_t next_border(const struct marker *m, size_t at, size_t line_end)
{
    size_t border = line_end;
    for (size_t i = m->first; i < m->count && m->spans[i].original.begin < border; i++) {
        struct span o = m->spans[i].original;
        if (o.begin > at)
            border = o.begin;
        else if (o.end > at && o.end < border)
            border = o.end;
    }
    return border;
}

static bool covers(const struct marked_span *span, size_t at)
{
    return span->original.begin <= at && at < span->original.end;
}

static bool stood_before(const struct marker *m, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (m->spans[k].number == m->spans[i].number &&
            m->spans[k].original.end <= m->spans[i].original.end)
            return true;
    return false;
}

static void put_number(struct marker *m, size_t i)
{
    unsigned n = m->spans[i].number;
    struct str target = arena_printf(m->a, "finding-%.*s%u", STR_ARG(m->manner->group), n);
    const struct marked_number *said =
        n <= m->manner->number_count ? &m->manner->numbers[n - 1] : NULL;
    struct str label = said != NULL ? said->label : arena_printf(m->a, "finding %u", n);
    struct str id = {.n = 0};
    if (!stood_before(m, i))
        id = arena_printf(m->a, "mark-%.*s%u", STR_ARG(m->manner->group), n);
    emit_open(&m->e, ELEMENT_SUP);
    emit_open_reference(&m->e, target, id, label);
    if (said != NULL)
        emit_text(&m->e, said->shown);
    else
        buf_put_u64(m->e.out, n);
    emit_close(&m->e);
    emit_close(&m->e);
}

/* The numbers of the spans that cover `at` and end with this piece. */
static void put_numbers(struct marker *m, size_t at, size_t end)
{
    for (size_t i = m->first; i < m->count && m->spans[i].original.begin <= at; i++) {
        if (!covers(&m->spans[i], at) || m->spans[i].original.end != end || m->spans[i].number == 0)
            continue;
        put_number(m, i);
    }
}

static void put_piece(struct marker *m, size_t at, size_t end)
{
    bool marked = false;
    while (m->first < m->count && m->spans[m->first].original.end <= at)
        m->first++;
    for (size_t i = m->first; i < m->count && !marked && m->spans[i].original.begin <= at; i++)
        marked = covers(&m->spans[i], at);
    if (marked)
        emit_open_class(&m->e, ELEMENT_MARK, STR("evidence"));
    emit_text(&m->e, str_slice(m->s, at, end));
    if (!marked)
        return;
    put_numbers(m, at, end);
    emit_close(&m->e);
}

static void put_line(struct marker *m, size_t at, size_t end)
{
    while (at < end) {
        size_t border = next_border(m, at, end);
        put_piece(m, at, border);
        at = border;
    }
}

static void put_all(struct marker *m)
{
    bool open = false;
    for (size_t at = 0; at < m->s.n;) {
        size_t line_end = str_find_char(m->s, '\n', at), next;
        line_end = line_end == STR_NONE ? m->s.n : line_end;
        next = line_end + 1;
        bool blank = str_trim(str_slice(m->s, at, line_end)).n == 0;
        if (blank && open)
            emit_close(&m->e);
        else if (!blank && open)
            emit_break(&m->e);
        else if (!blank)
            emit_open(&m->e, ELEMENT_P);
        open = !blank;
        if (!blank)
            put_line(m, at, line_end);
        at = next;
    }
    emit_finish(&m->e);
}

enum rc marked_render(struct arena *a, struct str original, const struct marked_span *spans,
                      size_t count, const struct marked_manner *manner, struct html *ret)
{
    struct buf out;
    struct marker m = {.s = original, .a = a, .manner = manner};
    if (!utf8_valid(original))
        return RC_INVALID;
    for (size_t i = 0; i < count && m.count < MARKED_SPANS_MAX; i++) {
        struct span o = widened(original, spans[i].original);
        if (o.end > o.begin)
            m.spans[m.count++] = (struct marked_span){o, spans[i].number};
    }
    buf_init(&out, OUTPUT_MAX(original.n));
    emit_init(&m.e, &out, false);
    put_all(&m);
    enum rc rc = buf_status(&out);
    struct str markup = rc == RC_OK ? arena_dup(a, buf_str(&out)) : STR("");
    buf_release(&out);
    if (rc == RC_OK && arena_failed(a))
        rc = RC_NO_MEMORY;
    if (rc == RC_OK)
        *ret = html_trusted(markup.p ? markup : STR(""));
    return rc;
}
