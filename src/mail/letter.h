/*
 * What a mail says: a template of templates/mail in the recipient's language, with its values filled in.
 *
 *     Confirm your address at {site}                 the first line: the subject
 *                                                    an empty line
 *     Hello {name},                                  paragraphs, with an empty line between
 *
 *     Confirm this address: {link}                   ends in {link}: a button with these words
 *
 *     It lasts {days, plural, one {# day} other {# days}}.
 *                                                    a number with its noun, in every form that the language has
 *
 * The subject is one message to translators, each paragraph another: its lines joined by one blank. A paragraph that has
 * placeholders of which every one is empty is left out.
 *
 * Ownership: a letter lives in the arena given; it views its source where nothing was filled in.
 *
 * Invariants:
 *  1. A value is text: placeholders in it are not filled again, and control and direction-override characters do not survive.
 *     One that runs against the letter's direction is isolated from the sentence around it.
 *  2. A subject has no line ends.
 *
 * Must not: know HTML, headers or where values come from.
 */
#ifndef COMITY_MAIL_LETTER_H
#define COMITY_MAIL_LETTER_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"
#include "words/words.h"

#define LETTER_BLOCKS_MAX  64
#define LETTER_SUBJECT_MAX 200 /* characters; longer ones are cut */

enum letter_kind { LETTER_PARAGRAPH, LETTER_BUTTON };

struct letter_block {
    enum letter_kind kind;
    struct str text; /* of a button: its words */
    struct str link; /* of a button */
};

struct letter {
    struct str subject;
    struct letter_block blocks[LETTER_BLOCKS_MAX];
    size_t count;
};

/* Adds the template's paragraphs behind those already there; its subject counts while there is none. Values without a name in
 * the template are ignored, names without a value are empty. RC_INVALID for a template that is none, RC_TOO_LARGE,
 * RC_NO_MEMORY. */
enum rc letter_add(struct letter *letter, struct str template_text, const struct words *words,
                   const struct words_value *values, size_t value_count,
                   struct arena *a) MUST_CHECK;

#endif
