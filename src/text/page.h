/*
 * An article out of somebody's web page.
 *
 * Each field comes from the first source that has it: schema.org JSON-LD (NewsArticle and its kin, also inside
 * "@graph"), schema.org microdata, Open Graph and other meta elements, the document itself. The body is the
 * element marked as the article's body, else the <article> or <main> with the most paragraph text, else the
 * smallest element that holds most of the page's paragraphs; where the JSON-LD has much more text than that, its
 * plain text. What surrounds an article (navigation, sharing, related links, forms, the headline itself) is left
 * out, and so is the lead picture, which has a field of its own.
 *
 * Invariants:
 *  1. Every string is plain text but `body`, which comes from the sanitiser; addresses are absolute and checked.
 *  2. `title` is never empty.
 *  3. No network, bounded time and memory (see sanitise.h).
 *
 * Must not: fetch, store, or ask for the time.
 */
#ifndef COMITY_TEXT_PAGE_H
#define COMITY_TEXT_PAGE_H

#include <stdint.h>

#include "base/arena.h"
#include "text/html.h"

#define PAGE_BYTES_MAX ((size_t)8 * 1024 * 1024)
#define PAGE_TAGS_MAX  32

struct page_picture {
    struct str url; /* https; empty: none */
    struct str description, caption, credit;
};

struct page {
    struct str title;
    struct str byline, standfirst, section, language; /* may be empty */
    struct str url;                   /* the canonical one, else where it was found */
    int64_t published_ms, updated_ms; /* 0: not given */
    struct page_picture picture;
    struct str tags[PAGE_TAGS_MAX];
    size_t tag_count;
    struct html body;
};

/* `url` is where the page was found (for relative addresses; may be empty), `charset` what HTTP said about its
 * encoding (may be empty: then UTF-8 where it is valid, else what the page declares). RC_INVALID (empty, NUL
 * bytes), RC_TOO_LARGE (or nested too deeply), RC_UNSUPPORTED (nothing in it that could be a headline),
 * RC_NO_MEMORY. */
enum rc page_parse(struct arena *a, struct str bytes, struct str url, struct str charset,
                   struct page *ret, struct problem *problem) MUST_CHECK;

#endif
