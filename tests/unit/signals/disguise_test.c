/*
 * Many coarse words in many disguises within sentences of our own: how many are seen through, disguise by
 * disguise. Nothing is left to chance: the same words, sentences and disguises every time.
 *
 * A floor is what is reached, rounded down; whoever makes the scan better raises it.
 */
#include "measured.h"

#include "base/utf8.h"

#define WORD_MAX 256

struct out {
    char text[WORD_MAX];
    size_t n;
};

static void put(struct out *o, const char *s)
{
    size_t n = strlen(s);
    assert_true(o->n + n < sizeof(o->text));
    memcpy(o->text + o->n, s, n + 1);
    o->n += n;
}

static void put_char(struct out *o, uint32_t c)
{
    char bytes[5] = {0};
    bytes[utf8_encode(c, bytes)] = '\0';
    put(o, bytes);
}

static bool is_vowel(char c)
{
    return strchr("aeiou", c) != NULL;
}

static size_t first_vowel(const char *w)
{
    size_t i = 1;
    while (w[i] && !is_vowel(w[i]))
        i++;
    return w[i] ? i : 1;
}

/* Each letter replaced by what the table has for it. */
static void replaced(const char *w, const char *from, const char *const *to, struct out *o)
{
    for (; *w; w++) {
        const char *at = strchr(from, *w);
        if (at)
            put(o, to[at - from]);
        else
            put_char(o, (unsigned char)*w);
    }
}

static void digits(const char *w, struct out *o)
{
    replaced(w, "aeios", (const char *const[]){"4", "3", "1", "0", "5"}, o);
}

static void signs(const char *w, struct out *o)
{
    replaced(w, "ais", (const char *const[]){"@", "!", "$"}, o);
}

static void accents(const char *w, struct out *o)
{
    replaced(w, "aeiou", (const char *const[]){"ä", "é", "ï", "ô", "ù"}, o);
}

static void look_alikes(const char *w, struct out *o)
{
    replaced(w, "aceopsxy", (const char *const[]){"а", "с", "е", "о", "р", "ѕ", "х", "у"}, o);
}

static void marks(const char *w, struct out *o)
{
    replaced(w, "aeiou",
             (const char *const[]){"a\u0336", "e\u0301\u0323", "i\u0335", "o\u0338", "u\u0307"}, o);
}

static void emoji(const char *w, struct out *o)
{
    replaced(w, "aeiou", (const char *const[]){"a", "e", "🍆", "🍩", "💩"}, o);
}

static void sounds(const char *w, struct out *o)
{
    for (; *w; w++) {
        if (*w == 'f')
            put(o, "ph");
        else if (w[0] == 'c' && w[1] == 'k')
            put(o, "k"), w++;
        else
            put_char(o, (unsigned char)(*w == 'i' ? 'y' : *w));
    }
}

static void between(const char *w, const char *sign, struct out *o)
{
    for (size_t i = 0; w[i]; i++) {
        put(o, i ? sign : "");
        put_char(o, (unsigned char)w[i]);
    }
}

static void spaces(const char *w, struct out *o)
{
    between(w, " ", o);
}

static void dots(const char *w, struct out *o)
{
    between(w, ".", o);
}

static void hyphens(const char *w, struct out *o)
{
    between(w, "-", o);
}

static void underscores(const char *w, struct out *o)
{
    between(w, "_", o);
}

static void emphasis(const char *w, struct out *o)
{
    put(o, "*");
    between(w, "*", o);
    put(o, "*");
}

static void invisible(const char *w, struct out *o)
{
    between(w, "\u200b", o);
}

/* Letter i written as `s`. */
static void with(const char *w, size_t at, const char *s, struct out *o)
{
    for (size_t i = 0; w[i]; i++) {
        if (i == at)
            put(o, s);
        else
            put_char(o, (unsigned char)w[i]);
    }
}

static void star(const char *w, struct out *o)
{
    with(w, first_vowel(w), "*", o);
}

static void blot(const char *w, struct out *o)
{
    with(w, first_vowel(w), "_", o);
}

static void drawn_out(const char *w, struct out *o)
{
    char run[] = {w[first_vowel(w)], 0};
    with(w, first_vowel(w), (const char[]){run[0], run[0], run[0], run[0], 0}, o);
}

