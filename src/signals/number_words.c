#include "signals/number_words.h"

#define DIGITS_MIN 9
#define DIGITS_MAX 15
/* Digits that have to be words: groups of figures are another's business. */
#define WORDS_MIN 4

static bool is_zero(struct str w)
{
    return str_eq(w, STR("zero")) || str_eq(w, STR("oh")) || str_eq(w, STR("nought")) ||
           str_eq(w, STR("plus")) || str_eq(w, STR("null"));
}

static bool is_digit_word(struct str w)
{
    static const struct str words[] = {
        STR_INIT("one"), STR_INIT("two"),   STR_INIT("three"), STR_INIT("four"), STR_INIT("five"),
        STR_INIT("six"), STR_INIT("seven"), STR_INIT("eight"), STR_INIT("nine"), STR_INIT("o")};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (str_eq(w, words[i]))
            return true;
    }
    return is_zero(w);
}

static size_t repetition(struct str w)
{
    return str_eq(w, STR("double")) ? 2 : str_eq(w, STR("triple")) ? 3 : 1;
}

static bool joins(struct str w)
{
    return w.n == 1 && strchr("-,.+()", w.p[0]);
}

/* Reads what begins at token `i`; the token behind, or `i` when it is no number. */
static size_t read_words(const struct text *t, size_t i)
{
    size_t digits = 0, words = 0, times = 1, end = i;
    for (size_t k = i; k < t->token_count && digits <= DIGITS_MAX; k++) {
        struct str w = text_folded(t, t->tokens[k].folded);
        if (joins(w))
            continue;
        if (t->tokens[k].kind == TOKEN_NUMBER && char_is_digit(w.p[w.n - 1])) {
            digits += w.n;
        } else if (is_digit_word(w)) {
            digits += times;
            words++;
            times = 1;
        } else if (repetition(w) > 1) {
            times = repetition(w);
            continue;
        } else {
            break;
        }
        end = k + 1;
    }
    return digits >= DIGITS_MIN && digits <= DIGITS_MAX && words >= WORDS_MIN ? end : i;
}

bool number_words_find(const struct text *t, size_t *token, struct span *ret)
{
    for (size_t i = *token; i < t->token_count; i++) {
        size_t end;
        if (!is_zero(text_folded(t, t->tokens[i].folded)))
            continue;
        end = read_words(t, i);
        if (end == i)
            continue;
        *ret = (struct span){t->tokens[i].folded.begin, t->tokens[end - 1].folded.end};
        *token = end;
        return true;
    }
    return false;
}
