/*
 * Reading one cookie out of a Cookie header (RFC 6265 section 4.2.1), in place and without memory.
 */
#ifndef COMITY_HTTP_COOKIE_H
#define COMITY_HTTP_COOKIE_H

#include "base/str.h"

/* The value of the cookie of exactly this name, without surrounding quotes. Empty when there is
 * none, and when there are several: another host of the same domain may have planted one (cookie
 * tossing), so none is trusted. */
struct str cookie_find(struct str header, struct str name);

#endif
