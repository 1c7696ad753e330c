/* The front page, sections and tags: teasers, newest first. */
#include <stdlib.h>

#include "web/layout.h"
#include "web/pages.h"
#include "web/site_state.h"
#include "web/views.h"

#define FRONT_CARDS     13
#define FRONT_LOOKED_AT 60
#define FRONT_DISCUSSED 5
#define LISTING_CARDS   20

static int by_comments(const void *a, const void *b)
{
    const struct article_item *x = *(const struct article_item *const *)a;
    const struct article_item *y = *(const struct article_item *const *)b;
    return x->comment_count > y->comment_count ? -1 : x->comment_count < y->comment_count;
}

static void fill_discussed(struct request *r, const struct article_list *list,
                           struct view_front *view)
{
    const struct article_item **order =
        ARENA_ARRAY(r->arena, list->count, const struct article_item *);
    struct view_line *lines = ARENA_ARRAY(r->arena, FRONT_DISCUSSED, struct view_line);
    if (order == NULL || lines == NULL || list->count == 0)
        return;
    for (size_t i = 0; i < list->count; i++)
        order[i] = &list->items[i];
    qsort(order, list->count, sizeof(*order), by_comments);
    for (size_t i = 0; i < list->count && i < FRONT_DISCUSSED && order[i]->comment_count > 0; i++)
        lines[view->discussed_count++] = views_line_discussed(r, order[i]);
    view->discussed = lines;
}

static struct view_card *make_cards(struct request *r, const struct article_item *items,
                                    size_t count)
{
    struct view_card *cards = ARENA_ARRAY(r->arena, count, struct view_card);
    for (size_t i = 0; cards != NULL && i < count; i++)
        cards[i] = views_card(r, &items[i], STR("standard"));
    return cards;
}

static enum rc render_front(struct request *r, struct buf *out)
{
    struct article_list list;
    struct view_front view = {.cards_count = 0};
    struct str tagline = request_site(r)->tagline;
    struct layout layout = {.front = true, .path = STR("/")};
    enum rc rc =
        article_list(r->reader, ARTICLES_ALL, STR(""), STR(""), FRONT_LOOKED_AT, r->arena, &list);
    if (tagline.n > 0)
        layout.description = tagline;
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        return rc;
    if (list.count > 0) {
        struct view_card *lead = ARENA_NEW(r->arena, struct view_card);
        if (lead == NULL)
            return RC_NO_MEMORY;
        *lead = views_card(r, &list.items[0], STR("lead"));
        view.lead = lead;
        view.cards_count = (list.count < FRONT_CARDS ? list.count : FRONT_CARDS) - 1;
        view.cards = make_cards(r, list.items + 1, view.cards_count);
    }
    fill_discussed(r, &list, &view);
    view_front_render(out, r->words, &view);
    return RC_OK;
}

void pages_front(struct request *r)
{
    request_cached(r, SITE_PAGE_FRONT, 0, STR(""), render_front);
}

/* --- sections and tags --- */
static enum rc render_listing(struct request *r, enum article_list_of of, const char *prefix,
                              struct str heading, struct buf *out)
{
    struct article_list list;
    struct view_listing view = {.heading = heading};
    struct str path = arena_printf(r->arena, "%s%.*s", prefix, STR_ARG(r->params.name));
    struct layout layout = {.title = heading, .path = path};
    if (of == ARTICLES_IN_SECTION)
        layout.section = r->params.name;
    enum rc rc = article_list(r->reader, of, r->params.name, request_query(r, "after"),
                              LISTING_CARDS, r->arena, &list);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK)
        return rc;
    view.cards = make_cards(r, list.items, list.count);
    view.cards_count = list.count;
    if (list.next.n > 0)
        view.older = url_with_query(r->arena, url_local(r->arena, path), STR("after"), list.next);
    view_listing_render(out, r->words, &view);
    return RC_OK;
}

static enum rc render_section(struct request *r, struct buf *out)
{
    struct article_section section;
    enum rc rc = article_section_get(r->reader, r->params.name, r->arena, &section);
    return rc == RC_OK ? render_listing(r, ARTICLES_IN_SECTION, "/section/", section.title, out)
                       : rc;
}

static enum rc render_tag(struct request *r, struct buf *out)
{
    struct article_tag tag;
    enum rc rc = article_tag_get(r->reader, r->params.name, r->arena, &tag);
    return rc == RC_OK ? render_listing(r, ARTICLES_WITH_TAG, "/tag/", tag.title, out) : rc;
}

static void reply_listing(struct request *r, const char *what,
                          enum rc (*render)(struct request *r, struct buf *out))
{
    struct str variant = arena_printf(r->arena, "%s/%.*s/%.*s", what, STR_ARG(r->params.name),
                                      STR_ARG(request_query(r, "after")));
    request_cached(r, SITE_PAGE_LIST, 0, variant, render);
}

void pages_section(struct request *r)
{
    reply_listing(r, "section", render_section);
}

void pages_tag(struct request *r)
{
    reply_listing(r, "tag", render_tag);
}
