#include "community/article/article.h"

#include "base/utf8.h"
#include "community/core.h"
#include "queries.h"

static struct article_item item_of(const struct q_article_item *row)
{
    return (struct article_item){
        .id = row->id,
        .slug = row->slug,
        .section = row->section,
        .section_title = row->section_title,
        .headline = row->headline,
        .standfirst = row->standfirst,
        .byline = row->byline,
        .published_ms = row->published_ms,
        .updated_ms = row->updated_ms,
        .picture = {.url = row->picture_url,
                    .alt = row->picture_alt,
                    .caption = row->picture_caption,
                    .credit = row->picture_credit,
                    .width = row->picture_width,
                    .height = row->picture_height},
        .comment_count = row->comment_count,
    };
}

static enum rc copy_items(struct arena *a, const struct q_article_item *rows, size_t count,
                          struct article_list *ret)
{
    ret->items = ARENA_ARRAY(a, count, struct article_item);
    if (ret->items == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        ret->items[i] = item_of(&rows[i]);
    ret->count = count;
    return RC_OK;
}

static enum rc list_from(struct community_reader *r, enum article_list_of of, struct str slug,
                         const struct q_article_page *page, struct arena *a,
                         struct article_list *ret)
{
    int64_t site_id = r->community->site.id;
    struct q_article_item *rows;
    size_t count;
    enum rc rc = RC_BUG;
    switch (of) {
    case ARTICLES_ALL:
        rc = q_article_list_all(
            r->db, &(struct q_article_list_all_in){.site_id = site_id, .article_page = *page}, a,
            &rows, &count);
        break;
    case ARTICLES_IN_SECTION:
        rc = q_article_list_section(r->db,
                                    &(struct q_article_list_section_in){
                                        .site_id = site_id, .section = slug, .article_page = *page},
                                    a, &rows, &count);
        break;
    case ARTICLES_WITH_TAG:
        rc = q_article_list_tag(
            r->db,
            &(struct q_article_list_tag_in){.site_id = site_id, .tag = slug, .article_page = *page},
            a, &rows, &count);
        break;
    }
    return rc == RC_OK ? copy_items(a, rows, count, ret) : rc;
}

/* A cursor is "MILLISECONDS-ID". */
static enum rc read_cursor(struct str cursor, struct q_article_page *ret)
{
    struct q_article_page p = {.before_ms = INT64_MAX, .before_id = INT64_MAX};
    if (cursor.n > 0) {
        struct str rest = cursor;
        struct str time = str_split(&rest, '-');
        if (str_to_i64(time, &p.before_ms) != RC_OK || str_to_i64(rest, &p.before_id) != RC_OK)
            return RC_INVALID;
    }
    *ret = p;
    return RC_OK;
}

enum rc article_list(struct community_reader *r, enum article_list_of of, struct str slug,
                     struct str cursor, size_t limit, struct arena *a, struct article_list *ret)
{
    size_t wanted = limit < ARTICLE_LIST_MAX ? limit : ARTICLE_LIST_MAX;
    struct article_list list = {0};
    struct q_article_page page;
    enum rc rc = read_cursor(cursor, &page);
    page.max_rows = (int64_t)wanted + 1;
    if (rc == RC_OK)
        rc = list_from(r, of, slug, &page, a, &list);
    if (rc != RC_OK)
        return rc;
    if (list.count > wanted) {
        list.count = wanted;
        if (wanted > 0) {
            const struct article_item *last = &list.items[wanted - 1];
            list.next =
                arena_printf(a, "%lld-%lld", (long long)last->published_ms, (long long)last->id);
        }
    }
    *ret = list;
    return RC_OK;
}

/* --- one article --- */

static enum rc read_tags(struct community_reader *r, struct arena *a, struct article_view *v)
{
    struct q_article_tag_list_row *rows;
    size_t count;
    enum rc rc = q_article_tag_list(
        r->db,
        &(struct q_article_tag_list_in){.site_id = r->community->site.id, .article_id = v->item.id},
        a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    v->tags = ARENA_ARRAY(a, count, struct article_tag);
    if (v->tags == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        v->tags[i] = (struct article_tag){.slug = rows[i].slug, .title = rows[i].title};
    v->tag_count = count;
    return RC_OK;
}

#define RELATED_MAX      5
#define RELATED_TAGS_MAX 8  /* tags looked at */
#define RELATED_PER_TAG  12 /* newest articles of each */

struct candidate {
    struct article_item item;
    unsigned common_tags;
};

struct candidates {
    struct candidate list[RELATED_TAGS_MAX * RELATED_PER_TAG];
    size_t count;
};

static void add_candidate(struct candidates *c, const struct article_item *item)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->list[i].item.id == item->id) {
            c->list[i].common_tags++;
            return;
        }
    c->list[c->count++] = (struct candidate){.item = *item, .common_tags = 1};
}

/* The best that is left: most common tags, then newest. NULL when none is. */
static struct candidate *take_best(struct candidates *c)
{
    struct candidate *best = NULL;
    for (size_t i = 0; i < c->count; i++) {
        struct candidate *x = &c->list[i];
        if (x->common_tags == 0)
            continue;
        if (best == NULL || x->common_tags > best->common_tags ||
            (x->common_tags == best->common_tags && x->item.published_ms > best->item.published_ms))
            best = x;
    }
    return best;
}

/* By the tags in common, among each tag's newest. */
static enum rc relate_by_tags(struct community_reader *r, struct arena *a, struct article_view *v)
{
    struct candidates *c = ARENA_NEW(a, struct candidates);
    v->related = ARENA_ARRAY(a, RELATED_MAX, struct article_item);
    if (c == NULL || v->related == NULL)
        return RC_NO_MEMORY;
    const struct q_article_page newest = {
        .before_ms = INT64_MAX, .before_id = INT64_MAX, .max_rows = RELATED_PER_TAG};
    for (size_t t = 0; t < v->tag_count && t < RELATED_TAGS_MAX; t++) {
        struct article_list list;
        enum rc rc = list_from(r, ARTICLES_WITH_TAG, v->tags[t].slug, &newest, a, &list);
        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < list.count; i++)
            if (list.items[i].id != v->item.id)
                add_candidate(c, &list.items[i]);
    }
    struct candidate *best;
    while (v->related_count < RELATED_MAX && (best = take_best(c)) != NULL) {
        v->related[v->related_count++] = best->item;
        best->common_tags = 0;
    }
    return RC_OK;
}

