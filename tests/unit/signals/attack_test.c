/* Whom an attack is aimed at. */
#include "measured.h"

static const enum signal_id targets[] = {SIG_ATTACK_READER, SIG_ATTACK_AUTHOR, SIG_ATTACK_PUBLISHER,
                                         SIG_ATTACK_OTHER};

/* Asserts that the text, with this context, attacks `id` and nobody else. */
static void assert_only(enum signal_id id, const char *text, const struct signal_context *c)
{
    measure_in(str_from_cstr(text), c);
    for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
        if ((number(targets[i]) > 0) != (targets[i] == id))
            fail_msg("%s is %g in \"%s\": %.*s", signal_table[targets[i]].name, number(targets[i]),
                     text, STR_ARG(found(targets[i])));
}

static void whoever_is_addressed_is_the_reader(void **state)
{
    struct signal_context c = {.site_language = STR("en")};
    assert_only(SIG_ATTACK_READER, "You are a pathetic liar.", &c);
    assert_only(SIG_ATTACK_READER, "I will kill you.", &c);
    assert_only(SIG_ATTACK_READER, "Shut up.", &c);
}

static void in_a_reply_a_bare_insult_meets_whom_it_answers(void **state)
{
    struct signal_context alone = {.site_language = STR("en")};
    struct signal_context reply = {.site_language = STR("en"),
                                   .parent_text = STR("The bridge should be closed to lorries.")};
    struct signal_context told = {.site_language = STR("en"), .is_reply = true};
    assert_only(SIG_ATTACK_READER, "What a complete moron.", &reply);
    assert_only(SIG_ATTACK_READER, "What a complete moron.", &told);
    assert_only(SIGNAL_COUNT, "What a complete moron.", &alone);
}

static void whoever_is_talked_about_is_another(void **state)
{
    struct signal_context c = {.site_language = STR("en")};
    assert_only(SIG_ATTACK_OTHER, "The mayor is a liar.", &c);
    assert_only(SIG_ATTACK_OTHER, "He's such an idiot.", &c);
    assert_only(SIG_ATTACK_OTHER, "Somebody should shoot that judge.", &c);
}

static void author_and_publication_are_told_apart(void **state)
{
    struct signal_context c = {.site_language = STR("en"),
                               .site_title = STR("The Harbour Courier"),
                               .article_byline = STR("By Anna Keller")};
    assert_only(SIG_ATTACK_AUTHOR, "The author is a paid hack.", &c);
    assert_only(SIG_ATTACK_AUTHOR, "Keller is a corrupt liar.", &c);
    assert_only(SIG_ATTACK_PUBLISHER, "This newspaper is a bunch of liars.", &c);
    assert_only(SIG_ATTACK_PUBLISHER, "The Harbour Courier is in the pay of the port company.", &c);
}

static void things_oneself_and_what_is_reported_are_no_targets(void **state)
{
    struct signal_context c = {.site_language = STR("en")};
    assert_only(SIGNAL_COUNT, "This is idiotic.", &c);
    assert_only(SIGNAL_COUNT, "I was an idiot to believe that.", &c);
    assert_only(SIGNAL_COUNT, "He called the minister a \"pathetic liar\".", &c);
    assert_only(SIGNAL_COUNT, "The mayor is not a liar.", &c);
    assert_only(SIGNAL_COUNT, "The bridge opens on Sunday.", &c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whoever_is_addressed_is_the_reader),
        cmocka_unit_test(in_a_reply_a_bare_insult_meets_whom_it_answers),
        cmocka_unit_test(whoever_is_talked_about_is_another),
        cmocka_unit_test(author_and_publication_are_told_apart),
        cmocka_unit_test(things_oneself_and_what_is_reported_are_no_targets),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
