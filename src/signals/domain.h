/*
 * Domain names in folded text, against a short list of top-level domains of our own (domain_list.def).
 *
 * Must not: know what a link is for; that is links.c.
 */
#ifndef COMITY_SIGNALS_DOMAIN_H
#define COMITY_SIGNALS_DOMAIN_H

#include "base/str.h"

/* Whether the label is a top-level domain we know. */
bool domain_is_top(struct str label);
/* Whether the top-level domain is also a word or a file's ending ("it", "md"), so that a domain without
 * http, www or path could be a missing space. */
bool domain_top_is_doubtful(struct str label);
bool domain_is_shortener(struct str host);
bool domain_is_messenger(struct str host);
/* Whether `host` is `domain` or under it. */
bool domain_covers(struct str domain, struct str host);
/* The end of the domain name that begins at `at` (at least two labels, a known top-level domain), or `at`. */
size_t domain_end(struct str folded, size_t at);
/* What stands behind the last dot. */
struct str domain_top(struct str host);

#endif
