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

static bool is_vowel(uint32_t c)
{
    static const uint32_t cyrillic[] = {0x430, 0x435, 0x438, 0x439, 0x43e, 0x443, 0x44b,
                                        0x44d, 0x44e, 0x44f, 0x451, 0x456, 0x457};
    char plain = c < 0x80 ? (char)c : text_unaccented(c);
    if (plain != 0)
        return strchr("aeiouy", plain) != NULL;
    for (size_t i = 0; i < sizeof(cyrillic) / sizeof(cyrillic[0]); i++)
        if (c == cyrillic[i])
            return true;
    return false;
}

static bool is_readable(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0x430 && c <= 0x45f) || text_unaccented(c) != 0;
}

static struct word word_read(struct str s)
{
    struct word w = {.readable = true};
    for (size_t at = 0, length; at < s.n; at += length) {
        uint32_t c = utf8_decode(s, at, &length);
        if (c == '\'')
            continue;
        w.readable = w.readable && is_readable(c);
        if (w.letters >= 2 && w.letter[w.letters - 1] == c && w.letter[w.letters - 2] == c)
            continue;
        if (w.letters < LETTERS_MAX)
            w.letter[w.letters++] = c;
        w.vowels += is_vowel(c);
    }
    return w;
}

/* Where a key lies: row and place, both from 1; 0 for none. */
static unsigned key_of(uint32_t c)
{
    static const char *const rows[] = {"qwertyuiop", "asdfghjkl", "zxcvbnm"};
    static const uint32_t cyrillic[][12] = {
        {0x439, 0x446, 0x443, 0x43a, 0x435, 0x43d, 0x433, 0x448, 0x449, 0x437, 0x445, 0x44a},
        {0x444, 0x44b, 0x432, 0x430, 0x43f, 0x440, 0x43e, 0x43b, 0x434, 0x436, 0x44d, 0},
        {0x44f, 0x447, 0x441, 0x43c, 0x438, 0x442, 0x44c, 0x431, 0x44e, 0, 0, 0}};
    for (unsigned row = 0; row < 3; row++) {
        const char *at = c >= 'a' && c <= 'z' ? strchr(rows[row], (int)c) : NULL;
        if (at != NULL)
            return (row + 1) * 16 + (unsigned)(at - rows[row]);
        for (unsigned i = 0; i < 12 && c >= 0x430; i++)
            if (cyrillic[row][i] == c)
                return (row + 4) * 16 + i;
    }
    return 0;
}

/* A run of neighbouring keys in one direction: "asdfg", "poiuy". */
static bool runs_along_row(const struct word *w)
{
    size_t run = 1;
    int step = 0;
    for (size_t i = 1; i < w->letters; i++) {
        unsigned before = key_of(w->letter[i - 1]), here = key_of(w->letter[i]);
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
