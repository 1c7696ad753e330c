/*
 * The editions of the standards as the pages use them: which there are, which the site's own language calls for, and what
 * a clause is called in the language of a page.
 *
 * Ownership: texts live in the request's arena.
 */
#ifndef COMITY_WEB_EDITIONS_H
#define COMITY_WEB_EDITIONS_H

#include "policy/edition.h"
#include "web/request.h"

/* For the site's language, else the document's own. */
struct str editions_of_site(const struct request *r, const struct edition_shelf *shelf);
/* "/standards/de"; the site's own edition is at "/standards". */
struct str editions_path(const struct request *r, const struct edition_shelf *shelf,
                         struct str language);

/* A clause as the page tells of it: in the page's language, else the site's, else the document's own. Fields are absent when
 * the standards in force have no such clause, `language` also when it is the page's. */
struct editions_clause {
    struct str title, prose_markdown, language;
};
struct editions_clause editions_clause(const struct request *r, struct str slug);
/* Where it stands in that edition. */
struct url editions_clause_url(const struct request *r, struct str slug);

#endif
