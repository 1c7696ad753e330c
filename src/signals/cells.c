#include "signals/cells.h"

#include "base/utf8.h"

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
           (c >= 0x3000 && c < 0x3040) || (c >= 0xfe00 && c < 0xfe70) || c >= 0x1f000;
}

static struct cell cell_of(uint32_t c)
{
    uint8_t symbol = symbol_of(c);
    struct cell cell = {.kind = CELL_LETTER, .symbol = symbol};
    if (symbol)
        return cell;
    if (!is_sign(c)) {
        cell.kind = CELL_FOREIGN;
        return cell;
    }
    cell.kind = (uint8_t)sign_kind(c);
    if (cell.kind == CELL_APOSTROPHE)
        cell.symbol = SYMBOL_APOSTROPHE;
    if (c == 0x20ac) /* euro */
        cell.leet[0] = L('e');
    if (c == 0xa3) /* pound */
        cell.leet[0] = L('l');
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

static bool is_mostly_latin(const struct cell *cell, uint32_t count)
{
    uint32_t latin = 0, other = 0;
    for (uint32_t i = 0; i < count; i++) {
        latin += cell[i].kind == CELL_LETTER && cell[i].symbol <= SYMBOL_Z;
        other += cell[i].kind == CELL_FOREIGN ||
                 (cell[i].symbol > SYMBOL_Z && cell[i].symbol <= SYMBOL_CYRILLIC_LAST);
    }
    return other > 0 && latin > other;
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
    return (uint16_t)opening_with(opening, c[2].symbol);
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

const struct cells *cells_get(struct detection *d)
{
    struct cells *made;
    struct cell *cell;
    uint32_t *begin;
    uint16_t *opening;
    if (d->cells)
        return d->cells;
    made = ARENA_NEW(d->arena, struct cells);
    cell = ARENA_ARRAY(d->arena, d->text->folded.n + 1, struct cell);
    begin = ARENA_ARRAY(d->arena, d->text->folded.n + 1, uint32_t);
    opening = ARENA_ARRAY(d->arena, d->text->folded.n + 1, uint16_t);
    if (!made || !cell || !begin || !opening)
        return NULL;
    made->count = cells_fill(cell, d->text);
    if (is_mostly_latin(cell, made->count))
        read_imitations(cell, made->count, d->text->folded);
    cell[made->count] = (struct cell){.kind = CELL_SPACE, .offset = (uint32_t)d->text->folded.n};
    made->cell = cell;
    made->begin = begin;
    made->opening = opening;
    find_begins(made, begin, opening);
    d->cells = made;
    return made;
}
