/*
 * Small word tables: whether a word of the folded form is one of a few, compared one by one.
 *
 * Must not: be used for what a lexicon holds (models/lexicons); a table is for the little words around it.
 */
#ifndef COMITY_SIGNALS_WORDS_H
#define COMITY_SIGNALS_WORDS_H

#include "text/text.h"

/* The words of token `i`, folded; empty past the last. */
static inline struct str words_token(const struct text *t, size_t i)
{
    return i < t->token_count ? text_folded(t, t->tokens[i].folded) : (struct str){0};
}

static inline bool words_have(const struct str *words, size_t count, struct str w)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(w, words[i]))
            return true;
    return false;
}
/* `words` is an array. */
#define IS_ONE_OF(w, words) words_have((words), sizeof(words) / sizeof((words)[0]), (w))

#endif
