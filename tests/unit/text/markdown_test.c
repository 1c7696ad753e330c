#include "text/markdown.h"

#include "../test.h"

static struct arena *arena;

static struct str rendered(struct str source, enum markdown_profile profile)
{
    struct html html;
    arena_reset(arena);
    assert_ok(markdown_render(arena, source, profile, &html));
    return html.s;
}

#define assert_comment(source, want)                                                               \
    assert_str_equal(rendered(STR(source), MARKDOWN_COMMENT), STR(want))
#define assert_article(source, want)                                                               \
    assert_str_equal(rendered(STR(source), MARKDOWN_ARTICLE), STR(want))
#define REL " rel=\"nofollow ugc noopener\">"

static void a_comment_has_its_few_elements(void **state)
{
    (void)state;
    assert_comment("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n");
    assert_comment("*a* **b** ~~c~~ `d`",
                   "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>\n");
    assert_comment("> quoted\n\n- a\n- b\n\n1. c",
                   "<blockquote><p>quoted</p>\n</blockquote>\n"
                   "<ul><li>a</li>\n<li>b</li>\n</ul>\n<ol><li>c</li>\n</ol>\n");
    assert_comment("```c\nif (a < b)\n```", "<pre><code>if (a &lt; b)\n</code></pre>\n");
    assert_comment("# Loud", "<p><strong>Loud</strong></p>\n");
    assert_comment("", "");
}

