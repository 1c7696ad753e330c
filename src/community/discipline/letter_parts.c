#include "community/discipline/letter_parts.h"

#include <unicase.h>

#include "base/utf8.h"

/* Ids hold milliseconds above 22 bits: no shorter number is one. */
#define ID_DIGITS_MIN 10
#define ID_DIGITS_MAX 19

/* Lower case changes lengths, at most threefold (Unicode SpecialCasing). */
static enum rc lower(struct arena *a, struct str s, struct str *ret)
{
    size_t n = s.n * 3 + 1;
    uint8_t *out = arena_alloc(a, n);
    if (out == NULL ||
        u8_tolower((const uint8_t *)(s.p != NULL ? s.p : ""), s.n, NULL, NULL, out, &n) != out)
        return RC_NO_MEMORY;
    *ret = str_make((const char *)out, n);
    return RC_OK;
}

static bool says_what_it_is_about(struct str subject)
{
    static const struct str words[] = {
#define WORD(beginning) STR_INIT(beginning),
#include "community/discipline/letter_words.def"
#undef WORD
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_find(subject, words[i], 0) != STR_NONE)
            return true;
    return false;
}

/* The next run of digits at or after `*at`; empty at the end. */
static struct str next_number(struct str text, size_t *at)
{
    while (*at < text.n && !char_is_digit(text.p[*at]))
        (*at)++;
    size_t begin = *at;
    while (*at < text.n && char_is_digit(text.p[*at]))
        (*at)++;
    return str_slice(text, begin, *at);
}

bool letter_parts_names(struct str text, int64_t account_id)
{
    int64_t value;
    for (size_t at = 0; at < text.n;) {
        struct str number = next_number(text, &at);
        if (number.n > 0 && str_to_i64(number, &value) == RC_OK && value == account_id)
            return true;
    }
    return false;
}

int64_t letter_parts_named(struct str text)
{
    int64_t value;
    for (size_t at = 0; at < text.n;) {
        struct str number = next_number(text, &at);
        if (number.n >= ID_DIGITS_MIN && number.n <= ID_DIGITS_MAX &&
            str_to_i64(number, &value) == RC_OK)
            return value;
    }
    return 0;
}

/* Characters that are neither white space nor digits: the ID explains nothing. */
static size_t count_words(struct str own)
{
    size_t count = 0, length;
    for (size_t at = 0; at < own.n; at += length) {
        (void)utf8_decode(own, at, &length);
        if (!char_is_space(own.p[at]) && !char_is_digit(own.p[at]))
            count++;
    }
    return count;
}

enum rc letter_parts_check(struct arena *a, const struct letter_text *text, int64_t account_id,
                           unsigned *ret_lacks)
{
    struct str subject;
    unsigned lacks = 0;
    enum rc rc = lower(a, text->subject, &subject);
    if (rc != RC_OK)
        return rc;
    if (!says_what_it_is_about(subject))
        lacks |= LETTER_SUBJECT;
    if (!letter_parts_names(text->named, account_id))
        lacks |= LETTER_USER_ID;
    if (count_words(text->own) < LETTER_EXPLANATION_MIN)
        lacks |= LETTER_EXPLANATION;
    *ret_lacks = lacks;
    return RC_OK;
}
