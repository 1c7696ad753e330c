#include "policy/standards.h"

#include "base/utf8.h"
#include "policy/standards_internal.h"
#include "policy/standards_open.h"

#define ARENA_BYTES_MAX ((size_t)64 * 1024 * 1024)

static enum rc out_of_memory(struct problem *problem)
{
    return problem_set(problem, RC_NO_MEMORY, "out of memory");
}

struct source standards_inside(const struct standards *s, const struct outline_block *b)
{
    struct source part = s->source;
    part.begin = b->begin;
    part.end = b->end;
    return part;
}

/* The section's only block of a kind that may stand once; NULL when there is none. */
static enum rc find_single(const struct standards *s, const struct outline_section *o,
                           enum outline_block_kind kind, const struct outline_block **ret,
                           struct problem *problem)
{
    const struct outline_block *found = NULL;
    for (size_t i = 0; i < o->block_count; i++) {
        if (o->blocks[i].kind != kind)
            continue;
        if (found != NULL)
            return source_fault(
                &s->source, problem, o->blocks[i].fence,
                "a second block of this kind in one section; write a heading of its own");
        found = &o->blocks[i];
    }
    *ret = found;
    return RC_OK;
}

static enum rc read_examples(struct standards *s, const struct outline_section *o,
                             struct standards_clause *c, struct problem *problem)
{
    for (size_t i = 0; i < o->block_count; i++) {
        const struct outline_block *b = &o->blocks[i];
        if (b->kind != OUTLINE_EXAMPLES)
            continue;
        if (c->by_moderators)
            return source_fault(
                &s->source, problem, b->fence,
                "examples of a clause decided by moderators cannot be run; tell them "
                "in prose");
        struct source part = standards_inside(s, b);
        enum rc rc = block_read_examples(s->arena, &part, b->fence, c, problem);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static enum rc read_clause(struct standards *s, const struct outline_section *o,
                           const struct outline_block *block, struct problem *problem)
{
    if (o->slug.n == 0)
        return source_fault(&s->source, problem, o->at,
                            "a clause needs a name for its address; end the heading with {#name}");
    if (s->clause_count == STANDARDS_CLAUSES_MAX)
        return source_fault(&s->source, problem, o->at, "more than %d clauses",
                            STANDARDS_CLAUSES_MAX);
    struct standards_clause *c = &s->clauses[s->clause_count++];
    c->slug = o->slug;
    c->title = o->title;
    c->prose_markdown = o->prose;
    c->line = source_line(&s->source, o->at);
    c->reasons_ground = STR("terms");
    if (o->prose.n == 0)
        return source_fault(
            &s->source, problem, o->at,
            "the clause has no words for readers; say in prose what it asks of them");
    struct source part = standards_inside(s, block);
    const struct block_scope scope = {.trust = &s->trust, .names = &s->names};
    enum rc rc = block_read_clause(s->arena, &part, block->fence, &scope, c, problem);
    return rc == RC_OK ? read_examples(s, o, c, problem) : rc;
}

/* Blocks that stand where they mean nothing. */
static enum rc refuse_stray(const struct standards *s, const struct outline_section *o,
                            const struct outline_block *clause, struct problem *problem)
{
    for (size_t i = 0; i < o->block_count; i++) {
        const struct outline_block *b = &o->blocks[i];
        if (b->kind == OUTLINE_STANDARDS)
            return source_fault(&s->source, problem, b->fence,
                                "the block \"standards\" belongs under the title");
        if (b->kind == OUTLINE_EXAMPLES && clause == NULL)
            return source_fault(
                &s->source, problem, b->fence,
                "examples without a clause; add a block \"clause\" to this section");
    }
    return RC_OK;
}

static enum rc refuse_duplicate(const struct standards *s, const struct outline_section *o,
                                struct problem *problem)
{
    for (size_t i = 0; o->slug.n > 0 && i < s->section_count; i++)
        if (str_eq(s->sections[i].slug, o->slug))
            return source_fault(
                &s->source, problem, o->at,
                "{#%.*s} is the name of the section on line %d already; choose another",
                STR_ARG(o->slug), s->sections[i].line);
    return RC_OK;
}

static bool is_one_of(const struct str *slugs, size_t count, struct str slug)
{
    for (size_t i = 0; slug.n > 0 && i < count; i++)
        if (str_eq(slugs[i], slug))
            return true;
    return false;
}

static enum rc read_section(struct standards *s, const struct outline_section *o,
                            struct problem *problem)
{
    const struct outline_block *clause = NULL;
    enum rc rc = refuse_duplicate(s, o, problem);
    if (rc == RC_OK)
        rc = find_single(s, o, OUTLINE_CLAUSE, &clause, problem);
    if (rc == RC_OK)
        rc = refuse_stray(s, o, clause, problem);
    if (rc == RC_OK && clause != NULL)
        rc = read_clause(s, o, clause, problem);
    s->sections[s->section_count++] = (struct standards_section){
        .by_site = is_one_of(s->layer.own, s->layer.own_count, o->slug),
        .slug = o->slug,
        .title = o->title,
        .prose_markdown = o->prose,
        .clause = clause != NULL && rc == RC_OK ? &s->clauses[s->clause_count - 1] : NULL,
        .line = source_line(&s->source, o->at),
    };
    return rc;
}

static enum rc read_sections(struct standards *s, const struct outline *o, struct problem *problem)
{
    size_t most =
        o->section_count < STANDARDS_CLAUSES_MAX ? o->section_count : STANDARDS_CLAUSES_MAX;
    s->sections = ARENA_ARRAY(s->arena, o->section_count, struct standards_section);
    s->clauses = ARENA_ARRAY(s->arena, most, struct standards_clause);
    if (s->sections == NULL || s->clauses == NULL)
        return out_of_memory(problem);
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < o->section_count; i++)
        rc = read_section(s, &o->sections[i], problem);
    if (rc == RC_OK && s->clause_count == 0)
        return source_fault(&s->source, problem, 0,
                            "the document has no clause; docs/STANDARDS.md shows how to write one");
    if (rc == RC_OK && standards_cost(s) > STANDARDS_COST_MAX)
        return source_fault(
            &s->source, problem, 0,
            "the conditions may take %zu steps for one comment, and %d are allowed; "
            "ask for less, above all with contains and long lists",
            standards_cost(s), STANDARDS_COST_MAX);
    return rc;
}

/* Refuses what no later stage should have to think about. */
static enum rc check_bytes(const struct source *source, struct problem *problem)
{
    struct str doc = source->document;
    if (doc.n > STANDARDS_BYTES_MAX)
        return problem_set(problem, RC_TOO_LARGE, "%.*s: the document is longer than %zu bytes",
                           STR_ARG(source->name), STANDARDS_BYTES_MAX);
    size_t at = utf8_find_invalid(doc);
    if (at != STR_NONE)
        return source_fault(source, problem, at,
                            "this byte is not valid UTF-8; save the file as UTF-8");
    at = str_find_char(doc, '\0', 0);
    if (at != STR_NONE)
        return source_fault(source, problem, at, "a NUL byte; remove it");
    return RC_OK;
}

/* Copies the text to where md4c may look behind its end, and reads its outline. */
enum rc standards_open(struct arena *a, struct str document, struct str name, struct source *ret,
                       struct outline *ret_outline, struct problem *problem)
{
    /* What some editors put before a text. */
    if (str_starts(document, STR("\xEF\xBB\xBF")))
        document = str_slice(document, 3, document.n);
    const struct source given = {.document = document, .name = name, .end = document.n};
    enum rc rc = check_bytes(&given, problem);
    char *bytes = rc == RC_OK ? arena_alloc(a, document.n + OUTLINE_PADDING) : NULL;
    if (rc != RC_OK)
        return rc;
    ret->name = arena_dup(a, name);
    if (arena_failed(a))
        return out_of_memory(problem);
    if (document.n > 0)
        memcpy(bytes, document.p, document.n);
    memset(bytes + document.n, '\n', OUTLINE_PADDING);
    ret->document = str_make(bytes, document.n);
    ret->end = document.n;
    if (source_index(a, ret) != RC_OK)
        return out_of_memory(problem);
    return outline_read(a, ret, ret_outline, problem);
}

/* The settings under the title; zero when there is no such block. */
static enum rc read_settings(const struct standards *s, const struct outline *o,
                             struct block_settings *ret, struct problem *problem)
{
    const struct outline_block *block = NULL;
    *ret = (struct block_settings){0};
    enum rc rc = find_single(s, &o->introduction, OUTLINE_STANDARDS, &block, problem);
    if (rc != RC_OK || block == NULL)
        return rc;
    struct source part = standards_inside(s, block);
    return block_read_standards(s->arena, &part, ret, problem);
}

static enum rc read_introduction(struct standards *s, const struct outline_section *o,
                                 struct problem *problem)
{
    for (size_t i = 0; i < o->block_count; i++)
        if (o->blocks[i].kind == OUTLINE_CLAUSE || o->blocks[i].kind == OUTLINE_EXAMPLES)
            return source_fault(&s->source, problem, o->blocks[i].fence,
                                "a clause needs a heading of its own: ## Title {#name}");
    s->introduction = o->prose;
    return RC_OK;
}

/* Reads what s->source holds: a document that stands by itself. */
static enum rc read_whole(struct standards *s, const struct outline *o, struct problem *problem)
{
    standards_hash(s->source.document, s->version);
    s->title = o->title;
    enum rc rc = read_introduction(s, &o->introduction, problem);
    if (rc == RC_OK)
        rc = standards_read_head(s, o, problem);
    return rc == RC_OK ? read_sections(s, o, problem) : rc;
}

static size_t count_blocks(const struct outline *o)
{
    size_t count = o->introduction.block_count;
    for (size_t i = 0; i < o->section_count; i++)
        count += o->sections[i].block_count;
    return count;
}

/* Puts the layer in s->source over the base, and the result in its place. */
static enum rc compose(struct standards *s, const struct block_settings *settings, struct str base,
                       struct str base_name, struct outline *o, struct problem *problem)
{
    struct standards below = {.arena = s->arena};
    struct outline base_outline;
    struct block_settings base_settings;
    struct source composed = {0};
    enum rc rc = standards_open(s->arena, base, base_name, &below.source, &base_outline, problem);
    if (rc == RC_OK)
        rc = read_settings(&below, &base_outline, &base_settings, problem);
    if (rc != RC_OK)
        return rc;
    struct str language = settings->language.p != NULL       ? settings->language
                          : base_settings.language.p != NULL ? base_settings.language
                                                             : STR("en");
    s->base_name = below.source.name;
    s->base_language = base_settings.language.p != NULL ? base_settings.language : STR("en");
    const struct layer_part lower = {&below.source, &base_outline, language};
    const struct layer_part upper = {&s->source, o, language};
    rc = layer_compose(s->arena, &lower, &upper, settings->off, &composed, &s->layer, problem);
    if (rc != RC_OK)
        return rc;
    if (composed.document.n > STANDARDS_BYTES_MAX)
        return problem_set(problem, RC_TOO_LARGE,
                           "%.*s: with the document it extends it is longer than %zu bytes",
                           STR_ARG(s->source.name), STANDARDS_BYTES_MAX);
    const struct source site = s->source;
    size_t last = o->section_count > 0 ? o->sections[o->section_count - 1].at : 0;
    s->source = composed;
    rc = outline_read(s->arena, &s->source, o, problem);
    if (rc == RC_OK &&
        (o->section_count != s->layer.section_count || count_blocks(o) != s->layer.block_count))
        rc = source_fault(&site, problem, last,
                          "something here is not closed and swallows the sections behind it; look "
                          "for a code block without its end");
    return rc;
}

static enum rc load_into(struct standards *s, struct str document, struct str name, struct str base,
                         struct str base_name, struct problem *problem)
{
    struct outline o;
    struct block_settings settings;
    enum rc rc = standards_open(s->arena, document, name, &s->source, &o, problem);
    if (rc == RC_OK)
        rc = read_settings(s, &o, &settings, problem);
    if (rc == RC_OK && settings.edition.p != NULL)
        rc = source_fault(&s->source, problem, (size_t)(settings.edition.p - s->source.document.p),
                          "this is an edition, prose in another language; name its file in the "
                          "setting standards.editions, and try it with "
                          "\"comity standards lint --edition\"");
    if (rc == RC_OK && settings.extends.p != NULL) {
        rc = compose(s, &settings, base, base_name, &o, problem);
        if (rc == RC_OK)
            rc = read_settings(s, &o, &settings, problem);
    }
    if (rc != RC_OK)
        return rc;
    s->language = settings.language.p != NULL ? settings.language : STR("en");
    return read_whole(s, &o, problem);
}

static enum rc load(struct str base, struct str base_name, struct str document, struct str name,
                    bool kept, struct standards **ret, struct problem *problem)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct standards *s = arena != NULL ? ARENA_NEW(arena, struct standards) : NULL;
    if (s == NULL) {
        arena_free(arena);
        return out_of_memory(problem);
    }
    s->arena = arena;
    s->source.kept = kept;
    enum rc rc = load_into(s, document, name, base, base_name, problem);
    if (rc != RC_OK) {
        arena_free(arena);
        return rc;
    }
    *ret = s;
    return RC_OK;
}

enum rc standards_load_layers(struct str base, struct str base_name, struct str document,
                              struct str name, struct standards **ret, struct problem *problem)
{
    return load(base, base_name, document, name, false, ret, problem);
}

enum rc standards_load(struct str document, struct str name, struct standards **ret,
                       struct problem *problem)
{
    return load(standards_shipped(), STR("standards.en.md"), document, name, false, ret, problem);
}

enum rc standards_load_kept(struct str document, struct str name, struct standards **ret,
                            struct problem *problem)
{
    return load(standards_shipped(), STR("standards.en.md"), document, name, true, ret, problem);
}
