/*
 * A stored verdict judged again, in words, for moderators: whether it is reproduced bit for bit under the version it came
 * from, and what the standards in force would say today.
 *
 * Compiling the version of then takes some milliseconds of the loop, so it is done only where it was asked for.
 *
 * Ownership: the words live in the request's arena.
 *
 * Must not: be called for anybody but staff.
 */
#ifndef COMITY_WEB_VERDICT_AGAIN_H
#define COMITY_WEB_VERDICT_AGAIN_H

#include "web/request.h"

struct verdict_again {
    struct str then; /* under the version of then */
    struct str now;  /* p NULL: not known */
};

/* `seq` 0: the judgement of the present text. */
enum rc verdict_again(struct request *r, int64_t comment_id, int64_t seq,
                      struct verdict_again *ret) MUST_CHECK;

#endif
