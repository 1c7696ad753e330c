/*
 * How well languages are told apart: for each language of a data set, and for texts of each length, how many were named
 * rightly, named wrongly, and not named.
 *
 * Ownership: names live in the arena that is handed in.
 *
 * Must not: look at texts.
 */
#ifndef COMITY_CLI_EVAL_LANGUAGE_H
#define COMITY_CLI_EVAL_LANGUAGE_H

#include "cli/eval_table.h"

#define EVAL_LANGUAGES_MAX  200
#define EVAL_CONFUSIONS_MAX 512
#define EVAL_BANDS          5 /* by characters: under 20, 50, 100, 200, and longer */

struct eval_language_count {
    int64_t right, wrong, abstained;
};

struct eval_language_one {
    struct str name;
    struct eval_language_count bands[EVAL_BANDS];
    int64_t taken_for[EVAL_BANDS]; /* texts of others that were given this name */
};

struct eval_language {
    struct eval_language_one languages[EVAL_LANGUAGES_MAX];
    size_t language_count;
    struct {
        struct str is, named;
        int64_t count;
    } confusions[EVAL_CONFUSIONS_MAX];
    size_t confusion_count;
    int64_t not_counted; /* texts past so many languages */
};

/* ISO 639-1 for a code of three letters or with a region ("deu", "de-AT"); others as they are. */
struct str eval_language_code(struct str s);
/* One text; `named` is empty where none was. */
void eval_language_add(struct eval_language *l, struct arena *a, struct str is, struct str named,
                       size_t characters);
/* `gate`: the language a site keeps to, for a table of what would pass as that. Sorts the languages by name. */
void eval_language_tables(struct eval_language *l, struct str set, struct str gate,
                          struct eval_book *b);

#endif
