/*
 * The administrators' room: overview, accounts, roles and the log of staff actions.
 *
 * Invariants:
 *  1. Every change here is a row of `audit` in the same transaction.
 *  2. The last active administrator cannot be demoted; nor blocked, see sanction.h.
 *  3. A change of role ends the account's sessions.
 */
#ifndef COMITY_COMMUNITY_ADMIN_H
#define COMITY_COMMUNITY_ADMIN_H

#include "community/account/account.h"
#include "community/community.h"

struct admin_overview {
    int64_t accounts, articles;
    int64_t held, flagged;              /* counted to at most 1,000 */
    int64_t decisions_by_standards_day; /* verdicts other than publish in the last 24 hours */
    int64_t decisions_by_people_day;
    struct str standards_version;
    int64_t standards_since_ms;
};
enum rc admin_overview(struct community_reader *r, const struct actor *actor, struct arena *a,
                       struct admin_overview *ret) MUST_CHECK;

enum admin_standing {
    ADMIN_ANY,
    ADMIN_ACTIVE,
    ADMIN_PREMODERATED,
    ADMIN_SUSPENDED,
    ADMIN_BLOCKED,
    ADMIN_DELETED, /* by staff: who deleted their own account is in no list */
    ADMIN_STANDING_COUNT
};
enum admin_standing admin_standing_of(const struct account_view *v);

struct admin_search {
    struct str
        prefix; /* of a name, or of an address when it has an @; or a whole user ID; empty: all */
    enum role role; /* ROLE_ANONYMOUS: any */
    enum admin_standing standing;
    int64_t after_id; /* continues */
};
/* Folded; all: oldest first. */
enum rc admin_search_accounts(struct community_reader *r, const struct actor *actor,
                              const struct admin_search *search, struct arena *a,
                              struct account_view **ret, size_t *ret_count,
                              int64_t *ret_next) MUST_CHECK;

enum admin_change {
    ADMIN_SET_ROLE,
    ADMIN_VERIFY, /* the administrator has confirmed who the person is */
    ADMIN_UNVERIFY,
    ADMIN_FLAGGER, /* a trusted flagger: their notices of illegal content come first */
    ADMIN_UNFLAGGER
};
struct admin_account_change {
    struct community_job job;
    struct actor actor; /* account 0 with ROLE_ADMINISTRATOR: the command line */
    int64_t account_id;
    enum admin_change change;
    enum role role;
    struct str reason;
};
enum rc admin_change_account_submit(struct community_job *job) MUST_CHECK;

/* What a member of staff did: an action, or a decision on a comment. */
struct admin_audit_entry {
    int64_t at_ms, actor_id;
    struct str actor_name, action, detail;
    struct str
        target_name; /* the account's name or the article's headline; empty when it is gone */
    int64_t comment_id, decision_seq; /* of a decision; else 0. target_name is its author's */
    struct str clause;                /* slug; empty for none */
};

/* A place in the log: what stands before it is older, of decisions and of actions. */
struct admin_audit_place {
    int64_t decided_ms, comment_id, decision_seq, action_id;
};
/* "MS.COMMENT.DECISION.ACTION"; an empty text is the newest. RC_INVALID for any other. */
enum rc admin_audit_place_parse(struct str text, struct admin_audit_place *ret) MUST_CHECK;
struct str admin_audit_place_text(const struct admin_audit_place *place, struct arena *a);

/* Newest first. `place` is moved to where the next page begins; `ret_more` when there is one. */
enum rc admin_audit(struct community_reader *r, const struct actor *actor,
                    struct admin_audit_place *place, struct arena *a,
                    struct admin_audit_entry **ret, size_t *ret_count, bool *ret_more) MUST_CHECK;

#endif
