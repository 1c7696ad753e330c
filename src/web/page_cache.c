#include "web/page_cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/clock.h"
#include "base/metrics.h"

#define SHARDS          8
#define ENTRIES         256 /* a shard */
#define BUCKETS         256 /* a shard; a power of two */
#define GENERATIONS     8192
#define NO_ENTRY        UINT32_MAX
#define CACHE_ARENA_MAX ((size_t)16 * 1024 * 1024)

struct identity {
    uint64_t hash;
    int64_t id;
    uint32_t kind;
    unsigned variant_n;
    char variant[PAGE_VARIANT_MAX];
};

struct entry {
    struct identity identity;
    uint64_t generation; /* of `page` */
    struct http_shared *page;
    size_t bytes;
    struct page_flight *flight; /* the newest rendering of this key, or NULL */
    uint64_t flight_generation;
    unsigned next; /* in its bucket, or in the list of free ones */
    bool taken;
    _Atomic bool used; /* since the clock's hand passed */
};

struct shard {
    _Alignas(128) pthread_mutex_t lock;
    struct entry *entries;
    unsigned buckets[BUCKETS];
    unsigned free_head, hand;
    size_t bytes, bytes_max;
};

/* A page one loop used lately. Only that loop touches it. */
struct recent {
    struct identity identity;
    uint64_t generation;
    struct http_shared *page;
    struct entry *entry; /* to mark as used: a hint, the entry may be another's by now */
};

struct loop_recents {
    _Alignas(128) struct recent slots[PAGE_RECENT];
    unsigned hand;
};

struct page_cache {
    struct arena *arena;
    struct shard *shards;
    struct loop_recents *recents;
    unsigned loops;
    _Atomic uint64_t generations[GENERATIONS];
};

static uint64_t subject_hash(uint32_t kind, int64_t id)
{
    struct {
        uint64_t kind;
        int64_t id;
    } subject = {kind, id};
    return XXH3_64bits(&subject, sizeof subject);
}

static _Atomic uint64_t *generation_of(struct page_cache *cache, uint32_t kind, int64_t id)
{
    return &cache->generations[subject_hash(kind, id) % GENERATIONS];
}

static uint64_t key_hash(const struct page_key *key)
{
    return XXH3_64bits_withSeed(key->variant.p ? key->variant.p : "", key->variant.n,
                                subject_hash(key->kind, key->id));
}

static bool identity_is(const struct identity *i, const struct page_key *key, uint64_t hash)
{
    return i->hash == hash && i->kind == key->kind && i->id == key->id &&
           str_eq(str_make(i->variant, i->variant_n), key->variant);
}

static void identity_set(struct identity *i, const struct page_key *key, uint64_t hash)
{
    i->hash = hash;
    i->kind = key->kind;
    i->id = key->id;
    i->variant_n = (unsigned)key->variant.n;
    if (key->variant.n > 0)
        memcpy(i->variant, key->variant.p, key->variant.n);
}

static bool shard_init(struct shard *s, size_t bytes_max, struct arena *a)
{
    pthread_mutex_init(&s->lock, NULL);
    s->bytes_max = bytes_max;
    s->entries = ARENA_ARRAY(a, ENTRIES, struct entry);
    for (unsigned i = 0; i < BUCKETS; i++)
        s->buckets[i] = NO_ENTRY;
    for (unsigned i = 0; s->entries != NULL && i < ENTRIES; i++)
        s->entries[i].next = i + 1 < ENTRIES ? i + 1 : NO_ENTRY;
    return s->entries != NULL;
}

/* Arena memory is aligned to 16 bytes; what loops write must not share cache lines. */
static void *aligned_array(struct arena *a, size_t count, size_t size)
{
    uintptr_t p = (uintptr_t)arena_alloc(a, count * size + 128);
    return p == 0 ? NULL : (void *)((p + 127) & ~(uintptr_t)127);
}

