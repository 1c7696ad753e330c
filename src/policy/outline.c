#include "policy/outline.h"

#include <md4c.h>

#include "base/suggest.h"

#define MARKS_MAX         4096 /* headings and blocks in one document */
#define HEADING_BYTES_MAX 300
#define SLUG_BYTES_MAX    64

/* What a callback returns to stop md4c, which goes on after a positive number here and there. */
#define ABORT (-1)

/* A heading of level 1 or 2, or a fenced block of ours, in the document's order. */
struct mark {
    int level; /* 0: a block */
    struct str title;
    size_t begin, after; /* offsets of its first line and behind its last */
    struct outline_block block;
};

struct reader {
    struct arena *arena;
    const struct source *source;
    struct problem *problem;
    enum rc rc;
    struct mark *marks;
    size_t mark_count, mark_max;
    size_t last;    /* offset of the last text seen, for faults without a place of their own */
    int containers; /* quotations and lists around */
    int level;      /* of the heading being read, or 0 */
    char *title;
    size_t title_n;
    size_t heading_first, heading_last;
};

static struct str document(const struct reader *r)
{
    return r->source->document;
}

/* Offset in the document of a pointer md4c handed out; STR_NONE for its own strings. */
static size_t offset_of(const struct reader *r, const char *p)
{
    uintptr_t base = (uintptr_t)document(r).p, at = (uintptr_t)p;
    return at >= base && at < base + document(r).n ? (size_t)(at - base) : STR_NONE;
}

