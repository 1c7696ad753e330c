#include "policy/layer.h"

#include "base/buf.h"
#include "base/suggest.h"
#include "policy/standards.h"

#define BEFORE STR("before:")

enum which { BASE, SITE };

struct composer {
    struct arena *arena;
    const struct layer_part *parts[2];
    struct buf out;
    struct source_piece *pieces;
    size_t piece_count, piece_max;
    struct layer *layer;
    struct problem *problem;
};

static const struct source *source_of(const struct composer *c, enum which w)
{
    return c->parts[w]->source;
}

static const struct outline *outline_of(const struct composer *c, enum which w)
{
    return c->parts[w]->outline;
}

/* Begins a line of the result that was written at `at` of a part. */
static void begin_piece(struct composer *c, enum which w, size_t at)
{
    struct str written = buf_str(&c->out);
    if (written.n > 0 && !str_ends(written, STR("\n")))
        buf_put_char(&c->out, '\n');
    if (c->piece_count == c->piece_max)
        return;
    struct source_place place = source_place(source_of(c, w), at);
    c->pieces[c->piece_count++] =
        (struct source_piece){.at = c->out.n, .name = place.name, .line = place.line};
}

static void emit(struct composer *c, enum which w, size_t begin, size_t end)
{
    if (begin >= end)
        return;
    begin_piece(c, w, begin);
    buf_put(&c->out, str_slice(source_of(c, w)->document, begin, end));
}

static const struct outline_section *find_section(const struct outline *o, struct str slug)
{
    for (size_t i = 0; slug.n > 0 && i < o->section_count; i++)
        if (str_eq(o->sections[i].slug, slug))
            return &o->sections[i];
    return NULL;
}

static bool is_off(const struct composer *c, struct str slug)
{
    for (size_t i = 0; slug.n > 0 && i < c->layer->off_count; i++)
        if (str_eq(c->layer->off[i], slug))
            return true;
    return false;
}

static const struct outline_block *find_in(const struct outline_section *s,
                                           enum outline_block_kind kind, struct str name)
{
    for (size_t i = 0; s != NULL && i < s->block_count; i++)
        if (s->blocks[i].kind == kind && (name.p == NULL || str_eq(s->blocks[i].name, name)))
            return &s->blocks[i];
    return NULL;
}

/* The block of that kind (and name, unless that is absent) that a part brings; not from sections
 * switched off. */
static const struct outline_block *find_block(const struct composer *c, enum which w,
                                              enum outline_block_kind kind, struct str name)
{
    const struct outline *o = outline_of(c, w);
    const struct outline_block *found = find_in(&o->introduction, kind, name);
    for (size_t i = 0; found == NULL && i < o->section_count; i++)
        if (w == SITE || !is_off(c, o->sections[i].slug))
            found = find_in(&o->sections[i], kind, name);
    return found;
}

/* The list an `add to:` block adds to; empty for any other block. */
static struct str list_added_to(const struct outline_block *b)
{
    if (b->kind != OUTLINE_LIST || !str_starts(b->name, LAYER_ADD_TO))
        return (struct str){0};
    return str_trim(str_slice(b->name, LAYER_ADD_TO.n, b->name.n));
}

static void emit_additions(struct composer *c, const struct outline_section *s, struct str list)
{
    for (size_t i = 0; i < s->block_count; i++)
        if (str_eq(list_added_to(&s->blocks[i]), list))
            emit(c, SITE, s->blocks[i].begin, s->blocks[i].end);
}

/* A list with what the layer adds to it, before its closing fence. */
static void emit_list(struct composer *c, enum which w, const struct outline_block *b)
{
    const struct outline *o = outline_of(c, SITE);
    emit(c, w, b->fence, b->end);
    emit_additions(c, &o->introduction, b->name);
    for (size_t i = 0; i < o->section_count; i++)
        emit_additions(c, &o->sections[i], b->name);
    emit(c, w, b->end, b->after);
}

/* The line `before: NAME` of a clause block: its value, and where it begins and ends. */
static struct str find_before(const struct composer *c, const struct outline_block *b,
                              size_t *ret_begin, size_t *ret_end)
{
    struct str doc = source_of(c, SITE)->document;
    for (size_t at = b->begin; at < b->end;) {
        size_t newline = str_find_char(doc, '\n', at);
        size_t end = newline == STR_NONE || newline >= b->end ? b->end : newline + 1;
        struct str line = str_slice(doc, at, end);
        if (str_starts(line, BEFORE)) {
            *ret_begin = at;
            *ret_end = end;
            struct str value = str_slice(line, BEFORE.n, line.n);
            return str_trim(str_split(&value, '#'));
        }
        at = end;
    }
    return (struct str){0};
}

