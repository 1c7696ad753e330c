#include "web/editions.h"

struct str editions_of_site(const struct request *r, const struct edition_shelf *shelf)
{
    size_t count;
    struct str found = edition_shelf_find(shelf, request_site(r)->language);
    return found.p != NULL ? found : edition_shelf_languages(shelf, &count)[0];
}

struct str editions_path(const struct request *r, const struct edition_shelf *shelf,
                         struct str language)
{
    if (str_eq(language, editions_of_site(r, shelf)))
        return STR("/standards");
    return arena_printf(r->arena, "/standards/%.*s", STR_ARG(language));
}

/* Pages of one reader may be in another language than the site. */
static struct str of_page(const struct request *r, const struct edition_shelf *shelf)
{
    struct str found = {.p = NULL};
    if (r->words != words_for(request_site(r)->language))
        found = edition_shelf_find(shelf, words_language(r->words));
    return found.p != NULL ? found : editions_of_site(r, shelf);
}

struct editions_clause editions_clause(const struct request *r, struct str slug)
{
    struct editions_clause found = {.title = {.p = NULL}};
    struct edition_part part;
    struct community_judge *judge = slug.n > 0 ? community_judge_ref(request_community(r)) : NULL;
    if (judge == NULL)
        return found;
    const struct edition_shelf *shelf = community_judge_editions(judge);
    if (edition_shelf_clause(shelf, of_page(r, shelf), slug, &part) == RC_OK) {
        found.title = arena_dup(r->arena, part.title);
        found.prose_markdown = arena_dup(r->arena, part.prose_markdown);
        if (!str_eq(part.language, words_language(r->words)))
            found.language = arena_dup(r->arena, part.language);
    }
    community_judge_unref(judge);
    return found;
}

struct url editions_clause_url(const struct request *r, struct str slug)
{
    struct str path = STR("/standards");
    struct community_judge *judge = community_judge_ref(request_community(r));
    if (judge != NULL) {
        const struct edition_shelf *shelf = community_judge_editions(judge);
        path = editions_path(r, shelf, of_page(r, shelf));
    }
    community_judge_unref(judge);
    return url_with_fragment(r->arena, url_local(r->arena, path), slug);
}
