/*
 * What normalisation did to a word: from what is written to what was read, step by step, each with the rule it followed.
 *
 *     "sh1t" read as "shit"   leet "1" -> "i"
 *     "F u c K" as "fuck"     case "F" -> "f", spacing " " -> "", spacing " " -> "", ...
 *
 * The two are aligned: a path of least cost over characters, in which keeping costs nothing and a rule that fits costs
 * less than one that does not.
 *
 * Invariants:
 *  1. Steps ascend and do not overlap; replacing each `from` at its place by its `to` gives exactly what was read.
 *  2. At most STEPS_MAX; a word that takes more, or is longer than STEPS_CHARACTERS_MAX, is one step of STEP_REWRITING.
 *
 * Must not: allocate.
 */
#ifndef COMITY_TEXT_STEPS_H
#define COMITY_TEXT_STEPS_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum step_rule {
    STEP_CASE,          /* a capital: "S" is s */
    STEP_COMPATIBILITY, /* another form of the same character: wide, circled, a ligature, mark composed */
    STEP_LOOK_ALIKE, /* a letter of another script that looks the same */
    STEP_ACCENT,     /* an accent, or marks piled on a letter */
    STEP_INVISIBLE,  /* characters that nobody sees */
    STEP_LEET,       /* a digit or sign for a letter: "1" is i, "$" is s */
    STEP_SPACING,    /* spaces, stops and dashes between the letters */
    STEP_MASKING,    /* a sign in a letter's place: "f*ck" */
    STEP_REPETITION, /* a letter again: "fuuuck" */
    STEP_REWRITING,  /* anything else, such as "at" for "@" */
    STEP_RULE_COUNT
};

struct step {
    enum step_rule rule;
    uint32_t at; /* byte of what is written */
    struct str from, to;
};

#define STEPS_MAX            32
#define STEPS_CHARACTERS_MAX 80

/* "case", "look-alike", ... */
struct str step_rule_name(enum step_rule rule);

/* Writes the steps to `ret`, which has room for STEPS_MAX; returns their number, 0 when the two are the same. Both are
 * valid UTF-8; the steps view them. */
size_t steps_find(struct str written, struct str read_as, struct step *ret);

#endif
