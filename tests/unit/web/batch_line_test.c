/* Lines of a batch, by the standards that come with the program. */
#include "web/batch_line.h"

#include <stdio.h>
#include <string.h>

#include "unit/community/fixture.h"

static struct str judge(struct fixture *f, struct str line)
{
    struct buf out;
    buf_init(&out, (size_t)1024 * 1024);
    batch_line_judge(f->community, line, 1, f->arena, &out);
    assert_ok(buf_status(&out));
    struct str answer = arena_dup(f->arena, buf_str(&out));
    buf_release(&out);
    assert_true(str_ends(answer, STR("\n")));
    assert_true(str_find_char(answer, '\n', 0) == answer.n - 1);
    return answer;
}

static void check_holds(struct fixture *f, const char *line, const char *part)
{
    struct str answer = judge(f, str_from_cstr(line));
    if (str_find(answer, str_from_cstr(part), 0) == STR_NONE)
        fail_msg("%s\ngives %.*slacks %s", line, STR_ARG(answer), part);
}

static void ids_come_back_as_they_were_sent(void **state)
{
    check_holds(*state, "{\"id\":7,\"text\":\"Hi\"}", "{\"id\":7,\"line\":1,");
    check_holds(*state, "{\"id\":-7,\"text\":\"Hi\"}", "{\"id\":-7,\"line\":1,");
    check_holds(*state, "{\"text\":\"Hi\",\"id\":\"a\\\"<b\"}", "{\"id\":\"a\\\"\\u003cb\",");
    check_holds(*state, "{\"id\":7,\"text\":5}", "{\"id\":7,\"line\":1,\"error\":");
    check_holds(*state, "{\"text\":\"Hi\"}", "{\"line\":1,");
}

static void attributes_and_verdicts_come_as_asked(void **state)
{
    struct str answer = judge(*state, STR("{\"text\":\"You are an idiot.\",\"attributes\":["
                                          "\"TOXICITY\",\"INSULT@2\"],\"verdict\":false}"));
    assert_true(str_starts(answer, STR("{\"line\":1,\"attributes\":{\"TOXICITY\":")));
    assert_int_not_equal(str_find(answer, STR("\"INSULT@2\":"), 0), STR_NONE);
    assert_int_equal(str_find(answer, STR("consequence"), 0), STR_NONE);
    check_holds(*state, "{\"text\":\"Hello there\"}", "\"consequence\":\"publish\"");
}

static void facts_of_the_context_are_given_by_name(void **state)
{
    check_holds(*state,
                "{\"text\":\"Hi\",\"author.staff\":true,\"author.removed_comments\":3,"
                "\"article.section\":\"harbour\"}",
                "\"consequence\"");
    check_holds(*state, "{\"text\":\"Hi\",\"autor.staff\":true}", "\"error\":");
    check_holds(*state, "{\"text\":\"Hi\",\"author.staff\":\"perhaps\"}", "\"error\":");
    check_holds(*state, "{\"text\":\"Hi\",\"author.staff\":[true]}", "must be a text");
}

static void what_is_wrong_with_a_line_is_said_in_its_place(void **state)
{
    static const char *const cases[][2] = {
        {"nonsense", "not JSON: column 1"},
        {"{\"text\":\"a\"", "not JSON"},
        {"[1]", "not an object"},
        {"{}", "\\\"text\\\" is missing"},
        {"{\"text\":null}", "\\\"text\\\" is missing"},
        {"{\"id\":1.5,\"text\":\"a\"}", "whole number"},
        {"{\"id\":[],\"text\":\"a\"}", "whole number"},
        {"{\"text\":\"a\",\"attributes\":\"TOXICITY\"}", "array of at most 64 names"},
        {"{\"text\":\"a\",\"attributes\":[\"OFF_TOPIC\"]}", "is no attribute"},
        {"{\"text\":\"a\",\"attributes\":[1]}", "is no attribute"},
        {"{\"text\":\"a\",\"verdict\":1}", "true or false"},
        {"{\"text\":\"a\",\"before\":\"x\"}", "array of at most 64 texts"},
        {"{\"text\":\"a\",\"before\":[1]}", "not a comment"},
        {"{\"text\":\"a\",\"text\":\"b\"}", "not JSON"},
        {"{\"text\":\"\\ud800\"}", "not JSON"},
        {"{\"text\":\"a\\u0000\"}", "not JSON"},
        {"\xFF", "not JSON"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_holds(*state, cases[i][0], cases[i][1]);
}

static void a_text_longer_than_any_is_refused_in_its_line(void **state)
{
    struct fixture *f = *state;
    struct buf line;
    buf_init(&line, (size_t)1024 * 1024);
    BUF_PUT(&line, "{\"id\":1,\"text\":\"");
    for (int i = 0; i < 65537; i++)
        buf_put_char(&line, 'a');
    BUF_PUT(&line, "\"}");
    assert_str_equal(
        judge(f, buf_str(&line)),
        STR("{\"id\":1,\"line\":1,\"error\":\"\\\"text\\\" is longer than 65536 bytes, "
            "the most that is judged\"}\n"));
    while (line.n <= BATCH_LINE_MAX)
        buf_put_char(&line, ' ');
    assert_str_equal(judge(f, buf_str(&line)),
                     STR("{\"line\":1,\"error\":\"the line is longer than 524288 bytes\"}\n"));
    buf_release(&line);
}

static void lines_end_as_any_system_ends_them(void **state)
{
    (void)state;
    struct str rest = STR("a\r\nb\n\nc"), line;
    const struct str want[] = {STR("a"), STR("b"), STR(""), STR("c")};
    for (size_t i = 0; i < 4; i++) {
        assert_true(batch_line_next(&rest, &line));
        assert_str_equal(line, want[i]);
    }
    assert_false(batch_line_next(&rest, &line));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(ids_come_back_as_they_were_sent),
        FIXTURE_CASE(attributes_and_verdicts_come_as_asked),
        FIXTURE_CASE(facts_of_the_context_are_given_by_name),
        FIXTURE_CASE(what_is_wrong_with_a_line_is_said_in_its_place),
        FIXTURE_CASE(a_text_longer_than_any_is_refused_in_its_line),
        cmocka_unit_test(lines_end_as_any_system_ends_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
