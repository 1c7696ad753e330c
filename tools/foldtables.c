/*
 * Writes the tables of text folding as C, from ICU's copy of the Unicode Character Database. Runs
 * at build time, so that the program itself carries about 100 KB of constant tables instead of all
 * of ICU.
 *
 * Usage: foldtables OUTPUT.c
 *
 * What a character folds to is computed here once, to a fixed point: NFKC with case folding,
 * invisible and control characters dropped, loose marks dropped, typographic quotes and dashes to
 * ASCII, digits of every script to ASCII, Latin look-alike letters (small capitals, squared,
 * circled) to the letter they imitate. What depends on the word around it (Cyrillic in a Latin
 * word) is left to src/text/confusables.c, which gets the table of imitated letters.
 *
 * Must not: be linked into the program.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

#include "text/fold_class.h"

#define LIMIT       FOLD_TABLE_LIMIT
#define BLOCK       FOLD_BLOCK
#define BLOCKS      (LIMIT / BLOCK)
#define UNITS_MAX   64
#define BYTES_MAX   32000
#define ROUNDS_MAX  8
#define SPECIAL_MAX 64

struct text32 {
    UChar32 c[UNITS_MAX];
    size_t n;
};

static uint8_t classes[LIMIT];
static uint16_t mappings[LIMIT];
static unsigned char bytes[BYTES_MAX];
static size_t byte_count;
static const UNormalizer2 *nfkc_casefold, *nfc, *nfd;
static USpoofChecker *spoof;
static FILE *out;

static void die(const char *what)
{
    fprintf(stderr, "foldtables: %s\n", what);
    exit(1);
}

static struct text32 from_utf16(const UChar *s, int32_t n)
{
    struct text32 t = {.n = 0};
    for (int32_t i = 0; i < n;) {
        UChar32 c;
        U16_NEXT(s, i, n, c);
        if (t.n == UNITS_MAX)
            die("a mapping is too long");
        t.c[t.n++] = c;
    }
    return t;
}

static struct text32 normalised(const UNormalizer2 *how, const UChar32 *s, size_t n)
{
    UChar in[2 * UNITS_MAX], result[4 * UNITS_MAX];
    int32_t length = 0;
    UErrorCode error = U_ZERO_ERROR;
    for (size_t i = 0; i < n; i++)
        U16_APPEND_UNSAFE(in, length, s[i]);
    int32_t got = unorm2_normalize(how, in, length, result, 4 * UNITS_MAX, &error);
    if (U_FAILURE(error))
        die(u_errorName(error));
    return from_utf16(result, got);
}

static struct text32 skeleton(UChar32 c)
{
    UChar in[2], result[4 * UNITS_MAX];
    int32_t length = 0;
    UErrorCode error = U_ZERO_ERROR;
    U16_APPEND_UNSAFE(in, length, c);
    int32_t got = uspoof_getSkeleton(spoof, 0, in, length, result, 4 * UNITS_MAX, &error);
    if (U_FAILURE(error))
        die(u_errorName(error));
    return from_utf16(result, got);
}

static bool is_surrogate(UChar32 c)
{
    return c >= 0xD800 && c <= 0xDFFF;
}

static UScriptCode script_of(UChar32 c)
{
    UErrorCode error = U_ZERO_ERROR;
    return uscript_getScript(c, &error);
}

static bool is_mark(UChar32 c)
{
    int8_t category = u_charType(c);
    return category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK ||
           category == U_COMBINING_SPACING_MARK;
}

/* Marks that may sit on any letter; those of one script's own orthography are kept with it. */
static bool is_loose_mark(UChar32 c)
{
    UScriptCode script = script_of(c);
    return is_mark(c) && (script == USCRIPT_INHERITED || script == USCRIPT_COMMON ||
                          script == USCRIPT_CYRILLIC || script == USCRIPT_GREEK ||
                          script == USCRIPT_LATIN || u_charType(c) == U_ENCLOSING_MARK);
}

static bool is_dropped(UChar32 c)
{
    if (c == '\t' || (c >= '\n' && c <= '\r') || c == 0x85)
        return false;
    return u_charType(c) == U_CONTROL_CHAR ||
           u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
           (c >= 0xFFF9 && c <= 0xFFFB);
}

