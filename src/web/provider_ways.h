/*
 * The ways to sign in through others, as pages show them.
 *
 * Ownership: everything lives in the request's arena.
 */
#ifndef COMITY_WEB_PROVIDER_WAYS_H
#define COMITY_WEB_PROVIDER_WAYS_H

#include "community/identity/identity_visit.h"
#include "templates.h"
#include "web/request.h"

/* For signing in and joining; NULL when the site has none. `back`: empty for none. */
const struct view_provider_ways *provider_ways(struct request *r, struct str csrf, struct str back);

/* One button; the intents are "sign-in" and "again". */
struct view_provider_button provider_ways_button(struct request *r, const struct provider *p,
                                                 struct str csrf, struct str back,
                                                 struct str intent);

/* pages_provider.c: begins the way to a provider, and answers. */
void provider_ways_begin(struct request *r, const struct provider *p, enum identity_intent intent,
                         struct str back);

#endif
