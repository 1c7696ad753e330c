/*
 * Attributes: what programs that score comments ask for by name (TOXICITY, INSULT, …), and the signal each rests on.
 *
 * The names are those of the Perspective API, so that its clients move without a change, and so that `comity eval` and
 * the API speak of the same things. A row of attributes.def says which signal gives the number, in which languages that
 * signal was measured, and whether it is good enough to act upon. A name that stands in no row is unknown: nothing is
 * scored that was not measured.
 *
 * Invariants:
 *  1. An attribute rests on one signal, a number from 0 to 1, and is that signal's value.
 *  2. A language is listed only where quality was measured on texts in it (docs/QUALITY.md).
 *
 * Must not: know HTTP; decide what a score leads to.
 */
#ifndef COMITY_SIGNALS_ATTRIBUTE_H
#define COMITY_SIGNALS_ATTRIBUTE_H

#include "signals/signals.h"

enum attribute_status {
    ATTRIBUTE_PRODUCTION, /* good enough to act upon by itself where the threshold is chosen with QUALITY.md */
    ATTRIBUTE_EXPERIMENTAL /* a hint for people; may change without notice */
};

struct attribute {
    struct str name;
    enum signal_id signal;
    struct str languages; /* "en" or "en de fr": ISO 639-1, separated by blanks */
    enum attribute_status status;
    struct str text; /* what it means, one sentence */
};

extern const struct attribute attribute_table[];
extern const size_t attribute_count;

/* By name, or NULL. "TOXICITY@6", a version of the attribute, is found as TOXICITY. */
const struct attribute *attribute_find(struct str name);
/* Whether it was measured in `language`: an ISO 639-1 code, alone or before a region ("en", "en-GB"). */
bool attribute_speaks(const struct attribute *a, struct str language);
const char *attribute_status_name(enum attribute_status s); /* "production", "experimental" */

/* The attribute's value among the facts. A text without a single letter or sign that could be measured scores 0: it says
 * nothing. False when the signal abstained on a text that does say something, as in another language. */
bool attribute_score(const struct attribute *a, const struct text *t, const struct facts *facts,
                     double *ret);
/* The same after the site's own correction, where the text was measured with one (signals/correction.h). */
bool attribute_learned_score(const struct attribute *a, const struct text *t,
                             const struct facts *facts, double *ret);

#endif
