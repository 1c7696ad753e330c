/* What may be a user name or an address, and which names look alike. */
#include <string.h>

#include "unit/test.h"

#include "base/arena.h"
#include "base/random.h"
#include "base/utf8.h"
#include "community/account/name.h"
#include "community/account/name_judge.h"
#include "signals/signals.h"

static struct arena *arena;

static enum rc name(const char *text, struct name_skeleton *ret_skeleton)
{
    struct str shown;
    return name_check(arena, str_from_cstr(text), STR("The Harbour Courier"), false, &shown,
                      ret_skeleton, NULL);
}

static void names_follow_their_rules(void **state)
{
    (void)state;
    static const char *const good[] = {"Ada",
                                       "tide_table",
                                       "Jo\xc3\xa3o B",
                                       "\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd",
                                       "\xe5\xb1\xb1\xe7\x94\xb0\xe3\x81\x95\xe3\x82\x93",
                                       "user-42"};
    static const char *const bad[] = {"ab",
                                      "",
                                      "-Ada",
                                      "Ada-",
                                      "A..da",
                                      "Ada\nB",
                                      "Ada\xe2\x80\xae"
                                      "B",
                                      "<b>Ada</b>",
                                      "Ad\xd0\xbc"
                                      "in",
                                      "Administrator",
                                      "M0derator Jim",
                                      "St\xc3\xa4"
                                      "ff!",
                                      "staff",
                                      "HarbourCourier The",
                                      "abcdefghijklmnopqrstuvwxyzabcdefg",
                                      "Ada\xff"};
    struct name_skeleton skeleton;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (name(good[i], &skeleton) != RC_OK)
            fail_msg("\"%s\" should be a name", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (strstr(bad[i], "HarbourCourier") == NULL && name(bad[i], &skeleton) == RC_OK)
            fail_msg("\"%s\" should not be a name", bad[i]);
    assert_int_equal(name("The-Harbour-Courier", &skeleton), RC_INVALID);
}

static void a_name_holds_nothing_that_cannot_be_seen(void **state)
{
    (void)state;
    /* Zero width, bidi, joiner, filler, variation, private use, unassigned, control, separator, soft hyphen, tag. */
    static const uint32_t unseen[] = {0x200B, 0x202E, 0x2066,   0x200D, 0x3164, 0x115F, 0xFE0F,
                                      0xE000, 0x0378, 0x10FFFF, 0x85,   0x2028, 0x2029, 0xAD,
                                      0x2800, 0xA0,   0xE0041,  0x20DD, 0xFFF9, 0xFEFF, 0x180E};
    struct name_skeleton looks;
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++) {
        char text[16] = "Ada", *end = text + 3;
        end += utf8_encode(unseen[i], end);
        memcpy(end, "Lee", 4);
        if (name(text, &looks) != RC_INVALID)
            fail_msg("U+%04X should not be in a name", (unsigned)unseen[i]);
    }
    assert_int_equal(name("Ada\u0301\u0302\u0303\u0304Lee", &looks), RC_INVALID);
    assert_int_equal(name("\u0301Ada", &looks), RC_INVALID);
}

static void an_address_holds_nothing_that_cannot_be_seen(void **state)
{
    (void)state;
    static const uint32_t unseen[] = {0x80,   0x85,   0x9F,   0xA0,   0xAD,    0x200B,  0x200E,
                                      0x2028, 0x2029, 0x202E, 0x2060, 0xFEFF,  0x3000,  0xE000,
                                      0x0378, 0xFFFF, 0xFE0F, 0x034F, 0xE0061, 0x10FFFE};
    struct problem problem = {0};
    struct str key;
    for (size_t i = 0; i < sizeof unseen / sizeof unseen[0]; i++) {
        char text[40] = "ada", *end = text + 3;
        end += utf8_encode(unseen[i], end);
        memcpy(end, "@example.org", 13);
        if (name_email_check(arena, str_from_cstr(text), &key, &problem) != RC_INVALID)
            fail_msg("U+%04X should not be in an address", (unsigned)unseen[i]);
        assert_non_null(strstr(problem.message, "cannot be seen"));
    }
    assert_ok(name_email_check(arena, STR("jos\u00e9@\u043f\u043e\u0447\u0442\u0430.example"), &key,
                               NULL));
    assert_int_equal(name_email_check(arena, STR("ada\x1b@example.org"), &key, NULL), RC_INVALID);
}

