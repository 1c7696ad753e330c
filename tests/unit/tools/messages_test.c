/* What of a template becomes a message, and what stays as it is. */
#include "template.h"

#include "../test.h"

#define VIEW                                                                                       \
    "{{view a t: text n: int b: bool l: list a w: view a}}{{if w}}{{end}}{{if "                    \
    "b}}{{end}}{{t}}{{n}}"                                                                         \
    "{{each x in l}}{{end}}<hr>"

/* The ids of the messages found, a line each. */
static struct str messages_of(struct arena *arena, const char *markup)
{
    struct template_set set = {.arena = arena};
    struct str source = arena_printf(arena, "%s%s", VIEW, markup);
    struct buf pot;
    struct buf ids;
    buf_init(&pot, 1 << 16);
    buf_init(&ids, 1 << 16);
    assert_ok(template_add(&set, STR("templates/a.html"), source));
    assert_ok(template_check(&set));
    assert_ok(template_find_messages(&set));
    template_emit_catalogue(&set, &pot);
    struct str rest = buf_str(&pot);
    while (rest.p != NULL) {
        struct str line = str_split(&rest, '\n');
        if (str_starts(line, STR("msgctxt \""))) {
            buf_put(&ids, str_slice(line, 9, line.n - 1));
            BUF_PUT(&ids, ": ");
        }
        if (!str_starts(line, STR("msgid \"")) || line.n == 8)
            continue;
        buf_put(&ids, str_slice(line, 7, line.n - 1));
        buf_put_char(&ids, '\n');
    }
    struct str found = arena_dup(arena, buf_str(&ids));
    buf_release(&pot);
    buf_release(&ids);
    return found;
}

struct row {
    const char *markup;
    const char *ids;
};

static void expect(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new(1 << 20);
        struct str found = messages_of(arena, rows[i].markup);
        if (!str_eq(found, str_from_cstr(rows[i].ids)))
            fail_msg("%s\ngot:\n%.*s\nwant:\n%s", rows[i].markup, STR_ARG(found), rows[i].ids);
        arena_free(arena);
    }
}
#define EXPECT(rows) expect((rows), sizeof(rows) / sizeof((rows)[0]))

static void a_sentence_is_one_message_with_its_elements_numbered(void **state)
{
    static const struct row rows[] = {
        {"<p>Hello, <b>{{t}}</b>.</p>", "Hello, <1>{t}</1>.\n"},
        {"<p>\n  Two <a href=\"/a\">links</a>\n and <a href=\"/b\"><i>one</i> more</a> </p>",
         "Two <1>links</1> and <2><3>one</3> more</2>\n"},
        {"<p>{{n}} comments</p>", "{n} comments\n"},
        {"<p>{{t}} and {{t}}</p>", "{t} and {t}\n"},
        {"<p>A break<br>and an end</p>", "A break<1/>and an end\n"},
        {"<p>Quotes \"so\" &amp; &lt;1&gt;</p>", "Quotes \\\"so\\\" & <1>\n"},
        {"<title>The news</title>", "The news\n"},
    };
    EXPECT(rows);
}

static void elements_without_words_around_them_are_messages_of_their_own(void **state)
{
    static const struct row rows[] = {
        {"<p><a href=\"/a\">One</a> <a href=\"/b\">Two</a></p>", "One\nTwo\n"},
        {"<p><b><i>Deep</i></b></p>", "Deep\n"},
        {"<ul><li>One<li>Two</ul>", "One\nTwo\n"},
        {"<p>One</p><div>Two<p>Three</p>Four</div>", "One\nTwo\nThree\nFour\n"},
    };
    EXPECT(rows);
}

static void what_holds_no_words_is_left_alone(void **state)
{
    static const struct row rows[] = {
        {"<p>{{t}}: {{n}} \xc2\xb7 &nbsp; &amp;</p>", ""},
        {"<p><code>comity check</code></p>", ""},
        {"<p translate=\"no\">ISO 8601</p><b translate=\"no\">GmbH</b>", ""},
        {"<button><svg><path d=\"M\"/><title>x</title></svg></button>", ""},
        {"<p>Press<kbd>j</kbd></p>", "Press\n"},
        {"<p>Run <code>comity check</code> first</p>", "Run <1/> first\n"},
    };
    EXPECT(rows);
}