enum rc page_cache_new(size_t bytes_max, unsigned loops, struct page_cache **ret)
{
    struct arena *a = arena_new(CACHE_ARENA_MAX);
    struct page_cache *cache = a ? ARENA_NEW(a, struct page_cache) : NULL;
    bool ok = cache != NULL;
    if (loops == 0)
        loops = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    if (ok) {
        cache->arena = a;
        cache->loops = loops;
        cache->shards = aligned_array(a, SHARDS, sizeof *cache->shards);
        cache->recents = aligned_array(a, loops, sizeof *cache->recents);
        ok = cache->shards != NULL && cache->recents != NULL;
    }
    for (unsigned i = 0; ok && i < SHARDS; i++)
        ok = shard_init(&cache->shards[i], bytes_max / SHARDS, a);
    if (!ok) {
        arena_free(a);
        return RC_NO_MEMORY;
    }
    *ret = cache;
    return RC_OK;
}

void page_cache_free(struct page_cache *cache)
{
    if (cache == NULL)
        return;
    for (unsigned i = 0; i < cache->loops; i++)
        for (unsigned k = 0; k < PAGE_RECENT; k++)
            http_shared_unref(cache->recents[i].slots[k].page);
    for (unsigned i = 0; i < SHARDS; i++) {
        struct shard *s = &cache->shards[i];
        for (unsigned k = 0; k < ENTRIES; k++)
            http_shared_unref(s->entries[k].page);
        metric_gauge_add(GAUGE_page_bytes, -(int64_t)s->bytes);
        pthread_mutex_destroy(&s->lock);
    }
    arena_free(cache->arena);
}

void page_cache_bump(struct page_cache *cache, uint32_t kind, int64_t id)
{
    atomic_fetch_add(generation_of(cache, kind, id), 1);
}

void page_cache_bump_all(struct page_cache *cache)
{
    for (unsigned i = 0; i < GENERATIONS; i++)
        atomic_fetch_add(&cache->generations[i], 1);
}

static struct entry *entry_find(struct shard *s, const struct page_key *key, uint64_t hash)
{
    unsigned i = s->buckets[hash / SHARDS % BUCKETS];
    while (i != NO_ENTRY && !identity_is(&s->entries[i].identity, key, hash))
        i = s->entries[i].next;
    return i == NO_ENTRY ? NULL : &s->entries[i];
}

static void page_drop(struct shard *s, struct entry *e)
{
    if (e->page == NULL)
        return;
    http_shared_unref(e->page);
    s->bytes -= e->bytes;
    metric_gauge_add(GAUGE_page_bytes, -(int64_t)e->bytes);
    e->page = NULL;
    e->bytes = 0;
}

static void entry_release(struct shard *s, struct entry *e)
{
    unsigned index = (unsigned)(e - s->entries);
    unsigned *at = &s->buckets[e->identity.hash / SHARDS % BUCKETS];
    while (*at != index)
        at = &s->entries[*at].next;
    *at = e->next;
    page_drop(s, e);
    e->taken = false;
    e->next = s->free_head;
    s->free_head = index;
}

static bool is_stale(struct page_cache *cache, const struct entry *e)
{
    return e->page == NULL ||
           e->generation < atomic_load(generation_of(cache, e->identity.kind, e->identity.id));
}

/* Clock: the hand passes over entries, sparing once those used since its last visit. Old pages are not spared.
 * False when everything is being rendered or is `kept`. */
static bool evict_one(struct page_cache *cache, struct shard *s, const struct entry *kept)
{
    for (unsigned steps = 0; steps < 2 * ENTRIES; steps++) {
        struct entry *e = &s->entries[s->hand];
        s->hand = (s->hand + 1) % ENTRIES;
        if (!e->taken || e->flight != NULL || e == kept)
            continue;
        if (atomic_exchange(&e->used, false) && !is_stale(cache, e))
            continue;
        entry_release(s, e);
        metric_add(METRIC_page_evictions, 1);
        return true;
    }
    return false;
}

static struct entry *entry_take(struct page_cache *cache, struct shard *s,
                                const struct page_key *key, uint64_t hash)
{
    if (s->free_head == NO_ENTRY && !evict_one(cache, s, NULL))
        return NULL;
    unsigned index = s->free_head, *bucket = &s->buckets[hash / SHARDS % BUCKETS];
    struct entry *e = &s->entries[index];
    s->free_head = e->next;
    identity_set(&e->identity, key, hash);
    e->taken = true;
    e->flight = NULL;
    e->next = *bucket;
    *bucket = index;
    return e;
}

static void flight_begin(struct page_flight *f, struct shard *s, struct entry *e)
{
    f->entry = NO_ENTRY;
    if (e == NULL)
        return;
    f->entry = (unsigned)(e - s->entries);
    e->flight = f;
    e->flight_generation = f->generation;
}

