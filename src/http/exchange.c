#include "http/exchange.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/metrics.h"
#include "http/cookie.h"
#include "http/reply.h"
#include "http/server.h"

/* Version 1.0 of the library refuses NUL itself and keeps its strings elsewhere. */
#define CUT_STRINGS_SHOW (MHD_VERSION < 0x01000000)

static struct http_server *server_of(const struct http_exchange *x)
{
    return x->connection->loop->server;
}

struct arena *http_arena(struct http_exchange *x)
{
    if (x->arena == NULL)
        x->arena = loop_take_arena(x->connection->loop);
    return x->arena;
}

static struct arena *arena_for_guard(void *ctx)
{
    return http_arena(ctx);
}

enum http_method http_method(const struct http_exchange *x)
{
    return x->method;
}

struct str http_method_name(enum http_method m)
{
    static const struct str names[] = {
        [HTTP_GET] = STR_INIT("GET"),       [HTTP_HEAD] = STR_INIT("HEAD"),
        [HTTP_POST] = STR_INIT("POST"),     [HTTP_PUT] = STR_INIT("PUT"),
        [HTTP_DELETE] = STR_INIT("DELETE"), [HTTP_OPTIONS] = STR_INIT("OPTIONS")};
    return names[m];
}

struct str http_path(const struct http_exchange *x)
{
    return x->path;
}

struct str http_query(const struct http_exchange *x)
{
    return x->query;
}

struct str http_header(const struct http_exchange *x, struct str name)
{
    const char *value = NULL;
    size_t n = 0;
    if (MHD_lookup_connection_value_n(x->mhd, MHD_HEADER_KIND, name.p, name.n, &value, &n) !=
        MHD_YES)
        return (struct str){0};
    return str_make(value, value ? n : 0);
}

struct str http_cookie(const struct http_exchange *x, struct str name)
{
    return cookie_find(x->head.cookie, name);
}

struct str http_body(const struct http_exchange *x)
{
    return x->body;
}

static bool behind_proxy(const struct http_exchange *x)
{
    return server_trusts(server_of(x), &x->connection->address);
}

struct str http_client(const struct http_exchange *x)
{
    return str_make(x->client_text, x->client_n);
}

static void client_resolve(struct http_exchange *x)
{
    struct http_address a = x->connection->address;
    if (behind_proxy(x))
        a = server_client_of(server_of(x), a, http_header(x, STR("X-Forwarded-For")));
    x->client_n = address_text(&a, x->client_text).n;
}

bool http_is_tls(const struct http_exchange *x)
{
    return behind_proxy(x) &&
           str_eq_ascii_case(http_header(x, STR("X-Forwarded-Proto")), STR("https"));
}

struct str http_request_id(const struct http_exchange *x)
{
    return str_make(x->id_text, sizeof x->id_text);
}

unsigned http_loop(const struct http_exchange *x)
{
    return x->connection->loop->index;
}

/* SplitMix64 over a random start: ids differ between restarts and do not tell how many came before.
 */
void exchange_make_id(struct http_loop *loop, char out[static 16])
{
    uint64_t z = loop->id_state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    for (int i = 0; i < 16; i++, z >>= 4)
        out[i] = "0123456789abcdef"[z & 15];
}

/* The query is copied before libmicrohttpd splits it in place; a short one into the exchange
 * itself. */
static void query_keep(struct http_exchange *x)
{
    char *kept = x->query_kept;
    if (x->query.n > sizeof x->query_kept) {
        struct arena *a = http_arena(x);
        kept = a ? arena_alloc(a, x->query.n) : NULL;
        if (kept == NULL) {
            x->target_verdict =
                (struct guard_verdict){503, STR("The server is short of memory; try again.")};
            return;
        }
    }
    memcpy(kept, x->query.p, x->query.n);
    x->query.p = kept;
}

static void exchange_begin(struct http_exchange *x, struct MHD_Connection *mhd)
{
    struct http_connection *c = x->connection;
    x->mhd = mhd;
    x->arena = NULL;
    x->head = (struct guard_head){0};
    x->path = x->query = x->body = (struct str){0};
    x->body_capacity = 0;
    x->shared = x->body_overflow = x->answered = x->begun = x->wait_wanted = x->gone = false;
    x->reply_headers = NULL;
    x->reply_headers_end = &x->reply_headers;
    x->client_n = 0;
    x->status = 0;
    x->sent = 0;
    x->started_ns = clock_monotonic_ns();
    x->ends = NULL;
    atomic_store_explicit(&x->wait, WAIT_NONE, memory_order_relaxed);
    exchange_make_id(c->loop, x->id_text);
    if (atomic_load_explicit(&c->phase, memory_order_relaxed) == PHASE_IDLE) {
        atomic_store_explicit(&c->since_ms, server_now_ms(), memory_order_relaxed);
        atomic_store_explicit(&c->phase, PHASE_READING, memory_order_relaxed);
    }
}

struct http_connection *connection_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

