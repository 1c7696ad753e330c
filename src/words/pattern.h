/*
 * What a message is made of besides its letters.
 *
 *     {0}                                     a value of C; {name}, <1>, </1>, <2/>: a template's field and elements
 *     {0, plural, =0 {…} one {…} other {…}}   one of its arms, by value 0 and the language's rules; # in an arm is the value;
 *                                             in mails by a value's name: {days, plural, …}
 *
 * The notation is ICU's MessageFormat without its quoting: an apostrophe is an apostrophe.
 *
 * Ownership: everything found is a view of the message.
 *
 * Must not: know a language.
 */
#ifndef COMITY_WORDS_PATTERN_H
#define COMITY_WORDS_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* The bytes of the marker that begins at `at`: "{name}", "{0}", "<1>", "</1>" or "<1/>"; 0: none does. */
size_t pattern_marker(struct str s, size_t at);

struct pattern_plural {
    struct str name; /* of the value that decides: "0", "count" */
    struct str arms; /* what stands behind "plural," */
    size_t n;        /* bytes of the whole */
};
bool pattern_plural(struct str s, size_t at, struct pattern_plural *ret);

struct pattern_arm {
    struct str selector; /* "one", "=0" */
    struct str text;
};
/* The next of `arms`; false at the end, or when `*arms` is left with what cannot be read. */
bool pattern_next_arm(struct str *arms, struct pattern_arm *ret);

#endif
