#include "policy/standards.h"

#include <sodium.h>

#include "base/utf8.h"
#include "policy/block.h"
#include "policy/block_lines.h"
#include "policy/outline.h"

#define ARENA_BYTES_MAX ((size_t)64 * 1024 * 1024)

struct standards {
    struct arena *arena;
    struct source source;
    struct str title, language, introduction;
    char version[17];
    struct standards_section *sections;
    size_t section_count;
    struct standards_clause *clauses;
    size_t clause_count;
    struct standards_trust trust;
    struct standards_verify verify;
    struct standards_brake brake;
};

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
    .window_ms = (int64_t)60 * 60 * 1000, .at_least = 40, .share = 0.10};

static enum rc out_of_memory(struct problem *problem)
{
    return problem_set(problem, RC_NO_MEMORY, "out of memory");
}

static bool language_valid(struct str code)
{
    bool valid = code.n == 2 || code.n == 3;
    for (size_t i = 0; valid && i < code.n; i++)
        valid = code.p[i] >= 'a' && code.p[i] <= 'z';
    return valid;
}

enum rc block_read_standards(struct arena *a, const struct source *source, struct str *ret_language,
                             struct problem *problem)
{
    static const char *const names[] = {"language"};
    struct block_line *lines;
    size_t count;
    enum rc rc = block_lines_read(a, source, names, 1, &lines, &count, problem);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        if (!language_valid(lines[i].value))
            return source_fault(source, problem, lines[i].begin,
                                "the language is a code of two or three small letters, such as en");
        *ret_language = lines[i].value;
    }
    return rc;
}

/* The part of the document between a block's fences. */
static struct source inside(const struct standards *s, const struct outline_block *b)
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

static enum rc read_introduction(struct standards *s, const struct outline_section *o,
                                 struct problem *problem)
{
    const struct outline_block *settings = NULL;
    enum rc rc = find_single(s, o, OUTLINE_STANDARDS, &settings, problem);
    for (size_t i = 0; rc == RC_OK && i < o->block_count; i++)
        if (o->blocks[i].kind != OUTLINE_STANDARDS)
            return source_fault(&s->source, problem, o->blocks[i].fence,
                                "a clause needs a heading of its own: ## Title {#name}");
    s->introduction = o->prose;
    if (rc != RC_OK || settings == NULL)
        return rc;
    struct source part = inside(s, settings);
    return block_read_standards(s->arena, &part, &s->language, problem);
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
        struct source part = inside(s, b);
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
    struct source part = inside(s, block);
    enum rc rc = block_read_clause(s->arena, &part, block->fence, c, problem);
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
    return rc;
}

static void set_version(struct standards *s, struct str document)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(digest, (const unsigned char *)document.p, document.n);
    sodium_bin2hex(s->version, sizeof s->version, digest, 8);
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

static enum rc load_into(struct standards *s, struct str document, struct str name,
                         struct problem *problem)
{
    s->language = STR("en");
    s->trust = default_trust;
    s->verify = default_verify;
    s->brake = default_brake;
    s->source.name = arena_dup(s->arena, name);
    char *bytes = arena_alloc(s->arena, document.n + OUTLINE_PADDING);
    if (arena_failed(s->arena))
        return out_of_memory(problem);
    if (document.n > 0)
        memcpy(bytes, document.p, document.n);
    memset(bytes + document.n, '\n', OUTLINE_PADDING);
    s->source.document = str_make(bytes, document.n);
    s->source.end = document.n;
    set_version(s, document);
    struct outline o;
    enum rc rc = outline_read(s->arena, &s->source, &o, problem);
    if (rc != RC_OK)
        return rc;
    s->title = o.title;
    rc = read_introduction(s, &o.introduction, problem);
    return rc == RC_OK ? read_sections(s, &o, problem) : rc;
}

enum rc standards_load(struct str document, struct str name, struct standards **ret,
                       struct problem *problem)
{
    const struct source given = {.document = document, .name = name, .end = document.n};
    enum rc rc = check_bytes(&given, problem);
    if (rc != RC_OK)
        return rc;
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct standards *s = arena != NULL ? ARENA_NEW(arena, struct standards) : NULL;
    if (s == NULL) {
        arena_free(arena);
        return out_of_memory(problem);
    }
    s->arena = arena;
    rc = load_into(s, document, name, problem);
    if (rc != RC_OK) {
        arena_free(arena);
        return rc;
    }
    *ret = s;
    return RC_OK;
}

void standards_free(struct standards *s)
{
    if (s != NULL)
        arena_free(s->arena);
}

struct str standards_title(const struct standards *s)
{
    return s->title;
}

struct str standards_language(const struct standards *s)
{
    return s->language;
}

struct str standards_version(const struct standards *s)
{
    return str_make(s->version, sizeof s->version - 1);
}

struct str standards_introduction(const struct standards *s)
{
    return s->introduction;
}

const struct standards_section *standards_sections(const struct standards *s, size_t *ret_count)
{
    *ret_count = s->section_count;
    return s->sections;
}

const struct standards_clause *standards_clauses(const struct standards *s, size_t *ret_count)
{
    *ret_count = s->clause_count;
    return s->clauses;
}

const struct standards_clause *standards_find_clause(const struct standards *s, struct str slug)
{
    for (size_t i = 0; i < s->clause_count; i++)
        if (str_eq(s->clauses[i].slug, slug))
            return &s->clauses[i];
    return NULL;
}

struct str standards_composed(const struct standards *s)
{
    return s->source.document;
}

struct standards_place standards_place(const struct standards *s, int line)
{
    return (struct standards_place){.file = s->source.name, .line = line};
}

bool standards_is_off(const struct standards *s, struct str slug)
{
    (void)s;
    (void)slug;
    return false;
}

const struct standards_trust *standards_trust(const struct standards *s)
{
    return &s->trust;
}

const struct standards_verify *standards_verify(const struct standards *s)
{
    return &s->verify;
}

const struct standards_brake *standards_brake(const struct standards *s)
{
    return &s->brake;
}

double standards_brake_share(const struct standards *s, const struct standards_clause *c)
{
    return c->brake_share > 0 ? c->brake_share : s->brake.share;
}

const struct fact_names *standards_fact_names(const struct standards *s)
{
    (void)s;
    return NULL;
}

const struct list_set *standards_lists(const struct standards *s)
{
    (void)s;
    return NULL;
}
