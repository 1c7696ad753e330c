#include "../test.h"

#include "web/routes.h"

/* The matcher is tested without the pages: their handlers do nothing here. */
#define ROUTE(method, path, handler, access, kind, text)                                           \
    void handler(ROUTE_ARGUMENTS_##method##_##kind)                                                \
    {                                                                                              \
    }
#include "web/routes.def"
#undef ROUTE

static const struct route *get(const char *path, struct route_params *params)
{
    bool other;
    return routes_match(HTTP_GET, str_from_cstr(path), params, &other);
}

static void literal_and_parameter_segments_match(void **state)
{
    struct route_params p;
    assert_string_equal(get("/", &p)->path, "/");
    assert_string_equal(get("/article/two-ministers", &p)->path, "/article/{name}");
    assert_str_equal(p.name, STR("two-ministers"));
    assert_string_equal(get("/article/two-ministers/comment", &p)->path, "/article/{name}/comment");
    assert_string_equal(get("/comment/42/sent", &p)->path, "/comment/{id}/sent");
    assert_int_equal(p.id, 42);
    assert_string_equal(get("/assets/site.0123.css", &p)->path, "/assets/{file...}");
    assert_str_equal(p.name, STR("site.0123.css"));
}

static void parameters_that_break_their_form_match_nothing(void **state)
{
    static const char *const paths[] = {
        "/comment/",      "/comment/0",  "/comment/-1",       "/comment/9223372036854775808",
        "/comment/1x",    "/comment/01", "/article/",         "/article/Upper",
        "/article/a--b",  "/article/-a", "/article/a-",       "/article/a/b",
        "/article/a%20b", "/assets/",    "/assets/../site.c", "/assets/.hidden",
        "/assets//x",     "//",          "/nowhere",          "/article/a/comment/",
    };
    struct route_params p;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        assert_null(get(paths[i], &p));
}

static void head_asks_as_get_and_other_methods_are_told_apart(void **state)
{
    struct route_params p;
    bool other = false;
    assert_non_null(routes_match(HTTP_HEAD, STR("/"), &p, &other));
    assert_null(routes_match(HTTP_POST, STR("/"), &p, &other));
    assert_true(other);
    assert_null(routes_match(HTTP_POST, STR("/nowhere"), &p, &other));
    assert_false(other);
    assert_null(routes_match(HTTP_DELETE, STR("/article/a"), &p, &other));
    assert_true(other);
}

static void every_row_has_its_one_handler_and_says_what_it_is(void **state)
{
    for (size_t i = 0; i < routes_count; i++) {
        const struct route *row = &routes_table[i];
        assert_true((row->get != NULL) == (row->method == HTTP_GET));
        bool api = row->method == HTTP_POST && row->kind == ROUTE_API;
        assert_true((row->api != NULL) == api);
        bool handover = row->method == HTTP_POST && row->kind == ROUTE_HANDOVER;
        assert_true((row->handover != NULL) == handover);
        assert_true((row->post != NULL) == (row->method == HTTP_POST && !api && !handover));
        assert_true(strlen(row->text) > 0);
        assert_true(row->path[0] == '/');
        for (size_t j = 0; j < i; j++)
            assert_false(row->method == routes_table[j].method &&
                         strcmp(row->path, routes_table[j].path) == 0);
    }
}

static void a_key_lets_into_apis_and_nothing_else(void **state)
{
    for (size_t i = 0; i < routes_count; i++) {
        const struct route *row = &routes_table[i];
        if (row->access >= ROUTE_ANALYZE_KEY)
            assert_int_equal(row->kind, ROUTE_API);
        if (row->kind == ROUTE_API && row->method == HTTP_POST)
            assert_true(row->access >= ROUTE_ANALYZE_KEY);
    }
}

/* Without the form's token a link must be able to do no harm, however often it is sent and by whom. */
static void a_link_alone_does_nothing_but_end_mails(void **state)
{
    for (size_t i = 0; i < routes_count; i++)
        if (routes_table[i].access == ROUTE_LINK)
            assert_string_equal(routes_table[i].path, "/unsubscribe");
}

/* Nobody below this role has any right to it. */
static bool needs(const struct route *r, enum role role)
{
    if (r->access != ROUTE_ACTION || access_table[r->action].blocked != GRANT_NO)
        return false;
    for (int below = ROLE_ANONYMOUS; below < (int)role; below++)
        if (access_table[r->action].grant[below] != GRANT_NO)
            return false;
    return true;
}

static void rooms_of_staff_are_never_public(void **state)
{
    for (size_t i = 0; i < routes_count; i++) {
        struct str path = str_from_cstr(routes_table[i].path);
        if (str_starts(path, STR("/moderation")))
            assert_true(needs(&routes_table[i], ROLE_MODERATOR));
        if (str_starts(path, STR("/admin")))
            assert_true(needs(&routes_table[i], ROLE_ADMINISTRATOR));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(literal_and_parameter_segments_match),
        cmocka_unit_test(parameters_that_break_their_form_match_nothing),
        cmocka_unit_test(head_asks_as_get_and_other_methods_are_told_apart),
        cmocka_unit_test(every_row_has_its_one_handler_and_says_what_it_is),
        cmocka_unit_test(a_key_lets_into_apis_and_nothing_else),
        cmocka_unit_test(a_link_alone_does_nothing_but_end_mails),
        cmocka_unit_test(rooms_of_staff_are_never_public),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
