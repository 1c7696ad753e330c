#include "community/mail/notify.h"

#include "community/account/choice.h"
#include "community/core.h"
#include "community/mail/mail.h"
#include "community/moderation/report.h"
#include "community/discipline/sanction.h"
#include "queries.h"

/* --- decisions --- */

static bool restricts(const struct transition_decision *d)
{
    return d->to == COMMENT_REMOVED || d->to == COMMENT_HELD || d->action == DECISION_EDITED;
}

/* MAIL_KIND_COUNT: nothing to tell. */
static enum mail_kind kind_of(const struct community *c, const struct transition_decision *d)
{
    bool owed = sanction_mode(c) == SANCTION_DSA;
    if (d->action == DECISION_EDITED)
        return owed ? MAIL_KIND_STATEMENT_EDITED : MAIL_KIND_EDITED;
    if (d->edit_seq != 0)
        return MAIL_KIND_TEXT_BACK;
    if (d->from == d->to || !d->has_from)
        return MAIL_KIND_COUNT;
    if (d->to == COMMENT_REMOVED)
        return owed ? MAIL_KIND_STATEMENT_REMOVED : MAIL_KIND_REMOVED;
    if (d->to == COMMENT_HELD)
        return owed ? MAIL_KIND_STATEMENT_HELD : MAIL_KIND_HELD;
    return d->from == COMMENT_REMOVED || d->from == COMMENT_HELD ? MAIL_KIND_PUT_BACK
                                                                 : MAIL_KIND_COUNT;
}

static enum rc read_headline(struct community_job *job, struct db *db, int64_t comment_id,
                             struct str *ret)
{
    struct q_notify_headline_row row;
    enum rc rc = q_notify_headline(
        db, &(struct q_notify_headline_in){.site_id = job->community->site.id, .id = comment_id},
        job->arena, &row);
    *ret = rc == RC_OK ? row.headline : STR("");
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc notify_decision(struct community_job *job, struct db *db,
                        const struct transition_decision *d, int64_t author_id)
{
    struct community *c = job->community;
    enum mail_kind kind = kind_of(c, d);
    struct str headline;
    if (!mail_is_on(c) || kind == MAIL_KIND_COUNT || author_id == 0 || author_id == d->actor_id)
        return RC_OK;
    enum rc rc = read_headline(job, db, d->comment_id, &headline);
    if (rc != RC_OK)
        return rc;
    const struct mail_fact facts[] = {
        {.name = "article", .text = headline},
        {.name = "clause", .kind = MAIL_CLAUSE, .text = restricts(d) ? d->clause : STR("")},
        {.name = "reason", .text = d->actor_id != 0 && d->reason.p != NULL ? d->reason : STR("")},
    };
    return mail_queue(c, db,
                      &(struct mail_order){.kind = kind,
                                           .account_id = author_id,
                                           .subject_id = d->comment_id,
                                           .facts = facts,
                                           .fact_count = sizeof facts / sizeof facts[0]});
}

enum rc notify_bulk(struct community_job *job, struct db *db, const struct notify_bulk *b)
{
    struct community *c = job->community;
    enum mail_kind kind = !b->removed                        ? MAIL_KIND_PUT_BACK_TOGETHER
                          : sanction_mode(c) == SANCTION_DSA ? MAIL_KIND_STATEMENTS_TOGETHER
                                                             : MAIL_KIND_REMOVED_TOGETHER;
    const struct mail_fact facts[] = {
        {.name = "count", .kind = MAIL_COUNT, .number = b->count},
        {.name = "clause", .kind = MAIL_CLAUSE, .text = b->removed ? b->clause : STR("")},
        {.name = "reason", .text = b->words},
    };
    return mail_queue(c, db,
                      &(struct mail_order){.kind = kind,
                                           .account_id = b->account_id,
                                           .subject_id = b->bulk_id,
                                           .facts = facts,
                                           .fact_count = sizeof facts / sizeof facts[0]});
}

/* --- reports and replies --- */

static enum rc tell(struct community_job *job, struct db *db, enum mail_kind kind,
                    int64_t account_id, int64_t comment_id, struct str headline)
{
    const struct mail_fact article = {.name = "article", .text = headline};
    return mail_queue(job->community, db,
                      &(struct mail_order){.kind = kind,
                                           .account_id = account_id,
                                           .subject_id = comment_id,
                                           .facts = &article,
                                           .fact_count = 1});
}

/* Whether the account wants to be written to about this; what nobody wants is not queued. */
static enum rc is_wanted(struct community_job *job, struct db *db, int64_t account_id,
                         enum choice which, bool *ret)
{
    struct choices choices;
    enum rc rc = choice_read(job->community, db, account_id, job->arena, &choices);
    *ret = rc == RC_OK && choices.on[which];
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc notify_reporters(struct community_job *job, struct db *db, int64_t comment_id)
{
    struct q_notify_reporters_row *rows;
    size_t count;
    struct str headline;
    if (!mail_is_on(job->community))
        return RC_OK;
    enum rc rc =
        q_notify_reporters(db,
                           &(struct q_notify_reporters_in){.site_id = job->community->site.id,
                                                           .comment_id = comment_id,
                                                           .max_rows = REPORT_SHOWN_MAX},
                           job->arena, &rows, &count);
    if (rc == RC_OK && count > 0)
        rc = read_headline(job, db, comment_id, &headline);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        bool wanted;
        rc = is_wanted(job, db, rows[i].reporter_id, CHOICE_MAIL_REPORTS, &wanted);
        if (rc == RC_OK && wanted)
            rc = tell(job, db, MAIL_KIND_REPORT_OUTCOME, rows[i].reporter_id, comment_id, headline);
    }
    return rc;
}

enum rc notify_reply(struct community_job *job, struct db *db, int64_t comment_id,
                     int64_t parent_id, int64_t author_id)
{
    struct q_comment_known_row parent;
    struct str headline;
    bool wanted = false, muted = false;
    if (!mail_is_on(job->community) || parent_id == 0)
        return RC_OK;
    enum rc rc = q_comment_known(
        db, &(struct q_comment_known_in){.site_id = job->community->site.id, .id = parent_id},
        job->arena, &parent);
    if (rc == RC_OK && parent.account_id != author_id)
        rc = is_wanted(job, db, parent.account_id, CHOICE_MAIL_REPLIES, &wanted);
    if (rc == RC_OK && wanted)
        rc = choice_is_muted(job->community, db, parent.account_id, author_id, job->arena, &muted);
    if (rc != RC_OK || !wanted || muted)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    rc = read_headline(job, db, comment_id, &headline);
    return rc == RC_OK ? tell(job, db, MAIL_KIND_REPLY, parent.account_id, comment_id, headline)
                       : rc;
}
