/*
 * tidy: the rules of the house that a compiler does not check, as a test.
 *
 * tree.c reads the source tree and masks C files, so that rules see code, comments and strings
 * apart; each rules_*.c holds rules of one kind; exceptions.c takes away what tools/tidy.exceptions
 * allows, with a count that may only shrink; main.c prints the rest as `path:line: rule: what and
 * remedy`.
 *
 * Ownership: everything lives in the tree's arena.
 *
 * Invariants:
 *  1. `code` and `strings` have the length and the line breaks of `text`: an offset means the same
 * in all.
 *  2. Rules read only the tree, so a test can hand them one of its own.
 *
 * Must not: change a file, or know a rule that the compiler or clang-format already has.
 */
#ifndef COMITY_TOOLS_TIDY_TIDY_H
#define COMITY_TOOLS_TIDY_TIDY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/rc.h"
#include "base/str.h"

struct source {
    struct str path; /* from the root: "src/base/str.c" */
    struct str text;
    struct str code;    /* C: comments and the insides of literals blanked */
    struct str strings; /* C: all but the insides of string literals blanked */
    bool is_c;          /* .c or .h */
    struct source *next;
};

struct finding {
    struct str path;
    int line;
    const char *rule;
    struct str message;
    bool is_allowed;
    struct finding *next;
};

struct tree {
    struct arena *arena;
    struct source *sources; /* by path */
    struct source **last;
    struct finding *findings;
    struct finding **last_finding;
};

void tree_init(struct tree *tree, struct arena *arena);
/* Adds one file; masks it when it is C. */
void tree_add(struct tree *tree, struct str path, struct str text);
/* Adds what tidy looks at below `root`. */
enum rc tree_read(struct tree *tree, const char *root, struct problem *problem) MUST_CHECK;
struct source *tree_find(const struct tree *tree, struct str path);
void tree_report(struct tree *tree, const struct source *source, size_t offset, const char *rule,
                 const char *format, ...) PRINTF_LIKE(5, 6);

/* Small questions that rules share. */
bool path_is_in(struct str path, const char *folder);
/* "src/base/str.c": "str.c"; without the ending: "str". */
struct str path_base(struct str path);
struct str path_stem(struct str path);
/* The layer of a file under src/ ("base"), or empty. */
struct str path_layer(struct str path);
bool is_word_byte(char c);
/* The next place at or after `from` where `word` stands whole, or STR_NONE. */
size_t find_word(struct str text, struct str word, size_t from);

/* Finds everything; exceptions are taken away afterwards. */
void tidy_check(struct tree *tree);
void rules_includes(struct tree *tree);
void rules_words(struct tree *tree);
void rules_shape(struct tree *tree);
void rules_literals(struct tree *tree);
void rules_dead(struct tree *tree);
/* Lines of `path rule count why`; what is wrong with them is a finding too. */
void exceptions_apply(struct tree *tree, struct source *exceptions);
/* Whether the file holds an exception for this path and rule. */
bool exceptions_allow(const struct tree *tree, struct str path, const char *rule);

#define EXCEPTIONS_PATH "tools/tidy.exceptions"

#endif
