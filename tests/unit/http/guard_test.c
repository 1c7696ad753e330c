#include "http/guard.h"

#include <stdio.h>

#include "../test.h"

static struct arena *arena_of(void *ctx)
{
    return ctx;
}

static int target_status(const char *target, struct str *path, struct str *query)
{
    static struct arena *arena;
    if (arena == NULL)
        arena = arena_new(1 << 16);
    arena_reset(arena);
    return guard_target(str_from_cstr(target), 100, arena_of, arena, path, query).status;
}

static void a_target_is_split_and_its_path_decoded_once(void **state)
{
    struct str path, query;
    assert_int_equal(target_status("/a%2Fb%2525/?x=%20&y", &path, &query), 0);
    assert_str_equal(path, STR("/a/b%25/"));
    assert_str_equal(query, STR("x=%20&y"));
    assert_int_equal(target_status("/...a/.b", &path, &query), 0);
    assert_int_equal(query.n, 0);
}

static void targets_that_could_mislead_are_refused(void **state)
{
    static const char *const bad[] = {
        "",     "x",     "*",     "http://a/", "/..",   "/a/./b", "/%2e%2E/", "/a%2f..%2fb",
        "/%00", "/a%0a", "/a\\b", "/%5C",      "/%",    "/%1",    "/%G1",     "/%C3%28",
        "/a b", "/a\tb", "/\x7f", "/%c0%ae",   "/\x01",
    };
    struct str path, query;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (target_status(bad[i], &path, &query) != 400)
            fail_msg("accepted: %s", bad[i]);
}

static void a_target_past_its_limit_is_414(void **state)
{
    char target[102];
    struct str path, query;
    memset(target, 'a', sizeof target);
    target[0] = '/';
    target[101] = '\0';
    assert_int_equal(target_status(target, &path, &query), 414);
    target[100] = '\0';
    assert_int_equal(target_status(target, &path, &query), 0);
}

static void a_refused_target_still_says_whose_it_is(void **state)
{
    char target[200];
    struct str path, query;
    snprintf(target, sizeof target, "/v1/judge?%0120d", 0);
    assert_int_equal(target_status(target, &path, &query), 414);
    assert_str_equal(path, STR("/v1/judge"));
    assert_int_equal(target_status("/v1/judge%zz", &path, &query), 400);
    assert_str_equal(path, STR("/v1/judge"));
    assert_int_equal(target_status("/v1/../judge", &path, &query), 400);
    assert_int_equal(path.n, 0);
}

struct field {
    const char *name, *value;
};

static int head_status(const struct field *fields, size_t count, bool body_allowed, bool http_1_0)
{
    struct guard_head head = {0};
    for (size_t i = 0; i < count; i++)
        guard_head_add(&head, str_from_cstr(fields[i].name), str_from_cstr(fields[i].value));
    return guard_check_head(&head, 10, 500, 50, body_allowed, http_1_0).status;
}

#define HEAD(body_allowed, http_1_0, ...)                                                          \
    head_status((const struct field[]){__VA_ARGS__},                                               \
                sizeof((const struct field[]){__VA_ARGS__}) / sizeof(struct field), body_allowed,  \
                http_1_0)

static void framing_that_two_servers_could_read_differently_is_refused(void **state)
{
    assert_int_equal(HEAD(true, false, {"Host", "a"}, {"Content-Length", "5"}), 0);
    assert_int_equal(HEAD(true, false, {"Host", "a"}, {"Transfer-Encoding", "Chunked"}), 0);
    assert_int_equal(
        HEAD(true, false, {"Host", "a"}, {"Content-Length", "5"}, {"content-length", "5"}), 400);
    assert_int_equal(HEAD(true, false, {"Host", "a"}, {"Content-Length", "5, 5"}), 400);
    assert_int_equal(HEAD(true, false, {"Host", "a"}, {"Content-Length", ""}), 400);
    assert_int_equal(
        HEAD(true, false, {"Host", "a"}, {"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}),
        400);
    assert_int_equal(HEAD(true, false, {"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}), 400);
    assert_int_equal(HEAD(true, false, {"Host", "a"}, {"Transfer-Encoding", "chunked"},
                          {"Transfer-Encoding", "chunked"}),
                     400);
    assert_int_equal(HEAD(true, true, {"Host", "a"}, {"Transfer-Encoding", "chunked"}), 400);
    assert_int_equal(HEAD(false, false, {"Host", "a"}, {"Content-Length", "1"}), 400);
    assert_int_equal(HEAD(false, false, {"Host", "a"}, {"Content-Length", "0"}), 0);
    assert_int_equal(HEAD(true, false, {"Host", "a"}, {"Content-Length", "51"}), 413);
}

static void a_head_has_one_host_and_no_malformed_fields(void **state)
{
    assert_int_equal(HEAD(true, false, {"X", "a"}), 400);
    assert_int_equal(HEAD(true, true, {"X", "a"}), 0);
    assert_int_equal(HEAD(true, false, {"Host", "a"}, {"Host", "a"}), 400);
    assert_int_equal(HEAD(true, false, {"Host", "a"}, {"Bad ", "a"}), 400);
    assert_int_equal(HEAD(true, false, {"Host", "a"}, {"", "a"}), 400);
    assert_int_equal(HEAD(true, false, {"Host", "a"}, {"X", "a\x1b[1m"}), 400);
    assert_int_equal(HEAD(true, false, {"Host", "a"}, {"X", "a\tb \xc3\xa9"}), 0);
}

static void heads_past_their_limits_are_431(void **state)
{
    struct field many[GUARD_HEADERS_MAX + 1];
    char value[600];
    for (size_t i = 0; i < GUARD_HEADERS_MAX + 1; i++)
        many[i] = (struct field){i == 0 ? "Host" : "X", ""};
    assert_int_equal(head_status(many, GUARD_HEADERS_MAX, true, false), 0);
    assert_int_equal(head_status(many, GUARD_HEADERS_MAX + 1, true, false), 431);
    memset(value, 'a', sizeof value);
    value[490] = '\0';
    assert_int_equal(HEAD(true, false, {"Host", "a"}, {"X", value}), 431);
}

static void only_listed_methods_are_known(void **state)
{
    enum http_method m;
    assert_true(guard_method(STR("DELETE"), &m));
    assert_int_equal(m, HTTP_DELETE);
    assert_false(guard_method(STR("TRACE"), &m));
    assert_false(guard_method(STR("get"), &m));
    assert_false(guard_method(STR(""), &m));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_is_split_and_its_path_decoded_once),
        cmocka_unit_test(targets_that_could_mislead_are_refused),
        cmocka_unit_test(a_target_past_its_limit_is_414),
        cmocka_unit_test(a_refused_target_still_says_whose_it_is),
        cmocka_unit_test(framing_that_two_servers_could_read_differently_is_refused),
        cmocka_unit_test(a_head_has_one_host_and_no_malformed_fields),
        cmocka_unit_test(heads_past_their_limits_are_431),
        cmocka_unit_test(only_listed_methods_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
