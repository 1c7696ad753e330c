/*
 * SQL as text: cut into tokens, and written again for one engine.
 *
 * Both generators (queries and schema) read one portable SQL. This is not a parser: it knows where
 * strings, comments, casts and parameters begin and end, so that nothing inside a literal is taken
 * for a parameter, and it maps the few words in which SQLite and PostgreSQL differ (docs/STORAGE.md
 * lists them).
 *
 * Invariants:
 *  1. Tokens are views of the text; joined they give it back byte by byte.
 *  2. Only words written in capitals are mapped, so that a column may be called `blob`.
 *
 * Must not: know what a query file looks like.
 */
#ifndef COMITY_TOOLS_SQLGEN_SQL_TEXT_H
#define COMITY_TOOLS_SQLGEN_SQL_TEXT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum sql_kind {
    SQL_END,
    SQL_SPACE,
    SQL_COMMENT,
    SQL_QUOTED, /* 'string', "identifier", $$body$$ */
    SQL_WORD,
    SQL_NUMBER,
    SQL_PARAM, /* :name, the text without its colon */
    SQL_PUNCT,
    SQL_BROKEN, /* a string or comment without end, or a positional parameter */
};

struct sql_token {
    enum sql_kind kind;
    struct str text;
    int line; /* 1-based */
    int column;
};

struct sql_scanner {
    struct str text;
    size_t at;
    int line;
    int column;
};

/* `line` is where the text begins in its file. */
void sql_scan(struct sql_scanner *s, struct str text, int line);
struct sql_token sql_next(struct sql_scanner *s);
/* The next token that is neither space nor comment. */
struct sql_token sql_next_code(struct sql_scanner *s);
bool sql_is(const struct sql_token *t, const char *word);

enum sql_engine { SQL_SQLITE, SQL_POSTGRES };

/* Writes `text` for one engine: no comments, single spaces, mapped words, without a last semicolon.
 * Parameters get their 1-based place in `params`. The text scans without SQL_BROKEN and all
 * parameters are known. */
void sql_write(struct buf *out, struct str text, enum sql_engine engine, const struct str *params,
               size_t params_count);

/* Writes a C string literal over several lines. */
void sql_write_literal(struct buf *out, struct str text);

#endif
