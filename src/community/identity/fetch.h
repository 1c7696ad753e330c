/*
 * Fetching somebody else's document over http or https, without being led astray.
 *
 * Invariants:
 *  1. Only http and https; only public unicast addresses, checked on the address actually connected
 * to, at the first connection and after every redirect (at most 5). A setting may allow private
 * ones.
 *  2. At most `bytes_max` are taken and `timeout_ms` spent; a document past either is refused, not
 * cut.
 *  3. No cookies, proxies from the environment, or compression beyond the byte limit; credentials only those of the
 * options, and then no redirect is followed, so that they reach nobody else.
 *
 * Must not: be called from an event loop: it waits.
 */
#ifndef COMITY_COMMUNITY_IDENTITY_FETCH_H
#define COMITY_COMMUNITY_IDENTITY_FETCH_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

struct fetch_options {
    size_t bytes_max;   /* 0: 8 MiB */
    int64_t timeout_ms; /* 0: 20 seconds */
    bool allow_private; /* private, loopback and link-local addresses too */
    const char
        *private_setting; /* which setting would allow them, for the problem; NULL: import's */
    bool
        is_call; /* asks a program: JSON wanted, no redirects, and an answer of any status is a result */
    struct str post;          /* a form to send; p NULL: GET */
    struct str authorization; /* of that header; empty: none. Only for calls */
    const atomic_bool
        *gives_up; /* ends the waiting within a second when it turns true; may be NULL */
};

struct fetch_result {
    struct str body; /* in the arena */
    struct str content_type;
    struct str url; /* after redirects */
    long status;    /* 200, ...; only calls see others */
};

/* RC_INVALID (address or scheme), RC_FORBIDDEN (private address), RC_TOO_LARGE, RC_UNAVAILABLE (no
 * answer in time, not found, refused); `problem` names the address and what to do. */
enum rc fetch_url(struct str url, const struct fetch_options *options, struct arena *a,
                  struct fetch_result *ret, struct problem *problem) MUST_CHECK;

/* Whether an address is public unicast (RFC 6890 and its registries). IPv4, IPv6 and IPv4 inside
 * IPv6. */
bool fetch_address_public(const struct sockaddr *address);

#endif