static void links_are_checked_and_marked(void **state)
{
    (void)state;
    assert_comment("[x](https://example.com/a?b=1&c=2)",
                   "<p><a href=\"https://example.com/a?b=1&amp;c=2\"" REL "x</a></p>\n");
    assert_comment("see http://example.com.",
                   "<p>see <a href=\"http://example.com/\"" REL "http://example.com</a>.</p>\n");
    assert_comment("<me@example.com>",
                   "<p><a href=\"mailto:me@example.com\"" REL "me@example.com</a></p>\n");
    static const char *const refused[] = {
        "[x](javascript:alert%281%29)",
        "[x](JaVaScRiPt:alert)",
        "[x](javascript&colon;alert)",
        "[x](data:text/html,a)",
        "[x](vbscript:a)",
        "[x](//example.com/)",
        "[x](/local)",
        "[x](&#106;avascript:alert)",
        "[x](https://user@example.com/)",
        "[x](http:///a)",
        "[x](https://exa\xc2\xadmple.com/)",
        "[x](file:///etc/passwd)",
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        assert_str_equal(rendered(str_from_cstr(refused[i]), MARKDOWN_COMMENT), STR("<p>x</p>\n"));
}

static void false_hosts_are_shown_as_what_they_are(void **state)
{
    (void)state;
    /* Cyrillic a in a Latin name; a name in Cyrillic letters that all look Latin; an honest one. */
    assert_comment("[paypal](https://p\xd0\xb0ypal.com/)",
                   "<p><a href=\"https://xn--pypal-4ve.com/\"" REL
                   "https://xn--pypal-4ve.com/</a></p>\n");
    assert_comment("[apple](https://\xd0\xb0\xd1\x80\xd1\x80\xd3\x8f\xd0\xb5.com/)",
                   "<p><a href=\"https://xn--80ak6aa92e.com/\"" REL
                   "https://xn--80ak6aa92e.com/</a></p>\n");
    assert_comment("[дом](https://пример.рф/)",
                   "<p><a href=\"https://пример.рф/\"" REL "дом</a></p>\n");
}

static void markup_in_a_comment_is_text(void **state)
{
    (void)state;
    assert_comment("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
    assert_comment("a <b onclick=x>b</b> &lt;i&gt; &nosuch;",
                   "<p>a &lt;b onclick=x&gt;b&lt;/b&gt; &lt;i&gt; &amp;nosuch;</p>\n");
    assert_comment("[x](https://a.b/\"onmouseover=alert(1))",
                   "<p><a href=\"https://a.b/%22onmouseover=alert(1)\"" REL "x</a></p>\n");
    assert_comment("![al\"t](https://a.b/c.png)",
                   "<p><a href=\"https://a.b/c.png\"" REL "al\"t</a></p>\n");
}

static void text_cannot_cover_its_neighbours(void **state)
{
    (void)state;
    assert_comment("a\xe2\x80\xae"
                   "b&#x202e;c",
                   "<p>abc</p>\n");
    assert_comment("z\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81.",
                   "<p>z\xcc\x81\xcc\x81\xcc\x81.</p>\n");
}

static void an_article_has_headings_and_figures(void **state)
{
    (void)state;
    assert_article("# A\n\n### B\n\none\ntwo", "<h2>A</h2>\n<h3>B</h3>\n<p>one\ntwo</p>\n");
    assert_article("![Two chairs](/asset/chairs.svg \"Before the talks\")",
                   "<figure><img src=\"/asset/chairs.svg\" alt=\"Two chairs\" loading=\"lazy\">"
                   "<figcaption>Before the talks</figcaption>\n</figure>\n");
    assert_article("Look ![c](https://a.b/c.png) here",
                   "<p>Look <img src=\"https://a.b/c.png\" alt=\"c\" loading=\"lazy\"> here</p>\n");
    assert_article("![c](http://a.b/c.png)", "<p>c</p>\n");
    assert_article("[in](/a/b) [out](//evil.example)",
                   "<p><a href=\"/a/b\"" REL "in</a> out</p>\n");
    assert_article("![a](/a.png)\nafter",
                   "<figure><img src=\"/a.png\" alt=\"a\" loading=\"lazy\"></figure>\n"
                   "<p>after</p>\n");
}

static void an_excerpt_is_plain_words(void **state)
{
    (void)state;
    struct str plain;
    assert_ok(markdown_plain(arena,
                             STR("# Hello\n\n*dear* [reader](http://a.b) &amp; others\n\n> so <b>"),
                             100, &plain));
    assert_str_equal(plain, STR("Hello dear reader & others so <b>"));
    assert_ok(markdown_plain(arena, STR("One two three four"), 11, &plain));
    assert_str_equal(plain, STR("One two…"));
}

static void bad_input_is_refused(void **state)
{
    (void)state;
    static char big[MARKDOWN_INPUT_MAX + 1];
    struct html html;
    memset(big, 'a', sizeof big);
    assert_int_equal(markdown_render(arena, str_make(big, sizeof big), MARKDOWN_COMMENT, &html),
                     RC_TOO_LARGE);
    assert_int_equal(markdown_render(arena, STR("\xff"), MARKDOWN_COMMENT, &html), RC_INVALID);
}

/* Inputs that have brought Markdown processors down. */
static void hostile_patterns_stay_fast(void **state)
{
    (void)state;
    static const char *const units[] = {
        ">",       "> ",      "- ",     "* ",      "[",        "![",     "](",   "[a](",
        "*a ",     "**a *a ", "_a __",  "`",       "``a`",     "~~a ",   "<a",   "&",
        "&#1;",    "\\",      "1. ",    "a\n",     "\t-",      "[a]",    "[]()", "<!--",
        "<?",      "www.a",   "a@b",    "http://", "]:",       "\n> - ", "# \n", "```\n",
        "[a]:b\n", "*_",      "a**b_c", "<a@b.c>", "x*y**z~~",
    };
    static char big[MARKDOWN_INPUT_MAX];
    for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
        size_t n = 0, length = strlen(units[u]);
        for (; n + length <= sizeof big; n += length)
            memcpy(big + n, units[u], length);
        int64_t begin = work_ns();
        struct html html;
        arena_reset(arena);
        enum rc rc = markdown_render(arena, str_make(big, n), MARKDOWN_COMMENT, &html);
        int64_t ms = (work_ns() - begin) / 1000000;
        assert_true(rc == RC_OK || rc == RC_TOO_LARGE);
        if (ms > 1500)
            fail_msg("\"%s\" repeated takes %d ms", units[u], (int)ms);
    }
}

static void repeated_references_do_not_swell_the_page(void **state)
{
    (void)state;
    static char big[MARKDOWN_INPUT_MAX];
    size_t n = 0;
    memcpy(big, "[a]: https://a.b/", 17);
    for (n = 17; n < 2000; n++)
        big[n] = 'x';
    big[n++] = '\n';
    big[n++] = '\n';
    for (; n + 3 <= sizeof big; n += 3)
        memcpy(big + n, "[a]", 3);
    assert_true(rendered(str_make(big, n), MARKDOWN_COMMENT).n <
                MARKDOWN_LINK_BYTES_MAX + 10 * sizeof big);
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
        cmocka_unit_test(a_comment_has_its_few_elements),
        cmocka_unit_test(links_are_checked_and_marked),
        cmocka_unit_test(false_hosts_are_shown_as_what_they_are),
        cmocka_unit_test(markup_in_a_comment_is_text),
        cmocka_unit_test(text_cannot_cover_its_neighbours),
        cmocka_unit_test(an_article_has_headings_and_figures),
        cmocka_unit_test(an_excerpt_is_plain_words),
        cmocka_unit_test(bad_input_is_refused),
        cmocka_unit_test(hostile_patterns_stay_fast),
        cmocka_unit_test(repeated_references_do_not_swell_the_page),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
