/*
 * What the files of src/web share of the site: its configuration, cache, zone and per-loop readers.
 *
 * Invariant: read-only after site_new, but for `settings`, which requests load once, and `loops`, where each event loop writes its own place only.
 *
 * Must not: be included outside src/web.
 */
#ifndef COMITY_WEB_SITE_STATE_H
#define COMITY_WEB_SITE_STATE_H

#include "web/page_cache.h"
#include "web/site.h"

#define SITE_LOOPS_MAX 64

struct aside;
struct copies;
struct timezone;

/* Kinds of cached pages: what page_cache_bump is told. */
enum site_page {
    SITE_PAGE_FRONT = 1,
    SITE_PAGE_LIST,    /* sections and tags */
    SITE_PAGE_ARTICLE, /* id: the article's */
    SITE_PAGE_STANDARDS,
    SITE_PAGE_PRIVACY,
};

/* Slugs and ids of articles this loop has met lately: a slug is never given twice, so an entry never goes stale. */
#define SITE_SLUGS 512
struct site_slug {
    char bytes[80];
    size_t n;
    int64_t id;
};

struct site_loop {
    struct community_reader reader;
    bool open;
    struct site_slug *slugs; /* SITE_SLUGS of them, zeroed at first */
};

struct site {
    struct site_config config; /* its settings are those of the start */
    const struct config *_Atomic settings;
    struct arena *arena; /* process-lifetime */
    struct page_cache *cache;
    struct aside *batches, *long_texts;
    struct copies *checked; /* texts that Akismet clients asked about, by address */
    const struct timezone *zone;
    int64_t started_ms;
    int64_t today; /* site_tick's: the day that kept pages bear */
    struct site_loop loops[SITE_LOOPS_MAX];
};

#endif
