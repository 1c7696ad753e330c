/*
 * The editions of the standards as the pages use them: which there are, which the site's own language calls for, and what
 * a clause is called in it.
 *
 * Ownership: texts live in the request's arena.
 */
#ifndef COMITY_WEB_EDITIONS_H
#define COMITY_WEB_EDITIONS_H

#include "policy/edition.h"
#include "web/request.h"

/* The edition for a language: the very one, else that of its first part ("de" for "de-AT"); absent (p NULL) when there
 * is none. */
struct str editions_find(const struct edition_shelf *shelf, struct str language);
/* For the site's language, else the document's own. */
struct str editions_of_site(const struct request *r, const struct edition_shelf *shelf);
/* "/standards/de"; the site's own edition is at "/standards". */
struct str editions_path(const struct request *r, const struct edition_shelf *shelf,
                         struct str language);

/* A clause in the site's language. Fields are absent when the standards in force have no such clause. */
struct editions_clause {
    struct str title, prose_markdown;
};
struct editions_clause editions_clause(const struct request *r, struct str slug);

#endif
