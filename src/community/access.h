/*
 * Who acts, and what they may do: one table (access.def) that every path asks.
 *
 * An actor is the person behind a request as the session said a moment ago. Pages, forms, imports
 * and jobs all carry one and ask access_allows before they show or change anything; jobs ask again
 * when they run, with the account as it is then (see community.h).
 *
 * Invariants:
 *  1. A zeroed actor is anonymous.
 *  2. A blocked or suspended account has the rights of the table's column `blocked`, whatever its role: to read, to see
 *     what was decided on it, and to ask for redress. A deleted one has those of a stranger.
 *  3. Nothing but access.def gives a right; roles are compared nowhere else.
 *  4. An actor who awaits a second step has the rights of a reader, also in a job that has read the account's role anew.
 *  5. Whoever owes a confirmation, a consent or the acknowledgement of a warning does not comment, edit or report, whatever the role.
 */
#ifndef COMITY_COMMUNITY_ACCESS_H
#define COMITY_COMMUNITY_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rc.h"
#include "base/str.h"

/* Stored: never renumber. */
enum role {
    ROLE_ANONYMOUS = 0,
    ROLE_READER = 1,
    ROLE_AUTHOR = 2,
    ROLE_MODERATOR = 3,
    ROLE_ADMINISTRATOR = 4,
    ROLE_COUNT
};
/* "anonymous", "reader", "author", "moderator", "administrator". */
struct str role_name(enum role r);
/* RC_INVALID for another word and for "anonymous". */
enum rc role_parse(struct str name, enum role *ret) MUST_CHECK;

/* Stored: never renumber. */
enum account_status {
    ACCOUNT_ACTIVE = 0,
    ACCOUNT_BLOCKED = 1,
    ACCOUNT_DELETED = 2,
    ACCOUNT_SUSPENDED = 3, /* until suspended_until_ms */
};
/* The standing at a moment: a suspension that is over is none. Whatever reads an account's status asks here. */
enum account_status account_standing_of(int64_t status, int64_t suspended_until_ms, int64_t now_ms);

enum action {
#define ACCESS(id, anonymous, blocked, reader, author, moderator, administrator, text) ACTION_##id,
#include "community/access.def"
#undef ACCESS
    ACTION_COUNT
};

enum grant { GRANT_NO, GRANT_OWN, GRANT_YES };

struct access_row {
    const char *name; /* "POST_COMMENT" */
    enum grant grant[ROLE_COUNT];
    enum grant blocked; /* whatever the role */
    const char *text;
};
extern const struct access_row access_table[ACTION_COUNT];

/* What an account has to do before it may write where others read (see access_needs_all). */
enum {
    OWES_CONFIRMATION = 1,    /* of its e-mail address */
    OWES_CONSENT = 2,         /* to documents that have changed */
    OWES_ACKNOWLEDGEMENT = 4, /* of a moderator's warning */
};
/* Whether an action is refused to whoever owes something. */
bool access_needs_all(enum action action);
/* Why somebody signed in was refused, when it is for what they owe; else `other`. English, for problem_set. */
struct actor;
const char *access_reason(const struct actor *a, const char *other);

struct actor {
    int64_t account_id; /* 0: anonymous */
    enum role role;
    enum account_status status;
    struct str name;
    bool is_premoderated; /* every comment of theirs is held first */
    struct str language;  /* the reader's choice; empty: the site's */
    unsigned owes;        /* OWES_ values: what it has to do before it may write */
    int64_t fresh_ms;     /* when a factor was last given in the session, see session_is_fresh */
    bool
        awaits_step; /* staff whose second step is still to be done (factor.h): no more than a reader */
    uint8_t token_hash[32]; /* of the session; zero when there is none (command line, tests) */
};

static inline bool actor_signed_in(const struct actor *a)
{
    return a->account_id != 0;
}
/* As the account is now, in place of what was known before. */
static inline void actor_set_owes(struct actor *a, unsigned what, bool owes)
{
    a->owes = owes ? a->owes | what : a->owes & ~what;
}
/* Whether pages show a badge: author, moderator or administrator. */
bool actor_is_staff(const struct actor *a);

/* `owner_id` is the account that the thing acted on belongs to; 0 when it belongs to nobody. */
bool access_allows(const struct actor *a, enum action action, int64_t owner_id);

/* What staff do to be able to do their second step, and so may do before it. */
bool access_precedes_step(enum action action);
/* The same without a thing: RC_OK for whoever may do it to anything, be it only what is their own. */
enum rc access_check_any(const struct actor *a, enum action action) MUST_CHECK;

/* RC_OK, RC_UNAUTHENTICATED for a stranger who might after signing in, RC_FORBIDDEN. */
enum rc access_check(const struct actor *a, enum action action, int64_t owner_id) MUST_CHECK;

#endif
