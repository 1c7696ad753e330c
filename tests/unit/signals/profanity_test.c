#include "measured.h"

static void words_are_found_with_their_inflections(void **state)
{
    measure("He is a fucking liar and his friends are assholes, what bullshit");
    assert_true(number(SIG_PROFANITY_COUNT) == 3);
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("fucking|assholes|bullshit"));
    assert_true(number(SIG_PROFANITY_SCORE) > 0.8);
}

static void compounds_are_found_whole(void **state)
{
    measure("Some motherfuckers say absofuckinglutely anything");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("motherfuckers|absofuckinglutely"));
}

static void digits_and_signs_for_letters_are_read(void **state)
{
    measure("sh1t, a$$hole, b!tch, $hit, c0ck5ucker");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("sh1t|a$$hole|b!tch|$hit|c0ck5ucker"));
    assert_str_equal(read_as(SIG_PROFANITY_COUNT, 0), STR("shit"));
    assert_str_equal(read_as(SIG_PROFANITY_COUNT, 1), STR("asshole"));
}

static void masked_words_are_read_when_enough_is_left(void **state)
{
    measure("f*ck, s**t, sh#t, f—k, b**ch, a**hole, bullsh*t");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("f*ck|s**t|sh#t|f—k|b**ch|a**hole|bullsh*t"));
    assert_str_equal(read_as(SIG_PROFANITY_COUNT, 0), STR("fuck"));
    assert_str_equal(read_as(SIG_PROFANITY_COUNT, 1), STR("shit"));
    assert_str_equal(read_as(SIG_PROFANITY_COUNT, 3), STR("fuck"));
}

static void words_masked_beyond_certainty_are_hints(void **state)
{
    measure("What the f*** is this #@%!& nonsense");
    assert_true(number(SIG_PROFANITY_COUNT) == 0);
    assert_true(number(SIG_PROFANITY_HINT) == 2);
    assert_str_equal(found(SIG_PROFANITY_HINT), STR("f***|#@%!&"));
}

static void letters_set_apart_are_joined(void **state)
{
    measure("f u c k, s.h.i.t f_u_c_k f-u-c-k and fu ck");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("f u c k|s.h.i.t|f_u_c_k|f-u-c-k|fu ck"));
}

static void repeated_letters_count_once(void **state)
{
    measure("fuuuuuck that biiiitch");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("fuuuuuck|biiiitch"));
    assert_str_equal(read_as(SIG_PROFANITY_COUNT, 0), STR("fuck"));
}

static void look_alikes_and_invisible_characters_do_not_help(void **state)
{
    measure("fu\u200bck and fu\u0441k and \uff46\uff55\uff43\uff4b");
    assert_true(number(SIG_PROFANITY_COUNT) == 3);
    assert_str_equal(found(SIG_PROFANITY_COUNT),
                     STR("fu\u200bck|fu\u0441k|\uff46\uff55\uff43\uff4b"));
}

static void other_languages_are_known(void **state)
{
    measure("Scheiße, du Arschloch");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("Scheiße|Arschloch"));
    measure("putain d'enculé");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("putain|enculé"));
    measure("hijo de puta");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("hijo de puta"));
    measure("это полный пиздец, заебали, х*й вам");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("пиздец|заебали|х*й"));
}

static void slurs_weigh_most_and_mild_words_little(void **state)
{
    measure("damn this weather");
    assert_true(number(SIG_PROFANITY_COUNT) == 0);
    assert_true(number(SIG_PROFANITY_MILD) == 1);
    assert_true(number(SIG_PROFANITY_SCORE) < 0.5);
    measure("those faggots");
    assert_true(number(SIG_PROFANITY_SLURS) == 1);
    assert_true(number(SIG_PROFANITY_SCORE) == 1);
}

static void what_is_written_plainly_is_not_read_as_anything(void **state)
{
    measure("Shit happens");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("Shit"));
    assert_true(read_as(SIG_PROFANITY_COUNT, 0).n == 0);
}