/* A clause of the layer; of a new section without its `before:`. */
static void emit_clause(struct composer *c, const struct outline_block *b, bool fresh)
{
    size_t begin = 0, end = 0;
    if (fresh && find_before(c, b, &begin, &end).p != NULL) {
        emit(c, SITE, b->fence, begin);
        emit(c, SITE, end, b->after);
    } else {
        emit(c, SITE, b->fence, b->after);
    }
}

/* One section being written: of the base, the site, or both. `leading` is the one whose words stand
 * there, and in whose body blocks find their place. */
struct pair {
    const struct outline_section *of[2];
    enum which leading;
};

static void emit_base_block(struct composer *c, const struct pair *p, const struct outline_block *b)
{
    const struct outline_block *own;
    switch (b->kind) {
    case OUTLINE_STANDARDS:
    case OUTLINE_KINDS:
        return;
    case OUTLINE_CLAUSE:
        own = find_in(p->of[SITE], OUTLINE_CLAUSE, (struct str){0});
        if (own == NULL)
            break;
        if (p->leading == BASE)
            emit_clause(c, own, false);
        return;
    case OUTLINE_EXAMPLES:
        if (find_in(p->of[SITE], OUTLINE_EXAMPLES, STR("instead")) != NULL)
            return;
        break;
    case OUTLINE_LIST:
        own = find_block(c, SITE, OUTLINE_LIST, b->name);
        emit_list(c, own != NULL ? SITE : BASE, own != NULL ? own : b);
        return;
    case OUTLINE_TRUST:
    case OUTLINE_VERIFY:
    case OUTLINE_BRAKE:
        own = find_block(c, SITE, b->kind, (struct str){0});
        if (own == NULL)
            break;
        emit(c, SITE, own->fence, own->after);
        return;
    }
    emit(c, BASE, b->fence, b->after);
}

static void emit_site_block(struct composer *c, const struct pair *p, const struct outline_block *b)
{
    bool known;
    switch (b->kind) {
    case OUTLINE_STANDARDS:
        known = p->of[SITE] == &outline_of(c, SITE)->introduction;
        break;
    case OUTLINE_CLAUSE:
        known = p->leading == BASE && find_in(p->of[BASE], b->kind, (struct str){0}) != NULL;
        if (!known)
            emit_clause(c, b, p->of[BASE] == NULL);
        return;
    case OUTLINE_LIST:
        known = list_added_to(b).p != NULL || find_block(c, BASE, b->kind, b->name) != NULL;
        break;
    case OUTLINE_TRUST:
    case OUTLINE_VERIFY:
    case OUTLINE_BRAKE:
        known = find_block(c, BASE, b->kind, (struct str){0}) != NULL;
        break;
    default:
        known = false;
    }
    if (!known)
        emit(c, SITE, b->fence, b->after);
}

static void emit_block(struct composer *c, enum which w, const struct pair *p,
                       const struct outline_block *b)
{
    if (w == BASE)
        emit_base_block(c, p, b);
    else
        emit_site_block(c, p, b);
}

/* The words of the leading part with blocks in their places, then the other's blocks. */
static void emit_body(struct composer *c, const struct pair *p)
{
    enum which w = p->leading, other = w == BASE ? SITE : BASE;
    const struct outline_section *s = p->of[w];
    size_t at = s->body;
    for (size_t i = 0; i < s->block_count; i++) {
        emit(c, w, at, s->blocks[i].fence);
        emit_block(c, w, p, &s->blocks[i]);
        at = s->blocks[i].after;
    }
    emit(c, w, at, s->end);
    s = p->of[other];
    for (size_t i = 0; s != NULL && i < s->block_count; i++) {
        BUF_PUT(&c->out, "\n");
        emit_block(c, other, p, &s->blocks[i]);
    }
    BUF_PUT(&c->out, "\n");
}

static struct pair pair_of(const struct outline_section *base, const struct outline_section *site)
{
    bool words = site != NULL && (base == NULL || site->prose.n > 0);
    return (struct pair){.of = {base, site}, .leading = words ? SITE : BASE};
}

static void emit_section(struct composer *c, const struct outline_section *base,
                         const struct outline_section *site)
{
    struct pair p = pair_of(base, site);
    const struct outline_section *heading = site != NULL ? site : base;
    c->layer->section_count++;
    emit(c, site != NULL ? SITE : BASE, heading->at, heading->body);
    emit_body(c, &p);
}

static void emit_front(struct composer *c)
{
    const struct outline_section *base = &outline_of(c, BASE)->introduction;
    const struct outline_section *site = &outline_of(c, SITE)->introduction;
    struct pair p = pair_of(base, site);
    emit(c, SITE, site->at, site->body);
    begin_piece(c, SITE, site->blocks[0].fence);
    buf_printf(&c->out, "\n```standards\nlanguage: %.*s\n```\n\n",
               STR_ARG(c->parts[SITE]->language));
    emit_body(c, &p);
    c->layer->front_by_site =
        site->prose.n > 0 || !str_eq(outline_of(c, SITE)->title, outline_of(c, BASE)->title);
}

