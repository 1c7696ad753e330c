#include "signals/cells.h"

#include "base/utf8.h"
#include "signals/symbol_arabic.h"

#define L(letter) ((letter) - 'a' + SYMBOL_A)

/* ASCII, folded: no capitals. What is not listed is a space. */
static const struct cell ascii[128] = {
    ['\n'] = {.kind = CELL_LINE},
    ['!'] = {.kind = CELL_SOFT, .leet = {L('i'), L('l')}},
    ['"'] = {.kind = CELL_PUNCTUATION},
    ['#'] = {.kind = CELL_MASK},
    ['$'] = {.kind = CELL_SOFT, .leet = {L('s')}},
    ['%'] = {.kind = CELL_MASK},
    ['&'] = {.kind = CELL_MASK},
    ['\''] = {.kind = CELL_APOSTROPHE, .symbol = SYMBOL_APOSTROPHE},
    ['('] = {.kind = CELL_PUNCTUATION, .leet = {L('c')}},
    [')'] = {.kind = CELL_PUNCTUATION},
    ['*'] = {.kind = CELL_MASK},
    ['+'] = {.kind = CELL_PUNCTUATION, .leet = {L('t')}},
    [','] = {.kind = CELL_PUNCTUATION},
    ['-'] = {.kind = CELL_DASH},
    ['.'] = {.kind = CELL_PUNCTUATION},
    ['/'] = {.kind = CELL_PUNCTUATION},
    ['0'] = {.kind = CELL_DIGIT, .leet = {L('o')}},
    ['1'] = {.kind = CELL_DIGIT, .leet = {L('i'), L('l')}},
    ['2'] = {.kind = CELL_DIGIT},
    ['3'] = {.kind = CELL_DIGIT, .leet = {L('e')}},
    ['4'] = {.kind = CELL_DIGIT, .leet = {L('a')}},
    ['5'] = {.kind = CELL_DIGIT, .leet = {L('s')}},
    ['6'] = {.kind = CELL_DIGIT, .leet = {L('g')}},
    ['7'] = {.kind = CELL_DIGIT, .leet = {L('t')}},
    ['8'] = {.kind = CELL_DIGIT, .leet = {L('b')}},
    ['9'] = {.kind = CELL_DIGIT, .leet = {L('g')}},
    [':'] = {.kind = CELL_PUNCTUATION},
    [';'] = {.kind = CELL_PUNCTUATION},
    ['<'] = {.kind = CELL_PUNCTUATION},
    ['='] = {.kind = CELL_PUNCTUATION},
    ['>'] = {.kind = CELL_PUNCTUATION},
    ['?'] = {.kind = CELL_SOFT},
    ['@'] = {.kind = CELL_SOFT, .leet = {L('a')}},
    ['['] = {.kind = CELL_PUNCTUATION},
    ['\\'] = {.kind = CELL_PUNCTUATION},
    [']'] = {.kind = CELL_PUNCTUATION},
    ['^'] = {.kind = CELL_MASK},
    ['_'] = {.kind = CELL_DASH},
    ['`'] = {.kind = CELL_PUNCTUATION},
    ['{'] = {.kind = CELL_PUNCTUATION},
    ['|'] = {.kind = CELL_PUNCTUATION, .leet = {L('i'), L('l')}},
    ['}'] = {.kind = CELL_PUNCTUATION},
    ['~'] = {.kind = CELL_MASK},
};

static enum cell_kind sign_kind(uint32_t c)
{
    switch (c) {
    case 0xa0:
    case 0x3000:
        return CELL_SPACE;
    case 0x2028:
    case 0x2029:
        return CELL_LINE;
    case 0x2018:
    case 0x2019:
        return CELL_APOSTROPHE;
    case 0xb7:
    case 0x2022:
    case 0x2588:
    case 0x25a0:
    case 0x25cf:
        return CELL_MASK;
    default:
        break;
    }
    if (c >= 0x2000 && c <= 0x200a)
        return CELL_SPACE;
    return c >= 0x2010 && c <= 0x2015 ? CELL_LONG_DASH : CELL_PUNCTUATION;
}

/* Blocks of punctuation, symbols and emoji; all else beyond ASCII is taken for letters. */
static bool is_sign(uint32_t c)
{
    return c < 0xc0 || c == 0xd7 || c == 0xf7 || (c >= 0x2000 && c < 0x2c00) ||
           (c >= 0x3000 && c < 0x3040) || c == 0x60c || c == 0x61b || c == 0x61f || c == 0x6d4 ||
           (c >= 0xfe00 && c < 0xfe70) || c >= 0x1f000;
}

