#include "policy/edition.h"

#include "base/suggest.h"
#include "base/utf8.h"
#include "policy/block.h"
#include "policy/outline.h"
#include "policy/standards_open.h"

#define ARENA_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define MISSING_MAX     8 /* named in a message */

struct standards_edition {
    struct arena *arena;
    struct source source;
    struct str title, introduction, language;
    bool whole;
    char version[STANDARDS_VERSION_BYTES + 1];
    struct standards_section *sections;
    size_t section_count;
};

struct edition_reader {
    struct standards_edition *e;
    const struct standards *machine;
    struct problem *problem;
};

static const struct standards_section *find_in(const struct standards *s, struct str slug)
{
    size_t count;
    const struct standards_section *sections = standards_sections(s, &count);
    for (size_t i = 0; i < count; i++)
        if (str_eq(sections[i].slug, slug))
            return &sections[i];
    return NULL;
}

/* The block that says what this file is. */
static enum rc read_settings(struct edition_reader *r, const struct outline *o)
{
    struct standards_edition *e = r->e;
    struct block_settings settings = {0};
    for (size_t i = 0; i < o->introduction.block_count; i++) {
        const struct outline_block *b = &o->introduction.blocks[i];
        struct source part = e->source;
        part.begin = b->begin;
        part.end = b->end;
        if (b->kind != OUTLINE_STANDARDS || settings.edition.p != NULL)
            continue;
        enum rc rc = block_read_standards(e->arena, &part, &settings, r->problem);
        if (rc != RC_OK)
            return rc;
    }
    if (settings.edition.p == NULL)
        return source_fault(&e->source, r->problem, o->introduction.at,
                            "this is no edition; write a block \"standards\" with \"edition: "
                            "de\" under the title");
    e->language = settings.edition;
    e->whole = settings.of.p != NULL;
    bool shipped = str_eq(e->source.document, standards_shipped_edition(e->language));
    if (!shipped && str_eq(e->language, standards_language(r->machine)))
        return source_fault(&e->source, r->problem,
                            (size_t)(settings.edition.p - e->source.document.p),
                            "the document itself is in \"%.*s\"; change its words there, or in a "
                            "layer that extends it",
                            STR_ARG(e->language));
    return RC_OK;
}

static enum rc refuse_blocks(struct edition_reader *r, const struct outline_section *o)
{
    for (size_t i = 0; i < o->block_count; i++)
        if (o->blocks[i].kind != OUTLINE_STANDARDS)
            return source_fault(&r->e->source, r->problem, o->blocks[i].fence,
                                "an edition is prose alone; the block \"%s\" belongs into the "
                                "document",
                                outline_block_name(o->blocks[i].kind));
    return RC_OK;
}

static enum rc fault_unknown(struct edition_reader *r, const struct outline_section *o)
{
    size_t count;
    const struct standards_section *sections = standards_sections(r->machine, &count);
    struct suggestion near = suggest_begin(o->slug);
    for (size_t i = 0; i < count; i++)
        if (sections[i].slug.n > 0)
            suggest_offer(&near, sections[i].slug);
    if (near.best.n > 0)
        return source_fault(&r->e->source, r->problem, o->at,
                            "the document has no section {#%.*s}; did you mean {#%.*s}?",
                            STR_ARG(o->slug), STR_ARG(near.best));
    return source_fault(&r->e->source, r->problem, o->at,
                        "the document has no section {#%.*s}; an edition has the sections of the "
                        "document and no others",
                        STR_ARG(o->slug));
}

static enum rc check_section(struct edition_reader *r, const struct outline_section *o)
{
    if (o->slug.n == 0)
        return source_fault(&r->e->source, r->problem, o->at,
                            "say which section this is: end the heading with the {#name} it has "
                            "in the document");
    if (standards_edition_find(r->e, o->slug) != NULL)
        return source_fault(&r->e->source, r->problem, o->at,
                            "a second section {#%.*s}; keep one of the two", STR_ARG(o->slug));
    if (find_in(r->machine, o->slug) == NULL && !standards_is_off(r->machine, o->slug))
        return fault_unknown(r, o);
    if (o->prose.n == 0)
        return source_fault(&r->e->source, r->problem, o->at,
                            "the section has no words; say in prose what the document says there");
    return refuse_blocks(r, o);
}