static void places_names_and_innocent_words_are_left_alone(void **state)
{
    ASSERT_LEFT_ALONE(SIG_PROFANITY_SCORE,
                      "Scunthorpe and Penistone lie in the north, Essex and Sussex in the south",
                      "Arsenal won in classic style", "An assassin assessed the passage",
                      "therapist, analysis, bass, cockpit", "Dick Van Dyke is 98",
                      "Charles Dickens and Moby-Dick",
                      "Philip K. Dick wrote it and Dick Cheney read it",
                      "shiitake mushrooms, Matsushita and cocktails", "Hui people and Phuket",
                      "Niger, Nigeria and a snigger", "a raccoon, a tycoon, despicable spice",
                      "Hitchcock shot a shuttlecock", "he'll go and we'll see",
                      "A S S E S S M E N T of the U S A");
    ASSERT_LEFT_ALONE(SIG_PROFANITY_SCORE, "Цены на хлеба выросли, потребление упало",
                      "употреблять, оскорблять, сабля, влюбляться", "мудрый страховщик колебался",
                      "скипидар и Хуан", "Fugen, dass, Dichtung", "Le phoque et le concours");
}

static void marks_that_hide_nothing_are_left_alone(void **state)
{
    ASSERT_LEFT_ALONE(SIG_PROFANITY_SCORE, "**If** you read **plan B**", "rated A** by them",
                      "5*3 = 15 and a*b*c", "Is that the Aswan Dam?", "C# and C++",
                      "wow!!!! what??? really!!!", "take the A55 and the M25",
                      "100% & more # of things @home $50!!!");
}

static void words_wholly_in_another_alphabet_are_read_in_the_texts_own(void **state)
{
    measure("What a load of \u0455\u043d\u0456\u0442 this is, friends");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("\u0455\u043d\u0456\u0442"));
    assert_str_equal(read_as(SIG_PROFANITY_COUNT, 0), STR("shit"));
    ASSERT_LEFT_ALONE(SIG_PROFANITY_SCORE,
                      "\u0441\u043e\u0441\u043e\u043a \u0438 \u0441\u043e\u0441\u043a\u0438",
                      "The word \u0440\u0430\u043a is Russian for crab");
}

static void words_of_other_languages_are_left_alone(void **state)
{
    ASSERT_LEFT_ALONE(
        SIG_PROFANITY_SCORE, "The dog does not bite.", "The museum of Negro league baseball",
        "Het is nog niet duidelijk hoe het verder moet met de haven van onze stad.",
        "Till slut fick vi veta vad kommunen hade beslutat om hamnen i staden.",
        "Le train est encore une fois en retard et personne ne nous explique pourquoi.",
        "a chink in the armour", "spick and span");
    measure("he is a slut");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("slut"));
}

static void marks_behind_a_word_are_no_part_of_it(void **state)
{
    measure("shit!!! Damn?!");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("shit"));
    assert_str_equal(found(SIG_PROFANITY_MILD), STR("Damn"));
    assert_true(number(SIG_PROFANITY_HINT) == 0);
}

static void measure_on(const char *language, const char *text);

/* Sentences or words separated by '|', each on a site in that language. */
static void each_on(const char *language, const char *texts, bool coarse)
{
    struct str rest = str_from_cstr(texts);
    while (rest.n > 0) {
        char text[400];
        struct str one = str_split(&rest, '|');
        assert_true(one.n < sizeof text);
        memcpy(text, one.p, one.n);
        text[one.n] = '\0';
        measure_on(language, text);
        if ((number(SIG_PROFANITY_SCORE) > 0) != coarse)
            fail_msg("%s: \"%s\" is %s", language, text, coarse ? "not found" : "found");
    }
}

static void measure_on(const char *language, const char *text)
{
    struct signal_context context = {.site_language = str_from_cstr(language)};
    measure_in(str_from_cstr(text), &context);
}

static void coarse_words_are_told_from_strong_ones(void **state)
{
    measure("this budget is bullshit");
    assert_true(number(SIG_PROFANITY_COUNT) == 1);
    assert_true(number(SIG_PROFANITY_STRONG) == 0);
    assert_true(number(SIG_PROFANITY_SCORE) == 0.6);
    measure("fuck this bullshit");
    assert_true(number(SIG_PROFANITY_COUNT) == 2);
    assert_str_equal(found(SIG_PROFANITY_STRONG), STR("fuck"));
}

static void sexual_words_are_counted_and_are_no_fault_by_themselves(void **state)
{
    measure("the clinic spoke of orgasms and the vagina");
    assert_true(number(SIG_PROFANITY_SEXUAL) == 2);
    assert_true(number(SIG_PROFANITY_SCORE) == 0);
    measure("she gave him a blowjob");
    assert_true(number(SIG_PROFANITY_SEXUAL) == 1);
    assert_true(number(SIG_PROFANITY_STRONG) == 1);
}

