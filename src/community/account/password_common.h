/*
 * How much of a password is its owner's: what is left beside common words, keyboard rows and runs of one letter. The words are
 * password_common.def's.
 *
 * Must not: know names or addresses; password.c takes them out before.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_PASSWORD_COMMON_H
#define COMITY_COMMUNITY_ACCOUNT_PASSWORD_COMMON_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"

struct password_share {
    size_t
        letters; /* outside of what everybody would try; of scripts with words in a sign or two each counts twice */
    size_t words; /* different plain words */
};
/* `closed`: letters and digits only, folded, without Latin accents. */
struct password_share password_common_look(struct str closed);

#endif
