/*
 * The community standards: one Markdown document that readers read and the engine runs.
 *
 * standards_load parses it with md4c: headings with {#slug} open a clause; a fenced block `clause` is its
 * condition and consequence, a fenced block `examples` its own tests; everything else is prose for readers.
 * docs/STANDARDS.md describes the language.
 *
 * Invariant: a loaded document is complete and checked; a faulty one is reported with line and column and
 * never replaces a good one.
 */
#ifndef COMITY_POLICY_STANDARDS_H
#define COMITY_POLICY_STANDARDS_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"

struct standards;

struct standards_example {
    struct str expected; /* "remove", "hold", "nudge", "flag" or "keep" */
    struct str text;
    int line;
};

struct standards_clause {
    struct str slug;
    struct str title;
    struct str prose_markdown;
    const struct standards_example *examples;
    size_t example_count;
    int line;
};

/* Parses and compiles. `name` stands in messages. On failure `problem` names line, column and remedy. */
enum rc standards_load(struct str document, struct str name, struct standards **ret,
                       struct problem *problem) MUST_CHECK;
void standards_free(struct standards *s);

struct str standards_title(const struct standards *s);
/* The first 16 hexadecimal digits of the document's hash. */
struct str standards_version(const struct standards *s);
/* Prose before the first clause, as Markdown. */
struct str standards_introduction(const struct standards *s);
const struct standards_clause *standards_clauses(const struct standards *s, size_t *ret_count);
/* NULL when there is no such clause. */
const struct standards_clause *standards_find_clause(const struct standards *s, struct str slug);

#endif
