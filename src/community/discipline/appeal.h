/*
 * Appeals: the author of a comment that was removed, or changed by a moderator, asks that a person look at that again.
 *
 * An appeal is against one removal: the decision that removed the comment and all that let it stand since; or against one edit. Once decided, it is
 * not made again; a comment that was restored and removed anew may be appealed anew.
 *
 * Invariants:
 *  1. Only its author appeals, also while blocked or suspended, and only against a removal or an edit that stands.
 *  2. Until so long after it (redress.appeal_days; in DSA mode six months at least), once.
 *
 * Must not: decide; that is redress.h.
 */
#ifndef COMITY_COMMUNITY_DISCIPLINE_APPEAL_H
#define COMITY_COMMUNITY_DISCIPLINE_APPEAL_H

#include "community/community.h"

enum appeal_state {
    APPEAL_NONE, /* neither removed nor edited, or not one's own */
    APPEAL_MAY,
    APPEAL_OPEN,
    APPEAL_GRANTED,
    APPEAL_REFUSED,
    APPEAL_LATE
};

/* How long after a decision it may be asked to look again: also at one on a notice (complaint.h). */
int64_t appeal_time(const struct community *c);

struct appeal_place {
    enum appeal_state state;
    bool is_edit;     /* against a moderator's edit; else against a removal */
    int64_t until_ms; /* until when one may appeal */
    int64_t case_id;  /* the appeal there is; 0: none */
    int64_t due_ms;   /* by when it is decided */
};
enum rc appeal_look(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                    struct arena *a, struct appeal_place *ret) MUST_CHECK;

struct appeal {
    struct community_job job;
    struct actor actor;
    int64_t comment_id;
    struct str text;
    int64_t ret_id;
    bool ret_repeated; /* there was one already: nothing was done */
};
/* RC_INVALID, RC_TOO_LARGE (text), RC_NOT_FOUND (not one's own), RC_CONFLICT (nothing to appeal against), RC_EXPIRED, RC_LIMITED. */
enum rc appeal_submit(struct community_job *job) MUST_CHECK;

#endif
