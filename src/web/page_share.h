/*
 * A rendered page becoming a shared answer: compressed once, for all who will ask.
 *
 * Ownership: the page stays its maker's, body included; the shared answer has copies.
 */
#ifndef COMITY_WEB_PAGE_SHARE_H
#define COMITY_WEB_PAGE_SHARE_H

#include "base/buf.h"
#include "http/http.h"

/* Longest body, rendered. */
#define PAGE_BODY_MAX ((size_t)16 * 1024 * 1024)

struct page {
    int status;               /* 200 */
    struct str content_type;  /* text/html */
    struct str cache_control; /* no-cache: keep it, but ask */
    struct buf body;          /* initialised; released by the cache */
};

/* Compresses what is worth it. The body's own failure, or RC_NO_MEMORY. */
enum rc page_share(const struct page *page, struct http_shared **ret) MUST_CHECK;

#endif
