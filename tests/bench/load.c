/*
 * The load generator of `make bench`.
 *
 *     load --port N [options] PATH
 *       --connections N   keep-alive connections (32)          --threads N   (2)
 *       --seconds S       how long (5)                         --requests N  or how many
 *       --warm S          load before counting begins (0.5)    --pin         a processor per thread
 *       --header 'A: b'   any number                           --rate R      open loop: R a second
 * in all
 *       --post TEMPLATE   a form body; {n} is a number never used before, {text} a comment never
 * sent before, {1}, {2}, ... the connection's values
 *       --type TYPE       of the body, instead of a form's; {text} is then written plainly
 *       --values FILE     a line per connection, values separated by tabs; {1}, ... in headers and
 * body
 *
 * Prints one JSON object: requests, errors, seconds, rps, statuses, bytes, latencies in
 * microseconds. In open loop a latency counts from the moment the request was due, so a server that
 * stalls is not excused (coordinated omission).
 */
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "client.h"
#include "prose.h"

#define VALUES_MAX   8
#define HEADERS_MAX  16
#define REQUEST_MAX  65536
#define STATUS_COUNT 600

struct options {
    uint16_t port;
    unsigned connections, threads;
    double seconds, warm, rate;
    uint64_t requests;
    bool pin;
    const char *headers[HEADERS_MAX];
    unsigned header_count;
    const char *post, *type, *path, *values_path;
};

struct sender {
    struct client client;
    char *request; /* this connection's own */
    size_t request_n;
    const char *values[VALUES_MAX];
};

struct worker {
    pthread_t thread;
    unsigned index, count;
    struct sender *senders;
    int epoll;
    struct latencies latencies;
    uint64_t errors, bytes, statuses[STATUS_COUNT];
    double due; /* requests due so far, in open loop */
};

#define TYPE_FORM "application/x-www-form-urlencoded"

static struct options options = {
    .connections = 32, .threads = 2, .seconds = 5, .warm = 0.5, .type = TYPE_FORM};
static _Atomic uint64_t next_number,
    requests_left; /* the first from the clock: other runs had others */
static int64_t count_from_ns, end_ns, begin_ns;

/* A comment as a form field or in a JSON string: of what prose is made of, only a form's spaces need writing
 * otherwise. */
static int text_fill(char *out, size_t max)
{
    char text[PROSE_BYTES_MAX];
    size_t n = prose_make(atomic_fetch_add(&next_number, 1), text);
    char space = strcmp(options.type, TYPE_FORM) == 0 ? '+' : ' ';
    for (size_t i = 0; i < n && i + 1 < max; i++)
        out[i] = text[i] == ' ' ? space : text[i];
    return n < max ? (int)n : (int)max - 1;
}

/* Copies `template` with {n}, {text} and {1}, ... filled in. */
static size_t template_fill(char *out, size_t max, const char *template, const struct sender *s)
{
    size_t n = 0;
    for (const char *p = template; *p != '\0' && n + 1 < max; p++) {
        int written = 0;
        size_t skipped = 2;
        if (strncmp(p, "{text}", 6) == 0) {
            written = text_fill(out + n, max - n);
            skipped = 5;
        } else if (p[0] == '{' && p[1] == 'n' && p[2] == '}')
            written = snprintf(out + n, max - n, "%llu",
                               (unsigned long long)atomic_fetch_add(&next_number, 1));
        else if (p[0] == '{' && p[1] >= '1' && p[1] <= '8' && p[2] == '}')
            written = snprintf(out + n, max - n, "%s",
                               s->values[p[1] - '1'] ? s->values[p[1] - '1'] : "");
        else
            out[n++] = *p;
        if (written > 0) {
            n += (size_t)written < max - n ? (size_t)written : max - n - 1;
            p += skipped;
        }
    }
    out[n] = '\0';
    return n;
}

static void request_make(struct sender *s)
{
    static _Thread_local char body[REQUEST_MAX / 2];
    size_t n = 0, body_n = options.post ? template_fill(body, sizeof body, options.post, s) : 0;
    n += (size_t)snprintf(s->request, REQUEST_MAX, "%s %s HTTP/1.1\r\nHost: localhost\r\n",
                          options.post ? "POST" : "GET", options.path);
    for (unsigned i = 0; i < options.header_count; i++) {
        n += template_fill(s->request + n, REQUEST_MAX / 4, options.headers[i], s);
        n += (size_t)snprintf(s->request + n, 3, "\r\n");
    }
    if (options.post != NULL)
        n += (size_t)snprintf(s->request + n, 256, "Content-Type: %s\r\nContent-Length: %zu\r\n",
                              options.type, body_n);
    n += (size_t)snprintf(s->request + n, 3, "\r\n");
    memcpy(s->request + n, body, body_n);
    s->request_n = n + body_n;
}