/* Letters among the emoji: those of flags, and the four on red squares. */
static uint8_t emoji_letter(uint32_t c)
{
    if (c >= 0x1f1e6 && c <= 0x1f1ff)
        return (uint8_t)(c - 0x1f1e6 + SYMBOL_A);
    if (c < 0x1f170 || c > 0x1f189)
        return SYMBOL_NONE;
    return (uint8_t)(c - 0x1f170 + SYMBOL_A);
}

/* Signs and emoji that are put for letters. */
static uint8_t sign_letter(uint32_t c)
{
    static const struct {
        uint32_t sign;
        char letter;
    } letters[] = {{0xa1, 'i'},    {0xa2, 'c'},    {0xa3, 'l'},    {0xa5, 'y'},    {0xa7, 's'},
                   {0xa9, 'c'},    {0xae, 'r'},    {0xb0, 'o'},    {0xd7, 'x'},    {0x2020, 't'},
                   {0x20ac, 'e'},  {0x2665, 'v'},  {0x2716, 'x'},  {0x271d, 't'},  {0x274c, 'x'},
                   {0x2757, 'i'},  {0x2795, 't'},  {0x2b55, 'o'},  {0x1f170, 'a'}, {0x1f171, 'b'},
                   {0x1f17e, 'o'}, {0x1f17f, 'p'}, {0x1f315, 'o'}, {0x1f34a, 'o'}, {0x1f351, 'o'},
                   {0x1f369, 'o'}, {0x1f4b2, 's'}, {0x1f534, 'o'}, {0x1f535, 'o'}, {0x1f7e0, 'o'}};
    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
        if (letters[i].sign == c)
            return (uint8_t)L(letters[i].letter);
    }
    return SYMBOL_NONE;
}

/* Latin letters with bars and hooks that are no accents, U+0180 to U+02AF, as far as people dress words in them. */
static uint8_t barred_letter(uint32_t c)
{
    static const struct {
        uint32_t c;
        char letter;
    } letters[] = {
        {0x180, 'b'}, {0x186, 'o'}, {0x188, 'c'}, {0x192, 'f'}, {0x197, 'i'}, {0x199, 'k'},
        {0x19a, 'l'}, {0x19e, 'n'}, {0x1a5, 'p'}, {0x1ad, 't'}, {0x1b4, 'y'}, {0x1b6, 'z'},
        {0x1c0, 'l'}, {0x1dd, 'e'}, {0x23c, 'c'}, {0x247, 'e'}, {0x249, 'j'}, {0x24d, 'r'},
        {0x24f, 'y'}, {0x250, 'a'}, {0x251, 'a'}, {0x254, 'c'}, {0x257, 'd'}, {0x259, 'e'},
        {0x260, 'g'}, {0x265, 'h'}, {0x266, 'h'}, {0x268, 'i'}, {0x26a, 'i'}, {0x26f, 'm'},
        {0x279, 'r'}, {0x27e, 'r'}, {0x282, 's'}, {0x287, 't'}, {0x288, 't'}, {0x289, 'u'},
        {0x28c, 'v'}, {0x28d, 'w'}, {0x28e, 'y'}, {0x29e, 'k'}, {0x2c65, 'a'}};
    if (c < 0x180 || c > 0x2c65)
        return SYMBOL_NONE;
    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
        if (letters[i].c == c)
            return (uint8_t)L(letters[i].letter);
    }
    return SYMBOL_NONE;
}

static struct cell cell_of(uint32_t c)
{
    uint8_t symbol = symbol_of(c);
    struct cell cell = {.kind = CELL_LETTER, .symbol = symbol};
    if (!symbol)
        cell.symbol = c < 0x10000 ? barred_letter(c) : emoji_letter(c);
    if (cell.symbol)
        return cell;
    if (!is_sign(c)) {
        cell.kind = CELL_FOREIGN;
        return cell;
    }
    cell.kind = (uint8_t)sign_kind(c);
    if (cell.kind == CELL_APOSTROPHE)
        cell.symbol = SYMBOL_APOSTROPHE;
    cell.leet[0] = sign_letter(c);
    return cell;
}

/* Whether the hyphen of the folded form was written as an en or em dash or a bar. */
static bool was_long_dash(const struct text *t, size_t at)
{
    const char *p = t->original.p + t->map[at];
    return t->original.n - t->map[at] >= 3 && p[0] == '\xe2' && p[1] == '\x80' && p[2] >= '\x93' &&
           p[2] <= '\x95';
}

