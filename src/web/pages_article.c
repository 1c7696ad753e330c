/* An article with its discussion: the page that everybody reads, so it is the same bytes for all. */
#include "base/json.h"
#include "text/markdown.h"
#include "web/dates.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/say.h"
#include "web/site_state.h"
#include "web/views.h"

static bool is_oldest(const struct request *r)
{
    return str_eq(request_query(r, "sort"), STR("oldest"));
}

static struct url page_url(const struct request *r, struct str slug, bool oldest, struct str after)
{
    struct url u = views_article_url(r, slug);
    if (oldest)
        u = url_with_query(r->arena, u, STR("sort"), STR("oldest"));
    if (after.n > 0)
        u = url_with_query(r->arena, u, STR("after"), after);
    return url_with_fragment(r->arena, u, STR("discussion"));
}

static enum rc make_discussion(struct request *r, const struct article_view *article,
                               struct view_discussion **ret)
{
    struct discussion_page page;
    struct views_thread thread = {.above_id = 0};
    struct str slug = article->item.slug;
    bool oldest = is_oldest(r);
    struct str after = request_query(r, "after");
    struct view_discussion *v = ARENA_NEW(r->arena, struct view_discussion);
    if (v == NULL)
        return RC_NO_MEMORY;
    enum rc rc =
        discussion_page(r->reader, article->item.id, oldest ? DISCUSSION_OLDEST : DISCUSSION_NEWEST,
                        after, r->arena, &page);
    if (rc != RC_OK)
        return rc;
    v->heading = article->thread.comment_count == 0
                     ? SAY(r, "Discussion")
                     : SAY_COUNT(r, "{0, plural, one {# comment} other {# comments}}",
                                 article->thread.comment_count);
    v->open = article->thread.mode == THREAD_OPEN || article->thread.mode == THREAD_PREMODERATED;
    v->closed_note = SAY(r, "This discussion is closed. It can still be read.");
    v->compose =
        url_local(r->arena, arena_printf(r->arena, "/article/%.*s/comment", STR_ARG(slug)));
    v->newest = page_url(r, slug, false, STR(""));
    v->oldest = page_url(r, slug, true, STR(""));
    v->is_oldest = oldest;
    v->count = article->thread.comment_count;
    v->count_address =
        url_local(r->arena, arena_printf(r->arena, "/article/%.*s/count", STR_ARG(slug)));
    if (v->open)
        thread.compose = v->compose;
    v->comments = views_comments(r, page.comments, page.count, &thread, &v->comments_count);
    if (page.next.n > 0)
        v->next = page_url(r, slug, oldest, page.next);
    if (after.n > 0)
        v->first = oldest ? v->oldest : v->newest;
    *ret = v;
    return RC_OK;
}

static enum rc fill_lists(struct request *r, const struct article_view *article,
                          struct view_article *v)
{
    struct view_nav_item *tags = ARENA_ARRAY(r->arena, article->tag_count, struct view_nav_item);
    struct view_line *related = ARENA_ARRAY(r->arena, article->related_count, struct view_line);
    if (tags == NULL || related == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < article->tag_count; i++) {
        tags[i].name = article->tags[i].title;
        tags[i].address = url_local(
            r->arena, arena_printf(r->arena, "/tag/%.*s", STR_ARG(article->tags[i].slug)));
    }
    for (size_t i = 0; i < article->related_count; i++)
        related[i] = views_line_dated(r, &article->related[i]);
    v->tags = tags;
    v->tags_count = article->tag_count;
    v->related = related;
    v->related_count = article->related_count;
    return RC_OK;
}

/* What came as HTML was sanitised when it was stored (community/article/article.h). */
static enum rc article_body(struct request *r, const struct article_view *article, struct html *ret)
{
    if (article->body_markdown.n > 0)
        return markdown_render(r->arena, article->body_markdown, MARKDOWN_ARTICLE, ret);
    *ret = html_trusted(article->body_html);
    return RC_OK;
}

static struct str optional(struct str s)
{
    return s.n > 0 ? s : (struct str){.p = NULL};
}