static struct str before_of(const struct composer *c, const struct outline_section *site)
{
    size_t begin, end;
    const struct outline_block *clause = find_in(site, OUTLINE_CLAUSE, (struct str){0});
    return clause != NULL ? find_before(c, clause, &begin, &end) : (struct str){0};
}

/* The layer's sections that the base does not know, and that belong before `slug`; with an empty one
 * those that name no place. */
static void emit_new(struct composer *c, struct str slug)
{
    const struct outline *site = outline_of(c, SITE);
    for (size_t i = 0; i < site->section_count; i++) {
        const struct outline_section *s = &site->sections[i];
        if (find_section(outline_of(c, BASE), s->slug) == NULL && str_eq(before_of(c, s), slug))
            emit_section(c, NULL, s);
    }
}

static void emit_sections(struct composer *c)
{
    const struct outline *base = outline_of(c, BASE);
    size_t last_clause = 0;
    for (size_t i = 0; i < base->section_count; i++)
        if (find_in(&base->sections[i], OUTLINE_CLAUSE, (struct str){0}) != NULL)
            last_clause = i;
    for (size_t i = 0; i < base->section_count; i++) {
        const struct outline_section *s = &base->sections[i];
        if (s->slug.n > 0)
            emit_new(c, s->slug);
        if (!is_off(c, s->slug))
            emit_section(c, s, find_section(outline_of(c, SITE), s->slug));
        if (i == last_clause)
            emit_new(c, (struct str){0});
    }
}

/* --- what can be wrong --- */

static size_t place_of(const struct composer *c, struct str part)
{
    return (size_t)(part.p - source_of(c, SITE)->document.p);
}

static enum rc fault_slug(struct composer *c, struct str slug, const char *what)
{
    const struct outline *base = outline_of(c, BASE);
    struct suggestion near = suggest_begin(slug);
    for (size_t i = 0; i < base->section_count; i++)
        if (base->sections[i].slug.n > 0)
            suggest_offer(&near, base->sections[i].slug);
    if (near.best.n > 0)
        return source_fault(source_of(c, SITE), c->problem, place_of(c, slug),
                            "%s \"%.*s\" is not in the document this one extends; did you mean "
                            "\"%.*s\"?",
                            what, STR_ARG(slug), STR_ARG(near.best));
    return source_fault(source_of(c, SITE), c->problem, place_of(c, slug),
                        "%s \"%.*s\" is not in the document this one extends", what, STR_ARG(slug));
}

static enum rc read_off(struct composer *c, struct str off)
{
    size_t most = 1;
    for (size_t i = 0; i < off.n; i++)
        most += off.p[i] == ',';
    struct str *slugs = ARENA_ARRAY(c->arena, most, struct str);
    if (slugs == NULL)
        return problem_set(c->problem, RC_NO_MEMORY, "out of memory");
    c->layer->off = slugs;
    while (off.p != NULL) {
        struct str slug = str_trim(str_split(&off, ','));
        if (find_section(outline_of(c, BASE), slug) == NULL)
            return fault_slug(c, slug, "the section to switch off");
        if (find_section(outline_of(c, SITE), slug) != NULL)
            return source_fault(source_of(c, SITE), c->problem, place_of(c, slug),
                                "\"%.*s\" is switched off here and written below; do one of the "
                                "two",
                                STR_ARG(slug));
        slugs[c->layer->off_count++] = slug;
    }
    return RC_OK;
}

static enum rc check_addition(struct composer *c, const struct outline_block *b)
{
    struct str doc = source_of(c, SITE)->document, list = list_added_to(b);
    if (b->kind != OUTLINE_LIST || list.p == NULL)
        return RC_OK;
    if (find_block(c, BASE, OUTLINE_LIST, list) == NULL)
        return source_fault(source_of(c, SITE), c->problem, place_of(c, b->name),
                            "there is no list \"%.*s\" in the document this one extends; write "
                            "\"list %.*s\" for a new one",
                            STR_ARG(list), STR_ARG(list));
    struct str lines = str_slice(doc, b->begin, b->end);
    while (lines.n > 0) {
        struct str line = str_trim(str_split(&lines, '\n'));
        if (str_starts(line, STR("```")) || str_starts(line, STR("~~~")))
            return source_fault(source_of(c, SITE), c->problem, place_of(c, line),
                                "a list cannot hold a fence; take it out");
    }
    return RC_OK;
}

