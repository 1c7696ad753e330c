/* The two documents readers agree to: the standards in force and the privacy policy. */
#include "web/documents.h"

#include "policy/judge.h"
#include "text/markdown.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/site_state.h"
#include "web/views.h"

static struct str consequence_words(struct arena *a, const struct standards_clause *clause)
{
    static const char *const words[] = {
        [CONSEQUENCE_PUBLISH] = "stays",
        [CONSEQUENCE_FLAG] = "is published and looked at by a moderator",
        [CONSEQUENCE_NUDGE] = "is shown to you once more before it goes out",
        [CONSEQUENCE_HOLD] = "waits for a moderator",
        [CONSEQUENCE_REMOVE] = "is not published",
    };
    enum consequence strictest = CONSEQUENCE_PUBLISH;
    if (clause->by_moderators)
        return STR("Decided by moderators.");
    for (size_t i = 0; i < clause->branch_count; i++) {
        if (clause->branches[i].consequence > strictest)
            strictest = clause->branches[i].consequence;
    }
    return arena_printf(a, "What breaks it most clearly %s.", words[strictest]);
}

static enum rc fill_examples(struct request *r, const struct standards_clause *clause,
                             struct view_clause_item *v)
{
    struct view_example_item *items =
        ARENA_ARRAY(r->arena, clause->example_count, struct view_example_item);
    if (items == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < clause->example_count; i++) {
        items[i].expected = clause->examples[i].expected;
        items[i].words = clause->examples[i].text;
    }
    v->examples = items;
    v->examples_count = clause->example_count;
    v->consequence = consequence_words(r->arena, clause);
    return RC_OK;
}

static enum rc fill_section(struct request *r, const struct standards_section *section,
                            struct view_clause_item *v)
{
    v->title = section->title;
    v->address = url_local(r->arena, STR("/standards"));
    if (section->slug.n > 0) {
        v->slug = section->slug;
        v->address = views_clause_url(r, section->slug);
    }
    enum rc rc = markdown_render(r->arena, section->prose_markdown, MARKDOWN_ARTICLE, &v->prose);
    if (rc == RC_OK && section->clause != NULL)
        rc = fill_examples(r, section->clause, v);
    return rc;
}

static enum rc fill_standards(struct request *r, const struct standards *s,
                              struct view_standards *view)
{
    size_t count;
    const struct standards_section *sections = standards_sections(s, &count);
    struct view_clause_item *items = ARENA_ARRAY(r->arena, count, struct view_clause_item);
    struct layout layout = {.title = standards_title(s), .path = STR("/standards")};
    if (items == NULL)
        return RC_NO_MEMORY;
    view->heading = standards_title(s);
    view->version = standards_version(s);
    view->sections = items;
    view->sections_count = count;
    enum rc rc =
        markdown_render(r->arena, standards_introduction(s), MARKDOWN_ARTICLE, &view->introduction);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = fill_section(r, &sections[i], &items[i]);
    return rc == RC_OK ? layout_make(r, &layout, &view->head, &view->foot) : rc;
}

static enum rc render_standards(struct request *r, struct buf *out)
{
    struct view_standards view = {.sections_count = 0};
    struct community_judge *judge = community_judge_ref(request_community(r));
    if (judge == NULL)
        return RC_UNAVAILABLE;
    enum rc rc = fill_standards(r, judge_standards(community_judge_get(judge)), &view);
    if (rc == RC_OK)
        view_standards_render(out, &view);
    community_judge_unref(judge);
    return rc;
}

void pages_standards(struct request *r)
{
    request_cached(r, SITE_PAGE_STANDARDS, 0, STR(""), render_standards);
}

struct str documents_standards_version(const struct request *r)
{
    struct community_judge *judge = community_judge_ref(request_community(r));
    struct str version = STR("");
    if (judge != NULL)
        version =
            arena_dup(r->arena, standards_version(judge_standards(community_judge_get(judge))));
    community_judge_unref(judge);
    return version;
}

static enum rc render_privacy(struct request *r, struct buf *out)
{
    struct view_privacy view = {.site = request_site(r)->title,
                                .version = STR(DOCUMENTS_PRIVACY_VERSION)};
    struct layout layout = {.title = STR("Privacy policy"), .path = STR("/privacy")};
    enum rc rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc == RC_OK)
        view_privacy_render(out, &view);
    return rc;
}

void pages_privacy(struct request *r)
{
    request_cached(r, SITE_PAGE_PRIVACY, 0, STR(""), render_privacy);
}
