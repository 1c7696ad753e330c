/*
 * The guard: everything about a request's head that is refused before a handler sees it. Pure
 * functions over bytes, so that they are tested and fuzzed without a socket.
 *
 * libmicrohttpd accepts several Content-Lengths and Content-Length beside Transfer-Encoding, which
 * two servers in a row may read differently (request smuggling, RFC 9112 section 6.3); the guard
 * refuses both.
 */
#ifndef COMITY_HTTP_GUARD_H
#define COMITY_HTTP_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "http/http.h"

/* Most header fields in one request. */
#define GUARD_HEADERS_MAX 64

/* What is gathered in one walk over the headers: the few that the facade itself needs, and the
 * counts. */
struct guard_head {
    struct str accept_encoding, if_none_match, cookie, content_length, transfer_encoding, host;
    unsigned content_lengths, transfer_encodings, hosts, fields;
    size_t bytes;   /* of all names and values with their separators */
    bool malformed; /* a control character in a value, or a name that is no token */
};
void guard_head_add(struct guard_head *head, struct str name, struct str value);

/* A refusal: status 0 means go on. `reason` is a sentence for the client, in static storage. */
struct guard_verdict {
    int status;
    struct str reason;
};
/* Framing, field counts and sizes. `body_max` bounds an announced body; `body_allowed` is false for
 * methods that have none. */
struct guard_verdict guard_check_head(const struct guard_head *head, size_t target_bytes,
                                      size_t header_max, size_t body_max, bool body_allowed,
                                      bool http_1_0);
/* True and `ret` for the listed methods; false for others (TRACE, CONNECT, made-up ones). */
bool guard_method(struct str name, enum http_method *ret);

/* Whether a header value that libmicrohttpd handed over as a C string ended early at a NUL, and the
 * same for the request target. Both look at the byte behind the terminator: behind a whole value
 * stands the line's second end character (both were overwritten with NUL) or white space, behind a
 * whole target the version. A bare LF as line end looks like a NUL and is refused with it (RFC 9112
 * section 2.2 lets us); so are folded lines. */
bool guard_value_is_cut(const char *value, size_t n);
bool guard_target_is_cut(const char *target, size_t n);

/* Splits a raw request target into the decoded path and the raw query. The path is decoded once;
 * refused are: anything not beginning with '/', white space, bad percent-encoding, NUL and other
 * control characters, backslash, "." and
 * ".." segments, and invalid UTF-8. Of a refused target the path is what stands before anything that would have to be decoded, for
 * the error's form alone. `arena` is asked for only when there is a '%'. */
struct guard_verdict guard_target(struct str target, size_t url_max,
                                  struct arena *(*arena)(void *ctx), void *ctx,
                                  struct str *ret_path, struct str *ret_query);
/* Value of a hexadecimal digit, or -1. */
int guard_hex(char c);

#endif
