#include "http/server.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "http/acceptor.h"

/* Descriptors that are not connections: databases, logs, epoll. */
#define OTHER_DESCRIPTORS 512
#define ARENA_MAX         ((size_t)32 * 1024 * 1024)
#define SERVER_ARENA_MAX  ((size_t)64 * 1024 * 1024)
#define PROXIES_ARENA_MAX ((size_t)256 * 1024)
#define STOP_STEP_MS      5

int64_t server_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct arena *loop_take_arena(struct http_loop *loop)
{
    return loop->stock_count > 0 ? loop->stock[--loop->stock_count] : arena_new(ARENA_MAX);
}

void loop_give_arena(struct http_loop *loop, struct arena *arena)
{
    if (loop->stock_count == ARENA_STOCK) {
        arena_free(arena);
        return;
    }
    arena_reset(arena);
    loop->stock[loop->stock_count++] = arena;
}

static void config_defaults(struct http_config *c)
{
    if (c->loops == 0)
        c->loops = (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    if (c->loops > HTTP_LOOPS_MAX)
        c->loops = HTTP_LOOPS_MAX;
    c->body_max = c->body_max ? c->body_max : 64 * 1024;
    c->header_max = c->header_max ? c->header_max : 8 * 1024;
    c->url_max = c->url_max ? c->url_max : 4 * 1024;
    c->connections_max = c->connections_max ? c->connections_max : 4096;
    c->connections_per_address = c->connections_per_address ? c->connections_per_address : 256;
    c->idle_timeout_s = c->idle_timeout_s ? c->idle_timeout_s : 60;
    c->request_timeout_s = c->request_timeout_s ? c->request_timeout_s : 15;
    if (c->csp.n == 0)
        c->csp = STR(HTTP_CSP_DEFAULT);
}

static void default_add(struct http_server *s, struct str name, struct str value)
{
    s->defaults[s->default_count++] = (struct default_header){.name = arena_dup(s->arena, name),
                                                              .value = arena_dup(s->arena, value)};
}

static void defaults_make(struct http_server *s)
{
    default_add(s, STR("X-Content-Type-Options"), STR("nosniff"));
    default_add(s, STR("Referrer-Policy"), STR("strict-origin-when-cross-origin"));
    default_add(s, STR("Content-Security-Policy"), s->config.csp);
    default_add(s, STR("Cross-Origin-Opener-Policy"), STR("same-origin"));
    default_add(s, STR("Permissions-Policy"), STR("camera=(), geolocation=(), microphone=()"));
    if (s->config.hsts_max_age_s > 0)
        default_add(s, STR("Strict-Transport-Security"),
                    arena_printf(s->arena, "max-age=%u", s->config.hsts_max_age_s));
}

/* The table has a slot for every descriptor a connection may get. Mapped, not from the arena, so
 * that slots never used cost no memory. */
static enum rc connections_make(struct http_server *s, struct problem *problem)
{
    struct rlimit limit;
    rlim_t want = s->config.connections_max + OTHER_DESCRIPTORS;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return problem_set(problem, RC_IO, "cannot read the limit of open files");
    if (limit.rlim_cur < want && limit.rlim_max >= want) {
        limit.rlim_cur = want;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    s->connection_slots = (unsigned)want;
    void *table = mmap(NULL, s->connection_slots * sizeof *s->connections, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    s->connections = table == MAP_FAILED ? NULL : table;
    if (s->connections == NULL ||
        !address_counts_init(&s->counts, s->config.connections_max, s->arena))
        return problem_set(problem, RC_NO_MEMORY, "no memory for %u connections",
                           s->config.connections_max);
    return RC_OK;
}

static size_t keep_encoded(void *cls, struct MHD_Connection *mhd, char *text)
{
    return strlen(text);
}

__attribute__((format(printf, 2, 0))) static void library_log(void *cls, const char *format,
                                                              va_list args)
{
    char line[256];
    int n = vsnprintf(line, sizeof line, format, args);
    if (n > 0)
        log_event(LOG_DEBUG, STR("libmicrohttpd"),
                  LOG_STR("message", str_trim(str_from_cstr(line))));
}

static enum rc loop_start(struct http_server *s, unsigned index, struct problem *problem)
{
    struct http_loop *loop = &s->loops[index];
    struct random random = random_system();
    const struct http_config *c = &s->config;
    loop->server = s;
    loop->index = index;
    loop->id_state = random_u64(&random);
    /* Strictness is the guard's: libmicrohttpd's own would close some connections without an
     * answer. */
    /* The request's head, its parsed form and the answer's head share one pool. */
    size_t pool = c->header_max + (c->header_max > 8192 ? c->header_max : 8192);
    loop->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC |
            MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG,
        0, NULL, NULL, exchange_on_request, loop, MHD_OPTION_EXTERNAL_LOGGER, library_log, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, exchange_on_target, loop, MHD_OPTION_NOTIFY_COMPLETED,
        exchange_on_completed, loop, MHD_OPTION_NOTIFY_CONNECTION, acceptor_on_connection, loop,
        MHD_OPTION_UNESCAPE_CALLBACK, keep_encoded, NULL, MHD_OPTION_CONNECTION_MEMORY_LIMIT, pool,
        MHD_OPTION_CONNECTION_LIMIT, c->connections_max, MHD_OPTION_CONNECTION_TIMEOUT,
        c->idle_timeout_s, MHD_OPTION_STRICT_FOR_CLIENT, 0, MHD_OPTION_END);
    if (loop->daemon == NULL)
        return problem_set(problem, RC_IO, "cannot start event loop %u", index);
    s->loop_count = index + 1;
    return RC_OK;
}

/* --- what a running server can be told anew --- */

enum rc http_proxies_new(const struct str *texts, size_t count, struct http_proxies **ret,
                         struct problem *problem)
{
    struct arena *a = arena_new(PROXIES_ARENA_MAX);
    struct http_proxies *p = a != NULL ? ARENA_NEW(a, struct http_proxies) : NULL;
    if (p == NULL) {
        arena_free(a);
        return problem_set(problem, RC_NO_MEMORY, "no memory for the trusted proxies");
    }
    p->arena = a;
    enum rc rc = address_list_parse(texts, count, a, &p->list, problem);
    if (rc == RC_OK)
        *ret = p;
    else
        arena_free(a);
    return rc;
}

void http_proxies_free(struct http_proxies *p)
{
    if (p != NULL)
        arena_free(p->arena);
}

bool server_trusts(struct http_server *s, const struct http_address *a)
{
    pthread_rwlock_rdlock(&s->proxies_lock);
    bool trusts = address_list_has(&s->proxies->list, a);
    pthread_rwlock_unlock(&s->proxies_lock);
    return trusts;
}

struct http_address server_client_of(struct http_server *s, struct http_address peer,
                                     struct str forwarded)
{
    pthread_rwlock_rdlock(&s->proxies_lock);
    if (address_list_has(&s->proxies->list, &peer))
        peer = address_forwarded(&s->proxies->list, peer, forwarded);
    pthread_rwlock_unlock(&s->proxies_lock);
    return peer;
}

static void limits_put(struct http_server *s, const struct http_limits *l)
{
    struct http_config c = {.body_max = l->body_max,
                            .url_max = l->url_max,
                            .connections_per_address = l->connections_per_address,
                            .request_timeout_s = l->request_timeout_s};
    config_defaults(&c);
    atomic_store(&s->body_max, c.body_max);
    atomic_store(&s->url_max, c.url_max);
    atomic_store(&s->connections_per_address, c.connections_per_address);
    atomic_store(&s->request_timeout_s, c.request_timeout_s);
}

void http_server_adjust(struct http_server *s, const struct http_limits *limits,
                        struct http_proxies *proxies)
{
    limits_put(s, limits);
    pthread_rwlock_wrlock(&s->proxies_lock);
    struct http_proxies *old = s->proxies;
    s->proxies = proxies;
    pthread_rwlock_unlock(&s->proxies_lock);
    http_proxies_free(old);
}

/* --- beginning and end --- */

static enum rc server_open(struct http_server *s, struct problem *problem)
{
    const struct http_config *c = &s->config;
    defaults_make(s);
    limits_put(s, &(struct http_limits){.body_max = c->body_max,
                                        .url_max = c->url_max,
                                        .connections_per_address = c->connections_per_address,
                                        .request_timeout_s = c->request_timeout_s});
    enum rc rc = http_proxies_new(c->trusted_proxies, c->trusted_proxy_count, &s->proxies, problem);
    if (rc == RC_OK)
        rc = connections_make(s, problem);
    if (rc == RC_OK)
        rc = acceptor_listen(s, problem);
    if (rc == RC_OK && c->listening != NULL)
        c->listening(s->port, c->listening_ctx);
    for (unsigned i = 0; rc == RC_OK && i < c->loops; i++)
        rc = loop_start(s, i, problem);
    if (rc == RC_OK)
        rc = acceptor_start(s, problem);
    return rc;
}

enum rc http_server_start(const struct http_config *config, struct http_server **ret,
                          struct problem *problem)
{
    struct arena *a = arena_new(SERVER_ARENA_MAX);
    struct http_server *s = a ? ARENA_NEW(a, struct http_server) : NULL;
    if (s == NULL) {
        arena_free(a);
        return problem_set(problem, RC_NO_MEMORY, "no memory for the HTTP server");
    }
    s->arena = a;
    s->config = *config;
    s->listener = s->wake = -1;
    pthread_mutex_init(&s->closing, NULL);
    pthread_rwlock_init(&s->proxies_lock, NULL);
    config_defaults(&s->config);
    enum rc rc = server_open(s, problem);
    if (rc != RC_OK) {
        http_server_stop(s, 0);
        return rc;
    }
    *ret = s;
    return RC_OK;
}

uint16_t http_server_port(const struct http_server *s)
{
    return s->port;
}

unsigned http_server_loops(const struct http_server *s)
{
    return s->loop_count;
}

static unsigned total_open(struct http_server *s)
{
    unsigned total = 0;
    for (unsigned i = 0; i < s->loop_count; i++)
        total += atomic_load(&s->loops[i].open);
    return total;
}

static unsigned total_waiting(struct http_server *s)
{
    unsigned total = 0;
    for (unsigned i = 0; i < s->loop_count; i++)
        total += atomic_load(&s->loops[i].waiting);
    return total;
}

/* Idle connections are closed at once and again as others become idle. */
static void drain(struct http_server *s, unsigned grace_ms)
{
    int64_t end_ms = server_now_ms() + grace_ms;
    atomic_store(&s->draining, true);
    acceptor_sweep(s, SWEEP_IDLE);
    while (total_open(s) > 0 && server_now_ms() < end_ms) {
        usleep(STOP_STEP_MS * 1000);
        acceptor_sweep(s, SWEEP_IDLE);
    }
    acceptor_sweep(s, SWEEP_ALL);
    while (total_waiting(s) > 0)
        usleep(STOP_STEP_MS * 1000);
}

static void loop_release(struct http_loop *loop)
{
    if (loop->daemon != NULL)
        MHD_stop_daemon(loop->daemon);
    for (unsigned i = 0; i < loop->stock_count; i++)
        arena_free(loop->stock[i]);
}

void http_server_stop(struct http_server *s, unsigned grace_ms)
{
    if (s == NULL)
        return;
    acceptor_stop(s);
    drain(s, grace_ms);
    for (unsigned i = 0; i < s->loop_count; i++)
        loop_release(&s->loops[i]);
    if (s->connections != NULL)
        munmap(s->connections, s->connection_slots * sizeof *s->connections);
    pthread_mutex_destroy(&s->closing);
    pthread_rwlock_destroy(&s->proxies_lock);
    http_proxies_free(s->proxies);
    arena_free(s->arena);
}
