/*
 * What was wrong with a form, said twice: in a summary above it, which leads to the field, and beside the field.
 *
 *   problem_summary_make ─► view->problems, and the places' texts
 *
 * Ownership: the summary lives in the request's arena; the places are the view's.
 *
 * Invariants:
 *  1. What is said is the request's problem, in the reader's language.
 *  2. A field without a place has its problem in the summary alone.
 */
#ifndef COMITY_WEB_PROBLEM_SUMMARY_H
#define COMITY_WEB_PROBLEM_SUMMARY_H

#include "web/request.h"
#include "web/views.h"

struct problem_place {
    const char *field;    /* as operations name it */
    struct str *text;     /* beside it; set when the problem is its; NULL: nothing stands there */
    const char *input_id; /* where it is put right; NULL: `field` */
};

/* NULL when nothing was said. `field` NULL: it is nobody's in particular, and the summary leads to `first`. */
struct view_problem_summary *problem_summary_make(struct request *r, const char *field,
                                                  const char *first,
                                                  const struct problem_place *places, size_t count);

#endif