static void doubled(const char *w, struct out *o)
{
    char c = w[first_vowel(w)];
    with(w, first_vowel(w), (const char[]){c, c, 0}, o);
}

static void stars(const char *w, struct out *o)
{
    for (size_t i = 0; w[i]; i++)
        put_char(o, i == 0 || i > 3 || !w[i + 1] ? (unsigned char)w[i] : '*');
}

static void dash(const char *w, struct out *o)
{
    put_char(o, (unsigned char)w[0]);
    put(o, "—");
    put(o, w + (strlen(w) > 4 ? 3 : strlen(w) - 1));
}

static void no_vowels(const char *w, struct out *o)
{
    for (size_t i = 0; w[i]; i++) {
        if (i == 0 || !is_vowel(w[i]))
            put_char(o, (unsigned char)w[i]);
    }
}

static void swapped(const char *w, struct out *o)
{
    size_t at = strlen(w) / 2 - 1;
    for (size_t i = 0; w[i]; i++)
        put_char(o, (unsigned char)(i == at ? w[at + 1] : i == at + 1 ? w[at] : w[i]));
}

static void reversed(const char *w, struct out *o)
{
    for (size_t i = strlen(w); i > 0; i--)
        put_char(o, (unsigned char)w[i - 1]);
}

static void in_two(const char *w, struct out *o)
{
    for (size_t i = 0; w[i]; i++) {
        put(o, i == 2 ? " " : "");
        put_char(o, (unsigned char)w[i]);
    }
}

static void glued(const char *w, struct out *o)
{
    put(o, "you");
    put(o, w);
    put(o, "man");
}

static void hashtag(const char *w, struct out *o)
{
    put(o, "#Harbour");
    put_char(o, (unsigned char)(w[0] - 32));
    put(o, w + 1);
    put(o, "Again");
}

static void alternating(const char *w, struct out *o)
{
    for (size_t i = 0; w[i]; i++)
        put_char(o, (unsigned char)(w[i] - (i % 2 ? 32 : 0)));
}

static void shifted(const char *w, uint32_t base, struct out *o)
{
    for (; *w; w++)
        put_char(o, base + (uint32_t)(*w - 'a'));
}

static void full_width(const char *w, struct out *o)
{
    shifted(w, 0xff41, o);
}

static void bold(const char *w, struct out *o)
{
    shifted(w, 0x1d41a, o);
}

static void squared(const char *w, struct out *o)
{
    shifted(w, 0x1f170, o);
}

static void circled(const char *w, struct out *o)
{
    shifted(w, 0x24d0, o);
}

static void dotted_digits(const char *w, struct out *o)
{
    struct out inner = {.n = 0};
    digits(w, &inner);
    between(inner.text, ".", o);
}

static void drawn_out_signs(const char *w, struct out *o)
{
    struct out inner = {.n = 0};
    drawn_out(w, &inner);
    replaced(inner.text, "s", (const char *const[]){"$"}, o);
}

static const char *const words[] = {"fuck",       "fucking", "motherfucker", "shit",   "bullshit",
                                    "bitch",      "asshole", "bastard",      "cunt",   "dickhead",
                                    "cocksucker", "whore",   "slut",         "wanker", "nigger",
                                    "faggot",     "twat",    "fucker",       "shitty", "retard"};

static const char *const words_de[] = {"scheisse",  "arschloch", "wichser",
                                       "hurensohn", "fotze",     "schlampe"};
static const char *const words_fr[] = {"connard", "salope", "putain", "encule", "connasse"};
static const char *const words_es[] = {"mierda", "cabron", "gilipollas", "pendejo", "puta"};

static const struct {
    const char *language, *sentence; /* % is where the word goes */
} sentences[] = {
    {"en", "What a % decision that was, and nobody asked the town."},
    {"en", "The mayor is a % and everybody in the harbour knows it."},
    {"en", "Well, % said the captain, and he meant the timetable."},
    {"de", "Der Bürgermeister ist ein %, das weiß hier inzwischen jeder."},
    {"fr", "Le maire est un % et tout le monde le sait depuis longtemps."},
    {"es", "El alcalde es un % y todo el mundo lo sabe desde hace tiempo."},
};

