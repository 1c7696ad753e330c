/*
 * Freshness under writing: one writer posts marked comments, readers read the page all the while, and every read
 * is checked: it must show the last comment that was acknowledged before it began.
 *
 *     fresh --port N --page PATH --post PATH --form TEMPLATE [--header 'A: b'] [--rate 10] [--readers 32]
 *           [--threads 2] [--seconds 10]
 *
 * {marker} in the template becomes a word made for this comment, {text} a comment never sent before. Headers are the writer's alone
 * (its cookie); readers are strangers who take brotli. Decompressing 20,000 pages a second would measure the
 * reader, so a body is decompressed once and known by its hash afterwards: the same bytes show the same.
 * Prints one JSON object.
 */
#include <brotli/decode.h>
#include <getopt.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>
#include <xxhash.h>

#include "client.h"
#include "prose.h"

#define BODY_MAX    ((size_t)4 << 20)
#define PAGE_MAX    ((size_t)32 << 20)
#define HEADERS_MAX 16
#define MARKERS_MAX 100000
#define KNOWN_MAX   4096
#define REQUEST_MAX 16384

struct known_page {
    uint64_t hash;
    int newest; /* the highest marker shown, -1 for none */
};

struct reader {
    struct client client;
    int acknowledged_before;
};

struct reading {
    pthread_t thread;
    struct reader *readers;
    unsigned count;
    int epoll;
    struct latencies latencies;
    uint64_t violations, errors;
    struct known_page known[KNOWN_MAX];
    char *page;
};

static struct {
    uint16_t port;
    const char *page, *post, *form, *headers[HEADERS_MAX];
    unsigned header_count, readers, threads;
    double rate, seconds;
} options = {.readers = 32, .threads = 2, .rate = 10, .seconds = 10};

static _Atomic int acknowledged = -1;
static char get_request[REQUEST_MAX];
static size_t get_request_n;
static char run_name[16];
static int64_t end_ns;
static uint64_t refused, held;
static struct latencies write_latencies;

static int newest_marker(const char *page, size_t n)
{
    size_t name_n = strlen(run_name);
    int newest = -1;
    for (const char *p = page; (p = memmem(p, n - (size_t)(p - page), run_name, name_n)) != NULL;
         p += name_n) {
        int number = (int)strtol(p + name_n, NULL, 10);
        if (number > newest)
            newest = number;
    }
    return newest;
}

static int page_decode(struct reading *r, const struct client *c)
{
    const char *encoding = client_header(c, "Content-Encoding");
    size_t n = PAGE_MAX - 1;
    if (encoding == NULL || strncmp(encoding, "br", 2) != 0)
        return newest_marker(c->body, c->body_n);
    if (BrotliDecoderDecompress(c->body_n, (const uint8_t *)c->body, &n, (uint8_t *)r->page) !=
        BROTLI_DECODER_RESULT_SUCCESS)
        return -2;
    r->page[n] = '\0';
    return newest_marker(r->page, n);
}

static int page_newest(struct reading *r, const struct client *c)
{
    uint64_t hash = XXH3_64bits(c->body, c->body_n);
    struct known_page *k = &r->known[hash % KNOWN_MAX];
    if (k->hash != hash) {
        k->newest = page_decode(r, c);
        k->hash = hash;
    }
    return k->newest;
}

static void reader_done(struct reading *r, struct reader *reader)
{
    struct client *c = &reader->client;
    latencies_add(&r->latencies, client_now_ns() - c->started_ns);
    if (c->status != 200 || c->body_n > c->body_max)
        r->errors++;
    else if (page_newest(r, c) < reader->acknowledged_before)
        r->violations++;
}

static void reader_begin(struct reader *reader)
{
    reader->acknowledged_before = atomic_load(&acknowledged);
    client_begin(&reader->client, get_request, get_request_n, client_now_ns());
}

static void reader_event(struct reading *r, struct reader *reader)
{
    enum client_step step = client_step(&reader->client);
    while (step == CLIENT_DONE) {
        reader_done(r, reader);
        reader_begin(reader);
        step = client_step(&reader->client);
    }
    if (step == CLIENT_FAILED) {
        r->errors++;
        client_close(&reader->client);
    }
}

