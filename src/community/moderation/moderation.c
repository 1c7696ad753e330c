#include "community/moderation/moderation.h"

#include "community/moderation/moderation_undo.h"

#include <string.h>

#include "base/utf8.h"
#include "community/core.h"
#include "community/comment/discussion.h"
#include "community/record/ledger.h"
#include "community/discipline/legal_notice.h"
#include "community/discipline/complaint.h"
#include "community/discipline/redress.h"
#include "community/mail/notify.h"
#include "community/moderation/report.h"
#include "community/comment/transition.h"
#include "community/moderation/trust.h"
#include "community/moderation/verify.h"
#include "community/comment/view.h"
#include "community/comment/weigh.h"
#include "queries.h"

enum rc moderation_verb_parse(struct str word, enum moderation_verb *ret)
{
    static const struct str words[] = {STR_INIT("approve"), STR_INIT("remove"), STR_INIT("restore"),
                                       STR_INIT("edit"),    STR_INIT("undo"),   STR_INIT("uphold")};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq(word, words[i])) {
            *ret = (enum moderation_verb)i;
            return RC_OK;
        }
    return RC_INVALID;
}

/* What a decision does: who may, from which statuses, to which, and how it is called in the record. */
struct rule {
    enum action action;
    unsigned from; /* bits of 1 << status */
    enum comment_status to;
    enum decision_action recorded;
    const char *refusal;
    bool keeps_status; /* it is about the text: `to` is where it stands */
};

#define FROM(status) (1u << COMMENT_##status)
/* An edit is looked at again also when the comment was removed since, and taken back whatever the comment's status. */
#define FROM_EDITED (FROM(PUBLISHED) | FROM(FLAGGED) | FROM(HELD) | FROM(REMOVED))

static const struct rule rules[] = {
    [MODERATION_APPROVE] = {ACTION_APPROVE_COMMENT, FROM(HELD) | FROM(FLAGGED), COMMENT_PUBLISHED,
                            DECISION_APPROVED, "Only held and flagged comments can be approved."},
    [MODERATION_REMOVE] = {ACTION_REMOVE_COMMENT, FROM(PUBLISHED) | FROM(FLAGGED) | FROM(HELD),
                           COMMENT_REMOVED, DECISION_REMOVED,
                           "The comment is not there to remove."},
    [MODERATION_RESTORE] = {ACTION_RESTORE_COMMENT, FROM(REMOVED), COMMENT_PUBLISHED,
                            DECISION_RESTORED, "Only removed comments can be restored."},
    [MODERATION_EDIT] = {ACTION_REWRITE_COMMENT, FROM(PUBLISHED) | FROM(FLAGGED) | FROM(HELD),
                         COMMENT_PUBLISHED, DECISION_EDITED, "This comment cannot be edited.",
                         true},
    [MODERATION_UNDO] = {ACTION_RESTORE_COMMENT, FROM_EDITED, COMMENT_PUBLISHED, DECISION_UNDONE,
                         "There is nothing to undo here."},
    [MODERATION_UPHOLD] = {ACTION_REMOVE_COMMENT, FROM(REMOVED), COMMENT_REMOVED, DECISION_UPHELD,
                           "Only a removal can be upheld."},
    [MODERATION_RETURN_TEXT] = {ACTION_RESTORE_COMMENT, FROM_EDITED, COMMENT_PUBLISHED,
                                DECISION_TEXT_RETURNED, "This comment cannot be edited.", true},
    [MODERATION_UPHOLD_EDIT] = {ACTION_RESTORE_COMMENT, FROM_EDITED, COMMENT_PUBLISHED,
                                DECISION_EDIT_UPHELD, "This comment cannot be edited.", true},
};

/* --- deciding --- */

