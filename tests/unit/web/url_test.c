#include "web/url.h"

#include "../test.h"

static struct arena *arena;

static int make_arena(void **state)
{
    arena = arena_new(1 << 20);
    return arena == NULL;
}

static int drop_arena(void **state)
{
    arena_free(arena);
    return 0;
}

static void expect(struct url url, const char *expected)
{
    assert_string_equal(arena_cstr(arena, url.s), expected);
}

static void a_local_path_is_encoded_and_cannot_leave_the_site(void **state)
{
    expect(url_local(arena, STR("/")), "/");
    expect(url_local(arena, STR("/section/world news")), "/section/world%20news");
    expect(url_local(arena, STR("/a?b#c%d\"")), "/a%3Fb%23c%25d%22");
    expect(url_local(arena, STR("/\xc3\xa9t\xc3\xa9")), "/%C3%A9t%C3%A9");
    expect(url_local(arena, STR("//evil.example/")), "#");
    expect(url_local(arena, STR("/\\evil.example/")), "#");
    expect(url_local(arena, STR("relative")), "#");
    expect(url_local(arena, STR("")), "#");
}

static void queries_and_fragments_are_appended_encoded(void **state)
{
    struct url u = url_local(arena, STR("/search"));

    u = url_with_query(arena, u, STR("q"), STR("a&b=c"));
    expect(u, "/search?q=a%26b%3Dc");
    u = url_with_query(arena, u, STR("page"), STR("2"));
    expect(url_with_fragment(arena, u, STR("c 1")), "/search?q=a%26b%3Dc&page=2#c%201");
}

static void foreign_addresses_pass_only_with_a_known_scheme(void **state)
{
    expect(url_checked(STR("https://example.org/a?b=c#d")), "https://example.org/a?b=c#d");
    expect(url_checked(STR("HTTP://example.org/")), "HTTP://example.org/");
    expect(url_checked(STR("mailto:desk@example.org")), "mailto:desk@example.org");
    expect(url_checked(STR("javascript:alert(1)")), "#");
    expect(url_checked(STR(" https://example.org/")), "#");
    expect(url_checked(STR("java\nscript:alert(1)")), "#");
    expect(url_checked(STR("https://example.org/\"x")), "#");
    expect(url_checked(STR("data:text/html,x")), "#");
    expect(url_checked(STR("/local")), "#");
    expect(url_checked(STR("https://")), "#");
    expect(url_checked((struct str){0}), "#");
}

static void a_way_back_stays_on_this_site(void **state)
{
    expect(url_checked_local(STR("/article/1?page=2")), "/article/1?page=2");
    expect(url_checked_local(STR("//evil.example")), "#");
    expect(url_checked_local(STR("/\\evil.example")), "#");
    expect(url_checked_local(STR("/a\r\nSet-Cookie: x")), "#");
    expect(url_checked_local(STR("/article/1?page=2#write")), "/article/1?page=2#write");
    static const char *const astray[] = {"",
                                         "evil.example",
                                         "/\t/evil.example",
                                         "\t//evil.example",
                                         "/\n/evil.example",
                                         "/%2Fevil",
                                         "/%2fevil",
                                         "/%5Cevil",
                                         "/%5c/evil",
                                         "\\\\evil.example",
                                         "///evil",
                                         "/a\\..\\evil",
                                         "http:evil.example",
                                         "javascript:alert(1)",
                                         "/\x7f/evil",
                                         "/\x01",
                                         "/a b",
                                         "/\"onclick=x",
                                         "/<script>"};
    for (size_t i = 0; i < sizeof astray / sizeof astray[0]; i++)
        expect(url_checked_local(str_from_cstr(astray[i])), "#");
    expect(url_checked_local(STR("https://evil.example")), "#");
}

static void an_arena_without_room_gives_an_address_that_leads_nowhere(void **state)
{
    struct arena *small = arena_new(1);
    struct url u = url_local(small, STR("/section/world"));

    assert_true(str_eq(u.s, STR("#")));
    arena_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_local_path_is_encoded_and_cannot_leave_the_site),
        cmocka_unit_test(queries_and_fragments_are_appended_encoded),
        cmocka_unit_test(foreign_addresses_pass_only_with_a_known_scheme),
        cmocka_unit_test(a_way_back_stays_on_this_site),
        cmocka_unit_test(an_arena_without_room_gives_an_address_that_leads_nowhere),
    };
    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