static void *reading_run(void *reading)
{
    struct reading *r = reading;
    struct epoll_event events[256];
    for (unsigned i = 0; i < r->count; i++) {
        struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET,
                                    .data.ptr = &r->readers[i]};
        if (!client_connect(&r->readers[i].client, options.port))
            continue;
        reader_begin(&r->readers[i]);
        epoll_ctl(r->epoll, EPOLL_CTL_ADD, r->readers[i].client.fd, &event);
    }
    while (client_now_ns() < end_ns) {
        int n = epoll_wait(r->epoll, events, 256, 50);
        for (int i = 0; i < n; i++)
            reader_event(r, events[i].data.ptr);
    }
    return NULL;
}

/* As a form field: of what prose is made of, only spaces need writing otherwise. */
static size_t text_fill(char *out, size_t max, int number)
{
    char text[PROSE_BYTES_MAX];
    size_t n = prose_make((uint64_t)end_ns + (uint64_t)number, text);
    for (size_t i = 0; i < n && i + 1 < max; i++)
        out[i] = text[i] == ' ' ? '+' : text[i];
    return n < max ? n : max - 1;
}

static size_t form_fill(char *out, size_t max, int number)
{
    size_t n = 0;
    for (const char *p = options.form; *p != '\0' && n + 32 < max; p++) {
        if (strncmp(p, "{marker}", 8) == 0) {
            n += (size_t)snprintf(out + n, max - n, "%s%d", run_name, number);
            p += 7;
        } else if (strncmp(p, "{text}", 6) == 0) {
            n += text_fill(out + n, max - n, number);
            p += 5;
        } else {
            out[n++] = *p;
        }
    }
    out[n] = '\0';
    return n;
}

static size_t post_make(char *out, size_t max, int number)
{
    char form[REQUEST_MAX / 2];
    size_t form_n = form_fill(form, sizeof form, number);
    size_t n = (size_t)snprintf(out, max, "POST %s HTTP/1.1\r\nHost: localhost\r\n", options.post);
    for (unsigned i = 0; i < options.header_count; i++)
        n += (size_t)snprintf(out + n, max - n, "%s\r\n", options.headers[i]);
    n += (size_t)snprintf(
        out + n, max - n,
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s", form_n,
        form);
    return n;
}

enum post_end { POST_REFUSED, POST_HELD, POST_PUBLISHED };

/* Only a published comment is led back to its place on the page; one that waits for a moderator has a page of its own,
 * and no reader must see it. */
static enum post_end post_end(const struct client *c)
{
    const char *location = client_header(c, "Location");
    if (c->status == 200)
        return POST_PUBLISHED;
    if (c->status != 303 || location == NULL)
        return POST_REFUSED;
    const char *line_end = strpbrk(location, "\r\n");
    size_t n = line_end ? (size_t)(line_end - location) : strlen(location);
    return memmem(location, n, "#c", 2) != NULL ? POST_PUBLISHED : POST_HELD;
}

static enum post_end post_send(struct client *c, int number)
{
    static char request[REQUEST_MAX];
    size_t n = post_make(request, sizeof request, number);
    enum client_step step;
    if (c->fd < 0 && !client_connect(c, options.port))
        return POST_REFUSED;
    client_begin(c, request, n, client_now_ns());
    while ((step = client_step(c)) == CLIENT_MORE) {
        struct pollfd p = {.fd = c->fd, .events = (short)(c->out_at < c->out_n ? POLLOUT : POLLIN)};
        poll(&p, 1, 1000);
    }
    latencies_add(&write_latencies, client_now_ns() - c->started_ns);
    enum post_end end = step == CLIENT_DONE ? post_end(c) : POST_REFUSED;
    if (step != CLIENT_DONE || c->close_after)
        client_close(c);
    return end;
}

static int write_all(void)
{
    static struct client writer = {.fd = -1};
    int64_t start_ns = client_now_ns();
    int number = 0;
    for (; number < MARKERS_MAX; number++) {
        int64_t due_ns = start_ns + (int64_t)(number / options.rate * 1e9),
                wait_ns = due_ns - client_now_ns();
        if (due_ns >= end_ns)
            break;
        if (wait_ns > 0)
            usleep((useconds_t)(wait_ns / 1000));
        enum post_end end = post_send(&writer, number);
        if (end == POST_PUBLISHED)
            atomic_store(&acknowledged, number);
        else if (end == POST_HELD)
            held++;
        else
            refused++;
    }
    client_close(&writer);
    return number;
}

