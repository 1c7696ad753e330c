#include "lexgen_respell.h"

#include <stdbool.h>

#include "base/utf8.h"
#include "signals/symbol.h"

#define WORD_MIN     4  /* a shorter one turned about could be anything */
#define SUBSETS_MAX  4  /* vowels of which every selection is dropped */
#define SOUNDS_TWICE 12 /* letters up to which two sounds are respelt at once */
#define LETTERS_MAX  (RESPELL_MAX + 8)

struct word {
    uint8_t letter[LETTERS_MAX];
    size_t n;
};

struct job {
    struct word from;
    struct str language;
    respell_fn fn;
    void *to;
};

static void give(const struct job *j, const struct word *w)
{
    bool same = w->n == j->from.n && memcmp(w->letter, j->from.letter, w->n) == 0;
    if (w->n >= RESPELL_MIN && w->n <= RESPELL_MAX && !same)
        j->fn(j->to, w->letter, w->n);
}

/* Letters that sound alike, or are taken for one another. */
static const struct sound {
    const char *language, *from, *to;
} sounds[] = {
    {"en", "f", "ph"},   {"en", "ck", "k"},    {"en", "ck", "c"},   {"en", "ck", "q"},
    {"en", "ck", "x"},   {"en", "ck", "kk"},   {"en", "ck", "cc"},  {"en", "ck", "ckk"},
    {"en", "cu", "ku"},  {"en", "co", "ko"},   {"en", "u", "oo"},   {"en", "u", "v"},
    {"en", "u", "uh"},   {"en", "i", "y"},     {"en", "i", "ee"},   {"en", "i", "ie"},
    {"en", "i", "ii"},   {"en", "s", "z"},     {"en", "ss", "zz"},  {"en", "er", "a"},
    {"en", "er", "ah"},  {"en", "er", "uh"},   {"en", "ers", "as"}, {"en", "ers", "az"},
    {"en", "ing", "in"}, {"en", "ing", "en"},  {"en", "sh", "sch"}, {"en", "sh", "ch"},
    {"en", "tch", "ch"}, {"en", "tch", "tsh"}, {"en", "tch", "x"},  {"en", "wh", "h"},
    {"en", "y", "i"},    {"en", "y", "ie"},    {"en", "o", "oh"},   {"en", "a", "ah"},
    {"en", "or", "our"}, {"en", "u", "ew"},    {"en", "es", "ez"},  {"en", "ck", "gg"},
    {"de", "ck", "k"},   {"de", "ck", "kk"},   {"de", "f", "ph"},   {"de", "f", "v"},
    {"de", "ei", "ai"},  {"de", "sch", "sh"},  {"de", "chs", "x"},  {"de", "ss", "s"},
    {"de", "tz", "z"},   {"de", "i", "y"},     {"de", "u", "oo"},   {"de", "chl", "shl"},
    {"de", "er", "a"},   {"fr", "qu", "k"},    {"fr", "c", "k"},    {"fr", "en", "an"},
    {"fr", "er", "e"},   {"fr", "s", "z"},     {"fr", "ai", "e"},   {"fr", "o", "au"},
    {"fr", "ss", "c"},   {"fr", "nn", "n"},    {"fr", "f", "ph"},   {"es", "c", "k"},
    {"es", "qu", "k"},   {"es", "v", "b"},     {"es", "b", "v"},    {"es", "h", ""},
    {"es", "z", "s"},    {"es", "g", "j"},     {"es", "j", "h"},    {"es", "ll", "y"},
    {"es", "c", "s"},    {"ru", "о", "а"},     {"ru", "а", "о"},    {"ru", "е", "и"},
    {"ru", "и", "е"},    {"ru", "з", "с"},     {"ru", "дь", "ть"},  {"ru", "г", "х"},
    {"ru", "у", "ю"},    {"ru", "е", "э"},     {"ru", "й", "и"},    {"ru", "д", "т"},
};

static struct word word_of(const char *text)
{
    struct word w = {.n = 0};
    struct str s = str_from_cstr(text);
    for (size_t at = 0, length; at < s.n; at += length)
        w.letter[w.n++] = symbol_of(utf8_decode(s, at, &length));
    return w;
}

