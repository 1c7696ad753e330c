/*
 * A folder of articles and discussions: what `comity import folder` reads, and how the sample edition is kept.
 *
 *   DIR/edition.ini        optional: [site] title, tagline, language, time_zone
 *   DIR/articles/NAME.md   an article: `key: value` lines between two lines of `---`, then Markdown
 *   DIR/pictures/FILE      pictures the articles name
 *   DIR/comments.jsonl     optional: one comment a line, in order; parents before replies
 *
 * docs/IMPORT.md lists the keys. Comments are judged as they come in, by the standards in force; their authors become
 * accounts that nobody can sign in to.
 *
 * Invariants:
 *  1. Running it twice adds nothing: articles are known by their slug, comments by author, time and text. So an import
 *     that was interrupted is finished by running it again.
 *  2. A fault names file and line, and what was imported before it stays.
 */
#ifndef COMITY_CLI_EDITION_H
#define COMITY_CLI_EDITION_H

#include "cli/app.h"

struct edition_report {
    size_t articles_added, articles_updated, articles_unchanged;
    size_t comments_added, comments_unchanged;
    size_t authors_added;
};

enum rc edition_import(struct app *app, struct str dir, struct edition_report *report,
                       struct problem *problem) MUST_CHECK;

/* The site's own facts from DIR/edition.ini; RC_OK when there is no such file. They are in force after the next start. */
enum rc edition_import_site(struct app *app, struct str dir, struct problem *problem) MUST_CHECK;

#endif
