/* Campaign material, the publication, relevance and coherence. */
#include "measured.h"

#include "signals/topic.h"

static void campaign_material_shows_several_kinds(void **state)
{
    measure("Vote for Anna Keller on Sunday and donate now at keller.example.org!");
    assert_true(number(SIG_POLITICAL_MARKERS) == 2);
    measure("Paid for by Friends of the Harbour.");
    assert_true(number(SIG_POLITICAL_IMPRINT) == 1);
    measure("Голосуйте за список номер 4, распространите это всем.");
    assert_true(number(SIG_POLITICAL_MARKERS) >= 2);
}

static void opinions_are_no_campaign_material(void **state)
{
    static const char *const texts[] = {
        "Vote for the greens, I would say.", "I will vote for list 4 and nobody will stop me.",
        "He asked us to vote for him and then he left.", "They donated to the museum last year.",
        "I do not know whom to vote for in this town."};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        measure(texts[i]);
        if (number(SIG_POLITICAL_MARKERS) > 1)
            fail_msg("taken for material: %s", texts[i]);
    }
}

static void abuse_of_the_newsroom_is_found(void **state)
{
    static const char *const texts[] = {
        "This newspaper is a bunch of liars.", "The author is a paid hack.",
        "You journalists are scum.",           "The liars of this newsroom never sleep.",
        "Presstitutes, all of them.",          "Die Redaktion ist gekauft und lügt."};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        measure(texts[i]);
        if (number(SIG_PUBLISHER_ABUSE) + number(SIG_PUBLISHER_PAID) == 0)
            fail_msg("not found: %s", texts[i]);
    }
}

static void criticism_and_news_are_left_alone(void **state)
{
    ASSERT_LEFT_ALONE(SIG_PUBLISHER_ABUSE, "This article is wrong and badly researched.",
                      "This newspaper exposed the liars in the ministry.",
                      "The author is not a liar, he was misinformed.",
                      "The minister called this newspaper a liar.",
                      "The author reports that the ministers are liars.",
                      "\"You journalists are scum\", the mayor shouted.");
    ASSERT_LEFT_ALONE(SIG_PUBLISHER_PAID, "This newspaper is funded by its readers.",
                      "Who pays for the bridge? The author does not say.",
                      "The author describes who paid the minister.");
}

static void names_come_from_the_site(void **state)
{
    struct signal_context c = {.site_title = STR("The Harbour Courier"),
                               .article_byline = STR("By Anna Keller and Paul Voss")};
    measure_in(STR("The Harbour Courier is in the pay of the port company."), &c);
    assert_true(number(SIG_PUBLISHER_PAID) == 1);
    assert_str_equal(found(SIG_PUBLISHER_PAID), STR("in the pay of"));
    measure_in(STR("Keller is a liar, as always."), &c);
    assert_true(number(SIG_PUBLISHER_ABUSE) == 1);
    measure_in(STR("Weber is a liar, as always."), &c);
    assert_true(number(SIG_PUBLISHER_ABUSE) == 0);
}

static const char article[] =
    "The council sold the harbour cranes to a shipping company. The cranes stood on the northern "
    "quay since the ferry terminal opened. Dockers and pilots protested against the contract, "
    "which "
    "the mayor signed in spring without asking the committee. The company promises new warehouses.";

static struct signal_context under(const char *text)
{
    return (struct signal_context){.article_text = str_from_cstr(text)};
}

static void a_comment_about_the_article_shares_words_with_it(void **state)
{
    struct signal_context c = under(article);
    measure_in(STR("Nobody asked the dockers before the cranes went, and the mayor signs contracts "
                   "that no committee has read. The terminal will be next."),
               &c);
    assert_true(number(SIG_RELEVANCE_ARTICLE) > 0.3);
}

static void a_comment_about_something_else_shares_nothing(void **state)
{
    struct signal_context c = under(article);
    measure_in(STR("Vaccines, chemtrails and microchips: the lizards in the senate poison our "
                   "children while astronauts lie about moon landings and pyramids."),
               &c);
    assert_true(number(SIG_RELEVANCE_ARTICLE) < 0.05);
    assert_true(found(SIG_RELEVANCE_ARTICLE).n > 100);
}

static void short_comments_and_missing_articles_are_unknown(void **state)
{
    struct signal_context c = under(article);
    measure_in(STR("I could not agree more with this."), &c);
    assert_false(known(SIG_RELEVANCE_ARTICLE));
    measure("Vaccines, chemtrails and microchips: the lizards poison astronauts and pyramids.");
    assert_false(known(SIG_RELEVANCE_ARTICLE));
}

static void quoting_the_article_is_measured(void **state)
{
    struct signal_context c = under(article);
    measure_in(STR("\"Dockers and pilots protested against the contract, which the mayor signed\""),
               &c);
    assert_true(number(SIG_RELEVANCE_QUOTED) > 0.9);
    measure_in(STR("Pilots and dockers were against it, and so was I from the first day."), &c);
    assert_false(known(SIG_RELEVANCE_QUOTED));
}

