#include "cli/judging.h"

#include <errno.h>
#include <stdio.h>

#include "base/utf8.h"

#define AROUND_CHARACTERS 32
#define SHOWN_MAX         12 /* excerpts of one finding */

enum rc judging_read(struct str path, struct buf *out, struct problem *problem)
{
    char name[4096];
    size_t n = 0;
    if (path.n >= sizeof name)
        return problem_set(problem, RC_INVALID, "the file's name is too long");
    memcpy(name, path.p, path.n);
    name[path.n] = '\0';
    FILE *f = fopen(name, "rb");
    if (f == NULL)
        return problem_set(problem, RC_IO, "cannot open %s: %s", name, strerror(errno));
    do {
        char *p = buf_reserve(out, 65536);
        n = p != NULL ? fread(p, 1, 65536, f) : 0;
        buf_commit(out, n);
    } while (n > 0);
    bool failed = ferror(f) != 0;
    fclose(f);
    if (failed)
        return problem_set(problem, RC_IO, "cannot read %s", name);
    if (buf_status(out) != RC_OK)
        return problem_set(problem, RC_TOO_LARGE, "%s is longer than %zu bytes", name,
                           STANDARDS_BYTES_MAX);
    return RC_OK;
}

enum rc judging_load(struct str file, struct standards **ret, struct problem *problem)
{
    if (file.n == 0)
        return standards_load(standards_shipped(), STR("standards.en.md"), ret, problem);
    struct buf document;
    buf_init(&document, STANDARDS_BYTES_MAX + 65536);
    enum rc rc = judging_read(file, &document, problem);
    if (rc == RC_OK)
        rc = standards_load(buf_str(&document), file, ret, problem);
    buf_release(&document);
    return rc;
}

struct str judging_file(const struct cli *cli, struct str given)
{
    return given.n > 0 ? given : config_str(cli->config, SET_STANDARDS_FILE);
}

enum rc judging_open(struct judging *j, struct str file, struct problem *problem)
{
    *j = (struct judging){0};
    struct standards *standards;
    enum rc rc = judging_load(file, &standards, problem);
    if (rc == RC_OK)
        rc = engine_make(NULL, standards, &j->engine, problem);
    if (rc == RC_OK) {
        j->standards = j->engine->standards;
        j->judge = j->engine->judge;
    }
    return rc;
}

void judging_close(struct judging *j)
{
    comity_engine_unref(j->engine);
    *j = (struct judging){0};
}

/* C0 and C1 controls, and characters that turn the direction of what follows, must not reach a terminal. */
static bool unsafe(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069) || c == UTF8_INVALID;
}

size_t judging_put_safe(struct buf *out, struct str s)
{
    size_t characters = 0, n;
    for (size_t at = 0; at < s.n; at += n, characters++) {
        uint32_t c = utf8_decode(s, at, &n);
        if (c == '\n' || c == '\t')
            buf_put_char(out, ' ');
        else if (unsafe(c))
            BUF_PUT(out, "\xEF\xBF\xBD");
        else
            buf_put(out, str_slice(s, at, at + n));
    }
    return characters;
}

/* The offset `characters` before (negative) or after `at`, not past the ends. */
static size_t step(struct str s, size_t at, int characters)
{
    for (; characters > 0 && at < s.n; characters--)
        do
            at++;
        while (at < s.n && !utf8_boundary(s, at));
    for (; characters < 0 && at > 0; characters++)
        do
            at--;
        while (at > 0 && !utf8_boundary(s, at));
    return at;
}

static void put_repeated(struct buf *out, char c, size_t count)
{
    while (count-- > 0)
        buf_put_char(out, c);
}

/* One line of text in which the pieces of evidence [first, after) are marked. */
struct excerpt {
    const struct evidence *first, *after;
    size_t from, to; /* bytes of the original */
};

/* Takes as many pieces as stand near the first, in order and apart. */
static struct excerpt excerpt_of(const struct evidence *e, const struct evidence *end,
                                 struct str original)
{
    struct excerpt x = {.first = e, .from = step(original, e->original.begin, -AROUND_CHARACTERS)};
    size_t limit = step(original, e->original.end, AROUND_CHARACTERS), reached;
    do
        reached = (e++)->original.end;
    while (e < end && e->original.begin >= reached && e->original.end <= limit);
    x.after = e;
    x.to = step(original, reached, AROUND_CHARACTERS);
    return x;
}

