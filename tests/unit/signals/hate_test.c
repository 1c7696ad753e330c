#include "measured.h"

static void a_group_with_a_call_against_it_is_hate(void **state)
{
    ASSERT_SURE(SIG_HATE_SCORE, "Kill all Muslims.", "We should exterminate the gypsies.",
                "All gays should be shot.", "Death to Jews!");
    measure("Please deport the Muslims now.");
    assert_str_equal(found(SIG_HATE_CALLS), STR("deport|Muslims"));
}

static void a_group_called_vermin_is_hate(void **state)
{
    ASSERT_SURE(SIG_HATE_SCORE, "Immigrants are parasites.", "Refugees are nothing but rats.",
                "Jewish vermin everywhere.");
    measure("I say it again: migrants are cockroaches.");
    assert_str_equal(found(SIG_HATE_DEHUMANISED), STR("migrants|are|cockroaches"));
}

static void contempt_for_a_group_is_hate(void **state)
{
    ASSERT_SURE(SIG_HATE_SCORE, "Mexicans are thieves.", "I hate women.", "Filthy refugees.",
                "Poles don't belong in this country.", "Women should not be allowed to vote.",
                "Go back to your country.");
}

static void naming_a_group_is_never_hate(void **state)
{
    ASSERT_LEFT_ALONE(
        SIG_HATE_SCORE, "Muslims and Jews met in the town hall.",
        "I am gay and my neighbour is a Turk.", "Women are the majority of the council.",
        "Refugees are waiting in the harbour.", "I want to go back to Africa one day.");
}

static void a_group_may_be_named_by_a_phrase_or_a_sign(void **state)
{
    ASSERT_SURE(SIG_HATE_SCORE, "Anyone who prays to Allah is a murderer.",
                "People who sit in wheelchairs are useless.",
                "\xf0\x9f\xa7\x95 are \xf0\x9f\x90\x80.");
    ASSERT_LEFT_ALONE(SIG_HATE_SCORE, "People who pray to Allah meet on Fridays.",
                      "The Polish bread is dirt cheap.",
                      "My \xf0\x9f\x90\x80 and my \xf0\x9f\x90\x96 are cute.");
}

static void they_are_the_group_named_before(void **state)
{
    ASSERT_SURE(SIG_HATE_SCORE, "Turks moved in upstairs. They are all thieves.");
    ASSERT_WITHIN(SIG_HATE_SCORE, 0, 0.4, "Turks met the bankers. They are all thieves.",
                  "My shoes got wet. They are filthy.");
}

static void what_is_forbidden_suffered_or_accused_is_not_said(void **state)
{
    ASSERT_MENTIONED(SIG_HATE_SCORE, "No woman should ever be beaten.",
                     "I have been called a filthy immigrant.",
                     "Whoever says that gays are sick is wrong.",
                     "Telling Muslims to go back to where they came from is racist.");
    measure("Whoever says that gays are sick is wrong.");
    assert_true(number(SIG_HATE_MENTIONED) > 0 && number(SIG_HATE_CONTEMPT) == 0);
}

static void a_name_that_demeans_is_hate_unless_it_is_taken_back(void **state)
{
    ASSERT_SURE(SIG_HATE_SCORE, "Another raghead on the bus.", "Shut up, retard.");
    ASSERT_MENTIONED(SIG_HATE_SCORE, "Proud dyke here.", "He called me a paki.",
                     "The word tranny hurts.", "There is a chink in the wall.");
}

static void an_unkind_word_near_a_group_is_only_a_hint(void **state)
{
    ASSERT_WITHIN(SIG_HATE_SCORE, 0.3, 0.5, "The stupid form for refugees changed again.");
    assert_true(number(SIG_HATE_CONTEMPT) == 0);
}

static void some_of_a_group_are_not_the_group(void **state)
{
    ASSERT_MENTIONED(SIG_HATE_SCORE, "Some migrants are criminals.",
                     "Not all Muslims are terrorists.", "A few women are liars.");
}

static void what_is_said_of_something_else_is_no_hate(void **state)
{
    ASSERT_MENTIONED(SIG_HATE_SCORE, "Violence against women is disgusting.",
                     "Those who hate Jews are worthless.", "Attacks on Muslims are evil.",
                     "The black rats in the cellar are vermin.");
}

