/*
 * Where to go on afterwards: the page somebody came from, carried through signing in and joining in the field `back`.
 *
 *     article#write ─► /sign-in?back= ─► form ─► provider, second step, link in a mail ─► article#write
 *     article#write ─► /register?back= ─► /confirm?back= ─► link in the mail ─► article#write
 *
 * Ownership: everything lives in the request's arena, or in what the caller gives.
 *
 * Invariants:
 *  1. `back` is foreign text wherever it comes from, a link's row too. It is made an address in back_to alone: a path of this
 *     site with its query and fragment, never another host (url_checked_local).
 *  2. What is carried further is what back_to would take, or nothing.
 *
 * Must not: be used for where a form is sent.
 */
#ifndef COMITY_WEB_BACK_H
#define COMITY_WEB_BACK_H

#include "web/request.h"

/* As it was sent, in the form or in the address; empty for none. */
struct str back_asked(const struct request *r);
/* `back` when it is a page of this site; absent (p NULL) for anything else. */
struct str back_checked(struct str back);
/* The page, or `otherwise`, a path of this site. */
struct url back_to(const struct request *r, struct str back, const char *otherwise);
/* `to` with `back` in its query; `to` alone for what is no page of this site. */
struct url back_carry(const struct request *r, struct url to, struct str back);

#endif
