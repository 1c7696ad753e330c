/*
 * The facade from outside: a server in this process, and raw sockets that say to it what clients say and what
 * they should not.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../unit/test.h"
#include "base/metrics.h"
#include "http/forms.h"
#include "http/http.h"

#define ANSWER_MAX 65536
#define BODY_MAX   1000

struct site {
    struct http_server *server;
    struct http_shared *shared;
    _Atomic(struct http_exchange *) waiting;
    _Atomic int continued;
};

static void later(struct http_exchange *x, void *ctx)
{
    struct site *site = ctx;
    atomic_fetch_add(&site->continued, 1);
    http_reply(x, 200, STR("text/plain; charset=utf-8"), STR("later"));
}

static void echo(struct http_exchange *x)
{
    struct str text =
        arena_printf(http_arena(x), "%.*s %.*s ?%.*s cookie=%.*s client=%.*s tls=%d body=%.*s",
                     STR_ARG(http_method_name(http_method(x))), STR_ARG(http_path(x)),
                     STR_ARG(http_query(x)), STR_ARG(http_cookie(x, STR("sid"))),
                     STR_ARG(http_client(x)), http_is_tls(x), STR_ARG(http_body(x)));
    http_reply(x, 200, STR("text/plain; charset=utf-8"), text);
}

static void handle(struct http_exchange *x, void *ctx)
{
    struct site *site = ctx;
    struct str path = http_path(x);
    if (str_eq(path, STR("/shared"))) {
        http_reply_shared(x, site->shared);
    } else if (str_eq(path, STR("/headers"))) {
        http_set_header(x, STR("X-Bad"), STR("a\r\nX-Injected: 1"));
        http_set_header(x, STR("Content-Security-Policy"), STR("default-src 'self'"));
        http_set_header(x, STR("Set-Cookie"), STR("sid=1"));
        http_reply(x, 201, STR("text/plain; charset=utf-8"), STR("made"));
    } else if (str_eq(path, STR("/shared-with-cookie"))) {
        http_set_header(x, STR("Set-Cookie"), STR("sid=1"));
        http_reply_shared(x, site->shared);
    } else if (str_eq(path, STR("/away"))) {
        http_redirect(x, STR("//evil.example/"));
    } else if (str_eq(path, STR("/continued-before-waiting"))) {
        http_continue(x, later, site);
        http_wait(x);
    } else if (str_eq(path, STR("/wait"))) {
        http_wait(x);
        atomic_store(&site->waiting, x);
    } else if (str_eq(path, STR("/forgotten"))) {
        return;
    } else {
        echo(x);
    }
}

static void site_open(struct site *site, struct http_config config)
{
    struct problem problem = {0};
    char text[2000];
    memset(text, 'x', sizeof text);
    struct http_shared_parts parts = {.status = 200,
                                      .content_type = STR("text/plain; charset=utf-8"),
                                      .body = str_make(text, sizeof text),
                                      .gzip = STR("pretend-gzip"),
                                      .brotli = STR("pretend-brotli"),
                                      .cache_control = STR("no-cache")};
    *site = (struct site){0};
    assert_ok(http_shared_new(&parts, &site->shared));
    config.address = STR("127.0.0.1");
    config.handler = handle;
    config.handler_ctx = site;
    config.body_max = BODY_MAX;
    config.loops = 2;
    if (http_server_start(&config, &site->server, &problem) != RC_OK)
        fail_msg("%s", problem.message);
}

static void site_close(struct site *site)
{
    http_server_stop(site->server, 200);
    http_shared_unref(site->shared);
}

static int dial(const struct site *site)
{
    struct sockaddr_in in = {.sin_family = AF_INET,
                             .sin_port = htons(http_server_port(site->server))};
    struct timeval limit = {.tv_sec = 5};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof in), 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return fd;
}

static void say(int fd, struct str text)
{
    assert_int_equal(send(fd, text.p, text.n, MSG_NOSIGNAL), (ssize_t)text.n);
}

/* Reads one answer: the head and as much body as it announces. False when the connection ended first. */
struct answer {
    char text[ANSWER_MAX];
    size_t n;
    int status;
    const char *body;
};

