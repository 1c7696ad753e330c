/*
 * Two standards documents compared by what they mean: a clause moved or a line wrapped otherwise is no difference.
 *
 * Ownership: what is reported is valid during the call.
 *
 * Must not: judge; print.
 */
#ifndef COMITY_CLI_STANDARDS_COMPARE_H
#define COMITY_CLI_STANDARDS_COMPARE_H

#include "base/str.h"
#include "policy/standards.h"

struct standards_difference {
    struct str section; /* its slug, or its title when it has none; empty: the document's head */
    const char *what;   /* e.g. "condition 2", "prose", "example" */
    struct str before, after; /* p is NULL where there is nothing on that side */
    bool prose;               /* long texts of which only that they differ is worth telling */
};

typedef void (*standards_compare_report)(void *context, const struct standards_difference *d);

/* Returns the number of differences. */
size_t standards_compare(const struct standards *a, const struct standards *b,
                         standards_compare_report report, void *context);
/* Whether sections and examples stand in the same order too. */
bool standards_same_order(const struct standards *a, const struct standards *b);

#endif
