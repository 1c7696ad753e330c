/*
 * What a sanction would be, by the sanctions there are and the mode the site is in: whether it can be made, whether it needs
 * words because no warning came before, whether it would be final. Asked by the page before anything is done and by the job
 * that does it, so that both say the same. Private to src/community, and read by the pages.
 *
 * Source: the seed's rules for literal mode ("without notice", "a second block cannot be restored"); Regulation (EU) 2022/2065,
 * Art. 17 and 23, for DSA mode.
 *
 * Invariants:
 *  1. The same list, rules and moment give the same answer. Pure.
 *  2. A warning counts as one once the reader has acknowledged it or a day has passed, and for as long as the rules say.
 *     An earlier suspension or block warns, too. What was taken back as a mistake counts for nothing.
 *  3. An account that its owner deleted can still be blocked or deleted, so that it does not come back as if nothing was.
 */
#ifndef COMITY_COMMUNITY_DISCIPLINE_SANCTION_RULES_H
#define COMITY_COMMUNITY_DISCIPLINE_SANCTION_RULES_H

#include "community/discipline/sanction.h"

enum sanction_bar {
    SANCTION_FREE = 0,
    SANCTION_BAR_DELETED, /* by staff; or by its owner, and a lesser sanction has nothing to act on */
    SANCTION_BAR_BLOCKED, /* it is blocked, which is more */
    SANCTION_BAR_HELD,    /* it is pre-moderated already */
    SANCTION_BAR_COUNT
};

struct sanction_outlook {
    enum sanction_bar bar;
    const struct sanction *in_the_way; /* of the bar; NULL when its owner deleted it */
    bool needs_grave;                  /* no warning came before: words why it is serious */
    bool needs_reasons;                /* a clause and what was done */
    bool is_final;
    int64_t number;             /* this would be the first, second, ... of its kind that counts */
    int64_t suspended_until_ms; /* a suspension runs till then; a new one must end later; 0: none */
    const struct sanction *warned; /* the newest that counts as a warning; NULL: none */
};

struct sanction_rules {
    enum sanction_mode mode;
    int64_t warning_ms; /* how long a warning counts */
};

/* `list` newest first; `ret` by kind. */
void sanction_weigh(const struct sanction *list, size_t count, const struct sanction_rules *rules,
                    bool is_deleted, int64_t now_ms,
                    struct sanction_outlook ret[static SANCTION_KIND_COUNT]);

/* What the account may do by its sanctions. */
struct sanction_state {
    enum account_status status; /* active, suspended or blocked */
    int64_t suspended_until_ms, premoderated_until_ms, warning_id;
};
struct sanction_state sanction_state_of(const struct sanction *list, size_t count, int64_t now_ms);

#endif