/* The letter in names like "NEGATIVE SQUARED LATIN CAPITAL LETTER A", or 0. */
static UChar32 letter_in_name(UChar32 c)
{
    char name[128] = "";
    UErrorCode error = U_ZERO_ERROR;
    int32_t n = u_charName(c, U_UNICODE_CHAR_NAME, name, sizeof name, &error);
    if (U_FAILURE(error) || n < 3 || name[n - 2] != ' ' || name[n - 1] < 'A' || name[n - 1] > 'Z')
        return 0;
    bool symbol = u_charType(c) == U_OTHER_SYMBOL &&
                  (strstr(name, "LATIN") || strstr(name, "REGIONAL INDICATOR")) &&
                  strstr(name, " LETTER ");
    bool small_capital = strncmp(name, "LATIN LETTER SMALL CAPITAL ", 27) == 0 && n == 28;
    return symbol || small_capital ? name[n - 1] - 'A' + 'a' : 0;
}

/* The ASCII letter that `c` looks like by the Unicode confusables data, or 0. */
static UChar32 imitated_letter(UChar32 c)
{
    static struct text32 ascii[26];
    struct text32 mine = skeleton(c);
    for (int i = 0; i < 26; i++) {
        if (ascii[i].n == 0)
            ascii[i] = skeleton('a' + i);
        if (mine.n == ascii[i].n && memcmp(mine.c, ascii[i].c, mine.n * sizeof *mine.c) == 0)
            return 'a' + i;
    }
    return 0;
}

/* Characters replaced in any surrounding, beyond NFKC. 0: none. */
static UChar32 special(UChar32 c)
{
    static const UChar32 table[][2] = {
        {0x85, '\n'},   {0x2028, '\n'}, {0x2029, '\n'}, {0x2800, ' '},  {0x1680, ' '},
        {0x2018, '\''}, {0x2019, '\''}, {0x201A, '\''}, {0x201B, '\''}, {0x02BC, '\''},
        {0x2032, '\''}, {0xB4, '\''},   {0x201C, '"'},  {0x201D, '"'},  {0x201E, '"'},
        {0x201F, '"'},  {0xAB, '"'},    {0xBB, '"'},    {0x2010, '-'},  {0x2011, '-'},
        {0x2012, '-'},  {0x2013, '-'},  {0x2014, '-'},  {0x2015, '-'},  {0x2212, '-'},
        {0x212E, 'e'},  {0x2044, '/'},  {0x2215, '/'},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i][0] == c)
            return table[i][1];
    }
    if (c < 0x80)
        return 0;
    int32_t digit = u_charDigitValue(c);
    if (digit < 0 && c >= 0x2776 && c <= 0x2792)
        digit = (int32_t)u_getNumericValue(c);
    if (digit >= 0 && digit <= 9)
        return '0' + digit;
    UChar32 letter = letter_in_name(c);
    /* Turkish dotless i is spelling, not imitation. */
    if (letter == 0 && c != 0x131 && script_of(c) == USCRIPT_LATIN && u_islower(c))
        letter = imitated_letter(c);
    return letter;
}

static bool is_typographic(UChar32 c)
{
    UChar32 to = special(c);
    return to == '\'' || to == '"' || to == '-' || to == ' ' || to == '\n' || u_isspace(c);
}

static struct text32 fold_once(const struct text32 *in)
{
    struct text32 replaced = {.n = 0}, result = {.n = 0};
    for (size_t i = 0; i < in->n; i++) {
        UChar32 to = special(in->c[i]);
        if (to || !is_dropped(in->c[i]))
            replaced.c[replaced.n++] = to ? to : in->c[i];
    }
    struct text32 folded = normalised(nfkc_casefold, replaced.c, replaced.n);
    for (size_t i = 0; i < folded.n; i++) {
        if (!is_loose_mark(folded.c[i]))
            result.c[result.n++] = folded.c[i];
    }
    return result;
}

static struct text32 fold(UChar32 c)
{
    struct text32 now = {.c = {c}, .n = 1};
    for (int round = 0; round < ROUNDS_MAX; round++) {
        struct text32 next = fold_once(&now);
        if (next.n == now.n && memcmp(next.c, now.c, now.n * sizeof *now.c) == 0)
            return now;
        now = next;
    }
    die("a mapping does not settle");
    return now;
}

