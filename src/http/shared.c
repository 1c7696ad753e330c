#include <stdatomic.h>
#include <stdio.h>
#include <xxhash.h>

#include "http/encoding.h"
#include "http/reply.h"
#include "http/server.h"

/* One body in one encoding, with the responses made of it: one per loop, so that loops share no
 * lock. */
struct variant {
    struct str body, etag;
    char etag_text[24];
    struct MHD_Response *full[HTTP_LOOPS_MAX], *not_modified[HTTP_LOOPS_MAX];
};

/* `owners` counts references of the program; `users` counts responses that still point at the
 * bytes, and one for the owners together. */
struct http_shared {
    struct arena *arena;
    _Atomic unsigned owners, users;
    int status;
    size_t bytes;
    struct str content_type, cache_control;
    struct variant variants[ENCODING_COUNT];
};

static void etag_make(struct variant *v, uint64_t hash, enum http_encoding e)
{
    static const char suffix[ENCODING_COUNT] = {'i', 'g', 'b'};
    int n = snprintf(v->etag_text, sizeof v->etag_text, "\"%016llx-%c\"", (unsigned long long)hash,
                     suffix[e]);
    v->etag = str_make(v->etag_text, (size_t)n);
}

enum rc http_shared_new(const struct http_shared_parts *parts, struct http_shared **ret)
{
    const struct str bodies[ENCODING_COUNT] = {[ENCODING_IDENTITY] = parts->body,
                                               [ENCODING_GZIP] = parts->gzip,
                                               [ENCODING_BROTLI] = parts->brotli};
    size_t bytes = parts->body.n + parts->gzip.n + parts->brotli.n;
    size_t total =
        sizeof(struct http_shared) + bytes + parts->content_type.n + parts->cache_control.n + 128;
    struct arena *a = arena_new(total + 16384);
    struct http_shared *s = a ? ARENA_NEW(a, struct http_shared) : NULL;
    if (s == NULL) {
        arena_free(a);
        return RC_NO_MEMORY;
    }
    s->arena = a;
    s->owners = s->users = 1;
    s->status = parts->status;
    s->bytes = total;
    s->content_type = arena_dup(a, parts->content_type);
    s->cache_control = arena_dup(a, parts->cache_control);
    uint64_t hash = XXH3_64bits(parts->body.p ? parts->body.p : "", parts->body.n);
    for (int e = 0; e < ENCODING_COUNT; e++) {
        s->variants[e].body = arena_dup(a, bodies[e]);
        etag_make(&s->variants[e], hash, (enum http_encoding)e);
    }
    if (arena_failed(a)) {
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
    if (atomic_fetch_sub_explicit(&s->users, 1, memory_order_acq_rel) == 1)
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
    for (int e = 0; e < ENCODING_COUNT; e++) {
        responses_destroy(s->variants[e].full);
        responses_destroy(s->variants[e].not_modified);
    }
    user_gone(s);
}

static enum http_encoding variant_pick(const struct http_shared *s, struct str accept)
{
    unsigned have = 1u << ENCODING_IDENTITY;
    for (int e = 0; e < ENCODING_COUNT; e++)
        if (s->variants[e].body.n > 0)
            have |= 1u << e;
    return encoding_pick(accept, have);
}

static struct MHD_Response *response_make(struct http_shared *s, enum http_encoding e, bool full,
                                          const struct http_server *server)
{
    static const struct str names[ENCODING_COUNT] = {STR_INIT(""), STR_INIT("gzip"),
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
static void reply_with_headers(struct http_exchange *x, struct http_shared *s, enum http_encoding e,
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

void http_reply_shared(struct http_exchange *x, struct http_shared *s)
{
    unsigned loop = x->connection->loop->index;
    enum http_encoding e = variant_pick(s, x->head.accept_encoding);
    struct variant *v = &s->variants[e];
    x->shared = true;
    bool full = s->status != 200 || x->head.if_none_match.n == 0 ||
                !etag_matches(x->head.if_none_match, v->etag);
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
