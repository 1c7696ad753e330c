/*
 * The discussion of an article folder: DIR/comments.jsonl.
 *
 * A line is {"id", "article", "parent"?, "author", "minutes_after", "text"}: id and parent are the file's own numbers,
 * article is a slug of the same folder, the time counts from the article's publication.
 */
#ifndef COMITY_CLI_EDITION_COMMENTS_H
#define COMITY_CLI_EDITION_COMMENTS_H

#include "cli/edition.h"

struct edition_article {
    struct str slug;
    int64_t id;
    int64_t published_ms;
};

struct edition_articles {
    struct edition_article *items;
    size_t count;
};

/* RC_OK when there is no such file. A fault names its line. */
enum rc edition_import_comments(struct app *app, struct str dir,
                                const struct edition_articles *articles,
                                struct edition_report *report, struct problem *problem) MUST_CHECK;

#endif
