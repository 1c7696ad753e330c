/*
 * Safe HTML as a type, and the escapers that make text fit into it.
 *
 * A `struct html` is a piece of markup that may go into a page as it stands. Nothing else may:
 * templates escape every `struct str` where it lands, and a hole that wants raw markup takes only
 * this type.
 *
 * Ownership: a `struct html` is a view, like the `struct str` inside it.
 *
 * Invariants:
 *  1. Only templates (a rendered view), the Markdown renderer and the sanitiser make a `struct
 * html`, by html_trusted; tidy counts its callers against a list.
 *  2. The bytes of a `struct html` are balanced, inert markup: no script, style or event attribute,
 * no address that was not checked.
 *  3. The escapers copy everything they need not replace; they never fail but by the buffer's own
 * latch.
 *
 * Must not: decide what markup is allowed (that is the sanitiser's) or know an address (web/url.h).
 */
#ifndef COMITY_TEXT_HTML_H
#define COMITY_TEXT_HTML_H

#include "base/buf.h"
#include "base/str.h"

struct html {
    struct str s; /* absent when s.p is NULL */
};

/* The only way to make one. Every caller is on tidy's list, with the reason why its bytes are safe.
 */
static inline struct html html_trusted(struct str markup)
{
    return (struct html){.s = markup};
}

/* Between tags, in <textarea> and in <title>: replaces & < >. */
void html_escape_text(struct buf *out, struct str s);
/* Inside a quoted attribute value: replaces & < > " '. */
void html_escape_attribute(struct buf *out, struct str s);
/* One component of an address (a path segment, a query name or value, a fragment): every byte but
 * the unreserved ones of RFC 3986 section 2.3 becomes %XX, so `/`, `?`, `&` and `:` cannot change
 * the address. */
void html_escape_url(struct buf *out, struct str s);

#endif
