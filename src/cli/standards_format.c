#include "cli/standards_format.h"

#include "cli/standards_spacing.h"
#include "policy/standards_open.h"

struct formatter {
    struct str document;
    struct buf *out;
    size_t at;    /* of the document: what stands before is written */
    size_t width; /* of the first column of examples */
    const char *line_end;
    bool in_condition; /* the lines that continue the one above are a condition's */
    struct spacing spacing;
};

static void put_end(struct formatter *f)
{
    buf_put(f->out, str_from_cstr(f->line_end));
}

static struct str first_word(struct str line)
{
    size_t n = 0;
    while (n < line.n && !char_is_space(line.p[n]))
        n++;
    return str_slice(line, 0, n);
}

static bool is_context(struct str word)
{
    return str_eq(word, STR("given")) || str_eq(word, STR("before"));
}

static void put_value(struct formatter *f, struct str value)
{
    if (f->in_condition)
        spacing_put(&f->spacing, f->out, value);
    else
        buf_put(f->out, value);
}

/* `name: value`, the words of the name one space apart. */
static void put_pair(struct formatter *f, struct str line)
{
    struct str value = line, name = str_trim(str_split(&value, ':'));
    for (size_t i = 0; i < name.n; i++)
        if (!char_is_space(name.p[i]))
            buf_put_char(f->out, name.p[i]);
        else if (!char_is_space(name.p[i - 1]))
            buf_put_char(f->out, ' ');
    value = str_trim(value);
    buf_put_char(f->out, ':');
    if (value.n > 0)
        buf_put_char(f->out, ' ');
    f->in_condition = str_eq(name, STR("when")) || str_eq(name, STR("else_when"));
    f->spacing = (struct spacing){0};
    put_value(f, value);
}

static void put_example(struct formatter *f, struct str line)
{
    struct str word = first_word(line);
    size_t column = str_eq(word, STR("given")) ? word.n + 1 : f->width;
    buf_put(f->out, word);
    for (size_t n = word.n; n < column || n == word.n; n++)
        buf_put_char(f->out, ' ');
    buf_put(f->out, str_trim(str_slice(line, word.n, line.n)));
}

static void put_line(struct formatter *f, enum outline_block_kind kind, struct str raw)
{
    struct str line = str_trim(raw);
    bool indented = char_is_space(raw.p[0]);
    if (kind == OUTLINE_LIST || (line.p[0] == '#' && (kind == OUTLINE_EXAMPLES || !indented))) {
        buf_put(f->out, line);
    } else if (kind == OUTLINE_EXAMPLES) {
        put_example(f, line);
    } else if (indented) {
        BUF_PUT(f->out, "  ");
        put_value(f, line);
    } else {
        put_pair(f, line);
    }
    put_end(f);
}

static void measure(struct formatter *f, struct str inside)
{
    f->width = 0;
    while (inside.n > 0) {
        struct str word = first_word(str_trim(str_split(&inside, '\n')));
        if (word.n > 0 && word.p[0] != '#' && !is_context(word) && word.n + 2 > f->width)
            f->width = word.n + 2;
    }
}

/* A heading that begins with # signs; the other way to write one stays as it is. */
static void put_heading(struct formatter *f, const struct outline_section *s)
{
    struct str rest = str_slice(f->document, s->at, f->document.n);
    struct str raw = str_split(&rest, '\n'), line = str_trim(raw);
    bool named = s->slug.n > 0 && str_ends(line, STR("}")) && str_ends(raw, STR("}"));
    if (line.n < 3 || line.p[0] != '#' || line.p != raw.p || !named)
        return;
    struct str words = str_slice(line, 0, line.n - s->slug.n - 3);
    while (words.n > 0 && words.p[0] == '#')
        words = str_slice(words, 1, words.n);
    buf_put(f->out, str_slice(f->document, f->at, s->at));
    BUF_PUT(f->out, "## ");
    buf_put(f->out, str_trim(words));
    buf_printf(f->out, " {#%.*s}", STR_ARG(s->slug));
    f->at = s->at + raw.n;
}

static void put_block(struct formatter *f, const struct outline_block *b)
{
    struct str inside = str_slice(f->document, b->begin, b->end);
    bool blank = false, first = true;
    buf_put(f->out, str_slice(f->document, f->at, b->begin));
    f->at = b->end;
    measure(f, inside);
    while (inside.n > 0) {
        struct str raw = str_split(&inside, '\n');
        if (str_trim(raw).n == 0) {
            blank = true;
            continue;
        }
        if (blank && !first)
            put_end(f);
        blank = first = false;
        put_line(f, b->kind, raw);
    }
}

static void put_section(struct formatter *f, const struct outline_section *s)
{
    for (size_t i = 0; i < s->block_count; i++)
        put_block(f, &s->blocks[i]);
}

/* Whether the block under the title names a language this is the prose in. */
static bool is_edition(const struct source *source, const struct outline *o)
{
    for (size_t i = 0; i < o->introduction.block_count; i++) {
        const struct outline_block *b = &o->introduction.blocks[i];
        struct str inside = str_slice(source->document, b->begin, b->end);
        while (b->kind == OUTLINE_STANDARDS && inside.n > 0) {
            struct str line = str_split(&inside, '\n');
            if (str_eq(str_trim(str_split(&line, ':')), STR("edition")) && line.p != NULL)
                return true;
        }
    }
    return false;
}

enum rc standards_format(struct arena *a, struct str document, struct str name, struct buf *out,
                         bool *ret_edition, struct problem *problem)
{
    struct source source = {0};
    struct outline o;
    enum rc rc = standards_open(a, document, name, &source, &o, problem);
    if (rc != RC_OK)
        return rc;
    *ret_edition = is_edition(&source, &o);
    struct formatter f = {.document = source.document, .out = out, .line_end = "\n"};
    if (str_find(document, STR("\r\n"), 0) != STR_NONE)
        f.line_end = "\r\n";
    put_section(&f, &o.introduction);
    for (size_t i = 0; i < o.section_count; i++) {
        put_heading(&f, &o.sections[i]);
        put_section(&f, &o.sections[i]);
    }
    buf_put(out, str_slice(f.document, f.at, f.document.n));
    return buf_status(out);
}
