/* Views compiled into this test, rendered and compared: what the template compiler emits, run. */
#include "templates.h"
#include "words/catalogue.h"
#include "words/hash.h"

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
    view_page_render(&b, NULL, v);
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
    view_page_render(&b, NULL, &v);
    assert_int_equal(buf_status(&b), RC_TOO_LARGE);
    buf_release(&b);
}

/* --- in another language --- */
#define BITS 4

struct pair {
    const char *english;
    const char *other;
};

/* A catalogue as the catalogue compiler would write it; `text` keeps the translations. */
static struct words catalogue(const struct pair *pairs, size_t count, struct words_entry *entries,
                              struct buf *text)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t key = words_hash(str_from_cstr(pairs[i].english));
        size_t at = key & ((1u << BITS) - 1);
        while (entries[at].key != 0)
            at = (at + 1) & ((1u << BITS) - 1);
        entries[at] = (struct words_entry){
            .key = key, .at = (uint32_t)text->n, .n = (uint32_t)strlen(pairs[i].other)};
        buf_put(text, str_from_cstr(pairs[i].other));
    }
    return (struct words){
        .language = STR_INIT("xx"), .bits = BITS, .entries = entries, .text = text->p};
}

static void expect_said(const struct pair *pairs, size_t count, bool is_new, const char *expected)
{
    struct words_entry entries[1 << BITS] = {{0}};
    struct view_said v = {.name = STR("Ann <\"A\">"), .address = {STR("/u?a&b")}, .is_new = is_new};
    struct buf text;
    struct buf out;

    buf_init(&text, 1 << 12);
    buf_init(&out, 1 << 12);
    struct words words = catalogue(pairs, count, entries, &text);
    view_said_render(&out, &words, &v);
    assert_ok(buf_status(&out));
    assert_str_equal(buf_str(&out), str_from_cstr(expected));
    buf_release(&text);
    buf_release(&out);
}

static void a_translation_moves_elements_and_fields_about(void **state)
{
    static const struct pair pairs[] = {
        {"Write to <1>{name}</1>{part1} & wait.", "Warte{part1} & <1>an {name}</1> schreiben."},
        {" today", "never used: a message has no space at its ends"},
        {"today", "heute"},
        {"About {name}", "{name} betreffend"},
        {"Far away", "Fern"},
    };

    expect_said(pairs, 5, true,
                "<p title=\"Ann &lt;&#34;A&#34;&gt; betreffend\">Warte heute &amp; "
                "<a href=\"/u?a&amp;b\" title=\"Fern\">an Ann &lt;\"A\"&gt;</a> schreiben.</p>\n"
                "<b>Plain</b>");
}

static void a_translation_brings_no_markup_of_its_own(void **state)
{
    static const struct pair pairs[] = {
        {"Plain", "<script>&amp;\"</script>"},
        {"About {name}", "\"><img {other}"},
        {"Write to <1>{name}</1>{part1} & wait.", "<1><2>{nam}</1>"},
    };

    expect_said(pairs, 3, false,
                "<p title=\"&#34;&gt;&lt;img {other}\"><a href=\"/u?a&amp;b\" title=\"Far away\">"
                "&lt;2&gt;{nam}</a></p>\n<b>&lt;script&gt;&amp;amp;\"&lt;/script&gt;</b>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_hole_is_escaped_for_its_place),
        cmocka_unit_test(an_empty_view_takes_the_other_arms),
        cmocka_unit_test(a_translation_moves_elements_and_fields_about),
        cmocka_unit_test(a_translation_brings_no_markup_of_its_own),
        cmocka_unit_test(a_full_buffer_latches_instead_of_writing_half_a_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
