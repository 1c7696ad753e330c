/*
 * From what a clause's condition leads to, to what follows for this author now.
 *
 *     step     line                what it does                                    finding.change
 *     ------   -----------------   ---------------------------------------------   --------------
 *     branch   when/then           the first true condition; publish ends here     as written
 *     trust    for LOWEST: C       authors of the lowest level: at least C         trust
 *              for LEVEL: C        that level and those above: at most C           trust
 *     repeat   repeat N: C         from N upheld removals under the clause on:     repeat
 *                                  at least C
 *     reports  (without readers'   remove becomes hold                             reports
 *              reports it would
 *              not be remove)
 *     learned  (without what the    remove becomes hold                             learning
 *              site's rulings
 *              taught it would
 *              not be remove)
 *     brake    (braked by the      anything stricter than flag becomes flag        brake
 *              community)
 *
 * Each step works on what the one above left, and the last that changed something is recorded.
 * Between clauses the strictest consequence decides, so their order does not matter.
 *
 * Invariants:
 *  1. An author who is not known has no level and no removals: only branch and brake apply.
 *  2. An exemption (a branch that publishes) is final.
 *  3. Under the brake nothing is stricter than flag.
 *  4. What was learned of rulings raises a consequence to hold at most, until its precision is measured.
 *  5. A model's probability raises a consequence to hold at most, whichever line would make more of it.
 *  6. Readers' reports raise a consequence to hold at most, whichever line would make more of it.
 *
 * Must not: know how the author's numbers came about.
 */
#ifndef COMITY_POLICY_ESCALATION_H
#define COMITY_POLICY_ESCALATION_H

#include "policy/standards.h"
#include "policy/verdict.h"

struct escalation {
    bool author_known;
    size_t level;   /* of the trust block */
    int64_t upheld; /* removals under the clause */
    bool braked;
    bool learned;  /* without what the site's rulings taught it would come to less than remove */
    bool modelled; /* without the models' probabilities it would */
    bool reported; /* without readers' reports the clause would come to less than remove */
};

/* `ret_change` says what last changed the consequence. */
enum consequence escalation_apply(const struct standards_clause *c, enum consequence written,
                                  const struct escalation *e, enum finding_change *ret_change);

/* Whether it is proven that only a comment that readers have reported can meet the condition. Works in `a`. */
bool escalation_rests_on_reports(struct arena *a, const struct standards_branch *branch);

#endif