static unsigned script_class(UChar32 c)
{
    switch (script_of(c)) {
    case USCRIPT_LATIN:
        return FOLD_LATIN;
    case USCRIPT_CYRILLIC:
        return FOLD_CYRILLIC;
    case USCRIPT_GREEK:
        return FOLD_GREEK;
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:
        return FOLD_NO_SCRIPT;
    default:
        return FOLD_OTHER_SCRIPT;
    }
}

static unsigned kind_class(UChar32 c)
{
    if (is_dropped(c))
        return FOLD_DROPPED;
    if (is_loose_mark(c))
        return FOLD_LOOSE_MARK;
    if (is_mark(c))
        return FOLD_MARK;
    if (u_isUWhiteSpace(c) || c == 0x2800)
        return FOLD_SPACE;
    if (u_charDigitValue(c) >= 0)
        return FOLD_DIGIT;
    if (u_isalpha(c) || (letter_in_name(c) && c >= 0x80))
        return FOLD_LETTER;
    return FOLD_SYMBOL;
}

static uint8_t class_of(UChar32 c)
{
    unsigned kind = kind_class(c), class = kind;
    if (kind == FOLD_LETTER || kind == FOLD_MARK)
        class |= script_class(c) << FOLD_SCRIPT_SHIFT;
    if (kind == FOLD_LETTER && u_hasBinaryProperty(c, UCHAR_CASED))
        class |= FOLD_CASED;
    if (kind == FOLD_LETTER && u_isupper(c))
        class |= FOLD_UPPER;
    return (uint8_t) class;
}

/* Each replacement is a length byte and its UTF-8; equal ones are shared. */
static uint16_t replacement_offset(const struct text32 *t)
{
    unsigned char entry[1 + 4 * UNITS_MAX];
    int32_t n = 1;
    for (size_t i = 0; i < t->n; i++)
        U8_APPEND_UNSAFE(entry, n, t->c[i]);
    entry[0] = (unsigned char)(n - 1);
    for (size_t at = 0; at < byte_count; at += 1u + bytes[at]) {
        if (bytes[at] == entry[0] && memcmp(bytes + at, entry, (size_t)n) == 0)
            return (uint16_t)at;
    }
    if (byte_count + (size_t)n > BYTES_MAX)
        die("the replacements do not fit 15 bits");
    memcpy(bytes + byte_count, entry, (size_t)n);
    byte_count += (size_t)n;
    return (uint16_t)(byte_count - (size_t)n);
}

static void fill(void)
{
    bytes[byte_count++] = 0; /* offset 0 means "itself" and is never handed out */
    bytes[byte_count++] = 0; /* offset 1: nothing at all */
    for (UChar32 c = 0; c < LIMIT; c++) {
        if (is_surrogate(c))
            continue;
        classes[c] = class_of(c);
        unsigned kind = classes[c] & FOLD_KIND_MASK;
        if (kind == FOLD_DROPPED)
            mappings[c] = 1 | FOLD_ALTERED;
        if (kind == FOLD_DROPPED || kind == FOLD_LOOSE_MARK || (c >= 0xAC00 && c <= 0xD7A3))
            continue;
        struct text32 t = fold(c);
        if (t.n == 1 && t.c[0] == c)
            continue;
        struct text32 lower = {.c = {u_foldCase(c, U_FOLD_CASE_DEFAULT)}, .n = 1};
        bool plain = (t.n == 1 && t.c[0] == lower.c[0]) || c == 0xDF || is_typographic(c);
        mappings[c] = (uint16_t)((t.n ? replacement_offset(&t) : 1) | (plain ? 0 : FOLD_ALTERED));
    }
}

static void print_numbers(const char *type, const char *name, const void *data, size_t count,
                          int width)
{
    fprintf(out, "\nconst %s %s[%zu] = {", type, name, count);
    for (size_t i = 0; i < count; i++) {
        unsigned value = width == 1   ? ((const uint8_t *)data)[i]
                         : width == 2 ? ((const uint16_t *)data)[i]
                                      : ((const uint32_t *)data)[i];
        fprintf(out, "%s%u,", i % 24 == 0 ? "\n" : "", value);
    }
    fputs("\n};\n", out);
}