static const struct {
    const char *name;
    void (*disguise)(const char *w, struct out *o);
    int floor, floor_others; /* per cent found, of English words and of the others */
} disguises[] = {
    {"digits for letters", digits, 100, 100},
    {"signs for letters", signs, 100, 100},
    {"accents", accents, 100, 100},
    {"look-alikes", look_alikes, 100, 100},
    {"combining marks", marks, 100, 100},
    {"emoji for vowels", emoji, 90, 87},
    {"letters of the same sound", sounds, 95, 81},
    {"letters set apart", spaces, 100, 100},
    {"dots", dots, 100, 100},
    {"hyphens", hyphens, 100, 100},
    {"underscores", underscores, 100, 100},
    {"emphasis", emphasis, 100, 100},
    {"invisible characters", invisible, 100, 100},
    {"a star for a vowel", star, 100, 100},
    {"a blot for a vowel", blot, 100, 100},
    {"stars for letters two to four", stars, 100, 100},
    {"a dash for letters", dash, 100, 100},
    {"drawn out", drawn_out, 100, 100},
    {"a letter doubled", doubled, 100, 100},
    {"without vowels", no_vowels, 90, 87},
    {"two letters swapped", swapped, 95, 93},
    {"reversed", reversed, 90, 100},
    {"cut in two", in_two, 100, 100},
    {"glued between words", glued, 100, 93},
    {"in a hashtag", hashtag, 95, 93},
    {"alternating capitals", alternating, 100, 100},
    {"full width", full_width, 100, 100},
    {"bold", bold, 100, 100},
    {"squared", squared, 100, 100},
    {"circled", circled, 100, 100},
    {"digits and dots", dotted_digits, 100, 100},
    {"drawn out with signs", drawn_out_signs, 100, 100},
};

struct score {
    int found, all;
};

static void sentence_with(const char *sentence, const char *word, struct out *o)
{
    const char *at = strchr(sentence, '%');
    assert_non_null(at);
    memcpy(o->text, sentence, (size_t)(at - sentence));
    o->n = (size_t)(at - sentence);
    o->text[o->n] = '\0';
    put(o, word);
    put(o, at + 1);
}

static bool is_found(const char *language, const char *sentence, const char *word)
{
    struct signal_context context = {.site_language = str_from_cstr(language)};
    struct out o = {.n = 0};
    sentence_with(sentence, word, &o);
    measure_in(str_from_cstr(o.text), &context);
    return number(SIG_PROFANITY_SCORE) > 0;
}

static void try_words(size_t disguise, const char *language, const char *const *list, size_t count,
                      struct score *s)
{
    for (size_t i = 0; i < count; i++) {
        struct out o = {.n = 0};
        disguises[disguise].disguise(list[i], &o);
        for (size_t k = 0; k < sizeof(sentences) / sizeof(sentences[0]); k++) {
            if (strcmp(sentences[k].language, language) != 0)
                continue;
            bool found = is_found(language, sentences[k].sentence, o.text);
            s->found += found;
            s->all++;
            if (!found && k != 1 && k != 2)
                print_message("# missed, %s: %s\n", disguises[disguise].name, o.text);
        }
    }
}
#define TRY_WORDS(disguise, language, list, score)                                                 \
    try_words((disguise), (language), (list), sizeof(list) / sizeof((list)[0]), (score))

static int per_cent(struct score s)
{
    return s.found * 100 / s.all;
}

static void words_are_found_in_every_disguise(void **state)
{
    struct score all = {0}, all_others = {0};
    bool low = false;
    for (size_t d = 0; d < sizeof(disguises) / sizeof(disguises[0]); d++) {
        struct score english = {0}, others = {0};
        TRY_WORDS(d, "en", words, &english);
        TRY_WORDS(d, "de", words_de, &others);
        TRY_WORDS(d, "fr", words_fr, &others);
        TRY_WORDS(d, "es", words_es, &others);
        print_message("# %s: %d of %d, %d of %d\n", disguises[d].name, english.found, english.all,
                      others.found, others.all);
        low |=
            per_cent(english) < disguises[d].floor || per_cent(others) < disguises[d].floor_others;
        all.found += english.found, all.all += english.all;
        all_others.found += others.found, all_others.all += others.all;
    }
    print_message("# all: %d of %d, %d of %d\n", all.found, all.all, all_others.found,
                  all_others.all);
    assert_false(low);
    assert_true(per_cent(all) >= 98 && per_cent(all_others) >= 97);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found_in_every_disguise),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
