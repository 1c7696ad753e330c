/*
 * What the XML and the JSON reader of feeds share: cleaning and completing an item.
 *
 * Must not: be used outside src/text.
 */
#ifndef COMITY_TEXT_FEED_ITEM_H
#define COMITY_TEXT_FEED_ITEM_H

#include "text/feed.h"

#define FEED_TITLE_MAX   300  /* characters */
#define FEED_SUMMARY_MAX 1000 /* characters */

/* State of one feed_parse. */
struct feed_run {
    struct arena *arena;
    const struct feed_source *source;
    feed_take *take;
    void *take_data;
    struct feed_result result;
    struct problem *problem;
    struct str language;
    char start[4096]; /* bytes looked at to tell the kind */
    size_t start_n, start_at;
    size_t bytes, item_bytes; /* read in all; since the item began */
    enum rc failure;          /* of reading */
};

/* Copies on from the start that was looked at, then from the source; keeps the bounds. */
ssize_t feed_run_read(struct feed_run *r, char *into, size_t max);

/* `reference` resolved and checked; empty when it is no address of that kind (link_allowed). */
struct str feed_address(struct arena *a, struct str base, struct str reference, unsigned allowed);
/* Words of HTML or of plain text on one line. */
struct str feed_words(struct arena *a, struct str s, bool is_html, size_t max_characters);
/* HTML or plain text as our HTML. */
struct html feed_markup(struct arena *a, struct str s, bool is_html, struct str base);
/* Adds a tag unless it is there, empty, or one too many. */
void feed_tag(struct arena *a, struct feed_item *item, struct str tag);
int64_t feed_date(struct str s);
/* Completes the item (guid, title, picture) and hands it out, or counts it as skipped. */
enum rc feed_finish_item(struct feed_run *r, struct feed_item *item) MUST_CHECK;

enum rc feed_parse_xml(struct feed_run *r) MUST_CHECK;
enum rc feed_parse_json(struct feed_run *r) MUST_CHECK;

#endif
