/*
 * Pictures the site serves itself: stored once, named by what they are.
 *
 * The name is the first 32 hexadecimal digits of the content's BLAKE2b hash and an extension, so that a name never changes
 * its meaning and a browser may keep it for ever. Only types on the list below come in; SVG is served in a sandbox by
 * src/web, since it may carry script.
 *
 * Invariants:
 *  1. A name matches [0-9a-f]{32}.(svg|png|jpg); anything else is RC_NOT_FOUND without a look at the database.
 *  2. The type stored comes from the content's first bytes, never from a file's name or a server's word.
 */
#ifndef COMITY_COMMUNITY_ARTICLE_MEDIA_H
#define COMITY_COMMUNITY_ARTICLE_MEDIA_H

#include "community/community.h"

#define MEDIA_BYTES_MAX ((size_t)4 * 1024 * 1024)

struct media_addition {
    struct community_job job;
    struct actor actor; /* PUBLISH_ARTICLE is asked */
    struct str content;
    struct str ret_name; /* in the job's arena */
};
/* RC_TOO_LARGE past MEDIA_BYTES_MAX, RC_UNSUPPORTED when it is none of the types above. */
enum rc media_add_submit(struct community_job *job) MUST_CHECK;

struct media_view {
    struct str content_type;
    struct str content;
};
enum rc media_get(struct community_reader *r, struct str name, struct arena *a,
                  struct media_view *ret) MUST_CHECK;

#endif
