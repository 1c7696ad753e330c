/*
 * Rendered pages: made once per change, compressed once, held under a memory bound, the same bytes
 * for all.
 *
 * A page has a key and a generation. Whoever changes what a page shows bumps the generation of its
 * (kind, id) after the change is committed and before it is acknowledged; a page belongs to the
 * generation that was read before its rendering began, and is given out only while that is still
 * the current one. So whoever asks after an acknowledgement sees what was acknowledged.
 *
 *   asked --page of this generation--> HIT
 *         --nobody renders this generation--> RENDER (the asker; page_cache_finish is its duty)
 *         --somebody does--> WAIT (woken with the page, or with the failure)
 *
 * Invariants:
 *  1. A page given to a reader was rendered from data read after every bump that came before the
 * reader asked.
 *  2. One generation of a key is rendered at most once at a time; after a failure the next asker
 * tries again.
 *  3. Pages held never exceed `bytes_max`, apart from those that loops are still answering with and
 * each loop's PAGE_RECENT most recently used ones; pages of old generations go first, then those
 * unused longest (clock).
 *  4. A hit writes to no memory that another loop reads: each loop keeps its recent pages itself.
 *
 * Generations are counters in a fixed table, chosen by hash: a collision costs a rendering too
 * many, never a stale page. Must not: hold anything personal.
 */
#ifndef COMITY_WEB_PAGE_CACHE_H
#define COMITY_WEB_PAGE_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "http/http.h"
#include "web/page_share.h"

/* Longest variant that is cached; pages with longer ones are rendered each time. */
#define PAGE_VARIANT_MAX 96
/* Pages each loop remembers for itself. */
#define PAGE_RECENT 32

struct page_cache;

struct page_key {
    uint32_t kind;      /* which page: the web layer's own numbering */
    int64_t id;         /* of what: article, section; 0 when there is one only */
    struct str variant; /* order, cursor, language: whatever else makes it another page */
};

/* `loops` as in http_config: 0 is one per core. RC_NO_MEMORY. */
enum rc page_cache_new(size_t bytes_max, unsigned loops, struct page_cache **ret) MUST_CHECK;
/* No request may be under way any more. Accepts NULL. */
void page_cache_free(struct page_cache *cache);
/* Makes older pages of (kind, id) invalid, whatever their variant. Any thread, never blocks. */
void page_cache_bump(struct page_cache *cache, uint32_t kind, int64_t id);
/* The same for every page: after a change of standards or settings. */
void page_cache_bump_all(struct page_cache *cache);

/* --- answering a request with a page --- */
/* Renders into `page`, whose fields are preset as named in page_share.h. Called on the request's loop; must
 * not wait. */
typedef enum rc (*page_render_fn)(struct http_exchange *x, struct page *page, void *ctx);
/* Answers a request whose page could not be rendered. */
typedef void (*page_fail_fn)(struct http_exchange *x, enum rc rc, void *ctx);
struct page_source {
    page_render_fn render;
    page_fail_fn fail;
    void *ctx; /* lives as long as the request */
};
/* Answers `x`, now or once another loop has rendered the page. `key` and `source` are copied, the
 * variant's bytes live as long as the request. */
void page_cache_reply(struct page_cache *cache, struct http_exchange *x, const struct page_key *key,
                      const struct page_source *source);

/* --- the same without a request: for tests and for pages made ahead --- */
enum page_found { PAGE_HIT, PAGE_RENDER, PAGE_WAIT };
struct page_waiter {
    void (*wake)(struct page_waiter *w); /* from the renderer's thread, once */
    enum rc rc;
    struct http_shared *page; /* a reference, the waiter's to give back; NULL unless rc is RC_OK */
    struct page_waiter *next;
};
struct page_flight { /* a rendering under way; the renderer's, on its stack */
    uint64_t generation;
    unsigned shard, entry;
    struct page_waiter *waiters;
};
/* PAGE_HIT: `ret_page` is a reference to give back. PAGE_RENDER: render, then
 * page_cache_finish(flight). PAGE_WAIT: `w` was linked and will be woken, perhaps before this
 * returns. */
enum page_found page_cache_find(struct page_cache *cache, const struct page_key *key,
                                struct page_flight *flight, struct page_waiter *w,
                                struct http_shared **ret_page);
/* Keeps `page` (NULL when rc says why there is none), of which the caller keeps its own reference.
 */
void page_cache_finish(struct page_cache *cache, struct page_flight *flight, enum rc rc,
                       struct http_shared *page);

#endif
