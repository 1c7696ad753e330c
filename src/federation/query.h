/*
 * Queries and forms as they are sent to others (application/x-www-form-urlencoded, with "%20" for a blank, which both
 * kinds of reader understand).
 */
#ifndef COMITY_FEDERATION_QUERY_H
#define COMITY_FEDERATION_QUERY_H

#include "base/buf.h"
#include "base/str.h"

/* "name=value" with "&" before it where something stands already. */
void query_put(struct buf *out, struct str name, struct str value);
/* The value alone, percent-encoded: everything but letters, digits and "-._~". */
void query_put_encoded(struct buf *out, struct str value);
/* "?" or "&", as the address needs before a further parameter. */
void query_begin(struct buf *out, struct str address);

#endif