static struct topic common_topic(const struct topic_voice *voices, size_t count)
{
    static struct arena *arena;
    struct topic topic;
    if (arena == NULL)
        arena = arena_new(1 << 20);
    assert_non_null(arena);
    assert_int_equal(topic_make_common(arena, arena, voices, count, &topic), RC_OK);
    return topic;
}

/* What two writers said makes the subject; what one says alone, however often, does not. */
static void a_thread_has_the_subject_that_its_writers_share(void **state)
{
#define CABLE                                                                                      \
    "The cable car would spare commuters the tunnel, the roadworks and the viaduct over the "      \
    "marsh, and bicycles could travel."
#define LIZARDS                                                                                    \
    "Vaccines, chemtrails and microchips: the lizards in the senate poison our children while "    \
    "astronauts lie about moon landings and pyramids."
    const struct topic_voice voices[] = {
        {STR(CABLE), 1},
        {STR("Bicycles travel in the cable car, so the viaduct, the tunnel and "
             "the roadworks over the marsh would spare commuters nothing."),
         2},
        {STR(LIZARDS), 3},
        {STR(LIZARDS), 3},
        {STR("\xff\xfe"), 4},
    };
    struct topic topic = common_topic(voices, 5), empty = common_topic(NULL, 0);
    struct signal_context c = {.thread_topic = &topic};
    measure_in(STR(CABLE), &c);
    assert_true(number(SIG_RELEVANCE_THREAD) > 0.9);
    measure_in(STR(LIZARDS), &c);
    assert_true(number(SIG_RELEVANCE_THREAD) < 0.05);
    assert_true(found(SIG_RELEVANCE_THREAD).n > 100);
    c.thread_topic = &empty;
    measure_in(STR(CABLE), &c);
    assert_false(known(SIG_RELEVANCE_THREAD));
}

static void inflected_words_share_a_stem(void **state)
{
    assert_int_equal(topic_stem(STR("harbour")), topic_stem(STR("harbours")));
    assert_int_equal(topic_stem(STR("city")), topic_stem(STR("cities")));
    assert_int_equal(topic_stem(STR("школа")), topic_stem(STR("школы")));
    assert_int_not_equal(topic_stem(STR("crane")), topic_stem(STR("ferry")));
    assert_int_equal(topic_stem(STR("of")), 0);
    assert_true(topic_weight(topic_stem(STR("the"))) < 60);
    assert_true(topic_weight(topic_stem(STR("warehouse"))) > 180);
}

static void keys_pressed_at_random_are_no_words(void **state)
{
    measure("asdfgh jklasdf qwerty sdkjfhskdjf zxcvbn");
    assert_true(number(SIG_COHERENCE_MASH) > 0.7);
    measure("фывапролд йцукен ячсмитьбю");
    assert_true(number(SIG_COHERENCE_MASH) > 0.9);
}

static void strange_words_are_words(void **state)
{
    ASSERT_LEFT_ALONE(
        SIG_COHERENCE_MASH, "Angstschweiß und Rechtsschutz sind deutsche Wörter.",
        "Čtvrtek, zmrzlina, studený vlk a krk", "The qwerty keyboard is older than radio.",
        "Przemyśl and Szczecin, then Wrocław", "Schtroumpf, strengths and rhythms of Brno",
        "Hmmmmm, pssssst, brrrrrr, said the ghost behind another curtain");
}

static void signs_without_words_are_counted(void **state)
{
    measure("!!!!! ????? ##### $$$$$ %%%%% &&&&&");
    assert_true(number(SIG_COHERENCE_SYMBOLS) > 0.9);
    measure("Nice work \xf0\x9f\x91\x8d everybody");
    assert_true(number(SIG_COHERENCE_SYMBOLS) < 0.1);
    measure("\xf0\x9f\x91\x8d");
    assert_false(known(SIG_COHERENCE_SYMBOLS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(campaign_material_shows_several_kinds),
        cmocka_unit_test(opinions_are_no_campaign_material),
        cmocka_unit_test(abuse_of_the_newsroom_is_found),
        cmocka_unit_test(criticism_and_news_are_left_alone),
        cmocka_unit_test(names_come_from_the_site),
        cmocka_unit_test(a_comment_about_the_article_shares_words_with_it),
        cmocka_unit_test(a_comment_about_something_else_shares_nothing),
        cmocka_unit_test(short_comments_and_missing_articles_are_unknown),
        cmocka_unit_test(quoting_the_article_is_measured),
        cmocka_unit_test(a_thread_has_the_subject_that_its_writers_share),
        cmocka_unit_test(inflected_words_share_a_stem),
        cmocka_unit_test(keys_pressed_at_random_are_no_words),
        cmocka_unit_test(strange_words_are_words),
        cmocka_unit_test(signs_without_words_are_counted),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
