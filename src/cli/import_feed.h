/*
 * `comity import feed` and `comity import page`: documents of other systems become articles.
 *
 * A source is a file, "-" for standard input, or an http(s) address. A feed's items are stored one by one as they are
 * read, so that a fault on item 900 leaves 899 articles. Lead pictures are fetched and kept by the site itself, since
 * its pages show no picture of another host; one that cannot be had is left out, with a message.
 */
#ifndef COMITY_CLI_IMPORT_FEED_H
#define COMITY_CLI_IMPORT_FEED_H

#include "cli/app.h"

struct import_feed_options {
    struct str source;
    struct str section; /* title for articles that name none; empty: "News" */
};

struct import_feed_report {
    size_t added, updated, unchanged;
    size_t skipped;           /* items without title or text */
    size_t pictures_left_out; /* named, but not to be had */
};

enum rc import_feed(struct app *app, const struct import_feed_options *options,
                    struct import_feed_report *report, struct problem *problem) MUST_CHECK;
enum rc import_page(struct app *app, const struct import_feed_options *options,
                    struct import_feed_report *report, struct problem *problem) MUST_CHECK;

#endif
