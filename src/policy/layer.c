#include "policy/layer_internal.h"
#include "policy/standards.h"

#define BEFORE STR("before:")

/* Begins a line of the result that was written at `at` of a part. */
static void begin_piece(struct layer_composer *c, enum layer_which w, size_t at)
{
    struct str written = buf_str(&c->out);
    if (written.n > 0 && !str_ends(written, STR("\n")))
        buf_put_char(&c->out, '\n');
    if (c->piece_count == c->piece_max)
        return;
    struct source_place place = source_place(layer_source(c, w), at);
    c->pieces[c->piece_count++] =
        (struct source_piece){.at = c->out.n, .name = place.name, .line = place.line};
}

static void emit(struct layer_composer *c, enum layer_which w, size_t begin, size_t end)
{
    if (begin >= end)
        return;
    begin_piece(c, w, begin);
    buf_put(&c->out, str_slice(layer_source(c, w)->document, begin, end));
}

static void emit_whole(struct layer_composer *c, enum layer_which w, const struct outline_block *b)
{
    c->layer->block_count++;
    emit(c, w, b->fence, b->after);
}

const struct outline_section *layer_find_section(const struct outline *o, struct str slug)
{
    for (size_t i = 0; slug.n > 0 && i < o->section_count; i++)
        if (str_eq(o->sections[i].slug, slug))
            return &o->sections[i];
    return NULL;
}

bool layer_is_off(const struct layer_composer *c, struct str slug)
{
    for (size_t i = 0; slug.n > 0 && i < c->layer->off_count; i++)
        if (str_eq(c->layer->off[i], slug))
            return true;
    return false;
}

const struct outline_block *layer_find_in(const struct outline_section *s,
                                          enum outline_block_kind kind, struct str name)
{
    for (size_t i = 0; s != NULL && i < s->block_count; i++)
        if (s->blocks[i].kind == kind && (name.p == NULL || str_eq(s->blocks[i].name, name)))
            return &s->blocks[i];
    return NULL;
}

/* The block of that kind (and name, unless that is absent) that a part brings. */
const struct outline_block *layer_find_block(const struct layer_composer *c, enum layer_which w,
                                             enum outline_block_kind kind, struct str name)
{
    const struct outline *o = layer_outline(c, w);
    const struct outline_block *found = layer_find_in(&o->introduction, kind, name);
    for (size_t i = 0; found == NULL && i < o->section_count; i++)
        found = layer_find_in(&o->sections[i], kind, name);
    return found;
}

/* The list an `add to:` block adds to; empty for any other block. */
struct str layer_added_to(const struct outline_block *b)
{
    if (b->kind != OUTLINE_LIST || !str_starts(b->name, LAYER_ADD_TO))
        return (struct str){0};
    return str_trim(str_slice(b->name, LAYER_ADD_TO.n, b->name.n));
}

static void emit_additions(struct layer_composer *c, const struct outline_section *s,
                           struct str list)
{
    for (size_t i = 0; i < s->block_count; i++)
        if (str_eq(layer_added_to(&s->blocks[i]), list))
            emit(c, LAYER_SITE, s->blocks[i].begin, s->blocks[i].end);
}

/* A list with what the layer adds to it, before its closing fence. */
static void emit_list(struct layer_composer *c, enum layer_which w, const struct outline_block *b)
{
    const struct outline *o = layer_outline(c, LAYER_SITE);
    c->layer->block_count++;
    emit(c, w, b->fence, b->end);
    emit_additions(c, &o->introduction, b->name);
    for (size_t i = 0; i < o->section_count; i++)
        emit_additions(c, &o->sections[i], b->name);
    emit(c, w, b->end, b->after);
}

