#include "community/discipline/complaint.h"

#include "community/account/link.h"
#include "community/account/throttle.h"
#include "community/comment/transition.h"
#include "community/core.h"
#include "community/discipline/appeal.h"
#include "community/discipline/legal_notice.h"
#include "community/moderation/moderation.h"
#include "community/record/ledger.h"

static enum rc read_notice(struct community *c, struct db *db, struct arena *a, int64_t id,
                           struct q_complaint_notice_row *ret)
{
    return q_complaint_notice(db, &(struct q_complaint_notice_in){.site_id = c->site.id, .id = id},
                              a, ret);
}

/* --- whether one may be made --- */

static enum complaint_state state_of(int64_t state)
{
    switch ((enum redress_state)state) {
    case REDRESS_OPEN:
        return COMPLAINT_OPEN;
    case REDRESS_GRANTED:
        return COMPLAINT_GRANTED;
    case REDRESS_GONE:
        return COMPLAINT_GONE;
    case REDRESS_REFUSED:
        break;
    }
    return COMPLAINT_REFUSED;
}

static enum rc find_case(struct community *c, struct db *db, struct arena *a, int64_t notice_id,
                         struct complaint_place *ret)
{
    struct q_redress_about_row about;
    struct q_redress_get_row row;
    enum rc rc = q_redress_about(db,
                                 &(struct q_redress_about_in){.site_id = c->site.id,
                                                              .kind = REDRESS_COMPLAINT,
                                                              .subject_id = notice_id},
                                 a, &about);
    if (rc == RC_OK)
        rc = q_redress_get(db, &(struct q_redress_get_in){.site_id = c->site.id, .id = about.id}, a,
                           &row);
    if (rc != RC_OK)
        return rc;
    *ret = (struct complaint_place){.state = state_of(row.redress_item.state),
                                    .due_ms = row.redress_item.due_ms,
                                    .messages = row.redress_item.messages,
                                    .case_id = about.id,
                                    .reason = row.reason,
                                    .alone = row.alone != 0};
    return RC_OK;
}

static enum rc find_place(struct community *c, struct db *db, struct arena *a, int64_t notice_id,
                          struct q_complaint_notice_row *notice, struct complaint_place *ret)
{
    *ret = (struct complaint_place){.state = COMPLAINT_NONE};
    enum rc rc = read_notice(c, db, a, notice_id, notice);
    if (rc != RC_OK)
        return rc;
    rc = find_case(c, db, a, notice_id, ret);
    if (rc != RC_NOT_FOUND)
        return rc;
    if (notice->outcome == REPORT_OPEN || !notice->has_status ||
        !transition_visible(notice->status))
        return RC_OK;
    ret->until_ms = notice->closed_ms + appeal_time(c);
    ret->state = community_now_ms(c) < ret->until_ms ? COMPLAINT_MAY : COMPLAINT_LATE;
    return RC_OK;
}

enum rc complaint_look(struct community_reader *r, int64_t notice_id, struct arena *a,
                       struct complaint_place *ret)
{
    struct q_complaint_notice_row notice;
    return find_place(r->community, r->db, a, notice_id, &notice, ret);
}

enum rc complaint_conversation(struct community_reader *r, const struct complaint_place *place,
                               int64_t notice_id, struct arena *a, struct redress_case *ret)
{
    struct q_complaint_notice_row notice;
    enum rc rc = read_notice(r->community, r->db, a, notice_id, &notice);
    return rc == RC_OK ? redress_case_messages(r, place->case_id, notice.account_id, false, a, ret)
                       : rc;
}

enum rc complaint_about(struct community_reader *r, const struct actor *actor, int64_t notice_id,
                        struct arena *a, struct complaint_notice *ret)
{
    struct q_complaint_notice_row row;
    enum rc rc = access_check(actor, ACTION_DECIDE_REDRESS, 0);
    if (rc == RC_OK)
        rc = read_notice(r->community, r->db, a, notice_id, &row);
    if (rc == RC_OK)
        *ret = (struct complaint_notice){.comment_id = row.comment_id,
                                         .category = row.category,
                                         .words = row.words,
                                         .reason = row.reason};
    return rc;
}

/* --- making one --- */

