#include "http/acceptor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/metrics.h"

#define SWEEP_INTERVAL_MS 500
#define ACCEPT_BATCH      64
/* How many request time-outs an answer may take to be read by its client. */
#define SENDING_FACTOR 8

static void address_to_socket(const struct http_address *a, bool v4, uint16_t port,
                              struct sockaddr_storage *sa, socklen_t *n)
{
    memset(sa, 0, sizeof *sa);
    if (v4) {
        struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port)};
        memcpy(&in.sin_addr, a->bytes + 12, 4);
        memcpy(sa, &in, *n = sizeof in);
    } else {
        struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
        memcpy(&in6.sin6_addr, a->bytes, 16);
        memcpy(sa, &in6, *n = sizeof in6);
    }
}

static int socket_open(const struct sockaddr_storage *sa, socklen_t n)
{
    int one = 1, zero = 0;
    int fd = socket(sa->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (sa->ss_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &zero, sizeof zero);
    if (bind(fd, (const struct sockaddr *)sa, n) == 0 && listen(fd, 1024) == 0)
        return fd;
    int saved = errno;
    close(fd);
    errno = saved;
    return -1;
}

static uint16_t socket_port(int fd)
{
    struct sockaddr_storage sa;
    struct sockaddr_in in;
    socklen_t n = sizeof sa;
    if (getsockname(fd, (struct sockaddr *)&sa, &n) != 0)
        return 0;
    memcpy(&in, &sa, sizeof in); /* the port stands at the same place in both families */
    return ntohs(in.sin_port);
}

enum rc acceptor_listen(struct http_server *s, struct problem *problem)
{
    struct http_address address;
    struct sockaddr_storage sa;
    socklen_t n;
    struct str text = s->config.address;
    if (!address_parse(text, &address))
        return problem_set(
            problem, RC_INVALID,
            "\"%.*s\" is not an address to listen on; write 127.0.0.1, 0.0.0.0 or ::",
            STR_ARG(text));
    address_to_socket(&address, str_find_char(text, ':', 0) == STR_NONE, s->config.port, &sa, &n);
    s->listener = socket_open(&sa, n);
    if (s->listener < 0)
        return problem_set(problem, RC_IO, "cannot listen on %.*s port %u: %s", STR_ARG(text),
                           s->config.port, strerror(errno));
    s->port = socket_port(s->listener);
    return RC_OK;
}

static struct http_loop *loop_least_busy(struct http_server *s)
{
    struct http_loop *best = &s->loops[0];
    for (unsigned i = 1; i < s->loop_count; i++)
        if (atomic_load(&s->loops[i].open) < atomic_load(&best->open))
            best = &s->loops[i];
    return best;
}

static unsigned open_total(struct http_server *s)
{
    unsigned total = 0;
    for (unsigned i = 0; i < s->loop_count; i++)
        total += atomic_load(&s->loops[i].open);
    return total;
}

static bool connection_admit(struct http_server *s, const struct http_address *a)
{
    unsigned limit = atomic_load_explicit(&s->connections_per_address, memory_order_relaxed);
    if (open_total(s) >= s->config.connections_max)
        return false;
    if (server_trusts(s, a))
        limit = s->config.connections_max;
    pthread_mutex_lock(&s->closing);
    bool room = address_counts_add(&s->counts, a, limit);
    pthread_mutex_unlock(&s->closing);
    return room;
}

static void connection_forget(struct http_server *s, struct http_connection *c)
{
    pthread_mutex_lock(&s->closing);
    address_counts_remove(&s->counts, &c->address);
    atomic_fetch_sub(&c->loop->open, 1);
    metric_gauge_add(GAUGE_http_open, -1);
    c->loop = NULL;
    pthread_mutex_unlock(&s->closing);
}

static void connection_add(struct http_server *s, int fd, const struct sockaddr *sa, socklen_t n)
{
    int one = 1;
    struct http_address address = address_from_socket(sa);
    if ((unsigned)fd >= s->connection_slots || !connection_admit(s, &address)) {
        metric_add(METRIC_http_turned_away, 1);
        close(fd);
        return;
    }
    struct http_loop *loop = loop_least_busy(s);
    struct http_connection *c = &s->connections[fd];
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    atomic_store(&c->since_ms, server_now_ms());
    atomic_store(&c->phase, PHASE_READING);
    pthread_mutex_lock(&s->closing);
    c->fd = fd;
    c->address = address;
    c->exchange.connection = c;
    c->loop = loop;
    atomic_fetch_add(&loop->open, 1);
    metric_gauge_add(GAUGE_http_open, 1);
    metric_add(METRIC_http_accepted, 1);
    if ((unsigned)fd >= atomic_load(&s->slots_used))
        atomic_store(&s->slots_used, (unsigned)fd + 1);
    pthread_mutex_unlock(&s->closing);
    /* libmicrohttpd closes the socket when it refuses the connection. */
    if (MHD_add_connection(loop->daemon, fd, sa, n) != MHD_YES)
        connection_forget(s, c);
}

void acceptor_on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
                            enum MHD_ConnectionNotificationCode code)
{
    struct http_loop *loop = cls;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        *socket_context = info ? &loop->server->connections[info->connect_fd] : NULL;
    else if (*socket_context != NULL)
        connection_forget(loop->server, *socket_context);
}

