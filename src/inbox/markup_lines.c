#include "inbox/markup_lines.h"

#include "base/buf.h"
#include "text/sanitise.h"

/* Our own markup, one character after the other: no attribute of it holds a bare '<' or '>'. */
struct lines {
    struct buf out;
    unsigned quoted; /* quotations open */
    bool begun;      /* something stands on the line */
};

static void put(struct lines *l, char c)
{
    if (c == '\n') {
        if (l->begun)
            buf_put_char(&l->out, '\n');
        l->begun = false;
        return;
    }
    for (unsigned i = 0; !l->begun && i < l->quoted; i++)
        BUF_PUT(&l->out, "> ");
    l->begun = true;
    buf_put_char(&l->out, c);
}

static void follow_tag(struct lines *l, struct str tag)
{
    bool opens = str_starts(tag, STR("blockquote"));
    bool closes = str_starts(tag, STR("/blockquote"));
    if (!opens && !closes)
        return;
    if (l->begun)
        put(l, '\n');
    if (opens)
        l->quoted++;
    else if (l->quoted > 0)
        l->quoted--;
}

static const struct {
    struct str written;
    char means;
} entities[] = {
    {STR_INIT("&amp;"), '&'},  {STR_INIT("&lt;"), '<'},   {STR_INIT("&gt;"), '>'},
    {STR_INIT("&quot;"), '"'}, {STR_INIT("&#39;"), '\''},
};

/* How many bytes it is written with. */
static size_t put_entity(struct lines *l, struct str rest)
{
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++)
        if (str_starts(rest, entities[i].written)) {
            put(l, entities[i].means);
            return entities[i].written.n;
        }
    put(l, '&');
    return 1;
}

static void write_lines(struct lines *l, struct str markup)
{
    for (size_t at = 0; at < markup.n;) {
        char c = markup.p[at];
        if (c == '<') {
            size_t end = str_find_char(markup, '>', at);
            if (end == STR_NONE)
                return;
            follow_tag(l, str_slice(markup, at + 1, end));
            at = end + 1;
        } else if (c == '&') {
            at += put_entity(l, str_slice(markup, at, markup.n));
        } else {
            put(l, c);
            at++;
        }
    }
}

enum rc markup_lines(struct arena *a, struct str markup, struct str *ret)
{
    struct html clean;
    struct lines l = {.begun = false};
    enum rc rc = sanitise_fragment(a, markup, STR(""), &clean);
    if (rc != RC_OK)
        return rc;
    /* Each line may be quoted once more than it is long: the emitter bounds the depth. */
    buf_init(&l.out, SANITISE_INPUT_MAX * 4);
    write_lines(&l, clean.s);
    rc = buf_status(&l.out);
    if (rc == RC_OK)
        *ret = arena_dup(a, buf_str(&l.out));
    buf_release(&l.out);
    return rc == RC_OK && arena_failed(a) ? RC_NO_MEMORY : rc;
}
