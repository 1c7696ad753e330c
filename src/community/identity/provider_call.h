/*
 * One call at a provider's, and what is shared by asking and redeeming. Private to provider_desk.c and provider_redeem.c.
 *
 * Invariant: what is kept of a provider is read and written under the desk's lock, and no fetch runs under it.
 */
#ifndef COMITY_COMMUNITY_IDENTITY_PROVIDER_CALL_H
#define COMITY_COMMUNITY_IDENTITY_PROVIDER_CALL_H

#include "community/identity/fetch.h"
#include "community/identity/provider_desk.h"
#include "federation/discovery.h"

#define PROVIDER_CALL_TEXT_MAX   ((size_t)8192) /* of an address, of a pair of credentials */
#define PROVIDER_CALL_ANSWER_MAX ((size_t)128 * 1024)

/* A document of a provider's as it was fetched last; empty before. */
struct provider_kept {
    struct buf text;
    int64_t taken_ms;
};
struct provider_counter {
    struct provider_kept description, keys;
    int64_t away_until_ms;
};

/* Who is asked, and until when. */
struct provider_call {
    struct provider_desk *desk;
    const struct provider *provider;
    struct provider_counter *counter;
    struct arena *arena;
    struct problem *problem;
    int64_t end_ns;
    int64_t now_ms;
};
struct provider_call provider_call_begin(struct provider_desk *d, const struct provider *p,
                                         struct arena *a, struct problem *problem);
/* An answer of any status below 500. */
enum rc provider_call_fetch(const struct provider_call *c, struct str address,
                            struct fetch_options options, struct fetch_result *ret) MUST_CHECK;
/* A document, answered with 200. */
enum rc provider_call_fetch_document(const struct provider_call *c, struct str address,
                                     size_t bytes_max, struct str *ret) MUST_CHECK;
/* What is kept, if it is not older. */
bool provider_call_take(const struct provider_call *c, const struct provider_kept *kept,
                        int64_t max_age_ms, struct str *ret);
void provider_call_keep(const struct provider_call *c, struct provider_kept *kept, struct str text);
/* Where a provider is asked what, whichever kind it is of. */
enum rc provider_call_describe(const struct provider_call *c, struct discovery *ret) MUST_CHECK;

#endif
