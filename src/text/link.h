/*
 * Foreign addresses: which may become links, and how they are written.
 *
 * What people type and feeds carry is checked here before it stands in href or src: the scheme is
 * on a short list, the host is a host, nothing hides in it. What comes out is ASCII but for a
 * well-behaved international host name, has no byte that could end an attribute, and is absolute
 * unless it leads within the site.
 *
 * Invariants:
 *  1. A checked address is "http://…", "https://…", "mailto:…", or, where allowed, a path that
 * begins with exactly one "/", or "#…".
 *  2. No user name or password stands before the host: it only serves to show a false one.
 *  3. A label of the host whose letters mix scripts, or that is made of letters looking like Latin
 * ones only, is written in punycode (RFC 3492), so that it shows as what it is.
 *
 * Must not: resolve names or judge a destination (that is a detector's).
 */
#ifndef COMITY_TEXT_LINK_H
#define COMITY_TEXT_LINK_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* Longest address taken, in bytes. */
#define LINK_BYTES_MAX 2048

enum link_allowed {
    LINK_HTTP = 1,  /* http and https */
    LINK_HTTPS = 2, /* https only */
    LINK_MAILTO = 4,
    LINK_LOCAL = 8, /* "/path" and "#fragment" */
};

struct link {
    struct str address;
    bool encoded; /* part of the host was rewritten in punycode */
};

/* Checks `raw` against a set of link_allowed. RC_INVALID for anything that is not such an address
 * (no problem text: it is simply not a link), RC_NO_MEMORY. */
enum rc link_check(struct arena *a, struct str raw, unsigned allowed, struct link *ret) MUST_CHECK;

/* `reference` resolved against the absolute address `base` (RFC 3986, section 5.2). The result is
 * not checked yet. A base without scheme and host gives the reference back as it is. */
enum rc link_resolve(struct arena *a, struct str base, struct str reference,
                     struct str *ret) MUST_CHECK;

/* The host of a checked or resolved http address, without port; empty when there is none. */
struct str link_host(struct str address);

#endif