static bool sender_connect(struct worker *w, struct sender *s)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = s};
    if (!client_connect(&s->client, options.port))
        return false;
    return epoll_ctl(w->epoll, EPOLL_CTL_ADD, s->client.fd, &event) == 0;
}

static void sender_done(struct worker *w, struct sender *s, bool ok)
{
    int64_t now_ns = client_now_ns();
    struct client *c = &s->client;
    if (now_ns >= count_from_ns && now_ns <= end_ns) {
        if (ok) {
            latencies_add(&w->latencies, now_ns - c->started_ns);
            w->bytes += c->head_n + c->body_n;
            w->statuses[c->status < STATUS_COUNT ? c->status : 0]++;
        } else {
            w->errors++;
        }
    }
    if (!ok || c->close_after) {
        client_close(c);
        if (!sender_connect(w, s))
            usleep(1000);
    }
}

static bool may_begin(void)
{
    if (client_now_ns() >= end_ns)
        return false;
    if (options.requests == 0)
        return true;
    uint64_t left = atomic_load(&requests_left);
    while (left > 0)
        if (atomic_compare_exchange_weak(&requests_left, &left, left - 1))
            return true;
    return false;
}

/* Begins a request and goes on for as long as answers are there at once. */
static void sender_run(struct worker *w, struct sender *s, int64_t started_ns)
{
    for (;;) {
        if (s->client.fd < 0 && !sender_connect(w, s))
            return;
        if (options.post != NULL)
            request_make(s);
        client_begin(&s->client, s->request, s->request_n, started_ns);
        enum client_step step = client_step(&s->client);
        if (step == CLIENT_MORE)
            return;
        sender_done(w, s, step == CLIENT_DONE);
        if (options.rate > 0 || !may_begin())
            return;
        started_ns = client_now_ns();
    }
}

static void sender_event(struct worker *w, struct sender *s)
{
    if (!s->client.busy)
        return;
    enum client_step step = client_step(&s->client);
    if (step == CLIENT_MORE)
        return;
    sender_done(w, s, step == CLIENT_DONE);
    if (options.rate == 0 && may_begin())
        sender_run(w, s, client_now_ns());
}

/* Open loop: starts what is due on idle connections; what finds none stays due from its time on. */
static void start_due(struct worker *w)
{
    double rate = options.rate / options.threads;
    for (unsigned i = 0; i < w->count; i++) {
        int64_t due_ns = begin_ns + (int64_t)(w->due / rate * 1e9);
        if (due_ns > client_now_ns() || due_ns >= end_ns)
            return;
        if (w->senders[i].client.busy)
            continue;
        w->due++;
        sender_run(w, &w->senders[i], due_ns);
    }
}

static bool any_busy(const struct worker *w)
{
    for (unsigned i = 0; i < w->count; i++)
        if (w->senders[i].client.busy)
            return true;
    return false;
}

static void pin_to(unsigned processor)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor % (unsigned)sysconf(_SC_NPROCESSORS_ONLN), &set);
    sched_setaffinity(0, sizeof set, &set);
}

static void *worker_run(void *worker)
{
    struct worker *w = worker;
    struct epoll_event events[256];
    if (options.pin)
        pin_to(w->index);
    for (unsigned i = 0; i < w->count && options.rate == 0; i++)
        if (may_begin())
            sender_run(w, &w->senders[i], client_now_ns());
    while (client_now_ns() < end_ns || (any_busy(w) && client_now_ns() < end_ns + 2000000000)) {
        if (options.rate > 0)
            start_due(w);
        else if (options.requests > 0 && atomic_load(&requests_left) == 0 && !any_busy(w))
            break;
        int n = epoll_wait(w->epoll, events, 256, options.rate > 0 ? 1 : 50);
        for (int i = 0; i < n; i++)
            sender_event(w, events[i].data.ptr);
    }
    return NULL;
}

static void values_read(struct sender *senders)
{
    char *line = NULL;
    size_t capacity = 0;
    FILE *f = fopen(options.values_path, "r");
    if (f == NULL) {
        perror(options.values_path);
        exit(1);
    }
    for (unsigned i = 0; i < options.connections && getline(&line, &capacity, f) > 0; i++) {
        char *rest = strdup(line);
        rest[strcspn(rest, "\n")] = '\0';
        for (unsigned k = 0; k < VALUES_MAX && rest != NULL; k++)
            senders[i].values[k] = strsep(&rest, "\t");
    }
    free(line);
    fclose(f);
}

