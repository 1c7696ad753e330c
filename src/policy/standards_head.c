#include "policy/standards_internal.h"

#include "base/clock.h"

/* What holds where the document is silent; docs/STANDARDS.md gives the same numbers. */
static const struct standards_level default_levels[] = {
    {STR_INIT("new"), 0}, {STR_INIT("member"), 3}, {STR_INIT("trusted"), 12}};
static const struct standards_trust default_trust = {
    .levels = default_levels,
    .level_count = sizeof default_levels / sizeof default_levels[0],
    .verified_comment = 1,
    .upheld_removal = -4,
    .half_life_days = 180,
};
static const struct standards_verify default_verify = {.published = 0.02, .acted = 0.10};
static const struct standards_brake default_brake = {
    .window_ms = HOUR_MS, .at_least = 40, .share = 0.10};

struct head {
    struct standards *s;
    struct problem *problem;
    const struct outline_block *seen[OUTLINE_KINDS];
    struct fact_info *names;
    unsigned list_count;
    struct list_entry *entries;
    size_t entry_count;
};

typedef enum rc (*visit_block)(struct head *h, const struct outline_block *b);

static enum rc visit_section(struct head *h, const struct outline_section *o, visit_block visit)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < o->block_count; i++)
        rc = visit(h, &o->blocks[i]);
    return rc;
}

static enum rc visit_all(struct head *h, const struct outline *o, visit_block visit)
{
    enum rc rc = visit_section(h, &o->introduction, visit);
    for (size_t i = 0; rc == RC_OK && i < o->section_count; i++)
        rc = visit_section(h, &o->sections[i], visit);
    return rc;
}

static enum rc refuse_second(struct head *h, const struct outline_block *b)
{
    const struct outline_block *first = h->seen[b->kind];
    h->seen[b->kind] = b;
    return first == NULL
               ? RC_OK
               : source_fault(&h->s->source, h->problem, b->fence,
                              "a second block \"%s\"; the one on line %d holds for the whole "
                              "document",
                              outline_block_name(b->kind),
                              source_place(&h->s->source, first->fence).line);
}

static enum rc read_rules(struct head *h, const struct outline_block *b)
{
    struct standards *s = h->s;
    struct source part = standards_inside(s, b);
    if (b->kind != OUTLINE_TRUST && b->kind != OUTLINE_VERIFY && b->kind != OUTLINE_BRAKE)
        return RC_OK;
    enum rc rc = refuse_second(h, b);
    if (rc != RC_OK)
        return rc;
    if (b->kind == OUTLINE_TRUST)
        return block_read_trust(s->arena, &part, &s->trust, h->problem);
    if (b->kind == OUTLINE_VERIFY)
        return block_read_verify(s->arena, &part, &s->verify, h->problem);
    return block_read_brake(s->arena, &part, &s->brake, h->problem);
}

static enum rc count_lists(struct head *h, const struct outline_block *b)
{
    if (b->kind != OUTLINE_LIST)
        return RC_OK;
    h->list_count++;
    for (size_t i = b->begin; i < b->end; i++)
        h->entry_count += h->s->source.document.p[i] == '\n';
    return RC_OK;
}

static enum rc refuse_known(struct head *h, const struct outline_block *b, size_t at)
{
    for (unsigned i = 0; i < h->list_count; i++)
        if (str_eq(str_from_cstr(h->names[i].name + strlen("list.")), b->name))
            return source_fault(&h->s->source, h->problem, at,
                                "a second list \"%.*s\"; put the entries of both into one",
                                STR_ARG(b->name));
    return RC_OK;
}

static enum rc read_list(struct head *h, const struct outline_block *b)
{
    struct standards *s = h->s;
    if (b->kind != OUTLINE_LIST)
        return RC_OK;
    size_t at = b->name.n > 0 ? (size_t)(b->name.p - s->source.document.p) : b->fence;
    if (str_starts(b->name, LAYER_ADD_TO))
        return source_fault(&s->source, h->problem, at,
                            "only a layer adds to a list of the document it extends; write "
                            "\"list NAME\"");
    enum rc rc = block_check_list_name(&s->source, b->name, at, h->problem);
    if (rc == RC_OK)
        rc = refuse_known(h, b, at);
    if (rc == RC_OK && h->list_count == STANDARDS_LISTS_MAX)
        rc = source_fault(&s->source, h->problem, b->fence, "more than %d lists",
                          STANDARDS_LISTS_MAX);
    if (rc != RC_OK)
        return rc;
    struct str name = arena_printf(s->arena, "list.%.*s%c", STR_ARG(b->name), '\0');
    struct str text = arena_printf(s->arena, "entries of the list \"%.*s\" found in the comment%c",
                                   STR_ARG(b->name), '\0');
    if (arena_failed(s->arena))
        return problem_set(h->problem, RC_NO_MEMORY, "out of memory");
    h->names[h->list_count] =
        (struct fact_info){.name = name.p, .kind = SIGNAL_NUMBER, .text = text.p};
    struct source part = standards_inside(s, b);
    return block_read_list(&part, b->fence, h->list_count++, h->entries, &h->entry_count,
                           h->problem);
}

static enum rc compile_lists(struct head *h)
{
    size_t bad = 0;
    enum rc rc =
        list_set_new(h->s->arena, h->entries, h->entry_count, h->list_count, &h->s->lists, &bad);
    if (rc == RC_INVALID)
        return source_fault(&h->s->source, h->problem, h->entries[bad].at,
                            "an entry is one to %d words", STANDARDS_WORDS_MAX);
    if (rc != RC_OK)
        return problem_set(h->problem, rc, "%s", rc_text(rc));
    h->s->entries = h->entries;
    h->s->entry_count = h->entry_count;
    h->s->names.table = h->names;
    h->s->names.count = h->list_count;
    return RC_OK;
}

static enum rc read_lists(struct head *h, const struct outline *o)
{
    enum rc rc = visit_all(h, o, count_lists);
    if (rc != RC_OK || h->list_count == 0)
        return rc;
    size_t most = h->entry_count < STANDARDS_ENTRIES_MAX ? h->entry_count : STANDARDS_ENTRIES_MAX;
    h->names = ARENA_ARRAY(h->s->arena, STANDARDS_LISTS_MAX, struct fact_info);
    h->entries = ARENA_ARRAY(h->s->arena, most, struct list_entry);
    if (h->names == NULL || h->entries == NULL)
        return problem_set(h->problem, RC_NO_MEMORY, "out of memory");
    h->list_count = 0;
    h->entry_count = 0;
    rc = visit_all(h, o, read_list);
    return rc == RC_OK ? compile_lists(h) : rc;
}

enum rc standards_read_head(struct standards *s, const struct outline *o, struct problem *problem)
{
    struct head h = {.s = s, .problem = problem};
    s->trust = default_trust;
    s->verify = default_verify;
    s->brake = default_brake;
    s->names.trust = &s->trust;
    enum rc rc = visit_all(&h, o, read_rules);
    return rc == RC_OK ? read_lists(&h, o) : rc;
}
