#include "policy/fact_range.h"

#include <math.h>
#include <stdlib.h>

static const char *const roles[] = {"reader", "author", "moderator", "administrator", NULL};

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

struct fact_range fact_range(const struct fact_names *names, int fact)
{
    struct fact_range r = {.low = 0, .high = INFINITY};
    switch (fact_info_in(names, fact).kind) {
    case SIGNAL_BOOL:
        r.high = 1;
        return r;
    case SIGNAL_STRING:
        r.values = fact == FACT_AUTHOR_ROLE ? roles : NULL;
        return r;
    case SIGNAL_NUMBER:
        break;
    }
    if (fact < SIGNAL_COUNT)
        read_range(signal_table[fact].range, &r.low, &r.high);
    else if (may_be_negative(fact))
        r.low = -INFINITY;
    return r;
}

bool fact_range_holds(struct fact_range range, enum signal_kind kind, struct fact_value value)
{
    if (kind != SIGNAL_STRING)
        return value.number >= range.low && value.number <= range.high;
    bool found = range.values == NULL;
    for (size_t i = 0; !found && range.values[i] != NULL; i++)
        found = str_eq(value.string, str_from_cstr(range.values[i]));
    return found;
}