static enum page_found find_locked(struct page_cache *cache, struct shard *s,
                                   const struct page_key *key, uint64_t hash,
                                   struct page_flight *flight, struct page_waiter *w,
                                   struct http_shared **ret_page)
{
    struct entry *e = entry_find(s, key, hash);
    if (e != NULL && e->page != NULL && e->generation >= flight->generation) {
        atomic_store(&e->used, true);
        flight->generation = e->generation;
        flight->entry = (unsigned)(e - s->entries);
        *ret_page = http_shared_ref(e->page);
        return PAGE_HIT;
    }
    if (e != NULL && e->flight != NULL && e->flight_generation >= flight->generation) {
        w->next = e->flight->waiters;
        e->flight->waiters = w;
        return PAGE_WAIT;
    }
    flight_begin(flight, s, e != NULL ? e : entry_take(cache, s, key, hash));
    return PAGE_RENDER;
}

/* The generation is read first: what is given out is at least as new as the moment of asking. */
static enum page_found find_hashed(struct page_cache *cache, const struct page_key *key,
                                   uint64_t hash, struct page_flight *flight, struct page_waiter *w,
                                   struct http_shared **ret_page)
{
    struct shard *s = &cache->shards[hash % SHARDS];
    *flight =
        (struct page_flight){.generation = atomic_load(generation_of(cache, key->kind, key->id)),
                             .shard = (unsigned)(hash % SHARDS),
                             .entry = NO_ENTRY};
    if (key->variant.n > PAGE_VARIANT_MAX)
        return PAGE_RENDER;
    pthread_mutex_lock(&s->lock);
    enum page_found found = find_locked(cache, s, key, hash, flight, w, ret_page);
    pthread_mutex_unlock(&s->lock);
    static const enum metric_counter counters[] = {[PAGE_HIT] = METRIC_page_hits,
                                                   [PAGE_RENDER] = METRIC_page_renders,
                                                   [PAGE_WAIT] = METRIC_page_waits};
    metric_add(counters[found], 1);
    return found;
}

enum page_found page_cache_find(struct page_cache *cache, const struct page_key *key,
                                struct page_flight *flight, struct page_waiter *w,
                                struct http_shared **ret_page)
{
    return find_hashed(cache, key, key_hash(key), flight, w, ret_page);
}

static void page_keep(struct page_cache *cache, struct shard *s, struct entry *e,
                      uint64_t generation, struct http_shared *page)
{
    size_t bytes = http_shared_bytes(page);
    page_drop(s, e);
    if (bytes > s->bytes_max)
        return;
    e->page = http_shared_ref(page);
    e->bytes = bytes;
    e->generation = generation;
    atomic_store(&e->used, true);
    s->bytes += bytes;
    metric_gauge_add(GAUGE_page_bytes, (int64_t)bytes);
    while (s->bytes > s->bytes_max && evict_one(cache, s, e))
        ;
}

/* A rendering that a newer one has overtaken is not kept, but those who waited for it get it: they asked before
 * the bump. */
void page_cache_finish(struct page_cache *cache, struct page_flight *flight, enum rc rc,
                       struct http_shared *page)
{
    if (flight->entry != NO_ENTRY) {
        struct shard *s = &cache->shards[flight->shard];
        struct entry *e = &s->entries[flight->entry];
        pthread_mutex_lock(&s->lock);
        if (e->flight == flight) {
            e->flight = NULL;
            if (page != NULL)
                page_keep(cache, s, e, flight->generation, page);
        }
        pthread_mutex_unlock(&s->lock);
    }
    for (struct page_waiter *w = flight->waiters, *next; w != NULL; w = next) {
        next = w->next;
        w->rc = rc;
        w->page = rc == RC_OK ? http_shared_ref(page) : NULL;
        w->wake(w);
    }
}

static void recent_forget(struct recent *r)
{
    http_shared_unref(r->page);
    r->page = NULL;
}

