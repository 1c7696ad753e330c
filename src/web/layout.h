/*
 * What every page has around it: head, masthead, sections, foot.
 *
 * Ownership: everything lives in the request's arena.
 */
#ifndef COMITY_WEB_LAYOUT_H
#define COMITY_WEB_LAYOUT_H

#include "templates.h"
#include "web/request.h"

struct layout {
    struct str title;       /* without the site's name */
    struct str description; /* p NULL: none */
    struct str path;        /* of the canonical address; p NULL: none */
    struct str picture;     /* an address; p NULL: none */
    struct str section;     /* slug of the one we are in; empty: none */
    const struct view_alternate_link *alternates; /* the same page in other languages */
    size_t alternate_count;
    bool front;             /* the large nameplate */
    bool article;
    bool staff; /* the moderators' and administrators' rooms */
    bool captcha;
    bool passkeys; /* forms that ask for passkeys */
    bool charter; /* the standards and their versions */
    bool noindex;
    bool bare; /* without what is read from the database: for saying that it does not answer */
};

/* Heads of pages that the cache keeps must not name the viewer: r->actor is anonymous there. RC errors come from
 * reading the sections. */
enum rc layout_make(struct request *r, const struct layout *in,
                    const struct view_page_head **ret_head,
                    const struct view_page_foot **ret_foot) MUST_CHECK;

/* "rtl" for languages written from right to left, else "ltr". */
struct str layout_direction(struct str language);

/* "https://courier.example" + a local path. */
struct url layout_absolute(const struct request *r, struct str path);

#endif
