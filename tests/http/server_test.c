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

#include "base/metrics.h"
#include "raw_site.h"

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
    struct raw_site site;
    raw_site_open(&site, (struct http_config){0});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct raw_answer *a = raw_site_ask(&site, cases[i].request);
        if (a->status != cases[i].status)
            fail_msg("%d, not %d, to \"%.*s\"", a->status, cases[i].status,
                     STR_ARG(cases[i].request));
        if (a->status > 200 && (!raw_answer_has(a, "X-Content-Type-Options: nosniff") ||
                                !raw_answer_has(a, "X-Request-Id: ") ||
                                !raw_answer_has(a, "Content-Type: text/plain; charset=utf-8") ||
                                !raw_answer_has(a, "Connection: close")))
            fail_msg("headers are missing in the answer to \"%.*s\":\n%s",
                     STR_ARG(cases[i].request), a->text);
        assert_int_equal(ASK(&site, "GET /alive HTTP/1.1\r\n" HOST "\r\n")->status, 200);
    }
    raw_site_close(&site);
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
    struct raw_site site;
    raw_site_open(&site, (struct http_config){0});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int n = snprintf(request, sizeof request, "%s", cases[i].head);
        memset(request + n, 'a', (size_t)cases[i].before);
        n += cases[i].before;
        n += snprintf(request + n, sizeof request - (size_t)n, "%s", cases[i].tail);
        struct raw_answer *a = raw_site_ask(&site, str_make(request, (size_t)n));
        if (a->status != cases[i].status)
            fail_msg("%d, not %d, in case %zu", a->status, cases[i].status, i);
    }
    raw_site_close(&site);
}

