/*
 * Addresses as a type: what may stand in href, src and action.
 *
 * A template accepts a whole address only as a `struct url`, and only this file makes one: from a
 * local path written in the program, or from foreign text after its scheme was checked.
 *
 * Ownership: a `struct url` is a view; the functions that take an arena put the bytes there.
 *
 * Invariants:
 *  1. A `struct url` is a local path that begins with exactly one `/`, an http, https or mailto
 * address, or "#".
 *  2. It holds no byte below 0x21, no 0x7f, no backslash and no quote or angle bracket.
 *  3. When the arena is out the result is "#", which leads nowhere.
 *
 * Must not: fetch anything or decide whether an address is welcome (that is a detector's).
 */
#ifndef COMITY_WEB_URL_H
#define COMITY_WEB_URL_H

#include "base/arena.h"
#include "base/str.h"

struct url {
    struct str s; /* absent when s.p is NULL */
};

/* A page of this site: `path` begins with one "/" and holds no query. Bytes that may not stand in a
 * path are percent-encoded, `%`, `?` and `#` among them; `/` separates segments. Any other
 * beginning gives "#". */
struct url url_local(struct arena *a, struct str path);

/* `base` with one more query parameter ("?name=value", or "&name=value" when there is one), both
 * encoded. A fragment must come after. */
struct url url_with_query(struct arena *a, struct url base, struct str name, struct str value);
/* `base` with "#fragment", encoded. */
struct url url_with_fragment(struct arena *a, struct url base, struct str fragment);

/* Foreign text: itself when it is an http, https or mailto address without white space, control
 * bytes, quotes, angle brackets or backslashes; "#" otherwise. */
struct url url_checked(struct str address);
/* Foreign text naming a page of this site (where to go after signing in), percent-encoded already:
 * itself when it begins with one "/" and holds none of the bytes above; "#" otherwise. */
struct url url_checked_local(struct str path);

#endif
