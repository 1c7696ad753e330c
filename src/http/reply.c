#include "http/reply.h"

#include <dlfcn.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/metrics.h"
#include "http/server.h"

/* Longest header value sent; a session cookie has under 200 bytes. */
#define HEADER_VALUE_MAX  4096
#define HEADER_NAME_MAX   64
#define LIBRARY_ERROR_MAX 8192
#define DISCARD_READS     64

typedef enum MHD_Result (*queue_fn)(struct MHD_Connection *, unsigned, struct MHD_Response *);

/* Whether the response being queued on this thread is one of ours. */
static _Thread_local bool queueing_ours;

bool reply_add_header(struct MHD_Response *response, struct str name, struct str value)
{
    char n[HEADER_NAME_MAX], v[HEADER_VALUE_MAX];
    if (response == NULL || name.n >= sizeof n || value.n >= sizeof v)
        return false;
    memcpy(n, name.p, name.n);
    n[name.n] = '\0';
    memcpy(v, value.p ? value.p : "", value.n);
    v[value.n] = '\0';
    return MHD_add_response_header(response, n, v) == MHD_YES;
}

static bool own_has(const struct reply_header *own, struct str name)
{
    for (; own != NULL; own = own->next)
        if (str_eq_ascii_case(own->name, name))
            return true;
    return false;
}

void reply_add_defaults(struct MHD_Response *response, const struct http_server *server,
                        const struct reply_header *own)
{
    for (unsigned i = 0; i < server->default_count; i++)
        if (!own_has(own, server->defaults[i].name))
            reply_add_header(response, server->defaults[i].name, server->defaults[i].value);
}

void reply_queue(struct http_exchange *x, int status, struct MHD_Response *response,
                 size_t body_bytes)
{
    if (x->answered) {
        log_event(LOG_ERROR, STR("request_answered_twice"), LOG_STR("request", http_request_id(x)));
        return;
    }
    x->answered = true;
    if (x->gone)
        return;
    x->status = status;
    x->sent = body_bytes;
    atomic_store_explicit(&x->connection->since_ms, server_now_ms(), memory_order_relaxed);
    atomic_store_explicit(&x->connection->phase, PHASE_SENDING, memory_order_relaxed);
    queueing_ours = true;
    if (response == NULL || MHD_queue_response(x->mhd, (unsigned)status, response) != MHD_YES)
        shutdown(x->connection->fd, SHUT_RDWR);
    queueing_ours = false;
}

/* A field value: no control characters, so no line ends. */
static bool value_is_safe(struct str value)
{
    for (size_t i = 0; i < value.n; i++)
        if (((unsigned char)value.p[i] < 0x20 && value.p[i] != '\t') || value.p[i] == 0x7f)
            return false;
    return value.n < HEADER_VALUE_MAX;
}

void http_set_header(struct http_exchange *x, struct str name, struct str value)
{
    struct arena *a = http_arena(x);
    if (!value_is_safe(name) || !value_is_safe(value) || name.n == 0 || name.n >= HEADER_NAME_MAX) {
        log_event(LOG_ERROR, STR("header_refused"), LOG_STR("request", http_request_id(x)),
                  LOG_STR("header", name));
        return;
    }
    struct reply_header *h = a ? ARENA_NEW(a, struct reply_header) : NULL;
    if (h == NULL)
        return;
    h->name = str_from_cstr(arena_cstr(a, name));
    h->value = arena_dup(a, value);
    *x->reply_headers_end = h;
    x->reply_headers_end = &h->next;
}

void http_reply(struct http_exchange *x, int status, struct str content_type, struct str body)
{
    const struct http_server *server = x->connection->loop->server;
    struct MHD_Response *r =
        MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p, MHD_RESPMEM_MUST_COPY);
    if (content_type.n > 0)
        reply_add_header(r, STR("Content-Type"), content_type);
    for (const struct reply_header *h = x->reply_headers; h != NULL; h = h->next)
        reply_add_header(r, h->name, h->value);
    if (r != NULL)
        reply_add_defaults(r, server, x->reply_headers);
    if (!own_has(x->reply_headers, STR("Cache-Control")))
        reply_add_header(r, STR("Cache-Control"), STR("no-store"));
    reply_add_header(r, STR("X-Request-Id"), http_request_id(x));
    if (atomic_load_explicit(&server->draining, memory_order_relaxed))
        reply_add_header(r, STR("Connection"), STR("close"));
    reply_queue(x, status, r, body.n);
    if (r != NULL)
        MHD_destroy_response(r);
}