enum rc moderation_check_actor(struct community_job *job, struct db *db, struct actor *actor,
                               enum action action)
{
    struct q_account_hold_row row;
    enum rc rc = q_account_hold(
        db,
        &(struct q_account_hold_in){.site_id = job->community->site.id, .id = actor->account_id},
        job->arena, &row);
    if (rc == RC_NOT_FOUND)
        return problem_set(&job->problem, RC_UNAUTHENTICATED, "Sign in first.");
    if (rc != RC_OK)
        return rc;
    actor->role = (enum role)row.role;
    actor->status =
        account_standing_of(row.status, row.suspended_until_ms, community_now_ms(job->community));
    actor_set_owes(actor, OWES_ACKNOWLEDGEMENT, row.warning_id != 0);
    rc = access_check(actor, action, 0);
    return rc == RC_OK ? rc
                       : problem_set(&job->problem, rc, "%s",
                                     access_needs_all(action)
                                         ? access_reason(actor, "This account may not do that.")
                                         : "This account may not do that.");
}

static enum rc check_seen(struct moderation_decision *op, const struct q_comment_row_row *row)
{
    if (row->revision != op->revision || row->status != (int64_t)op->seen_status)
        return problem_set(
            &op->job.problem, RC_CONFLICT,
            "The comment has changed since you opened it; it is now %.*s. Look again.",
            STR_ARG(comment_status_name((enum comment_status)row->status)));
    if ((rules[op->verb].from & 1u << row->status) == 0)
        return problem_set(&op->job.problem, RC_CONFLICT, "%s", rules[op->verb].refusal);
    return RC_OK;
}

/* Nobody lets through or puts back what is their own, but for administrators, who may be alone. */
static enum rc check_own(struct moderation_decision *op, const struct q_comment_row_row *row)
{
    bool lets_through = op->verb == MODERATION_APPROVE || op->verb == MODERATION_RESTORE ||
                        op->verb == MODERATION_EDIT;
    if (!lets_through || row->account_id != op->actor.account_id ||
        op->actor.role == ROLE_ADMINISTRATOR)
        return RC_OK;
    return problem_set(&op->job.problem, RC_FORBIDDEN,
                       "This comment is your own: another moderator decides on it.");
}

static bool is_boundary(struct str body, uint32_t at)
{
    return at == body.n || (at < body.n && ((uint8_t)body.p[at] & 0xC0) != 0x80);
}

/* Lines of words become marks, each where it stands first. */
static enum rc find_words(struct moderation_decision *op, struct str body)
{
    struct span *marks = ARENA_ARRAY(op->job.arena, MODERATION_MARKS_MAX, struct span);
    size_t count = op->mark_count;
    if (marks == NULL || count > MODERATION_MARKS_MAX)
        return RC_NO_MEMORY;
    if (count > 0)
        memcpy(marks, op->marks, count * sizeof *marks);
    for (struct str rest = op->words; rest.n > 0;) {
        struct str words = str_trim(str_split(&rest, '\n'));
        if (words.n == 0)
            continue;
        size_t at = str_find(body, words, 0);
        if (at == STR_NONE)
            return problem_set(&op->job.problem, RC_INVALID,
                               "The words \"%.*s\" do not stand in the comment: copy them from it.",
                               (int)utf8_prefix(words, 80).n, words.p);
        if (count == MODERATION_MARKS_MAX)
            return problem_set(&op->job.problem, RC_INVALID, "At most %d places are marked.",
                               MODERATION_MARKS_MAX);
        marks[count++] = (struct span){(uint32_t)at, (uint32_t)(at + words.n)};
    }
    op->marks = marks;
    op->mark_count = count;
    op->words = (struct str){0};
    return RC_OK;
}

static enum rc check_marks(struct moderation_decision *op, struct str body)
{
    if (op->mark_count + op->words.n > 0 && op->verb != MODERATION_REMOVE)
        return problem_set(&op->job.problem, RC_INVALID, "Words are marked only in a removal.");
    for (size_t i = 0; i < op->mark_count; i++) {
        struct span m = op->marks[i];
        if (m.begin >= m.end || !is_boundary(body, m.begin) || !is_boundary(body, m.end))
            return problem_set(&op->job.problem, RC_INVALID,
                               "The marked words %u-%u are not in the comment: mark them again.",
                               (unsigned)m.begin, (unsigned)m.end);
    }
    return op->words.n > 0 ? find_words(op, body) : RC_OK;
}