static uint32_t cells_fill(struct cell *cell, const struct text *t)
{
    struct str folded = t->folded;
    uint32_t count = 0;
    for (size_t at = 0, length = 1; at < folded.n; at += length) {
        unsigned char byte = (unsigned char)folded.p[at];
        if (byte >= 'a' && byte <= 'z') {
            length = 1;
            cell[count] = (struct cell){.kind = CELL_LETTER, .symbol = (uint8_t)L(byte)};
        } else if (byte < 128) {
            length = 1;
            cell[count] = ascii[byte];
            if (byte == '-' && was_long_dash(t, at))
                cell[count].kind = CELL_LONG_DASH;
        } else {
            cell[count] = cell_of(utf8_decode(folded, at, &length));
        }
        cell[count++].offset = (uint32_t)at;
    }
    return count;
}

struct imitation {
    uint32_t c;
    char latin[2];
};

/* Cyrillic letters and the Latin ones they are taken for. */
static const struct imitation imitations[] = {
    {0x430, "a"}, {0x432, "b"},  {0x433, "r"}, {0x435, "e"}, {0x438, "u"}, {0x43a, "k"},
    {0x43c, "m"}, {0x43d, "h"},  {0x43e, "o"}, {0x43f, "n"}, {0x440, "p"}, {0x441, "c"},
    {0x442, "t"}, {0x443, "yu"}, {0x445, "x"}, {0x455, "s"}, {0x456, "i"}, {0x458, "j"},
    {0x475, "v"}, {0x4bb, "h"},  {0x4cf, "l"}, {0x501, "d"}, {0x51b, "q"}, {0x51d, "w"},
};

/* In a text mostly in Latin letters a Cyrillic letter may stand for the Latin one it looks like: words of both
 * scripts were folded into one before, what is left are words wholly in disguise. */
static void read_imitations(struct cell *cell, uint32_t count, struct str folded)
{
    for (uint32_t i = 0; i < count; i++) {
        size_t length;
        uint32_t c;
        if ((unsigned char)folded.p[cell[i].offset] < 0xd0 ||
            (unsigned char)folded.p[cell[i].offset] > 0xd4)
            continue;
        c = utf8_decode(folded, cell[i].offset, &length);
        for (size_t k = 0; k < sizeof(imitations) / sizeof(imitations[0]); k++) {
            if (imitations[k].c == c) {
                cell[i].leet[0] = (uint8_t)L(imitations[k].latin[0]);
                cell[i].leet[1] = imitations[k].latin[1] ? (uint8_t)L(imitations[k].latin[1]) : 0;
            }
        }
    }
}

static bool is_cyrillic(const struct cell *c)
{
    return c->kind == CELL_LETTER && c->symbol > SYMBOL_Z;
}

/* Digits and signs among Cyrillic letters stand for letters of theirs, and so does a digit before them: "пи3да", "6лядь". */
static void read_cyrillic_leet(struct cell *cell, uint32_t count, struct str folded)
{
    static const struct {
        char sign;
        uint16_t letter[2];
    } letters[] = {{'0', {0x43e}}, {'1', {0x438, 0x44b}}, {'3', {0x437}}, {'4', {0x447}},
                   {'6', {0x431}}, {'8', {0x432}},        {'9', {0x44f}}, {'@', {0x430}},
                   {'$', {0x441}}, {'!', {0x438}}};
    for (uint32_t i = 0; i + 1 < count; i++) {
        bool begins = i == 0 || !cell_in_word(&cell[i - 1]);
        bool among = (begins ? cell[i].kind == CELL_DIGIT : is_cyrillic(&cell[i - 1])) &&
                     is_cyrillic(&cell[i + 1]);
        for (size_t k = 0; among && k < sizeof(letters) / sizeof(letters[0]); k++) {
            if (letters[k].sign != folded.p[cell[i].offset])
                continue;
            cell[i].leet[0] = symbol_of(letters[k].letter[0]);
            cell[i].leet[1] = symbol_of(letters[k].letter[1]);
        }
    }
}

/* Signs are read in the text's main script; most texts have one. */
static void read_other_script(struct cell *cell, uint32_t count, struct str folded)
{
    uint32_t latin = 0, other = 0;
    for (uint32_t i = 0; i < count; i++) {
        latin += cell[i].kind == CELL_LETTER && cell[i].symbol <= SYMBOL_Z;
        other += cell[i].kind == CELL_FOREIGN ||
                 (cell[i].symbol > SYMBOL_Z && cell[i].symbol <= SYMBOL_CYRILLIC_LAST);
    }
    if (other > 0 && latin > other)
        read_imitations(cell, count, folded);
    else if (other > 0)
        read_cyrillic_leet(cell, count, folded);
}

