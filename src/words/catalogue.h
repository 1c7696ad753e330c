/*
 * What the catalogue compiler writes: a language's translations as a table that is looked up by key, and how it writes
 * numbers, plurals and dates, taken from ICU while building.
 *
 * Ownership: constant data of the program; nothing is made at start and nothing is ever freed.
 *
 * Invariants:
 *  1. `entries` has 1 << bits places, at most half of them taken; a key is found at its own place or behind it, going
 *     round. A place without a translation has the key 0.
 *  2. A translation holds the same markers as its English text, elements closed in order, and its plurals have every form
 *     of the language: the compiler refuses others.
 *
 * Must not: be included but by src/words, its compiler and tests.
 */
#ifndef COMITY_WORDS_CATALOGUE_H
#define COMITY_WORDS_CATALOGUE_H

#include <stdint.h>

#include "base/str.h"

struct words_entry {
    uint64_t key;
    uint32_t at; /* in `text` */
    uint32_t n;
};

/* Which form a whole number takes: 'z'ero, 'o'ne, 't'wo, 'f'ew, 'm'any, other 'x'. */
struct words_plurals {
    const char *small; /* of 0 to 999 */
    const char *large; /* of greater ones, by their last three digits */
    char million;      /* of multiples of a million */
};

struct words_numbers {
    uint32_t zero; /* the character; the other digits stand behind it */
    struct str point, separator, minus, plus;
    struct str percent_before, percent_after;
    int group, group_above; /* digits of the last group, and of those above it; 0: none */
    int ungrouped_digits;   /* a number of as many digits is not grouped */
};

/* Patterns are CLDR's: d dd M MM MMMM LLLL y EEEE H HH mm, and text in apostrophes. */
struct words_calendar {
    struct str months[12], months_alone[12], weekdays[7];
    struct str day, long_day, moment;
};

struct words {
    struct str language, own_name;
    bool is_rtl;
    unsigned bits;
    const struct words_entry *entries; /* NULL: English, where nothing is looked up */
    const char *text;
    struct words_plurals plurals;
    struct words_numbers numbers;
    struct words_calendar calendar;
};

/* English first, the language of tests last. */
extern const struct words words_catalogues[];
extern const size_t words_catalogue_count;

#endif
