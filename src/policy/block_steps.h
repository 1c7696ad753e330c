/*
 * The lines of a clause that make its consequence depend on who writes: `for`, `repeat`, `share`.
 *
 * Invariant: a line that could never change anything is refused; so is one that would treat authors
 * of a higher level more strictly, or repeated removals more mildly.
 *
 * Must not: apply them (policy/escalation.h does).
 */
#ifndef COMITY_POLICY_BLOCK_STEPS_H
#define COMITY_POLICY_BLOCK_STEPS_H

#include "policy/block.h"
#include "policy/block_lines.h"

/* The numbers the three have among the clause's keys. */
struct block_step_keys {
    int for_level, repeat, share;
};

/* Takes the lines of these keys; the clause has its branches already. */
enum rc block_steps_read(struct arena *a, const struct source *source,
                         const struct standards_trust *trust, const struct block_line *lines,
                         size_t count, const struct block_step_keys *keys,
                         struct standards_clause *ret, struct problem *problem) MUST_CHECK;

#endif
