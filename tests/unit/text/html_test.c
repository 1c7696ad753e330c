#include "text/html.h"

#include "../test.h"

static void expect(void (*escape)(struct buf *, struct str), const char *input,
                   const char *expected)
{
    struct buf b;

    buf_init(&b, 1024);
    escape(&b, str_from_cstr(input));
    buf_put_char(&b, 0);
    assert_int_equal(buf_status(&b), RC_OK);
    assert_string_equal(b.p, expected);
    buf_release(&b);
}

static void text_escapes_only_what_would_be_markup(void **state)
{
    expect(html_escape_text, "", "");
    expect(html_escape_text, "plain \"text\" isn't touched", "plain \"text\" isn't touched");
    expect(html_escape_text, "<b>&amp;</b>", "&lt;b&gt;&amp;amp;&lt;/b&gt;");
    expect(html_escape_text, "a<", "a&lt;");
}

static void attributes_escape_both_quotes_too(void **state)
{
    expect(html_escape_attribute, "\" onload='x'", "&#34; onload=&#39;x&#39;");
    expect(html_escape_attribute, "a<b>&c", "a&lt;b&gt;&amp;c");
}

static void a_url_component_cannot_leave_its_place(void **state)
{
    expect(html_escape_url, "az-AZ_09.~", "az-AZ_09.~");
    expect(html_escape_url, "../a?b=c&d#e", "..%2Fa%3Fb%3Dc%26d%23e");
    expect(html_escape_url, "javascript:x", "javascript%3Ax");
    expect(html_escape_url, "\xc3\xa9", "%C3%A9");
}

static void every_byte_survives_escaping_in_number(void **state)
{
    struct buf b;

    for (int c = 0; c < 256; c++) {
        char byte = (char)c;

        buf_init(&b, 64);
        html_escape_text(&b, str_make(&byte, 1));
        assert_true(b.n == 1 || b.p[0] == '&');
        assert_true(memchr("<>", b.p[0], 2) == NULL);
        buf_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_escapes_only_what_would_be_markup),
        cmocka_unit_test(attributes_escape_both_quotes_too),
        cmocka_unit_test(a_url_component_cannot_leave_its_place),
        cmocka_unit_test(every_byte_survives_escaping_in_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
