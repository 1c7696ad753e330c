/*
 * What is no language at all: keys pressed at random, and signs and emoji in place of words. Text in a language the
 * detector does not read is not incoherent: other scripts than Latin and Cyrillic are left alone.
 */
#include "base/utf8.h"
#include "signals/detect.h"

#define WORDS_MIN      3
#define WORD_LETTERS   5
#define LETTERS_MAX    64
#define CHARACTERS_MIN 12
#define SYMBOLS_SHOWN  0.3
/* A word of so many letters has a vowel in every language read here, and one for so many letters: "strengths". */
#define BARE_LETTERS  6
#define VOWEL_LETTERS 10
/* Neighbours on the keyboard in a row. */
#define ROW_RUN 5
/* All letters from the middle row, few vowels: no word is, from this length on. */
#define HOME_LETTERS 7

struct word {
    uint32_t letter[LETTERS_MAX]; /* runs of one letter kept to two */
    size_t letters, vowels;
    bool readable; /* wholly Latin or Cyrillic */
};

/* Bits of the letters from 'a', and of the Cyrillic ones from U+0430, that are vowels. */
#define LATIN(letter)    (1u << ((letter) - 'a'))
#define CYRILLIC(letter) (1ull << ((letter)-0x430))
static const uint32_t latin_vowels =
    LATIN('a') | LATIN('e') | LATIN('i') | LATIN('o') | LATIN('u') | LATIN('y');
static const uint64_t cyrillic_vowels =
    CYRILLIC(0x430) | CYRILLIC(0x435) | CYRILLIC(0x438) | CYRILLIC(0x439) | CYRILLIC(0x43e) |
    CYRILLIC(0x443) | CYRILLIC(0x44b) | CYRILLIC(0x44d) | CYRILLIC(0x44e) | CYRILLIC(0x44f) |
    CYRILLIC(0x451) | CYRILLIC(0x456) | CYRILLIC(0x457);

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Wholly Latin or Cyrillic words are read; counts the vowel. */
static bool is_readable(uint32_t c, size_t *vowels)
{
    char plain = c < 0x80 ? (char)c : text_unaccented(c);
    if (is_small(plain))
        *vowels += latin_vowels >> (plain - 'a') & 1;
    else if (c >= 0x430 && c <= 0x45f)
        *vowels += cyrillic_vowels >> (c - 0x430) & 1;
    else
        return false;
    return true;
}

static struct word word_read(struct str s)
{
    struct word w = {.readable = true};
    for (size_t at = 0, length; at < s.n; at += length) {
        uint32_t c = utf8_decode(s, at, &length);
        if (c == '\'')
            continue;
        size_t vowels = 0;
        w.readable = is_readable(c, &vowels) && w.readable;
        if (w.letters >= 2 && w.letter[w.letters - 1] == c && w.letter[w.letters - 2] == c)
            continue;
        if (w.letters < LETTERS_MAX)
            w.letter[w.letters++] = c;
        w.vowels += vowels;
    }
    return w;
}

/* Where a key lies: row times 16 and place; 0 for none. */
#define KEY(row, place) ((row)*16 + (place))
static const uint8_t latin_keys[] = {
    KEY(2, 0), KEY(3, 4), KEY(3, 2), KEY(2, 2), KEY(1, 2), KEY(2, 3), KEY(2, 4),
    KEY(2, 5), KEY(1, 7), KEY(2, 6), KEY(2, 7), KEY(2, 8), KEY(3, 6), KEY(3, 5),
    KEY(1, 8), KEY(1, 9), KEY(1, 0), KEY(1, 3), KEY(2, 1), KEY(1, 4), KEY(1, 6),
    KEY(3, 3), KEY(1, 1), KEY(3, 1), KEY(1, 5), KEY(3, 0)};