/* Splits `data` into blocks, prints the distinct ones and the index of each block. */
static void print_two_stage(const char *name, const char *type, const void *data, size_t width)
{
    static uint8_t distinct[LIMIT * 2];
    uint16_t index[BLOCKS];
    size_t count = 0, size = BLOCK * width;
    for (size_t b = 0; b < BLOCKS; b++) {
        const uint8_t *block = (const uint8_t *)data + b * size;
        size_t i = 0;
        while (i < count && memcmp(distinct + i * size, block, size) != 0)
            i++;
        if (i == count)
            memcpy(distinct + count++ * size, block, size);
        index[b] = (uint16_t)i;
    }
    char label[64];
    snprintf(label, sizeof label, "fold_%s_index", name);
    print_numbers("uint16_t", label, index, BLOCKS, 2);
    snprintf(label, sizeof label, "fold_%s_blocks", name);
    print_numbers(type, label, distinct, count * BLOCK, (int)width);
}

static bool settled(UChar32 c)
{
    return c < LIMIT && mappings[c] == 0;
}

static int compare_pairs(const void *left, const void *right)
{
    const struct fold_pair *a = left, *b = right;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return a->second < b->second ? -1 : a->second > b->second;
}

/* Canonical pairs, both halves and the whole of which fold to themselves. Hangul is done by
 * arithmetic. */
static void print_pairs(void)
{
    static bool ends_pair[LIMIT];
    static struct fold_pair pairs[4096];
    size_t count = 0;
    fputs("\nconst struct fold_pair fold_pairs[] = {\n", out);
    for (UChar32 c = 0; c < LIMIT; c++) {
        if (is_surrogate(c) || (c >= 0xAC00 && c <= 0xD7A3) || !settled(c))
            continue;
        UChar decomposition[8];
        UErrorCode error = U_ZERO_ERROR;
        int32_t n = unorm2_getRawDecomposition(nfc, c, decomposition, 8, &error);
        struct text32 t = from_utf16(decomposition, n < 0 ? 0 : n);
        if (t.n != 2 || !settled(t.c[0]) || unorm2_composePair(nfc, t.c[0], t.c[1]) != c)
            continue;
        ends_pair[t.c[1]] = true;
        pairs[count++] = (struct fold_pair){(uint32_t)t.c[0], (uint32_t)t.c[1], (uint32_t)c};
    }
    qsort(pairs, count, sizeof pairs[0], compare_pairs);
    for (size_t i = 0; i < count; i++)
        fprintf(out, "{0x%x,0x%x,0x%x},\n", pairs[i].first, pairs[i].second, pairs[i].whole);
    fprintf(out, "};\nconst size_t fold_pair_count = %zu;\n", count);
    for (size_t i = 0; i < count; i++) {
        if (ends_pair[pairs[i].whole])
            die("a composed character ends another pair: composing would not settle in one pass");
    }
}

static bool may_imitate(UScriptCode script)
{
    static const UScriptCode scripts[] = {USCRIPT_CYRILLIC, USCRIPT_GREEK,  USCRIPT_ARMENIAN,
                                          USCRIPT_CHEROKEE, USCRIPT_COPTIC, USCRIPT_LISU,
                                          USCRIPT_DESERET,  USCRIPT_OSAGE};
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++) {
        if (scripts[i] == script)
            return true;
    }
    return false;
}

/* Letters drawn like small capitals, which the confusables data compares with capitals only. */
static UChar32 imitated_by_hand(UChar32 c)
{
    static const struct {
        UChar32 c;
        char letter;
    } table[] = {
        {0x432, 'b'}, {0x433, 'r'}, {0x438, 'u'}, {0x43A, 'k'}, {0x43C, 'm'}, {0x43D, 'h'},
        {0x43F, 'n'}, {0x442, 't'}, {0x44C, 'b'}, {0x44F, 'r'}, {0x451, 'e'}, {0x457, 'i'},
        {0x45B, 'h'}, {0x493, 'f'}, {0x4BB, 'h'}, {0x455, 's'}, {0x501, 'd'}, {0x51B, 'q'},
        {0x51D, 'w'}, {0x3B1, 'a'}, {0x3B2, 'b'}, {0x3B3, 'y'}, {0x3B5, 'e'}, {0x3B7, 'n'},
        {0x3B9, 'i'}, {0x3BA, 'k'}, {0x3BC, 'u'}, {0x3BD, 'v'}, {0x3BF, 'o'}, {0x3C1, 'p'},
        {0x3C4, 't'}, {0x3C5, 'u'}, {0x3C7, 'x'}, {0x3C9, 'w'}, {0x3AC, 'a'}, {0x3AD, 'e'},
        {0x3AE, 'n'}, {0x3AF, 'i'}, {0x3CC, 'o'}, {0x3CD, 'u'},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].c == c)
            return table[i].letter;
    }
    return 0;
}

