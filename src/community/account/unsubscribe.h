/*
 * The way out that stands in every mail which is no duty: a link that switches the reader's choice off (choice.h).
 *
 * Invariants:
 *  1. Whoever holds the link may switch this one choice off, and nothing else; it cannot be switched on by it.
 *  2. The link is not used up: mail programs ask twice, and the second time it is so already.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_UNSUBSCRIBE_H
#define COMITY_COMMUNITY_ACCOUNT_UNSUBSCRIBE_H

#include "community/account/choice.h"
#include "community/account/link.h"

struct unsubscribe_view {
    enum choice which;
    struct str language; /* the reader's; empty: the site's */
};
/* For the page that asks. RC_NOT_FOUND, RC_EXPIRED as link_look. */
enum rc unsubscribe_look(struct community_reader *r, struct str token, struct arena *a,
                         struct unsubscribe_view *ret) MUST_CHECK;

struct unsubscribe {
    struct community_job job;
    struct str token;
    struct unsubscribe_view ret_view;
};
enum rc unsubscribe_submit(struct community_job *job) MUST_CHECK;

#endif
