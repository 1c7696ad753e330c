/* The community standards in force, in each of their languages, and as the program reads them. */
#include "community/record/versions.h"
#include "policy/judge.h"
#include "text/markdown.h"
#include "web/charter.h"
#include "web/dates.h"
#include "web/editions.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/site_state.h"

#define DESCRIPTION_MAX 240

static struct url local(const struct charter *c, struct str path)
{
    return url_local(c->r->arena, path);
}

/* Links between the editions, as readers see them and as search engines do. */
static enum rc fill_editions(const struct charter *c, struct view_standards *view,
                             struct layout *layout)
{
    size_t count;
    const struct str *languages = edition_shelf_languages(c->shelf, &count);
    struct view_edition_link *links = ARENA_ARRAY(c->r->arena, count, struct view_edition_link);
    struct view_alternate_link *alternates =
        ARENA_ARRAY(c->r->arena, count + 1, struct view_alternate_link);
    if (links == NULL || alternates == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        struct str path = editions_path(c->r, c->shelf, languages[i]);
        links[i] = (struct view_edition_link){.name = edition_words_own_name(languages[i]),
                                              .language = languages[i],
                                              .address = local(c, path),
                                              .current = str_eq(languages[i], c->language)};
        alternates[i] = (struct view_alternate_link){.language = languages[i],
                                                     .address = layout_absolute(c->r, path)};
    }
    alternates[count] = (struct view_alternate_link){
        .language = STR("x-default"), .address = layout_absolute(c->r, STR("/standards"))};
    view->editions = links;
    view->editions_count = count;
    layout->alternates = alternates;
    layout->alternate_count = count + 1;
    return RC_OK;
}

static enum rc fill_version(const struct charter *c, struct view_standards *view)
{
    struct version_text stored;
    view->version = standards_version(c->standards);
    enum rc rc = versions_get(c->r->reader, view->version, c->r->arena, &stored);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    struct civil day =
        dates_civil(dates_day_number(request_zone(c->r), stored.first_used_ms) * 86400);
    struct str words = edition_words_day(c->words, day.year, day.month, day.day, c->r->arena);
    view->version_line = edition_words_fill(c->words, WORD_VERSION_OF, &words, 1, c->r->arena);
    return RC_OK;
}

static void fill_words(const struct charter *c, struct view_standards *view)
{
    view->language = c->language;
    view->direction = layout_direction(c->language);
    view->words_language = edition_words_language(c->words);
    view->editions_label = edition_words_get(c->words, WORD_EDITIONS);
    view->contents_label = edition_words_get(c->words, WORD_CONTENTS);
    view->versions_label = edition_words_get(c->words, WORD_EARLIER);
    view->markdown_label = edition_words_get(c->words, WORD_MARKDOWN);
    view->programs_label = edition_words_get(c->words, WORD_FOR_PROGRAMS);
    view->standards = local(c, STR("/standards"));
    view->versions = local(c, STR("/standards/versions"));
}

enum rc pages_standards_fill(const struct charter *c, struct layout *layout,
                             struct view_standards *view)
{
    struct edition_part front = charter_front(c);
    fill_words(c, view);
    view->heading = front.title;
    layout->title = front.title;
    enum rc rc =
        markdown_render(c->r->arena, front.prose_markdown, MARKDOWN_ARTICLE, &view->introduction);
    if (rc == RC_OK)
        rc = markdown_plain(c->r->arena, front.prose_markdown, DESCRIPTION_MAX,
                            &layout->description);
    if (rc == RC_OK)
        rc = charter_fill_sections(c, view);
    if (rc == RC_OK)
        rc = charter_fill_numbers(c, view);
    if (rc == RC_OK)
        rc = fill_version(c, view);
    return rc == RC_OK ? layout_make(c->r, layout, &view->head, &view->foot) : rc;
}

/* --- in force --- */
static enum rc fill_in_force(struct request *r, struct community_judge *judge,
                             struct view_standards *view)
{
    struct charter c = {.r = r,
                        .standards = judge_standards(community_judge_get(judge)),
                        .shelf = community_judge_editions(judge)};
    c.language = r->params.name.n > 0 ? edition_shelf_find(c.shelf, r->params.name)
                                      : editions_of_site(r, c.shelf);
    if (c.language.p == NULL || (r->params.name.n > 0 && !str_eq(c.language, r->params.name)))
        return RC_NOT_FOUND;
    struct layout layout = {.path = editions_path(r, c.shelf, c.language), .charter = true};
    c.words = edition_words_for(c.language);
    c.address = local(&c, layout.path);
    view->markdown = local(&c, STR("/standards.md"));
    view->programs = local(&c, STR("/api/standards"));
    enum rc rc = fill_editions(&c, view, &layout);
    return rc == RC_OK ? pages_standards_fill(&c, &layout, view) : rc;
}

static enum rc render(struct request *r, struct buf *out)
{
    struct view_standards view = {.sections_count = 0};
    struct community_judge *judge = community_judge_ref(request_community(r));
    if (judge == NULL)
        return RC_UNAVAILABLE;
    enum rc rc = fill_in_force(r, judge, &view);
    if (rc == RC_OK)
        view_standards_render(out, r->words, &view);
    community_judge_unref(judge);
    return rc;
}

void pages_standards(struct request *r)
{
    request_cached(r, SITE_PAGE_STANDARDS, 0, STR("page"), render);
}

void pages_standards_edition(struct request *r)
{
    request_cached(r, SITE_PAGE_STANDARDS, 0,
                   arena_printf(r->arena, "page/%.*s", STR_ARG(r->params.name)), render);
}

static enum rc render_markdown(struct request *r, struct buf *out)
{
    struct community_judge *judge = community_judge_ref(request_community(r));
    if (judge == NULL)
        return RC_UNAVAILABLE;
    buf_put(out, standards_composed(judge_standards(community_judge_get(judge))));
    community_judge_unref(judge);
    return RC_OK;
}

void pages_standards_markdown(struct request *r)
{
    request_cached_as(r, STR(PAGES_MARKDOWN_TYPE),
                      &(struct page_key){.kind = SITE_PAGE_STANDARDS, .variant = STR("markdown")},
                      render_markdown);
}
