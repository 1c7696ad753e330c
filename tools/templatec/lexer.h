/*
 * Cuts a template into literal text and directives, and a directive into words.
 *
 * Ownership: tokens are views of the source.
 *
 * Invariants:
 *  1. Tokens come in order, without gaps but for {{# comments #}}, which vanish.
 *  2. A directive holds no "{{" and no line break but in the view declaration.
 *
 * Must not: know directives' names or markup.
 */
#ifndef COMITY_TOOLS_TEMPLATEC_LEXER_H
#define COMITY_TOOLS_TEMPLATEC_LEXER_H

#include "template.h"

enum token_kind {
    TOKEN_LITERAL,
    TOKEN_DIRECTIVE,
    TOKEN_END,
};

struct token {
    enum token_kind kind;
    struct str text; /* directive: what stands between the braces */
    size_t offset;   /* directive: of its "{{" */
    size_t inner;    /* directive: of `text` */
};

struct lexer {
    struct template_set *set;
    struct view *view;
    size_t at;
};

enum rc lexer_next(struct lexer *lexer, struct token *ret) MUST_CHECK;

/* Words of a directive: names (letters, digits, `_`, `.`), quoted strings, and single marks (`:`,
 * `?`, `==`). */
struct words {
    struct str text;
    size_t at;
    size_t base; /* offset of `text` in the source */
};

struct word {
    struct str text;
    size_t offset;
    bool is_string; /* without its quotes */
};

/* The next word; empty at the end. */
struct word words_next(struct words *words);

#endif
