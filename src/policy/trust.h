/*
 * Trust: how much a site relies on an author, counted in points by the rules of the document's
 * `trust` block.
 *
 * Points come from comments that a person looked at and found good, and go with removals that a
 * person decided or confirmed. Every point, good or bad, halves with the half-life: an event `d`
 * days ago counts weight * 2^(-d / half-life). The sum is rounded to a whole number, halves up, so
 * that three comments verified a moment ago are 3 and not 2.999.
 *
 * Invariants:
 *  1. The same events, rules and time give the same points; the order of events does not matter
 * within what rounding hides.
 *  2. An event in the future counts as one of now.
 *
 * Must not: allocate, know where events are kept.
 */
#ifndef COMITY_POLICY_TRUST_H
#define COMITY_POLICY_TRUST_H

#include "policy/standards.h"

enum trust_event_kind { TRUST_VERIFIED_COMMENT, TRUST_UPHELD_REMOVAL };

struct trust_event {
    enum trust_event_kind kind;
    int64_t at_ms;
};

int64_t trust_points(const struct standards_trust *t, const struct trust_event *events,
                     size_t count, int64_t now_ms);

/* The highest level reached, as an index; points below 0 are the lowest level. */
size_t trust_level_index(const struct standards_trust *t, int64_t points);
/* Its name. */
struct str trust_level(const struct standards_trust *t, int64_t points);

#endif
