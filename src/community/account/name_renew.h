/*
 * Stored skeletons of names when the rules change that they are made by (name_look_rules).
 *
 * Every row with a skeleton says by which rules it was made. At the start, and again with every sweep, those made by older rules
 * are made anew, a few thousand in each transaction: two nodes that do so at once wait for each other's rows, one that is
 * stopped goes on where it was. A program of an earlier version may go on running on the same database: what it writes counts as
 * made by older rules. Rows made by newer rules are left alone. Until a name is made anew it is found by its old skeleton.
 *
 *   older rules ──names_renew──► these rules, free       nobody else holds the skeleton
 *                            └─► these rules, a twin     another account holds it already
 *
 * Invariants:
 *  1. An account keeps its name whatever the new rules say. Of those that look alike now one holds the skeleton in the unique
 *     index, the others stand beside it as twins. Nobody new gets a name that looks like either.
 *  2. A twin that changes its name is none any more; its new name must be free.
 *
 * Must not: run inside a job, or on an event loop.
 */
#ifndef COMITY_COMMUNITY_ACCOUNT_NAME_RENEW_H
#define COMITY_COMMUNITY_ACCOUNT_NAME_RENEW_H

#include "community/access.h"
#include "community/community.h"

/* Of accounts and of former names. Waits for the writes of the first few thousand; where there are more, the rest is done on the
 * thread of errands, beside whatever else is written. Nothing when that is under way already. */
enum rc names_renew(struct community *c) MUST_CHECK;

/* Accounts that kept a name which looks like another's, each with the oldest of those, ascending by `id` from after `after_id`. */
struct name_twin {
    int64_t id, other_id;
    struct str name, other_name;
    enum role role, other_role;
    int64_t joined_ms, other_joined_ms;
};
enum rc names_list_twins(struct community_reader *r, int64_t after_id, struct arena *a,
                         struct name_twin **ret, size_t *ret_count) MUST_CHECK;

#endif
