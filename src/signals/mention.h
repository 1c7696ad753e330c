/*
 * Use or mention, for words found by harm.h: whether what they say together is said by the author here and now, or is
 * quoted, reported, denied, condemned, asked, told as news, or said of oneself.
 *
 * Told by the little words of the same sentence, within a bounded reach, so the time is linear whatever the text.
 *
 * Must not: weigh; which of these excuses what is the rule's business.
 */
#ifndef COMITY_SIGNALS_MENTION_H
#define COMITY_SIGNALS_MENTION_H

#include "signals/harm.h"

enum mention {
    MENTION_QUOTED = 1 << 0,    /* in quotation marks or a quoted line */
    MENTION_REPORTED = 1 << 1,  /* behind a verb of saying whose subject is not the author */
    MENTION_NEGATED = 1 << 2,   /* denied or limited: not, never, some of them */
    MENTION_COUNTERED = 1 << 3, /* condemned in the same breath: racist, unacceptable, a myth */
    MENTION_NEWS = 1 << 4,      /* police, courts, history, prevention, books */
    MENTION_ASKED = 1 << 5,     /* a condition */
    MENTION_OWN = 1 << 6,       /* said of the author's own: "we gays", "as a Muslim" */
    MENTION_ASIDE =
        1 << 7, /* the group is the object of another phrase: "violence against women is" */
    MENTION_QUESTION = 1 << 8, /* the sentence is a question */
    MENTION_ANY = (1 << 9) - 1,
};

/* Of what hits `first` to `last` say together; returns a set of enum mention. The words of a phrase that is itself the
 * first or last hit do not speak against it. */
unsigned mention_of(struct detection *d, const struct harm *h, uint32_t first, uint32_t last);

#endif
