#include "community/discipline/redress.h"

#include "community/comment/transition.h"
#include "community/core.h"
#include "community/discipline/complaint.h"
#include "community/record/ledger.h"
#include "community/moderation/moderation.h"
#include "community/discipline/redress_case.h"
#include "community/discipline/sanction.h"

/* Who has deleted the account took this along, until they are back. */
static enum rc read_row(struct community_job *job, struct db *db, int64_t id,
                        struct q_redress_row_row *ret)
{
    enum rc rc =
        q_redress_row(db, &(struct q_redress_row_in){.site_id = job->community->site.id, .id = id},
                      job->arena, ret);
    if (rc == RC_OK && ret->has_left)
        rc = RC_NOT_FOUND;
    return rc == RC_NOT_FOUND ? problem_set(&job->problem, rc, "There is no such letter or appeal.")
                              : rc;
}

static enum rc note_action(struct community_job *job, struct db *db, const struct actor *actor,
                           enum staff_action action, int64_t id)
{
    return ledger_add_action(
        job, db,
        &(struct ledger_staff_action){
            .actor_id = actor->account_id, .action = action, .target_id = id, .detail = STR("")});
}

static enum rc check_open(struct community_job *job, const struct q_redress_row_row *row)
{
    return row->state == REDRESS_OPEN
               ? RC_OK
               : problem_set(&job->problem, RC_CONFLICT, "This was decided in the meantime.");
}

/* --- a further message --- */

/* The reader's own, also while blocked; else a moderator's, who does not write as if they were the reader. */
static enum rc check_may_say(struct redress_say *op, struct db *db,
                             const struct q_redress_row_row *row)
{
    struct q_account_standing_row account;
    struct community *c = op->job.community;
    bool own = row->account_id == op->actor.account_id;
    if (!own)
        return moderation_check_actor(&op->job, db, &op->actor, ACTION_DECIDE_REDRESS);
    enum rc rc = q_account_standing(
        db, &(struct q_account_standing_in){.site_id = c->site.id, .id = op->actor.account_id},
        op->job.arena, &account);
    if (rc != RC_OK)
        return rc;
    op->actor.status =
        account_standing_of(account.status, account.suspended_until_ms, community_now_ms(c));
    rc = access_check(&op->actor, ACTION_READ_REDRESS, row->account_id);
    return rc == RC_OK ? rc : problem_set(&op->job.problem, rc, "This account may not write here.");
}

static enum rc tell_asked(struct redress_say *op, struct db *db,
                          const struct q_redress_row_row *row)
{
    enum rc rc = note_action(&op->job, db, &op->actor, STAFF_REDRESS_QUESTION, op->id);
    if (rc != RC_OK)
        return rc;
    if (row->kind == REDRESS_COMPLAINT)
        return complaint_tell(&op->job, db, MAIL_KIND_COMPLAINT_QUESTION, row->subject_id, op->text,
                              0);
    return redress_case_tell(&op->job, db,
                             row->kind == REDRESS_LETTER ? MAIL_KIND_LETTER_QUESTION
                                                         : MAIL_KIND_REDRESS_QUESTION,
                             op->id, row->account_id, op->text);
}

static enum rc run_say(struct db *db, struct community_job *job)
{
    struct redress_say *op = (struct redress_say *)job;
    struct q_redress_row_row row;
    bool said = false;
    enum rc rc = read_row(job, db, op->id, &row);
    if (rc == RC_OK)
        rc = check_may_say(op, db, &row);
    if (rc == RC_OK)
        rc = check_open(job, &row);
    if (rc == RC_OK)
        rc = redress_case_was_said(job, db, op->id, op->actor.account_id, op->text, &said);
    if (rc != RC_OK || said)
        return rc;
    bool own = row.account_id == op->actor.account_id;
    if (own)
        rc = redress_case_count(job, db, row.account_id);
    if (rc == RC_OK)
        rc = redress_case_add(job, db, op->id, &row,
                              &(struct redress_words){.author_id = op->actor.account_id,
                                                      .channel = REDRESS_PAGE,
                                                      .subject = STR(""),
                                                      .body = op->text});
    return rc == RC_OK && !own ? tell_asked(op, db, &row) : rc;
}

