/*
 * Writes the table of name skeletons as C: what a character looks like, from the confusables of Unicode Technical Standard
 * #39 as ICU has them. Runs at build time, so that ICU is not linked into the program.
 *
 * Usage: looktables OUTPUT.c
 *
 * For every character two looks, each to a fixed point, decomposed:
 *   small     compatibility forms and case folded, then the prototype of UTS #39, then the letters by hand below;
 *   capitals  the prototype of its capital, folded: Greek nu is "v" in small letters and "n" in capitals. A bare stroke, as the
 *             capital "I", has none of its own: it is 'I' here, the only capital of the table, and its neighbours say which
 *             letter it is.
 * What nobody sees and what separates (invisible and control characters, punctuation, spaces, vowel points of Arabic and
 * Hebrew, which writers leave out at will) looks like nothing. ASCII is src/community/account/name_look.c's own.
 *
 * Must not: be linked into the program.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

#define LIMIT      0x110000
#define UNITS_MAX  64
#define BYTES_MAX  32000
#define ROUNDS_MAX 16
#define PALOCHKA   0x4CF

struct text {
    UChar32 c[UNITS_MAX];
    size_t n;
};

static unsigned char bytes[BYTES_MAX];
static size_t byte_count, growth;
static const UNormalizer2 *nfkc_casefold, *nfkc, *nfd;
static USpoofChecker *spoof;
static FILE *out;

static void die(const char *what)
{
    fprintf(stderr, "looktables: %s\n", what);
    exit(1);
}

static void add(struct text *t, UChar32 c)
{
    if (t->n == UNITS_MAX)
        die("a look is too long");
    t->c[t->n++] = c;
}

static struct text from_utf16(const UChar *s, int32_t n)
{
    struct text t = {.n = 0};
    for (int32_t i = 0; i < n;) {
        UChar32 c;
        U16_NEXT(s, i, n, c);
        add(&t, c);
    }
    return t;
}

static int32_t to_utf16(const struct text *t, UChar *s)
{
    int32_t n = 0;
    for (size_t i = 0; i < t->n; i++)
        U16_APPEND_UNSAFE(s, n, t->c[i]);
    return n;
}

static struct text normalised(const UNormalizer2 *how, const struct text *t)
{
    UChar in[2 * UNITS_MAX], result[4 * UNITS_MAX];
    UErrorCode error = U_ZERO_ERROR;
    int32_t got = unorm2_normalize(how, in, to_utf16(t, in), result, 4 * UNITS_MAX, &error);
    if (U_FAILURE(error))
        die(u_errorName(error));
    return from_utf16(result, got);
}

/* Compatibility forms and case folded, decomposed. */
static struct text folded(const struct text *t)
{
    struct text plain = normalised(nfkc_casefold, t);
    return normalised(nfd, &plain);
}

static struct text capitals_of(const struct text *t)
{
    UChar in[2 * UNITS_MAX], result[4 * UNITS_MAX];
    UErrorCode error = U_ZERO_ERROR;
    int32_t got = u_strToUpper(result, 4 * UNITS_MAX, in, to_utf16(t, in), "", &error);
    if (U_FAILURE(error))
        die(u_errorName(error));
    return from_utf16(result, got);
}

static struct text prototype(UChar32 c)
{
    UChar in[2], result[4 * UNITS_MAX];
    int32_t n = 0;
    UErrorCode error = U_ZERO_ERROR;
    U16_APPEND_UNSAFE(in, n, c);
    int32_t got = uspoof_getSkeleton(spoof, 0, in, n, result, 4 * UNITS_MAX, &error);
    if (U_FAILURE(error))
        die(u_errorName(error));
    return from_utf16(result, got);
}

/* Letters that look like a Latin one as capitals only (a name begins with one: Cyrillic "Тгасу"), the small capitals they are
 * compared with by UTS #39, omega, and the small palochka, which is as tall as a capital. Not those whose small form looks like another letter, but for eta: these the look in
 * capitals is for. */
