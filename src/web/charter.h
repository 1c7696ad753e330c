/*
 * A standards document as a page shows it: its sections in a reader's language, and under each clause what follows,
 * how it is measured and a few of its examples, all of it read from the document.
 *
 * Ownership: views live in the request's arena and view the standards and the shelf, which outlive them.
 *
 * Invariant: a section says the same consequences in every language.
 *
 * Must not: read the database.
 */
#ifndef COMITY_WEB_CHARTER_H
#define COMITY_WEB_CHARTER_H

#include "policy/edition.h"
#include "templates.h"
#include "web/edition_words.h"
#include "web/request.h"

/* At most this many examples of each consequence stand under a clause, and of those that are kept; all of them are in
 * the document. */
#define CHARTER_ACTED_MAX 3
#define CHARTER_KEPT_MAX  6

struct charter {
    struct request *r;
    const struct standards *standards;
    const struct edition_shelf
        *shelf;          /* NULL: in the document's own language, as of a former version */
    struct str language; /* the reader's */
    const struct edition_words *words;
    struct url address; /* of the page */
};

/* The part in the reader's language, or in the one there is. */
struct edition_part charter_front(const struct charter *c);
struct edition_part charter_section(const struct charter *c,
                                    const struct standards_section *section);

/* A message, and the name of a level of trust, in the language of the words around the prose. */
struct str charter_say(const struct charter *c, const char *message);
struct str charter_level(const struct charter *c, struct str name);

/* Sections and the list of contents, in the document's order. */
enum rc charter_fill_sections(const struct charter *c, struct view_standards *ret) MUST_CHECK;
/* The trust, check and brake of the whole document. */
enum rc charter_fill_numbers(const struct charter *c, struct view_standards *ret) MUST_CHECK;

/* charter_clause.c */
enum rc charter_fill_clause(const struct charter *c, const struct standards_clause *clause,
                            struct view_clause_item *ret) MUST_CHECK;
#endif
