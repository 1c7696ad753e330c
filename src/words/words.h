/*
 * What the program says to people, in their language.
 *
 * English stands in the source and is the key: words_say(w, "Sign in"). A language without a translation of a message gives the
 * English one. Templates ask by themselves: the template compiler writes their calls.
 *
 * Ownership: catalogues are the program's and live as long; what is filled lives in the arena given.
 *
 * Invariants:
 *  1. Nothing is made at start: catalogues are constant data, usable from every thread.
 *  2. A translation never brings markup: templates escape it like any text, and its markers only choose among the tags and
 *     fields that the template has.
 *
 * Must not: depend on the process's locale.
 */
#ifndef COMITY_WORDS_WORDS_H
#define COMITY_WORDS_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/rc.h"
#include "base/str.h"

struct words;

/* Those of a language such as "de" or "de-AT"; English where there are none. Never NULL. */
const struct words *words_for(struct str language);
/* The language they really are in: "en". */
struct str words_language(const struct words *w);
/* Those that people may choose from, English first; NULL behind the last. */
const struct words *words_at(size_t i);
/* "Deutsch" */
struct str words_own_name(const struct words *w);
/* "rtl" for languages written from right to left, else "ltr". */
struct str words_direction(const struct words *w);
/* English or NULL: nothing needs to be looked up. */
bool words_are_english(const struct words *w);

struct str words_say(const struct words *w, const char *message);
/* The same of a text that is not known while compiling, such as a problem's or a mail's. */
struct str words_say_text(const struct words *w, struct str message);
/* With {0}, {1} ... replaced by `values`. A plural is decided by the whole number that its value is, in digits:
 *
 *     words_fill(w, a, "{0, plural, one {# reply} other {# replies}} to {1}", values, 2)
 *
 * `#` is that number as the language writes it. The empty view when memory is out. */
struct str words_fill(const struct words *w, struct arena *a, const char *message,
                      const struct str *values, size_t count);

/* The same of a message that was said already. */
struct str words_fill_text(const struct words *w, struct arena *a, struct str message,
                           const struct str *values, size_t count);
/* A value with a name, for messages with {name}; without one it is told by its place, as above. A figure is a number as C
 * writes it, shown as the language does. An address, of the web or of mail, stays as it is: programs make a link of it, and would
 * take a mark behind it in. Other texts that run in the other direction are isolated from the sentence. */
struct words_value {
    struct str name, text;
    bool is_figure, is_address;
};
#define WORDS_VALUES_MAX 16
struct str words_fill_values(const struct words *w, struct arena *a, struct str message,
                             const struct words_value *values, size_t count);
/* A value that decides a plural: "1234". */
struct str words_digits(struct arena *a, int64_t n);

/* --- numbers and dates --- */
/* "1,234"; "0.5", at most two digits behind the point; "2%" from 0.02. */
struct str words_number(const struct words *w, int64_t value, struct arena *a);
struct str words_decimal(const struct words *w, double value, struct arena *a);
struct str words_percent(const struct words *w, double share, struct arena *a);

struct words_moment {
    int64_t year;
    int month, day, weekday; /* from 1; 0 is Sunday */
    int hour, minute;
};
enum words_date {
    WORDS_DAY,      /* 21 November 2026 */
    WORDS_LONG_DAY, /* Saturday 21 November 2026 */
    WORDS_MOMENT,   /* 21 November 2026, 18:40 */
};
struct str words_date(const struct words *w, enum words_date form, const struct words_moment *at,
                      struct arena *a);

/* A number as printf writes it, "-1234.50", with the language's digits, point and separators and as many places; what is no
 * such number stays as it is. */
struct str words_figure(const struct words *w, struct str plain, struct arena *a);
/* For templates' numbers. NULL: English. */
void words_put_number(struct buf *out, const struct words *w, int64_t value);

/* A problem as it was reported, in the language: its format is the message, what filled it stays. One that only passes a
 * sentence on ("%s") is that sentence. */
struct str words_problem(const struct words *w, const struct problem *p, struct arena *a);

/* --- for templates --- */
/* `key` is that of `english`. */
struct str words_find(const struct words *w, uint64_t key, struct str english);
/* Goes through a message with markers: each step gives a stretch of text and the marker behind it, counted from 1 as in
 * `marks`; 0 behind the last. */
struct words_walk {
    struct str rest;
    const struct str *marks;
    size_t mark_count;
    struct str text;
    size_t slot;
};
struct words_walk words_walk(const struct words *w, uint64_t key, struct str english,
                             const struct str *marks, size_t mark_count);
bool words_step(struct words_walk *walk);

#endif