/* A text that comes back is as old as it was. */
static enum rc rewrite(struct moderation_decision *op, struct db *db,
                       const struct q_comment_row_row *row, bool returns)
{
    struct community *c = op->job.community;
    int64_t now_ms = community_now_ms(c), edited_ms = now_ms;
    enum rc rc = RC_OK;
    if (returns)
        rc = moderation_revision_ms(&op->job, db, op->comment_id, row->revision - 1, &edited_ms);
    if (rc != RC_OK)
        return rc;
    rc = q_comment_revision_add(db, &(struct q_comment_revision_add_in){
                                        .site_id = c->site.id,
                                        .comment_id = op->comment_id,
                                        .revision = row->revision,
                                        .now_ms = now_ms,
                                        .editor_id = op->actor.account_id,
                                        .reason = op->reason,
                                        .body = row->body,
                                    });
    if (rc == RC_OK)
        rc = q_comment_set_body(db, &(struct q_comment_set_body_in){
                                        .site_id = c->site.id,
                                        .article_id = row->article_id,
                                        .shown = row->shown,
                                        .path = row->path,
                                        .body = op->body,
                                        .revision = row->revision + 1,
                                        .edited_ms = edited_ms,
                                        .standards_id = 0,
                                        .context = STR(""),
                                    });
    if (rc == RC_OK && row->shown != 0)
        op->job.changed_article_id = row->article_id;
    return rc;
}