static void a_body_too_large_is_refused_before_the_client_is_told_to_send_it(void **state)
{
    struct raw_site site;
    raw_site_open(&site, (struct http_config){0});
    struct raw_answer *a = ASK(&site, "POST / HTTP/1.1\r\n" HOST
                                      "Content-Length: 5000\r\nExpect: 100-continue\r\n\r\n");
    assert_int_equal(a->status, 413);
    a = ASK(&site, "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    assert_int_equal(a->status, 100);
    raw_site_close(&site);
}

static void a_request_arrives_as_it_was_sent(void **state)
{
    struct raw_site site;
    raw_site_open(&site, (struct http_config){0});
    struct raw_answer *a = ASK(&site, "POST /caf%C3%A9/%2541?a=%20b&c HTTP/1.1\r\n" HOST
                                      "Cookie: x=1; sid=abc; y=2\r\nX-Forwarded-For: 1.2.3.4\r\n"
                                      "X-Forwarded-Proto: https\r\nContent-Length: 4\r\n\r\nbody");
    assert_int_equal(a->status, 200);
    assert_string_equal(
        a->body, "POST /caf\xc3\xa9/%41 ?a=%20b&c cookie=abc client=127.0.0.1 tls=0 body=body");
    a = ASK(&site, "GET / HTTP/1.1\r\n" HOST "Cookie: sid=a; sid=b\r\n\r\n");
    assert_true(raw_answer_has(a, "cookie= client"));
    raw_site_close(&site);
}

static void forwarded_headers_count_only_from_configured_proxies(void **state)
{
    static const struct str proxies[] = {STR_INIT("127.0.0.0/8"), STR_INIT("10.0.0.1")};
    struct raw_site site;
    raw_site_open(&site,
                  (struct http_config){.trusted_proxies = proxies, .trusted_proxy_count = 2});
    struct raw_answer *a = ASK(
        &site, "GET / HTTP/1.1\r\n" HOST
               "X-Forwarded-For: 6.6.6.6, 1.2.3.4, 10.0.0.1\r\nX-Forwarded-Proto: https\r\n\r\n");
    assert_true(raw_answer_has(a, "client=1.2.3.4 tls=1"));
    raw_site_close(&site);
}

static void every_answer_carries_the_security_headers_and_a_page_may_change_them(void **state)
{
    struct raw_site site;
    raw_site_open(&site, (struct http_config){.hsts_max_age_s = 1000});
    struct raw_answer *a = ASK(&site, "GET / HTTP/1.1\r\n" HOST "\r\n");
    assert_true(raw_answer_has(a, "X-Content-Type-Options: nosniff\r\n"));
    assert_true(raw_answer_has(a, "Referrer-Policy: strict-origin-when-cross-origin\r\n"));
    assert_true(raw_answer_has(a, "Content-Security-Policy: " HTTP_CSP_DEFAULT "\r\n"));
    assert_true(raw_answer_has(a, "Strict-Transport-Security: max-age=1000"));
    assert_true(raw_answer_has(a, "Cache-Control: no-store\r\n"));
    a = ASK(&site, "GET /headers HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(a->status, 201);
    assert_true(raw_answer_has(a, "Content-Security-Policy: default-src 'self'\r\n"));
    assert_false(raw_answer_has(a, HTTP_CSP_DEFAULT));
    assert_false(raw_answer_has(a, "X-Injected"));
    a = ASK(&site, "GET /away HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(a->status, 303);
    assert_true(raw_answer_has(a, "Location: /\r\n"));
    assert_int_equal(ASK(&site, "GET /forgotten HTTP/1.1\r\n" HOST "\r\n")->status, 500);
    raw_site_close(&site);
}

static void a_connection_is_kept_and_pipelined_requests_are_answered_in_order(void **state)
{
    struct raw_site site;
    struct raw_answer a;
    raw_site_open(&site, (struct http_config){0});
    int fd = raw_site_dial(&site);
    raw_site_say(fd, STR("GET /one HTTP/1.1\r\n" HOST "\r\nPOST /two HTTP/1.1\r\n" HOST
                         "Content-Length: 3\r\n\r\nabcGET /three HTTP/1.1\r\n" HOST "\r\n"));
    assert_true(raw_answer_read(fd, &a, false) && raw_answer_has(&a, "GET /one "));
    assert_true(raw_answer_read(fd, &a, false) && raw_answer_has(&a, "POST /two ") &&
                raw_answer_has(&a, "body=abc"));
    assert_true(raw_answer_read(fd, &a, false) && raw_answer_has(&a, "GET /three "));
    raw_site_say(fd, STR("GET /four HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n"));
    assert_true(raw_answer_read(fd, &a, false) && raw_answer_has(&a, "GET /four "));
    assert_true(raw_site_at_end(fd));
    close(fd);
    raw_site_close(&site);
}

static struct http_exchange *await_waiting(struct raw_site *site)
{
    struct http_exchange *x;
    while ((x = atomic_exchange(&site->waiting, NULL)) == NULL)
        usleep(1000);
    return x;
}

struct continuation {
    struct raw_site *site;
    struct http_exchange *exchange;
};

static void *continuation_run(void *continuation)
{
    struct continuation *c = continuation;
    http_continue(c->exchange, raw_site_later, c->site);
    return NULL;
}

static void continue_elsewhere(struct raw_site *site, struct http_exchange *x)
{
    struct continuation c = {site, x};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, continuation_run, &c), 0);
    pthread_join(thread, NULL);
}

static void a_waiting_request_is_answered_from_another_thread(void **state)
{
    struct raw_site site;
    struct raw_answer a;
    raw_site_open(&site, (struct http_config){0});
    for (int i = 0; i < 50; i++) {
        int fd = raw_site_dial(&site);
        raw_site_say(fd, STR("GET /wait HTTP/1.1\r\n" HOST "\r\n"));
        continue_elsewhere(&site, await_waiting(&site));
        assert_true(raw_answer_read(fd, &a, false));
        assert_string_equal(a.body, "later");
        close(fd);
    }
    assert_string_equal(ASK(&site, "GET /continued-before-waiting HTTP/1.1\r\n" HOST "\r\n")->body,
                        "later");
    raw_site_close(&site);
}

static void a_client_gone_while_its_request_waits_frees_it_once(void **state)
{
    struct raw_site site;
    raw_site_open(&site, (struct http_config){0});
    int fd = raw_site_dial(&site);
    raw_site_say(fd, STR("GET /wait HTTP/1.1\r\n" HOST "\r\n"));
    struct http_exchange *x = await_waiting(&site);
    close(fd);
    continue_elsewhere(&site, x);
    assert_int_equal(ASK(&site, "GET / HTTP/1.1\r\n" HOST "\r\n")->status, 200);
    raw_site_close(&site);
    assert_int_equal(atomic_load(&site.continued), 1);
    assert_int_equal(metric_gauge_value(GAUGE_http_open), 0);
    assert_int_equal(metric_gauge_value(GAUGE_http_waiting), 0);
}

static void headers_dripped_byte_by_byte_are_swept_while_others_are_served(void **state)
{
    struct raw_site site;
    raw_site_open(&site, (struct http_config){.request_timeout_s = 1, .idle_timeout_s = 5});
    int slow[8];
    bool ended = false;
    for (int i = 0; i < 8; i++) {
        slow[i] = raw_site_dial(&site);
        raw_site_say(slow[i], STR("GET / HTTP/1.1\r\nX: "));
    }
    for (int tick = 0; tick < 600 && !ended; tick++) {
        for (int i = 0; i < 8; i++)
            if (send(slow[i], "a", 1, MSG_NOSIGNAL) < 0)
                ended = true;
        assert_int_equal(ASK(&site, "GET / HTTP/1.1\r\n" HOST "\r\n")->status, 200);
        usleep(100000);
    }
    assert_true(ended);
    for (int i = 0; i < 8; i++)
        close(slow[i]);
    raw_site_close(&site);
}

static bool is_served(const struct raw_site *site)
{
    static const char request[] = "GET / HTTP/1.1\r\n" HOST "\r\n";
    struct raw_answer a;
    int fd = raw_site_dial(site);
    bool served = send(fd, request, sizeof request - 1, MSG_NOSIGNAL) > 0 &&
                  raw_answer_read(fd, &a, false) && a.status == 200;
    close(fd);
    return served;
}

static void one_address_cannot_take_all_connections(void **state)
{
    struct raw_site site;
    raw_site_open(&site, (struct http_config){.connections_per_address = 3});
    int fds[3];
    struct raw_answer a;
    for (int i = 0; i < 3; i++) {
        fds[i] = raw_site_dial(&site);
        raw_site_say(fds[i], STR("GET / HTTP/1.1\r\n" HOST "\r\n"));
        assert_true(raw_answer_read(fds[i], &a, false));
    }
    int fourth = raw_site_dial(&site);
    assert_true(raw_site_at_end(fourth));
    close(fourth);
    close(fds[0]);
    /* The server learns of it in its own time. */
    bool served = is_served(&site);
    for (int tries = 0; tries < 600 && !served; tries++, served = is_served(&site))
        usleep(100000);
    assert_true(served);
    close(fds[1]);
    close(fds[2]);
    raw_site_close(&site);
}

static void *stop_run(void *server)
{
    http_server_stop(server, 30000);
    return NULL;
}

static void stopping_finishes_what_is_under_way_and_closes_what_is_idle(void **state)
{
    struct raw_site site;
    struct raw_answer a;
    pthread_t stopper;
    raw_site_open(&site, (struct http_config){0});
    int idle = raw_site_dial(&site), busy = raw_site_dial(&site);
    raw_site_say(idle, STR("GET / HTTP/1.1\r\n" HOST "\r\n"));
    assert_true(raw_answer_read(idle, &a, false));
    raw_site_say(busy, STR("GET /wait HTTP/1.1\r\n" HOST "\r\n"));
    struct http_exchange *x = await_waiting(&site);
    assert_int_equal(pthread_create(&stopper, NULL, stop_run, site.server), 0);
    assert_true(raw_site_at_end(idle));
    continue_elsewhere(&site, x);
    assert_true(raw_answer_read(busy, &a, false));
    assert_string_equal(a.body, "later");
    assert_true(raw_answer_has(&a, "Connection: close"));
    pthread_join(stopper, NULL);
    http_shared_unref(site.shared);
    close(idle);
    close(busy);
}

static void a_wrong_address_is_named(void **state)
{
    struct http_server *server;
    struct problem problem = {0};
    struct http_config config = {.address = STR("nowhere"), .handler = raw_site_handle};
    assert_int_equal(http_server_start(&config, &server, &problem), RC_INVALID);
    assert_non_null(strstr(problem.message, "nowhere"));
}

struct told {
    unsigned count;
    uint16_t port;
};

static void be_told(uint16_t port, void *ctx)
{
    struct told *told = ctx;
    told->count++;
    told->port = port;
}

static void a_port_that_was_free_to_choose_is_told_while_starting(void **state)
{
    (void)state;
    struct raw_site site;
    struct told told = {0};
    raw_site_open(&site, (struct http_config){.listening = be_told, .listening_ctx = &told});
    assert_int_equal(told.count, 1);
    assert_int_not_equal(told.port, 0);
    assert_int_equal(told.port, http_server_port(site.server));
    raw_site_close(&site);
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
        cmocka_unit_test(a_connection_is_kept_and_pipelined_requests_are_answered_in_order),
        cmocka_unit_test(a_waiting_request_is_answered_from_another_thread),
        cmocka_unit_test(a_client_gone_while_its_request_waits_frees_it_once),
        cmocka_unit_test(headers_dripped_byte_by_byte_are_swept_while_others_are_served),
        cmocka_unit_test(one_address_cannot_take_all_connections),
        cmocka_unit_test(stopping_finishes_what_is_under_way_and_closes_what_is_idle),
        cmocka_unit_test(a_wrong_address_is_named),
        cmocka_unit_test(a_port_that_was_free_to_choose_is_told_while_starting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