enum rc redress_say_submit(struct community_job *job)
{
    struct redress_say *op = (struct redress_say *)job;
    enum rc rc = redress_case_check_text(&job->problem, op->text, REDRESS_TEXT_MAX);
    if (rc != RC_OK)
        return rc;
    job->run = run_say;
    return community_submit(job);
}

/* --- in hand --- */

static enum rc run_take(struct db *db, struct community_job *job)
{
    struct redress_take *op = (struct redress_take *)job;
    struct q_redress_row_row row;
    int64_t now_ms = community_now_ms(job->community);
    enum rc rc = moderation_check_actor(job, db, &op->actor, ACTION_DECIDE_REDRESS);
    if (rc == RC_OK)
        rc = read_row(job, db, op->id, &row);
    if (rc == RC_OK)
        rc = check_open(job, &row);
    if (rc != RC_OK)
        return rc;
    bool mine = row.taken_by == op->actor.account_id;
    if (row.taken_by != 0 && !mine && now_ms - row.taken_ms < REDRESS_TAKEN_MS)
        return problem_set(&job->problem, RC_CONFLICT,
                           "Another moderator has this in hand since less than a day.");
    if (op->lets_go ? row.taken_by == 0 : mine)
        return RC_OK;
    rc = q_redress_set_taken(
        db, &(struct q_redress_set_taken_in){.site_id = job->community->site.id,
                                             .id = op->id,
                                             .taken_by = op->lets_go ? 0 : op->actor.account_id,
                                             .taken_ms = op->lets_go ? 0 : now_ms});
    return rc == RC_OK
               ? note_action(job, db, &op->actor,
                             op->lets_go ? STAFF_REDRESS_RELEASED : STAFF_REDRESS_TAKEN, op->id)
               : rc;
}

enum rc redress_take_submit(struct community_job *job)
{
    job->run = run_take;
    return community_submit(job);
}

/* --- deciding --- */

enum rc redress_verb_parse(struct str word, enum redress_verb *ret)
{
    static const struct str words[] = {STR_INIT("refuse"), STR_INIT("lift"), STR_INIT("annul"),
                                       STR_INIT("restore"), STR_INIT("remove")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq(word, words[i])) {
            *ret = (enum redress_verb)i;
            return RC_OK;
        }
    return RC_INVALID;
}

static enum rc check_seen(struct redress_decision *op, const struct q_redress_row_row *row)
{
    enum rc rc = check_open(&op->job, row);
    if (rc != RC_OK)
        return rc;
    int64_t now_ms = community_now_ms(op->job.community);
    if (row->taken_by != 0 && row->taken_by != op->actor.account_id &&
        now_ms - row->taken_ms < REDRESS_TAKEN_MS)
        return problem_set(&op->job.problem, RC_CONFLICT,
                           "Another moderator has this in hand since less than a day.");
    if (row->messages != op->seen_messages)
        return problem_set(&op->job.problem, RC_CONFLICT,
                           "Something was written since you opened this. Read it and decide then.");
    static const enum redress_kind about[] = {[REDRESS_LIFT] = REDRESS_LETTER,
                                              [REDRESS_ANNUL] = REDRESS_LETTER,
                                              [REDRESS_RESTORE] = REDRESS_APPEAL,
                                              [REDRESS_REMOVE] = REDRESS_COMPLAINT};
    if (op->verb != REDRESS_REFUSE && row->kind != (int64_t)about[op->verb])
        return problem_set(&op->job.problem, RC_INVALID, "Choose one of the decisions offered.");
    return RC_OK;
}

