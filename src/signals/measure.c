#include "signals/detect.h"

void detect_measure(struct detection *d)
{
    const struct text *t = d->text;
    size_t words = 0;
    for (size_t i = 0; i < t->token_count; i++)
        words += t->tokens[i].kind == TOKEN_WORD;
    detect_number(d, SIG_TEXT_LENGTH, t->characters);
    detect_number(d, SIG_TEXT_WORDS, (double)words);
    detect_number(d, SIG_TEXT_SENTENCES, (double)t->sentence_count);
}
