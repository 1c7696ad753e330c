#include "text/page.h"

#include "import_file.h"
#include "../test.h"

static struct arena *arena;

static struct page parsed(const char *name, const char *url)
{
    struct page page;
    struct problem problem = {.code = RC_OK};
    arena_reset(arena);
    enum rc rc =
        page_parse(arena, import_file(arena, name), str_from_cstr(url), STR(""), &page, &problem);
    if (rc != RC_OK)
        fail_msg("%s", problem.message);
    return page;
}

static void structured_data_comes_first(void **state)
{
    (void)state;
    struct page p = parsed("page_news.html", "https://gazette.example/2024/ferry-wins?from=front");
    assert_str_equal(p.title, STR("Ferry wins the vote & the day"));
    assert_str_equal(p.byline, STR("Mira Holt, Otto Brand"));
    assert_str_equal(p.standfirst, STR("Seven to two, after a long night."));
    assert_str_equal(p.section, STR("Local"));
    assert_str_equal(p.language, STR("en-GB"));
    assert_str_equal(p.url, STR("https://gazette.example/2024/ferry-wins"));
    assert_int_equal(p.published_ms, 1715056200000);
    assert_int_equal(p.updated_ms, 1715065200000);
    assert_str_equal(p.picture.url, STR("https://gazette.example/img/ferry.jpg"));
    assert_str_equal(p.picture.caption, STR("The ferry at dawn"));
    assert_str_equal(p.picture.credit, STR("J. Pell"));
    assert_str_equal(p.picture.description, STR("A ferry"));
    assert_int_equal(p.tag_count, 4);
    assert_str_equal(p.tags[1], STR("council"));
    assert_str_equal(p.tags[3], STR("Ferries"));
}

static void the_body_is_the_article_and_nothing_around_it(void **state)
{
    (void)state;
    struct page p = parsed("page_news.html", "https://gazette.example/2024/ferry-wins");
    assert_str_equal(
        p.body.s,
        STR("<p>The council chose the ferry on Monday, <a "
            "href=\"https://gazette.example/2024/budget\" "
            "rel=\"nofollow ugc noopener\">as the budget</a> asked.</p>\n"
            "<h2>What follows</h2>\n"
            "<p>Work begins in June, with a second boat to come in the following year if all goes "
            "well.</p>\n"
            "<ul><li>Two boats</li>\n<li>Nine crossings</li>\n</ul>\n"));
}

static void microdata_is_read(void **state)
{
    (void)state;
    struct page p = parsed("page_microdata.html", "https://paper.example/tide");
    assert_str_equal(p.title, STR("After the tide"));
    assert_str_equal(p.byline, STR("Lin Sørbø"));
    assert_str_equal(p.standfirst, STR("What the tide left behind."));
    assert_int_equal(p.published_ms, 1709528767000);
    assert_str_equal(p.picture.url, STR("https://paper.example/tide.jpg"));
    assert_int_equal(p.tag_count, 2);
    assert_str_equal(p.url, STR("https://paper.example/tide"));
    assert_str_equal(p.body.s, STR("<p>The beach was full of <strong>timber</strong>.</p>\n"));
}

static void a_page_without_any_data_gives_its_densest_text(void **state)
{
    (void)state;
    struct page p = parsed("page_plain.html", "http://cafe.example/news/");
    assert_str_equal(p.title, STR("Caf\xc3\xa9 reopens"));
    assert_true(str_starts(p.body.s, STR("<p>The caf\xc3\xa9 on the corner")));
    assert_true(str_find(p.body.s, STR("http://cafe.example/news/owner.html"), 0) != STR_NONE);
    assert_true(str_find(p.body.s, STR("Imprint"), 0) == STR_NONE);
    assert_true(str_find(p.body.s, STR("Home"), 0) == STR_NONE);
}

static void text_only_in_json_is_taken_from_there(void **state)
{
    (void)state;
    struct page p = parsed("page_thin.html", "https://a.example/x");
    assert_str_equal(p.title, STR("Behind a script"));
    assert_str_equal(p.byline, STR("Staff"));
    assert_str_equal(p.picture.url, STR("https://a.example/1.jpg"));
    assert_str_equal(
        p.body.s,
        STR("<p>The text is only here.</p>\n<p>And here, in a second paragraph of it.</p>\n"));
}

static enum rc refusal(struct str bytes, struct problem *problem)
{
    struct page page;
    *problem = (struct problem){.code = RC_OK};
    return page_parse(arena, bytes, STR("https://a.b/"), STR(""), &page, problem);
}

static void what_is_no_article_is_refused_with_the_reason(void **state)
{
    (void)state;
    static char deep[200000];
    struct problem problem;
    assert_int_equal(refusal(STR(" "), &problem), RC_INVALID);
    assert_int_equal(refusal(STR("<h1>a\0b</h1>"), &problem), RC_INVALID);
    assert_int_equal(refusal(STR("<html><body><p>Words</p></body></html>"), &problem),
                     RC_UNSUPPORTED);
    assert_non_null(strstr(problem.message, "headline"));
    for (size_t n = 0; n + 5 <= sizeof deep; n += 5)
        memcpy(deep + n, "<div>", 5);
    assert_int_equal(refusal(str_make(deep, sizeof deep), &problem), RC_TOO_LARGE);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(64 << 20);
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
        cmocka_unit_test(structured_data_comes_first),
        cmocka_unit_test(the_body_is_the_article_and_nothing_around_it),
        cmocka_unit_test(microdata_is_read),
        cmocka_unit_test(a_page_without_any_data_gives_its_densest_text),
        cmocka_unit_test(text_only_in_json_is_taken_from_there),
        cmocka_unit_test(what_is_no_article_is_refused_with_the_reason),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
