#include "community/record/ledger_trust.h"

#include "community/core.h"
#include "community/record/ledger_place.h"
#include "queries.h"

static enum rc enter(struct community_job *job, struct db *db, struct ledger_content content)
{
    struct ledger_place p = ledger_place_for(job);
    enum rc rc = ledger_place_find(&p, db);
    return rc == RC_OK ? ledger_place_append(&p, db, &content) : rc;
}

enum rc ledger_trust_add(struct community_job *job, struct db *db, const struct ledger_trust *event)
{
    struct ledger_trust t = *event;
    t.id = community_make_id(job->community);
    enum rc rc =
        q_trust_event_add(db, &(struct q_trust_event_add_in){.site_id = job->community->site.id,
                                                             .account_id = t.account_id,
                                                             .id = t.id,
                                                             .at_ms = t.at_ms,
                                                             .kind = t.kind,
                                                             .comment_id = t.comment_id,
                                                             .clause = t.clause,
                                                             .by_id = t.by_id});
    return rc == RC_OK ? enter(job, db, ledger_content_of_trust(job->community->site.id, &t)) : rc;
}

enum rc ledger_trust_note_erasure(struct community_job *job, struct db *db, int64_t account_id)
{
    struct q_trust_event_recent_row *any;
    size_t count;
    enum rc rc = q_trust_event_recent(
        db,
        &(struct q_trust_event_recent_in){
            .site_id = job->community->site.id, .account_id = account_id, .max_rows = 1},
        job->arena, &any, &count);
    if (rc != RC_OK || count == 0)
        return rc;
    return enter(job, db, ledger_content_of_nothing(LEDGER_TRUST_ERASURE, account_id, 0));
}

enum rc ledger_trust_add_answer(struct community_job *job, struct db *db,
                                const struct ledger_answer *answer)
{
    return enter(job, db, ledger_content_of_answer(job->community->site.id, answer));
}
