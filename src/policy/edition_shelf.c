#include "policy/edition.h"

#include "base/buf.h"

#define ARENA_BYTES_MAX ((size_t)64 * 1024)
#define EDITIONS_MAX    64 /* of a site */

struct edition_shelf {
    struct arena *arena;
    const struct standards *machine;
    struct standards_edition **own; /* the site's, in the order given */
    size_t own_count;
    struct standards_edition **shipped;
    size_t shipped_count;
    struct str *languages;
    size_t language_count;
    char version[STANDARDS_VERSION_BYTES + 1];
};

static enum rc load_shipped(struct edition_shelf *shelf, struct problem *problem)
{
    size_t count;
    const struct str *languages = standards_shipped_languages(&count);
    shelf->shipped = ARENA_ARRAY(shelf->arena, count, struct standards_edition *);
    if (shelf->shipped == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++) {
        struct str name = arena_printf(shelf->arena, "standards.%.*s.md", STR_ARG(languages[i]));
        enum rc rc =
            standards_edition_load(standards_shipped_edition(languages[i]), name, shelf->machine,
                                   &shelf->shipped[shelf->shipped_count], problem);
        if (rc != RC_OK)
            return rc;
        shelf->shipped_count++;
    }
    return RC_OK;
}

static enum rc load_own(struct edition_shelf *shelf, const struct edition_text *texts, size_t count,
                        struct problem *problem)
{
    if (count > EDITIONS_MAX)
        return problem_set(problem, RC_TOO_LARGE, "more than %d editions", EDITIONS_MAX);
    shelf->own = ARENA_ARRAY(shelf->arena, count, struct standards_edition *);
    if (shelf->own == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < count; i++) {
        enum rc rc = standards_edition_load(texts[i].document, texts[i].name, shelf->machine,
                                            &shelf->own[shelf->own_count], problem);
        if (rc != RC_OK)
            return rc;
        shelf->own_count++;
    }
    return RC_OK;
}

static void add_language(struct edition_shelf *shelf, struct str language)
{
    for (size_t i = 0; i < shelf->language_count; i++)
        if (str_eq(shelf->languages[i], language))
            return;
    shelf->languages[shelf->language_count++] = language;
}

static enum rc list_languages(struct edition_shelf *shelf, struct problem *problem)
{
    shelf->languages =
        ARENA_ARRAY(shelf->arena, 1 + shelf->shipped_count + shelf->own_count, struct str);
    if (shelf->languages == NULL)
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    add_language(shelf, standards_language(shelf->machine));
    for (size_t i = 0; i < shelf->shipped_count; i++)
        add_language(shelf, standards_edition_language(shelf->shipped[i]));
    for (size_t i = 0; i < shelf->own_count; i++)
        add_language(shelf, standards_edition_language(shelf->own[i]));
    return RC_OK;
}

static void set_version(struct edition_shelf *shelf)
{
    struct buf versions;
    buf_init(&versions, ARENA_BYTES_MAX);
    buf_put(&versions, standards_version(shelf->machine));
    for (size_t i = 0; i < shelf->shipped_count; i++)
        buf_put(&versions, standards_edition_version(shelf->shipped[i]));
    for (size_t i = 0; i < shelf->own_count; i++)
        buf_put(&versions, standards_edition_version(shelf->own[i]));
    standards_hash(buf_str(&versions), shelf->version);
    buf_release(&versions);
}

enum rc edition_shelf_new(const struct standards *machine, const struct edition_text *texts,
                          size_t count, struct edition_shelf **ret, struct problem *problem)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct edition_shelf *shelf = arena != NULL ? ARENA_NEW(arena, struct edition_shelf) : NULL;
    if (shelf == NULL) {
        arena_free(arena);
        return problem_set(problem, RC_NO_MEMORY, "out of memory");
    }
    shelf->arena = arena;
    shelf->machine = machine;
    enum rc rc = standards_is_shipped(machine) ? load_shipped(shelf, problem) : RC_OK;
    if (rc == RC_OK)
        rc = load_own(shelf, texts, count, problem);
    if (rc == RC_OK)
        rc = list_languages(shelf, problem);
    if (rc != RC_OK) {
        edition_shelf_free(shelf);
        return rc;
    }
    set_version(shelf);
    *ret = shelf;
    return RC_OK;
}

