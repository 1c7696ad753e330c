/*
 * Editions: the prose of a standards document in another language. The machine part (conditions,
 * consequences, examples) exists once, in the machine document; an edition gives its title, its
 * introduction and the prose of its sections, found by their {#name}.
 *
 * An edition begins with a block `standards` that says `edition: de` and, when it speaks for the
 * whole shipped document, `of: shipped`. Such an edition must have every section of the machine
 * document that is not a layer's own. Without `of`, it may have any of them: a site's own edition
 * that adds to the shipped one of its language.
 *
 * Ownership: an edition owns a copy of its text. It views nothing of the machine document, which is
 * looked at during loading only. Read-only after loading, shared by all threads.
 *
 * Invariants:
 *  1. Every section of an edition names one of the machine document (or one a layer switched off).
 *  2. A faulty edition is refused with line, column and remedy.
 *
 * Must not: read files; hold blocks for the machine.
 */
#ifndef COMITY_POLICY_EDITION_H
#define COMITY_POLICY_EDITION_H

#include "policy/standards.h"

struct standards_edition;

enum rc standards_edition_load(struct str document, struct str name,
                               const struct standards *machine, struct standards_edition **ret,
                               struct problem *problem) MUST_CHECK;
void standards_edition_free(struct standards_edition *e); /* accepts NULL */

struct str standards_edition_language(const struct standards_edition *e);
/* Whether it says `of: shipped`. */
bool standards_edition_is_whole(const struct standards_edition *e);
struct str standards_edition_title(const struct standards_edition *e);
struct str standards_edition_introduction(const struct standards_edition *e);
/* The first 16 hexadecimal digits of its text's SHA-256. */
struct str standards_edition_version(const struct standards_edition *e);
/* In the edition's order; `clause` is NULL in all of them. */
const struct standards_section *standards_edition_sections(const struct standards_edition *e,
                                                           size_t *ret_count);
/* NULL when it has no such section. */
const struct standards_section *standards_edition_find(const struct standards_edition *e,
                                                       struct str slug);

/* The editions compiled into the program, standards/standards.LANGUAGE.md: the language of each,
 * and its text. English, the machine document's own language, is not among them. */
const struct str *standards_shipped_languages(size_t *ret_count);
/* Empty when there is none. */
struct str standards_shipped_edition(struct str language);

/* All a site has: the machine document, the shipped editions, and the site's own. */
struct edition_shelf;

/* A site's own edition as read from its file. */
struct edition_text {
    struct str document;
    struct str name; /* for messages */
};

/* Loads the shipped editions and the site's, all against `machine`, which must outlive the shelf. */
enum rc edition_shelf_new(const struct standards *machine, const struct edition_text *texts,
                          size_t count, struct edition_shelf **ret,
                          struct problem *problem) MUST_CHECK;
void edition_shelf_free(struct edition_shelf *shelf); /* accepts NULL */

/* The languages there is anything in, the machine document's first. */
const struct str *edition_shelf_languages(const struct edition_shelf *shelf, size_t *ret_count);
/* The one of them for a reader's language: the very one, else that of its first part ("de" for "de-AT"); absent (p NULL) when
 * there is none. */
struct str edition_shelf_find(const struct edition_shelf *shelf, struct str language);
/* Changes when anything on the shelf does. */
struct str edition_shelf_version(const struct edition_shelf *shelf);

/* What a reader of that language sees. For each part the site's own edition comes first, then the
 * shipped one (unless a layer has rewritten that part), then the machine document. */
struct edition_part {
    struct str language; /* the one it is written in */
    struct str title;
    struct str prose_markdown;
};
/* Title and introduction of the whole. */
struct edition_part edition_shelf_front(const struct edition_shelf *shelf, struct str language);
struct edition_part edition_shelf_section(const struct edition_shelf *shelf, struct str language,
                                          const struct standards_section *section);
/* The same of a clause by its name. RC_NOT_FOUND when the machine document has no such clause. */
enum rc edition_shelf_clause(const struct edition_shelf *shelf, struct str language,
                             struct str slug, struct edition_part *ret) MUST_CHECK;

#endif
