/*
 * String views: a pointer and a length, owned by somebody else.
 *
 * A `struct str` never owns its bytes and need not end in NUL. C strings appear only at the edge of a library;
 * `arena_cstr` makes one there. Bytes are compared as bytes: folding belongs to src/text.
 *
 * Must not: allocate.
 */
#ifndef COMITY_BASE_STR_H
#define COMITY_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/rc.h"

struct str {
    const char *p; /* may be NULL only when n is 0 */
    size_t n;      /* bytes */
};

/* A view of a string literal, its length known to the compiler. */
#define STR(literal) ((struct str){.p = "" literal, .n = sizeof(literal) - 1})
/* The same for static initialisers, where a compound literal is not constant. */
#define STR_INIT(literal)                                                                          \
    {                                                                                              \
        .p = "" literal, .n = sizeof(literal) - 1                                                  \
    }
/* printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

/* Marks a literal that people read and that is said elsewhere in their language (words_say): in tables, and in layers that
 * do not know words. */
#define SAID(literal) literal
/* The same where one English text is two things that other languages call differently: `context` says which, and is not
 * shown. Literals both. */
#define SAID_IN(context, literal) context "\004" literal

static inline struct str str_make(const char *p, size_t n)
{
    return (struct str){.p = p, .n = n};
}

/* A view of a NUL-terminated string; NULL gives the empty view. */
static inline struct str str_from_cstr(const char *s)
{
    return (struct str){.p = s, .n = s ? strlen(s) : 0};
}

static inline bool str_eq(struct str a, struct str b)
{
    /* Words are mostly told apart by their first byte. */
    return a.n == b.n && (a.n == 0 || (a.p[0] == b.p[0] && memcmp(a.p, b.p, a.n) == 0));
}

/* Bytewise order as memcmp, shorter first when one is the other's prefix. */
int str_compare(struct str a, struct str b);
/* ASCII letters compared without case; for protocol words (header names, schemes) only. */
bool str_eq_ascii_case(struct str a, struct str b);
static inline bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}
static inline bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

/* Byte offset of the first occurrence at or after `from`, or STR_NONE. */
#define STR_NONE SIZE_MAX
size_t str_find(struct str s, struct str needle, size_t from);
size_t str_find_char(struct str s, char c, size_t from);
size_t str_rfind_char(struct str s, char c);

/* Bytes [begin, end), both clamped to the string. */
static inline struct str str_slice(struct str s, size_t begin, size_t end)
{
    if (end > s.n)
        end = s.n;
    if (begin > end)
        begin = end;
    /* An empty string may have no address to count from. */
    return str_make(begin > 0 ? s.p + begin : s.p, end - begin);
}
/* Without leading and trailing ASCII white space. */
struct str str_trim(struct str s);

/* Splits at the first `separator`: returns what stands before it and moves `rest` behind it. Without a
 * separator returns everything and leaves `rest` empty with p == NULL, so that
 * `while (rest.p) { part = str_split(&rest, ','); ... }` visits every part, empty ones too. */
struct str str_split(struct str *rest, char separator);

/* Decimal numbers, the whole string, no sign for u64, no white space. RC_INVALID otherwise or on overflow. */
enum rc str_to_u64(struct str s, uint64_t *ret) MUST_CHECK;
enum rc str_to_i64(struct str s, int64_t *ret) MUST_CHECK;

static inline bool char_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}
static inline bool char_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool char_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
static inline char char_lower(char c)
{
    return (c >= 'A' && c <= 'Z') ? (char)(c + 32) : c;
}

#endif