static bool answer_is_whole(struct answer *a, bool head_only)
{
    char *end = strstr(a->text, "\r\n\r\n"), *length = strstr(a->text, "Content-Length: ");
    if (end == NULL)
        return false;
    a->body = end + 4;
    a->status = (int)strtol(a->text + 9, NULL, 10);
    size_t announced = length != NULL && length < end && !head_only && a->status != 304
                           ? strtoul(length + 16, NULL, 10)
                           : 0;
    return a->n >= (size_t)(a->body - a->text) + announced;
}

/* One byte at a time, so that a pipelined answer behind this one is left alone. */
static bool answer_read(int fd, struct answer *a, bool head_only)
{
    memset(a, 0, sizeof *a);
    while (a->n + 1 < sizeof a->text) {
        if (recv(fd, a->text + a->n, 1, 0) <= 0)
            return false;
        a->n++;
        if (answer_is_whole(a, head_only))
            return true;
    }
    return false;
}

static bool at_end(int fd)
{
    char c;
    return recv(fd, &c, 1, 0) <= 0;
}

static struct answer *ask(const struct site *site, struct str request)
{
    static struct answer a;
    int fd = dial(site);
    say(fd, request);
    if (!answer_read(fd, &a, str_starts(request, STR("HEAD"))))
        a.status = 0;
    close(fd);
    return &a;
}

#define ASK(site, text) ask((site), STR(text))
#define HOST            "Host: example.org\r\n"

static bool has(const struct answer *a, const char *text)
{
    return strstr(a->text, text) != NULL;
}