static enum rc check_place(struct community_job *job, const struct complaint_place *place)
{
    switch (place->state) {
    case COMPLAINT_MAY:
    case COMPLAINT_OPEN:
        return RC_OK;
    case COMPLAINT_NONE:
    case COMPLAINT_GONE:
        return problem_set(&job->problem, RC_CONFLICT,
                           "There is nothing to look at again: the notice is not decided yet, or "
                           "readers do not see the comment any more.");
    case COMPLAINT_GRANTED:
    case COMPLAINT_REFUSED:
        return problem_set(&job->problem, RC_CONFLICT,
                           "A person has looked at this notice again and decided.");
    case COMPLAINT_LATE:
        break;
    }
    return problem_set(&job->problem, RC_EXPIRED, "The time to ask for another look is over.");
}

static enum rc count(struct complaint *op, struct db *db)
{
    struct community_job *job = &op->job;
    int64_t key =
        throttle_key(job->community, STR("complaint"), 0, throttle_prefix(job->arena, op->address));
    return redress_case_count_key(job, db, key);
}

static enum rc open_case(struct complaint *op, struct db *db, int64_t account_id)
{
    struct community_job *job = &op->job;
    struct q_redress_row_row row = {.messages = 0};
    int64_t id;
    enum rc rc = count(op, db);
    if (rc == RC_OK)
        rc = redress_case_open(job, db,
                               &(struct redress_opening){.kind = REDRESS_COMPLAINT,
                                                         .account_id = account_id,
                                                         .subject_id = op->notice_id},
                               &id, &op->ret_repeated);
    if (rc != RC_OK || op->ret_repeated)
        return rc;
    rc = redress_case_add(job, db, id, &row,
                          &(struct redress_words){.author_id = account_id,
                                                  .channel = REDRESS_PAGE,
                                                  .subject = STR(""),
                                                  .body = op->text});
    int64_t due_ms = community_now_ms(job->community) + core_redress(job->community).due_ms;
    return rc == RC_OK ? complaint_tell(job, db, MAIL_KIND_COMPLAINT_RECEIVED, op->notice_id,
                                        STR(""), due_ms)
                       : rc;
}

/* The case is held before it is looked at once more: it may have been decided this moment. */
static enum rc add_words(struct complaint *op, struct db *db, int64_t case_id, int64_t account_id)
{
    struct community_job *job = &op->job;
    struct q_redress_row_row row;
    enum rc rc = q_redress_row(
        db, &(struct q_redress_row_in){.site_id = job->community->site.id, .id = case_id},
        job->arena, &row);
    if (rc == RC_OK && row.state != REDRESS_OPEN)
        rc = problem_set(&job->problem, RC_CONFLICT,
                         "A person has looked at this notice again and decided.");
    if (rc == RC_OK)
        rc = redress_case_was_said(job, db, case_id, account_id, op->text, &op->ret_repeated);
    if (rc == RC_OK && !op->ret_repeated)
        rc = count(op, db);
    if (rc != RC_OK || op->ret_repeated)
        return rc;
    return redress_case_add(job, db, case_id, &row,
                            &(struct redress_words){.author_id = account_id,
                                                    .channel = REDRESS_PAGE,
                                                    .subject = STR(""),
                                                    .body = op->text});
}

