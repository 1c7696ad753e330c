/*
 * Where every way of signing in ends: password, link, passkey, provider.
 *
 * Invariant: whether a second step is owed is not asked here but of the session that was made (session_find), as at every
 * later request: this only saves staff the way over a closed door.
 */
#ifndef COMITY_WEB_SIGNED_IN_H
#define COMITY_WEB_SIGNED_IN_H

#include "web/request.h"

/* Gives the browser its session and leads to `back`, over the second step where one is awaited. */
void signed_in_go_on(struct request *r, struct str token, struct url back);
/* To the second step, and to `back` after it. */
void signed_in_ask_step(struct request *r, struct url back);

#endif
