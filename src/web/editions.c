#include "web/editions.h"

struct str editions_find(const struct edition_shelf *shelf, struct str language)
{
    size_t count;
    const struct str *languages = edition_shelf_languages(shelf, &count);
    struct str rest = language, primary = str_split(&rest, '-');
    for (size_t i = 0; i < count; i++)
        if (str_eq(languages[i], language))
            return languages[i];
    for (size_t i = 0; i < count; i++)
        if (str_eq(languages[i], primary))
            return languages[i];
    return (struct str){.p = NULL};
}

struct str editions_of_site(const struct request *r, const struct edition_shelf *shelf)
{
    size_t count;
    struct str found = editions_find(shelf, request_site(r)->language);
    return found.p != NULL ? found : edition_shelf_languages(shelf, &count)[0];
}

struct str editions_path(const struct request *r, const struct edition_shelf *shelf,
                         struct str language)
{
    if (str_eq(language, editions_of_site(r, shelf)))
        return STR("/standards");
    return arena_printf(r->arena, "/standards/%.*s", STR_ARG(language));
}

/* The section of that name that is a clause, or NULL. */
static const struct standards_section *find_section(const struct standards *s, struct str slug)
{
    size_t count;
    const struct standards_section *sections = standards_sections(s, &count);
    for (size_t i = 0; i < count; i++)
        if (sections[i].clause != NULL && str_eq(sections[i].slug, slug))
            return &sections[i];
    return NULL;
}

struct editions_clause editions_clause(const struct request *r, struct str slug)
{
    struct editions_clause found = {.title = {.p = NULL}};
    struct community_judge *judge = slug.n > 0 ? community_judge_ref(request_community(r)) : NULL;
    if (judge == NULL)
        return found;
    const struct edition_shelf *shelf = community_judge_editions(judge);
    const struct standards_section *section =
        find_section(judge_standards(community_judge_get(judge)), slug);
    if (section != NULL) {
        struct edition_part part =
            edition_shelf_section(shelf, editions_of_site(r, shelf), section);
        found.title = arena_dup(r->arena, part.title);
        found.prose_markdown = arena_dup(r->arena, part.prose_markdown);
    }
    community_judge_unref(judge);
    return found;
}