void edition_shelf_free(struct edition_shelf *shelf)
{
    if (shelf == NULL)
        return;
    for (size_t i = 0; i < shelf->shipped_count; i++)
        standards_edition_free(shelf->shipped[i]);
    for (size_t i = 0; i < shelf->own_count; i++)
        standards_edition_free(shelf->own[i]);
    arena_free(shelf->arena);
}

const struct str *edition_shelf_languages(const struct edition_shelf *shelf, size_t *ret_count)
{
    *ret_count = shelf->language_count;
    return shelf->languages;
}

struct str edition_shelf_find(const struct edition_shelf *shelf, struct str language)
{
    struct str rest = language, primary = str_split(&rest, '-');
    for (size_t i = 0; i < shelf->language_count; i++)
        if (str_eq(shelf->languages[i], language))
            return shelf->languages[i];
    for (size_t i = 0; i < shelf->language_count; i++)
        if (str_eq(shelf->languages[i], primary))
            return shelf->languages[i];
    return (struct str){.p = NULL};
}

struct str edition_shelf_version(const struct edition_shelf *shelf)
{
    return str_make(shelf->version, STANDARDS_VERSION_BYTES);
}

static const struct standards_edition *find_shipped(const struct edition_shelf *shelf,
                                                    struct str language)
{
    for (size_t i = 0; i < shelf->shipped_count; i++)
        if (str_eq(standards_edition_language(shelf->shipped[i]), language))
            return shelf->shipped[i];
    return NULL;
}

static struct edition_part front_of(const struct standards_edition *e)
{
    return (struct edition_part){.language = standards_edition_language(e),
                                 .title = standards_edition_title(e),
                                 .prose_markdown = standards_edition_introduction(e)};
}

struct edition_part edition_shelf_front(const struct edition_shelf *shelf, struct str language)
{
    /* An edition that only adds a few sections has a title, because every text has, but no word of
     * introduction: it does not speak for the front. */
    for (size_t i = 0; i < shelf->own_count; i++) {
        struct standards_edition *e = shelf->own[i];
        if (str_eq(standards_edition_language(e), language) &&
            (standards_edition_is_whole(e) || standards_edition_introduction(e).n > 0))
            return front_of(e);
    }
    const struct standards_edition *shipped = find_shipped(shelf, language);
    if (shipped != NULL && !standards_front_by_site(shelf->machine))
        return front_of(shipped);
    return (struct edition_part){.language = standards_front_by_site(shelf->machine)
                                                 ? standards_language(shelf->machine)
                                                 : standards_base_language(shelf->machine),
                                 .title = standards_title(shelf->machine),
                                 .prose_markdown = standards_introduction(shelf->machine)};
}

static struct edition_part part_of(struct str language, const struct standards_section *s)
{
    return (struct edition_part){
        .language = language, .title = s->title, .prose_markdown = s->prose_markdown};
}

struct edition_part edition_shelf_section(const struct edition_shelf *shelf, struct str language,
                                          const struct standards_section *section)
{
    const struct standards_section *found;
    for (size_t i = 0; i < shelf->own_count; i++) {
        if (!str_eq(standards_edition_language(shelf->own[i]), language))
            continue;
        found = standards_edition_find(shelf->own[i], section->slug);
        if (found != NULL)
            return part_of(language, found);
    }
    const struct standards_edition *shipped = find_shipped(shelf, language);
    found = shipped != NULL && !section->by_site ? standards_edition_find(shipped, section->slug)
                                                 : NULL;
    if (found != NULL)
        return part_of(language, found);
    return part_of(section->by_site ? standards_language(shelf->machine)
                                    : standards_base_language(shelf->machine),
                   section);
}

enum rc edition_shelf_clause(const struct edition_shelf *shelf, struct str language,
                             struct str slug, struct edition_part *ret)
{
    size_t count;
    const struct standards_section *sections = standards_sections(shelf->machine, &count);
    for (size_t i = 0; i < count; i++) {
        if (sections[i].clause == NULL || !str_eq(sections[i].slug, slug))
            continue;
        *ret = edition_shelf_section(shelf, language, &sections[i]);
        return RC_OK;
    }
    return RC_NOT_FOUND;
}