static enum rc decide_letter(struct redress_decision *op, struct db *db,
                             const struct q_redress_row_row *row)
{
    enum rc rc = note_action(
        &op->job, db, &op->actor,
        op->verb == REDRESS_REFUSE ? STAFF_LETTER_REFUSED : STAFF_LETTER_GRANTED, op->id);
    if (rc != RC_OK || op->verb == REDRESS_REFUSE)
        return rc;
    return sanction_lift(&op->job, db,
                         &(struct sanction_lifting){
                             .account_id = row->account_id,
                             .sanction_id = row->subject_id,
                             .end = op->verb == REDRESS_LIFT ? SANCTION_LIFTED : SANCTION_ANNULLED,
                             .by_id = op->actor.account_id,
                             .why = op->reason,
                             .tells_not = true});
}

static enum rc read_revision(struct redress_decision *op, struct db *db, int64_t comment_id,
                             int64_t revision, struct str *ret)
{
    struct q_replay_body_row row;
    enum rc rc = q_replay_body(db,
                               &(struct q_replay_body_in){.site_id = op->job.community->site.id,
                                                          .comment_id = comment_id,
                                                          .revision = revision},
                               op->job.arena, &row);
    if (rc == RC_OK)
        *ret = row.body;
    return rc;
}

/* The text before an edit comes back when the comment still reads as the moderator made it; what its author wrote since
 * is not overwritten. */
static enum rc find_text(struct redress_decision *op, struct db *db, int64_t revision,
                         const struct q_comment_row_row *comment,
                         struct moderation_decision *decision)
{
    struct str made = comment->body;
    enum rc rc = comment->revision != revision
                     ? read_revision(op, db, decision->comment_id, revision, &made)
                     : RC_OK;
    if (rc != RC_OK || !str_eq(made, comment->body))
        return rc;
    return read_revision(op, db, decision->comment_id, revision - 1, &decision->body);
}

/* What is decided on the comment itself: about its removal, or about an edit of its text. */
static enum rc choose_decision(struct redress_decision *op, struct db *db,
                               const struct q_redress_row_row *row,
                               const struct q_comment_row_row *comment,
                               struct moderation_decision *decision)
{
    struct redress_measure measure;
    bool grants = op->verb == REDRESS_RESTORE;
    enum rc rc = redress_case_measure(op->job.community, db, op->job.arena, row->subject_id,
                                      row->subject_seq, &measure);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && !measure.is_edit))
        return RC_OK;
    if (rc != RC_OK)
        return rc;
    decision->verb = grants ? MODERATION_RETURN_TEXT : MODERATION_UPHOLD_EDIT;
    decision->seen_status = (enum comment_status)comment->status;
    decision->clause = grants ? (struct str){0} : measure.clause;
    return grants ? find_text(op, db, measure.revision, comment, decision) : RC_OK;
}

/* The comment's own decision is made by the moderators' desk, which knows all that hangs on it. */
static enum rc decide_appeal(struct redress_decision *op, struct db *db,
                             const struct q_redress_row_row *row, int64_t *ret_seq)
{
    struct q_comment_row_row comment;
    struct moderation_decision decision = {
        .job = {.community = op->job.community, .arena = op->job.arena},
        .actor = op->actor,
        .verb = op->verb == REDRESS_RESTORE ? MODERATION_RESTORE : MODERATION_UPHOLD,
        .comment_id = row->subject_id,
        .revision = op->seen_revision,
        .seen_status = COMMENT_REMOVED,
        .reason = op->reason,
    };
    struct q_decision_last_row last;
    enum rc rc = q_comment_row(
        db,
        &(struct q_comment_row_in){.site_id = op->job.community->site.id, .id = row->subject_id},
        op->job.arena, &comment);
    /* A comment that was edited can be deleted while it is appealed: the answer is still given. */
    if (rc == RC_OK && comment.status == COMMENT_DELETED)
        return note_action(&op->job, db, &op->actor,
                           op->verb == REDRESS_REFUSE ? STAFF_APPEAL_REFUSED : STAFF_APPEAL_GRANTED,
                           op->id);
    if (rc == RC_OK)
        rc = choose_decision(op, db, row, &comment, &decision);
    if (rc == RC_OK)
        rc = moderation_decide(db, &decision);
    op->job.changed_article_id = decision.job.changed_article_id;
    if (rc != RC_OK)
        return problem_set(&op->job.problem, rc, "%s", decision.job.problem.message);
    rc = q_decision_last(db,
                         &(struct q_decision_last_in){.site_id = op->job.community->site.id,
                                                      .comment_id = row->subject_id},
                         op->job.arena, &last);
    if (rc == RC_OK)
        *ret_seq = last.seq;
    return rc;
}

