#include "inbox/lmtp_server.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define READ_BYTES 16384
#define BACKLOG    16

struct client {
    int socket; /* -1: free */
    int64_t heard_ms;
    struct lmtp lmtp;
};

struct server {
    int listener;
    const struct clock *clock;
    const struct lmtp_handler *handler;
    struct client clients[LMTP_SERVER_CLIENTS_MAX];
};

/* --- the socket --- */

static int open_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static bool somebody_listens(const struct sockaddr_un *address)
{
    int s = open_socket();
    bool answered = s >= 0 && (connect(s, (const struct sockaddr *)address, sizeof *address) == 0 ||
                               errno == EAGAIN);
    if (s >= 0)
        (void)close(s);
    return answered;
}

/* Only a socket nobody listens at is in the way and may go; anything else is somebody's file. */
static void remove_stale(const struct sockaddr_un *address)
{
    struct stat st;
    if (lstat(address->sun_path, &st) == 0 && S_ISSOCK(st.st_mode))
        (void)unlink(address->sun_path);
}

enum rc lmtp_server_listen(struct str path, int *ret_socket, struct problem *problem)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (path.n == 0 || path.n >= sizeof address.sun_path)
        return problem_set(problem, RC_INVALID,
                           "the path of the socket must have 1 to %zu bytes; \"%.*s\" has %zu",
                           sizeof address.sun_path - 1, STR_ARG(path), path.n);
    memcpy(address.sun_path, path.p, path.n);
    if (somebody_listens(&address))
        return problem_set(problem, RC_CONFLICT, "another program listens at %.*s already",
                           STR_ARG(path));
    remove_stale(&address);
    int s = open_socket();
    if (s >= 0 && bind(s, (const struct sockaddr *)&address, sizeof address) == 0 &&
        chmod(address.sun_path, 0660) == 0 && listen(s, BACKLOG) == 0) {
        *ret_socket = s;
        return RC_OK;
    }
    enum rc rc =
        problem_set(problem, RC_IO, "cannot listen at %.*s: %s", STR_ARG(path), strerror(errno));
    if (s >= 0)
        (void)close(s);
    return rc;
}

/* --- conversations --- */

static void hang_up(struct client *c)
{
    (void)close(c->socket);
    c->socket = -1;
    lmtp_release(&c->lmtp);
}

static struct client *free_client(struct server *s)
{
    for (size_t i = 0; i < LMTP_SERVER_CLIENTS_MAX; i++)
        if (s->clients[i].socket < 0)
            return &s->clients[i];
    return NULL;
}

static void take_client(struct server *s)
{
    struct client *c = free_client(s);
    int socket = c != NULL ? accept4(s->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK) : -1;
    if (socket < 0)
        return;
    c->socket = socket;
    c->heard_ms = s->clock->now_ms(s->clock);
    lmtp_init(&c->lmtp, s->handler);
}

static bool send_waiting(struct client *c)
{
    while (lmtp_output(&c->lmtp).n > 0) {
        struct str out = lmtp_output(&c->lmtp);
        ssize_t n = send(c->socket, out.p, out.n, MSG_NOSIGNAL);
        if (n < 0)
            return errno == EAGAIN || errno == EINTR;
        lmtp_sent(&c->lmtp, (size_t)n);
    }
    return !lmtp_is_closed(&c->lmtp);
}

static bool hear(struct server *s, struct client *c)
{
    char bytes[READ_BYTES];
    ssize_t n = recv(c->socket, bytes, sizeof bytes, 0);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    if (n == 0)
        return false;
    c->heard_ms = s->clock->now_ms(s->clock);
    lmtp_feed(&c->lmtp, str_make(bytes, (size_t)n));
    return true;
}

static void attend(struct server *s, struct client *c, short events)
{
    bool goes_on = true;
    if ((events & (POLLIN | POLLHUP | POLLERR)) != 0 && !lmtp_is_closed(&c->lmtp))
        goes_on = hear(s, c);
    if (goes_on)
        goes_on = send_waiting(c);
    if (!goes_on || s->clock->now_ms(s->clock) - c->heard_ms > LMTP_SERVER_IDLE_MS)
        hang_up(c);
}

/* --- the loop --- */

#define POLL_FIXED  2
#define POLL_PERIOD 10000 /* ms: how late somebody silent is noticed */

static nfds_t fill_polls(struct server *s, struct pollfd *polls, struct client **ret_clients)
{
    nfds_t n = POLL_FIXED;
    polls[1] = (struct pollfd){.fd = free_client(s) != NULL ? s->listener : -1, .events = POLLIN};
    for (size_t i = 0; i < LMTP_SERVER_CLIENTS_MAX; i++) {
        struct client *c = &s->clients[i];
        if (c->socket < 0)
            continue;
        bool writes = lmtp_output(&c->lmtp).n > 0;
        ret_clients[n] = c;
        polls[n++] = (struct pollfd){.fd = c->socket, .events = writes ? POLLOUT : POLLIN};
    }
    return n;
}

static enum rc run_loop(struct server *s, int stop, struct problem *problem)
{
    struct pollfd polls[POLL_FIXED + LMTP_SERVER_CLIENTS_MAX] = {{.fd = stop, .events = POLLIN}};
    struct client *clients[POLL_FIXED + LMTP_SERVER_CLIENTS_MAX];
    for (;;) {
        nfds_t n = fill_polls(s, polls, clients);
        if (poll(polls, n, POLL_PERIOD) < 0) {
            if (errno == EINTR)
                continue;
            return problem_set(problem, RC_IO, "cannot wait for connections: %s", strerror(errno));
        }
        if (polls[0].revents != 0)
            return RC_OK;
        for (nfds_t i = POLL_FIXED; i < n; i++)
            attend(s, clients[i], polls[i].revents);
        if (polls[1].revents != 0)
            take_client(s);
    }
}

enum rc lmtp_server_run(int listener, int stop, const struct clock *clock,
                        const struct lmtp_handler *handler, struct problem *problem)
{
    struct server s = {.listener = listener, .clock = clock, .handler = handler};
    for (size_t i = 0; i < LMTP_SERVER_CLIENTS_MAX; i++)
        s.clients[i].socket = -1;
    enum rc rc = run_loop(&s, stop, problem);
    for (size_t i = 0; i < LMTP_SERVER_CLIENTS_MAX; i++)
        if (s.clients[i].socket >= 0)
            hang_up(&s.clients[i]);
    return rc;
}
