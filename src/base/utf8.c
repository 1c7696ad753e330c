#include "base/utf8.h"

static bool continuation(struct str s, size_t at)
{
    return at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80;
}

static uint32_t bits(struct str s, size_t at)
{
    return (unsigned char)s.p[at] & 0x3F;
}

uint32_t utf8_decode(struct str s, size_t at, size_t *ret_length)
{
    unsigned char lead = (unsigned char)s.p[at];
    *ret_length = 1;
    if (lead < 0x80)
        return lead;
    if (lead >= 0xC2 && lead <= 0xDF && continuation(s, at + 1)) {
        *ret_length = 2;
        return (uint32_t)(lead & 0x1F) << 6 | bits(s, at + 1);
    }
    if ((lead & 0xF0) == 0xE0 && continuation(s, at + 1) && continuation(s, at + 2)) {
        uint32_t c = (uint32_t)(lead & 0x0F) << 12 | bits(s, at + 1) << 6 | bits(s, at + 2);
        if (c < 0x800 || (c >= 0xD800 && c <= 0xDFFF))
            return UTF8_INVALID;
        *ret_length = 3;
        return c;
    }
    if ((lead & 0xF8) == 0xF0 && continuation(s, at + 1) && continuation(s, at + 2) &&
        continuation(s, at + 3)) {
        uint32_t c = (uint32_t)(lead & 0x07) << 18 | bits(s, at + 1) << 12 | bits(s, at + 2) << 6 |
                     bits(s, at + 3);
        if (c < 0x10000 || c > 0x10FFFF)
            return UTF8_INVALID;
        *ret_length = 4;
        return c;
    }
    return UTF8_INVALID;
}

size_t utf8_encode(uint32_t c, char out[static 4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

size_t utf8_find_invalid(struct str s)
{
    size_t at = 0;
    while (at < s.n) {
        /* Eight ASCII bytes at a time: most of what people write. */
        uint64_t eight;
        if (s.n - at >= 8) {
            memcpy(&eight, s.p + at, 8);
            if ((eight & 0x8080808080808080u) == 0) {
                at += 8;
                continue;
            }
        }
        size_t length;
        if (utf8_decode(s, at, &length) == UTF8_INVALID)
            return at;
        at += length;
    }
    return STR_NONE;
}

size_t utf8_count(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.n; i++)
        count += ((unsigned char)s.p[i] & 0xC0) != 0x80;
    return count;
}

bool utf8_boundary(struct str s, size_t at)
{
    return at == s.n || (at < s.n && ((unsigned char)s.p[at] & 0xC0) != 0x80);
}

struct str utf8_prefix(struct str s, size_t max)
{
    size_t at = 0;
    while (at < s.n && max > 0) {
        at++;
        while (at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80)
            at++;
        max--;
    }
    return str_slice(s, 0, at);
}

int utf8_digit(uint32_t c)
{
    static const uint32_t zeros[] = {'0', 0x0660, 0x06F0};
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
        if (c >= zeros[i] && c <= zeros[i] + 9)
            return (int)(c - zeros[i]);
    return -1;
}
