/*
 * What the measuring programs share: one keep-alive HTTP/1.1 connection on a non-blocking socket,
 * and a histogram of latencies.
 *
 * The client is meant to cost less than the server it measures: a request is bytes made beforehand,
 * and of an answer only status, Content-Length and Connection are read. Answers without
 * Content-Length count as errors.
 */
#ifndef COMITY_TESTS_BENCH_CLIENT_H
#define COMITY_TESTS_BENCH_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CLIENT_HEAD_MAX 8192

struct client {
    int fd; /* -1: not connected */
    const char *out;
    size_t out_n, out_at;
    char head[CLIENT_HEAD_MAX];
    size_t head_n;
    bool head_done, close_after, busy;
    int status;
    size_t body_n, body_got; /* announced, received */
    char *body;              /* kept when not NULL: body_max bytes of room */
    size_t body_max;
    bool bodyless; /* the answer to HEAD, 204 or 304 */
    int64_t started_ns;
};

int64_t client_now_ns(void);
/* Connects to 127.0.0.1; false with errno. */
bool client_connect(struct client *c, uint16_t port);
void client_close(struct client *c);
/* Starts a request whose bytes stay valid until the answer is complete. */
void client_begin(struct client *c, const char *request, size_t n, int64_t started_ns);
/* Sends and receives what can be. */
enum client_step { CLIENT_MORE, CLIENT_DONE, CLIENT_FAILED };
enum client_step client_step(struct client *c);
/* Value of a header of the last answer, up to the line's end; NULL when absent. */
const char *client_header(const struct client *c, const char *name);

/* Log-linear: 64 buckets to each power of two, so a figure is exact to 1.6 %. */
#define HISTOGRAM_BUCKETS (40 * 64)
struct latencies {
    uint64_t buckets[HISTOGRAM_BUCKETS];
    uint64_t count;
    int64_t max_ns;
};
void latencies_add(struct latencies *l, int64_t ns);
void latencies_merge(struct latencies *into, const struct latencies *from);
/* `part` is 0.5 for the median, 0.99, ... */
double latencies_us(const struct latencies *l, double part);

#endif
