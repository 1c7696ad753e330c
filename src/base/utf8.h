/*
 * UTF-8: decode, encode, validate (Unicode 15, section 3.9, table 3-7: no overlong forms, no surrogates,
 * nothing above U+10FFFF).
 */
#ifndef COMITY_BASE_UTF8_H
#define COMITY_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

#define UTF8_INVALID UINT32_MAX

/* Decodes the character at byte `at` (< s.n). Sets `ret_length` to its bytes, 1 to 4. Malformed input gives
 * UTF8_INVALID with length 1. */
uint32_t utf8_decode(struct str s, size_t at, size_t *ret_length);
/* Writes `c` (a Unicode scalar value) into `out`; returns its bytes, 1 to 4. */
size_t utf8_encode(uint32_t c, char out[static 4]);
/* Byte offset of the first malformed byte, or STR_NONE when all of `s` is well formed. */
size_t utf8_find_invalid(struct str s);
static inline bool utf8_valid(struct str s)
{
    return utf8_find_invalid(s) == STR_NONE;
}
/* Characters (scalar values) in valid UTF-8. */
size_t utf8_count(struct str s);
/* What `c` counts as a digit that people type: "7", and its forms on Arabic and Persian keyboards; -1: it is none. */
int utf8_digit(uint32_t c);
/* Whether byte offset `at` (<= s.n) begins a character or is the end. */
bool utf8_boundary(struct str s, size_t at);
/* The longest prefix of at most `max` characters. */
struct str utf8_prefix(struct str s, size_t max);

#endif