/* Whether a letter, a sign that may stand for one, or a number with its sign stands here, and no word before. */
static bool may_begin(const struct cells *c, uint32_t at)
{
    const struct cell *here = &c->cell[at];
    if (!cell_begins_word(c, at))
        return false;
    if (here->symbol)
        return here->kind == CELL_LETTER;
    return here->leet[0] || here->kind == CELL_DIGIT || here[1].kind == CELL_DIGIT;
}

/* Nothing but a gap or an end: no mask, dash or apostrophe, nor what may stand for a letter. */
static bool ends_word(const struct cell *c)
{
    return c->kind <= CELL_PUNCTUATION && !c->leet[0];
}

static uint16_t opening_at(const struct cell *c)
{
    if (!cell_is_plain(&c[0], SYMBOL_NONE) || !cell_is_plain(&c[1], c[0].symbol) ||
        !(cell_is_plain(&c[2], c[1].symbol) || ends_word(&c[2])))
        return CELLS_NO_OPENING;
    uint32_t opening = opening_with(c[0].symbol, c[1].symbol);
    return (uint16_t)(opening_script(c[0].symbol) | opening_with(opening, c[2].symbol));
}

static void find_begins(const struct cells *c, uint32_t *begin, uint16_t *opening)
{
    begin[c->count] = c->count;
    for (uint32_t at = c->count; at > 0; at--) {
        begin[at - 1] = may_begin(c, at - 1) ? at - 1 : begin[at];
        if (begin[at - 1] == at - 1)
            opening[at - 1] = opening_at(&c->cell[at - 1]);
    }
}

bool cells_camel(const struct cells *c, uint32_t i)
{
    const char *p = c->text->original.p;
    char here = p[c->text->map[c->cell[i].offset]];
    char before = i ? p[c->text->map[c->cell[i - 1].offset]] : ' ';
    return here >= 'A' && here <= 'Z' && before >= 'a' && before <= 'z';
}

/* --- Arabic --- */

/* As it is in words that are all Arabic. */
static struct cell arabic_cell(uint32_t c)
{
    struct cell cell = c < 128 ? ascii[c] : cell_of(c);
    uint8_t symbol = symbol_of_arabic(c);
    if (symbol)
        return (struct cell){.kind = CELL_LETTER, .symbol = symbol};
    if (cell.kind == CELL_LETTER || (c >= 'a' && c <= 'z'))
        return (struct cell){.kind = CELL_FOREIGN};
    cell.leet[0] = cell.leet[1] = SYMBOL_NONE;
    return cell;
}

static uint32_t fill_arabic(struct cell *cell, const struct text *t)
{
    uint32_t count = 0;
    for (size_t at = 0, length; at < t->folded.n; at += length) {
        uint32_t c = utf8_decode(t->folded, at, &length);
        if (symbol_arabic_skipped(c))
            continue;
        cell[count] = arabic_cell(c);
        cell[count++].offset = (uint32_t)at;
    }
    return count;
}

/* U+0600 to U+06FF begin with one of four bytes. */
static bool has_arabic(struct str folded)
{
    for (size_t i = 0; i < folded.n; i++)
        if ((unsigned char)folded.p[i] >= 0xd8 && (unsigned char)folded.p[i] <= 0xdb)
            return true;
    return false;
}

/* --- making them --- */

static uint32_t fill(struct cell *cell, const struct text *t)
{
    uint32_t count = cells_fill(cell, t);
    read_other_script(cell, count, t->folded);
    return count;
}

static struct cells *make(struct detection *d,
                          uint32_t (*fill_in)(struct cell *, const struct text *))
{
    struct cells *made = ARENA_NEW(d->arena, struct cells);
    struct cell *cell = ARENA_ARRAY(d->arena, d->text->folded.n + 1, struct cell);
    uint32_t *begin = ARENA_ARRAY(d->arena, d->text->folded.n + 1, uint32_t);
    uint16_t *opening = ARENA_ARRAY(d->arena, d->text->folded.n + 1, uint16_t);
    if (!made || !cell || !begin || !opening)
        return NULL;
    made->text = d->text;
    made->count = fill_in(cell, d->text);
    cell[made->count] = (struct cell){.kind = CELL_SPACE, .offset = (uint32_t)d->text->folded.n};
    made->cell = cell;
    made->begin = begin;
    made->opening = opening;
    find_begins(made, begin, opening);
    return made;
}

const struct cells *cells_get(struct detection *d)
{
    if (!d->cells)
        d->cells = make(d, fill);
    return d->cells;
}

const struct cells *cells_arabic(struct detection *d)
{
    return has_arabic(d->text->folded) ? make(d, fill_arabic) : NULL;
}
