/*
 * The three parts of a letter to the moderators: a subject that says what it is about, the user's ID, and an explanation of what
 * led to the sanction. Whether they are there is all that is asked of a program; a person judges what they say.
 */
#ifndef COMITY_COMMUNITY_DISCIPLINE_LETTER_PARTS_H
#define COMITY_COMMUNITY_DISCIPLINE_LETTER_PARTS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

#define LETTER_EXPLANATION_MIN 40 /* characters, without white space and the ID */

enum letter_lack { LETTER_SUBJECT = 1, LETTER_USER_ID = 2, LETTER_EXPLANATION = 4 };

struct letter_text {
    struct str subject;
    struct str named; /* where the ID stands: a field of the form, or subject and text of a mail */
    struct str own;   /* what the reader wrote, without quotations */
};
/* Bits of letter_lack, 0 when all is there; RC_NO_MEMORY. */
enum rc letter_parts_check(struct arena *a, const struct letter_text *text, int64_t account_id,
                           unsigned *ret_lacks) MUST_CHECK;
/* Whether one of the numbers in `text` is this. */
bool letter_parts_names(struct str text, int64_t account_id);
/* The first number in `text` that can be an account's; 0: none. */
int64_t letter_parts_named(struct str text);

#endif