static void options_read(int argc, char **argv)
{
    static const struct option longs[] = {
        {"port", 1, NULL, 'p'},    {"page", 1, NULL, 'g'},    {"post", 1, NULL, 'o'},
        {"form", 1, NULL, 'f'},    {"header", 1, NULL, 'H'},  {"rate", 1, NULL, 'r'},
        {"readers", 1, NULL, 'c'}, {"threads", 1, NULL, 't'}, {"seconds", 1, NULL, 's'},
        {NULL, 0, NULL, 0},
    };
    for (int o; (o = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
        if (o == 'p')
            options.port = (uint16_t)strtoul(optarg, NULL, 10);
        else if (o == 'g')
            options.page = optarg;
        else if (o == 'o')
            options.post = optarg;
        else if (o == 'f')
            options.form = optarg;
        else if (o == 'H' && options.header_count < HEADERS_MAX)
            options.headers[options.header_count++] = optarg;
        else if (o == 'r')
            options.rate = strtod(optarg, NULL);
        else if (o == 'c')
            options.readers = (unsigned)strtoul(optarg, NULL, 10);
        else if (o == 't')
            options.threads = (unsigned)strtoul(optarg, NULL, 10);
        else if (o == 's')
            options.seconds = strtod(optarg, NULL);
        else
            exit(2);
    }
    if (options.port == 0 || !options.page || !options.post || !options.form ||
        options.threads == 0) {
        fprintf(stderr, "usage: fresh --port N --page PATH --post PATH --form TEMPLATE ...\n");
        exit(2);
    }
}

static void readings_make(struct reading *readings, struct reader *readers)
{
    unsigned at = 0;
    for (unsigned i = 0; i < options.readers; i++) {
        readers[i].client =
            (struct client){.fd = -1, .body = malloc(BODY_MAX), .body_max = BODY_MAX};
        if (readers[i].client.body == NULL)
            exit(1);
    }
    for (unsigned i = 0; i < options.threads; i++) {
        struct reading *r = &readings[i];
        r->readers = &readers[at];
        r->count = (options.readers - at) / (options.threads - i);
        r->epoll = epoll_create1(EPOLL_CLOEXEC);
        r->page = malloc(PAGE_MAX);
        if (r->page == NULL)
            exit(1);
        at += r->count;
    }
}

int main(int argc, char **argv)
{
    options_read(argc, argv);
    struct reading *readings = calloc(options.threads, sizeof *readings);
    struct reader *readers = calloc(options.readers, sizeof *readers);
    static struct latencies all;
    uint64_t violations = 0, errors = 0;
    if (readings == NULL || readers == NULL)
        return 1;
    readings_make(readings, readers);
    snprintf(run_name, sizeof run_name, "mk%lxn",
             (unsigned long)(client_now_ns() / 1000000) & 0xffffff);
    get_request_n = (size_t)snprintf(
        get_request, sizeof get_request,
        "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, br\r\n\r\n", options.page);
    end_ns = client_now_ns() + (int64_t)(options.seconds * 1e9);
    for (unsigned i = 0; i < options.threads; i++)
        if (pthread_create(&readings[i].thread, NULL, reading_run, &readings[i]) != 0)
            return 1;
    int writes = write_all();
    for (unsigned i = 0; i < options.threads; i++) {
        pthread_join(readings[i].thread, NULL);
        latencies_merge(&all, &readings[i].latencies);
        violations += readings[i].violations;
        errors += readings[i].errors;
    }
    printf("{\"reads\":%llu,\"rps\":%.1f,\"violations\":%llu,\"errors\":%llu,\"writes\":%d,"
           "\"refused\":%llu,\"held\":%llu,"
           "\"p50_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f,\"write_p50_us\":%.1f,"
           "\"write_p99_us\":%.1f}\n",
           (unsigned long long)all.count, (double)all.count / options.seconds,
           (unsigned long long)violations, (unsigned long long)errors, writes,
           (unsigned long long)refused, (unsigned long long)held, latencies_us(&all, 0.5),
           latencies_us(&all, 0.99), latencies_us(&all, 0.999), (double)all.max_ns / 1e3,
           latencies_us(&write_latencies, 0.5), latencies_us(&write_latencies, 0.99));
    return violations > 0;
}
