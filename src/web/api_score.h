/*
 * What the handlers of the Perspective API share: the reading of their bodies, and their errors.
 *
 * Must not: score.
 */
#ifndef COMITY_WEB_API_SCORE_H
#define COMITY_WEB_API_SCORE_H

#include "web/api.h"
#include "web/score_request.h"

/* False when it was answered with an error already. */
bool api_score_read(struct request *r, enum score_method method, struct score_request *ret);
/* Answers 400. */
void api_score_refuse(struct request *r, const struct score_fault *fault);

#endif
