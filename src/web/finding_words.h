/*
 * Sentences about a finding: which words decided, what was measured where no word counts, what trust, repetition or the
 * brake changed. Each is empty (p NULL) where there is nothing to say.
 *
 * Ownership: everything lives in the request's arena.
 *
 * Must not: read the database, or speak of more than the record says.
 */
#ifndef COMITY_WEB_FINDING_WORDS_H
#define COMITY_WEB_FINDING_WORDS_H

#include "policy/verdict.h"
#include "web/request.h"

/* "Without “sh1t”, this clause would not have held the comment." Neighbouring words are one stretch. */
struct str finding_words_decisive(const struct request *r, const struct finding *f,
                                  struct str body);

/* What was measured and met the condition, to be told where no words stand for it: the author's pace, reports, likeness
 * to other comments. */
struct str finding_words_measured(const struct request *r, const struct finding *f);

/* What trained models, alone or corrected by rulings, gave that met the condition: words they weighed are no reason yet. */
struct str finding_words_model(const struct request *r, const struct finding *f);

/* What changed the consequence the clause names. */
struct str finding_words_change(const struct request *r, const struct finding *f);

/* Number without needless digits, text, yes, no, or "unknown". */
struct str finding_words_value(const struct request *r, const struct measure *m);

/* "met" or "missed", not in words, for a comparison with a number; of any other test the value says enough: empty. */
struct str finding_words_result(const struct measure *m);

/* What was measured, in the reader's language; p NULL for what is no signal and no fact of today's. */
struct str finding_words_meaning(const struct request *r, const struct measure *m);

#endif