/* Notes a page for this loop, and lets go of one slot's page if that has become old. */
static void recent_note(struct page_cache *cache, unsigned loop, const struct page_key *key,
                        uint64_t hash, const struct page_flight *flight, struct http_shared *page)
{
    struct loop_recents *own = &cache->recents[loop];
    struct recent *r = &own->slots[hash / SHARDS % PAGE_RECENT];
    if (flight->entry == NO_ENTRY)
        return;
    recent_forget(r);
    identity_set(&r->identity, key, hash);
    r->generation = flight->generation;
    r->entry = &cache->shards[flight->shard].entries[flight->entry];
    r->page = http_shared_ref(page);
    struct recent *other = &own->slots[own->hand++ % PAGE_RECENT];
    if (other->page != NULL &&
        other->generation <
            atomic_load(generation_of(cache, other->identity.kind, other->identity.id)))
        recent_forget(other);
}

static bool reply_recent(struct page_cache *cache, struct http_exchange *x,
                         const struct page_key *key, uint64_t hash)
{
    struct recent *r = &cache->recents[http_loop(x)].slots[hash / SHARDS % PAGE_RECENT];
    if (r->page == NULL || !identity_is(&r->identity, key, hash) ||
        r->generation <
            atomic_load_explicit(generation_of(cache, key->kind, key->id), memory_order_acquire))
        return false;
    if (!atomic_load_explicit(&r->entry->used, memory_order_relaxed))
        atomic_store_explicit(&r->entry->used, true, memory_order_relaxed);
    metric_add(METRIC_page_hits, 1);
    http_reply_shared(x, r->page);
    return true;
}

static enum rc page_make(struct http_exchange *x, const struct page_source *source,
                         struct http_shared **ret)
{
    int64_t started_ns = clock_monotonic_ns();
    struct page page = {.status = 200,
                        .content_type = STR("text/html; charset=utf-8"),
                        .cache_control = STR("no-cache")};
    buf_init(&page.body, PAGE_BODY_MAX);
    enum rc rc = source->render(x, &page, source->ctx);
    if (rc == RC_OK)
        rc = page_share(&page, ret);
    buf_release(&page.body);
    metric_observe(HISTOGRAM_page_render, clock_monotonic_ns() - started_ns);
    return rc;
}

struct reader {
    struct page_waiter waiter; /* first: a waiter is its reader */
    struct http_exchange *exchange;
    struct page_source source;
};

static void reader_answer(struct http_exchange *x, void *ctx)
{
    struct reader *r = ctx;
    if (r->waiter.rc != RC_OK) {
        if (!http_gone(x))
            r->source.fail(x, r->waiter.rc, r->source.ctx);
        return;
    }
    http_reply_shared(x, r->waiter.page);
    http_shared_unref(r->waiter.page);
}

static void reader_wake(struct page_waiter *w)
{
    struct reader *r = (struct reader *)w;
    http_continue(r->exchange, reader_answer, r);
}

static void reply_rendered(struct page_cache *cache, struct http_exchange *x,
                           const struct page_key *key, uint64_t hash,
                           const struct page_source *source, struct page_flight *flight)
{
    struct http_shared *page = NULL;
    enum rc rc = page_make(x, source, &page);
    page_cache_finish(cache, flight, rc, page);
    if (rc != RC_OK) {
        source->fail(x, rc, source->ctx);
        return;
    }
    recent_note(cache, http_loop(x), key, hash, flight, page);
    http_reply_shared(x, page);
    http_shared_unref(page);
}

void page_cache_reply(struct page_cache *cache, struct http_exchange *x, const struct page_key *key,
                      const struct page_source *source)
{
    uint64_t hash = key_hash(key);
    struct page_flight flight;
    struct http_shared *page = NULL;
    if (key->variant.n <= PAGE_VARIANT_MAX && reply_recent(cache, x, key, hash))
        return;
    struct reader *r = ARENA_NEW(http_arena(x), struct reader);
    if (r == NULL) {
        source->fail(x, RC_NO_MEMORY, source->ctx);
        return;
    }
    *r = (struct reader){.waiter = {.wake = reader_wake}, .exchange = x, .source = *source};
    switch (find_hashed(cache, key, hash, &flight, &r->waiter, &page)) {
    case PAGE_HIT:
        recent_note(cache, http_loop(x), key, hash, &flight, page);
        http_reply_shared(x, page);
        http_shared_unref(page);
        break;
    case PAGE_RENDER:
        reply_rendered(cache, x, key, hash, source, &flight);
        break;
    case PAGE_WAIT:
        http_wait(x);
        break;
    }
}
