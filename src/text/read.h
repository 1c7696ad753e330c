/*
 * Decoding of text already known to be valid UTF-8, inlined into the loops that look at every
 * character.
 *
 * Must not: be given anything that utf8_valid has not passed; use base/utf8.h there.
 */
#ifndef COMITY_TEXT_READ_H
#define COMITY_TEXT_READ_H

#include "base/str.h"

/* The character at byte `at` (< s.n) of valid UTF-8; sets its bytes, 1 to 4. */
static inline uint32_t read_char(struct str s, size_t at, size_t *ret_length)
{
    const unsigned char *p = (const unsigned char *)s.p + at;
    if (p[0] < 0x80) {
        *ret_length = 1;
        return p[0];
    }
    if (p[0] < 0xE0) {
        *ret_length = 2;
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    }
    if (p[0] < 0xF0) {
        *ret_length = 3;
        return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    }
    *ret_length = 4;
    return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
}

#endif