/* Who removes or deletes it at this moment is waited for, so that no complaint is left about what is gone. */
static enum rc hold_comment(struct complaint *op, struct db *db)
{
    struct community_job *job = &op->job;
    struct q_complaint_notice_row notice;
    struct q_comment_row_row comment;
    enum rc rc = read_notice(job->community, db, job->arena, op->notice_id, &notice);
    if (rc != RC_OK)
        return rc;
    rc = q_comment_row(
        db, &(struct q_comment_row_in){.site_id = job->community->site.id, .id = notice.comment_id},
        job->arena, &comment);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc run(struct db *db, struct community_job *job)
{
    struct complaint *op = (struct complaint *)job;
    struct q_complaint_notice_row notice;
    struct complaint_place place;
    enum rc rc = hold_comment(op, db);
    if (rc == RC_OK)
        rc = find_place(job->community, db, job->arena, op->notice_id, &notice, &place);
    if (rc == RC_OK)
        rc = check_place(job, &place);
    if (rc != RC_OK)
        return rc;
    if (place.state == COMPLAINT_OPEN && op->adds)
        return add_words(op, db, place.case_id, notice.account_id);
    op->ret_repeated = place.state == COMPLAINT_OPEN;
    return op->ret_repeated ? RC_OK : open_case(op, db, notice.account_id);
}

enum rc complaint_submit(struct community_job *job)
{
    struct complaint *op = (struct complaint *)job;
    enum rc rc = redress_case_check_text(&job->problem, op->text, REDRESS_TEXT_MAX);
    if (rc != RC_OK)
        return rc;
    job->run = run;
    return community_submit(job);
}

/* --- deciding --- */

enum rc complaint_deciders(struct community *c, struct db *db, struct arena *a, int64_t notice_id,
                           const int64_t **ret, size_t *ret_count)
{
    struct q_complaint_notice_row notice;
    struct q_redress_decisions_row *rows;
    size_t count = 0, people = 0;
    enum rc rc = read_notice(c, db, a, notice_id, &notice);
    if (rc == RC_OK)
        rc = q_redress_decisions(db,
                                 &(struct q_redress_decisions_in){.site_id = c->site.id,
                                                                  .comment_id = notice.comment_id},
                                 a, &rows, &count);
    int64_t *ids = rc == RC_OK ? ARENA_ARRAY(a, count, int64_t) : NULL;
    if (ids == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        if (rows[i].actor_id != 0 && rows[i].decided_ms >= id_time_ms(notice_id))
            ids[people++] = rows[i].actor_id;
    *ret = ids;
    *ret_count = people;
    return RC_OK;
}

enum rc complaint_check_own(struct community *c, struct db *db, struct arena *a,
                            const struct actor *actor, int64_t notice_id, struct problem *problem)
{
    struct q_complaint_notice_row notice;
    enum rc rc = read_notice(c, db, a, notice_id, &notice);
    if (rc != RC_OK || !notice.has_author_id || notice.author_id != actor->account_id ||
        actor->role == ROLE_ADMINISTRATOR)
        return rc;
    return problem_set(problem, RC_FORBIDDEN,
                       "This comment is your own: another moderator decides on it.");
}

/* The desk makes the comment's own decision, which knows all that hangs on it. */
static enum rc remove_comment(struct redress_decision *op, struct db *db, int64_t comment_id,
                              int64_t *ret_seq)
{
    struct community *c = op->job.community;
    struct q_comment_row_row comment;
    struct q_decision_last_row last;
    enum rc rc =
        q_comment_row(db, &(struct q_comment_row_in){.site_id = c->site.id, .id = comment_id},
                      op->job.arena, &comment);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && !transition_visible(comment.status)))
        return problem_set(&op->job.problem, RC_CONFLICT, "The comment is not there to remove.");
    if (rc != RC_OK)
        return rc;
    struct moderation_decision decision = {
        .job = {.community = c, .arena = op->job.arena},
        .actor = op->actor,
        .verb = MODERATION_REMOVE,
        .comment_id = comment_id,
        .revision = op->seen_revision,
        .seen_status = (enum comment_status)comment.status,
        .clause = op->clause,
        .reason = op->reason,
    };
    rc = moderation_decide(db, &decision);
    op->job.changed_article_id = decision.job.changed_article_id;
    if (rc != RC_OK)
        return problem_set(&op->job.problem, rc, "%s", decision.job.problem.message);
    rc = q_decision_last(
        db, &(struct q_decision_last_in){.site_id = c->site.id, .comment_id = comment_id},
        op->job.arena, &last);
    if (rc == RC_OK)
        *ret_seq = last.seq;
    return rc;
}

enum rc complaint_decide(struct redress_decision *op, struct db *db, int64_t notice_id,
                         int64_t *ret_seq)
{
    struct q_complaint_notice_row notice;
    bool refused = op->verb == REDRESS_REFUSE;
    enum rc rc = read_notice(op->job.community, db, op->job.arena, notice_id, &notice);
    if (rc == RC_OK)
        rc = ledger_add_action(
            &op->job, db,
            &(struct ledger_staff_action){.actor_id = op->actor.account_id,
                                          .action = refused ? STAFF_COMPLAINT_REFUSED
                                                            : STAFF_COMPLAINT_GRANTED,
                                          .target_id = op->id,
                                          .detail = STR("")});
    return rc != RC_OK || refused ? rc : remove_comment(op, db, notice.comment_id, ret_seq);
}

