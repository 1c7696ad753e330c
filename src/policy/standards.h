/*
 * The community standards: one Markdown document that readers read and the engine runs.
 *
 * standards_load parses it with md4c. Headings of level 2 open a section; a section with a fenced
 * block `clause` is a clause: the block holds its condition and consequence, a fenced block
 * `examples` its own tests; everything else is prose for readers. docs/STANDARDS.md describes the
 * language.
 *
 * Ownership: a loaded document owns a copy of its text; all views below live as long as it does.
 * Read-only after loading, shared by all threads.
 *
 * Invariants:
 *  1. A loaded document is complete and checked; a faulty one is reported with line and column and
 * never replaces a good one.
 *  2. Slugs are unique; every clause either has branches (the machine decides) or is decided by
 * moderators.
 *  3. Sections are in the document's order; standards_clauses are those of them that are clauses.
 *
 * Must not: read files; know of pages.
 */
#ifndef COMITY_POLICY_STANDARDS_H
#define COMITY_POLICY_STANDARDS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"
#include "policy/consequence.h"

#define STANDARDS_BYTES_MAX    ((size_t)1024 * 1024)
#define STANDARDS_CLAUSES_MAX  200
#define STANDARDS_BRANCHES_MAX 8
#define STANDARDS_EXAMPLES_MAX 2000 /* in one clause */

struct standards;
struct expr;

/* What stands before an example, one `given` or `before` line of its block each. */
struct standards_given {
    struct str name;  /* the fact, or empty for an earlier comment of the same author */
    struct str value; /* its value, or that comment's text */
    int line;
};

struct standards_example {
    struct str expected; /* "remove", "hold", "nudge", "flag" or "keep" */
    struct str text;
    int line;
    const struct standards_given *given;
    size_t given_count;
};

/* One `when`/`else_when` with its `then`. */
struct standards_branch {
    struct str condition; /* as written, line breaks folded to spaces */
    const struct expr *expr;
    enum consequence consequence;
    int line;
};

struct standards_clause {
    struct str slug;
    struct str title;
    struct str prose_markdown;
    const struct standards_example *examples;
    size_t example_count;
    int line;
    const struct standards_branch *branches; /* the first whose condition is true decides */
    size_t branch_count;
    bool by_moderators;          /* no branches: people decide after reports */
    struct str reasons_ground;   /* "terms" or "illegal", for the statement of reasons */
    struct str reasons_category; /* e.g. "scams and fraud"; empty when not given */
    const int *evidence_facts;   /* what `evidence:` names; NULL: those the condition names */
    size_t evidence_fact_count;
};

struct standards_section {
    struct str slug; /* empty when the heading has none */
    struct str title;
    struct str prose_markdown;
    const struct standards_clause *clause; /* NULL for a section of prose alone */
    int line;
};

/* Parses and compiles. `name` stands in messages. On failure `problem` names line, column and
 * remedy. */
enum rc standards_load(struct str document, struct str name, struct standards **ret,
                       struct problem *problem) MUST_CHECK;
void standards_free(struct standards *s);

struct str standards_title(const struct standards *s);
/* ISO 639-1 code from the document's `standards` block; "en" when it says none. */
struct str standards_language(const struct standards *s);
/* The first 16 hexadecimal digits of the document's SHA-256. */
struct str standards_version(const struct standards *s);
/* Prose before the first section, as Markdown. */
struct str standards_introduction(const struct standards *s);
/* All sections, clauses and plain ones, as a page shows them. */
const struct standards_section *standards_sections(const struct standards *s, size_t *ret_count);
const struct standards_clause *standards_clauses(const struct standards *s, size_t *ret_count);
/* NULL when there is no such clause. */
const struct standards_clause *standards_find_clause(const struct standards *s, struct str slug);

/* The document compiled into the program: standards/standards.en.md. */
struct str standards_shipped(void);

#endif