/* The line `before: NAME` of a clause block: its value, and where it begins and ends. */
static struct str find_before(const struct layer_composer *c, const struct outline_block *b,
                              size_t *ret_begin, size_t *ret_end)
{
    struct str doc = layer_source(c, LAYER_SITE)->document;
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
static void emit_clause(struct layer_composer *c, const struct outline_block *b, bool fresh)
{
    size_t begin = 0, end = 0;
    if (fresh && find_before(c, b, &begin, &end).p != NULL) {
        c->layer->block_count++;
        emit(c, LAYER_SITE, b->fence, begin);
        emit(c, LAYER_SITE, end, b->after);
    } else {
        emit_whole(c, LAYER_SITE, b);
    }
}

/* One section being written: of the base, the site, or both. `leading` is the one whose words stand
 * there, and in whose body blocks find their place. */
struct pair {
    const struct outline_section *of[2];
    enum layer_which leading;
};

static void emit_base_block(struct layer_composer *c, const struct pair *p,
                            const struct outline_block *b)
{
    const struct outline_block *own;
    switch (b->kind) {
    case OUTLINE_STANDARDS:
    case OUTLINE_KINDS:
        return;
    case OUTLINE_CLAUSE:
        own = layer_find_in(p->of[LAYER_SITE], OUTLINE_CLAUSE, (struct str){0});
        if (own == NULL)
            break;
        if (p->leading == LAYER_BASE)
            emit_clause(c, own, false);
        return;
    case OUTLINE_EXAMPLES:
        if (layer_find_in(p->of[LAYER_SITE], OUTLINE_EXAMPLES, STR("instead")) != NULL)
            return;
        break;
    case OUTLINE_LIST:
        own = layer_find_block(c, LAYER_SITE, OUTLINE_LIST, b->name);
        emit_list(c, own != NULL ? LAYER_SITE : LAYER_BASE, own != NULL ? own : b);
        return;
    case OUTLINE_TRUST:
    case OUTLINE_VERIFY:
    case OUTLINE_BRAKE:
        own = layer_find_block(c, LAYER_SITE, b->kind, (struct str){0});
        if (own == NULL)
            break;
        emit_whole(c, LAYER_SITE, own);
        return;
    }
    emit_whole(c, LAYER_BASE, b);
}

static void emit_site_block(struct layer_composer *c, const struct pair *p,
                            const struct outline_block *b)
{
    bool known;
    switch (b->kind) {
    case OUTLINE_STANDARDS:
        known = p->of[LAYER_SITE] == &layer_outline(c, LAYER_SITE)->introduction;
        break;
    case OUTLINE_CLAUSE:
        known = p->leading == LAYER_BASE &&
                layer_find_in(p->of[LAYER_BASE], b->kind, (struct str){0}) != NULL;
        if (!known)
            emit_clause(c, b, p->of[LAYER_BASE] == NULL);
        return;
    case OUTLINE_LIST:
        known = layer_added_to(b).p != NULL ||
                layer_find_block(c, LAYER_BASE, b->kind, b->name) != NULL;
        break;
    case OUTLINE_TRUST:
    case OUTLINE_VERIFY:
    case OUTLINE_BRAKE:
        known = layer_find_block(c, LAYER_BASE, b->kind, (struct str){0}) != NULL;
        break;
    default:
        known = false;
    }
    if (!known)
        emit_whole(c, LAYER_SITE, b);
}

static void emit_block(struct layer_composer *c, enum layer_which w, const struct pair *p,
                       const struct outline_block *b)
{
    if (w == LAYER_BASE)
        emit_base_block(c, p, b);
    else
        emit_site_block(c, p, b);
}

/* The words of the leading part with blocks in their places, then the other's blocks. */
static void emit_body(struct layer_composer *c, const struct pair *p)
{
    enum layer_which w = p->leading, other = w == LAYER_BASE ? LAYER_SITE : LAYER_BASE;
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
    return (struct pair){.of = {base, site}, .leading = words ? LAYER_SITE : LAYER_BASE};
}

static void emit_section(struct layer_composer *c, const struct outline_section *base,
                         const struct outline_section *site)
{
    struct pair p = pair_of(base, site);
    const struct outline_section *heading = site != NULL ? site : base;
    c->layer->section_count++;
    emit(c, site != NULL ? LAYER_SITE : LAYER_BASE, heading->at, heading->body);
    emit_body(c, &p);
}

static void emit_front(struct layer_composer *c)
{
    const struct outline_section *base = &layer_outline(c, LAYER_BASE)->introduction;
    const struct outline_section *site = &layer_outline(c, LAYER_SITE)->introduction;
    struct pair p = pair_of(base, site);
    emit(c, LAYER_SITE, site->at, site->body);
    begin_piece(c, LAYER_SITE, site->blocks[0].fence);
    c->layer->block_count++;
    buf_printf(&c->out, "\n```standards\nlanguage: %.*s\n```\n\n",
               STR_ARG(c->parts[LAYER_SITE]->language));
    emit_body(c, &p);
    c->layer->front_by_site = site->prose.n > 0;
}

/* What a section that is switched off leaves behind. */
static void emit_left_over(struct layer_composer *c, const struct outline_section *base)
{
    struct pair p = pair_of(base, NULL);
    for (size_t i = 0; i < base->block_count; i++)
        if (base->blocks[i].kind >= OUTLINE_TRUST)
            emit_base_block(c, &p, &base->blocks[i]);
}

struct str layer_before_of(const struct layer_composer *c, const struct outline_section *site)
{
    size_t begin, end;
    const struct outline_block *clause = layer_find_in(site, OUTLINE_CLAUSE, (struct str){0});
    return clause != NULL ? find_before(c, clause, &begin, &end) : (struct str){0};
}

/* The layer's sections that the base does not know, and that belong before `slug`; with an empty one
 * those that name no place. */
static void emit_new(struct layer_composer *c, struct str slug)
{
    const struct outline *site = layer_outline(c, LAYER_SITE);
    for (size_t i = 0; i < site->section_count; i++) {
        const struct outline_section *s = &site->sections[i];
        if (layer_find_section(layer_outline(c, LAYER_BASE), s->slug) == NULL &&
            str_eq(layer_before_of(c, s), slug))
            emit_section(c, NULL, s);
    }
}

static void emit_sections(struct layer_composer *c)
{
    const struct outline *base = layer_outline(c, LAYER_BASE);
    size_t last_clause = 0;
    for (size_t i = 0; i < base->section_count; i++)
        if (layer_find_in(&base->sections[i], OUTLINE_CLAUSE, (struct str){0}) != NULL)
            last_clause = i;
    for (size_t i = 0; i < base->section_count; i++) {
        const struct outline_section *s = &base->sections[i];
        if (s->slug.n > 0)
            emit_new(c, s->slug);
        if (layer_is_off(c, s->slug))
            emit_left_over(c, s);
        else
            emit_section(c, s, layer_find_section(layer_outline(c, LAYER_SITE), s->slug));
        if (i == last_clause)
            emit_new(c, (struct str){0});
    }
}

static size_t count_parts(const struct outline *o)
{
    size_t count = o->introduction.block_count + o->section_count + 1;
    for (size_t i = 0; i < o->section_count; i++)
        count += o->sections[i].block_count;
    return count;
}

static enum rc finish(struct layer_composer *c, struct source *ret)
{
    struct str text = buf_str(&c->out);
    char *bytes = arena_alloc(c->arena, text.n + OUTLINE_PADDING);
    if (bytes == NULL || buf_status(&c->out) != RC_OK)
        return problem_set(c->problem, RC_NO_MEMORY, "out of memory");
    memcpy(bytes, text.p, text.n);
    memset(bytes + text.n, '\n', OUTLINE_PADDING);
    *ret = (struct source){.document = str_make(bytes, text.n),
                           .name = layer_source(c, LAYER_SITE)->name,
                           .end = text.n,
                           .pieces = c->pieces,
                           .piece_count = c->piece_count};
    if (source_index(c->arena, ret) != RC_OK)
        return problem_set(c->problem, RC_NO_MEMORY, "out of memory");
    return RC_OK;
}

enum rc layer_compose(struct arena *a, const struct layer_part *base, const struct layer_part *site,
                      struct str off, struct source *ret, struct layer *ret_layer,
                      struct problem *problem)
{
    struct layer_composer c = {
        .arena = a, .parts = {base, site}, .layer = ret_layer, .problem = problem};
    *ret_layer = (struct layer){0};
    /* A part gives a heading or block, the words before it, and at most a block cut in two. */
    c.piece_max = 4 * (count_parts(base->outline) + count_parts(site->outline)) + 4;
    c.pieces = ARENA_ARRAY(a, c.piece_max, struct source_piece);
    if (c.pieces == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    buf_init(&c.out, 4 * STANDARDS_BYTES_MAX);
    enum rc rc = layer_check(&c, off);
    if (rc == RC_OK) {
        emit_front(&c);
        emit_sections(&c);
        rc = finish(&c, ret);
    }
    buf_release(&c.out);
    return rc;
}