static struct view_article article_fields(struct request *r, const struct article_view *article)
{
    const struct article_item *item = &article->item;
    const struct timezone *zone = request_zone(r);
    struct view_card card = views_card(r, item, STR("lead"));
    struct view_article v = {
        .number = arena_printf(r->arena, "%lld", (long long)item->id),
        .section = item->section_title,
        .section_address = card.section_address,
        .headline = item->headline,
        .standfirst = card.standfirst,
        .byline = optional(item->byline),
        .published = card.published,
        .published_iso = card.published_iso,
        .picture = card.picture,
        .picture_alt = item->picture.alt,
        .caption = optional(item->picture.caption),
        .credit = optional(item->picture.credit),
        .moderate = url_local(
            r->arena, arena_printf(r->arena, "/moderation/article/%.*s", STR_ARG(item->slug))),
    };
    if (item->updated_ms > item->published_ms) {
        v.updated = say_time(r, item->updated_ms);
        v.updated_iso = dates_iso(zone, item->updated_ms, r->arena);
    }
    if (article->source_url.n > 0) {
        v.source = url_checked(article->source_url);
        v.source_name = article->source_url;
    }
    return v;
}

static enum rc render_article(struct request *r, struct buf *out)
{
    struct article_view article;
    struct view_discussion *discussion = NULL;
    enum rc rc = article_get_by_slug(r->reader, r->params.name, r->arena, &article);
    if (rc != RC_OK)
        return rc;
    struct view_article view = article_fields(r, &article);
    struct layout layout = {
        .title = article.item.headline,
        .description = optional(article.item.standfirst),
        .path = arena_printf(r->arena, "/article/%.*s", STR_ARG(article.item.slug)),
        .picture = article.item.picture.url,
        .section = article.item.section,
        .article = true,
    };
    rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc == RC_OK)
        rc = article_body(r, &article, &view.body);
    if (rc == RC_OK)
        rc = fill_lists(r, &article, &view);
    if (rc == RC_OK && article.thread.mode != THREAD_OFF)
        rc = make_discussion(r, &article, &discussion);
    view.discussion = discussion;
    if (rc == RC_OK)
        view_article_render(out, r->words, &view);
    return rc;
}

/* The id behind a slug, from this loop's memory or the database. */
static enum rc find_id(struct request *r, int64_t *ret)
{
    struct str slug = r->params.name;
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < slug.n; i++)
        hash = (hash ^ (uint8_t)slug.p[i]) * 16777619u;
    struct site_slug *known = &r->site->loops[http_loop(r->x)].slugs[hash % SITE_SLUGS];
    if (known->n == slug.n && memcmp(known->bytes, slug.p, slug.n) == 0) {
        *ret = known->id;
        return RC_OK;
    }
    enum rc rc = article_find_id(r->reader, slug, ret);
    if (rc == RC_OK) {
        memcpy(known->bytes, slug.p, slug.n); /* routes.h: a slug is at most 80 bytes */
        known->n = slug.n;
        known->id = *ret;
    }
    return rc;
}

void pages_article(struct request *r)
{
    int64_t id = 0;
    struct str after = request_query(r, "after");
    enum rc rc = find_id(r, &id);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    struct str variant =
        after.n == 0 ? (is_oldest(r) ? STR("o") : STR("n"))
                     : arena_printf(r->arena, "%c%.*s", is_oldest(r) ? 'o' : 'n', STR_ARG(after));
    request_cached(r, SITE_PAGE_ARTICLE, id, variant, render_article);
}

/* --- how many there are now --- */
static enum rc render_count(struct request *r, struct buf *out)
{
    struct article_view article;
    struct json j;
    enum rc rc = article_get_by_slug(r->reader, r->params.name, r->arena, &article);
    if (rc != RC_OK)
        return rc;
    bool shown = article.thread.mode != THREAD_OFF;
    json_init(&j, out);
    json_begin_object(&j);
    JSON_I64(&j, "comments", shown ? article.thread.comment_count : 0);
    json_end(&j);
    return RC_OK;
}

void pages_count(struct request *r)
{
    int64_t id = 0;
    enum rc rc = find_id(r, &id);
    if (rc != RC_OK)
        request_fail(r, rc);
    else
        request_cached_json(r, SITE_PAGE_ARTICLE, id, STR("count"), render_count);
}
