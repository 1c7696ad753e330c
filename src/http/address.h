/*
 * Client addresses: text to bytes and back, the list of trusted proxies, and how many connections
 * each address holds. IPv4 is kept as IPv4-mapped IPv6 (RFC 4291 section 2.5.5.2), so that one
 * address has one form.
 */
#ifndef COMITY_HTTP_ADDRESS_H
#define COMITY_HTTP_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

/* Longest text of an address, as INET6_ADDRSTRLEN. */
#define ADDRESS_TEXT_MAX 46

struct http_address {
    uint8_t bytes[16];
};

bool address_parse(struct str text, struct http_address *ret);
struct http_address address_from_socket(const struct sockaddr *sa);
/* Writes the text into `out` and returns a view of it. */
struct str address_text(const struct http_address *a, char out[static ADDRESS_TEXT_MAX]);

struct address_network {
    struct http_address address;
    unsigned bits; /* of 128 */
};
struct address_list {
    struct address_network *networks;
    size_t count;
};
/* Parses "address" or "address/bits" entries; RC_INVALID names the entry at fault. */
enum rc address_list_parse(const struct str *texts, size_t count, struct arena *a,
                           struct address_list *ret, struct problem *problem) MUST_CHECK;
bool address_list_has(const struct address_list *list, const struct http_address *a);

/* The client behind trusted proxies: the last entry of `forwarded` (X-Forwarded-For) that is no
 * trusted proxy itself, or `peer` when there is none. Entries that are no address end the search.
 */
struct http_address address_forwarded(const struct address_list *proxies, struct http_address peer,
                                      struct str forwarded);

/* Connections per address; IPv6 counts by /64, which is what one subscriber holds. Fixed size, open
 * addressing, never more entries than connections. Not thread-safe. */
struct address_count {
    struct http_address address;
    unsigned count;
};
struct address_counts {
    struct address_count *slots;
    unsigned size; /* a power of two */
};
bool address_counts_init(struct address_counts *c, unsigned connections_max, struct arena *a);
/* Counts one more unless that would pass `limit`. */
bool address_counts_add(struct address_counts *c, const struct http_address *a, unsigned limit);
void address_counts_remove(struct address_counts *c, const struct http_address *a);

#endif
