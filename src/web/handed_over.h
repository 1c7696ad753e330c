/*
 * A form that another site had a browser send here: single sign-on of a publisher.
 *
 * It cannot hold a form token of ours, and what it says is signed by its sender. So its handlers take this type, know no
 * session, and may sign nobody in: they lead to a page of ours that asks.
 *
 * Invariants:
 *  1. The request's actor is nobody, whatever cookies came with it.
 *  2. No field was sent twice.
 *
 * Must not: be taken for a checked form.
 */
#ifndef COMITY_WEB_HANDED_OVER_H
#define COMITY_WEB_HANDED_OVER_H

#include "web/request.h"

struct handed_over;

/* RC_INVALID for a malformed form. Lives in the request's arena. */
enum rc handed_over_make(struct request *r, const struct handed_over **ret,
                         struct problem *problem) MUST_CHECK;
/* The value of a field, empty with p == NULL when it was not sent. */
struct str handed_over_get(const struct handed_over *f, const char *name);

#endif
