/*
 * The community standards: one Markdown document that readers read and the engine runs.
 *
 * standards_load parses it with md4c. Headings of level 2 open a section; a section with a fenced
 * block `clause` is a clause: the block holds its condition and consequence, a fenced block
 * `examples` its own tests. The blocks `trust`, `verify`, `brake` and `list` belong to the whole
 * document; everything else is prose for readers. docs/STANDARDS.md describes the language.
 *
 * A document that says `extends: shipped` is a layer: it is composed with the shipped one into one
 * text (policy/layer.h), and that text is what is loaded, versioned and stored.
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
 *  4. standards_composed, loaded by itself, judges the same and has the same version.
 *
 * Must not: read files; know of pages.
 */
#ifndef COMITY_POLICY_STANDARDS_H
#define COMITY_POLICY_STANDARDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"
#include "policy/consequence.h"

#define STANDARDS_BYTES_MAX    ((size_t)1024 * 1024)
#define STANDARDS_CLAUSES_MAX  200
#define STANDARDS_BRANCHES_MAX 8
#define STANDARDS_EXAMPLES_MAX 2000  /* in one clause */
#define STANDARDS_COST_MAX     20000 /* steps of all conditions together */

#define STANDARDS_VERSION_BYTES 16
#define STANDARDS_LEVELS_MAX    8
#define STANDARDS_REPEATS_MAX   8
#define STANDARDS_LISTS_MAX     64
#define STANDARDS_ENTRIES_MAX   20000 /* in all word lists together */
#define STANDARDS_WORDS_MAX     8     /* in one entry of a list */

struct standards;
struct expr;
struct fact_names;
struct list_set;
struct list_entry;

/* The block `trust`: what trust is made of. */
struct standards_level {
    struct str name;
    int64_t points; /* the least; the first level's is 0, and whoever has less belongs to it too */
};

struct standards_trust {
    const struct standards_level *levels; /* ascending */
    size_t level_count;
    double verified_comment; /* points for a comment that a person found good */
    double upheld_removal;   /* points, 0 or below, for a removal a person decided or confirmed */
    int64_t half_life_days;  /* of every point */
};

/* The block `verify`: how much goes to the blind check, as fractions. */
struct standards_verify {
    double published;
    double acted; /* of what the machine held or removed */
};

/* The block `brake`: when a clause acts too much all of a sudden. */
struct standards_brake {
    int64_t window_ms;
    int64_t at_least; /* comments judged in the window before a share means anything */
    double share;     /* of them that one clause may hold or remove, as a fraction */
};

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

/* `for LEVEL: CONSEQUENCE`. */
struct standards_for {
    size_t level; /* index into the trust block's levels */
    enum consequence consequence;
    int line;
};

/* `repeat N: CONSEQUENCE`. */
struct standards_repeat {
    int64_t from; /* upheld removals under this clause */
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
    const struct standards_for *levels; /* ascending by level, each level once */
    size_t level_count;
    const struct standards_repeat *repeats; /* ascending by number and consequence */
    size_t repeat_count;
    double brake_share; /* 0: the document's */
};

struct standards_section {
    struct str slug; /* empty when the heading has none */
    struct str title;
    struct str prose_markdown;
    const struct standards_clause *clause; /* NULL for a section of prose alone */
    int line;
    bool
        by_site; /* a layer wrote its prose: editions of the shipped document do not speak for it */
};

/* Parses and compiles; a layer is composed with the shipped document first. `name` stands in
 * messages. On failure `problem` names line, column and remedy. */
enum rc standards_load(struct str document, struct str name, struct standards **ret,
                       struct problem *problem) MUST_CHECK;
/* The same, with another document in the place of the shipped one. */
enum rc standards_load_layers(struct str base, struct str base_name, struct str document,
                              struct str name, struct standards **ret,
                              struct problem *problem) MUST_CHECK;
/* A document that was in force once, as it was stored: what is provably pointless in it (a condition
 * that is never met) does not stand in the way of judging by it again. */
enum rc standards_load_kept(struct str document, struct str name, struct standards **ret,
                            struct problem *problem) MUST_CHECK;
void standards_free(struct standards *s);

struct str standards_title(const struct standards *s);
/* ISO 639-1 code from the document's `standards` block; "en" when it says none. */
struct str standards_language(const struct standards *s);
/* The language of the document that a layer extends; of any other document, its own. */
struct str standards_base_language(const struct standards *s);
/* The language of what stands on that line of standards_composed. */
struct str standards_language_at(const struct standards *s, int line);
/* The first 16 hexadecimal digits of the SHA-256 of standards_composed. */
struct str standards_version(const struct standards *s);
/* Prose before the first section, as Markdown. */
struct str standards_introduction(const struct standards *s);
/* All sections, clauses and plain ones, as a page shows them. */
const struct standards_section *standards_sections(const struct standards *s, size_t *ret_count);
const struct standards_clause *standards_clauses(const struct standards *s, size_t *ret_count);
/* An upper bound of the steps that the clause's conditions take for one comment (expr_cost). */
size_t standards_clause_cost(const struct standards_clause *c);
/* The same for all clauses: at most STANDARDS_COST_MAX. */
size_t standards_cost(const struct standards *s);
/* NULL when there is no such clause. */
const struct standards_clause *standards_find_clause(const struct standards *s, struct str slug);

/* The document's own text; of a layer, the one it was composed into. What is stored and versioned. */
struct str standards_composed(const struct standards *s);
/* Where a line of standards_composed was written: the file's name (that given to standards_load, or
 * the shipped document's) and the line in it. */
struct standards_place {
    struct str file;
    int line;
};
struct standards_place standards_place(const struct standards *s, int line);
/* Whether it is the shipped document or a layer over it: whether shipped editions speak for it. */
bool standards_is_shipped(const struct standards *s);
/* Whether a layer switched a section of that name off. */
bool standards_is_off(const struct standards *s, struct str slug);
/* Whether a layer wrote an introduction. A title alone is not put before the shipped editions in other languages. */
bool standards_front_by_site(const struct standards *s);

/* Never NULL: what the document does not say is as docs/STANDARDS.md has it. */
const struct standards_trust *standards_trust(const struct standards *s);
const struct standards_verify *standards_verify(const struct standards *s);
const struct standards_brake *standards_brake(const struct standards *s);
/* The share of recent comments that clause may hold or remove. */
double standards_brake_share(const struct standards *s, const struct standards_clause *c);

/* The document's word lists as facts (`list.NAME`; count is 0 when there are none), and what finds
 * them (policy/list.h; NULL then). */
const struct fact_names *standards_fact_names(const struct standards *s);
const struct list_set *standards_lists(const struct standards *s);
/* The entries of all lists as written, list by list in the order of the fact names. */
const struct list_entry *standards_entries(const struct standards *s, size_t *ret_count);

/* The version a text would have: STANDARDS_VERSION_BYTES digits and a NUL. */
void standards_hash(struct str document, char *ret);

/* The document compiled into the program: standards/standards.en.md. */
struct str standards_shipped(void);

#endif
