/*
 * Questions in plain words that a person answers at once: the captcha without JavaScript. Private to src/community.
 *
 * Invariant: the same seed gives the same question and answer, so that the answer need not travel.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_QUESTION_H
#define COMITY_COMMUNITY_ACCOUNT_QUESTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct question {
    struct str text;
    struct str answer;  /* ASCII */
    struct str answer2; /* another spelling (digits for a number word); may be empty */
};

/* The strings live in `a`, or for ever. */
struct question question_make(uint64_t seed, struct arena *a);
/* "13 + 7": for languages that no other questions are written in. */
struct question question_in_figures(uint64_t seed, struct arena *a);
/* Case, white space and a final full stop do not matter. */
bool question_answered(const struct question *q, struct str typed);

#endif
