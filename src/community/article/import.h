/*
 * Articles coming in: a parsed draft becomes a stored article. Parsing is src/text's, fetching
 * fetch.h's; this is the one door, for feeds, pages and the sample edition alike.
 *
 * Invariants:
 *  1. The same draft twice is one article (by source_guid), and the second time nothing is written.
 *  2. body_html comes from the sanitiser; picture and source addresses are http or https (or a path
 * of this site).
 *  3. Sections and tags named by a draft are made when they do not exist.
 */
#ifndef COMITY_COMMUNITY_ARTICLE_IMPORT_H
#define COMITY_COMMUNITY_ARTICLE_IMPORT_H

#include "community/article/article.h"

struct article_draft {
    struct str source_guid; /* required: what makes it the same article next time */
    struct str source_url;
    struct str slug;     /* empty: made from the headline */
    struct str section;  /* title, e.g. "World"; empty: "News" */
    struct str language; /* empty: the site's */
    struct str headline; /* required */
    struct str standfirst, byline;
    struct str body_markdown; /* optional source */
    struct str body_html;     /* sanitised */
    int64_t published_ms;     /* 0: now */
    int64_t updated_ms;       /* 0: never */
    struct article_picture picture;
    const struct str *tags; /* titles */
    size_t tag_count;
    const struct str *related_slugs; /* those that exist are linked; empty: by common tags */
    size_t related_count;
    enum thread_mode mode; /* of a new article's thread */
};

enum import_outcome { IMPORT_ADDED, IMPORT_UPDATED, IMPORT_UNCHANGED };

struct import_article {
    struct community_job job;
    struct actor actor; /* PUBLISH_ARTICLE is asked; the command line acts as an administrator */
    struct article_draft draft;
    enum import_outcome ret_outcome;
    int64_t ret_article_id;
    struct str ret_slug;
};
/* RC_INVALID names the field at fault in job.problem. */
enum rc import_article_submit(struct community_job *job) MUST_CHECK;

/* A comment that keeps its time and author, for the sample edition and imports: judged like any other, a nudge
 * being a hold; its author's rate is not known then. The same comment twice is one comment. */
struct import_comment {
    struct community_job job;
    int64_t article_id;
    int64_t parent_id;
    int64_t account_id;
    int64_t created_ms;
    struct str body;
    int64_t ret_comment_id;
    enum comment_status ret_status;
    bool ret_is_new; /* false: an earlier import brought it */
};
enum rc import_comment_submit(struct community_job *job) MUST_CHECK;

#endif
