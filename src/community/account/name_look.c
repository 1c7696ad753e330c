#include "community/account/name_look.h"

#include <unictype.h>

#include "base/utf8.h"
#include "community/account/nfc.h"

/* Add one whenever the same name gets another skeleton: what is stored is then made anew. */
#define RULES 4

int64_t name_look_rules(void)
{
    return RULES * 1000 + (int64_t)name_looks_unicode;
}

enum side { SMALL, CAPITALS };

/* In the looks of the side in capitals, where no other capital and no other digit one is: the vertical stroke that is "I" or "l",
 * and "1". */
#define STROKE 'I'
#define ONE    '1'

static const struct name_look *find(uint32_t c)
{
    size_t low = 0, high = name_looks_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (name_looks_table[middle].c == c)
            return &name_looks_table[middle];
        if (name_looks_table[middle].c < c)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* What an ASCII character looks like; NUL: nothing. Case has gone but for 'I', the stroke. tools/looktables.c knows the same. */
static char look_of_ascii(char c, enum side side)
{
    bool stroke = c == 'I' || c == 'l', one = c == '1' || c == '|';
    if (side == CAPITALS && (stroke || one))
        return stroke ? STROKE : ONE;
    if (one)
        return 'l';
    if (c == '0')
        return 'o';
    if (c == '5')
        return 's';
    /* Signs of mathematics, money and accents are no punctuation. */
    if (char_is_alpha(c) || char_is_digit(c) || strchr("$+<=>^`~", c) != NULL)
        return char_lower(c);
    return '\0';
}

static struct str look_of(struct str s, size_t at, enum side side, char *ascii, size_t *ret_length)
{
    *ret_length = 1;
    if ((unsigned char)s.p[at] < 0x80) {
        *ascii = look_of_ascii(s.p[at], side);
        return str_make(ascii, *ascii != '\0');
    }
    const struct name_look *look = find(utf8_decode(s, at, ret_length));
    if (look == NULL)
        return str_slice(s, at, at + *ret_length);
    size_t offset = side == SMALL ? look->small : look->capitals;
    return str_make((const char *)name_looks_bytes + offset + 1, name_looks_bytes[offset]);
}

/* Letters that look like another one when they stand together; in place. */
static struct str join_pairs(char *p, size_t n)
{
    size_t out = 0;
    for (size_t i = 0; i < n; i++) {
        bool m = i + 1 < n && p[i] == 'r' && p[i + 1] == 'n';
        bool w = i + 1 < n && p[i] == 'v' && p[i + 1] == 'v';
        p[out++] = m ? 'm' : w ? 'w' : p[i];
        i += m || w;
    }
    return str_make(p, out);
}

/* --- one side --- */

enum letter_case { CASE_NONE, CASE_SMALL, CASE_CAPITAL };

struct writing {
    struct str name;
    char *out;
    size_t n;
    /* Of the side in capitals. */
    size_t decided; /* strokes before it have become letters */
    enum letter_case
        before; /* of the word's last letter but strokes; a capital that begins the word says nothing */
    bool begins; /* nothing of the word is written yet */
    bool after_letter;
};

static void append(struct writing *w, struct str s)
{
    if (s.n > 0)
        memcpy(w->out + w->n, s.p, s.n);
    w->n += s.n;
}

static enum letter_case case_of(struct str written, struct str looks)
{
    size_t length;
    uint32_t c = utf8_decode(written, 0, &length);
    if (!uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L))
        return CASE_NONE;
    bool capital = uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Lu | UC_CATEGORY_MASK_Lt);
    /* Not what is written so in skeletons, too. */
    return capital && !str_eq(written, looks) ? CASE_CAPITAL : CASE_SMALL;
}

