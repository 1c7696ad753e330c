#include "words/words.h"

#include "../test.h"

static void what_has_no_translation_is_english(void **state)
{
    const struct words *w = words_for(STR("tlh"));
    assert_str_equal(words_language(w), STR("en"));
    assert_true(words_are_english(w));
    assert_true(words_are_english(NULL));
    assert_str_equal(words_say(w, "Sign in"), STR("Sign in"));
}

static void values_stand_where_their_numbers_do(void **state)
{
    struct arena *a = arena_new(1 << 16);
    const struct words *w = words_for(STR("en"));
    const struct str values[] = {STR("one"), STR(""), STR("{0}")};
    assert_str_equal(words_fill(w, a, "{2} {0}{1}, {0} {3} {x} {", values, 3),
                     STR("{0} one, one {3} {x} {"));
    assert_str_equal(words_fill(w, a, "", values, 3), STR(""));
    arena_free(a);
}

static void a_walk_gives_every_stretch_and_marker_once(void **state)
{
    static const struct str marks[] = {STR_INIT("<1>"), STR_INIT("{name}"), STR_INIT("</1>")};
    static const struct {
        const char *text;
        size_t slot;
    } steps[] = {{"Hello ", 1}, {"", 2}, {" < {nam} ", 3}, {".", 0}};
    struct words_walk walk = words_walk(NULL, 0, STR("Hello <1>{name} < {nam} </1>."), marks, 3);
    for (size_t i = 0; i < 4; i++) {
        assert_true(words_step(&walk));
        assert_str_equal(walk.text, str_from_cstr(steps[i].text));
        assert_int_equal(walk.slot, steps[i].slot);
    }
    assert_false(words_step(&walk));
}

static void a_context_chooses_the_translation_and_is_never_shown(void **state)
{
    const struct words *de = words_for(STR("de"));
    assert_str_equal(words_say(de, "Block"), STR("Sperre"));
    assert_str_equal(words_say(de, SAID_IN("to do it", "Block")), STR("Sperren"));
    assert_str_equal(words_say(NULL, SAID_IN("to do it", "Block")), STR("Block"));
    assert_str_equal(words_say(de, SAID_IN("nobody knows it", "Block")), STR("Block"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_no_translation_is_english),
        cmocka_unit_test(values_stand_where_their_numbers_do),
        cmocka_unit_test(a_walk_gives_every_stretch_and_marker_once),
        cmocka_unit_test(a_context_chooses_the_translation_and_is_never_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