static enum rc read_sections(struct edition_reader *r, const struct outline *o)
{
    struct standards_edition *e = r->e;
    e->sections = ARENA_ARRAY(e->arena, o->section_count, struct standards_section);
    if (e->sections == NULL)
        return problem_set(r->problem, RC_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < o->section_count; i++) {
        const struct outline_section *s = &o->sections[i];
        enum rc rc = check_section(r, s);
        if (rc != RC_OK)
            return rc;
        e->sections[e->section_count++] = (struct standards_section){
            .slug = s->slug,
            .title = s->title,
            .prose_markdown = s->prose,
            .line = source_line(&e->source, s->at),
        };
    }
    return RC_OK;
}

/* A whole edition has all that is not the site's own. */
static enum rc refuse_missing(struct edition_reader *r)
{
    size_t count, missing = 0;
    const struct standards_section *sections = standards_sections(r->machine, &count);
    struct str names = {0};
    for (size_t i = 0; i < count; i++) {
        struct str slug = sections[i].slug;
        if (slug.n == 0 || sections[i].by_site || standards_edition_find(r->e, slug) != NULL)
            continue;
        if (missing++ < MISSING_MAX)
            names = arena_printf(r->e->arena, "%.*s%s{#%.*s}", STR_ARG(names),
                                 missing > 1 ? ", " : "", STR_ARG(slug));
    }
    if (missing == 0)
        return RC_OK;
    return source_fault(&r->e->source, r->problem, r->e->source.end,
                        "the edition lacks %zu of the document's sections: %.*s%s; translate "
                        "them, or take \"of: shipped\" away",
                        missing, STR_ARG(names), missing > MISSING_MAX ? ", ..." : "");
}

static enum rc load_into(struct edition_reader *r, struct str document, struct str name)
{
    struct standards_edition *e = r->e;
    struct outline o;
    enum rc rc = standards_open(e->arena, document, name, &e->source, &o, r->problem);
    if (rc == RC_OK)
        rc = read_settings(r, &o);
    if (rc == RC_OK)
        rc = refuse_blocks(r, &o.introduction);
    if (rc != RC_OK)
        return rc;
    standards_hash(document, e->version);
    e->title = o.title;
    e->introduction = o.introduction.prose;
    rc = read_sections(r, &o);
    return rc == RC_OK && e->whole ? refuse_missing(r) : rc;
}

enum rc standards_edition_load(struct str document, struct str name,
                               const struct standards *machine, struct standards_edition **ret,
                               struct problem *problem)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct standards_edition *e = arena != NULL ? ARENA_NEW(arena, struct standards_edition) : NULL;
    enum rc rc = RC_NO_MEMORY;
    if (e != NULL) {
        struct edition_reader r = {.e = e, .machine = machine, .problem = problem};
        e->arena = arena;
        rc = load_into(&r, document, name);
    }
    if (rc != RC_OK) {
        arena_free(arena);
        return problem_set(problem, rc, "out of memory");
    }
    *ret = e;
    return RC_OK;
}

void standards_edition_free(struct standards_edition *e)
{
    if (e != NULL)
        arena_free(e->arena);
}

struct str standards_edition_language(const struct standards_edition *e)
{
    return e->language;
}

bool standards_edition_is_whole(const struct standards_edition *e)
{
    return e->whole;
}

struct str standards_edition_title(const struct standards_edition *e)
{
    return e->title;
}

struct str standards_edition_introduction(const struct standards_edition *e)
{
    return e->introduction;
}

struct str standards_edition_version(const struct standards_edition *e)
{
    return str_make(e->version, STANDARDS_VERSION_BYTES);
}

const struct standards_section *standards_edition_sections(const struct standards_edition *e,
                                                           size_t *ret_count)
{
    *ret_count = e->section_count;
    return e->sections;
}

const struct standards_section *standards_edition_find(const struct standards_edition *e,
                                                       struct str slug)
{
    for (size_t i = 0; slug.n > 0 && i < e->section_count; i++)
        if (str_eq(e->sections[i].slug, slug))
            return &e->sections[i];
    return NULL;
}

#define EDITION(language) struct str standards_shipped_##language(void);
#include "policy/editions.def"
#undef EDITION

static const struct str languages[] = {
#define EDITION(language) STR_INIT(#language),
#include "policy/editions.def"
#undef EDITION
};

const struct str *standards_shipped_languages(size_t *ret_count)
{
    *ret_count = sizeof languages / sizeof languages[0];
    return languages;
}

struct str standards_shipped_edition(struct str language)
{
    static struct str (*const texts[])(void) = {
#define EDITION(language) standards_shipped_##language,
#include "policy/editions.def"
#undef EDITION
    };
    for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++)
        if (str_eq(languages[i], language))
            return texts[i]();
    return (struct str){0};
}
