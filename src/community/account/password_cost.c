#include "community/account/password_cost.h"

/* OWASP's Password Storage Cheat Sheet, first choice: argon2id, 46 MiB, one pass, one lane. */
struct password_cost password_cost(void)
{
    return (struct password_cost){.passes = 1, .bytes = (size_t)46 * 1024 * 1024};
}