/* A removal that stands keeps its clause. */
static enum rc find_upheld(struct moderation_decision *op, struct db *db,
                           struct transition_decision *d)
{
    struct q_decision_last_row last;
    enum rc rc = q_decision_last(db,
                                 &(struct q_decision_last_in){
                                     .site_id = op->job.community->site.id,
                                     .comment_id = d->comment_id,
                                 },
                                 op->job.arena, &last);
    if (rc == RC_OK && last.has_clause && d->clause.n == 0)
        d->clause = last.clause;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc reopen_reports(struct moderation_decision *op, struct db *db,
                              enum report_outcome outcome)
{
    enum rc rc = report_reopen(&op->job, db, op->comment_id, outcome);
    return rc == RC_OK ? legal_notice_reopen(&op->job, db, op->comment_id, outcome) : rc;
}

/* Who reported the comment learns what came of it; what is taken back is open again. */
static enum rc follow_reports(struct moderation_decision *op, struct db *db,
                              const struct transition_decision *d)
{
    if (op->verb == MODERATION_UNDO)
        return reopen_reports(op, db, d->from == COMMENT_REMOVED ? REPORT_REMOVED : REPORT_KEPT);
    enum report_outcome outcome = op->verb == MODERATION_EDIT ? REPORT_EDITED
                                  : d->to == COMMENT_REMOVED  ? REPORT_REMOVED
                                                              : REPORT_KEPT;
    enum rc rc = notify_reporters(&op->job, db, op->comment_id);
    if (rc == RC_OK)
        rc = report_close(&op->job, db, op->comment_id, outcome);
    return rc == RC_OK ? legal_notice_close(&op->job, db, op->comment_id, outcome, d->reason) : rc;
}

/* An edit said nothing of the author's trust, so its undoing does not. */
static enum rc follow_undone_edit(struct moderation_decision *op, struct db *db,
                                  const struct transition_decision *d)
{
    enum rc rc = reopen_reports(op, db, REPORT_EDITED);
    if (rc == RC_OK)
        rc = redress_edit_undone(&op->job, db, d);
    return rc == RC_OK ? verify_withdraw(&op->job, db, d->comment_id) : rc;
}

/* What the decision says of the author, of the blind check, and of those who reported. */
static enum rc follow(struct moderation_decision *op, struct db *db,
                      const struct q_comment_row_row *row, const struct transition_decision *d)
{
    if (op->verb == MODERATION_UPHOLD_EDIT)
        return RC_OK;
    if (op->verb == MODERATION_RETURN_TEXT)
        return verify_withdraw(&op->job, db, op->comment_id);
    if (d->edit_seq != 0)
        return follow_undone_edit(op, db, d);
    struct trust_decision trust = {
        .account_id = row->account_id, .comment_id = op->comment_id, .by_id = op->actor.account_id};
    enum rc rc = follow_reports(op, db, d);
    if (rc == RC_OK && d->from == COMMENT_REMOVED && d->to != COMMENT_REMOVED)
        rc =
            redress_comment_restored(&op->job, db, op->comment_id, op->actor.account_id, d->reason);
    if (rc == RC_OK && op->verb == MODERATION_REMOVE)
        rc = complaint_comment_removed(&op->job, db, op->comment_id, op->actor.account_id,
                                       d->reason);
    if (rc == RC_OK && op->verb == MODERATION_EDIT)
        return verify_withdraw(&op->job, db, op->comment_id);
    if (rc == RC_OK)
        rc = verify_settle(&op->job, db, op->comment_id);
    if (op->verb == MODERATION_UNDO)
        trust.by_id = op->undone_by;
    if (rc == RC_OK && op->verb == MODERATION_UNDO)
        return trust_undo(&op->job, db, &trust);
    bool removed = d->to == COMMENT_REMOVED;
    trust.kind = removed ? TRUST_REMOVED : TRUST_FOUND_GOOD;
    trust.clause = removed ? d->clause : STR("");
    return rc == RC_OK ? trust_note(&op->job, db, &trust) : rc;
}

static enum rc apply(struct moderation_decision *op, struct db *db,
                     const struct q_comment_row_row *row)
{
    const struct rule *rule = &rules[op->verb];
    bool edits = rule->keeps_status && op->body.p != NULL;
    struct community_judge *j = community_judge_ref(op->job.community);
    struct transition_decision decision = {
        .comment_id = op->comment_id,
        .actor_id = op->actor.account_id,
        .action = rule->recorded,
        .has_from = true,
        .from = (enum comment_status)row->status,
        .to = rule->keeps_status ? (enum comment_status)row->status : rule->to,
        .revision = row->revision + edits,
        .clause = op->clause,
        .reason = op->reason,
        .standards_id = j != NULL ? community_judge_standards_id(j) : 0,
        .actor_role = op->actor.role,
        .body = edits ? op->body : row->body,
        .marks = op->marks,
        .mark_count = op->mark_count,
    };
    community_judge_unref(j);
    enum rc rc = op->verb == MODERATION_UNDO     ? moderation_find_undone(op, db, row, &decision)
                 : op->verb == MODERATION_UPHOLD ? find_upheld(op, db, &decision)
                                                 : RC_OK;
    if (rc != RC_OK)
        return rc;
    op->ret_article_id = row->article_id;
    op->ret_status = decision.to;
    bool returns = decision.edit_seq != 0;
    if (edits || returns)
        rc = rewrite(op, db, row, returns);
    else if (!rule->keeps_status)
        rc = transition_set(&op->job, db, op->comment_id, decision.to);
    if (rc == RC_OK)
        rc = transition_record(&op->job, db, &decision);
    if (rc == RC_OK && !op->gathered)
        rc = notify_decision(&op->job, db, &decision, row->account_id);
    if (rc == RC_OK && decision.from == COMMENT_HELD && transition_visible(decision.to))
        rc = notify_reply(&op->job, db, op->comment_id, row->has_parent_id ? row->parent_id : 0,
                          row->account_id);
    return rc == RC_OK ? follow(op, db, row, &decision) : rc;
}

enum rc moderation_decide(struct db *db, struct moderation_decision *op)
{
    struct community_job *job = &op->job;
    struct q_comment_row_row row;
    enum rc rc = moderation_check_actor(job, db, &op->actor, rules[op->verb].action);
    if (rc != RC_OK)
        return rc;
    rc = q_comment_row(
        db, &(struct q_comment_row_in){.site_id = job->community->site.id, .id = op->comment_id},
        job->arena, &row);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "There is no such comment.");
    rc = check_own(op, &row);
    if (rc == RC_OK)
        rc = check_seen(op, &row);
    if (rc == RC_OK)
        rc = check_marks(op, row.body);
    if (rc == RC_OK)
        rc = apply(op, db, &row);
    if (rc == RC_OK)
        pace_forget(job->community->pace, row.account_id);
    return rc;
}

