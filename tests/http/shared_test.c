/*
 * Answers that many readers share: what is compressed when, and who is sent which.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "raw_site.h"

static void shared_answers_come_in_the_encoding_asked_for_and_not_twice(void **state)
{
    struct raw_site site;
    char etag[64], request[256];
    raw_site_open(&site, (struct http_config){0});
    struct raw_answer *a =
        ASK(&site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: gzip, deflate, br\r\n\r\n");
    assert_true(raw_answer_has(a, "Content-Encoding: br\r\n") &&
                raw_answer_has(a, "Vary: Accept-Encoding\r\n"));
    assert_string_equal(a->body, "pretend-brotli");
    assert_int_equal(sscanf(strstr(a->text, "ETag: "), "ETag: %63s", etag), 1);
    snprintf(request, sizeof request,
             "GET /shared HTTP/1.1\r\n" HOST
             "Accept-Encoding: br\r\nIf-None-Match: \"x\", W/%s\r\n\r\n",
             etag);
    a = raw_site_ask(&site, str_from_cstr(request));
    assert_int_equal(a->status, 304);
    assert_true(raw_answer_has(a, etag) && raw_answer_has(a, "X-Content-Type-Options: nosniff"));
    snprintf(request, sizeof request, "GET /shared HTTP/1.1\r\n" HOST "If-None-Match: %s\r\n\r\n",
             etag);
    assert_int_equal(raw_site_ask(&site, str_from_cstr(request))->status, 200);
    a = ASK(&site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: br;q=0, gzip\r\n\r\n");
    assert_string_equal(a->body, "pretend-gzip");
    a = ASK(&site, "HEAD /shared HTTP/1.1\r\n" HOST "\r\n");
    assert_true(raw_answer_has(a, "Content-Length: 2000\r\n") && *a->body == '\0');
    a = ASK(&site, "GET /shared-with-cookie HTTP/1.1\r\n" HOST "\r\n");
    assert_true(raw_answer_has(a, "Set-Cookie: sid=1\r\n"));
    raw_site_close(&site);
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
static void share_later(struct raw_site *site, struct str body)
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
    struct raw_site site;
    raw_site_open(&site, (struct http_config){0});
    share_later(&site, STR("a body of more than twice the bytes that its gzip has"));
    ASK(&site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: gzip, br\r\n\r\n");
    assert_int_equal(atomic_load(&gzips_made), 0);
    for (int i = 0; i < 4; i++) {
        struct raw_answer *a =
            ASK(&site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: gzip\r\n\r\n");
        assert_string_equal(a->body, "late-gzip");
        assert_true(raw_answer_has(a, "Content-Encoding: gzip\r\n"));
    }
    assert_int_equal(atomic_load(&gzips_made), 1);
    raw_site_close(&site);
}

static void a_gzip_that_saves_little_is_not_used(void **state)
{
    struct raw_site site;
    raw_site_open(&site, (struct http_config){0});
    share_later(&site, STR("short body"));
    for (int i = 0; i < 2; i++) {
        struct raw_answer *a =
            ASK(&site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: gzip\r\n\r\n");
        assert_string_equal(a->body, "short body");
        assert_false(raw_answer_has(a, "Content-Encoding"));
    }
    assert_int_equal(atomic_load(&gzips_made), 1);
    raw_site_close(&site);
}

static bool asked_until_smaller(struct raw_site *site, int times)
{
    for (int i = 0; i < times; i++) {
        struct raw_answer *a =
            ASK(site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: br\r\n\r\n");
        if (strcmp(a->body, "smaller") == 0)
            return true;
        assert_string_equal(a->body, "pretend-brotli");
    }
    return false;
}

static void etag_read(const struct raw_answer *a, char *out)
{
    assert_int_equal(sscanf(strstr(a->text, "ETag: "), "ETag: %63s", out), 1);
}

static bool is_not_modified(struct raw_site *site, const char *etag)
{
    char request[256];
    snprintf(request, sizeof request,
             "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: br\r\nIf-None-Match: %s\r\n\r\n",
             etag);
    struct raw_answer *a = raw_site_ask(site, str_from_cstr(request));
    return a->status == 304 && raw_answer_has(a, etag);
}

static void an_answer_asked_for_often_and_for_a_while_becomes_smaller(void **state)
{
    struct raw_site site;
    char first[64], smaller[64];
    raw_site_open(&site, (struct http_config){0});
    share_later(&site, STR("any body"));
    etag_read(ASK(&site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: br\r\n\r\n"), first);
    usleep((HTTP_SMALLER_AFTER_MS + 50) * 1000);
    assert_false(asked_until_smaller(&site, HTTP_SMALLER_AFTER_SENT - 2));
    assert_true(asked_until_smaller(&site, 2 * HTTP_SMALLER_AFTER_SENT));
    assert_int_equal(atomic_load(&smaller_made), 1);
    etag_read(ASK(&site, "GET /shared HTTP/1.1\r\n" HOST "Accept-Encoding: br\r\n\r\n"), smaller);
    assert_string_not_equal(first, smaller);
    /* Who has either has the page, also when it was rendered anew and came out the same. */
    assert_true(is_not_modified(&site, first));
    assert_true(is_not_modified(&site, smaller));
    share_later(&site, STR("any body"));
    assert_true(is_not_modified(&site, smaller));
    share_later(&site, STR("another body"));
    assert_false(is_not_modified(&site, smaller));
    raw_site_close(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_answers_come_in_the_encoding_asked_for_and_not_twice),
        cmocka_unit_test(a_gzip_is_made_once_and_only_when_asked_for),
        cmocka_unit_test(a_gzip_that_saves_little_is_not_used),
        cmocka_unit_test(an_answer_asked_for_often_and_for_a_while_becomes_smaller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