static bool has_at(const struct word *w, size_t at, const struct word *part)
{
    return at + part->n <= w->n && memcmp(w->letter + at, part->letter, part->n) == 0;
}

static void append(struct word *w, const uint8_t *letters, size_t n)
{
    memcpy(w->letter + w->n, letters, n);
    w->n += n;
}

static struct word replaced(const struct word *w, size_t at, size_t length, const struct word *by)
{
    struct word made = {.n = 0};
    append(&made, w->letter, at);
    append(&made, by->letter, by->n);
    append(&made, w->letter + at + length, w->n - at - length);
    return made;
}

static void give_sounds(const struct job *j, const struct word *w, size_t from_sound, int more)
{
    for (size_t i = from_sound; i < sizeof(sounds) / sizeof(sounds[0]); i++) {
        struct word from = word_of(sounds[i].from), to = word_of(sounds[i].to);
        if (!str_eq(j->language, str_from_cstr(sounds[i].language)))
            continue;
        for (size_t at = 0; at < w->n && w->n <= RESPELL_MAX; at++) {
            struct word made;
            if (!has_at(w, at, &from))
                continue;
            made = replaced(w, at, from.n, &to);
            give(j, &made);
            if (more)
                give_sounds(j, &made, i + 1, more - 1);
        }
    }
}

static bool is_vowel(uint8_t symbol)
{
    struct str s = STR("aeiouаеиоуыэюя");
    for (size_t at = 0, length; at < s.n; at += length) {
        if (symbol_of(utf8_decode(s, at, &length)) == symbol)
            return true;
    }
    return false;
}

static struct word without(const struct word *w, uint32_t dropped)
{
    struct word made = {.n = 0};
    for (size_t i = 0; i < w->n; i++) {
        if (!(dropped >> i & 1))
            made.letter[made.n++] = w->letter[i];
    }
    return made;
}

/* Vowels behind the first letter: every selection of a few, of many each one and all. */
static void give_dropped(const struct job *j)
{
    uint32_t vowels = 0, count;
    for (size_t i = 1; i < j->from.n; i++)
        vowels |= (uint32_t)is_vowel(j->from.letter[i]) << i;
    count = (uint32_t)__builtin_popcount(vowels);
    for (uint32_t set = vowels; set; set = (set - 1) & vowels) {
        bool one = (set & (set - 1)) == 0;
        struct word made = without(&j->from, set);
        if (count <= SUBSETS_MAX || one || set == vowels)
            give(j, &made);
    }
}

static void give_swapped(const struct job *j)
{
    for (size_t i = 0; i + 1 < j->from.n; i++) {
        struct word made = j->from;
        made.letter[i] = j->from.letter[i + 1];
        made.letter[i + 1] = j->from.letter[i];
        give(j, &made);
    }
}

/* Twice the letter is read as once by the scan; here it is once where it should be twice. */
static void give_single(const struct job *j)
{
    for (size_t i = 0; i + 1 < j->from.n; i++) {
        struct word made = without(&j->from, 1u << i);
        if (j->from.letter[i] == j->from.letter[i + 1])
            give(j, &made);
    }
}

static void give_reversed(const struct job *j)
{
    struct word made = {.n = j->from.n};
    for (size_t i = 0; i < made.n; i++)
        made.letter[i] = j->from.letter[made.n - 1 - i];
    give(j, &made);
}

void respell(struct str language, const uint8_t *symbols, size_t n, respell_fn fn, void *to)
{
    struct job j = {.language = language, .fn = fn, .to = to};
    if (n < WORD_MIN || n > RESPELL_MAX)
        return;
    for (size_t i = 0; i < n; i++) {
        if (symbols[i] > SYMBOL_CYRILLIC_LAST)
            return;
    }
    append(&j.from, symbols, n);
    give_sounds(&j, &j.from, 0, n <= SOUNDS_TWICE);
    give_dropped(&j);
    give_swapped(&j);
    give_single(&j);
    give_reversed(&j);
}