static enum rc run_decision(struct db *db, struct community_job *job)
{
    return moderation_decide(db, (struct moderation_decision *)job);
}

enum rc moderation_check_clause(struct community_job *job, struct str clause)
{
    struct community_judge *j = community_judge_ref(job->community);
    bool known =
        j != NULL && standards_find_clause(judge_standards(community_judge_get(j)), clause) != NULL;
    community_judge_unref(j);
    return known ? RC_OK
                 : problem_set(&job->problem, RC_INVALID, "The standards have no clause \"%.*s\".",
                               STR_ARG(clause));
}

static enum rc check_clause(struct moderation_decision *op)
{
    if (op->clause.n > 0)
        return moderation_check_clause(&op->job, op->clause);
    return op->verb == MODERATION_REMOVE || op->verb == MODERATION_EDIT
               ? problem_set(&op->job.problem, RC_INVALID, "Choose the clause it breaks.")
               : RC_OK;
}

static enum rc check_reason(struct moderation_decision *op)
{
    if (!utf8_valid(op->reason) || str_find_char(op->reason, '\0', 0) != STR_NONE ||
        !utf8_valid(op->words))
        return problem_set(&op->job.problem, RC_INVALID, "The reason is not valid UTF-8.");
    if (utf8_count(op->reason) > COMMENT_REASON_MAX)
        return problem_set(&op->job.problem, RC_TOO_LARGE,
                           "The reason is longer than %d characters.", COMMENT_REASON_MAX);
    if (op->verb == MODERATION_EDIT && str_trim(op->reason).n == 0)
        return problem_set(&op->job.problem, RC_INVALID,
                           "Say why the text was changed; the author and the history show it.");
    return RC_OK;
}

enum rc moderation_decide_submit(struct community_job *job)
{
    struct moderation_decision *op = (struct moderation_decision *)job;
    enum rc rc = access_check(&op->actor, rules[op->verb].action, 0);
    if (rc != RC_OK)
        return problem_set(&job->problem, rc, "This account may not do that.");
    rc = check_clause(op);
    if (rc == RC_OK)
        rc = check_reason(op);
    if (rc == RC_OK && op->verb == MODERATION_EDIT)
        rc = weigh_check_text(job->community, op->body, &job->problem);
    if (rc != RC_OK)
        return rc;
    job->run = run_decision;
    return community_submit(job);
}

/* --- opening and closing --- */

static enum rc run_mode(struct db *db, struct community_job *job)
{
    struct moderation_thread_mode *op = (struct moderation_thread_mode *)job;
    static const struct str names[] = {STR_INIT("open"), STR_INIT("closed"), STR_INIT("off"),
                                       STR_INIT("premoderated")};
    int64_t site_id = job->community->site.id, changed;
    enum rc rc = moderation_check_actor(job, db, &op->actor, ACTION_SET_THREAD_MODE);
    if (rc == RC_OK)
        rc = q_thread_set_mode(db,
                               &(struct q_thread_set_mode_in){.site_id = site_id,
                                                              .article_id = op->article_id,
                                                              .mode = op->mode},
                               &changed);
    if (rc == RC_OK && changed == 0)
        rc = problem_set(&job->problem, RC_NOT_FOUND, "There is no such article.");
    if (rc == RC_OK)
        rc = ledger_add_action(job, db,
                               &(struct ledger_staff_action){.actor_id = op->actor.account_id,
                                                             .action = STAFF_THREAD_MODE,
                                                             .target_id = op->article_id,
                                                             .detail = names[op->mode]});
    job->changed_article_id = op->article_id;
    return rc;
}

enum rc moderation_thread_mode_submit(struct community_job *job)
{
    struct moderation_thread_mode *op = (struct moderation_thread_mode *)job;
    if (op->mode < THREAD_OPEN || op->mode > THREAD_PREMODERATED)
        return problem_set(&job->problem, RC_INVALID, "There is no such mode of a discussion.");
    job->run = run_mode;
    return community_submit(job);
}