static void disguises_are_counted_but_masks_hide_nothing(void **state)
{
    measure("sh1t, f.u.c.k and fcuk");
    assert_str_equal(found(SIG_PROFANITY_DISGUISED), STR("sh1t|f.u.c.k|fcuk"));
    measure("sh*t, f**k and fuuuuck");
    assert_true(number(SIG_PROFANITY_COUNT) == 3);
    assert_true(number(SIG_PROFANITY_DISGUISED) == 0);
}

static void words_written_together_are_told_by_their_neighbours(void **state)
{
    measure("you pieceofshit, #HarbourBitchAgain and youstupidcunts");
    assert_str_equal(found(SIG_PROFANITY_COUNT),
                     STR("pieceofshit|HarbourBitchAgain|youstupidcunts"));
}

static void a_word_of_another_language_counts_where_it_is_spoken(void **state)
{
    measure_on("fr", "un con");
    assert_str_equal(found(SIG_PROFANITY_MILD), STR("con"));
    measure_on("es", "con pan");
    assert_true(number(SIG_PROFANITY_SCORE) == 0);
    measure_on("fr", "une bite");
    assert_true(number(SIG_PROFANITY_COUNT) == 1);
    measure_on("en", "one bite");
    assert_true(number(SIG_PROFANITY_SCORE) == 0);
    measure_on("nl", "hoe dan");
    assert_true(number(SIG_PROFANITY_SCORE) == 0);
}

static void an_accent_may_make_the_word(void **state)
{
    measure_on("es", "qué coño dices");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("coño"));
    measure_on("es", "un cono de helado");
    assert_true(number(SIG_PROFANITY_SCORE) == 0);
}

static void inflection_is_known_in_five_languages(void **state)
{
    measure_on("de", "verfickter Scheißladen, ihr Arschlöcher und Vollwichser");
    assert_true(number(SIG_PROFANITY_COUNT) == 4);
    measure_on("fr", "on va l'enculer, ces connasses nous emmerdaient");
    assert_true(number(SIG_PROFANITY_COUNT) >= 2);
    measure_on("es", "nos están jodiendo esos cabronazos y sus pendejadas");
    assert_true(number(SIG_PROFANITY_COUNT) >= 2);
    measure_on("ru", "наебали, пиздюки, и охуевшие мудаки заебали");
    assert_true(number(SIG_PROFANITY_COUNT) == 5);
    measure_on("en", "pizdec, blyat, idi nahuy");
    assert_true(number(SIG_PROFANITY_COUNT) == 3);
}

static void arabic_words_are_found_however_they_are_written(void **state)
{
    measure_on("ar", "هو ابن الشرموطة وكلامه خراء");
    assert_str_equal(found(SIG_PROFANITY_COUNT), STR("ابن الشرموطة|خراء"));
    measure_on("en", "يا شَرْمُوطَة");
    assert_str_equal(read_as(SIG_PROFANITY_COUNT, 0), STR("شرموطه"));
    each_on("ar",
            "كس أمك|كُسُّ أُمِّكَ|كس امكم كلكم|كسامك|والله كسمك|شرموطه|شرمـــوطة|شرموووووطة|"
            "ش*موطة|ش ر م و ط ة|الشراميط|ابن القحبة|يا ولد القحبه|گحبة|متناكة|المنيوك|"
            "نيك امك|انيك أختك|هنيكك|معرّص|يا عرص|الديوث|مص زبي|ايري فيك|طيزك|كول خرا|"
            "يلعن أبوك|يلعن دينك|أحا|يا خولات|أحفاد القردة والخنازير|يهودي قذر|شرموطة، والله|"
            "عاهرة|اولاد الزانية",
            true);
    measure_on("ar", "يا خولات");
    assert_true(number(SIG_PROFANITY_SLURS) == 1);
    each_on("en", "kos omak|kosomak|ya sharmouta|ibn el sharmouta|weld el kahba|nik mok", true);
}

