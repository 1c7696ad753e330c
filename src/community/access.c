#include "community/access.h"

const struct access_row access_table[ACTION_COUNT] = {
#define NO  GRANT_NO
#define OWN GRANT_OWN
#define YES GRANT_YES
#define ACCESS(id, anonymous, blocked_, reader, author, moderator, administrator, text_)           \
    [ACTION_##id] = {.name = #id,                                                                  \
                     .grant = {anonymous, reader, author, moderator, administrator},               \
                     .blocked = blocked_,                                                          \
                     .text = text_},
#include "community/access.def"
#undef ACCESS
#undef NO
#undef OWN
#undef YES
};

static const struct str ROLE_NAMES[ROLE_COUNT] = {
    STR_INIT("anonymous"), STR_INIT("reader"),        STR_INIT("author"),
    STR_INIT("moderator"), STR_INIT("administrator"),
};

struct str role_name(enum role r)
{
    return ROLE_NAMES[r];
}

enum rc role_parse(struct str name, enum role *ret)
{
    for (int i = ROLE_READER; i < ROLE_COUNT; i++)
        if (str_eq(name, ROLE_NAMES[i])) {
            *ret = (enum role)i;
            return RC_OK;
        }
    return RC_INVALID;
}

bool actor_is_staff(const struct actor *a)
{
    return a->status == ACCOUNT_ACTIVE && a->role >= ROLE_AUTHOR && !a->awaits_step;
}

enum account_status account_standing_of(int64_t status, int64_t suspended_until_ms, int64_t now_ms)
{
    if (status == ACCOUNT_SUSPENDED && now_ms >= suspended_until_ms)
        return ACCOUNT_ACTIVE;
    return (enum account_status)status;
}

bool access_precedes_step(enum action action)
{
    return action == ACTION_CHANGE_CODES;
}

static enum grant grant_of(const struct actor *a, enum action action)
{
    const struct access_row *row = &access_table[action];
    if (a->status == ACCOUNT_BLOCKED || a->status == ACCOUNT_SUSPENDED)
        return row->blocked;
    if (a->status != ACCOUNT_ACTIVE)
        return row->grant[ROLE_ANONYMOUS];
    if (!a->awaits_step)
        return row->grant[a->role];
    /* Staff alone are asked for a second step, whatever the role is said to be meanwhile. */
    return row->grant[access_precedes_step(action) ? ROLE_AUTHOR : ROLE_READER];
}

bool access_needs_all(enum action action)
{
    return action == ACTION_POST_COMMENT || action == ACTION_EDIT_COMMENT ||
           action == ACTION_REPORT_COMMENT;
}

const char *access_reason(const struct actor *a, const char *other)
{
    if (a->status != ACCOUNT_ACTIVE)
        return other;
    if ((a->owes & OWES_ACKNOWLEDGEMENT) != 0)
        return SAID(
            "A moderator has sent you a warning. Read it under Account, Standing, and confirm "
            "that you "
            "have; then send this again.");
    if ((a->owes & OWES_CONFIRMATION) != 0)
        return SAID("Confirm your e-mail address first: the link is in the mail we sent you.");
    if ((a->owes & OWES_CONSENT) != 0)
        return SAID("Our documents have changed: agree to them in your account first.");
    return other;
}

bool access_allows(const struct actor *a, enum action action, int64_t owner_id)
{
    if (a->owes != 0 && access_needs_all(action))
        return false;
    switch (grant_of(a, action)) {
    case GRANT_YES:
        return true;
    case GRANT_OWN:
        return a->account_id != 0 && a->account_id == owner_id;
    case GRANT_NO:
        break;
    }
    return false;
}

enum rc access_check(const struct actor *a, enum action action, int64_t owner_id)
{
    if (access_allows(a, action, owner_id))
        return RC_OK;
    return actor_signed_in(a) ? RC_FORBIDDEN : RC_UNAUTHENTICATED;
}

enum rc access_check_any(const struct actor *a, enum action action)
{
    if (grant_of(a, action) == GRANT_OWN && actor_signed_in(a))
        return RC_OK;
    return access_check(a, action, 0);
}
