/*
 * Feeds: RSS 2.0 (and 0.9x, 1.0), Atom 1.0 and JSON Feed 1.1, read item by item.
 *
 * The document comes through a read callback and is never held whole (but for JSON Feed, which is one value);
 * each item is handed to a callback with everything cleaned: titles and names as plain text, content as
 * our own HTML, addresses absolute and checked.
 *
 * Ownership: an item's strings live until its callback returns.
 *
 * Invariants:
 *  1. No network, no DTD, no entities but the five of XML and character references; a document with a DTD is
 *     refused.
 *  2. At most FEED_BYTES_MAX bytes are read, FEED_ITEM_BYTES_MAX for one item, FEED_JSON_BYTES_MAX for a JSON
 *     Feed, nesting to libxml2's 256 levels.
 *  3. `guid` is never empty and is the same each time the same item is read: the feed's own, else the
 *     address, else a hash of title and content.
 *  4. An item without title, summary and content is counted as skipped, not handed out.
 *
 * Must not: fetch, store, or ask for the time.
 */
#ifndef COMITY_TEXT_FEED_H
#define COMITY_TEXT_FEED_H

#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "text/html.h"

#define FEED_BYTES_MAX      ((size_t)64 * 1024 * 1024)
#define FEED_ITEM_BYTES_MAX ((size_t)4 * 1024 * 1024)
#define FEED_JSON_BYTES_MAX ((size_t)8 * 1024 * 1024)
#define FEED_TAGS_MAX       32

struct feed_picture {
    struct str url; /* https; empty: none */
    struct str caption, credit;
};

struct feed_item {
    struct str guid;
    struct str url;                    /* http or https; may be empty */
    struct str title, author, summary; /* plain text */
    struct str language;               /* of the feed; may be empty */
    int64_t published_ms, updated_ms;  /* 0: not given, or not a date */
    struct html content;
    struct feed_picture picture;
    struct str tags[FEED_TAGS_MAX];
    size_t tag_count;
};

/* Up to `max` bytes into `into`; 0 at the end, negative when reading failed. */
typedef ssize_t feed_read(void *data, char *into, size_t max);
/* Anything but RC_OK stops the reading and is returned by feed_parse. */
typedef enum rc feed_take(void *data, const struct feed_item *item);

struct feed_source {
    feed_read *read;
    void *data;
    struct str url; /* where the feed was found, for its relative addresses; may be empty */
};

struct feed_result {
    size_t items, skipped;
};

/* RC_INVALID (not well formed; line in `problem`), RC_UNSUPPORTED (no kind of feed we know), RC_TOO_LARGE, RC_IO
 * (the read callback failed), RC_NO_MEMORY, or what `take` returned. Items already taken stay taken; how many come before a fault is not defined. */
enum rc feed_parse(struct arena *a, const struct feed_source *source, feed_take *take,
                   void *take_data, struct feed_result *ret, struct problem *problem) MUST_CHECK;

/* A feed_read over bytes in memory; `data` is a struct str, which moves along. */
ssize_t feed_read_bytes(void *data, char *into, size_t max);

#endif
