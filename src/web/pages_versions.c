/* Every document that was ever in force here: the list, each as a page, and each as it was written. */
#include "community/record/versions.h"
#include "policy/judge.h"
#include "web/charter.h"
#include "web/dates.h"
#include "web/documents.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/say.h"
#include "web/site_state.h"

static struct str path_of(const struct request *r, struct str version, const char *rest)
{
    return arena_printf(r->arena, "/standards/versions/%.*s%s", STR_ARG(version), rest);
}

static struct page_key key_of(const struct request *r, const char *what)
{
    return (struct page_key){.kind = SITE_PAGE_STANDARDS,
                             .variant =
                                 arena_printf(r->arena, "%s/%.*s", what, STR_ARG(r->params.name))};
}

/* --- the list --- */
static enum rc fill_list(struct request *r, struct view_versions *view)
{
    struct version_item *list;
    size_t count;
    struct str in_force = documents_standards_version(r);
    enum rc rc = versions_list(r->reader, r->arena, &list, &count);
    if (rc != RC_OK)
        return rc;
    struct view_version_row *rows = ARENA_ARRAY(r->arena, count, struct view_version_row);
    if (rows == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct view_version_row){
            .address = url_local(r->arena, path_of(r, list[i].version, "")),
            .markdown = url_local(r->arena, path_of(r, list[i].version, "/standards.md")),
            .version = list[i].version,
            .time = say_time(r, list[i].first_used_ms),
            .time_iso = dates_iso(request_zone(r), list[i].first_used_ms, r->arena),
            .current = str_eq(list[i].version, in_force)};
    view->versions = rows;
    view->versions_count = count;
    return RC_OK;
}

static enum rc render_list(struct request *r, struct buf *out)
{
    struct view_versions view = {.standards = url_local(r->arena, STR("/standards"))};
    struct layout layout = {.title = SAY(r, "All versions of the standards"),
                            .path = STR("/standards/versions"),
                            .charter = true};
    enum rc rc = fill_list(r, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc == RC_OK)
        view_versions_render(out, r->words, &view);
    return rc;
}

void pages_versions(struct request *r)
{
    request_cached(r, SITE_PAGE_STANDARDS, 0, STR("versions"), render_list);
}

/* --- one of them --- */
/* A document that this program cannot read any more, word for word. */
static enum rc render_text(struct request *r, const struct version_text *stored, struct buf *out)
{
    struct layout layout = {
        .title = SAY_WITH(r, "The standards of {0}", say_day(r, stored->first_used_ms)),
        .path = path_of(r, r->params.name, ""),
        .charter = true,
        .noindex = true};
    struct view_former_text view = {.heading = layout.title,
                                    .standards = url_local(r->arena, STR("/standards")),
                                    .text = stored->document};
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc == RC_OK)
        view_former_text_render(out, r->words, &view);
    return rc;
}

static enum rc render_former(struct request *r, const struct standards *standards, struct buf *out)
{
    struct layout layout = {
        .path = path_of(r, r->params.name, ""), .charter = true, .noindex = true};
    struct charter c = {.r = r,
                        .standards = standards,
                        .language = standards_language(standards),
                        .words = edition_words_for(standards_language(standards)),
                        .address = url_local(r->arena, layout.path)};
    struct view_standards view = {
        .markdown = url_local(r->arena, path_of(r, r->params.name, "/standards.md"))};
    if (!str_eq(r->params.name, documents_standards_version(r)))
        view.former = SAY(r, "This is an earlier version. Comments are no longer judged by it.");
    enum rc rc = pages_standards_fill(&c, &layout, &view);
    if (rc == RC_OK)
        view_standards_render(out, r->words, &view);
    return rc;
}

static enum rc render_one(struct request *r, struct buf *out)
{
    struct version_text stored;
    struct standards *standards = NULL;
    enum rc rc = versions_get(r->reader, r->params.name, r->arena, &stored);
    if (rc != RC_OK)
        return rc;
    rc = standards_load_kept(stored.document, r->params.name, &standards, NULL);
    if (rc == RC_NO_MEMORY)
        return rc;
    rc = rc == RC_OK ? render_former(r, standards, out) : render_text(r, &stored, out);
    standards_free(standards);
    return rc;
}

void pages_versions_one(struct request *r)
{
    struct page_key key = key_of(r, "version");
    request_cached(r, key.kind, key.id, key.variant, render_one);
}

static enum rc render_markdown(struct request *r, struct buf *out)
{
    struct version_text stored;
    enum rc rc = versions_get(r->reader, r->params.name, r->arena, &stored);
    if (rc == RC_OK)
        buf_put(out, stored.document);
    return rc;
}

void pages_versions_markdown(struct request *r)
{
    struct page_key key = key_of(r, "markdown");
    request_cached_as(r, STR(PAGES_MARKDOWN_TYPE), &key, render_markdown);
}