static enum mail_kind outcome_mail(const struct redress_decision *op, int64_t kind)
{
    bool refused = op->verb == REDRESS_REFUSE;
    if (kind == REDRESS_LETTER)
        return refused ? MAIL_KIND_LETTER_REFUSED : MAIL_KIND_LETTER_GRANTED;
    return refused ? MAIL_KIND_APPEAL_REFUSED : MAIL_KIND_APPEAL_GRANTED;
}

/* Closed first: what ends a sanction or restores a comment looks for open ones. */
static enum rc decide(struct redress_decision *op, struct db *db,
                      const struct q_redress_row_row *row, bool alone)
{
    struct redress_closing closing = {.id = op->id,
                                      .state = op->verb == REDRESS_REFUSE ? REDRESS_REFUSED
                                                                          : REDRESS_GRANTED,
                                      .by_id = op->actor.account_id,
                                      .alone = alone,
                                      .reason = op->reason};
    enum rc rc = redress_case_close(&op->job, db, &closing);
    if (rc == RC_OK && row->kind == REDRESS_LETTER)
        rc = decide_letter(op, db, row);
    else if (rc == RC_OK && row->kind == REDRESS_COMPLAINT)
        rc = complaint_decide(op, db, row->subject_id, &closing.decision_seq);
    else if (rc == RC_OK)
        rc = decide_appeal(op, db, row, &closing.decision_seq);
    if (rc == RC_OK && closing.decision_seq != 0)
        rc = redress_case_close(&op->job, db, &closing);
    if (rc == RC_OK && row->kind == REDRESS_COMPLAINT)
        return complaint_tell(&op->job, db,
                              op->verb == REDRESS_REFUSE ? MAIL_KIND_COMPLAINT_REFUSED
                                                         : MAIL_KIND_COMPLAINT_GRANTED,
                              row->subject_id, op->reason, 0);
    if (rc == RC_OK)
        rc = redress_case_tell(&op->job, db, outcome_mail(op, row->kind), op->id, row->account_id,
                               op->reason);
    return rc;
}

static enum rc run_decide(struct db *db, struct community_job *job)
{
    struct redress_decision *op = (struct redress_decision *)job;
    struct q_redress_row_row row;
    bool alone;
    enum rc rc = moderation_check_actor(job, db, &op->actor, ACTION_DECIDE_REDRESS);
    if (rc == RC_OK)
        rc = read_row(job, db, op->id, &row);
    if (rc == RC_OK)
        rc = check_seen(op, &row);
    if (rc == RC_OK)
        rc = redress_case_check_decide(job->community, db, job->arena, &op->actor, &row, &alone,
                                       &job->problem);
    if (rc != RC_OK)
        return rc;
    op->ret_kind = (enum redress_kind)row.kind;
    op->ret_subject_id = row.subject_id;
    return decide(op, db, &row, alone);
}

enum rc redress_decide_submit(struct community_job *job)
{
    struct redress_decision *op = (struct redress_decision *)job;
    if (str_trim(op->reason).n == 0)
        return problem_set(&job->problem, RC_INVALID,
                           "Say why: the reader is told, and it is kept.");
    enum rc rc = redress_case_check_text(&job->problem, op->reason, REDRESS_REASON_MAX);
    if (rc == RC_OK && op->verb == REDRESS_REMOVE)
        rc = op->clause.n > 0
                 ? moderation_check_clause(job, op->clause)
                 : problem_set(&job->problem, RC_INVALID, "Choose the clause it breaks.");
    if (rc != RC_OK)
        return rc;
    job->run = run_decide;
    return community_submit(job);
}

/* --- inside other jobs --- */

