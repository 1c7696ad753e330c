#include "../test.h"
#include "inbox/own_words.h"

static struct arena *arena;

static struct str own(const char *text)
{
    arena_reset(arena);
    return own_words_of(arena, str_from_cstr(text));
}

static void quotations_and_their_introduction_go(void **state)
{
    (void)state;
    assert_str_equal(
        own("I am sorry.\n\nOn Monday the moderators wrote:\n> You are blocked.\n>> x\n"),
        STR("I am sorry."));
    assert_str_equal(own("Am Montag schrieb:\n\n > alt\nneu"), STR("neu"));
    assert_str_equal(own("> all of it\n> is quoted"), STR(""));
}

static void what_only_looks_like_an_introduction_stays(void **state)
{
    (void)state;
    assert_str_equal(own("The other reader wrote:\nthat I lie. I answered in anger."),
                     STR("The other reader wrote:\nthat I lie. I answered in anger."));
}

static void a_signature_and_a_copied_mail_go(void **state)
{
    (void)state;
    assert_str_equal(own("Sorry.\n-- \nAnn\nExample Ltd."), STR("Sorry."));
    assert_str_equal(own("Sorry.\n-----Original Message-----\nFrom: us"), STR("Sorry."));
    assert_str_equal(own("a -- b\n--- c"), STR("a -- b\n--- c"));
}

static void nothing_gives_nothing(void **state)
{
    (void)state;
    assert_str_equal(own(""), STR(""));
    assert_str_equal(own("\n\n"), STR(""));
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new((size_t)1 << 20);
    return arena == NULL;
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
        cmocka_unit_test(quotations_and_their_introduction_go),
        cmocka_unit_test(what_only_looks_like_an_introduction_stays),
        cmocka_unit_test(a_signature_and_a_copied_mail_go),
        cmocka_unit_test(nothing_gives_nothing),
    };
    return cmocka_run_group_tests_name("own_words", tests, set_up, tear_down);
}
