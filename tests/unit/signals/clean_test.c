/* Clean text that looks like coarse words to a careless reader. */
#include "measured.h"

/* Sentences nobody has reason to object to, most of them written to tempt. */
static const struct {
    const char *language, *text;
} clean[] = {
    {"en", "Scunthorpe, Penistone, Cockermouth, Lightwater, Clitheroe and Shitterton are places in "
           "England."},
    {"en",
     "The cockpit voice recorder was found in the cockpit of the shuttlecock factory's plane."},
    {"en",
     "To pass the class you must assess the assets of the embassy and embarrass no assassin."},
    {"en", "My therapist analysed the classic canal bass, and the cocktail was a peacock's."},
    {"en", "Part no. FK-4-SH1-T0, order code A55-H0L, bay B17C-H, gate D1-CK, 5H1 and 4R5E."},
    {"en", "See https://sh.it.example/fu.ck-not and mail to a.s.s@example.org or "
           "www.c-u-n-t-line.example"},
    {"en", "CuNi, SnAsS and FeCuK are no compounds; Na2S2O3, C6H5-COOH, Cu(NO3)2 and As2S3 are."},
    {"en", "1. e4 e5 2. Nf3 Nc6 3. Bb5 a6 4. Ba4 Nf6 5. O-O Be7 6. Re1 b5 7. Bb3 d6 8. c3 O-O"},
    {"en", "Call 0171 5417 or +44 20 7946 0958 between 8.15 and 17.45, room 5417, desk 8008."},
    {"en", "Dick Whittington, Moby-Dick, Philip K. Dick, Dick Cheney and the Dickensian Dickens."},
    {"en", "Shih Tzus, shiitake, Matsushita, Yamashita, mishits, Shiites and the shittim wood of "
           "Exodus."},
    {"en", "Niger and Nigeria, the Fugger family, King Knut, Kunti, the Phuc brothers of Phuket, "
           "Fukien."},
    {"en", "He hit the sheet, the batch was botched, the duchess of the duchy sat under a beech."},
    {"en", "T h e letters of this sign stand a p a r t, a s they did in the o l d print shop."},
    {"en",
     "A S S E S S M E N T of the C L A S S I C, by the U. S. Navy, the B. B. C. and J. F. K."},
    {"en", "The band's hit, the boss's hats, the team's hit rate: it's hit or miss, is it? I say "
           "sh, it sleeps."},
    {"en", "**Bold** and *italic* and _under_ and ~~struck~~, rated A** by B*, 5*3*2 = 30, a*b*c."},
    {"en", "Wow!!!! What??? Yesss, sooo goooood, aaargh, hmmmm, brrrr, zzzz, hahahahaha!!!1!"},
    {"en", "A blue tit, a great tit and two boobies; tit for tat; a cock robin; a pussy willow; a "
           "wild ass's skin?"},
    {"en",
     "Spick and span, a chink in the armour, a fag end, faggots and peas, a dyke against the sea."},
    {"en", "Fire-retardant paint may retard the growth of flames; retarded by the cold, they prick "
           "up their ears."},
    {"en", "Essex, Sussex, Middlesex; Arsenal, arsenic, parse, sparse, hearse, rehearse, coarse "
           "and Farsi."},
    {"en", "Take the A55 to the B17? No: the B1 and the M25, exit 5, £50, 100 %, #3 of 4, @home, "
           "C# and C++."},
    {"en", "He'll pass it, she'll grass; who're they? What's-its-name, that shot, a knit, a fact, "
           "a fox, a sock."},
    {"en", "Two roads diverged; and both that morning lay in leaves no step had trodden; oh, I "
           "kept the first."},
    {"en", "Hancock, Babcock, Hitchcock, Alcock, Woodcock, Peacock, Cockburn, Cox, Kuntz-free "
           "Koontz and Focker."},
    {"en", "Please put the bucket by the truck, duck behind the deck, knock, tuck it in, and suck "
           "the lemon."},
    {"en", "Is he/she a mongoose, a raccoon, a tycoon, a spice, a despicable conspicuous auspice?"},
    {"de", "Die Kunst der Fuge, doch, sich, dich, dicht, Dichter, dick aufgetragen, dicke Luft, "
           "ein dicker Fisch."},
    {"de", "Das Ass im Ärmel, der Putz an der Wand, der Schmuck, die Pute, der Wichtel, der Fink, "
           "das Rektorat."},
    {"de", "Die FDP, die Mrd. Euro, der Marsch, der Barsch, harsch, Warschau, das Fischeis, das "
           "Tischeisen."},
    {"de", "Er fuhr mit der Fähre nach Fugging bei Tarsdorf, über Petting und Oberwichtach."},
    {"de", "Der innere Schweinehund, der Muckefuck, der Wank bei Garmisch, das Fickmühlenspiel ist "
           "ein Mühlespiel."},
    {"de",
     "Sie haben den Schuss nicht gehört; er hat es geschafft, geschickt, verschickt und gefilmt."},
    {"fr", "Le phoque, le concours, la conclusion, le retard, le cul-de-sac, la pique-niqueuse, la "
           "salopette."},
    {"fr", "Une douche froide, les biches, le duché, un chien assis, le branle-bas de combat, la "
           "tapette à mouches."},
    {"fr", "Il a mis le projet en branle, elle a acheté de la poutine, le potin du village, "
           "Poutine et Macron."},
    {"fr", "La pédale du vélo, le concombre, le conseil, les convives, la bitume, l’habitude, la "
           "sous-utilisation."},
    {"fr", "Un art nègre fut exposé en 1907 ; le nègre littéraire, lui, écrit pour les autres."},
    {"es", "Un cono de helado, la computadora, la disputa, la reputación, el diputado, los huesos, "
           "así de fácil."},
    {"es", "Los carbones, la carbonada, el capullo de rosa, el moho, los asesinos, la asesora, el "
           "culmen, el bitcoin."},
    {"es", "La hostia consagrada, la concha marina, el coger del tren, la zorra del bosque, el "
           "pollo y la pollería."},
    {"es", "El perito cálculo, el artículo, el vehículo, la película, el oráculo y el espectáculo "
           "continúan."},
    {"ru",
     "Употреблять, оскорблять, потребление, сабля, колебания, страхует, подстрахуй, застрахуйте."},
    {"ru", "Мебель, хлеб, учебный, серебро, ребёнок, небеса, требует, гребля, себе, тебе, на небе, "
           "из-за хлеба."},
    {"ru", "Скипидар, мудрый, мандат, мандарин, команда, гондола, суккулент, сучок, Нигер, них, "
           "дохлый, духи."},
    {"ru", "Похудеть, художник, худой, плохую, сухую, глухую, Хуан, Хуэй, чихуахуа, эпизод, рубля, "
           "корабля."},
    {"ru", "Рассказ о рассаде, досрочно, рассрочка, просрочка, россыпь, собрать, засланец."},
};

static void clean_text_is_left_alone(void **state)
{
    int wrong = 0;
    for (size_t i = 0; i < sizeof(clean) / sizeof(clean[0]); i++) {
        struct signal_context context = {.site_language = str_from_cstr(clean[i].language)};
        measure_in(str_from_cstr(clean[i].text), &context);
        if (number(SIG_PROFANITY_COUNT) + number(SIG_PROFANITY_HINT) == 0)
            continue;
        wrong++;
        print_message("# %s: %.*s %.*s\n", clean[i].text, STR_ARG(found(SIG_PROFANITY_COUNT)),
                      STR_ARG(found(SIG_PROFANITY_HINT)));
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clean_text_is_left_alone),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