/* The newest appeal about a comment; RC_NOT_FOUND for none. */
static enum rc find_appeal(struct community_job *job, struct db *db, int64_t comment_id,
                           struct q_redress_about_row *ret)
{
    return q_redress_about(db,
                           &(struct q_redress_about_in){.site_id = job->community->site.id,
                                                        .kind = REDRESS_APPEAL,
                                                        .subject_id = comment_id},
                           job->arena, ret);
}

/* The open one about a thing, closed as granted; `ret_row` is whose it was. RC_NOT_FOUND when none is open. */
static enum rc grant_about(struct community_job *job, struct db *db, enum redress_kind kind,
                           int64_t subject_id, struct redress_closing *closing,
                           struct q_redress_row_row *ret_row)
{
    struct q_redress_about_row about;
    enum rc rc = q_redress_about(db,
                                 &(struct q_redress_about_in){.site_id = job->community->site.id,
                                                              .kind = kind,
                                                              .subject_id = subject_id},
                                 job->arena, &about);
    if (rc == RC_OK && about.state != REDRESS_OPEN)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = read_row(job, db, about.id, ret_row);
    if (rc == RC_OK && ret_row->state != REDRESS_OPEN)
        rc = RC_NOT_FOUND;
    if (rc != RC_OK)
        return rc;
    closing->id = about.id;
    closing->state = REDRESS_GRANTED;
    return redress_case_close(job, db, closing);
}

/* The open appeal about a comment, granted with what was decided on it. */
static enum rc grant_appeal(struct community_job *job, struct db *db, int64_t comment_id,
                            struct redress_closing *closing)
{
    struct q_redress_row_row row;
    enum rc rc = grant_about(job, db, REDRESS_APPEAL, comment_id, closing, &row);
    return rc == RC_OK ? redress_case_tell(job, db, MAIL_KIND_APPEAL_GRANTED, closing->id,
                                           row.account_id, closing->reason)
                       : rc;
}

enum rc redress_comment_restored(struct community_job *job, struct db *db, int64_t comment_id,
                                 int64_t by_id, struct str reason)
{
    struct redress_closing closing = {.by_id = by_id, .reason = reason};
    struct redress_measure measure;
    struct q_redress_about_row about;
    struct community *c = job->community;
    enum rc rc = find_appeal(job, db, comment_id, &about);
    if (rc == RC_OK)
        rc = redress_case_measure(c, db, job->arena, comment_id, about.subject_seq, &measure);
    /* An appeal against an edit stays open: the text is not back yet. */
    if (rc == RC_OK && measure.is_edit)
        return RC_OK;
    if (rc == RC_OK || rc == RC_NOT_FOUND)
        rc = grant_appeal(job, db, comment_id, &closing);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc redress_edit_undone(struct community_job *job, struct db *db,
                            const struct transition_decision *d)
{
    struct redress_closing closing = {.by_id = d->actor_id, .reason = STR("")};
    struct q_redress_about_row about;
    enum rc rc = find_appeal(job, db, d->comment_id, &about);
    if (rc == RC_OK && about.subject_seq == d->edit_seq)
        rc = grant_appeal(job, db, d->comment_id, &closing);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc redress_sanction_ended(struct community_job *job, struct db *db, int64_t sanction_id,
                               int64_t by_id, struct str reason)
{
    struct redress_closing closing = {.by_id = by_id, .reason = reason};
    struct q_redress_row_row row;
    enum rc rc = grant_about(job, db, REDRESS_LETTER, sanction_id, &closing, &row);
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

enum rc redress_check_undo(struct community_job *job, struct db *db, int64_t comment_id,
                           int64_t decision_seq)
{
    struct q_redress_about_row about;
    enum rc rc = find_appeal(job, db, comment_id, &about);
    if (rc == RC_NOT_FOUND ||
        (rc == RC_OK && (about.state == REDRESS_OPEN || about.decision_seq != decision_seq)))
        return complaint_check_undo(job, db, comment_id, decision_seq);
    return rc != RC_OK ? rc
                       : problem_set(&job->problem, RC_CONFLICT,
                                     "The author was told that this is the outcome of the appeal: "
                                     "it is not undone, but decided anew.");
}