/* Strokes between capitals are "I", all others "l". */
static void decide(struct writing *w, enum letter_case after)
{
    bool small = w->before == CASE_SMALL || after == CASE_SMALL;
    bool capital = w->before == CASE_CAPITAL || after == CASE_CAPITAL;
    for (; w->decided < w->n; w->decided++)
        if (w->out[w->decided] == STROKE)
            w->out[w->decided] = capital && !small ? 'i' : 'l';
}

/* Whether what is seen next, in `looks` from its second byte on or in the name from `at`, is of one of these categories. */
static bool see_next(struct str name, size_t at, struct str looks, uint32_t categories)
{
    char ascii;
    size_t length;
    struct str next = str_slice(looks, 1, looks.n);
    for (; next.n == 0 && at < name.n; at += length)
        next = look_of(name, at, CAPITALS, &ascii, &length);
    return next.n > 0 &&
           uc_is_general_category_withtable(utf8_decode(next, 0, &length), categories);
}

static bool beside_capital_i(struct str name, size_t at)
{
    return (at > 0 && name.p[at - 1] == 'I') || (at + 1 < name.n && name.p[at + 1] == 'I');
}

/* What the first letter of `looks` is here if it is a stroke, a one, or the "i" that begins a word: STROKE when the word's
 * next letter decides. NUL for all else. */
static char stroke_at(const struct writing *w, size_t at, size_t length, struct str looks)
{
    char ascii, first = looks.n > 0 ? looks.p[0] : '\0';
    size_t ignored;
    if (first == ONE && beside_capital_i(w->name, at))
        return STROKE;
    if (first == ONE)
        return w->after_letter && !w->begins &&
                       see_next(w->name, at + length, looks, UC_CATEGORY_MASK_L)
                   ? 'i'
                   : 'l';
    if (first != STROKE && !(first == 'i' && w->begins))
        return '\0';
    if (see_next(w->name, at + length, looks,
                 UC_CATEGORY_MASK_M)) /* with an accent it is no bare stroke */
        return look_of(w->name, at, SMALL, &ascii, &ignored).p[0];
    return w->begins ? 'l' : STROKE;
}

static void write_capital(struct writing *w, size_t at, size_t length, struct str looks)
{
    enum letter_case letter = case_of(str_slice(w->name, at, at + length), looks);
    char stroke = stroke_at(w, at, length, looks);
    if (stroke != '\0') {
        append(w, str_make(&stroke, 1));
        append(w, str_slice(looks, 1, looks.n));
    } else {
        if (looks.n == 0 || letter != CASE_NONE) {
            decide(w, letter);
            w->before = letter == CASE_CAPITAL && w->begins ? CASE_NONE : letter;
        }
        append(w, looks);
    }
    w->begins = looks.n == 0;
    w->after_letter = letter != CASE_NONE;
}

static enum rc look(struct arena *a, struct str name, enum side side, struct str *ret)
{
    struct writing w = {
        .name = name, .out = arena_alloc(a, name.n * name_looks_growth + 1), .begins = true};
    char ascii;
    if (w.out == NULL)
        return RC_NO_MEMORY;
    for (size_t at = 0, length; at < name.n; at += length) {
        struct str one = look_of(name, at, side, &ascii, &length);
        if (side == SMALL)
            append(&w, one);
        else
            write_capital(&w, at, length, one);
    }
    decide(&w, CASE_NONE);
    return nfc_normalise(a, join_pairs(w.out, w.n), ret);
}

enum rc name_skeleton(struct arena *a, struct str name, struct name_skeleton *ret)
{
    struct name_skeleton made;
    if (name.n > NAME_LOOK_BYTES_MAX)
        return RC_TOO_LARGE;
    if (!utf8_valid(name) || str_find_char(name, '\0', 0) != STR_NONE)
        return RC_INVALID;
    enum rc rc = look(a, name, SMALL, &made.small);
    if (rc == RC_OK)
        rc = look(a, name, CAPITALS, &made.capitals);
    if (rc == RC_OK)
        *ret = made;
    return rc;
}