void http_redirect(struct http_exchange *x, struct str local_path)
{
    bool local = local_path.n > 0 && local_path.p[0] == '/' &&
                 !(local_path.n > 1 && (local_path.p[1] == '/' || local_path.p[1] == '\\'));
    http_set_header(x, STR("Location"), local ? local_path : STR("/"));
    http_reply(x, 303, STR("text/plain; charset=utf-8"), STR(""));
}

static struct str error_text(char *out, size_t size, unsigned status, struct str reason,
                             struct str id)
{
    int n = snprintf(out, size, "%u %s\n%.*s\nRequest %.*s\n", status,
                     MHD_get_reason_phrase_for(status), STR_ARG(reason), STR_ARG(id));
    return str_make(out, n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1);
}

void reply_plain_error(struct http_exchange *x, int status, struct str reason)
{
    char text[512];
    http_reply(x, status, STR("text/plain; charset=utf-8"),
               error_text(text, sizeof text, (unsigned)status, reason, http_request_id(x)));
}

static struct str library_reason(unsigned status)
{
    switch (status) {
    case 413:
        return STR("The request's body is larger than this server accepts.");
    case 414:
        return STR("The address is longer than this server accepts.");
    case 431:
        return STR("The request's headers are larger than this server accepts.");
    default:
        return STR("The request is malformed.");
    }
}

static void library_error_write(struct buf *out, const struct http_server *server, unsigned status,
                                struct str id)
{
    char text[512];
    struct str body = error_text(text, sizeof text, status, library_reason(status), id);
    buf_printf(out,
               "HTTP/1.1 %u %s\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n",
               status, MHD_get_reason_phrase_for(status));
    for (unsigned i = 0; i < server->default_count; i++)
        buf_printf(out, "%.*s: %.*s\r\n", STR_ARG(server->defaults[i].name),
                   STR_ARG(server->defaults[i].value));
    buf_printf(out,
               "Cache-Control: no-store\r\nX-Request-Id: %.*s\r\nContent-Length: %zu\r\n\r\n%.*s",
               STR_ARG(id), body.n, STR_ARG(body));
}

/* Reads what the client still sends, so that closing does not reset the connection under the
 * answer. */
static void input_discard(int fd)
{
    char chunk[4096];
    for (int i = 0; i < DISCARD_READS; i++)
        if (recv(fd, chunk, sizeof chunk, MSG_DONTWAIT) <= 0)
            return;
}

static void library_error_send(struct http_connection *c, unsigned status)
{
    char id[16];
    struct buf out;
    buf_init(&out, LIBRARY_ERROR_MAX);
    exchange_make_id(c->loop, id);
    library_error_write(&out, c->loop->server, status, str_make(id, sizeof id));
    if (buf_status(&out) == RC_OK && send(c->fd, out.p, out.n, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) {
        shutdown(c->fd, SHUT_WR);
        input_discard(c->fd);
    }
    buf_release(&out);
    metric_add(METRIC_http_refused, 1);
}

static queue_fn library_queue(void)
{
    static _Atomic(queue_fn) found;
    queue_fn queue = atomic_load_explicit(&found, memory_order_acquire);
    if (queue == NULL) {
        void *symbol = dlsym(RTLD_NEXT, "MHD_queue_response");
        memcpy(&queue, &symbol, sizeof queue);
        atomic_store_explicit(&found, queue, memory_order_release);
    }
    return queue;
}

/* What libmicrohttpd itself refuses (a malformed request line, headers past its memory) it answers
 * with a page of its own, without the headers every answer must have and for some faults twice
 * over; it has no hook for that. But it queues that page through its public function, so this
 * definition, which the dynamic linker prefers, sees it, sends an answer of ours, and says no: the
 * library then closes the connection. Should a later version call itself directly, those few
 * answers go out as the library makes them: tests/http holds the promise. */
enum MHD_Result MHD_queue_response(struct MHD_Connection *mhd, unsigned status,
                                   struct MHD_Response *response)
{
    struct http_connection *c = queueing_ours ? NULL : connection_of(mhd);
    if (c == NULL)
        return library_queue()(mhd, status, response);
    library_error_send(c, status);
    return MHD_NO;
}
