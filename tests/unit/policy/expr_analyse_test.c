#include "base/buf.h"
#include "policy/expr.h"
#include "../test.h"

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(1 << 22);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const struct expr *compiled(const char *source)
{
    struct source *s = ARENA_NEW(arena, struct source);
    *s = (struct source){
        .document = str_from_cstr(source), .name = STR("doc"), .end = strlen(source)};
    const struct expr *e;
    struct problem problem = {0};
    if (expr_compile(arena, s, NULL, &e, &problem) != RC_OK)
        fail_msg("%s: %s", source, problem.message);
    return e;
}

static void what_is_settled_is_refused_with_the_part_to_blame(void **state)
{
    static const struct {
        const char *source, *message;
    } table[] = {
        {"caps.ratio > 1.5", "doc:1:1: this condition can never be met: \"caps.ratio > 1.5\" is "
                             "never true, for caps.ratio is from 0 to 1"},
        {"text.words >= 0",
         "doc:1:1: this condition would always be met: \"text.words >= 0\" is never false, for "
         "text.words is never below 0; if every comment is meant, write \"true\""},
        {"author.staff && text.words > 3 && text.words < 2",
         "doc:1:35: this condition can never be met: \"text.words > 3\" and \"text.words < 2\" "
         "exclude each other"},
        {"comment.is_reply || !(author.staff && !author.staff)",
         "doc:1:40: this condition would always be met: \"author.staff\" is never false while "
         "\"author.staff\" is true; if every comment is meant, write \"true\""},
        {"author.staff || !author.staff", ""},
        {"author.staff && !author.staff", ""},
        {"false", "doc:1:1: this condition can never be met: \"false\" is never true"},
        {"1 == 2", ""},
        {"2 > 1", ""},
        {"text.words == 2.5", "doc:1:1: this condition can never be met: \"text.words == 2.5\" is "
                              "never true, for text.words is a whole number"},
        {"text.words > 3 && text.words < 4", ""},
        {"text.words >= 2 && text.words <= 4 && !(text.words in [2, 3, 4])", ""},
        {"author.trust > -1 && author.trust < 0", ""},
        {"-text.words < -2 && text.words < 3", ""},
        {"author.role == language.code", ""},
        {"author.role.startsWith(\"x\")", ""},
        {"language.code.contains(\"english\")", ""},
        {"author.role.startsWith(\"mod\") && author.role != \"moderator\"", ""},
        {"language.code == \"en\" && language.code == \"de\"", ""},
        {"language.code == \"en\" && language.code in [\"de\", \"fr\"]", ""},
        {"language.code == \"en\" && language.code != \"en\"", ""},
        {"language.code == \"en\" && language.code.startsWith(\"d\")", ""},
        {"!(language.code in [\"en\"]) && language.code == \"en\"", ""},
        {"text.words == 3 && text.words != 3", ""},
        {"text.words >= 3 && text.words <= 3 && text.words != 3", ""},
        {"text.words in [1, 2] && text.words > 2", ""},
        {"text.words < links.count && links.count < text.words", ""},
        {"text.words < links.count && !(text.words < links.count)", ""},
        {"text.words + links.count > 5 && text.words < 2 && links.count < 3", ""},
        {"text.words + links.count > 5 && text.words + links.count <= 5", ""},
        {"links.count * 2 < 0", ""},
        {"-text.words > 0", ""},
        {"text.words / 0 > 1", ""},
        {"max(caps.ratio, promo.score) > 1", ""},
        {"min(caps.ratio, text.words) > 1", ""},
        {"(author.staff ? 1 : 2) == 3", ""},
        {"author.staff ? caps.ratio > 1 : caps.ratio < 0", ""},
        {"has(caps.ratio) && !has(caps.ratio)", ""},
        {"!has(caps.ratio) && caps.ratio > 0.5", ""},
        {"has(caps.ratio) || !has(caps.ratio)", ""},
        {"author.staff == !author.staff", ""},
        {"size(article.section) < 0", ""},
        {"(caps.ratio > 2 || caps.ratio < 0) && author.staff", ""},
        {"caps.ratio <= 1 || author.staff", ""},
        {"text.words != text.words", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct problem problem = {0};
        if (expr_refuse_settled(arena, compiled(table[i].source), &problem) != RC_INVALID)
            fail_msg("%s is let pass", table[i].source);
        if (table[i].message[0] != '\0' && strcmp(problem.message, table[i].message) != 0)
            fail_msg("got  %s\nwant %s", problem.message, table[i].message);
    }
}

static void what_can_come_out_either_way_is_let_pass(void **state)
{
    static const char *const table[] = {
        "true",
        "author.staff",
        "caps.ratio > 0.999",
        "caps.ratio >= 1",
        "caps.ratio < 1",
        "text.words > 0",
        "author.trust < 0",
        "article.age_hours >= 0",
        "text.words > 3 && text.words < 5",
        "text.words > 2.5 && text.words < 3.5",
        "text.words + links.count > 3 && text.words + links.count < 4",
        "text.words / 2 > 1 && text.words / 2 < 2",
        "author.trust > -2 && author.trust < 0",
        "author.role.startsWith(\"a\") && author.role != \"author\"",
        "site.language == language.code",
        "language.code in [\"en\", \"el\", \"uk\"]",
        "text.words > 3 || text.words < 2",
        "text.words == 3 || text.words != 4",
        "language.code == \"en\" || language.code == \"de\"",
        "language.code != \"en\" && language.code != \"de\"",
        "author.role == \"reader\"",
        "author.role != \"reader\" && author.role != \"author\"",
        "has(caps.ratio)",
        "!has(language.code) && comment.words > 50",
        "!has(caps.ratio) || caps.ratio > 0.5",
        "author.staff == comment.is_reply",
        "links.foreign + contact.messenger > 0",
        "text.words - links.count < 0",
        "text.words / comment.words > 2",
        "1 / caps.ratio > 100",
        "comment.is_reply ? text.words > 5 : text.words > 10",
        "author.staff ? true : caps.ratio > 0.5",
        "max(caps.ratio, promo.score) >= 1",
        "article.section.startsWith(\"a\") && article.section.endsWith(\"b\")",
        "(profanity.slurs > 0 || profanity.count >= 3) && !mention.quoted",
        "contact.messenger > 0 || promo.score >= 0.5 && promo.score < 0.8",
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct problem problem = {0};
        if (expr_refuse_settled(arena, compiled(table[i]), &problem) != RC_OK)
            fail_msg("%s", problem.message);
    }
}

static void a_branch_that_an_earlier_one_covers_is_found(void **state)
{
    static const struct {
        const char *before[2], *last;
        bool reachable;
    } table[] = {
        {{"text.words > 3"}, "text.words > 5", false},
        {{"text.words > 5"}, "text.words > 3", true},
        {{"author.staff"}, "author.staff && text.words > 3", false},
        {{"author.staff", "!author.staff"}, "text.words > 3", true}, /* staff may be unknown */
        {{"text.words > 5", "text.words <= 5"}, "text.words > 3", false},
        {{"text.words > 5", "text.words < 5"}, "text.words > 3", true},
        {{"true"}, "author.staff", false},
        {{"language.foreign && language.confidence >= 0.9"}, "language.foreign", true},
        {{"language.foreign || text.words > 3"}, "language.foreign", false},
        {{"!has(caps.ratio)"}, "!has(caps.ratio) && author.staff", false},
        {{"text.words / links.count > 2"}, "text.words / links.count > 3", true},
        {{"language.code in [\"en\", \"de\"]"}, "language.code == \"de\"", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct expr *before[2];
        size_t count = 0;
        for (; count < 2 && table[i].before[count] != NULL; count++)
            before[count] = compiled(table[i].before[count]);
        if (expr_reachable(arena, before, count, compiled(table[i].last)) != table[i].reachable)
            fail_msg("%s after %s", table[i].last, table[i].before[0]);
    }
}

static void collect(void *context, int line, struct str message)
{
    buf_printf(context, "%d: %.*s\n", line, STR_ARG(message));
}

static void parts_that_change_nothing_are_remarked_upon(void **state)
{
    static const struct {
        const char *source, *remarks;
    } table[] = {
        {"author.staff && text.words > 3", ""},
        {"profanity.count > 0 || profanity.slurs > 0", ""},
        {"author.staff ||\n caps.ratio > 1.5",
         "2: \"caps.ratio > 1.5\" changes nothing beside what else the condition says\n"
         "2: \"caps.ratio > 1.5\" is never true, for caps.ratio is from 0 to 1\n"},
        {"text.words > 3 && text.words > 2",
         "1: \"text.words > 2\" changes nothing beside what else the condition says\n"},
        {"text.words > 3 || author.staff || text.words > 5",
         "1: \"text.words > 5\" changes nothing beside what else the condition says\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct buf got;
        buf_init(&got, 4096);
        expr_remarks(arena, compiled(table[i].source), collect, &got);
        buf_put_char(&got, '\0');
        if (strcmp(got.p, table[i].remarks) != 0)
            fail_msg("%s\ngot  %s\nwant %s", table[i].source, got.p, table[i].remarks);
        buf_release(&got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_settled_is_refused_with_the_part_to_blame, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_can_come_out_either_way_is_let_pass, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_branch_that_an_earlier_one_covers_is_found, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(parts_that_change_nothing_are_remarked_upon, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
