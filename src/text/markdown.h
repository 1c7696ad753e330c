/*
 * Markdown to safe HTML: CommonMark as md4c parses it, rendered by us through emit.h.
 *
 * Two profiles. A comment has paragraphs, line breaks, emphasis, strong, strikethrough, code,
 * quotes, lists and links (http, https, mailto); a heading becomes a strong paragraph, a picture a
 * link to it. An article also has headings (level 1 and 2 as h2, deeper ones as h3), pictures
 * (https or this site's own; alone in their paragraph they become a figure, the title its caption)
 * and links within the site. Raw HTML is text in both.
 *
 * A link whose host had to be written in punycode (see link.h) shows its address instead of its
 * words.
 *
 * Invariants:
 *  1. What comes out obeys html.h, whatever goes in. Nesting is bounded by EMIT_DEPTH_MAX.
 *  2. Output is at most MARKDOWN_OUTPUT_MAX bytes; time is linear: links repeat their address only
 * until MARKDOWN_LINK_BYTES_MAX bytes of addresses are written, later ones are plain words.
 *
 * Must not: fetch, or know the pages of the site.
 */
#ifndef COMITY_TEXT_MARKDOWN_H
#define COMITY_TEXT_MARKDOWN_H

#include "base/arena.h"
#include "text/html.h"

#define MARKDOWN_INPUT_MAX         ((size_t)64 * 1024)
#define MARKDOWN_ARTICLE_INPUT_MAX ((size_t)1024 * 1024)
#define MARKDOWN_OUTPUT_MAX        ((size_t)16 * 1024 * 1024)
#define MARKDOWN_LINK_BYTES_MAX    ((size_t)256 * 1024)

enum markdown_profile { MARKDOWN_COMMENT, MARKDOWN_ARTICLE };

/* RC_INVALID when `source` is not valid UTF-8, RC_TOO_LARGE past the profile's input bound,
 * RC_NO_MEMORY. */
enum rc markdown_render(struct arena *a, struct str source, enum markdown_profile profile,
                        struct html *ret) MUST_CHECK;

/* The words without markup, white space collapsed to single spaces, cut to `max_characters` at a
 * word's end with an ellipsis: for feeds, mail, titles. Plain text: escape it where it lands. */
enum rc markdown_plain(struct arena *a, struct str source, size_t max_characters,
                       struct str *ret) MUST_CHECK;

#endif