static void report(const struct worker *workers, double seconds)
{
    static struct latencies all;
    uint64_t errors = 0, bytes = 0, statuses[STATUS_COUNT] = {0};
    const char *comma = "";
    for (unsigned i = 0; i < options.threads; i++) {
        latencies_merge(&all, &workers[i].latencies);
        errors += workers[i].errors;
        bytes += workers[i].bytes;
        for (unsigned k = 0; k < STATUS_COUNT; k++)
            statuses[k] += workers[i].statuses[k];
    }
    printf("{\"requests\":%llu,\"errors\":%llu,\"seconds\":%.3f,\"rps\":%.1f,\"bytes\":%llu,"
           "\"statuses\":{",
           (unsigned long long)all.count, (unsigned long long)errors, seconds,
           (double)all.count / seconds, (unsigned long long)bytes);
    for (unsigned k = 0; k < STATUS_COUNT; k++)
        if (statuses[k] > 0) {
            printf("%s\"%u\":%llu", comma, k, (unsigned long long)statuses[k]);
            comma = ",";
        }
    printf("},\"p50_us\":%.1f,\"p90_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f}\n",
           latencies_us(&all, 0.5), latencies_us(&all, 0.9), latencies_us(&all, 0.99),
           latencies_us(&all, 0.999), (double)all.max_ns / 1e3);
}

static void options_read(int argc, char **argv)
{
    static const struct option longs[] = {
        {"port", 1, NULL, 'p'},    {"connections", 1, NULL, 'c'}, {"threads", 1, NULL, 't'},
        {"seconds", 1, NULL, 's'}, {"requests", 1, NULL, 'n'},    {"warm", 1, NULL, 'w'},
        {"pin", 0, NULL, 'P'},     {"header", 1, NULL, 'H'},      {"rate", 1, NULL, 'r'},
        {"post", 1, NULL, 'd'},    {"values", 1, NULL, 'v'},      {"type", 1, NULL, 'T'},
        {NULL, 0, NULL, 0},
    };
    for (int o; (o = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        switch (o) {
        case 'p':
            options.port = (uint16_t)strtoul(optarg, NULL, 10);
            break;
        case 'c':
            options.connections = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case 't':
            options.threads = (unsigned)strtoul(optarg, NULL, 10);
            break;
        case 's':
            options.seconds = strtod(optarg, NULL);
            break;
        case 'n':
            options.requests = strtoull(optarg, NULL, 10);
            break;
        case 'w':
            options.warm = strtod(optarg, NULL);
            break;
        case 'P':
            options.pin = true;
            break;
        case 'H':
            if (options.header_count < HEADERS_MAX)
                options.headers[options.header_count++] = optarg;
            break;
        case 'r':
            options.rate = strtod(optarg, NULL);
            break;
        case 'd':
            options.post = optarg;
            break;
        case 'T':
            options.type = optarg;
            break;
        case 'v':
            options.values_path = optarg;
            break;
        default:
            exit(2);
        }
    }
    options.path = optind < argc ? argv[optind] : NULL;
    if (options.path == NULL || options.port == 0 || options.threads == 0 ||
        options.connections < options.threads) {
        fprintf(stderr, "usage: load --port N [--connections N] [--threads N] ... PATH\n");
        exit(2);
    }
}

static void workers_make(struct worker *workers, struct sender *senders)
{
    unsigned at = 0;
    for (unsigned i = 0; i < options.connections; i++) {
        senders[i].client.fd = -1;
        senders[i].request = malloc(REQUEST_MAX);
        if (senders[i].request == NULL)
            exit(1);
        request_make(&senders[i]);
    }
    for (unsigned i = 0; i < options.threads; i++) {
        struct worker *w = &workers[i];
        w->index = i;
        w->senders = &senders[at];
        w->count = (options.connections - at) / (options.threads - i);
        w->epoll = epoll_create1(EPOLL_CLOEXEC);
        at += w->count;
    }
}

int main(int argc, char **argv)
{
    options_read(argc, argv);
    struct rlimit files = {65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files);
    struct worker *workers = calloc(options.threads, sizeof *workers);
    struct sender *senders = calloc(options.connections, sizeof *senders);
    if (workers == NULL || senders == NULL)
        return 1;
    if (options.values_path != NULL)
        values_read(senders);
    begin_ns = client_now_ns();
    atomic_store(&next_number, (uint64_t)begin_ns);
    workers_make(workers, senders);
    atomic_store(&requests_left, options.requests);
    if (options.requests > 0)
        options.warm = 0;
    begin_ns = client_now_ns();
    count_from_ns = begin_ns + (int64_t)(options.warm * 1e9);
    end_ns = count_from_ns + (int64_t)(options.seconds * 1e9);
    for (unsigned i = 0; i < options.threads; i++)
        if (pthread_create(&workers[i].thread, NULL, worker_run, &workers[i]) != 0)
            return 1;
    for (unsigned i = 0; i < options.threads; i++)
        pthread_join(workers[i].thread, NULL);
    int64_t finished_ns = client_now_ns() < end_ns ? client_now_ns() : end_ns;
    report(workers, (double)(finished_ns - count_from_ns) / 1e9);
    free(senders);
    free(workers);
    return 0;
}
