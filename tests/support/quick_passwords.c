/* Linked in place of src/community/account/password_cost.c: the least argon2id takes. A suite hashes hundreds of passwords, and
 * what is tested is who may sign in, not how long guessing takes. That the program's own cost is the one promised is
 * tested without this file: unit community/rules and http/account. */
#include "community/account/password_cost.h"

struct password_cost password_cost(void)
{
    return (struct password_cost){.passes = 1, .bytes = (size_t)8 * 1024};
}
