/*
 * What hashing a password costs whoever guesses, and us: one figure, the same for every password of a site.
 *
 * In a file of its own, and an object of its own in the library, because tests that register a hundred readers link
 * another one in its place (tests/support/quick_passwords.c). No setting, argument or variable of the environment
 * changes it in the program: what is installed can only hash at this cost.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_PASSWORD_COST_H
#define COMITY_COMMUNITY_ACCOUNT_PASSWORD_COST_H

#include <stddef.h>

struct password_cost {
    unsigned passes;
    size_t bytes; /* whole KiB */
};

struct password_cost password_cost(void);

#endif