static size_t line_begin(struct str s, size_t at)
{
    while (at > 0 && s.p[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_after(struct str s, size_t at)
{
    size_t end = str_find_char(s, '\n', at);
    return end == STR_NONE ? s.n : end + 1;
}

static struct mark *mark_add(struct reader *r, size_t at)
{
    if (r->mark_count == r->mark_max) {
        r->rc = source_fault(r->source, r->problem, at,
                             "the document has more than %d headings and blocks", MARKS_MAX);
        return NULL;
    }
    return &r->marks[r->mark_count++];
}

static const char *const block_names[OUTLINE_KINDS] = {
    [OUTLINE_CLAUSE] = "clause", [OUTLINE_EXAMPLES] = "examples", [OUTLINE_STANDARDS] = "standards",
    [OUTLINE_TRUST] = "trust",   [OUTLINE_VERIFY] = "verify",     [OUTLINE_BRAKE] = "brake",
    [OUTLINE_LIST] = "list",
};

const char *outline_block_name(enum outline_block_kind kind)
{
    return block_names[kind];
}

/* Whether a line opens a block of ours with such a fence. */
static bool opens(struct str line, char fence)
{
    size_t n = 0;
    while (n < line.n && line.p[n] == fence)
        n++;
    struct str word = str_trim(str_slice(line, n, line.n));
    word = str_split(&word, ' ');
    bool known = false;
    for (size_t k = 0; k < OUTLINE_KINDS; k++)
        known |= str_eq(word, str_from_cstr(block_names[k]));
    return n >= 3 && known;
}

static enum rc fault_open(struct reader *r, const struct outline_block *b, struct str fence,
                          size_t next)
{
    if (next == STR_NONE)
        return source_fault(r->source, r->problem, b->fence,
                            "the block is not closed; end it with a line of %.*s", STR_ARG(fence));
    return source_fault(r->source, r->problem, b->fence,
                        "the block is not closed before the next begins on line %d; end it with a "
                        "line of %.*s",
                        source_line(r->source, next), STR_ARG(fence));
}

/* Whether a line closes a fence of `count` characters `fence`. */
static bool closes(struct str line, char fence, size_t count)
{
    struct str trimmed = str_trim(line);
    size_t n = 0;
    while (n < trimmed.n && trimmed.p[n] == fence)
        n++;
    return n == trimmed.n && n >= count;
}

/* Reads how far the block goes whose opening fence stands on the line at `fence_line`. */
static enum rc block_measure(struct reader *r, char fence, struct outline_block *b)
{
    struct str doc = document(r);
    size_t at = str_find_char(doc, fence, b->fence), count = 0;
    while (at + count < doc.n && doc.p[at + count] == fence)
        count++;
    b->begin = line_after(doc, b->fence);
    for (size_t line = b->begin; line < doc.n; line = line_after(doc, line)) {
        struct str text = str_slice(doc, line, line_after(doc, line));
        if (count == 3 && opens(text, fence))
            return fault_open(r, b, str_slice(doc, at, at + count), line);
        if (!closes(text, fence, count))
            continue;
        b->end = line;
        b->after = line_after(doc, line);
        return RC_OK;
    }
    return fault_open(r, b, str_slice(doc, at, at + count), STR_NONE);
}

/* A word that is nearly one of ours is a slip that would turn a clause into prose. */
static enum rc refuse_near_name(struct reader *r, struct str lang, size_t at)
{
    for (size_t k = 0; k < OUTLINE_KINDS; k++) {
        struct str name = str_from_cstr(block_names[k]);
        size_t slips = name.n > 5 ? 2 : 1;
        if (suggest_distance(lang, name, slips) <= slips)
            return source_fault(r->source, r->problem, at,
                                "unknown block \"%.*s\"; did you mean \"%.*s\"?", STR_ARG(lang),
                                STR_ARG(name));
    }
    return RC_OK;
}

static void enter_code(struct reader *r, const MD_BLOCK_CODE_DETAIL *d)
{
    struct str lang = str_make(d->lang.text, d->lang.size);
    size_t at = lang.n > 0 ? offset_of(r, lang.p) : STR_NONE;
    if (d->fence_char == 0 || at == STR_NONE)
        return;
    r->last = at;
    size_t kind = 0;
    while (kind < OUTLINE_KINDS && !str_eq(lang, str_from_cstr(block_names[kind])))
        kind++;
    if (kind == OUTLINE_KINDS) {
        r->rc = refuse_near_name(r, lang, at);
        return;
    }
    if (r->containers > 0) {
        r->rc =
            source_fault(r->source, r->problem, at,
                         "a block \"%s\" stands inside a list or quotation; move it to the margin",
                         block_names[kind]);
        return;
    }
    struct mark *m = mark_add(r, at);
    if (m == NULL)
        return;
    m->block.kind = (enum outline_block_kind)kind;
    m->block.name = str_trim(str_slice(document(r), at + lang.n, line_after(document(r), at)));
    m->block.fence = line_begin(document(r), at);
    r->rc = block_measure(r, d->fence_char, &m->block);
    m->begin = m->block.fence;
    m->after = m->block.after;
}

static void enter_heading(struct reader *r, unsigned level)
{
    if (r->containers > 0 || level > 2)
        return;
    r->level = (int)level;
    r->title_n = 0;
    r->heading_first = STR_NONE;
    r->title = arena_alloc(r->arena, HEADING_BYTES_MAX);
    if (r->title == NULL)
        r->rc = problem_set(r->problem, RC_NO_MEMORY, "out of memory");
}

static void leave_heading(struct reader *r)
{
    if (r->level == 0)
        return;
    if (r->heading_first == STR_NONE) {
        r->rc = source_fault(r->source, r->problem, r->last, "a heading after this line is empty");
        return;
    }
    struct mark *m = mark_add(r, r->heading_first);
    if (m == NULL)
        return;
    struct str doc = document(r);
    m->level = r->level;
    m->title = str_make(r->title, r->title_n);
    m->begin = line_begin(doc, r->heading_first);
    m->after = line_after(doc, r->heading_last);
    bool underlined = str_trim(str_slice(doc, m->begin, m->after)).p[0] != '#';
    if (underlined)
        m->after = line_after(doc, m->after);
    r->level = 0;
}

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct reader *r = context;
    if (type == MD_BLOCK_QUOTE || type == MD_BLOCK_UL || type == MD_BLOCK_OL)
        r->containers++;
    else if (type == MD_BLOCK_CODE)
        enter_code(r, detail);
    else if (type == MD_BLOCK_H)
        enter_heading(r, ((const MD_BLOCK_H_DETAIL *)detail)->level);
    return r->rc != RC_OK ? ABORT : 0;
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct reader *r = context;
    (void)detail;
    if (type == MD_BLOCK_QUOTE || type == MD_BLOCK_UL || type == MD_BLOCK_OL)
        r->containers--;
    else if (type == MD_BLOCK_H)
        leave_heading(r);
    return r->rc != RC_OK ? ABORT : 0;
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE n, void *context)
{
    struct reader *r = context;
    size_t at = n > 0 ? offset_of(r, text) : STR_NONE;
    (void)type;
    if (at != STR_NONE && n > document(r).n - at)
        n = (MD_SIZE)(document(r).n - at);
    if (at != STR_NONE)
        r->last = at;
    if (r->level == 0)
        return 0;
    if (r->title_n + n > HEADING_BYTES_MAX) {
        r->rc = source_fault(r->source, r->problem, r->last,
                             "the heading is longer than %d bytes; shorten it", HEADING_BYTES_MAX);
        return ABORT;
    }
    memcpy(r->title + r->title_n, text, n);
    r->title_n += n;
    if (at != STR_NONE) {
        r->heading_first = r->heading_first == STR_NONE ? at : r->heading_first;
        r->heading_last = at;
    }
    return 0;
}

static int on_span(MD_SPANTYPE type, void *detail, void *context)
{
    (void)type;
    (void)detail;
    (void)context;
    return 0;
}

static enum rc find_marks(struct reader *r)
{
    const MD_PARSER parser = {
        .flags = MD_FLAG_NOHTML,
        .enter_block = on_enter_block,
        .leave_block = on_leave_block,
        .enter_span = on_span,
        .leave_span = on_span,
        .text = on_text,
    };
    size_t lines = (size_t)source_line(r->source, document(r).n);
    r->mark_max = lines < MARKS_MAX ? lines : MARKS_MAX;
    r->marks = ARENA_ARRAY(r->arena, r->mark_max, struct mark);
    if (r->marks == NULL)
        return problem_set(r->problem, RC_NO_MEMORY, "out of memory");
    int failed = md_parse(document(r).p, (MD_SIZE)(document(r).n + OUTLINE_PADDING), &parser, r);
    if (r->rc == RC_OK && failed != 0)
        r->rc = problem_set(r->problem, RC_NO_MEMORY, "out of memory");
    return r->rc;
}

static bool slug_valid(struct str slug)
{
    bool valid = slug.n > 0 && slug.n <= SLUG_BYTES_MAX;
    for (size_t i = 0; valid && i < slug.n; i++)
        valid =
            (slug.p[i] >= 'a' && slug.p[i] <= 'z') || char_is_digit(slug.p[i]) || slug.p[i] == '-';
    return valid;
}

/* Takes "{#slug}" off the end of a section's title. */
static enum rc split_slug(struct reader *r, struct outline_section *s)
{
    s->title = str_trim(s->title);
    size_t brace = str_find(s->title, STR("{#"), 0);
    if (brace == STR_NONE)
        return RC_OK;
    size_t place =
        str_find(str_slice(document(r), 0, line_after(document(r), s->at)), STR("{#"), s->at);
    s->slug = str_slice(s->title, brace + 2, s->title.n - 1);
    if (!str_ends(s->title, STR("}")) || !slug_valid(s->slug))
        return source_fault(r->source, r->problem, place == STR_NONE ? s->at : place,
                            "the mark at a heading's end is {#name} with small letters, digits and "
                            "hyphens, as in {#personal-data}");
    s->title = str_trim(str_slice(s->title, 0, brace));
    if (s->title.n == 0)
        return source_fault(r->source, r->problem, s->at, "the heading has a mark but no words");
    return RC_OK;
}

/* The text of [from, to) without the blocks in it, trimmed. */
static enum rc cut_prose(struct reader *r, struct outline_section *s, size_t from, size_t to)
{
    char *out = arena_alloc(r->arena, to - from + 1);
    size_t n = 0;
    if (out == NULL)
        return problem_set(r->problem, RC_NO_MEMORY, "out of memory");
    for (size_t i = 0; i <= s->block_count; i++) {
        size_t end = i < s->block_count ? s->blocks[i].fence : to;
        if (end > from)
            memcpy(out + n, document(r).p + from, end - from);
        n += end > from ? end - from : 0;
        from = i < s->block_count ? s->blocks[i].after : to;
    }
    s->prose = str_trim(str_make(out, n));
    return RC_OK;
}

/* Fills blocks and prose of the section whose first mark behind its heading is `first`; `from` is
 * where its body begins. Returns the next heading's mark in `ret_next`. */
static enum rc fill_section(struct reader *r, struct outline_section *s, size_t first, size_t from,
                            size_t *ret_next)
{
    size_t next = first;
    while (next < r->mark_count && r->marks[next].level == 0)
        next++;
    struct outline_block *blocks = ARENA_ARRAY(r->arena, next - first, struct outline_block);
    if (blocks == NULL)
        return problem_set(r->problem, RC_NO_MEMORY, "out of memory");
    for (size_t i = first; i < next; i++)
        blocks[i - first] = r->marks[i].block;
    s->blocks = blocks;
    s->block_count = next - first;
    *ret_next = next;
    s->body = from;
    s->end = next < r->mark_count ? r->marks[next].begin : document(r).n;
    return cut_prose(r, s, s->body, s->end);
}

static enum rc build_sections(struct reader *r, size_t at, struct outline *o)
{
    o->sections = ARENA_ARRAY(r->arena, r->mark_count, struct outline_section);
    if (o->sections == NULL)
        return problem_set(r->problem, RC_NO_MEMORY, "out of memory");
    while (at < r->mark_count) {
        const struct mark *m = &r->marks[at];
        if (m->level == 1)
            return source_fault(r->source, r->problem, m->begin,
                                "a second title; make it a section with ##");
        struct outline_section *s = &o->sections[o->section_count++];
        s->title = m->title;
        s->at = m->begin;
        enum rc rc = split_slug(r, s);
        if (rc == RC_OK)
            rc = fill_section(r, s, at + 1, m->after, &at);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

enum rc outline_read(struct arena *a, const struct source *source, struct outline *ret,
                     struct problem *problem)
{
    struct reader r = {.arena = a, .source = source, .problem = problem};
    struct outline o = {0};
    enum rc rc = find_marks(&r);
    if (rc != RC_OK)
        return rc;
    if (r.mark_count == 0 || r.marks[0].level != 1)
        return source_fault(source, problem, r.mark_count > 0 ? r.marks[0].begin : 0,
                            "the document does not begin with a title; write one as \"# Title\"");
    size_t next;
    o.title = str_trim(r.marks[0].title);
    o.introduction.at = r.marks[0].begin;
    rc = fill_section(&r, &o.introduction, 1, r.marks[0].after, &next);
    if (rc == RC_OK)
        rc = build_sections(&r, next, &o);
    if (rc == RC_OK)
        *ret = o;
    return rc;
}