void *exchange_on_target(void *cls, const char *target, struct MHD_Connection *mhd)
{
    struct http_connection *c = connection_of(mhd);
    struct http_loop *loop = cls;
    if (c == NULL)
        return NULL;
    struct http_exchange *x = &c->exchange;
    exchange_begin(x, mhd);
    if (target == NULL)
        target = "";
    x->target_bytes = strlen(target);
    x->target_verdict =
        guard_target(str_make(target, x->target_bytes), atomic_load(&loop->server->url_max),
                     arena_for_guard, x, &x->path, &x->query);
    if (x->query.n > 0)
        query_keep(x);
    if (CUT_STRINGS_SHOW && x->target_bytes > 0 && guard_target_is_cut(target, x->target_bytes))
        x->target_verdict = (struct guard_verdict){
            400, STR("The request line is malformed or contains a NUL character.")};
    return x;
}

static enum MHD_Result header_gather(void *cls, enum MHD_ValueKind kind, const char *name,
                                     size_t name_n, const char *value, size_t value_n)
{
    struct guard_head *head = cls;
    guard_head_add(head, str_make(name, name_n), str_make(value, value ? value_n : 0));
    if (CUT_STRINGS_SHOW && value != NULL)
        head->malformed |= guard_value_is_cut(value, value_n);
    return MHD_YES;
}

static bool has_body(enum http_method m)
{
    return m == HTTP_POST || m == HTTP_PUT || m == HTTP_DELETE;
}

void exchange_refuse(struct http_exchange *x, int status, struct str reason)
{
    const struct http_config *config = &server_of(x)->config;
    metric_add(METRIC_http_refused, 1);
    if (config->error != NULL)
        config->error(x, status, reason, config->error_ctx);
    if (!x->answered)
        reply_plain_error(x, status, reason);
}

static struct guard_verdict exchange_guard(struct http_exchange *x, struct str method,
                                           bool http_1_0)
{
    const struct http_config *config = &server_of(x)->config;
    MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, header_gather, &x->head);
    bool listed = guard_method(method, &x->method);
    struct guard_verdict v = x->target_verdict;
    if (v.status == 0)
        v = guard_check_head(&x->head, x->target_bytes, config->header_max,
                             atomic_load(&server_of(x)->body_max), !listed || has_body(x->method),
                             http_1_0);
    if (v.status == 0 && !listed) {
        http_set_header(x, STR("Allow"), STR("GET, HEAD, POST"));
        v = (struct guard_verdict){405, STR("This server does not know the request's method.")};
    }
    return v;
}

static void first_call(struct http_exchange *x, const char *method, const char *version)
{
    x->begun = true;
    struct guard_verdict v =
        exchange_guard(x, str_from_cstr(method), str_eq(str_from_cstr(version), STR("HTTP/1.0")));
    client_resolve(x);
    if (v.status != 0)
        exchange_refuse(x, v.status, v.reason);
}

/* Room for `n` more bytes of body: all that was announced at once, or doubling for a chunked one.
 */
static bool body_reserve(struct http_exchange *x, size_t n)
{
    size_t max = atomic_load(&server_of(x)->body_max), want = x->body.n + n;
    uint64_t announced = 0;
    if (want > max)
        return false;
    if (want <= x->body_capacity)
        return true;
    if (x->head.content_length.n > 0 && str_to_u64(x->head.content_length, &announced) == RC_OK &&
        announced > want)
        want = (size_t)announced;
    else if (want < x->body_capacity * 2)
        want = x->body_capacity * 2;
    struct arena *a = http_arena(x);
    char *p = a ? arena_alloc(a, want) : NULL;
    if (p == NULL)
        return false;
    if (x->body.n > 0)
        memcpy(p, x->body.p, x->body.n);
    x->body.p = p;
    x->body_capacity = want;
    return true;
}

/* A body that grows past its limit is read to its end and dropped: libmicrohttpd takes an answer
 * only before or after the body. The sweeper bounds how long that lasts. */
static void body_append(struct http_exchange *x, const char *p, size_t n)
{
    if (x->answered || x->body_overflow)
        return;
    if (!body_reserve(x, n)) {
        x->body_overflow = true;
        x->body = (struct str){0};
        return;
    }
    char *end = (char *)(uintptr_t)x->body.p + x->body.n;
    memcpy(end, p, n);
    x->body.n += n;
}

bool http_at_end(struct http_exchange *x, void (*fn)(void *ctx), void *ctx)
{
    struct arena *a = http_arena(x);
    struct exchange_end *end = a != NULL ? ARENA_NEW(a, struct exchange_end) : NULL;
    if (end == NULL)
        return false;
    *end = (struct exchange_end){.fn = fn, .ctx = ctx, .next = x->ends};
    x->ends = end;
    return true;
}

void http_wait(struct http_exchange *x)
{
    x->wait_wanted = true;
}

void http_continue(struct http_exchange *x, http_continue_fn fn, void *ctx)
{
    struct MHD_Connection *mhd = x->mhd;
    x->continue_fn = fn;
    x->continue_ctx = ctx;
    if (atomic_exchange(&x->wait, WAIT_CONTINUED) == WAIT_WAITING)
        MHD_resume_connection(mhd);
}