static void show_text(struct buf *out, const struct excerpt *x, struct str original, bool terminal,
                      struct buf *carets)
{
    size_t at = x->from;
    for (const struct evidence *e = x->first; e < x->after; e++) {
        put_repeated(carets, ' ',
                     judging_put_safe(out, str_slice(original, at, e->original.begin)));
        if (terminal)
            BUF_PUT(out, "\x1b[4m");
        size_t marked =
            judging_put_safe(out, str_slice(original, e->original.begin, e->original.end));
        if (terminal)
            BUF_PUT(out, "\x1b[24m");
        put_repeated(carets, '^', marked > 0 ? marked : 1);
        at = e->original.end;
    }
    judging_put_safe(out, str_slice(original, at, x->to));
}

/* Signals and readings of the pieces, each signal once in a row. */
static void show_sources(struct buf *out, const struct excerpt *x)
{
    struct str last = {0};
    for (const struct evidence *e = x->first; e < x->after; e++) {
        struct str name =
            e->signal < SIGNAL_COUNT ? str_from_cstr(signal_table[e->signal].name) : e->list;
        if (!str_eq(name, last))
            buf_printf(out, "  %.*s", STR_ARG(name));
        last = name;
        if (e->read_as.n == 0)
            continue;
        BUF_PUT(out, ", read as \"");
        judging_put_safe(out, e->read_as);
        BUF_PUT(out, "\"");
    }
    buf_put_char(out, '\n');
}

static void show_excerpt(struct buf *out, const struct excerpt *x, struct str original,
                         bool terminal)
{
    struct buf carets;
    buf_init(&carets, 4 * TEXT_BYTES_MAX);
    BUF_PUT(out, "    ");
    show_text(out, x, original, terminal, &carets);
    BUF_PUT(out, "\n    ");
    if (!terminal)
        buf_put(out, buf_str(&carets));
    show_sources(out, x);
    buf_release(&carets);
}

static void show_measure(struct buf *out, const struct measure *m)
{
    BUF_PUT(out, "    ");
    buf_put(out, m->name);
    if (!m->known)
        BUF_PUT(out, " is unknown");
    else if (m->kind == SIGNAL_STRING)
        buf_printf(out, " = \"%.*s\"", STR_ARG(m->string));
    else if (m->kind == SIGNAL_BOOL)
        buf_printf(out, " = %s", m->number != 0 ? "true" : "false");
    else
        buf_printf(out, " = %.4g", m->number);
    if (!str_eq(m->test, m->name)) {
        BUF_PUT(out, "   (");
        judging_put_safe(out, m->test);
        BUF_PUT(out, ")");
    }
    buf_put_char(out, '\n');
}

static void show_finding(struct buf *out, const struct finding *f, struct str original,
                         bool terminal)
{
    buf_printf(out, "  %.*s: %.*s (#%.*s)\n", STR_ARG(consequence_name(f->consequence)),
               STR_ARG(f->clause_title), STR_ARG(f->clause));
    for (size_t i = 0; i < f->measure_count; i++)
        show_measure(out, &f->measures[i]);
    const struct evidence *e = f->evidence;
    const struct evidence *end = f->evidence_count > 0 ? e + f->evidence_count : e;
    for (int shown = 0; shown < SHOWN_MAX && e < end; shown++) {
        struct excerpt x = excerpt_of(e, end, original);
        show_excerpt(out, &x, original, terminal);
        e = x.after;
    }
    if (e < end)
        buf_printf(out, "    and %zu more\n", (size_t)(end - e));
}

void judging_show(struct buf *out, const struct verdict *v, struct str original, bool terminal)
{
    buf_printf(out, "%.*s\n", STR_ARG(consequence_name(v->consequence)));
    for (size_t i = 0; i < v->finding_count; i++)
        show_finding(out, &v->findings[i], original, terminal);
}

void judging_put_quoted(struct buf *out, struct str s)
{
    buf_put_char(out, '"');
    judging_put_safe(out, s);
    buf_put_char(out, '"');
}

static void show_words(struct buf *out, const struct finding *f, struct str body)
{
    for (size_t i = 0; i < f->decisive_count; i++) {
        if (i > 0)
            buf_put(out, i + 1 < f->decisive_count ? STR(", ") : STR(" and "));
        judging_put_quoted(out, str_slice(body, f->decisive[i].begin, f->decisive[i].end));
    }
}

void judging_show_decisive(struct buf *out, const struct finding *f, struct str body)
{
    if (f->decisive_known) {
        BUF_PUT(out, "    without ");
        show_words(out, f, body);
        BUF_PUT(out, " this clause would not have applied\n");
    } else if (f->decisive_minimal == DECISIVE_NONE) {
        BUF_PUT(out, "    no few words are the cause: it is the comment as a whole, or what the "
                     "site knew\n");
    }
}
