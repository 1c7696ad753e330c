/* What giving and ending a sanction share: who may, the account held, the state worked out. */
#include "community/discipline/sanction_state.h"

#include <sodium.h>

#include "base/utf8.h"
#include "community/core.h"
#include "community/leaving/leaving.h"
#include "community/moderation/moderation.h"
#include "queries.h"

enum rc sanction_check_actor(struct community_job *job, struct db *db, struct actor *actor,
                             enum action action)
{
    if (actor->account_id != 0)
        return moderation_check_actor(job, db, actor, action);
    enum rc rc = access_check(actor, action, 0);
    return rc == RC_OK ? rc : problem_set(&job->problem, rc, "Sign in to moderate.");
}

enum rc sanction_hold_account(struct community_job *job, struct db *db, const struct actor *actor,
                              int64_t account_id, struct q_account_hold_row *ret)
{
    enum rc rc = q_account_hold(
        db, &(struct q_account_hold_in){.site_id = job->community->site.id, .id = account_id},
        job->arena, ret);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "There is no such account.");
    if (account_id == actor->account_id)
        return problem_set(&job->problem, RC_FORBIDDEN,
                           "This account is your own: another moderator decides on it.");
    if (ret->role > ROLE_READER && !access_allows(actor, ACTION_SANCTION_STAFF, 0))
        return problem_set(&job->problem, RC_FORBIDDEN,
                           "Only an administrator can do this to a member of staff.");
    return RC_OK;
}

enum rc sanction_check_words(struct community_job *job, struct str words)
{
    if (!utf8_valid(words) || str_find_char(words, '\0', 0) != STR_NONE)
        return problem_set(&job->problem, RC_INVALID, "The reason is not valid UTF-8.");
    if (utf8_count(words) > SANCTION_REASON_MAX)
        return problem_set(&job->problem, RC_TOO_LARGE, "The reason is longer than %d characters.",
                           SANCTION_REASON_MAX);
    return RC_OK;
}

struct str sanction_digest(struct community_job *job, struct str words, struct str more)
{
    static const char digits[] = "0123456789abcdef";
    struct str whole = arena_printf(job->arena, "%.*s\n%.*s", STR_ARG(words), STR_ARG(more));
    unsigned char hash[crypto_hash_sha256_BYTES];
    char text[16];
    crypto_hash_sha256(hash, (const unsigned char *)whole.p, whole.n);
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = digits[i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15];
    return arena_dup(job->arena, str_make(text, sizeof text));
}

enum rc sanction_settle(struct community_job *job, struct db *db, int64_t account_id)
{
    struct community *c = job->community;
    struct q_account_hold_row account;
    struct sanction *list;
    size_t count;
    enum rc rc =
        q_account_hold(db, &(struct q_account_hold_in){.site_id = c->site.id, .id = account_id},
                       job->arena, &account);
    if (rc == RC_OK)
        rc = sanction_state_read(c, db, account_id, job->arena, &list, &count);
    if (rc != RC_OK)
        return rc;
    struct sanction_state state = sanction_state_of(list, count, community_now_ms(c));
    bool deleted = account.status == ACCOUNT_DELETED;
    rc = q_account_set_sanctioned(db, &(struct q_account_set_sanctioned_in){
                                          .site_id = c->site.id,
                                          .id = account_id,
                                          .status = deleted ? ACCOUNT_DELETED : state.status,
                                          .suspended_until_ms = state.suspended_until_ms,
                                          .premoderated_until_ms = state.premoderated_until_ms,
                                          .warning_id = state.warning_id});
    pace_forget(c->pace, account_id);
    if (rc != RC_OK || !deleted)
        return rc;
    rc = leaving_set_status(job, db, account_id, state.status);
    return rc == RC_NOT_FOUND ? RC_OK : rc; /* it is being erased: nothing comes back */
}