static enum rc read_related(struct community_reader *r, struct arena *a, struct article_view *v)
{
    struct q_article_item *rows;
    size_t count;
    enum rc rc =
        q_article_list_related(r->db,
                               &(struct q_article_list_related_in){.site_id = r->community->site.id,
                                                                   .article_id = v->item.id},
                               a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    if (count == 0)
        return relate_by_tags(r, a, v);
    struct article_list list;
    rc = copy_items(a, rows, count, &list);
    if (rc != RC_OK)
        return rc;
    v->related = list.items;
    v->related_count = list.count;
    return RC_OK;
}

enum rc article_get(struct community_reader *r, int64_t id, struct arena *a,
                    struct article_view *ret)
{
    struct q_article_get_row row;
    enum rc rc = q_article_get(
        r->db, &(struct q_article_get_in){.site_id = r->community->site.id, .id = id}, a, &row);
    if (rc != RC_OK)
        return rc;
    struct article_view v = {
        .item = item_of(&row.article_item),
        .language = row.language,
        .body_markdown = row.body_markdown,
        .body_html = row.body_html,
        .source_url = row.source_url,
        .thread = {.mode = (enum thread_mode)row.mode,
                   .comment_count = row.article_item.comment_count,
                   .last_comment_ms = row.last_comment_ms},
    };
    rc = read_tags(r, a, &v);
    if (rc == RC_OK)
        rc = read_related(r, a, &v);
    if (rc == RC_OK)
        *ret = v;
    return rc;
}

enum rc article_find_id(struct community_reader *r, struct str slug, int64_t *ret)
{
    arena_reset(r->scratch);
    struct q_article_find_id_row row;
    enum rc rc = q_article_find_id(
        r->db, &(struct q_article_find_id_in){.site_id = r->community->site.id, .slug = slug},
        r->scratch, &row);
    if (rc == RC_OK)
        *ret = row.id;
    return rc;
}

enum rc article_get_by_slug(struct community_reader *r, struct str slug, struct arena *a,
                            struct article_view *ret)
{
    int64_t id = 0;
    enum rc rc = article_find_id(r, slug, &id);
    return rc == RC_OK ? article_get(r, id, a, ret) : rc;
}

/* --- sections and tags --- */

enum rc article_sections(struct community_reader *r, struct arena *a, struct article_section **ret,
                         size_t *ret_count)
{
    struct q_section_list_row *rows;
    size_t count;
    enum rc rc = q_section_list(
        r->db, &(struct q_section_list_in){.site_id = r->community->site.id}, a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    struct article_section *list = ARENA_ARRAY(a, count, struct article_section);
    if (list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        list[i] = (struct article_section){.slug = rows[i].slug, .title = rows[i].title};
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

enum rc article_section_get(struct community_reader *r, struct str slug, struct arena *a,
                            struct article_section *ret)
{
    struct q_section_get_row row;
    enum rc rc = q_section_get(
        r->db, &(struct q_section_get_in){.site_id = r->community->site.id, .slug = slug}, a, &row);
    if (rc == RC_OK)
        *ret = (struct article_section){.slug = row.slug, .title = row.title};
    return rc;
}

enum rc article_tag_get(struct community_reader *r, struct str slug, struct arena *a,
                        struct article_tag *ret)
{
    struct q_tag_get_row row;
    enum rc rc = q_tag_get(
        r->db, &(struct q_tag_get_in){.site_id = r->community->site.id, .slug = slug}, a, &row);
    if (rc == RC_OK)
        *ret = (struct article_tag){.slug = row.slug, .title = row.title};
    return rc;
}

/* --- slugs --- */

#define SLUG_BYTES_MAX 80

struct str article_slug_from(struct arena *a, struct str title)
{
    struct str folded;
    char *out = arena_alloc(a, SLUG_BYTES_MAX + 1);
    if (out == NULL || text_fold(a, title, &folded) != RC_OK)
        return STR("article");
    size_t n = 0;
    for (size_t i = 0, length; i < folded.n && n < SLUG_BYTES_MAX; i += length) {
        uint32_t c = utf8_decode(folded, i, &length);
        char plain = c < 0x80 ? char_lower((char)c) : text_unaccented(c);
        if (char_is_alpha(plain) || char_is_digit(plain))
            out[n++] = plain;
        else if (n > 0 && out[n - 1] != '-' && c != '\'' && c < 0x80)
            out[n++] = '-';
    }
    while (n > 0 && out[n - 1] == '-')
        n--;
    return n > 0 ? str_make(out, n) : STR("article");
}
