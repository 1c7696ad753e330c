/*
 * The administrators' room: overview, accounts and roles. The log of what staff did is record/staff_log.h.
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

#endif
