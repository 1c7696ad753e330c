/*
 * Numbers people write in groups: what they are made of, and whether they are a card, a telephone number or an
 * IBAN. All over folded text, each reading a bounded number of bytes.
 *
 * Must not: guess. A number that could as well be a date, a price, a score or an ISBN is none of these.
 */
#ifndef COMITY_SIGNALS_NUMBER_H
#define COMITY_SIGNALS_NUMBER_H

#include "base/str.h"

#define NUMBER_DIGITS_MAX 20
#define NUMBER_GROUPS_MAX 16

struct number {
    size_t begin, end; /* bytes of the folded form */
    bool plus;         /* begins with + */
    int digits, groups;
    char digit[NUMBER_DIGITS_MAX + 1]; /* '0' to '9' */
    int group[NUMBER_GROUPS_MAX];      /* digits in each */
    char separator[NUMBER_GROUPS_MAX]; /* before each group; 0 before the first */
};

/* Reads digits in groups from `at`; false when there is no digit, or more than the maximum (then ret->end is
 * where to go on all the same). */
bool number_read(struct str s, size_t at, struct number *ret);

/* Issuer range, length and Luhn check digit (ISO/IEC 7812-1) are right. */
bool number_is_card(const struct number *n);
bool number_is_phone(struct str s, const struct number *n);
/* The end of a telephone number with its extension ("x123", "ext. 123"). */
size_t number_phone_end(struct str s, const struct number *n);
/* Country, length and check digits (ISO 13616, ISO 7064 mod 97-10) are right; the end, or `at`. */
size_t number_iban_end(struct str s, size_t at);

#endif