/* A full table of descriptors leaves the connection waiting in the backlog; a pause keeps that from
 * spinning. */
static void accept_some(struct http_server *s)
{
    for (int i = 0; i < ACCEPT_BATCH; i++) {
        struct sockaddr_storage sa;
        socklen_t n = sizeof sa;
        int fd = accept4(s->listener, (struct sockaddr *)&sa, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            connection_add(s, fd, (const struct sockaddr *)&sa, n);
            continue;
        }
        if (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS)
            usleep(20000);
        if (errno != EINTR && errno != ECONNABORTED)
            return;
    }
}

static int64_t phase_limit_ms(const struct http_server *s, int phase)
{
    int64_t request_ms = (int64_t)atomic_load(&s->request_timeout_s) * 1000;
    switch (phase) {
    case PHASE_IDLE:
        return (int64_t)s->config.idle_timeout_s * 1000 + request_ms;
    case PHASE_READING:
        return request_ms;
    case PHASE_SENDING:
        return request_ms * SENDING_FACTOR;
    default:
        return INT64_MAX;
    }
}

static bool is_due(const struct http_server *s, const struct http_connection *c, enum sweep which,
                   int64_t now_ms)
{
    int phase = atomic_load_explicit(&c->phase, memory_order_relaxed);
    if (which == SWEEP_IDLE)
        return phase == PHASE_IDLE;
    int64_t since = atomic_load_explicit(&c->since_ms, memory_order_relaxed);
    return which == SWEEP_ALL || now_ms - since > phase_limit_ms(s, phase);
}

void acceptor_sweep(struct http_server *s, enum sweep which)
{
    int64_t now_ms = server_now_ms();
    unsigned used = atomic_load(&s->slots_used);
    for (unsigned i = 0; i < used; i++) {
        pthread_mutex_lock(&s->closing);
        struct http_connection *c = &s->connections[i];
        if (c->loop != NULL && is_due(s, c, which, now_ms)) {
            metric_add(METRIC_http_swept, which == SWEEP_OVERDUE);
            shutdown(c->fd, which == SWEEP_IDLE ? SHUT_RD : SHUT_RDWR);
        }
        pthread_mutex_unlock(&s->closing);
    }
}

static void *acceptor_run(void *server)
{
    struct http_server *s = server;
    int64_t swept_ms = server_now_ms();
    struct pollfd fds[2] = {{.fd = s->listener, .events = POLLIN},
                            {.fd = s->wake, .events = POLLIN}};
    while ((fds[1].revents & POLLIN) == 0) {
        poll(fds, 2, open_total(s) > 0 ? SWEEP_INTERVAL_MS : -1);
        if (fds[0].revents & POLLIN)
            accept_some(s);
        int64_t now_ms = server_now_ms();
        if (now_ms - swept_ms >= SWEEP_INTERVAL_MS) {
            acceptor_sweep(s, SWEEP_OVERDUE);
            swept_ms = now_ms;
        }
    }
    return NULL;
}

enum rc acceptor_start(struct http_server *s, struct problem *problem)
{
    s->wake = eventfd(0, EFD_CLOEXEC);
    if (s->wake < 0 || pthread_create(&s->acceptor, NULL, acceptor_run, s) != 0)
        return problem_set(problem, RC_IO, "cannot start the thread that accepts connections: %s",
                           strerror(errno));
    s->acceptor_runs = true;
    return RC_OK;
}

void acceptor_stop(struct http_server *s)
{
    uint64_t one = 1;
    if (s->acceptor_runs) {
        while (write(s->wake, &one, sizeof one) < 0 && errno == EINTR)
            ;
        pthread_join(s->acceptor, NULL);
        s->acceptor_runs = false;
    }
    if (s->wake >= 0)
        close(s->wake);
    if (s->listener >= 0)
        close(s->listener);
    s->wake = s->listener = -1;
}
