#include "text/marked.h"

#include "../test.h"

static struct arena *arena;

#define NUMBER(n)                                                                                  \
    "<sup><a href=\"#finding-" #n "\" id=\"mark-" #n "\" aria-label=\"finding " #n "\">" #n        \
    "</a></sup>"

static struct str marked(struct str text, const struct marked_span *spans, size_t count)
{
    struct html html;
    assert_ok(marked_render(arena, text, spans, count, &(struct marked_manner){.group = STR("")}, &html));
    return html.s;
}

static void words_are_marked_where_they_stand(void **state)
{
    (void)state;
    struct marked_span spans[] = {{{4, 8}, 1}, {{9, 12}, 2}};
    assert_str_equal(marked(STR("You dolt & <b>"), spans, 2),
                     STR("<p>You <mark class=\"evidence\">dolt" NUMBER(
                         1) "</mark> "
                            "<mark class=\"evidence\">&amp; &lt;" NUMBER(2) "</mark>b&gt;</p>\n"));
}

static void lines_and_paragraphs_close_marks(void **state)
{
    (void)state;
    struct marked_span spans[] = {{{2, 11}, 1}};
    assert_str_equal(
        marked(STR("a bc\nde\n\nfg h"), spans, 1),
        STR("<p>a <mark class=\"evidence\">bc</mark><br>\n<mark class=\"evidence\">de</mark></p>\n"
            "<p><mark class=\"evidence\">fg" NUMBER(1) "</mark> h</p>\n"));
}

static void overlapping_evidence_keeps_every_number(void **state)
{
    (void)state;
    struct marked_span spans[] = {{{0, 6}, 1}, {{2, 4}, 2}, {{3, 99}, 0}};
    assert_str_equal(marked(STR("abcdefgh"), spans, 3),
                     STR("<p><mark class=\"evidence\">ab</mark><mark class=\"evidence\">c</mark>"
                         "<mark class=\"evidence\">d" NUMBER(
                             2) "</mark>"
                                "<mark class=\"evidence\">ef" NUMBER(
                                    1) "</mark>"
                                       "<mark class=\"evidence\">gh</mark></p>\n"));
}

static void spans_are_widened_to_whole_characters(void **state)
{
    (void)state;
    struct marked_span spans[] = {{{2, 3}, 1}, {{50, 60}, 2}};
    assert_str_equal(marked(STR("a\xd0\x96"
                                "b"),
                            spans, 2),
                     STR("<p>a<mark class=\"evidence\">\xd0\x96" NUMBER(1) "</mark>b</p>\n"));
}

static void only_the_first_of_a_number_is_a_target_and_groups_are_told_apart(void **state)
{
    (void)state;
    struct marked_span spans[] = {{{0, 1}, 1}, {{2, 3}, 1}};
    struct html html;
    assert_ok(marked_render(arena, STR("a b"), spans, 2, &(struct marked_manner){.group = STR("7-")}, &html));
    assert_str_equal(
        html.s, STR("<p><mark class=\"evidence\">a<sup><a href=\"#finding-7-1\" id=\"mark-7-1\" "
                    "aria-label=\"finding 1\">1</a></sup></mark> <mark class=\"evidence\">b<sup>"
                    "<a href=\"#finding-7-1\" aria-label=\"finding 1\">1</a></sup></mark></p>\n"));
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
        cmocka_unit_test(only_the_first_of_a_number_is_a_target_and_groups_are_told_apart),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
