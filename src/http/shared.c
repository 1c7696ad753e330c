#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <xxhash.h>

#include "http/encoding.h"
#include "http/reply.h"
#include "http/server.h"

/* The encodings, and a better brotli. */
enum form { FORM_SMALLER = ENCODING_COUNT, FORM_COUNT };

/* One body in one encoding, with the responses made of it: one per loop, so that loops share no
 * lock. */
struct variant {
    struct str body, etag;
    char etag_text[24];
    struct MHD_Response *full[HTTP_LOOPS_MAX], *not_modified[HTTP_LOOPS_MAX];
    /* a body that is made later */
    http_compress_fn later;
    size_t later_max;   /* a larger one is not kept */
    _Atomic bool tried; /* set when `body` will not change any more */
};

/* `owners` counts references of the program; `users` counts responses that still point at the
 * bytes, and one for the owners together. */
struct http_shared {
    struct arena *arena;
    _Atomic unsigned owners, users;
    int status;
    size_t bytes;
    int64_t made_ms;
    struct str content_type, cache_control;
    struct variant variants[FORM_COUNT];
    pthread_mutex_t later_lock; /* over the arena and what is made later */
    unsigned
        sent[HTTP_LOOPS_MAX]; /* in brotli, until the smaller one was tried; each the loop's own */
};

static void etag_make(struct variant *v, uint64_t hash, unsigned e)
{
    static const char suffix[FORM_COUNT] = {'i', 'g', 'b', 's'};
    int n = snprintf(v->etag_text, sizeof v->etag_text, "\"%016llx-%c\"", (unsigned long long)hash,
                     suffix[e]);
    v->etag = str_make(v->etag_text, (size_t)n);
}

static void variants_fill(struct http_shared *s, const struct http_shared_parts *parts)
{
    const struct str bodies[ENCODING_COUNT] = {[ENCODING_IDENTITY] = parts->body,
                                               [ENCODING_GZIP] = parts->gzip,
                                               [ENCODING_BROTLI] = parts->brotli};
    uint64_t hash = XXH3_64bits(parts->body.p ? parts->body.p : "", parts->body.n);
    for (unsigned e = 0; e < FORM_COUNT; e++) {
        struct variant *v = &s->variants[e];
        if (e < ENCODING_COUNT)
            v->body = arena_dup(s->arena, bodies[e]);
        v->tried = true;
        etag_make(v, hash, e);
    }
}

/* Room is kept for what may be made. */
static size_t later_set(struct variant *v, http_compress_fn later, size_t max)
{
    if (later == NULL || max == 0)
        return 0;
    v->later = later;
    v->later_max = max;
    v->tried = false;
    return max;
}

enum rc http_shared_new(const struct http_shared_parts *parts, struct http_shared **ret)
{
    size_t now = parts->body.n + parts->gzip.n + parts->brotli.n;
    size_t texts = parts->content_type.n + parts->cache_control.n + 128;
    size_t fixed = sizeof(struct http_shared) + texts;
    struct arena *a = arena_new(fixed + now + parts->body.n + parts->brotli.n + 16384);
    struct http_shared *s = a ? ARENA_NEW(a, struct http_shared) : NULL;
    if (s == NULL) {
        arena_free(a);
        return RC_NO_MEMORY;
    }
    s->arena = a;
    s->owners = s->users = 1;
    s->status = parts->status;
    s->made_ms = server_now_ms();
    pthread_mutex_init(&s->later_lock, NULL);
    s->content_type = arena_dup(a, parts->content_type);
    s->cache_control = arena_dup(a, parts->cache_control);
    variants_fill(s, parts);
    s->bytes = fixed + now +
               later_set(&s->variants[ENCODING_GZIP], parts->gzip_later, parts->body.n / 2) +
               later_set(&s->variants[FORM_SMALLER], parts->brotli_smaller, parts->brotli.n);
    if (arena_failed(a)) {
        pthread_mutex_destroy(&s->later_lock);
        arena_free(a);
        return RC_NO_MEMORY;
    }
    *ret = s;
    return RC_OK;
}

struct http_shared *http_shared_ref(struct http_shared *s)
{
    atomic_fetch_add_explicit(&s->owners, 1, memory_order_relaxed);
    return s;
}

size_t http_shared_bytes(const struct http_shared *s)
{
    return s->bytes;
}

int http_shared_status(const struct http_shared *s)
{
    return s->status;
}

static void user_gone(void *shared)
{
    struct http_shared *s = shared;
    if (atomic_fetch_sub_explicit(&s->users, 1, memory_order_acq_rel) != 1)
        return;
    pthread_mutex_destroy(&s->later_lock);
    arena_free(s->arena);
}

static void responses_destroy(struct MHD_Response **responses)
{
    for (unsigned i = 0; i < HTTP_LOOPS_MAX; i++)
        if (responses[i] != NULL)
            MHD_destroy_response(responses[i]);
}

void http_shared_unref(struct http_shared *s)
{
    if (s == NULL || atomic_fetch_sub_explicit(&s->owners, 1, memory_order_acq_rel) != 1)
        return;
    for (unsigned e = 0; e < FORM_COUNT; e++) {
        responses_destroy(s->variants[e].full);
        responses_destroy(s->variants[e].not_modified);
    }
    user_gone(s);
}

