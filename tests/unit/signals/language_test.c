#include "measured.h"

static void assert_language(const char *text, const char *code)
{
    measure(text);
    if (!known(SIG_LANGUAGE_CODE) || !str_eq(string(SIG_LANGUAGE_CODE), str_from_cstr(code)))
        fail_msg("\"%s\" is not found to be %s", text, code);
}

static void languages_are_named(void **state)
{
    assert_language("The minister said that the talks would continue next week.", "en");
    assert_language("Der Minister sagte, dass die Gespräche nächste Woche weitergehen.", "de");
    assert_language("Le ministre a déclaré que tout allait reprendre la semaine prochaine.", "fr");
    assert_language("El gobierno no ha hecho nada por los vecinos de este barrio.", "es");
    assert_language("Все это довольно странно, и никто не отвечает на вопросы.", "ru");
    assert_language("Усе це досить дивно, і ніхто не відповідає на запитання.", "uk");
    assert_language("这个决定是完全错误的。", "zh");
    assert_language("Αυτή η απόφαση είναι λάθος.", "el");
}

static void a_foreign_comment_is_foreign_as_a_whole(void **state)
{
    measure("  Der Minister sagte, dass die Gespräche nächste Woche weitergehen. ");
    assert_true(number(SIG_LANGUAGE_FOREIGN) == 1);
    assert_str_equal(found(SIG_LANGUAGE_FOREIGN),
                     STR("Der Minister sagte, dass die Gespräche nächste Woche weitergehen."));
    measure("The minister said that the talks would continue next week.");
    assert_true(number(SIG_LANGUAGE_FOREIGN) == 0);
}

static void it_abstains_when_unsure(void **state)
{
    const char *const unsure[] = {"lol",
                                  "ok",
                                  "Angela Merkel, Emmanuel Macron, Giorgia Meloni",
                                  "https://www.example.de/nachrichten/politik",
                                  "123 456 789",
                                  "\U0001F600\U0001F600",
                                  "@redaktion ???",
                                  "nein!"};
    for (size_t i = 0; i < sizeof(unsure) / sizeof(unsure[0]); i++) {
        measure(unsure[i]);
        if (known(SIG_LANGUAGE_FOREIGN))
            fail_msg("it is too sure about \"%s\"", unsure[i]);
    }
}

/* Finnish, Latvian and Serbian: the model knows none of them. */
static void a_long_text_in_a_language_without_a_name_is_foreign(void **state)
{
    const char *const foreign[] = {
        "En usko, että kaupunginvaltuusto ymmärtää, mitä tämä tarkoittaa ihmisille satamassa.",
        "Es neticu, ka pilsētas dome saprot, ko tas nozīmē parastajiem cilvēkiem šeit pie ostas.",
        "Не верујем да градско веће разуме шта ово значи обичним људима овде поред луке.",
    };
    for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
        measure(foreign[i]);
        assert_true(known(SIG_LANGUAGE_FOREIGN) && number(SIG_LANGUAGE_FOREIGN) == 1);
    }
    measure("Dunno wot u mean lol, gonna b late 2nite cos da bus aint comin, c u l8r m8 ok xx");
    assert_false(known(SIG_LANGUAGE_FOREIGN) && number(SIG_LANGUAGE_FOREIGN) == 1);
}

static void mixed_text_is_not_held_against_anybody(void **state)
{
    measure("C'est la vie, as they say in France.");
    assert_false(known(SIG_LANGUAGE_FOREIGN) && number(SIG_LANGUAGE_FOREIGN) > 0);
    measure("I think die Regierung hat recht but we should not worry about it");
    assert_false(known(SIG_LANGUAGE_FOREIGN) && number(SIG_LANGUAGE_FOREIGN) > 0);
}

static void without_the_site_s_language_nothing_is_foreign(void **state)
{
    struct signal_context context = {0};
    measure_in(STR("Der Minister sagte, dass die Gespräche nächste Woche weitergehen."), &context);
    assert_str_equal(string(SIG_LANGUAGE_CODE), STR("de"));
    assert_false(known(SIG_LANGUAGE_FOREIGN));
}

static void one_foreign_letter_makes_no_language(void **state)
{
    measure("The mention of h = \u0394t was removed from the article, since it is clear enough.");
    assert_str_equal(string(SIG_LANGUAGE_CODE), STR("en"));
    measure("so the whole text is in English but for the last word "
            "\u03ba\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1");
    assert_false(known(SIG_LANGUAGE_FOREIGN) && number(SIG_LANGUAGE_FOREIGN) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages_are_named),
        cmocka_unit_test(a_foreign_comment_is_foreign_as_a_whole),
        cmocka_unit_test(it_abstains_when_unsure),
        cmocka_unit_test(a_long_text_in_a_language_without_a_name_is_foreign),
        cmocka_unit_test(mixed_text_is_not_held_against_anybody),
        cmocka_unit_test(without_the_site_s_language_nothing_is_foreign),
        cmocka_unit_test(one_foreign_letter_makes_no_language),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
