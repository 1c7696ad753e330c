/*
 * Content negotiation as far as it is needed: which encoding of a body a client takes (RFC 9110
 * section 12.5.3), and whether it has the body already (section 13.1.2).
 */
#ifndef COMITY_HTTP_ENCODING_H
#define COMITY_HTTP_ENCODING_H

#include <stdbool.h>

#include "base/str.h"

enum http_encoding { ENCODING_IDENTITY, ENCODING_GZIP, ENCODING_BROTLI, ENCODING_COUNT };

/* The best of the encodings in the bit set `have` that `accept` (Accept-Encoding) takes: brotli,
 * gzip, identity in this order; "q=0" refuses one, other weights do not matter, because all are
 * ready-made and the smallest is best for both sides. Identity when nothing else fits. */
enum http_encoding encoding_pick(struct str accept, unsigned have);
/* Whether `if_none_match` is "*" or lists `etag`, by weak comparison. */
bool etag_matches(struct str if_none_match, struct str etag);

#endif