/* Two blocks of which only one would find its place. */
static enum rc refuse_twins(struct composer *c, const struct outline_section *s,
                            const struct outline_block *b)
{
    bool whole = b->kind >= OUTLINE_TRUST;
    bool single = b->kind == OUTLINE_CLAUSE || (whole && list_added_to(b).p == NULL);
    struct str name = b->kind == OUTLINE_LIST ? b->name : (struct str){0};
    const struct outline_block *first =
        whole ? find_block(c, SITE, b->kind, name) : find_in(s, b->kind, name);
    if (!single || first == b)
        return RC_OK;
    return source_fault(source_of(c, SITE), c->problem, b->fence,
                        "a second block \"%s\" like the one on line %d; keep one of the two",
                        outline_block_name(b->kind), source_line(source_of(c, SITE), first->fence));
}

static enum rc check_blocks(struct composer *c, const struct outline_section *s)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < s->block_count; i++) {
        rc = refuse_twins(c, s, &s->blocks[i]);
        if (rc == RC_OK)
            rc = check_addition(c, &s->blocks[i]);
    }
    return rc;
}

static enum rc check_section(struct composer *c, const struct outline_section *s)
{
    const struct outline *base = outline_of(c, BASE);
    const struct outline_section *first = find_section(outline_of(c, SITE), s->slug);
    struct str before = before_of(c, s);
    if (first != NULL && first != s)
        return source_fault(source_of(c, SITE), c->problem, s->at,
                            "{#%.*s} is the name of the section on line %d already; choose another",
                            STR_ARG(s->slug), source_line(source_of(c, SITE), first->at));
    if (find_section(base, s->slug) == NULL && before.p != NULL &&
        (find_section(base, before) == NULL || is_off(c, before)))
        return fault_slug(c, before, "the section to stand before,");
    return check_blocks(c, s);
}

/* Notes which sections carry words of the site's own. */
static enum rc note_own(struct composer *c)
{
    const struct outline *site = outline_of(c, SITE);
    struct str *own = ARENA_ARRAY(c->arena, site->section_count, struct str);
    if (own == NULL)
        return problem_set(c->problem, RC_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < site->section_count; i++) {
        const struct outline_section *s = &site->sections[i];
        const struct outline_section *base = find_section(outline_of(c, BASE), s->slug);
        if (base == NULL || s->prose.n > 0 || !str_eq(base->title, s->title))
            own[c->layer->own_count++] = s->slug;
    }
    c->layer->own = own;
    return RC_OK;
}

static enum rc check_all(struct composer *c, struct str off)
{
    const struct outline *site = outline_of(c, SITE);
    enum rc rc = off.p != NULL ? read_off(c, off) : RC_OK;
    if (rc == RC_OK)
        rc = check_blocks(c, &site->introduction);
    for (size_t i = 0; rc == RC_OK && i < site->section_count; i++)
        rc = check_section(c, &site->sections[i]);
    return rc == RC_OK ? note_own(c) : rc;
}

/* --- the whole --- */

static size_t count_parts(const struct outline *o)
{
    size_t count = o->introduction.block_count + o->section_count + 1;
    for (size_t i = 0; i < o->section_count; i++)
        count += o->sections[i].block_count;
    return count;
}

static enum rc finish(struct composer *c, struct source *ret)
{
    struct str text = buf_str(&c->out);
    char *bytes = arena_alloc(c->arena, text.n + OUTLINE_PADDING);
    if (bytes == NULL || buf_status(&c->out) != RC_OK)
        return problem_set(c->problem, RC_NO_MEMORY, "out of memory");
    memcpy(bytes, text.p, text.n);
    memset(bytes + text.n, '\n', OUTLINE_PADDING);
    *ret = (struct source){.document = str_make(bytes, text.n),
                           .name = source_of(c, SITE)->name,
                           .end = text.n,
                           .pieces = c->pieces,
                           .piece_count = c->piece_count};
    return RC_OK;
}

enum rc layer_compose(struct arena *a, const struct layer_part *base, const struct layer_part *site,
                      struct str off, struct source *ret, struct layer *ret_layer,
                      struct problem *problem)
{
    struct composer c = {.arena = a, .parts = {base, site}, .layer = ret_layer, .problem = problem};
    *ret_layer = (struct layer){0};
    /* A part gives a heading or block, the words before it, and at most a block cut in two. */
    c.piece_max = 4 * (count_parts(base->outline) + count_parts(site->outline)) + 4;
    c.pieces = ARENA_ARRAY(a, c.piece_max, struct source_piece);
    if (c.pieces == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    buf_init(&c.out, 4 * STANDARDS_BYTES_MAX);
    enum rc rc = check_all(&c, off);
    if (rc == RC_OK) {
        emit_front(&c);
        emit_sections(&c);
        rc = finish(&c, ret);
    }
    buf_release(&c.out);
    return rc;
}
