/*
 * Foreign HTML (from feeds and pages) to our own.
 *
 * The fragment is parsed as a browser would guess it, and what is worth keeping is written anew through
 * emit.h: paragraphs, headings (h2 to h4), emphasis, strong, quotes, lists, code, links, pictures and figures.
 * Nothing of the original markup is copied. Containers we do not know lend their content; scripts, styles,
 * forms, frames, vector graphics and the like go with theirs.
 *
 * Invariants:
 *  1. The result obeys html.h: allow-listed elements only, balanced, at most EMIT_DEPTH_MAX deep.
 *  2. Links are http, https or mailto, pictures https; both are resolved against `base` first.
 *  3. Words are always inside a paragraph, heading, list item, caption or preformatted block.
 *  4. No network, no external or custom entities, bounded time and memory; deeper than the parser's limit
 *     (256 levels) or longer than SANITISE_INPUT_MAX is refused, not cut.
 *
 * Must not: be asked to pass something through unchanged.
 */
#ifndef COMITY_TEXT_SANITISE_H
#define COMITY_TEXT_SANITISE_H

#include "base/arena.h"
#include "text/html.h"

#define SANITISE_INPUT_MAX ((size_t)1024 * 1024)

/* `base` is the address the fragment was found at, or empty: then only absolute addresses are kept.
 * RC_INVALID when the bytes are not valid UTF-8 or hold NUL, RC_TOO_LARGE, RC_NO_MEMORY. */
enum rc sanitise_fragment(struct arena *a, struct str foreign, struct str base,
                          struct html *ret) MUST_CHECK;

/* The words of the fragment on one line, at most `max_characters`: for titles and summaries that come as HTML.
 * Plain text: escape it where it lands. */
enum rc sanitise_plain(struct arena *a, struct str foreign, size_t max_characters,
                       struct str *ret) MUST_CHECK;

#endif