static void variant_make(struct http_shared *s, struct variant *v)
{
    struct str body = s->variants[ENCODING_IDENTITY].body;
    pthread_mutex_lock(&s->later_lock);
    if (!atomic_load_explicit(&v->tried, memory_order_relaxed)) {
        struct buf out;
        buf_init(&out, 2 * body.n + 1024);
        v->later(body, &out);
        if (buf_status(&out) == RC_OK && out.n < v->later_max)
            v->body = arena_dup(s->arena, buf_str(&out));
        buf_release(&out);
        atomic_store_explicit(&v->tried, true, memory_order_release);
    }
    pthread_mutex_unlock(&s->later_lock);
}

static bool variant_tried(const struct variant *v)
{
    return atomic_load_explicit(&v->tried, memory_order_acquire);
}

/* A page that changes every second is never worth it; one that stays is, soon. */
static bool smaller_is_due(struct http_shared *s, unsigned loop)
{
    return ++s->sent[loop] >= HTTP_SMALLER_AFTER_SENT &&
           server_now_ms() - s->made_ms >= HTTP_SMALLER_AFTER_MS;
}

static unsigned form_pick(struct http_shared *s, struct str accept, unsigned loop)
{
    struct variant *gzip = &s->variants[ENCODING_GZIP], *smaller = &s->variants[FORM_SMALLER];
    unsigned have = 1u << ENCODING_IDENTITY;
    if (!variant_tried(gzip) || gzip->body.n > 0)
        have |= 1u << ENCODING_GZIP;
    if (s->variants[ENCODING_BROTLI].body.n > 0)
        have |= 1u << ENCODING_BROTLI;
    enum http_encoding picked = encoding_pick(accept, have);
    if (picked == ENCODING_GZIP && !variant_tried(gzip)) {
        variant_make(s, gzip);
        return gzip->body.n > 0 ? ENCODING_GZIP : ENCODING_IDENTITY;
    }
    if (picked != ENCODING_BROTLI)
        return picked;
    if (!variant_tried(smaller) && smaller_is_due(s, loop))
        variant_make(s, smaller);
    return variant_tried(smaller) && smaller->body.n > 0 ? FORM_SMALLER : ENCODING_BROTLI;
}

static struct MHD_Response *response_make(struct http_shared *s, unsigned e, bool full,
                                          const struct http_server *server)
{
    static const struct str names[FORM_COUNT] = {STR_INIT(""), STR_INIT("gzip"), STR_INIT("br"),
                                                 STR_INIT("br")};
    struct variant *v = &s->variants[e];
    struct str body = full ? v->body : STR("");
    atomic_fetch_add_explicit(&s->users, 1, memory_order_relaxed);
    struct MHD_Response *r = MHD_create_response_from_buffer_with_free_callback_cls(
        body.n, (void *)(uintptr_t)(body.p ? body.p : ""), user_gone, s);
    if (r == NULL) {
        user_gone(s);
        return NULL;
    }
    if (full && s->content_type.n > 0)
        reply_add_header(r, STR("Content-Type"), s->content_type);
    if (full && e != ENCODING_IDENTITY)
        reply_add_header(r, STR("Content-Encoding"), names[e]);
    reply_add_header(r, STR("ETag"), v->etag);
    reply_add_header(r, STR("Vary"), STR("Accept-Encoding"));
    if (s->cache_control.n > 0)
        reply_add_header(r, STR("Cache-Control"), s->cache_control);
    reply_add_defaults(r, server, NULL);
    return r;
}

/* With headers of its own an answer cannot use the prepared response: one is made for it alone. */
static void reply_with_headers(struct http_exchange *x, struct http_shared *s, unsigned e,
                               bool full, int status)
{
    struct MHD_Response *r = response_make(s, e, full, x->connection->loop->server);
    for (const struct reply_header *h = x->reply_headers; r != NULL && h != NULL; h = h->next) {
        const char *old = MHD_get_response_header(r, h->name.p);
        if (old != NULL)
            MHD_del_response_header(r, h->name.p, old);
        reply_add_header(r, h->name, h->value);
    }
    reply_queue(x, status, r, full ? s->variants[e].body.n : 0);
    if (r != NULL)
        MHD_destroy_response(r);
}

/* Either brotli will do: they are the same page, also when the client's is one that was not made this time. */
static bool client_has(const struct http_exchange *x, const struct http_shared *s, unsigned *e)
{
    unsigned other = *e == FORM_SMALLER ? (unsigned)ENCODING_BROTLI : (unsigned)FORM_SMALLER;
    if (etag_matches(x->head.if_none_match, s->variants[*e].etag))
        return true;
    if ((*e != FORM_SMALLER && *e != ENCODING_BROTLI) ||
        !etag_matches(x->head.if_none_match, s->variants[other].etag))
        return false;
    *e = other;
    return true;
}

void http_reply_shared(struct http_exchange *x, struct http_shared *s)
{
    unsigned loop = x->connection->loop->index;
    unsigned e = form_pick(s, x->head.accept_encoding, loop);
    x->shared = true;
    bool full = s->status != 200 || x->head.if_none_match.n == 0 || !client_has(x, s, &e);
    struct variant *v = &s->variants[e];
    int status = full ? s->status : 304;
    if (x->reply_headers != NULL) {
        reply_with_headers(x, s, e, full, status);
        return;
    }
    struct MHD_Response **r = full ? &v->full[loop] : &v->not_modified[loop];
    if (*r == NULL)
        *r = response_make(s, e, full, x->connection->loop->server);
    reply_queue(x, status, *r, full ? v->body.n : 0);
}