static UChar32 capital_imitates(UChar32 c)
{
    UChar32 capital = u_toupper(c), letter = 0;
    struct text32 mine = skeleton(capital);
    for (UChar32 x = 'A'; capital != c && x <= 'Z' && letter == 0; x++) {
        struct text32 other = skeleton(x);
        if (mine.n == other.n && memcmp(mine.c, other.c, mine.n * sizeof *mine.c) == 0)
            letter = x + 32;
    }
    return letter == 'l' ? 'i' : letter;
}

static void print_imitations(void)
{
    size_t count = 0;
    fputs("\nconst struct fold_letter fold_imitations[] = {\n", out);
    for (UChar32 c = 0x80; c < LIMIT; c++) {
        if (is_surrogate(c) || !settled(c) || !may_imitate(script_of(c)) || !u_isalpha(c))
            continue;
        UChar32 letter = imitated_by_hand(c);
        letter = letter ? letter : imitated_letter(c);
        letter = letter ? letter : capital_imitates(c);
        if (letter) {
            fprintf(out, "{0x%x,'%c'},\n", (unsigned)c, (char)letter);
            count++;
        }
    }
    fprintf(out, "};\nconst size_t fold_imitation_count = %zu;\n", count);
}

/* Latin letters and the ASCII letter under their accent. */
static void print_unaccented(void)
{
    static const UChar32 by_hand[][2] = {{0xE6, 'a'},  {0xF0, 'd'},  {0xF8, 'o'},  {0x111, 'd'},
                                         {0x127, 'h'}, {0x131, 'i'}, {0x142, 'l'}, {0x153, 'o'},
                                         {0x167, 't'}, {0x180, 'b'}, {0x268, 'i'}, {0x289, 'u'}};
    size_t count = 0, hand = 0;
    fputs("\nconst struct fold_letter fold_unaccented[] = {\n", out);
    for (UChar32 c = 0x80; c < LIMIT; c++) {
        if (is_surrogate(c) || !settled(c) || script_of(c) != USCRIPT_LATIN)
            continue;
        struct text32 t = normalised(nfd, &c, 1);
        UChar32 letter = t.c[0] < 0x80 ? t.c[0] : 0;
        if (hand < sizeof by_hand / sizeof by_hand[0] && by_hand[hand][0] == c)
            letter = by_hand[hand++][1];
        if (letter < 'a' || letter > 'z')
            continue;
        fprintf(out, "{0x%x,'%c'},\n", (unsigned)c, (char)letter);
        count++;
    }
    fprintf(out, "};\nconst size_t fold_unaccented_count = %zu;\n", count);
}

int main(int argc, char **argv)
{
    UErrorCode error = U_ZERO_ERROR;
    if (argc != 2 || !(out = fopen(argv[1], "w")))
        die("usage: foldtables OUTPUT.c");
    nfkc_casefold = unorm2_getNFKCCasefoldInstance(&error);
    nfc = unorm2_getNFCInstance(&error);
    nfd = unorm2_getNFDInstance(&error);
    spoof = uspoof_open(&error);
    if (U_FAILURE(error))
        die(u_errorName(error));
    fill();
    fputs("/* Written by tools/foldtables.c; see there. */\n#include \"text/fold_class.h\"\n", out);
    print_two_stage("class", "uint8_t", classes, 1);
    print_two_stage("mapping", "uint16_t", mappings, 2);
    print_numbers("unsigned char", "fold_replacements", bytes, byte_count, 1);
    print_pairs();
    print_imitations();
    print_unaccented();
    uspoof_close(spoof);
    if (fclose(out) != 0)
        die("cannot write the output");
    return 0;
}
