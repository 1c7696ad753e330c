#include "measured.h"

static void offers_are_found(void **state)
{
    ASSERT_SURE(SIG_DRUGS_SCORE, "Best weed, home delivery, message me.", "I sell xanax.",
                "Cocaine in stock, discreet shipping.", "Vendo cocaína, escríbeme.",
                "Продам мефедрон, пишите в личку.");
}

static void where_to_get_them_is_found(void **state)
{
    ASSERT_SURE(SIG_DRUGS_SCORE, "Where can I buy cocaine here?",
                "You can buy heroin behind the station.");
}

static void talking_into_it_is_found(void **state)
{
    ASSERT_SURE(SIG_DRUGS_SCORE, "Everybody should try cocaine once.", "You should try LSD.");
}

static void policy_medicine_news_and_idioms_are_left_alone(void **state)
{
    ASSERT_MENTIONED(SIG_DRUGS_SCORE, "Cannabis should be legal.", "The police seized cocaine.",
                     "A bottle of coke costs four euros.", "Keep off the grass.",
                     "The speed limit is a joke.", "Doctors prescribe too many opioids.",
                     "Where can I buy tickets for the ice rink?", "You should try the crab soup.");
}

static void offers_and_sources_are_told_in_five_languages(void **state)
{
    ASSERT_WITHIN(
        SIG_DRUGS_OFFERED, 1, 9,
        "Verschicke Amphis und Tilidin, Preisliste auf Anfrage, schreib mir auf Telegram.",
        "Livraison sur Paris, beuh et cocaine, écris moi sur Telegram.",
        "Vendo tusi y metanfetamina, envíos discretos, escríbeme.",
        "Мефедрон в наличии, закладки по всему городу, пиши в телеграм.");
    ASSERT_WITHIN(SIG_DRUGS_SOURCED, 1, 9, "Any plug for ketamine in town?",
                  "Wer verkauft hier Zauberpilze?", "Qui vend de la cocaïne par ici ?",
                  "¿Quién vende marihuana por aquí?", "Подскажите где купить мефедрон?");
    ASSERT_LEFT_ALONE(SIG_DRUGS_SCORE, "Die Polizei hat Amphetamin und Tilidin beschlagnahmt.",
                      "La cocaïne tue chaque année dans notre ville.",
                      "El fentanilo es un problema de salud pública.",
                      "Мефедрон разрушает жизни подростков.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offers_are_found),
        cmocka_unit_test(where_to_get_them_is_found),
        cmocka_unit_test(talking_into_it_is_found),
        cmocka_unit_test(policy_medicine_news_and_idioms_are_left_alone),
        cmocka_unit_test(offers_and_sources_are_told_in_five_languages),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
