/*
 * Articles, sections and tags: reading them, and the one way they come in.
 *
 * Lists are newest first by keyset (published, id). Strings of a view live in the caller's arena.
 * body_html was made by the sanitiser when the article was stored and is nothing else's output.
 *
 * Invariants:
 *  1. article_put is idempotent: the same source_guid with the same content changes nothing; with
 * other content it updates the article in place, keeping id, slug and thread.
 *  2. A slug never changes and is never given twice.
 */
#ifndef COMITY_COMMUNITY_ARTICLE_ARTICLE_H
#define COMITY_COMMUNITY_ARTICLE_ARTICLE_H

#include "community/community.h"
#include "community/comment/discussion.h"

struct article_picture {
    struct str url, alt, caption, credit; /* url empty: no picture */
    int64_t width, height;                /* 0: unknown */
};

struct article_tag {
    struct str slug, title;
};

/* What lists show. */
struct article_item {
    int64_t id;
    struct str slug, section, section_title, headline, standfirst, byline;
    int64_t published_ms, updated_ms; /* updated 0: never */
    struct article_picture picture;
    int64_t comment_count;
};

struct article_view {
    struct article_item item;
    struct str language;
    struct str body_markdown; /* empty when it came as HTML */
    struct str body_html;
    struct str source_url;
    struct article_tag *tags;
    size_t tag_count;
    struct article_item *related;
    size_t related_count;
    struct discussion_thread thread;
};

struct article_section {
    struct str slug, title;
};

#define ARTICLE_LIST_MAX 100

struct article_list {
    struct article_item *items;
    size_t count;
    struct str next; /* cursor, empty on the last page */
};

enum article_list_of { ARTICLES_ALL, ARTICLES_IN_SECTION, ARTICLES_WITH_TAG };

/* `slug` names the section or tag. `cursor` empty: from the newest. RC_INVALID for a malformed
 * cursor. */
enum rc article_list(struct community_reader *r, enum article_list_of of, struct str slug,
                     struct str cursor, size_t limit, struct arena *a,
                     struct article_list *ret) MUST_CHECK;
/* The whole article with tags, related and thread. RC_NOT_FOUND. */
enum rc article_get_by_slug(struct community_reader *r, struct str slug, struct arena *a,
                            struct article_view *ret) MUST_CHECK;
enum rc article_get(struct community_reader *r, int64_t id, struct arena *a,
                    struct article_view *ret) MUST_CHECK;
/* The id alone: one narrow index read, for requests served from the page cache. */
enum rc article_find_id(struct community_reader *r, struct str slug, int64_t *ret) MUST_CHECK;
enum rc article_sections(struct community_reader *r, struct arena *a, struct article_section **ret,
                         size_t *ret_count) MUST_CHECK;
enum rc article_section_get(struct community_reader *r, struct str slug, struct arena *a,
                            struct article_section *ret) MUST_CHECK;
enum rc article_tag_get(struct community_reader *r, struct str slug, struct arena *a,
                        struct article_tag *ret) MUST_CHECK;

/* Lower-case ASCII letters, digits and single hyphens, at most 80 bytes; never empty ("article" at
 * worst). */
struct str article_slug_from(struct arena *a, struct str title);

#endif