/* `names` are separated by commas. */
static void judge_all(struct str names, bool refused)
{
    struct signals *signals;
    assert_ok(signals_new(&signals, NULL));
    while (names.n > 0) {
        struct str one = str_trim(str_split(&names, ','));
        bool found = !refused;
        assert_ok(name_judge(signals, arena, one, &found));
        if (found != refused)
            fail_msg("%.*s is %s", STR_ARG(one), found ? "refused" : "taken");
    }
    signals_free(signals);
}

static void names_nobody_should_have_to_read_are_refused(void **state)
{
    (void)state;
    static const char names[] =
        "fuck you, FuckYou88, f.u.c.k, fuck_you-all, sh1t, Arschloch, arschloch_2000, "
        "Hurensohn, Fotze, connard, fils de pute, enculé, hijo de puta, gilipollas, cabron, "
        "хуй, пиздец, nigger, faggot, Death to Jews, i will kill you, kill yourself, "
        "www.casino.com, 0176 12345678, suck my dick, كس امك, كسمك, شرموطة, شَرْمُوطَة, "
        "شرمووووطة, ابن القحبة, ابن_الشرموطة, متناك, يا عرص, خرا, kos omak, kosomak, "
        "Sharmouta, ya.sharmouta, ѕһіt, sale pédale, hijaputa, 6лядь";
    judge_all(str_from_cstr(names), true);
}

static void names_that_only_hold_such_words_are_taken(void **state)
{
    (void)state;
    static const char names[] =
        "Dick, Fanny, Cockburn, Hancock, Essex, Fuchs, Gay, Kuntz, Wank, Assad, Nigel, "
        "Kunta, Scunthorpe, Penistone, Dick Cheney, Dick Van Dyke, Van Dyke, Dyke, "
        "Marvin Gaye, Fanny Ardant, Peter Hitchcock, Cummings, Cumming, Dickens, Dickinson, "
        "Dickson, Hitchcock, Babcock, Woodcock, Peacock, Cox, Titus, Titsworth, Shitake, "
        "Bassett, Cassandra, Matsushita, Takeshita, Sussex, Middlesex, Wessex, Lichfield, "
        "Clitheroe, Butt, Butts, Booty, Hooker, John Hooker, Slutsky, Slutskaya, Fuk, Phuc, "
        "Phuc Nguyen, Phuket, Kuntsche, Kunz, Schmuck, Focker, Wankdorf, Titz, Arsenal, "
        "Assmann, Assam, Asse, Arslan, Fick, Ficker, Hans Ficker, Hurst, Hurwitz, Hurlach, "
        "Puteaux, Putin, Putra, Con, Conan, Conard, Lecon, Bitche, Bich, Salop, Salopek, "
        "Cul, Culoz, Bite, Biteau, Pede, Pedersen, Pedro, Pedraza, Marica, Marika, Mario, "
        "Mariconda, Cono, Cona, Polla, Polla Ivan, Pollack, Pollard, Verga, Vergara, "
        "Cabrera, Capullo, Moro, Negro, Negrete, Negri, Nero, Montenegro, Schwarz, "
        "Schwarzer, Mohr, Mohrmann, Jude, Jude Law, Judith, Adolf, Nazario, Nazir, Ignazio, "
        "Tranter, Trani, Faggiano, Fagin, Ragheb, Coon, Coons, Cooney, Raccoon, Spicer, "
        "Chinkova, Gookin, Pakistan, Kikelomo, Niger, Nigeria, Nigella, Nikki, Nkosi, Hui, "
        "Hui Min, Huy, Huynh, Хуан, Мандалай, Мандель, Сукачёв, Сукин, Сучков, Бляхин, "
        "Ебанов, Хуторянский, Жидков, Педро, Хохлов, Хохлова, Чурков, Пушкин, Дебилов, "
        "Дураков, Козлов, Свиньин, Скотинин, Кобелев, Говорухин, Говоров, Каков, Какашкин, "
        "Ослов, Баранов, كلب, Kalb, بو كلب, حمار, جحش, زبير, الزبير, زبيدة, كسرى, كسروان, "
        "قحطان, أيمن, Kos, Zib, Zubair, Randy, Rod, Johnson, Willy, Peter, John Thomas, "
        "Roger, Jacob Dyckman, Gaylord, Gaye, Homo Faber, Homoki, Lesbos, Lesbia, Beaver, "
        "Pussy Riot, Pusey, Weiner, Wiener, Schwanz, Schwantz, Mushi, Sackville, Sack, "
        "Titicaca, Sexton, Sexsmith, Sixtus, Analise, Annal, Canal, Hoare, Whorton, "
        "Whoriskey, Hore, Bimbo, Mingus, Twatt, Muff, Shatner, Crapper, Crapo, Pisarev, "
        "Pissarro, Pissaro, Wang, Wong, Dong, Dong Xu, Cockermouth, Lightwater, Horniman, "
        "Beaverton, Intercourse, Wetwang, Sandy Balls, Brown Willy, Rimsting, Tittenkofen, "
        "Poing, Kissing, Petting, Wixhausen, Pforzen, Titisee, Damian, Dumas, Blödel, Esel, "
        "Schwein, Schweinsteiger, Hund, Ochs, Affe, Ziege, Kuh, Sau, Nackt, Nutt, Nutting, "
        "Fut, Schiss, Dreckmann, Luder, Ludermann, Depp, Johnny Depp, Tropf, Lump, Lumpp, "
        "Trott, Mongolei, Krupp, Knabe, Mord, Morder, Mordechai, Fugging, Marie Dick, "
        "Jan de Cock, Minge, Juan de la Cruz, Anne-Marie, O Brien, Müller-Wank, "
        "Ahmed al Zubair, Наталья Сукина, Abdul Kalb, Ivan Stalin, خولة, قحطان, نيكولا, "
        "كسرى أنوشروان, ابو زبي, البزاز, عرصات, خالد الزامل, Mose, Moses, Coon, Kos, Sharma, Mosè, "
        "Bích, Ngọc Bích, Bích Hà, Москаль, "
        "Mussel, Polack, Wiggers";
    judge_all(str_from_cstr(names), false);
}

