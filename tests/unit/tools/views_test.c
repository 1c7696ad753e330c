/* Views compiled into this test, rendered and compared: what the template compiler emits, run. */
#include "templates.h"

#include "../test.h"

static struct view_page filled(void)
{
    static const struct view_item kids[] = {{.name = STR_INIT("k<1")}};
    static const struct view_item items[] = {
        {.name = STR_INIT("a&b"), .kids = kids, .kids_count = 1}, {.name = STR_INIT("c")}};

    return (struct view_page){
        .title = STR("It's <\"news\">"),
        .back = {STR("/a?b&c")},
        .query = STR("x&y=/z"),
        .number = -7,
        .is_open = true,
        .body = html_trusted(STR("<p>raw & safe</p>")),
        .draft = STR("\n</textarea><script>"),
        .note = STR(""),
        .status = STR("held"),
        .items = items,
        .items_count = 2,
        .lead = &items[1],
        .csrf = STR("t\"k"),
    };
}

static void expect_page(const struct view_page *v, const char *expected)
{
    struct buf b;

    buf_init(&b, 1 << 16);
    view_page_render(&b, v);
    assert_ok(buf_status(&b));
    assert_str_equal(buf_str(&b), str_from_cstr(expected));
    buf_release(&b);
}

static void every_hole_is_escaped_for_its_place(void **state)
{
    struct view_page v = filled();

    expect_page(&v,
                "<!doctype html><html lang=\"en\">\n<head><title>It's &lt;\"news\"&gt;</title>\n"
                "<link rel=\"stylesheet\" href=\"/assets/site.00000000.css\"></head>\n"
                "<body class=\"page open\">\n"
                "<a href=\"/a?b&amp;c#end\" title='It&#39;s &lt;&#34;news&#34;&gt;'>It's "
                "&lt;\"news\"&gt;</a>\n"
                "<a href=\"/search?q=x%26y%3D%2Fz&amp;page=-7\">more</a> "
                "<a href=\"/login?next=%2Fa%3Fb%26c\">in</a>\n"
                "<p>raw & safe</p>\n<p></p>\nH\n\n"
                "<ul><li>a&amp;b, <i>k&lt;1</i></li><li>c</li></ul>\n<b>c</b><i>c</i>\n"
                "<form method=\"post\" action=\"/c/-7\">"
                "<input type=\"hidden\" name=\"csrf\" value=\"t&#34;k\">\n"
                "<input type=\"checkbox\" checked>\n"
                "<textarea name=\"text\">\n\n&lt;/textarea&gt;&lt;script&gt;</textarea>\n</form>\n"
                "<pre>\na\n   b</pre>\n</body>\n</html>");
}

static void an_empty_view_takes_the_other_arms(void **state)
{
    struct view_page v = {.status = STR("removed")};

    expect_page(
        &v,
        "<!doctype html><html lang=\"en\">\n<head><title></title>\n"
        "<link rel=\"stylesheet\" href=\"/assets/site.00000000.css\"></head>\n"
        "<body class=\"page closed\">\n<a href=\"#end\" title=''></a>\n"
        "<a href=\"/search?q=&amp;page=0\">more</a> <a href=\"/login?next=\">in</a>\n\n"
        "<p>none</p>\nR\nshut\n<ul><li>empty</li></ul>\n\n"
        "<form method=\"post\" action=\"/c/0\"><input type=\"hidden\" name=\"csrf\" value=\"\">\n"
        "<input type=\"checkbox\" >\n<textarea name=\"text\">\n</textarea>\n</form>\n"
        "<pre>\na\n   b</pre>\n</body>\n</html>");
}

static void a_full_buffer_latches_instead_of_writing_half_a_page(void **state)
{
    struct view_page v = filled();
    struct buf b;

    buf_init(&b, 100);
    view_page_render(&b, &v);
    assert_int_equal(buf_status(&b), RC_TOO_LARGE);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_hole_is_escaped_for_its_place),
        cmocka_unit_test(an_empty_view_takes_the_other_arms),
        cmocka_unit_test(a_full_buffer_latches_instead_of_writing_half_a_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