static void arabic_words_that_only_hold_such_ones_are_left_alone(void **state)
{
    each_on("ar",
            "كسر الباب وكسب الرهان|كسرى ملك الفرس|كأس العالم|بعكس ما قيل|خرج من الخراب في خراسان|"
            "زبدة وزبيب وزبون|بلغ السيل الزبى|الزبير بن العوام|خوّل له القانون ذلك|خولة بنت الأزور|"
            "قحطان وقحط|نيكاراغوا ونيكولا|شرم الشيخ|عرض وعريس|عرصات الهندية|كالسمك في الماء|"
            "كسمك القرش|كلب وحمار|قوّاد الجيش|إير فرانس|بحيرة إيري|طازج|منيف|مخنوق|يناير ونيسان|"
            "هذا خبر مهم، شكرا للكاتب",
            false);
    each_on("fa", "هیچ کس نمی‌داند که چه کسی آمده است", false);
    each_on("en", "the island of Kos|Kosmos and Komak|Sharm el-Sheikh|Benkahla|nikmat", false);
}

static void coarse_words_of_five_languages_are_found_in_their_forms(void **state)
{
    each_on("en", "what a pissflap|you window lickers|p4jeet go home|those streetshitters", true);
    each_on("en", "honkey tonk music|a pair of honks|window cleaners|a pissoir", false);
    each_on("de",
            "du Möse|diese Mösen|du Inzestkind|Ölaugen|so ein Scheixxe|du Dreckstürke|fotzige",
            true);
    each_on("de", "das erste Buch Mose|Mösern und Mose|Ölaugenfisch|die Kehrseite", false);
    each_on("fr", "sale pédale|bande de pédales|sale raton|espèce de mongol|tête de nœud|sale tepu",
            true);
    each_on("fr", "la pédale de frein|un raton laveur|un melon sucré|le peuple mongol|une tête",
            false);
    each_on("es",
            "hijaputa|mecagüen todo|coño e tu madre|vete a garchar|cholos de mierda|h1japuta|"
            "soplagaitas",
            true);
    each_on("es", "la hija de Putin|el cholo argentino|un cono de tu tienda|la gaita|Carcagente",
            false);
    each_on("ru",
            "невъебенно|охуительный|измудохали|6лядь|3аебал|елда|шмара|пендосы|хохлушка|педрила|"
            "невъ*бенно|пидорьё",
            true);
    each_on("ru", "3-й этаж|6ти дневный|ельник|вафли и вафля|хохолок|шмель|Пенза|ударник", false);
}

static void addresses_are_not_read_as_words(void **state)
{
    ASSERT_LEFT_ALONE(SIG_PROFANITY_SCORE, "see https://sh.it.example/fu.ck",
                      "a.s.s.h.o.l.e@example.org", "www.c-u-n-t.example");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_with_their_inflections),
        cmocka_unit_test(compounds_are_found_whole),
        cmocka_unit_test(digits_and_signs_for_letters_are_read),
        cmocka_unit_test(masked_words_are_read_when_enough_is_left),
        cmocka_unit_test(words_masked_beyond_certainty_are_hints),
        cmocka_unit_test(letters_set_apart_are_joined),
        cmocka_unit_test(repeated_letters_count_once),
        cmocka_unit_test(look_alikes_and_invisible_characters_do_not_help),
        cmocka_unit_test(other_languages_are_known),
        cmocka_unit_test(slurs_weigh_most_and_mild_words_little),
        cmocka_unit_test(what_is_written_plainly_is_not_read_as_anything),
        cmocka_unit_test(places_names_and_innocent_words_are_left_alone),
        cmocka_unit_test(marks_that_hide_nothing_are_left_alone),
        cmocka_unit_test(words_wholly_in_another_alphabet_are_read_in_the_texts_own),
        cmocka_unit_test(words_of_other_languages_are_left_alone),
        cmocka_unit_test(marks_behind_a_word_are_no_part_of_it),
        cmocka_unit_test(coarse_words_are_told_from_strong_ones),
        cmocka_unit_test(sexual_words_are_counted_and_are_no_fault_by_themselves),
        cmocka_unit_test(disguises_are_counted_but_masks_hide_nothing),
        cmocka_unit_test(words_written_together_are_told_by_their_neighbours),
        cmocka_unit_test(a_word_of_another_language_counts_where_it_is_spoken),
        cmocka_unit_test(an_accent_may_make_the_word),
        cmocka_unit_test(inflection_is_known_in_five_languages),
        cmocka_unit_test(arabic_words_are_found_however_they_are_written),
        cmocka_unit_test(arabic_words_that_only_hold_such_ones_are_left_alone),
        cmocka_unit_test(coarse_words_of_five_languages_are_found_in_their_forms),
        cmocka_unit_test(addresses_are_not_read_as_words),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