static UChar32 by_hand(UChar32 c)
{
    static const struct {
        UChar32 c;
        char letter;
    } table[] = {
        {0x432, 'b'}, {0x43A, 'k'}, {0x43C, 'm'}, {0x43D, 'h'}, {0x442, 't'},
        {0x299, 'b'}, {0x138, 'k'}, {0x28D, 'm'}, {0x29C, 'h'}, {0x1D1B, 't'},
        {0x3B2, 'b'}, {0x3B5, 'e'}, {0x3B6, 'z'}, {0x3B7, 'n'}, {0x3BA, 'k'},
        {0x3BC, 'm'}, {0x3C4, 't'}, {0x3C7, 'x'}, {0x3C9, 'w'}, {PALOCHKA, 'l'},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].c == c)
            return table[i].letter;
    }
    return 0;
}

/* Fatha and its like, and the points of Hebrew. The other marks of Arabic tell letters apart in the confusables data. */
static bool is_vowel_point(UChar32 c)
{
    return (c >= 0x591 && c <= 0x5C7 && u_charType(c) == U_NON_SPACING_MARK) ||
           (c >= 0x64B && c <= 0x652);
}

static bool is_nothing(UChar32 c)
{
    const uint32_t none = U_GC_C_MASK | U_GC_P_MASK | U_GC_Z_MASK;
    return (U_MASK(u_charType(c)) & none) != 0 || u_isUWhiteSpace(c) ||
           u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) || is_vowel_point(c) ||
           c == 0x2800;
}

/* A letter that looks like a stroke or a dot, as Hebrew yod like an apostrophe, is a letter all the same: without it "Israel" and
 * "Israeli" were one name. */
static bool would_vanish(UChar32 c, const struct text *looks)
{
    bool vanishes = (U_MASK(u_charType(c)) & (U_GC_LO_MASK | U_GC_LC_MASK)) != 0;
    for (size_t i = 0; i < looks->n; i++)
        vanishes = vanishes && is_nothing(looks->c[i]);
    return vanishes;
}

/* One character of a folded text, one step on. */
static void add_small(struct text *t, UChar32 c)
{
    UChar32 letter = by_hand(c);
    int32_t digit = u_charDigitValue(c);
    struct text p = letter ? (struct text){.c = {letter}, .n = 1} : prototype(c);
    if (digit >= 0 && digit <= 9 && p.n == 1 && !u_isalnum(p.c[0]))
        p = (struct text){.c = {'0' + digit}, .n = 1};
    if (would_vanish(c, &p))
        p = (struct text){.c = {c}, .n = 1};
    for (size_t i = 0; i < p.n; i++)
        add(t, p.c[i]);
}

static bool is_letter(const struct text *t, UChar32 letter)
{
    return t->n == 1 && t->c[0] == letter;
}

/* A letter drawn as a bare stroke: "I" and small "l", in whatever alphabet and form. */
static bool is_stroke(UChar32 c)
{
    struct text one = {.c = {c}, .n = 1}, plain = normalised(nfkc, &one), p;
    if (plain.n != 1 || !u_isalpha(plain.c[0]))
        return false;
    p = prototype(plain.c[0]);
    return is_letter(&p, 'l') || c == PALOCHKA;
}

static void add_capital(struct text *t, UChar32 c)
{
    struct text one = {.c = {c}, .n = 1}, capitals = capitals_of(&one);
    if (capitals.n == 1 && capitals.c[0] == c) {
        add_small(t, c);
        return;
    }
    for (size_t i = 0; i < capitals.n; i++) {
        struct text p = prototype(capitals.c[i]);
        if (is_letter(&p, 'l')) /* a stroke among capitals */
            p.c[0] = 'i';
        for (size_t k = 0; k < p.n; k++)
            add(t, p.c[k]);
    }
}

typedef void (*step_fn)(struct text *t, UChar32 c);

static struct text step(const struct text *in, step_fn add_look)
{
    struct text next = {.n = 0};
    for (size_t i = 0; i < in->n; i++) {
        if (in->c[i] < 0x80)
            add(&next, in->c[i]);
        else if (!is_nothing(in->c[i]))
            add_look(&next, in->c[i]);
    }
    return folded(&next);
}

static bool same(const struct text *a, const struct text *b)
{
    return a->n == b->n && memcmp(a->c, b->c, a->n * sizeof *a->c) == 0;
}

