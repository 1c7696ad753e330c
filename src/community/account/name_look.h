/*
 * What a user name looks like: its skeleton, after Unicode Technical Standard #39, section 4.
 *
 * Whatever is read the same is written the same here. Every character is replaced by the prototype of what it looks like,
 * whole names and not only words of mixed script: Cyrillic "раураl" and Latin "paypal" have one skeleton. Case is folded, which
 * the standard leaves open, and since a letter's capital may look like another letter than its small form (Greek nu: "ν" is a
 * v, "Ν" an N), a skeleton has two sides: the name in small letters and in capitals. Two names look alike when one side is
 * equal. Our own additions: separators, punctuation and vowel points count for nothing, "rn" is "m", "vv" is "w", "0" is "o",
 * "1" is "l", "5" is "s"; letters that look Latin only as capitals also count so in small letters, because names begin
 * with one ("Тгасу").
 *
 * "I" and "l". The site shows names in a font without serifs: a capital "I" and a small "l" are one stroke there (in its own, Public
 * Sans, the "l" has a small tail; in the fonts that mails, programs and browsers without it use, nothing tells them apart). A small
 * "i" has its dot in all of them, and a capital "L" its foot. So on the side of small letters an "i" is an "i", and "Marion" is
 * not "Marlon"; the side in capitals has the name as it is written, where a bare stroke is read by its neighbours in the word:
 *
 *     between capitals       "I": "MARlO" is "MARIO", and "MARION" not "Marlon"
 *     else within a word     "l": "AIice" is "Alice", "PauI" is "Paul"
 *     where a word begins    "l", and a small "i" is one, too: "Ieo" is "leo", "lda" is "Ida", and so is "ida", whose capital it is
 *     a "1" in a word        "i" ("Mar1o"), or as the "I" beside it; in small letters it is "l" ("Pau1")
 *
 * A capital with which a word begins says nothing about its neighbours ("AII" is "All"). Measured on 123,517 first names and surnames
 * of some sixty countries: of 776 pairs that clashed over i and l there remain 26, all with a beginning as in
 * "Ian" and "Lan". Of 219,808 imitations made from these names ("I" or "1" for "l", and in names in capitals "l" for "I") one passes ("NlI" for
 * "NII").
 *
 * Invariants:
 *  1. Any valid UTF-8 without NUL of at most NAME_LOOK_BYTES_MAX has a skeleton; it is valid UTF-8 in NFC, at most
 *     name_looks_growth times as long.
 *  2. The skeleton of one side is its own: taking it again changes nothing.
 *  3. name_look_rules() grows with these rules and with the version of Unicode. Stored skeletons carry it (name_renew.h).
 *
 * Must not: decide who may have a name; be shown to anybody.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_NAME_LOOK_H
#define COMITY_COMMUNITY_ACCOUNT_NAME_LOOK_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

#define NAME_LOOK_BYTES_MAX 4096

struct name_skeleton {
    struct str small, capitals;
};

/* RC_INVALID for text that is not valid UTF-8 or holds NUL, RC_TOO_LARGE for a longer one. */
enum rc name_skeleton(struct arena *a, struct str name, struct name_skeleton *ret) MUST_CHECK;

/* By which rules skeletons are made. 0: the rules before there was a number. */
int64_t name_look_rules(void);

/* --- the table, written by tools/looktables.c --- */

/* What a character looks like; offsets into name_looks_bytes, where a length byte precedes the UTF-8. Ascending. */
struct name_look {
    uint32_t c;
    uint16_t small, capitals;
};
extern const struct name_look name_looks_table[];
extern const size_t name_looks_count, name_looks_growth;
extern const unsigned name_looks_unicode; /* 150: Unicode 15.0 */
extern const unsigned char name_looks_bytes[];

#endif