static void who_reports_denies_or_condemns_does_not_hate(void **state)
{
    ASSERT_MENTIONED(SIG_HATE_SCORE, "He said that Muslims are vermin.", "Refugees are not rats.",
                     "\"Jews are vermin\" stood on the wall.",
                     "Saying that women are stupid is sexist.", "Are Poles thieves?",
                     "The Nazis wanted to exterminate the Jews.");
}

static void one_speaks_of_ones_own(void **state)
{
    ASSERT_MENTIONED(SIG_HATE_SCORE,
                     "We gays are disgusting, they used to tell us, and we laughed.");
}

static void other_languages_have_a_first_stock(void **state)
{
    ASSERT_SURE(SIG_HATE_SCORE, "Muslime sind Ungeziefer.", "Ausländer raus!",
                "Les juifs sont des rats.", "Mort aux Arabes.", "Muerte a los moros.",
                "Los inmigrantes son unos ladrones.", "Мигранты это крысы.", "Смерть жидам!");
    ASSERT_MENTIONED(SIG_HATE_SCORE, "Er sagte, Muslime sind Ungeziefer.",
                     "Il a dit que les juifs sont des rats.",
                     "Nicht alle Ausländer sind Verbrecher.", "Некоторые мигранты преступники.");
}

static void disguise_is_seen_through_and_explained(void **state)
{
    ASSERT_SURE(SIG_HATE_SCORE, "K1ll all Muslims.", "Mus1ims are v3rmin.", "Jews are v e r m i n");
    measure("K1ll all Muslims.");
    assert_str_equal(read_as(SIG_HATE_CALLS, 0), STR("kill"));
}

static void evidence_lies_on_character_boundaries(void **state)
{
    measure("Überall: „…“ Ausländer sind Ungeziefer – punkt.");
    assert_str_equal(found(SIG_HATE_DEHUMANISED), STR("Ausländer|sind|Ungeziefer"));
}

static void a_language_without_entries_is_unknown(void **state)
{
    measure("Nie rozumiem, dlaczego rada miasta sprzedała port firmie, której nikt w tym mieście "
            "nie zna.");
    assert_false(known(SIG_HATE_SCORE));
    assert_false(known(SIG_HATE_CALLS));
}

/* Each "s--" may be the beginning of hundreds of words with three letters hidden. */
static void what_keeps_the_scan_busy_hides_nothing_behind_it(void **state)
{
    static const char behind[] = " Kill all Muslims.";
    char text[3 * 400 + sizeof behind];
    for (size_t i = 0; i < 400; i++)
        memcpy(text + 3 * i, "s--", 3);
    memcpy(text + sizeof text - sizeof behind, behind, sizeof behind);
    measure(text);
    assert_str_equal(found(SIG_HATE_CALLS), STR("Kill|Muslims"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_with_a_call_against_it_is_hate),
        cmocka_unit_test(a_group_called_vermin_is_hate),
        cmocka_unit_test(contempt_for_a_group_is_hate),
        cmocka_unit_test(naming_a_group_is_never_hate),
        cmocka_unit_test(a_group_may_be_named_by_a_phrase_or_a_sign),
        cmocka_unit_test(they_are_the_group_named_before),
        cmocka_unit_test(what_is_forbidden_suffered_or_accused_is_not_said),
        cmocka_unit_test(a_name_that_demeans_is_hate_unless_it_is_taken_back),
        cmocka_unit_test(an_unkind_word_near_a_group_is_only_a_hint),
        cmocka_unit_test(some_of_a_group_are_not_the_group),
        cmocka_unit_test(what_is_said_of_something_else_is_no_hate),
        cmocka_unit_test(who_reports_denies_or_condemns_does_not_hate),
        cmocka_unit_test(one_speaks_of_ones_own),
        cmocka_unit_test(other_languages_have_a_first_stock),
        cmocka_unit_test(disguise_is_seen_through_and_explained),
        cmocka_unit_test(evidence_lies_on_character_boundaries),
        cmocka_unit_test(a_language_without_entries_is_unknown),
        cmocka_unit_test(what_keeps_the_scan_busy_hides_nothing_behind_it),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
