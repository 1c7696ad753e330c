/*
 * Pages that change who owns the account ask for a sign-in of the last ten minutes.
 *
 *     if (!fresh_or_ask(r))
 *         return;
 *
 * stands at the top of their GET and POST handlers; whoever is not fresh is led to /account/again and comes back. That page offers
 * the password, and whatever else is a line of again_ways.def: a way in of its own that ends in a fresh session
 * (a passkey, a provider, a link in a mail).
 *
 * Invariant: the operation behind such a page checks again, inside its job (sessions_check_fresh).
 */
#ifndef COMITY_WEB_FRESH_H
#define COMITY_WEB_FRESH_H

#include "web/request.h"

/* False, and answered with a redirect, when the sign-in is older. */
bool fresh_or_ask(struct request *r);

/* Where to go on after the factor: a page of this site, the account when it is anything else. `back` as sent. */
struct url fresh_back(const struct request *r, struct str back);

/* What a way adds to the page; several where there are several providers. */
#define FRESH_WAYS_MAX 16
struct fresh_ways {
    struct str back; /* where the way shall lead in the end */
    size_t count;
    struct fresh_way {
        struct str label; /* "Use a passkey", in the reader's language */
        struct url start; /* a page that asks for the factor */
    } way[FRESH_WAYS_MAX];
};
void fresh_offer(struct fresh_ways *ways, struct str label, struct url start);

#define AGAIN_WAY(name) void again_way_##name(struct request *r, struct fresh_ways *ways);
#include "web/again_ways.def"
#undef AGAIN_WAY

#endif