/* Runs the handler, or what http_continue asked for when the exchange was waiting. */
static void exchange_step(struct http_exchange *x)
{
    const struct http_config *config = &server_of(x)->config;
    if (!x->wait_wanted) {
        config->handler(x, config->handler_ctx);
        return;
    }
    x->wait_wanted = false;
    http_continue_fn fn = x->continue_fn;
    void *ctx = x->continue_ctx;
    atomic_store(&x->wait, WAIT_NONE);
    fn(x, ctx);
}

/* Leaves the exchange to whoever will call http_continue. Once the state says WAITING, it may
 * already be over. */
static void exchange_suspend(struct http_exchange *x)
{
    struct MHD_Connection *mhd = x->mhd;
    int none = WAIT_NONE;
    atomic_fetch_add(&x->connection->loop->waiting, 1);
    metric_gauge_add(GAUGE_http_waiting, 1);
    x->suspended = true;
    MHD_suspend_connection(mhd);
    if (!atomic_compare_exchange_strong(&x->wait, &none, WAIT_WAITING))
        MHD_resume_connection(mhd);
}

static void waiting_end(struct http_exchange *x)
{
    if (!x->suspended)
        return;
    x->suspended = false;
    atomic_fetch_sub(&x->connection->loop->waiting, 1);
    metric_gauge_add(GAUGE_http_waiting, -1);
}

static void exchange_run(struct http_exchange *x)
{
    waiting_end(x);
    do
        exchange_step(x);
    while (!x->answered && x->wait_wanted && atomic_load(&x->wait) == WAIT_CONTINUED);
    if (x->answered)
        return;
    if (x->wait_wanted) {
        exchange_suspend(x);
        return;
    }
    log_event(LOG_ERROR, STR("request_unanswered"), LOG_STR("request", http_request_id(x)),
              LOG_STR("path", x->path));
    exchange_refuse(x, 500, STR("The server failed to answer this request."));
}

enum MHD_Result exchange_on_request(void *cls, struct MHD_Connection *mhd, const char *url,
                                    const char *method, const char *version, const char *upload,
                                    size_t *upload_size, void **exchange)
{
    struct http_exchange *x = *exchange;
    if (x == NULL)
        return MHD_NO;
    if (!x->begun) {
        first_call(x, method, version);
        return MHD_YES;
    }
    if (*upload_size > 0) {
        body_append(x, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    atomic_store_explicit(&x->connection->phase, PHASE_HANDLING, memory_order_relaxed);
    if (x->body_overflow)
        exchange_refuse(x, 413, STR("The request's body is larger than this server accepts."));
    else
        exchange_run(x);
    return MHD_YES;
}

static void exchange_count(const struct http_exchange *x, enum MHD_RequestTerminationCode how)
{
    int64_t took_ns = clock_monotonic_ns() - x->started_ns;
    if (how != MHD_REQUEST_TERMINATED_COMPLETED_OK && x->status < 400)
        metric_add(METRIC_http_aborted, 1);
    if (x->status < 100)
        return;
    metric_add((enum metric_counter)(METRIC_http_requests_1xx + x->status / 100 - 1), 1);
    metric_add(METRIC_http_bytes_out, x->sent);
    metric_observe(HISTOGRAM_http_request, took_ns);
    if (x->shared)
        return;
    if (x->body.n > 0)
        metric_add(METRIC_http_bytes_in, x->body.n);
    if (log_is_on(LOG_DEBUG))
        log_event(LOG_DEBUG, STR("request"), LOG_STR("request", http_request_id(x)),
                  LOG_STR("method", http_method_name(x->method)), LOG_STR("path", x->path),
                  LOG_I64("status", x->status), LOG_I64("bytes", (int64_t)x->sent),
                  LOG_I64("us", took_ns / 1000), LOG_STR("client", http_client(x)));
}

bool http_gone(const struct http_exchange *x)
{
    return x->gone;
}

/* libmicrohttpd ends a resumed connection that was reset without asking the handler once more: whoever holds something
 * for the exchange is told here, and the count of those that wait is kept. */
static void exchange_abandon(struct http_exchange *x)
{
    waiting_end(x);
    if (!x->wait_wanted)
        return;
    x->wait_wanted = false;
    x->gone = true;
    x->continue_fn(x, x->continue_ctx);
}

void exchange_on_completed(void *cls, struct MHD_Connection *mhd, void **exchange,
                           enum MHD_RequestTerminationCode how)
{
    struct http_loop *loop = cls;
    struct http_exchange *x = *exchange;
    if (x == NULL)
        return;
    struct http_connection *c = x->connection;
    exchange_abandon(x);
    exchange_count(x, how);
    for (struct exchange_end *end = x->ends; end != NULL; end = end->next)
        end->fn(end->ctx);
    x->ends = NULL;
    if (x->arena != NULL)
        loop_give_arena(loop, x->arena);
    x->arena = NULL;
    *exchange = NULL;
    atomic_store_explicit(&c->since_ms, server_now_ms(), memory_order_relaxed);
    atomic_store_explicit(&c->phase, PHASE_IDLE, memory_order_relaxed);
    if (atomic_load_explicit(&loop->server->draining, memory_order_relaxed))
        shutdown(c->fd, SHUT_RD);
}
