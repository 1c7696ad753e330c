#include "policy/expr.h"
#include "../test.h"

/* Every kind of fault that a condition can have, with the very words it is answered with. */
static const struct {
    const char *source, *message;
} table[] = {
    {"", "doc:1:1: the condition ends where a signal, a number, a text or \"(\" is expected"},
    {"author.staf", "doc:1:1: unknown signal \"author.staf\"; did you mean \"author.staff\"?"},
    {"true &&\n  author.satff",
     "doc:2:3: unknown signal \"author.satff\"; did you mean \"author.staff\"?"},
    {"has(comment.word)",
     "doc:1:5: unknown signal \"comment.word\"; did you mean \"comment.words\"?"},
    {"weather.tomorrow > 1", "doc:1:1: unknown signal \"weather.tomorrow\"; \"comity standards "
                             "facts\" lists what there is"},
    {"comment.words", "doc:1:1: the condition needs true or false, but comment.words is a number; "
                      "compare it with a number, as in x > 0"},
    {"true && article.section", "doc:1:9: && needs true or false, but article.section is a text; "
                                "compare it with a text, as in x == \"en\""},
    {"article.section > 3", "doc:1:1: > needs a number, but article.section is a text; a text is "
                            "compared with ==, != or in"},
    {"author.staff >= 1", "doc:1:1: >= needs a number, but author.staff is true or false; true or "
                          "false stands by itself or after !"},
    {"comment.words == \"many\"", "doc:1:15: == compares things of one type, but comment.words is "
                                  "a number and \"many\" is a text"},
    {"article.section in ['a', 2]",
     "doc:1:17: in compares things of one type, but article.section is a text and 2 is a number; "
     "put the text in quotes, or ask for its size()"},
    {"author.role == \"admin\"",
     "doc:1:16: author.role is never \"admin\"; it is one of reader, author, "
     "moderator, administrator"},
    {"\"moderater\" != author.role",
     "doc:1:1: author.role is never \"moderater\"; did you mean \"moderator\"?"},
    {"author.role in [\"reader\", \"staff\"]", "doc:1:27: author.role is never \"staff\"; it is "
                                               "one of reader, author, moderator, administrator"},
    {"author.staff ? 1 : true",
     "doc:1:14: \"? :\" compares things of one type, but 1 is a number and true is true or false"},
    {"1 < comment.words < 5",
     "doc:1:19: comparisons do not chain; join two with &&, as in 1 < x && x < 5"},
    {"comment.words = 3", "doc:1:15: unexpected \"=\"; to compare write =="},
    {"true & true", "doc:1:6: unexpected \"&\"; write &&"},
    {"true € true", "doc:1:6: unexpected \"€\" in a condition"},
    {"true true", "doc:1:6: unexpected \"true\"; true is written in small letters"},
    {"(true", "doc:1:6: the condition ends where \")\" is expected"},
    {"true)", "doc:1:5: expected the end of the condition or an operator such as &&, found \")\""},
    {"has(1)", "doc:1:5: expected the name of a signal, found \"1\""},
    {"1.2.3 > 1",
     "doc:1:1: this is not a number; write digits with one decimal point, as in 0.86, and no unit"},
    {"1e999 > 1", "doc:1:1: the number is too large"},
    {"article.section == \"a", "doc:1:20: the text is not closed; end it with \" on the same line"},
    {"article.section == 'a\\q'",
     "doc:1:22: unknown escape; a text may have \\n, \\t, \\\", \\' and \\\\"},
    {"comment.words in 3", "doc:1:18: expected a list such as [\"en\", \"cy\"], found \"3\""},
    {"comment.words in [comment.words]",
     "doc:1:19: expected a number or a text in quotes, found \"comment.words\""},
    {"[1] == 1", "doc:1:1: a list stands only after \"in\""},
    {"author.staff ? true", "doc:1:20: the condition ends where \":\" of the \"?\" is expected"},
    {"caps.ratio > 60%",
     "doc:1:16: unexpected \"%\"; write a share as a number, as in 0.6 for 60 %"},
    {"caps.ratio > 0,6", "doc:1:15: unexpected \",\"; a number has a decimal point, as in 0.6"},
    {"caps.ratio > .6", "doc:1:14: unexpected \".\"; write 0 before the point, as in 0.5"},
    {"caps.ratio >= 0.6 and comment.words > 4",
     "doc:1:19: unexpected \"and\"; write && for \"and\""},
    {"caps.ratio >= 0.6 AND comment.words > 4",
     "doc:1:19: unexpected \"AND\"; write && for \"and\""},
    {"not author.staff",
     "doc:1:1: unexpected \"not\"; write ! before what shall not be so, as in !author.staff"},
    {"not(author.staff)",
     "doc:1:1: unexpected \"not\"; write ! before what shall not be so, as in !author.staff"},
    {"author.staff or comment.is_reply", "doc:1:14: unexpected \"or\"; write || for \"or\""},
    {"author.staff is true", "doc:1:14: unexpected \"is\"; write == for \"is\""},
    {"author.staff == 1", "doc:1:14: == compares things of one type, but author.staff is true or "
                          "false and 1 is a number; true or false stands by itself or after !"},
    {"author.staff == \"true\"",
     "doc:1:14: == compares things of one type, but author.staff is true or false and \"true\" is "
     "a text; write true or false without quotes"},
    {"comment.words == \"5\"", "doc:1:15: == compares things of one type, but comment.words is a "
                               "number and \"5\" is a text; write the number without quotes"},
    {"comment.words > 5 words", "doc:1:19: unexpected \"words\"; a number stands without a unit, "
                                "in the unit that its signal has"},
    {"author.account_age_days < 30 days", "doc:1:30: unexpected \"days\"; a number stands without "
                                          "a unit, in the unit that its signal has"},
    {"author.account_age_days < 30days", "doc:1:27: this is not a number; write digits with one "
                                         "decimal point, as in 0.86, and no unit"},
    {"caps.ratio => 0.6", "doc:1:12: unexpected \"=>\"; at least is written >="},
    {"caps.ratio =< 0.6", "doc:1:12: unexpected \"=<\"; at most is written <="},
    {"caps.ratio <> 0.6", "doc:1:12: unexpected \"<>\"; write !="},
    {"caps.ratio === 0.6", "doc:1:12: unexpected \"===\"; write =="},
    {"caps.ratio !== 0.6", "doc:1:12: unexpected \"!==\"; write !="},
    {"caps.ratio = 0.6", "doc:1:12: unexpected \"=\"; to compare write =="},
    {"caps.ratio ≥ 0.6", "doc:1:12: unexpected \"≥\"; write >="},
    {"author.staff & comment.is_reply", "doc:1:14: unexpected \"&\"; write &&"},
    {"language.code == en", "doc:1:18: unknown signal \"en\"; if it is a text, put it in quotes"},
    {"language.code == “en”",
     "doc:1:18: unexpected \"“\"; a text stands in straight quotes, as in \"en\""},
    {"language.code in (\"en\", \"cy\")",
     "doc:1:18: expected a list such as [\"en\", \"cy\"], found \"(\""},
    {"language.code not in [\"en\"]",
     "doc:1:15: unexpected \"not\"; write ! before what shall not be so, as in !author.staff"},
    {"language.code in \"en\"", "doc:1:18: expected a list such as [\"en\", \"cy\"], found \"en\""},
    {"article.section.matches(\"^sport\")",
     "doc:1:17: there is no function \"matches\"; there are no patterns: use contains, startsWith, "
     "endsWith or a list block"},
    {"article.section.startWith(\"sport\")",
     "doc:1:17: there is no function \"startWith\"; did you mean \"startsWith\"?"},
    {"article.section.startsWith(5)",
     "doc:1:28: startsWith needs a text, but 5 is a number; put it in quotes"},
    {"article.section.startsWith(\"a\", \"b\")",
     "doc:1:17: startsWith takes one text in its parentheses, as in "
     "article.section.startsWith(\"sport\")"},
    {"article.section.startsWith()", "doc:1:17: startsWith takes one text in its parentheses, as "
                                     "in article.section.startsWith(\"sport\")"},
    {"startsWith(article.section, \"a\")", "doc:1:1: startsWith stands behind a text and a dot, as "
                                           "in article.section.startsWith(\"sport\")"},
    {"size(comment.words) > 3", "doc:1:6: size needs a text, but comment.words is a number; that "
                                "is for texts such as article.section"},
    {"comment.words.size() > 3", "doc:1:1: size needs a text, but comment.words is a number; that "
                                 "is for texts such as article.section"},
    {"min(comment.words) > 3",
     "doc:1:1: min takes two to eight numbers, as in min(links.count, 3)"},
    {"max(1,2,3,4,5,6,7,8,9) > 2",
     "doc:1:1: max takes two to eight numbers, as in max(insult.score, profanity.score) >= 0.8"},
    {"comment.words.min(3) > 2",
     "doc:1:15: min stands before its numbers, as in min(links.count, 3)"},
    {"[\"a\"].exists(x, x == \"a\")", "doc:1:1: a list stands only after \"in\""},
    {"links.all(l, l.foreign)", "doc:1:7: there is no function \"all\"; conditions have no loops: "
                                "ask for a count, such as profanity.count"},
    {"has(comment)",
     "doc:1:5: unknown signal \"comment\"; \"comity standards facts\" lists what there is"},
    {"has(caps.ratio + 1)", "doc:1:16: expected \")\", found \"+\""},
    {"caps.ratio > True", "doc:1:14: unknown signal \"True\"; true is written in small letters"},
    {"author.staff == TRUE", "doc:1:17: unknown signal \"TRUE\"; true is written in small letters"},
    {"author.staff == yes", "doc:1:17: unknown signal \"yes\"; write true"},
    {"author.role == null", "doc:1:16: unknown signal \"null\"; whether something is known is "
                            "asked with has(), as in !has(caps.ratio)"},
    {"if author.staff", "doc:1:1: unexpected \"if\"; leave \"if\" out: \"when:\" says it"},
    {"author.staff then hold",
     "doc:1:14: unexpected \"then\"; the consequence stands on a line of its own: \"then: hold\""},
    {"comment.words % 2 == 0",
     "doc:1:15: unexpected \"%\"; write a share as a number, as in 0.6 for 60 %"},
    {"comment.words > 1_000", "doc:1:17: this is not a number; write digits with one decimal "
                              "point, as in 0.86, and no unit"},
    {"\"a\" + \"b\" == \"ab\"",
     "doc:1:1: + needs a number, but \"a\" is a text; a text is compared with ==, != or in"},
    {"article.section == 'sport",
     "doc:1:20: the text is not closed; end it with ' on the same line"},
    {"-author.staff", "doc:1:2: - needs a number, but author.staff is true or false; true or false "
                      "stands by itself or after !"},
    {"!comment.words", "doc:1:2: ! needs true or false, but comment.words is a number; compare it "
                       "with a number, as in x > 0"},
    {"comment.words ? true : false", "doc:1:1: ? needs true or false, but comment.words is a "
                                     "number; compare it with a number, as in x > 0"},
    {"(author.staff", "doc:1:14: the condition ends where \")\" is expected"},
    {"author.staff)",
     "doc:1:13: expected the end of the condition or an operator such as &&, found \")\""},
    {"article.section[0] == \"a\"", "doc:1:16: unexpected \"[\"; a list stands only behind \"in\""},
    {"article.section > \"a\"", "doc:1:1: > needs a number, but article.section is a text; a text "
                                "is compared with ==, != or in"},
    {"comment.words between 3 and 5", "doc:1:15: unexpected \"between\"; write 1 < x && x < 5"},
    {"comment.words > 1e999", "doc:1:17: the number is too large"},
    {"author.staff;", "doc:1:13: unexpected \";\"; a condition ends without a sign"},
    {"{author.staff}", "doc:1:1: unexpected \"{\"; group with parentheses"},
    {"article.section == `sport`",
     "doc:1:20: unexpected \"`\"; a text stands in straight quotes, as in \"en\""},
    {"int(comment.words) > 3",
     "doc:1:1: there is no function \"int\"; numbers need no conversion: leave it out"},
    {"\"abc\".size() == 3", "doc:1:6: unexpected \".\"; write 0 before the point, as in 0.5"},
};

static void faults_name_place_and_remedy(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct source s = {.document = str_from_cstr(table[i].source),
                                 .name = STR("doc"),
                                 .end = strlen(table[i].source)};
        const struct expr *e = NULL;
        struct problem problem = {0};
        assert_int_equal(expr_compile(arena, &s, NULL, &e, &problem), RC_INVALID);
        assert_null(e);
        if (strcmp(problem.message, table[i].message) != 0)
            fail_msg("%s\n  got  %s\n  want %s", table[i].source, problem.message,
                     table[i].message);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_name_place_and_remedy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
