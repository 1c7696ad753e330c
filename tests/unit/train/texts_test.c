/* Models that are trained of plain texts: which language, and how rare a stem is. */
#include "train/background_fit.h"
#include "train/language_fit.h"
#include "signals/topic.h"
#include "unit/test.h"

#define MEMORY ((size_t)256 << 20)

static const char *const english[] = {
    "The harbour was quiet when the last ferry left the northern quay.",
    "Nobody on the council would say who had paid for the new cranes.",
    "She walked home along the water and thought about her brother.",
    "There is nothing in this report that we did not know already.",
    "What they want is a street where children can play after school.",
};
static const char *const german[] = {
    "Der Hafen war still, als die letzte Fähre den nördlichen Kai verließ.",
    "Niemand im Rat wollte sagen, wer die neuen Kräne bezahlt hatte.",
    "Sie ging am Wasser entlang nach Hause und dachte an ihren Bruder.",
    "In diesem Bericht steht nichts, was wir nicht schon wussten.",
    "Was sie wollen, ist eine Straße, auf der Kinder spielen können.",
};

static struct language_fit *two_languages(struct arena *a)
{
    struct language_fit *f;
    assert_int_equal(language_fit_new(a, &f), RC_OK);
    for (size_t i = 0; i < 60; i++) {
        assert_int_equal(language_fit_add(f, STR("en"), str_from_cstr(english[i % 5])), RC_OK);
        assert_int_equal(language_fit_add(f, STR("de"), str_from_cstr(german[i % 5])), RC_OK);
    }
    return f;
}

static void the_same_texts_give_the_same_model(void **state)
{
    struct arena *a = arena_new(MEMORY), *b = arena_new(MEMORY);
    struct language_model *first = ARENA_NEW(a, struct language_model);
    struct language_model *second = ARENA_NEW(b, struct language_model);
    assert_int_equal(language_fit_run(two_languages(a), 2, NULL, first), RC_OK);
    assert_int_equal(language_fit_run(two_languages(b), 2, NULL, second), RC_OK);
    assert_memory_equal(first, second, sizeof(*first));
    assert_int_equal(first->languages, 2);
    arena_free(a);
    arena_free(b);
}

static void languages_are_told_by_texts_held_out(void **state)
{
    struct arena *a = arena_new(MEMORY);
    struct language_fit *f = two_languages(a);
    struct language_model *m = ARENA_NEW(a, struct language_model);
    assert_int_equal(language_fit_texts(f), 120);
    assert_int_equal(language_fit_run(f, 2, NULL, m), RC_OK);
    struct language_quality q = language_fit_measure(f, m, 30);
    assert_int_equal(q.texts, 6);
    assert_int_equal(q.right, 6);
    assert_int_equal(language_fit_measure(f, m, 1000).texts, 0);
    arena_free(a);
}

static void one_language_cannot_be_told_from_others(void **state)
{
    struct arena *a = arena_new(MEMORY);
    struct language_model *m = ARENA_NEW(a, struct language_model);
    struct language_fit *f;
    assert_int_equal(language_fit_new(a, &f), RC_OK);
    assert_int_equal(language_fit_add(f, STR("en"), STR("One language alone.")), RC_OK);
    assert_int_equal(language_fit_add(f, STR("en"), STR("\xff\xfe no text")), RC_OK);
    assert_int_equal(language_fit_add(f, STR("en"), STR(" a ")), RC_OK);
    assert_int_equal(language_fit_texts(f), 1);
    assert_int_equal(language_fit_run(f, 1, NULL, m), RC_INVALID);
    assert_int_equal(language_fit_add(f, STR("english"), STR("No code.")), RC_TOO_LARGE);
    for (char c = 'a'; c < 'a' + LANGUAGE_COLUMNS - 1; c++)
        assert_int_equal(language_fit_add(f, str_make((char[]){'x', c}, 2), STR("Some text.")),
                         RC_OK);
    assert_int_equal(language_fit_add(f, STR("zz"), STR("One too many.")), RC_TOO_LARGE);
    arena_free(a);
}

static uint8_t weight_of(const struct background *m, const char *word)
{
    return m->weight[topic_stem(str_from_cstr(word)) >> 16];
}

/* A stem counts as common when it is so in one language at least. */
static void what_every_document_says_weighs_nothing(void **state)
{
    struct arena *a = arena_new(MEMORY), *scratch = arena_new(MEMORY);
    struct background *m = ARENA_NEW(a, struct background);
    struct background_fit *f;
    assert_int_equal(background_fit_new(a, &f), RC_OK);
    for (size_t i = 0; i < 50; i++) {
        struct str line = str_from_cstr(i == 0 ? "people wrote of the harbour" : "people people");
        assert_int_equal(background_fit_add(f, line, scratch), RC_OK);
    }
    background_fit_end_language(f);
    for (size_t i = 0; i < 50; i++)
        assert_int_equal(background_fit_add(f, STR("menschen"), scratch), RC_OK);
    background_fit_end_language(f);
    background_fit_result(f, m);
    assert_int_equal(weight_of(m, "people"), 0);
    assert_int_equal(weight_of(m, "menschen"), 0);
    assert_int_equal(weight_of(m, "harbour"), 255);
    assert_int_equal(weight_of(m, "lighthouse"), 255);
    arena_free(scratch);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_texts_give_the_same_model),
        cmocka_unit_test(languages_are_told_by_texts_held_out),
        cmocka_unit_test(one_language_cannot_be_told_from_others),
        cmocka_unit_test(what_every_document_says_weighs_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
