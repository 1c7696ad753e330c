#include "text/link.h"

#include "../test.h"
#include "text/punycode.h"

static struct arena *arena;

#define ANY (LINK_HTTP | LINK_MAILTO | LINK_LOCAL)

static struct str checked(const char *raw)
{
    struct link link;
    enum rc rc = link_check(arena, str_from_cstr(raw), ANY, &link);
    return rc == RC_OK ? link.address : STR("refused");
}

static void addresses_come_out_whole_and_safe(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"HTTPS://Example.COM", "https://example.com/"},
        {" http://example.com:8080/a b ", "http://example.com:8080/a%20b"},
        {"http://example.com/\"<>", "http://example.com/%22%3C%3E"},
        {"http://example.com/é", "http://example.com/%C3%A9"},
        {"http://[2001:db8::1]/", "http://[2001:db8::1]/"},
        {"http://example.com./", "http://example.com/"},
        {"/a?b#c", "/a?b#c"},
        {"#top", "#top"},
        {"?a#b", "refused"},
        {"mailto:a.b@c.d?subject=x", "mailto:a.b@c.d"},
        {"//example.com", "refused"},
        {"/\\example.com", "refused"},
        {"http:example.com", "refused"},
        {"http://a@b/", "refused"},
        {"http://exa mple.com/", "refused"},
        {"http://a..b/", "refused"},
        {"http://a:99999/", "refused"},
        {"http://a:b/", "refused"},
        {"http://a%2eb/", "refused"},
        {"http://ｅxample.com/", "refused"},
        {"javascript://%0aalert(1)", "refused"},
        {"java\nscript:alert(1)", "refused"},
        {"mailto:a", "refused"},
        {"mailto:a@b\"c", "refused"},
        {"a/b", "refused"},
        {"", "refused"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_str_equal(checked(cases[i][0]), str_from_cstr(cases[i][1]));
}

static void a_hidden_nul_makes_no_address(void **state)
{
    (void)state;
    struct link link;
    assert_int_equal(link_check(arena, STR("\0http://a.b/"), ANY, &link), RC_INVALID);
    assert_int_equal(link_check(arena, STR("https://a.b/\0c"), ANY, &link), RC_INVALID);
}

static void https_alone_can_be_asked_for(void **state)
{
    (void)state;
    struct link link;
    assert_int_equal(link_check(arena, STR("http://a.b/"), LINK_HTTPS, &link), RC_INVALID);
    assert_ok(link_check(arena, STR("https://a.b/"), LINK_HTTPS, &link));
    assert_int_equal(link_check(arena, STR("/a"), LINK_HTTPS, &link), RC_INVALID);
}

/* The examples of RFC 3986, section 5.4. */
static void references_resolve_as_the_standard_says(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"g", "http://a/b/c/g"},      {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},    {"/g", "http://a/g"},
        {"//g", "http://g"},          {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},  {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},  {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},       {"..", "http://a/b/"},
        {"../g", "http://a/b/g"},     {"../..", "http://a/"},
        {"../../../g", "http://a/g"}, {"/./g", "http://a/g"},
        {"g/../h", "http://a/b/c/h"}, {"mailto:a@b", "mailto:a@b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str ret;
        assert_ok(link_resolve(arena, STR("http://a/b/c/d;p?q"), str_from_cstr(cases[i][0]), &ret));
        assert_str_equal(ret, str_from_cstr(cases[i][1]));
    }
}

/* Two of the sample strings of RFC 3492, section 7.1. */
static void punycode_encodes_the_samples_of_its_standard(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"почемужеонинеговорятпорусски", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l"},
        {"bücher", "xn--bcher-kva"},
        {"他们为什么不说中文", "xn--ihqwcrb4cv8a8dqg056pqjye"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char code[PUNYCODE_LABEL_MAX];
        size_t n;
        assert_ok(punycode_encode(str_from_cstr(cases[i][0]), code, &n));
        assert_str_equal(str_make(code, n), str_from_cstr(cases[i][1]));
    }
}

static void the_host_is_found(void **state)
{
    (void)state;
    assert_str_equal(link_host(STR("https://example.com:80/a")), STR("example.com"));
    assert_str_equal(link_host(STR("https://[::1]:80/a")), STR("[::1]"));
    assert_str_equal(link_host(STR("mailto:a@b")), STR(""));
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_come_out_whole_and_safe),
        cmocka_unit_test(a_hidden_nul_makes_no_address),
        cmocka_unit_test(https_alone_can_be_asked_for),
        cmocka_unit_test(references_resolve_as_the_standard_says),
        cmocka_unit_test(punycode_encodes_the_samples_of_its_standard),
        cmocka_unit_test(the_host_is_found),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
