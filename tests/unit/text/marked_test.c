#include "text/marked.h"

#include "../test.h"

static struct arena *arena;

static struct str marked(struct str text, const struct marked_span *spans, size_t count)
{
    struct html html;
    assert_ok(marked_render(arena, text, spans, count, &html));
    return html.s;
}

static void words_are_marked_where_they_stand(void **state)
{
    (void)state;
    struct marked_span spans[] = {{{4, 8}, 1}, {{9, 12}, 2}};
    assert_str_equal(marked(STR("You dolt & <b>"), spans, 2),
                     STR("<p>You <mark class=\"evidence\">dolt<sup>1</sup></mark> "
                         "<mark class=\"evidence\">&amp; &lt;<sup>2</sup></mark>b&gt;</p>\n"));
}

static void lines_and_paragraphs_close_marks(void **state)
{
    (void)state;
    struct marked_span spans[] = {{{2, 11}, 1}};
    assert_str_equal(
        marked(STR("a bc\nde\n\nfg h"), spans, 1),
        STR("<p>a <mark class=\"evidence\">bc</mark><br>\n<mark class=\"evidence\">de</mark></p>\n"
            "<p><mark class=\"evidence\">fg<sup>1</sup></mark> h</p>\n"));
}

static void overlapping_evidence_keeps_every_number(void **state)
{
    (void)state;
    struct marked_span spans[] = {{{0, 6}, 1}, {{2, 4}, 2}, {{3, 99}, 0}};
    assert_str_equal(marked(STR("abcdefgh"), spans, 3),
                     STR("<p><mark class=\"evidence\">ab</mark><mark class=\"evidence\">c</mark>"
                         "<mark class=\"evidence\">d<sup>2</sup></mark>"
                         "<mark class=\"evidence\">ef<sup>1</sup></mark>"
                         "<mark class=\"evidence\">gh</mark></p>\n"));
}

static void spans_are_widened_to_whole_characters(void **state)
{
    (void)state;
    struct marked_span spans[] = {{{2, 3}, 1}, {{50, 60}, 2}};
    assert_str_equal(marked(STR("a\xd0\x96"
                                "b"),
                            spans, 2),
                     STR("<p>a<mark class=\"evidence\">\xd0\x96<sup>1</sup></mark>b</p>\n"));
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
        cmocka_unit_test(words_are_marked_where_they_stand),
        cmocka_unit_test(lines_and_paragraphs_close_marks),
        cmocka_unit_test(overlapping_evidence_keeps_every_number),
        cmocka_unit_test(spans_are_widened_to_whole_characters),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
