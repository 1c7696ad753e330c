#include "community/account/name_look.h"

#include "base/utf8.h"
#include "community/account/nfc.h"

/* Add one whenever the same name gets another skeleton: what is stored is then made anew. */
#define RULES 3

int64_t name_look_rules(void)
{
    return RULES * 1000 + (int64_t)name_looks_unicode;
}

enum side { SMALL, CAPITALS };

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

/* What an ASCII character looks like; NUL: nothing. tools/looktables.c knows the same. */
static char look_of_ascii(char c)
{
    if (c == '0')
        return 'o';
    if (c == '1' || c == 'i' || c == 'I' || c == '|')
        return 'l';
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
        *ascii = look_of_ascii(s.p[at]);
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

static enum rc look(struct arena *a, struct str name, enum side side, struct str *ret)
{
    char *out = arena_alloc(a, name.n * name_looks_growth + 1), ascii;
    size_t n = 0, length;
    if (out == NULL)
        return RC_NO_MEMORY;
    for (size_t at = 0; at < name.n; at += length) {
        struct str one = look_of(name, at, side, &ascii, &length);
        if (one.n > 0)
            memcpy(out + n, one.p, one.n);
        n += one.n;
    }
    return nfc_normalise(a, join_pairs(out, n), ret);
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
