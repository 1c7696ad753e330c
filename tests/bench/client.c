#include "client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t client_now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

bool client_connect(struct client *c, uint16_t port)
{
    int one = 1;
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(port)};
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0)
        return false;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (struct sockaddr *)&in, sizeof in) == 0 || errno == EINPROGRESS)
        return true;
    client_close(c);
    return false;
}

void client_close(struct client *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    c->busy = false;
}

void client_begin(struct client *c, const char *request, size_t n, int64_t started_ns)
{
    c->out = request;
    c->out_n = n;
    c->out_at = 0;
    c->head_n = c->body_n = c->body_got = 0;
    c->head_done = c->close_after = false;
    c->busy = true;
    c->status = 0;
    c->started_ns = started_ns;
}

const char *client_header(const struct client *c, const char *name)
{
    size_t n = strlen(name);
    for (const char *line = strchr(c->head, '\n'); line != NULL; line = strchr(line, '\n')) {
        line++;
        if (strncasecmp(line, name, n) == 0 && line[n] == ':') {
            line += n + 1;
            return line + strspn(line, " ");
        }
    }
    return NULL;
}

static bool head_parse(struct client *c)
{
    const char *length = client_header(c, "Content-Length"),
               *connection = client_header(c, "Connection");
    if (c->head_n < 12 || memcmp(c->head, "HTTP/1.", 7) != 0)
        return false;
    c->status = (int)strtol(c->head + 9, NULL, 10);
    c->close_after = connection != NULL && strncasecmp(connection, "close", 5) == 0;
    c->body_n = length ? strtoull(length, NULL, 10) : 0;
    if (c->bodyless || c->status == 304 || c->status == 204)
        c->body_n = 0;
    else if (length == NULL)
        return false;
    c->head_done = true;
    return true;
}

static void body_take(struct client *c, const char *p, size_t n)
{
    if (c->body != NULL && c->body_got + n <= c->body_max)
        memcpy(c->body + c->body_got, p, n);
    c->body_got += n;
}

static bool bytes_take(struct client *c, const char *p, size_t n)
{
    if (c->head_done) {
        body_take(c, p, n);
        return true;
    }
    size_t before = c->head_n, room = sizeof c->head - 1 - c->head_n, part = n < room ? n : room;
    memcpy(c->head + c->head_n, p, part);
    c->head_n += part;
    c->head[c->head_n] = '\0';
    char *end = strstr(c->head, "\r\n\r\n");
    if (end == NULL)
        return room > n;
    size_t head_bytes = (size_t)(end - c->head) + 4;
    c->head_n = head_bytes;
    c->head[head_bytes] = '\0';
    if (!head_parse(c))
        return false;
    if (head_bytes - before < n)
        body_take(c, p + (head_bytes - before), n - (head_bytes - before));
    return true;
}

static enum client_step step_send(struct client *c)
{
    while (c->out_at < c->out_n) {
        ssize_t n = send(c->fd, c->out + c->out_at, c->out_n - c->out_at, MSG_NOSIGNAL);
        if (n < 0)
            return errno == EAGAIN || errno == ENOTCONN ? CLIENT_MORE : CLIENT_FAILED;
        c->out_at += (size_t)n;
    }
    return CLIENT_MORE;
}

enum client_step client_step(struct client *c)
{
    static _Thread_local char chunk[262144];
    if (c->out_at < c->out_n && step_send(c) == CLIENT_FAILED)
        return CLIENT_FAILED;
    for (;;) {
        ssize_t n = recv(c->fd, chunk, sizeof chunk, 0);
        if (n < 0)
            return errno == EAGAIN || errno == ENOTCONN ? CLIENT_MORE : CLIENT_FAILED;
        if (n == 0 || !bytes_take(c, chunk, (size_t)n))
            return CLIENT_FAILED;
        if (c->head_done && c->body_got >= c->body_n) {
            c->busy = false;
            return CLIENT_DONE;
        }
    }
}

static unsigned bucket_of(int64_t ns)
{
    uint64_t v = ns < 1 ? 1 : (uint64_t)ns;
    unsigned power = 63 - (unsigned)__builtin_clzll(v);
    if (power < 6)
        return (unsigned)v;
    unsigned bucket = (power - 5) * 64 + (unsigned)((v >> (power - 6)) & 63);
    return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

static double bucket_ns(unsigned bucket)
{
    if (bucket < 64)
        return bucket;
    unsigned power = bucket / 64 + 5;
    return (double)((64 + (uint64_t)(bucket % 64)) << (power - 6));
}

void latencies_add(struct latencies *l, int64_t ns)
{
    l->buckets[bucket_of(ns)]++;
    l->count++;
    if (ns > l->max_ns)
        l->max_ns = ns;
}

void latencies_merge(struct latencies *into, const struct latencies *from)
{
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++)
        into->buckets[i] += from->buckets[i];
    into->count += from->count;
    if (from->max_ns > into->max_ns)
        into->max_ns = from->max_ns;
}

double latencies_us(const struct latencies *l, double part)
{
    uint64_t wanted = (uint64_t)((double)l->count * part), seen = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += l->buckets[i];
        if (seen > wanted)
            return bucket_ns(i) / 1e3;
    }
    return (double)l->max_ns / 1e3;
}