static void malformed_requests_are_refused_and_the_server_keeps_answering(void **state)
{
    static const struct {
        struct str request;
        int status; /* 0: closed without an answer */
    } cases[] = {
        {STR_INIT("GARBAGE\r\n\r\n"), 0},
        {STR_INIT("GET /\r\n\r\n"), 400},
        {STR_INIT("GET / HTTP/1.1\r\n\r\n"), 400},
        {STR_INIT("GET / HTTP/1.1\r\n" HOST HOST "\r\n"), 400},
        {STR_INIT("GET / HTTP/9.9\r\n" HOST "\r\n"), 505},
        {STR_INIT("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505},
        {STR_INIT("GET x HTTP/1.1\r\n" HOST "\r\n"), 400},
        {STR_INIT("GET http://a/ HTTP/1.1\r\n" HOST "\r\n"), 400},
        {STR_INIT("GET /a b HTTP/1.1\r\n" HOST "\r\n"), 400},
        {STR_INIT("GET /a\0b HTTP/1.1\r\n" HOST "\r\n"), 400},
        {STR_INIT("GET /%00 HTTP/1.1\r\n" HOST "\r\n"), 400},
        {STR_INIT("GET /%zz HTTP/1.1\r\n" HOST "\r\n"), 400},
        {STR_INIT("GET /%2 HTTP/1.1\r\n" HOST "\r\n"), 400},
        {STR_INIT("GET /a/../b HTTP/1.1\r\n" HOST "\r\n"), 400},
        {STR_INIT("GET /%2e%2e/b HTTP/1.1\r\n" HOST "\r\n"), 400},
        {STR_INIT("GET /a%5cb HTTP/1.1\r\n" HOST "\r\n"), 400},
        {STR_INIT("GET /%ff HTTP/1.1\r\n" HOST "\r\n"), 400},
        {STR_INIT("GET / HTTP/1.1\r\n" HOST "Bad Name: x\r\n\r\n"), 400},
        {STR_INIT("GET / HTTP/1.1\r\n" HOST "Bad : x\r\n\r\n"), 400},
        {STR_INIT("GET / HTTP/1.1\r\n" HOST "nocolon\r\n\r\n"), 400},
        {STR_INIT("GET / HTTP/1.1\r\n" HOST " folded: x\r\n\r\n"), 400},
        {STR_INIT("GET / HTTP/1.1\r\nX: a\r\n folded\r\n" HOST "\r\n"),
         200}, /* joined, as RFC 9112 5.2 allows */
        {STR_INIT("GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n"), 400},
        {STR_INIT("GET / HTTP/1.1\r\n" HOST "X: a\x01\r\n\r\n"), 400},
        {STR_INIT("GET / HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc"), 400},
        {STR_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n"), 400},
        {STR_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: +1\r\n\r\n"), 400},
        {STR_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 0x1\r\n\r\n"), 400},
        {STR_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999999\r\n\r\n"),
         413},
        {STR_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 1001\r\n\r\n"), 413},
        {STR_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\nContent-Length: 5\r\n\r\n"),
         400},
        {STR_INIT("POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nContent-Length: 5\r\n\r\n"),
         400},
        {STR_INIT("POST / HTTP/1.1\r\n" HOST
                  "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
         400},
        {STR_INIT("POST / HTTP/1.1\r\n" HOST
                  "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
         400},
        {STR_INIT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), 400},
        {STR_INIT("POST / HTTP/1.1\r\n" HOST
                  "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
         400},
        {STR_INIT("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nZZ\r\n\r\n"), 400},
        {STR_INIT("POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},
        {STR_INIT("TRACE / HTTP/1.1\r\n" HOST "\r\n"), 405},
        {STR_INIT("CONNECT a:1 HTTP/1.1\r\n" HOST "\r\n"), 400},
        {STR_INIT("get / HTTP/1.1\r\n" HOST "\r\n"), 405},
        {STR_INIT("PATCH / HTTP/1.1\r\n" HOST "\r\n"), 405},
    };
    struct site site;
    site_open(&site, (struct http_config){0});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer *a = ask(&site, cases[i].request);
        if (a->status != cases[i].status)
            fail_msg("%d, not %d, to \"%.*s\"", a->status, cases[i].status,
                     STR_ARG(cases[i].request));
        if (a->status > 200 &&
            (!has(a, "X-Content-Type-Options: nosniff") || !has(a, "X-Request-Id: ") ||
             !has(a, "Content-Type: text/plain; charset=utf-8") || !has(a, "Connection: close")))
            fail_msg("headers are missing in the answer to \"%.*s\":\n%s",
                     STR_ARG(cases[i].request), a->text);
        assert_int_equal(ASK(&site, "GET /alive HTTP/1.1\r\n" HOST "\r\n")->status, 200);
    }
    site_close(&site);
}

static void sizes_past_their_limits_are_told_apart(void **state)
{
    static char request[200000];
    static const struct {
        int before, status; /* bytes of filling */
        const char *head, *tail;
    } cases[] = {
        {4000, 200, "GET /", " HTTP/1.1\r\n" HOST "\r\n"},
        {5000, 414, "GET /", " HTTP/1.1\r\n" HOST "\r\n"},
        {100000, 414, "GET /", " HTTP/1.1\r\n" HOST "\r\n"},
        {7000, 200, "GET / HTTP/1.1\r\n" HOST "X: ", "\r\n\r\n"},
        {9000, 431, "GET / HTTP/1.1\r\n" HOST "X: ", "\r\n\r\n"},
        {100000, 431, "GET / HTTP/1.1\r\n" HOST "X: ", "\r\n\r\n"},
        {1000, 200, "POST / HTTP/1.1\r\n" HOST "Content-Length: 1000\r\n\r\n", ""},
        {1001, 413, "POST / HTTP/1.1\r\n" HOST "Content-Length: 1001\r\n\r\n", ""},
        {1001, 413, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3e9\r\n",
         "\r\n0\r\n\r\n"},
        {1000, 200, "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3e8\r\n",
         "\r\n0\r\n\r\n"},
    };
    struct site site;
    site_open(&site, (struct http_config){0});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int n = snprintf(request, sizeof request, "%s", cases[i].head);
        memset(request + n, 'a', (size_t)cases[i].before);
        n += cases[i].before;
        n += snprintf(request + n, sizeof request - (size_t)n, "%s", cases[i].tail);
        struct answer *a = ask(&site, str_make(request, (size_t)n));
        if (a->status != cases[i].status)
            fail_msg("%d, not %d, in case %zu", a->status, cases[i].status, i);
    }
    site_close(&site);
}

static void a_body_too_large_is_refused_before_the_client_is_told_to_send_it(void **state)
{
    struct site site;
    site_open(&site, (struct http_config){0});
    struct answer *a = ASK(&site, "POST / HTTP/1.1\r\n" HOST
                                  "Content-Length: 5000\r\nExpect: 100-continue\r\n\r\n");
    assert_int_equal(a->status, 413);
    a = ASK(&site, "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    assert_int_equal(a->status, 100);
    site_close(&site);
}

static void a_request_arrives_as_it_was_sent(void **state)
{
    struct site site;
    site_open(&site, (struct http_config){0});
    struct answer *a = ASK(&site, "POST /caf%C3%A9/%2541?a=%20b&c HTTP/1.1\r\n" HOST
                                  "Cookie: x=1; sid=abc; y=2\r\nX-Forwarded-For: 1.2.3.4\r\n"
                                  "X-Forwarded-Proto: https\r\nContent-Length: 4\r\n\r\nbody");
    assert_int_equal(a->status, 200);
    assert_string_equal(
        a->body, "POST /caf\xc3\xa9/%41 ?a=%20b&c cookie=abc client=127.0.0.1 tls=0 body=body");
    a = ASK(&site, "GET / HTTP/1.1\r\n" HOST "Cookie: sid=a; sid=b\r\n\r\n");
    assert_true(has(a, "cookie= client"));
    site_close(&site);
}

static void forwarded_headers_count_only_from_configured_proxies(void **state)
{
    static const struct str proxies[] = {STR_INIT("127.0.0.0/8"), STR_INIT("10.0.0.1")};
    struct site site;
    site_open(&site, (struct http_config){.trusted_proxies = proxies, .trusted_proxy_count = 2});
    struct answer *a = ASK(
        &site, "GET / HTTP/1.1\r\n" HOST
               "X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.0.0.1\r\nX-Forwarded-Proto: https\r\n\r\n");
    assert_true(has(a, "client=1.2.3.4 tls=1"));
    site_close(&site);
}

static void every_answer_carries_the_security_headers_and_a_page_may_change_them(void **state)
{
    struct site site;
    site_open(&site, (struct http_config){.hsts_max_age_s = 1000});
    struct answer *a = ASK(&site, "GET / HTTP/1.1\r\n" HOST "\r\n");
    assert_true(has(a, "X-Content-Type-Options: nosniff\r\n"));
    assert_true(has(a, "Referrer-Policy: strict-origin-when-cross-origin\r\n"));
    assert_true(has(a, "Content-Security-Policy: " HTTP_CSP_DEFAULT "\r\n"));
    assert_true(has(a, "Strict-Transport-Security: max-age=1000"));
    assert_true(has(a, "Cache-Control: no-store\r\n"));
    a = ASK(&site, "GET /headers HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(a->status, 201);
    assert_true(has(a, "Content-Security-Policy: default-src 'self'\r\n"));
    assert_false(has(a, HTTP_CSP_DEFAULT));
    assert_false(has(a, "X-Injected"));
    a = ASK(&site, "GET /away HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(a->status, 303);
    assert_true(has(a, "Location: /\r\n"));
    assert_int_equal(ASK(&site, "GET /forgotten HTTP/1.1\r\n" HOST "\r\n")->status, 500);
    site_close(&site);
}

static void shared_answers_come_in_the_encoding_asked_for_and_not_twice(void **state)
{
    struct site site;
    char etag[64], request[256];
    site_open(&site, (struct http_config){0});
    struct answer *a =
        ASK(&site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: gzip, deflate, br\r\n\r\n");
    assert_true(has(a, "Content-Encoding: br\r\n") && has(a, "Vary: Accept-Encoding\r\n"));
    assert_string_equal(a->body, "pretend-brotli");
    assert_int_equal(sscanf(strstr(a->text, "ETag: "), "ETag: %63s", etag), 1);
    snprintf(request, sizeof request,
             "GET /shared HTTP/1.1\r\n" HOST
             "Accept-Encoding: br\r\nIf-None-Match: \"x\", W/%s\r\n\r\n",
             etag);
    a = ask(&site, str_from_cstr(request));
    assert_int_equal(a->status, 304);
    assert_true(has(a, etag) && has(a, "X-Content-Type-Options: nosniff"));
    snprintf(request, sizeof request, "GET /shared HTTP/1.1\r\n" HOST "If-None-Match: %s\r\n\r\n",
             etag);
    assert_int_equal(ask(&site, str_from_cstr(request))->status, 200);
    a = ASK(&site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: br;q=0, gzip\r\n\r\n");
    assert_string_equal(a->body, "pretend-gzip");
    a = ASK(&site, "HEAD /shared HTTP/1.1\r\n" HOST "\r\n");
    assert_true(has(a, "Content-Length: 2000\r\n") && *a->body == '\0');
    a = ASK(&site, "GET /shared-with-cookie HTTP/1.1\r\n" HOST "\r\n");
    assert_true(has(a, "Set-Cookie: sid=1\r\n"));
    site_close(&site);
}

static _Atomic int gzips_made, smaller_made;

static void make_gzip(struct str body, struct buf *out)
{
    atomic_fetch_add(&gzips_made, 1);
    BUF_PUT(out, "late-gzip");
}

static void make_smaller(struct str body, struct buf *out)
{
    atomic_fetch_add(&smaller_made, 1);
    BUF_PUT(out, "smaller");
}

/* In place of what site_open made, before anybody has asked for it. */
static void share_later(struct site *site, struct str body)
{
    struct http_shared_parts parts = {.status = 200,
                                      .content_type = STR("text/plain; charset=utf-8"),
                                      .body = body,
                                      .brotli = STR("pretend-brotli"),
                                      .gzip_later = make_gzip,
                                      .brotli_smaller = make_smaller};
    http_shared_unref(site->shared);
    assert_ok(http_shared_new(&parts, &site->shared));
    atomic_store(&gzips_made, 0);
    atomic_store(&smaller_made, 0);
}

static void a_gzip_is_made_once_and_only_when_asked_for(void **state)
{
    struct site site;
    site_open(&site, (struct http_config){0});
    share_later(&site, STR("a body of more than twice the bytes that its gzip has"));
    ASK(&site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: gzip, br\r\n\r\n");
    assert_int_equal(atomic_load(&gzips_made), 0);
    for (int i = 0; i < 4; i++) {
        struct answer *a =
            ASK(&site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: gzip\r\n\r\n");
        assert_string_equal(a->body, "late-gzip");
        assert_true(has(a, "Content-Encoding: gzip\r\n"));
    }
    assert_int_equal(atomic_load(&gzips_made), 1);
    site_close(&site);
}

static void a_gzip_that_saves_little_is_not_used(void **state)
{
    struct site site;
    site_open(&site, (struct http_config){0});
    share_later(&site, STR("short body"));
    for (int i = 0; i < 2; i++) {
        struct answer *a =
            ASK(&site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: gzip\r\n\r\n");
        assert_string_equal(a->body, "short body");
        assert_false(has(a, "Content-Encoding"));
    }
    assert_int_equal(atomic_load(&gzips_made), 1);
    site_close(&site);
}

static bool asked_until_smaller(struct site *site, int times)
{
    for (int i = 0; i < times; i++) {
        struct answer *a = ASK(site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: br\r\n\r\n");
        if (strcmp(a->body, "smaller") == 0)
            return true;
        assert_string_equal(a->body, "pretend-brotli");
    }
    return false;
}

static void an_answer_asked_for_often_and_for_a_while_becomes_smaller(void **state)
{
    struct site site;
    char request[256], etag[64];
    site_open(&site, (struct http_config){0});
    share_later(&site, STR("any body"));
    struct answer *a = ASK(&site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: br\r\n\r\n");
    assert_int_equal(sscanf(strstr(a->text, "ETag: "), "ETag: %63s", etag), 1);
    usleep((HTTP_SMALLER_AFTER_MS + 50) * 1000);
    assert_false(asked_until_smaller(&site, HTTP_SMALLER_AFTER_SENT - 2));
    assert_true(asked_until_smaller(&site, 2 * HTTP_SMALLER_AFTER_SENT));
    assert_int_equal(atomic_load(&smaller_made), 1);
    /* Who has the larger one has the page. */
    snprintf(request, sizeof request,
             "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: br\r\nIf-None-Match: %s\r\n\r\n",
             etag);
    a = ask(&site, str_from_cstr(request));
    assert_int_equal(a->status, 304);
    assert_true(has(a, etag));
    site_close(&site);
}

static void a_connection_is_kept_and_pipelined_requests_are_answered_in_order(void **state)
{
    struct site site;
    struct answer a;
    site_open(&site, (struct http_config){0});
    int fd = dial(&site);
    say(fd, STR("GET /one HTTP/1.1\r\n" HOST "\r\nPOST /two HTTP/1.1\r\n" HOST
                "Content-Length: 3\r\n\r\nabcGET /three HTTP/1.1\r\n" HOST "\r\n"));
    assert_true(answer_read(fd, &a, false) && has(&a, "GET /one "));
    assert_true(answer_read(fd, &a, false) && has(&a, "POST /two ") && has(&a, "body=abc"));
    assert_true(answer_read(fd, &a, false) && has(&a, "GET /three "));
    say(fd, STR("GET /four HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n"));
    assert_true(answer_read(fd, &a, false) && has(&a, "GET /four "));
    assert_true(at_end(fd));
    close(fd);
    site_close(&site);
}

static struct http_exchange *await_waiting(struct site *site)
{
    struct http_exchange *x;
    while ((x = atomic_exchange(&site->waiting, NULL)) == NULL)
        usleep(1000);
    return x;
}

struct continuation {
    struct site *site;
    struct http_exchange *exchange;
};

static void *continuation_run(void *continuation)
{
    struct continuation *c = continuation;
    http_continue(c->exchange, later, c->site);
    return NULL;
}

static void continue_elsewhere(struct site *site, struct http_exchange *x)
{
    struct continuation c = {site, x};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, continuation_run, &c), 0);
    pthread_join(thread, NULL);
}

static void a_waiting_request_is_answered_from_another_thread(void **state)
{
    struct site site;
    struct answer a;
    site_open(&site, (struct http_config){0});
    for (int i = 0; i < 50; i++) {
        int fd = dial(&site);
        say(fd, STR("GET /wait HTTP/1.1\r\n" HOST "\r\n"));
        continue_elsewhere(&site, await_waiting(&site));
        assert_true(answer_read(fd, &a, false));
        assert_string_equal(a.body, "later");
        close(fd);
    }
    assert_string_equal(ASK(&site, "GET /continued-before-waiting HTTP/1.1\r\n" HOST "\r\n")->body,
                        "later");
    site_close(&site);
}

static void a_client_gone_while_its_request_waits_frees_it_once(void **state)
{
    struct site site;
    site_open(&site, (struct http_config){0});
    int fd = dial(&site);
    say(fd, STR("GET /wait HTTP/1.1\r\n" HOST "\r\n"));
    struct http_exchange *x = await_waiting(&site);
    close(fd);
    continue_elsewhere(&site, x);
    assert_int_equal(ASK(&site, "GET / HTTP/1.1\r\n" HOST "\r\n")->status, 200);
    site_close(&site);
    assert_int_equal(atomic_load(&site.continued), 1);
    assert_int_equal(metric_gauge_value(GAUGE_http_open), 0);
    assert_int_equal(metric_gauge_value(GAUGE_http_waiting), 0);
}

static void headers_dripped_byte_by_byte_are_swept_while_others_are_served(void **state)
{
    struct site site;
    site_open(&site, (struct http_config){.request_timeout_s = 1, .idle_timeout_s = 5});
    int slow[8];
    bool ended = false;
    for (int i = 0; i < 8; i++) {
        slow[i] = dial(&site);
        say(slow[i], STR("GET / HTTP/1.1\r\nX: "));
    }
    for (int tick = 0; tick < 40 && !ended; tick++) {
        for (int i = 0; i < 8; i++)
            if (send(slow[i], "a", 1, MSG_NOSIGNAL) < 0)
                ended = true;
        assert_int_equal(ASK(&site, "GET / HTTP/1.1\r\n" HOST "\r\n")->status, 200);
        usleep(100000);
    }
    assert_true(ended);
    for (int i = 0; i < 8; i++)
        close(slow[i]);
    site_close(&site);
}

static void one_address_cannot_take_all_connections(void **state)
{
    struct site site;
    site_open(&site, (struct http_config){.connections_per_address = 3});
    int fds[3];
    struct answer a;
    for (int i = 0; i < 3; i++) {
        fds[i] = dial(&site);
        say(fds[i], STR("GET / HTTP/1.1\r\n" HOST "\r\n"));
        assert_true(answer_read(fds[i], &a, false));
    }
    int fourth = dial(&site);
    assert_true(at_end(fourth));
    close(fourth);
    close(fds[0]);
    usleep(200000);
    assert_int_equal(ASK(&site, "GET / HTTP/1.1\r\n" HOST "\r\n")->status, 200);
    close(fds[1]);
    close(fds[2]);
    site_close(&site);
}

static void *stop_run(void *server)
{
    http_server_stop(server, 3000);
    return NULL;
}

static void stopping_finishes_what_is_under_way_and_closes_what_is_idle(void **state)
{
    struct site site;
    struct answer a;
    pthread_t stopper;
    site_open(&site, (struct http_config){0});
    int idle = dial(&site), busy = dial(&site);
    say(idle, STR("GET / HTTP/1.1\r\n" HOST "\r\n"));
    assert_true(answer_read(idle, &a, false));
    say(busy, STR("GET /wait HTTP/1.1\r\n" HOST "\r\n"));
    struct http_exchange *x = await_waiting(&site);
    assert_int_equal(pthread_create(&stopper, NULL, stop_run, site.server), 0);
    assert_true(at_end(idle));
    continue_elsewhere(&site, x);
    assert_true(answer_read(busy, &a, false));
    assert_string_equal(a.body, "later");
    assert_true(has(&a, "Connection: close"));
    pthread_join(stopper, NULL);
    http_shared_unref(site.shared);
    close(idle);
    close(busy);
}

static void a_wrong_address_is_named(void **state)
{
    struct http_server *server;
    struct problem problem = {0};
    struct http_config config = {.address = STR("nowhere"), .handler = handle};
    assert_int_equal(http_server_start(&config, &server, &problem), RC_INVALID);
    assert_non_null(strstr(problem.message, "nowhere"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_requests_are_refused_and_the_server_keeps_answering),
        cmocka_unit_test(sizes_past_their_limits_are_told_apart),
        cmocka_unit_test(a_body_too_large_is_refused_before_the_client_is_told_to_send_it),
        cmocka_unit_test(a_request_arrives_as_it_was_sent),
        cmocka_unit_test(forwarded_headers_count_only_from_configured_proxies),
        cmocka_unit_test(every_answer_carries_the_security_headers_and_a_page_may_change_them),
        cmocka_unit_test(shared_answers_come_in_the_encoding_asked_for_and_not_twice),
        cmocka_unit_test(a_gzip_is_made_once_and_only_when_asked_for),
        cmocka_unit_test(a_gzip_that_saves_little_is_not_used),
        cmocka_unit_test(an_answer_asked_for_often_and_for_a_while_becomes_smaller),
        cmocka_unit_test(a_connection_is_kept_and_pipelined_requests_are_answered_in_order),
        cmocka_unit_test(a_waiting_request_is_answered_from_another_thread),
        cmocka_unit_test(a_client_gone_while_its_request_waits_frees_it_once),
        cmocka_unit_test(headers_dripped_byte_by_byte_are_swept_while_others_are_served),
        cmocka_unit_test(one_address_cannot_take_all_connections),
        cmocka_unit_test(stopping_finishes_what_is_under_way_and_closes_what_is_idle),
        cmocka_unit_test(a_wrong_address_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
