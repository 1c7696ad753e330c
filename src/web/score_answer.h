/*
 * Scores of a text as comments:analyze answers them: measured, told apart by language, written as JSON.
 *
 * Nothing is asked but the signals: no clause, no site, no database. The same request gives the same answer, as long as
 * the site has learned nothing in between.
 *
 * The language is the requested one, else the detected one, else (where the text is too short to tell, in Latin letters) the
 * assumed one. A text without a letter in none of them cannot be told: LANGUAGE_DETECTION_FAILED. An attribute that was
 * not measured in a language is refused, or left out where the request says so.
 *
 * Invariants:
 *  1. Spans are half-open, ascending, in UTF-16 code units of the text as it was sent: one a sentence where spans were
 *     asked for (SCORE_SPANS_MAX at most; of more sentences neighbours are scored together), else one over the whole text.
 *  2. Scores are between 0 and 1, rounded to four places: the same on every machine.
 *
 * Must not: know HTTP.
 */
#ifndef COMITY_WEB_SCORE_ANSWER_H
#define COMITY_WEB_SCORE_ANSWER_H

#include "base/buf.h"
#include "web/score_request.h"

#define SCORE_SPANS_MAX 128

/* How this site sees texts. */
struct score_view {
    struct str assumed; /* the language of texts too short to tell */
    const struct correction *
        correction; /* what it has learned (signals/correction.h); NULL: as the models were shipped */
};

/* Appends the answer. RC_INVALID with the fault; RC_NO_MEMORY. */
enum rc score_answer_write(const struct signals *signals, const struct score_request *request,
                           const struct score_view *view, struct arena *a, struct buf *out,
                           struct score_fault *fault) MUST_CHECK;

/* The language the text is in, "" when it cannot be told; for comments:suggestscore. */
enum rc score_answer_language(const struct signals *signals, struct str text, struct arena *a,
                              struct str *ret) MUST_CHECK;

#endif