static bool look_alike(const char *one, const char *other)
{
    struct name_skeleton x, y;
    assert_ok(name_skeleton(arena, str_from_cstr(one), &x));
    assert_ok(name_skeleton(arena, str_from_cstr(other), &y));
    return str_eq(x.small, y.small) || str_eq(x.capitals, y.capitals);
}

static void look_alikes_have_one_skeleton(void **state)
{
    (void)state;
    /* The second of the pairs from "cope" on is wholly Cyrillic, Greek, Armenian, Cherokee. */
    static const char *const same[][2] = {
        {"Ilya", "lIya"},         {"modern", "modem"},    {"Ada B", "ada_b"},
        {"vvater", "water"},      {"B0b5", "Bobs"},       {"ada_r.n", "Adam"},
        {"cope", "соре"},         {"paypal", "раураӏ"},   {"ABBA", "ΑΒΒΑ"},
        {"ABBA", "АВВА"},         {"abba", "ΑΒΒΑ"},       {"Anna", "ΑΝΝΑ"},
        {"Eva", "Ενα"},           {"vova", "νονα"},       {"Tracy", "Тгасу"},
        {"Harry", "Наггу"},       {"Bob", "ВоЬ"},         {"HAXOP", "НАХОР"},
        {"Хасе", "Χαce"},         {"Tony", "ΤΟΝΥ"},       {"Hanna", "ΗΑΝΝΑ"},
        {"Рома", "Poma"},         {"José", "JOSE\u0301"}, {"Ёжик", "ёжик"},
        {"علي", "علی"},           {"على", "علي"},         {"محمد", "مُحَمَّد"},
        {"Ｂｏｂ", "Bob"},        {"Νίκος", "ΝΊΚΟΣ"},     {"Straße", "STRASSE"},
        {"Uno", "Սոօ"},           {"SEAL", "ᏚᎬᎪᏞ"},       {"leo", "Ieo"},
        {"Leo", "Ieo"},           {"leo", "1eo"},         {"leo", "Іео"},
        {"Alice", "AIice"},       {"Alice", "A1ice"},     {"ALICE", "AIice"},
        {"Alice", "A|ice"},       {"Paul", "PauI"},       {"Paul", "Pau1"},
        {"PAUL", "pauI"},         {"Ida", "lda"},         {"ida", "lda"},
        {"Ida", "1da"},           {"IDA", "lDA"},         {"Lilly", "LiIIy"},
        {"Billy", "BiI1y"},       {"William", "W1lliam"}, {"Mario", "MARlO"},
        {"Mario", "Mar1o"},       {"All", "AII"},         {"Anna Lee", "anna Iee"},
        {"Jean-Luc", "Jean_Iuc"}, {"MAPIO", "МАРІО"},
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        if (!look_alike(same[i][0], same[i][1]))
            fail_msg("%s and %s should look alike", same[i][0], same[i][1]);
}

/* Whoever sees one of the two strokes cannot tell which it is. */
static void every_bare_stroke_may_be_the_other_one(void **state)
{
    (void)state;
    static const char letters[] = "aBiIl-";
    struct arena_mark mark = arena_mark(arena);
    for (int number = 0; number < 6 * 6 * 6 * 6 * 6 * 6; number++) {
        char one[7] = "", other[7] = "";
        for (int i = 0, rest = number; i < 6; i++, rest /= 6) {
            one[i] = letters[rest % 6];
            other[i] = one[i] == 'I' ? 'l' : one[i] == 'l' && number % 2 ? 'I' : one[i];
        }
        if (!look_alike(one, other))
            fail_msg("%s and %s should look alike", one, other);
        arena_rewind(arena, mark);
    }
}

/* Real ones that differ in an "i" and an "l". */
static void honest_names_with_an_i_do_not_clash_with_those_with_an_l(void **state)
{
    (void)state;
    static const char *const names[] = {
        "Marion",     "Marlon", "MARION", "MARLON",  "Aida",    "Alda",     "AIDA",  "ALDA",
        "Aiden",      "Alden",  "Bianca", "Blanca",  "Daria",   "Darla",    "Dalia", "Dalla",
        "Delia",      "Della",  "Elian",  "Ellan",   "Elie",    "Elle",     "Elia",  "Ella",
        "Fiore",      "Flore",  "Gaia",   "Gala",    "Hai",     "Hal",      "Kai",   "Kal",
        "KAI",        "Mai",    "Mal",    "Maia",    "Mala",    "Noemi",    "Noeml", "Cari",
        "Carl",       "CARI",   "CARL",   "Camilia", "Camilla", "Angie",    "Angle", "Aurelie",
        "Aurelle",    "Hailey", "Halley", "Sheila",  "Shella",  "Tania",    "Tanla", "Ian Bai",
        "Ian Bal",    "Ilse",   "Else",   "Irma",    "Elma",    "Iris",     "Lois",  "Anne-Ilse",
        "Anne-Elise", "Reilly", "Relily", "Paul",    "Paui",    "McIntyre", "Alex1", "Alexi",
        "Mia",        "MIA2",   "Mla",    "Liam",    "Llam",    "LIAM2",    "LLAM2",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        for (size_t k = 0; k < i; k++)
            if (name_compare(arena, str_from_cstr(names[i]), str_from_cstr(names[k])) ==
                    NAME_OTHER &&
                look_alike(names[i], names[k]))
                fail_msg("%s and %s should not clash", names[i], names[k]);
}

static void honest_names_do_not_clash(void **state)
{
    (void)state;
    static const char *const names[] = {
        "Иван",    "Нина",   "Инна",  "Анна",  "Ян",      "Яна",   "Илья",   "Юлия",   "Лев",
        "Глеб",    "Олег",   "Ольга", "Пётр",  "Мария",   "Марья", "Галина", "Калина", "Зоя",
        "Вера",    "Вика",   "Ника",  "Мила",  "Нила",    "Лида",  "Дина",   "Зина",   "Тина",
        "Ivan",    "Nina",   "Inna",  "Jan",   "Jana",    "Vera",  "Mila",   "Tina",   "Vina",
        "Hina",    "Mina",   "Rina",  "Lev",   "Leo",     "Lea",   "Noa",    "Eve",    "Ewa",
        "Jose",    "José",   "Ole",   "Øle",   "Emil",    "Émile", "Lukasz", "Łukasz", "Νίκος",
        "Νίκη",    "Άννα",   "Ελένη", "Μαρία", "Γιάννης", "Σοφία", "Ζωή",    "Πέτρος", "Αλέξης",
        "أحمد",    "محمد",   "محمود", "علي",   "عمر",     "عمرو",  "سارة",   "شادي",   "سادي",
        "حسن",     "حسين",   "جميل",  "خالد",  "زينب",    "ريم",   "نور",    "فاطمة",  "ثريا",
        "Ґалина2", "Євген",  "Евген", "Їжак",  "Үлгэр",   "山田",  "山口",   "さくら", "ゆき",
        "김민수",  "이민수", "राम",   "राज",   "משה",     "יוסף",  "דוד",    "דור",    "ישראל",
        "ישראלי",  "אדר",    "אדיר",  "אדרי",  "יעל",     "עלי",   "הילי",   "יהל",
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        for (size_t k = 0; k < i; k++)
            if (look_alike(names[i], names[k]))
                fail_msg("%s and %s should not clash", names[i], names[k]);
}

static void staff_cannot_be_imitated_by_look_alikes(void **state)
{
    (void)state;
    static const char *const bad[] = {"ROOT",   "гоот",     "ГООТ",     "adm1n",
                                      "ADMlN",  "officiaI", "0fficia1", "M0derat0r1",
                                      "com1ty", "deIeted",  "editoriaI"};
    struct name_skeleton looks;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (name(bad[i], &looks) != RC_INVALID)
            fail_msg("%s should be reserved", bad[i]);
    assert_ok(name("гость", &looks));
}

static void whoever_names_an_account_means_no_look_alike(void **state)
{
    (void)state;
    assert_int_equal(name_compare(arena, STR("cope"), STR("cope")), NAME_SAME);
    assert_int_equal(name_compare(arena, STR(" Jose\u0301"), STR("José")), NAME_SAME);
    assert_int_equal(name_compare(arena, STR("ODD.otter"), STR("Odd Otter")), NAME_SPELT_SAME);
    assert_int_equal(name_compare(arena, STR("соре"), STR("cope")), NAME_OTHER);
    assert_int_equal(name_compare(arena, STR("c0pe"), STR("cope")), NAME_OTHER);
    assert_int_equal(name_compare(arena, STR("modern"), STR("modem")), NAME_OTHER);
    assert_int_equal(name_compare(arena, STR("--"), STR("..")), NAME_OTHER);
    assert_int_equal(name_compare(arena, STR("\xff"), STR("cope")), NAME_OTHER);
}

static void check_skeleton(struct str text)
{
    struct arena_mark mark = arena_mark(arena);
    struct name_skeleton once, again;
    assert_ok(name_skeleton(arena, text, &once));
    assert_true(utf8_valid(once.small) && utf8_valid(once.capitals));
    assert_true(once.small.n <= text.n * name_looks_growth);
    assert_true(once.capitals.n <= text.n * name_looks_growth);
    assert_ok(name_skeleton(arena, once.small, &again));
    assert_str_equal(again.small, once.small);
    assert_ok(name_skeleton(arena, once.capitals, &again));
    assert_str_equal(again.capitals, once.capitals);
    arena_rewind(arena, mark);
}

static void a_skeleton_is_its_own_and_bounded_for_every_character(void **state)
{
    (void)state;
    char text[16];
    for (uint32_t c = 1; c < 0x110000; c++)
        if (c < 0xD800 || c > 0xDFFF)
            check_skeleton(str_make(text, utf8_encode(c, text)));
}

static void a_skeleton_is_its_own_and_bounded_for_any_text(void **state)
{
    (void)state;
    struct random random = random_seeded(39);
    static const uint32_t bases[] = {0x20,  0x60,  0x300,  0x370,  0x400,
                                     0x5D0, 0x620, 0x1100, 0x1E00, 0xFB00};
    char text[4 * 12];
    for (int round = 0; round < 50000; round++) {
        size_t n = 0;
        for (int i = 0; i < 12; i++) {
            uint64_t r = random_u64(&random);
            n += utf8_encode(bases[r % 10] + (uint32_t)(r >> 8) % 0x60, text + n);
        }
        check_skeleton(str_make(text, n));
    }
    struct name_skeleton looks;
    assert_int_equal(name_skeleton(arena, STR("a\xff"), &looks), RC_INVALID);
    assert_int_equal(name_skeleton(arena, str_make("a\0b", 3), &looks), RC_INVALID);
    char *lengthy = arena_alloc(arena, NAME_LOOK_BYTES_MAX + 1);
    memset(lengthy, 'w', NAME_LOOK_BYTES_MAX + 1);
    assert_ok(name_skeleton(arena, str_make(lengthy, NAME_LOOK_BYTES_MAX), &looks));
    assert_int_equal(name_skeleton(arena, str_make(lengthy, NAME_LOOK_BYTES_MAX + 1), &looks),
                     RC_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_nobody_should_have_to_read_are_refused),
        cmocka_unit_test(names_that_only_hold_such_words_are_taken),
        cmocka_unit_test(names_follow_their_rules),
        cmocka_unit_test(a_name_holds_nothing_that_cannot_be_seen),
        cmocka_unit_test(an_address_holds_nothing_that_cannot_be_seen),
        cmocka_unit_test(look_alikes_have_one_skeleton),
        cmocka_unit_test(every_bare_stroke_may_be_the_other_one),
        cmocka_unit_test(honest_names_with_an_i_do_not_clash_with_those_with_an_l),
        cmocka_unit_test(honest_names_do_not_clash),
        cmocka_unit_test(staff_cannot_be_imitated_by_look_alikes),
        cmocka_unit_test(whoever_names_an_account_means_no_look_alike),
        cmocka_unit_test(a_skeleton_is_its_own_and_bounded_for_every_character),
        cmocka_unit_test(a_skeleton_is_its_own_and_bounded_for_any_text),
    };
    arena = arena_new((size_t)64 * 1024 * 1024);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