/* To the account, or to the address that was given; nobody without either has a receipt to complain by. */
enum rc complaint_tell(struct community_job *job, struct db *db, enum mail_kind kind,
                       int64_t notice_id, struct str reason, int64_t due_ms)
{
    struct community *c = job->community;
    struct q_complaint_notice_row notice;
    int64_t link_id;
    struct str number = arena_printf(job->arena, "%lld", (long long)notice_id);
    enum rc rc = read_notice(c, db, job->arena, notice_id, &notice);
    if (rc != RC_OK || (notice.account_id == 0 && notice.email.n == 0))
        return rc;
    rc = link_make(c, db,
                   &(struct link_order){.purpose = LINK_RECEIPT,
                                        .account_id = notice.account_id,
                                        .detail = number,
                                        .life_ms = LEGAL_NOTICE_RECEIPT_MS},
                   &link_id);
    if (rc != RC_OK)
        return rc;
    const struct mail_fact facts[] = {
        {.name = "number", .text = number},
        {.name = "name", .text = notice.name},
        {.name = "reason", .text = reason},
        {.name = "deadline", .kind = MAIL_TIME, .number = due_ms},
    };
    return mail_queue(c, db,
                      &(struct mail_order){.kind = kind,
                                           .account_id = notice.account_id,
                                           .to = notice.account_id == 0 ? notice.email : STR(""),
                                           .link_id = link_id,
                                           .subject_id = notice_id,
                                           .facts = facts,
                                           .fact_count = sizeof facts / sizeof facts[0]});
}

/* --- what else is decided on the comment --- */

static enum rc list_of_comment(struct community_job *job, struct db *db, int64_t comment_id,
                               struct q_complaint_of_comment_row **ret, size_t *ret_count)
{
    return q_complaint_of_comment(db,
                                  &(struct q_complaint_of_comment_in){
                                      .site_id = job->community->site.id, .comment_id = comment_id},
                                  job->arena, ret, ret_count);
}

/* Held before it is closed: another node may be deciding it this moment, and who complained hears of one outcome. */
static enum rc end(struct community_job *job, struct db *db,
                   const struct q_complaint_of_comment_row *found, const struct redress_closing *in,
                   enum mail_kind kind)
{
    struct redress_closing closing = *in;
    struct q_redress_row_row row;
    enum rc rc = q_redress_row(
        db, &(struct q_redress_row_in){.site_id = job->community->site.id, .id = found->id},
        job->arena, &row);
    if (rc != RC_OK || row.state != REDRESS_OPEN)
        return rc;
    closing.id = found->id;
    rc = redress_case_close(job, db, &closing);
    return rc == RC_OK ? complaint_tell(job, db, kind, found->notice_id, closing.reason, 0) : rc;
}

enum rc complaint_comment_removed(struct community_job *job, struct db *db, int64_t comment_id,
                                  int64_t by_id, struct str reason)
{
    struct q_complaint_of_comment_row *rows;
    struct q_decision_last_row last;
    size_t n;
    enum rc rc = list_of_comment(job, db, comment_id, &rows, &n);
    if (rc != RC_OK || n == 0)
        return rc;
    rc = q_decision_last(
        db,
        &(struct q_decision_last_in){.site_id = job->community->site.id, .comment_id = comment_id},
        job->arena, &last);
    const struct redress_closing closing = {
        .state = REDRESS_GRANTED, .by_id = by_id, .decision_seq = last.seq, .reason = reason};
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        if (rows[i].state == REDRESS_OPEN)
            rc = end(job, db, &rows[i], &closing, MAIL_KIND_COMPLAINT_GRANTED);
    return rc;
}

enum rc complaint_comment_deleted(struct community_job *job, struct db *db, int64_t comment_id)
{
    const struct redress_closing closing = {.state = REDRESS_GONE, .reason = STR("")};
    struct q_complaint_of_comment_row *rows;
    size_t n = 0;
    enum rc rc = list_of_comment(job, db, comment_id, &rows, &n);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        if (rows[i].state == REDRESS_OPEN)
            rc = end(job, db, &rows[i], &closing, MAIL_KIND_NOTICE_GONE);
    return rc;
}

enum rc complaint_check_undo(struct community_job *job, struct db *db, int64_t comment_id,
                             int64_t decision_seq)
{
    struct q_complaint_of_comment_row *rows;
    size_t n = 0;
    enum rc rc = list_of_comment(job, db, comment_id, &rows, &n);
    for (size_t i = 0; rc == RC_OK && i < n; i++)
        if (rows[i].state == REDRESS_GRANTED && rows[i].decision_seq == decision_seq)
            rc = problem_set(&job->problem, RC_CONFLICT,
                             "Who gave notice was told that the comment is removed: it is not "
                             "undone, but decided anew.");
    return rc;
}
