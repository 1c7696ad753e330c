/* What can be wrong with a layer as such; everything else shows when the result is compiled. */
#include "base/suggest.h"
#include "policy/layer_internal.h"

static size_t place_of(const struct layer_composer *c, struct str part)
{
    return (size_t)(part.p - layer_source(c, LAYER_SITE)->document.p);
}

static enum rc fault_slug(struct layer_composer *c, struct str slug, const char *what)
{
    const struct outline *base = layer_outline(c, LAYER_BASE);
    struct suggestion near = suggest_begin(slug);
    for (size_t i = 0; i < base->section_count; i++)
        if (base->sections[i].slug.n > 0)
            suggest_offer(&near, base->sections[i].slug);
    if (near.best.n > 0)
        return source_fault(layer_source(c, LAYER_SITE), c->problem, place_of(c, slug),
                            "%s \"%.*s\" is not in the document this one extends; did you mean "
                            "\"%.*s\"?",
                            what, STR_ARG(slug), STR_ARG(near.best));
    return source_fault(layer_source(c, LAYER_SITE), c->problem, place_of(c, slug),
                        "%s \"%.*s\" is not in the document this one extends", what, STR_ARG(slug));
}

static enum rc read_off(struct layer_composer *c, struct str off)
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
        if (layer_find_section(layer_outline(c, LAYER_BASE), slug) == NULL)
            return fault_slug(c, slug, "the section to switch off");
        if (layer_find_section(layer_outline(c, LAYER_SITE), slug) != NULL)
            return source_fault(layer_source(c, LAYER_SITE), c->problem, place_of(c, slug),
                                "\"%.*s\" is switched off here and written below; do one of the "
                                "two",
                                STR_ARG(slug));
        slugs[c->layer->off_count++] = slug;
    }
    return RC_OK;
}

static enum rc check_addition(struct layer_composer *c, const struct outline_block *b)
{
    struct str doc = layer_source(c, LAYER_SITE)->document, list = layer_added_to(b);
    if (b->kind != OUTLINE_LIST || list.p == NULL)
        return RC_OK;
    if (layer_find_block(c, LAYER_BASE, OUTLINE_LIST, list) == NULL)
        return source_fault(layer_source(c, LAYER_SITE), c->problem, place_of(c, b->name),
                            "there is no list \"%.*s\" in the document this one extends; write "
                            "\"list %.*s\" for a new one",
                            STR_ARG(list), STR_ARG(list));
    struct str lines = str_slice(doc, b->begin, b->end);
    while (lines.n > 0) {
        struct str line = str_trim(str_split(&lines, '\n'));
        if (str_starts(line, STR("```")) || str_starts(line, STR("~~~")))
            return source_fault(layer_source(c, LAYER_SITE), c->problem, place_of(c, line),
                                "a list cannot hold a fence; take it out");
    }
    return RC_OK;
}

/* Two blocks of which only one would find its place. */
static enum rc refuse_twins(struct layer_composer *c, const struct outline_section *s,
                            const struct outline_block *b)
{
    bool whole = b->kind >= OUTLINE_TRUST;
    bool single = b->kind == OUTLINE_CLAUSE || (whole && layer_added_to(b).p == NULL);
    struct str name = b->kind == OUTLINE_LIST ? b->name : (struct str){0};
    const struct outline_block *first =
        whole ? layer_find_block(c, LAYER_SITE, b->kind, name) : layer_find_in(s, b->kind, name);
    if (!single || first == b)
        return RC_OK;
    return source_fault(layer_source(c, LAYER_SITE), c->problem, b->fence,
                        "a second block \"%s\" like the one on line %d; keep one of the two",
                        outline_block_name(b->kind),
                        source_line(layer_source(c, LAYER_SITE), first->fence));
}

static enum rc check_blocks(struct layer_composer *c, const struct outline_section *s)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < s->block_count; i++) {
        rc = refuse_twins(c, s, &s->blocks[i]);
        if (rc == RC_OK)
            rc = check_addition(c, &s->blocks[i]);
    }
    return rc;
}

static enum rc check_section(struct layer_composer *c, const struct outline_section *s)
{
    const struct outline *base = layer_outline(c, LAYER_BASE);
    const struct outline_section *first = layer_find_section(layer_outline(c, LAYER_SITE), s->slug);
    struct str before = layer_before_of(c, s);
    if (first != NULL && first != s)
        return source_fault(layer_source(c, LAYER_SITE), c->problem, s->at,
                            "{#%.*s} is the name of the section on line %d already; choose another",
                            STR_ARG(s->slug), source_line(layer_source(c, LAYER_SITE), first->at));
    if (layer_find_section(base, s->slug) == NULL && before.p != NULL &&
        (layer_find_section(base, before) == NULL || layer_is_off(c, before)))
        return fault_slug(c, before, "the section to stand before,");
    return check_blocks(c, s);
}

/* Notes which sections carry words of the site's own. */
static enum rc note_own(struct layer_composer *c)
{
    const struct outline *site = layer_outline(c, LAYER_SITE);
    struct str *own = ARENA_ARRAY(c->arena, site->section_count, struct str);
    if (own == NULL)
        return problem_set(c->problem, RC_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < site->section_count; i++) {
        const struct outline_section *s = &site->sections[i];
        const struct outline_section *base =
            layer_find_section(layer_outline(c, LAYER_BASE), s->slug);
        if (base == NULL || s->prose.n > 0 || !str_eq(base->title, s->title))
            own[c->layer->own_count++] = s->slug;
    }
    c->layer->own = own;
    return RC_OK;
}

enum rc layer_check(struct layer_composer *c, struct str off)
{
    const struct outline *site = layer_outline(c, LAYER_SITE);
    enum rc rc = off.p != NULL ? read_off(c, off) : RC_OK;
    if (rc == RC_OK)
        rc = check_blocks(c, &site->introduction);
    for (size_t i = 0; rc == RC_OK && i < site->section_count; i++)
        rc = check_section(c, &site->sections[i]);
    return rc == RC_OK ? note_own(c) : rc;
}