static void a_condition_divides_or_stands_as_a_part(void **state)
{
    static const struct row rows[] = {
        {"<p>{{if b}}Open{{else}}Closed{{end}}</p>", "Open\nClosed\n"},
        {"<p>First.{{if b}} Second.{{end}}</p>", "First.\nSecond.\n"},
        {"<p>First.{{if b}} Second.{{end}} Third.</p>", "First.{part1} Third.\nSecond.\n"},
        {"<p>First{{if b}}<p>Block</p>{{end}}last</p>", "First\nBlock\nlast\n"},
        {"<p>One{{each y in l}}, {{y.t}} more{{end}}</p>", "One\n, {y.t} more\n"},
        {"<p>See {{render a w}} now</p>", "See {part1} now\n"},
    };
    EXPECT(rows);
}

static void attributes_that_people_read_are_messages(void **state)
{
    static const struct row rows[] = {
        {"<img src=\"/a\" alt=\"A house\" class=\"big one\">", "A house\n"},
        {"<input type=\"text\" value=\"raw\" placeholder=\"Your name\" aria-label='Name of {{t}}'>",
         "Your name\nName of {t}\n"},
        {"<input type=\"submit\" value=\"Send\">", "Send\n"},
        {"<p title=\"{{t}}\" {{if b}}aria-label=\"It is {{if b}}on{{end}}\"{{end}}>x</p>",
         "It is {part1}\non\nx\n"},
        {"<p>Go <a href=\"/x\" title=\"Far away\">there</a></p>", "Go <1>there</1>\nFar away\n"},
    };
    EXPECT(rows);
}

static void a_context_goes_with_the_words_behind_it_alone(void **state)
{
    static const struct row rows[] = {
        {"<p>{{in \"a tab\"}}Open</p><p>Open</p>", "a tab: Open\nOpen\n"},
        {"<ul><li>{{in \"a tab\"}}<a href=\"/a\">Open</a> <b>now</b></li></ul>",
         "a tab: Open\nnow\n"},
        {"<p>{{if b}}{{in \"state\"}}Open{{else}}Closed{{end}}</p>", "state: Open\nClosed\n"},
        {"<p title=\"{{in \"a hint\"}}Open {{t}}\">x</p>", "a hint: Open {t}\nx\n"},
    };
    EXPECT(rows);
}

static void a_context_without_words_is_refused(void **state)
{
    static const char *const markups[] = {"<p>{{in \"a tab\"}}</p>",
                                          "<p>{{in \"a tab\"}}{{in \"b\"}}Open</p>",
                                          "<p>Open {{in \"a tab\"}}it</p>",
                                          "<p>{{in \"a tab\"}}<hr>Open</p>",
                                          "<p title=\"Open{{in \"b\"}}\">x</p>",
                                          "<p>{{in \"a tab\"}}{{t}}</p>"};
    for (size_t i = 0; i < sizeof markups / sizeof markups[0]; i++) {
        struct arena *arena = arena_new(1 << 20);
        struct template_set set = {.arena = arena};
        assert_ok(template_add(&set, STR("templates/a.html"),
                               arena_printf(arena, "%s%s", VIEW, markups[i])));
        assert_ok(template_check(&set));
        if (template_find_messages(&set) != RC_INVALID)
            fail_msg("%s was taken", markups[i]);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sentence_is_one_message_with_its_elements_numbered),
        cmocka_unit_test(elements_without_words_around_them_are_messages_of_their_own),
        cmocka_unit_test(what_holds_no_words_is_left_alone),
        cmocka_unit_test(a_condition_divides_or_stands_as_a_part),
        cmocka_unit_test(attributes_that_people_read_are_messages),
        cmocka_unit_test(a_context_goes_with_the_words_behind_it_alone),
        cmocka_unit_test(a_context_without_words_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
