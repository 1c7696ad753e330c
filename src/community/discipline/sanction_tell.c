/* The mails about sanctions: what, under which clause, why, until when, and what the reader can do. */
#include "community/mail/mail.h"
#include "community/discipline/sanction_state.h"
#include "queries.h"

static enum mail_kind mail_of(const struct sanction *s)
{
    static const enum mail_kind kinds[SANCTION_KIND_COUNT] = {
        [SANCTION_WARNING] = MAIL_KIND_WARNED,
        [SANCTION_PREMODERATION] = MAIL_KIND_PREMODERATED,
        [SANCTION_SUSPENSION] = MAIL_KIND_SUSPENDED,
        [SANCTION_BLOCK] = MAIL_KIND_BLOCKED,
        [SANCTION_DELETION] = MAIL_KIND_DELETED_BY_STAFF,
    };
    if (s->end == SANCTION_LIFTED)
        return MAIL_KIND_SANCTION_LIFTED;
    if (s->end == SANCTION_ANNULLED)
        return MAIL_KIND_SANCTION_ANNULLED;
    return s->is_final ? MAIL_KIND_BLOCKED_FINALLY : kinds[s->kind];
}

static enum rc queue(struct community_job *job, struct db *db, const struct sanction *s)
{
    const struct mail_fact facts[] = {
        {.name = "clause", .kind = MAIL_CLAUSE, .text = s->clause},
        {.name = "reason", .kind = MAIL_TEXT, .text = s->reason},
        {.name = "grave", .kind = MAIL_TEXT, .text = s->grave},
        {.name = "why", .kind = MAIL_TEXT, .text = s->end_why},
        {.name = "user_id",
         .kind = MAIL_TEXT,
         .text = arena_printf(job->arena, "%lld", (long long)s->account_id)},
        {.name = "ends", .kind = MAIL_TIME, .number = s->until_ms},
    };
    size_t count = sizeof facts / sizeof facts[0];
    return mail_queue(job->community, db,
                      &(struct mail_order){.kind = mail_of(s),
                                           .account_id = s->account_id,
                                           .subject_id = s->id,
                                           .facts = facts,
                                           /* Without an end there is no day to name. */
                                           .fact_count = s->until_ms != 0 ? count : count - 1});
}

enum rc sanction_tell(struct community_job *job, struct db *db, int64_t account_id,
                      int64_t sanction_id)
{
    struct sanction *list;
    size_t count;
    enum rc rc = sanction_state_read(job->community, db, account_id, job->arena, &list, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (list[i].id == sanction_id)
            return queue(job, db, &list[i]);
    return rc == RC_OK ? RC_NOT_FOUND : rc;
}
