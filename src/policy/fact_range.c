#include "policy/fact_range.h"

#include <math.h>
#include <stdlib.h>

static const struct str roles[] = {STR_INIT("reader"), STR_INIT("author"), STR_INIT("moderator"),
                                   STR_INIT("administrator")};

/* Reads "0 to 1"; anything else is a unit and says nothing. */
static bool read_range(const char *words, double *low, double *high)
{
    char *end;
    double a = strtod(words, &end);
    if (end == words || strncmp(end, " to ", 4) != 0)
        return false;
    const char *second = end + 4;
    double b = strtod(second, &end);
    if (end == second || *end != '\0')
        return false;
    *low = a;
    *high = b;
    return true;
}

/* Whole numbers that may be below zero: points that are lost, and an article dated in the future. */
static bool may_be_negative(int fact)
{
    return fact == FACT_AUTHOR_TRUST || fact == FACT_ARTICLE_AGE_HOURS ||
           fact == FACT_AUTHOR_ACCOUNT_AGE_DAYS;
}

struct str fact_word(const struct fact_names *names, int fact, size_t number)
{
    const struct standards_trust *trust = names != NULL ? names->trust : NULL;
    if (fact == SIG_LANGUAGE_CODE)
        return signals_language(number);
    if (fact == FACT_AUTHOR_ROLE && number < sizeof roles / sizeof roles[0])
        return roles[number];
    if (fact == FACT_AUTHOR_TRUST_LEVEL && trust != NULL && number < trust->level_count)
        return trust->levels[number].name;
    return (struct str){0};
}

bool fact_word_fits(const struct fact_names *names, int fact, struct str word)
{
    struct str possible = fact_word(names, fact, 0);
    bool fits = possible.n == 0;
    for (size_t i = 1; !fits && possible.n > 0; i++) {
        fits = str_eq(possible, word);
        possible = fact_word(names, fact, i);
    }
    return fits;
}

struct fact_range fact_range(const struct fact_names *names, int fact)
{
    struct fact_range r = {.low = 0, .high = INFINITY};
    switch (fact_info_in(names, fact).kind) {
    case SIGNAL_BOOL:
        r.high = 1;
        return r;
    case SIGNAL_STRING:
        r.listed = fact_word(names, fact, 0).n > 0;
        return r;
    case SIGNAL_NUMBER:
        break;
    }
    bool share = fact < SIGNAL_COUNT && read_range(signal_table[fact].range, &r.low, &r.high);
    r.whole = !share;
    if (fact >= SIGNAL_COUNT && may_be_negative(fact))
        r.low = -INFINITY;
    return r;
}

bool fact_range_holds(const struct fact_names *names, int fact, struct fact_value value)
{
    struct fact_range r = fact_range(names, fact);
    if (fact_info_in(names, fact).kind == SIGNAL_STRING)
        return fact_word_fits(names, fact, value.string);
    return value.number >= r.low && value.number <= r.high &&
           (!r.whole || value.number == floor(value.number));
}