/* ASCII as src/community/account/name_look.c looks at it. */
static struct text without_ascii_twins(const struct text *t)
{
    struct text result = {.n = 0};
    for (size_t i = 0; i < t->n; i++) {
        UChar32 c = t->c[i];
        if (c < 0x80 && is_nothing(c))
            continue;
        add(&result, c == '0' ? 'o' : c == '1' || c == '|' ? 'l' : c == '5' ? 's' : c);
    }
    return result;
}

static struct text look(UChar32 c, step_fn add_look)
{
    struct text now = {.c = {c}, .n = 1};
    if (is_nothing(c))
        return (struct text){.n = 0};
    if (add_look == add_capital && is_stroke(c))
        return (struct text){.c = {'I'}, .n = 1};
    now = folded(&now);
    for (int round = 0; round < ROUNDS_MAX; round++) {
        struct text next = step(&now, add_look);
        if (same(&next, &now))
            return without_ascii_twins(&now);
        now = next;
    }
    fprintf(stderr, "U+%04X: ", (unsigned)c);
    die("a look does not settle");
    return now;
}

/* Each look is a length byte and its UTF-8; equal ones are shared. */
static unsigned offset_of(const struct text *t, UChar32 c)
{
    unsigned char entry[1 + 4 * UNITS_MAX];
    int32_t n = 1;
    for (size_t i = 0; i < t->n; i++)
        U8_APPEND_UNSAFE(entry, n, t->c[i]);
    entry[0] = (unsigned char)(n - 1);
    size_t own = (size_t)U8_LENGTH(c);
    if (entry[0] > growth * own)
        growth = (entry[0] + own - 1) / own;
    for (size_t at = 0; at < byte_count; at += 1u + bytes[at]) {
        if (bytes[at] == entry[0] && memcmp(bytes + at, entry, (size_t)n) == 0)
            return (unsigned)at;
    }
    if (byte_count + (size_t)n > BYTES_MAX)
        die("the looks do not fit");
    memcpy(bytes + byte_count, entry, (size_t)n);
    byte_count += (size_t)n;
    return (unsigned)(byte_count - (size_t)n);
}

/* Characters that no data speaks of look like themselves: Hangul, for private use, not assigned. */
static bool is_plain(UChar32 c)
{
    return (c >= 0xAC00 && c <= 0xD7A3) || U_IS_SURROGATE(c) || !u_isdefined(c) ||
           u_charType(c) == U_PRIVATE_USE_CHAR;
}

static size_t print_looks(void)
{
    size_t count = 0;
    fputs("\nconst struct name_look name_looks_table[] = {\n", out);
    for (UChar32 c = 0x80; c < LIMIT; c++) {
        struct text small, capitals;
        if (is_plain(c))
            continue;
        small = look(c, add_small);
        capitals = look(c, add_capital);
        if (small.n == 1 && small.c[0] == c && same(&small, &capitals))
            continue;
        fprintf(out, "{0x%x,%u,%u},\n", (unsigned)c, offset_of(&small, c), offset_of(&capitals, c));
        count++;
    }
    fputs("};\n", out);
    return count;
}

int main(int argc, char **argv)
{
    UErrorCode error = U_ZERO_ERROR;
    UVersionInfo version;
    if (argc != 2 || !(out = fopen(argv[1], "w")))
        die("usage: looktables OUTPUT.c");
    nfkc_casefold = unorm2_getNFKCCasefoldInstance(&error);
    nfkc = unorm2_getNFKCInstance(&error);
    nfd = unorm2_getNFDInstance(&error);
    spoof = uspoof_open(&error);
    if (U_FAILURE(error))
        die(u_errorName(error));
    u_getUnicodeVersion(version);
    fputs("/* Written by tools/looktables.c; see there. */\n#include "
          "\"community/account/name_look.h\"\n",
          out);
    size_t count = print_looks();
    fprintf(out, "const size_t name_looks_count = %zu;\nconst size_t name_looks_growth = %zu;\n",
            count, growth);
    fprintf(out, "const unsigned name_looks_unicode = %u;\n", version[0] * 10u + version[1]);
    fprintf(out, "const unsigned char name_looks_bytes[%zu] = {", byte_count);
    for (size_t i = 0; i < byte_count; i++)
        fprintf(out, "%s%u,", i % 24 == 0 ? "\n" : "", bytes[i]);
    fputs("\n};\n", out);
    uspoof_close(spoof);
    if (fclose(out) != 0)
        die("cannot write the output");
    return 0;
}