static const uint8_t cyrillic_keys[] = {
    KEY(5, 3), KEY(6, 7), KEY(5, 2),  KEY(4, 6), KEY(5, 8), KEY(4, 4),  KEY(5, 9), KEY(4, 9),
    KEY(6, 4), KEY(4, 0), KEY(4, 3),  KEY(5, 7), KEY(6, 3), KEY(4, 5),  KEY(5, 6), KEY(5, 4),
    KEY(5, 5), KEY(6, 2), KEY(6, 5),  KEY(4, 2), KEY(5, 0), KEY(4, 10), KEY(4, 1), KEY(6, 1),
    KEY(4, 7), KEY(4, 8), KEY(4, 11), KEY(5, 1), KEY(6, 6), KEY(5, 10), KEY(6, 8), KEY(6, 0)};

static unsigned key_of(uint32_t c)
{
    if (c >= 'a' && c <= 'z')
        return latin_keys[c - 'a'];
    return c >= 0x430 && c <= 0x44f ? cyrillic_keys[c - 0x430] : 0;
}

/* A run of neighbouring keys in one direction: "asdfg", "poiuy". */
static bool runs_along_row(const struct word *w)
{
    size_t run = 1;
    unsigned before = key_of(w->letter[0]), here;
    int step = 0;
    for (size_t i = 1; i < w->letters; i++, before = here) {
        here = key_of(w->letter[i]);
        int moved = (int)here - (int)before;
        bool goes_on = before && here && (moved == 1 || moved == -1) && (run == 1 || moved == step);
        run = goes_on ? run + 1 : 1;
        step = moved;
        if (run >= ROW_RUN)
            return true;
    }
    return false;
}

static bool stays_in_middle_row(const struct word *w)
{
    for (size_t i = 0; i < w->letters; i++)
        if (key_of(w->letter[i]) / 16 != 2)
            return false;
    return w->letters >= HOME_LETTERS && w->vowels * 4 <= w->letters;
}

static bool is_mash(const struct word *w)
{
    if (runs_along_row(w) || stays_in_middle_row(w))
        return true;
    return w->letters >= BARE_LETTERS && w->vowels * VOWEL_LETTERS < w->letters;
}

/* "QWERTY keyboards" and "DVDs" are words to somebody. */
static bool is_known(struct str w, const struct token *k)
{
    return k->upper || str_starts(w, STR("qwert")) || str_starts(w, STR("azert"));
}

static void measure_mash(struct detection *d)
{
    size_t words = 0, mashed = 0;
    for (size_t i = 0; i < d->text->token_count; i++) {
        const struct token *k = &d->text->tokens[i];
        struct str s = text_folded(d->text, k->folded);
        if (k->kind != TOKEN_WORD || s.n < WORD_LETTERS)
            continue;
        struct word w = word_read(s);
        if (!w.readable || w.letters < WORD_LETTERS)
            continue;
        words++;
        if (!is_mash(&w) || is_known(s, k))
            continue;
        mashed++;
        detect_evidence(d, SIG_COHERENCE_MASH, k->original, (struct str){0});
    }
    if (words >= WORDS_MIN || (mashed > 0 && mashed == words))
        detect_number(d, SIG_COHERENCE_MASH, (double)mashed / (double)words);
}

static size_t characters_of(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; i++)
        count += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return count;
}

static void measure_symbols(struct detection *d)
{
    size_t symbols = 0, all = 0;
    for (size_t i = 0; i < d->text->token_count; i++) {
        const struct token *k = &d->text->tokens[i];
        size_t n = characters_of(text_folded(d->text, k->folded));
        all += n;
        symbols += k->kind == TOKEN_SYMBOL ? n : 0;
    }
    if (all < CHARACTERS_MIN)
        return;
    double share = (double)symbols / (double)all;
    detect_number(d, SIG_COHERENCE_SYMBOLS, share);
    if (share >= SYMBOLS_SHOWN)
        detect_evidence_whole(d, SIG_COHERENCE_SYMBOLS);
}

void detect_coherence(struct detection *d)
{
    measure_mash(d);
    measure_symbols(d);
}
