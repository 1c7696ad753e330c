#include "community/discipline/legal_notice.h"

#include "base/utf8.h"
#include "community/account/accounts.h"
#include "community/core.h"
#include "community/account/link.h"
#include "community/mail/mail.h"
#include "community/account/name.h"
#include "community/comment/transition.h"
#include "queries.h"

bool legal_notice_is_anonymous(struct str category)
{
    return str_eq(category, STR("protection of minors"));
}

/* --- checking what was sent --- */

static enum rc refuse(struct legal_notice_submission *op, const char *field, enum rc rc,
                      const char *message)
{
    op->ret_field = field;
    return problem_set(&op->job.problem, rc, "%s", message);
}

bool legal_notice_is_category(struct str category)
{
    static const struct str categories[] = {
#define REASON(words_, name_) STR_INIT(words_),
#include "policy/reasons.def"
#undef REASON
    };
    for (size_t i = 0; i < sizeof categories / sizeof categories[0]; i++)
        if (str_eq(category, categories[i]))
            return !str_eq(category, STR("other violation of terms"));
    return false;
}

static bool is_text(struct str s)
{
    return utf8_valid(s) && str_find_char(s, '\0', 0) == STR_NONE;
}

static enum rc check_sender(struct legal_notice_submission *op)
{
    struct problem *problem = &op->job.problem;
    bool may_be_nobody = legal_notice_is_anonymous(op->category);
    if (actor_signed_in(&op->actor))
        return RC_OK;
    if (!is_text(op->name) || utf8_count(op->name) > LEGAL_NOTICE_NAME_MAX)
        return refuse(op, "name", RC_INVALID, "Give a name of at most 200 characters.");
    if (op->name.n == 0 && !may_be_nobody)
        return refuse(op, "name", RC_INVALID, "Give your name, or your organisation's.");
    if (op->email.n == 0 && may_be_nobody)
        return RC_OK;
    op->ret_field = "email";
    return name_email_check(op->job.arena, op->email, &op->state.email_key, problem);
}

static enum rc check_fields(struct legal_notice_submission *op)
{
    op->words = str_trim(op->words);
    op->name = str_trim(op->name);
    op->email = str_trim(op->email);
    if (!legal_notice_is_category(op->category))
        return refuse(op, "category", RC_INVALID, "Choose what kind of law it breaks.");
    if (!is_text(op->words))
        return refuse(op, "words", RC_INVALID, "The explanation is not valid UTF-8.");
    if (utf8_count(op->words) < LEGAL_NOTICE_WORDS_MIN)
        return refuse(
            op, "words", RC_INVALID,
            "Say which law it breaks and why, so that it can be judged: a sentence or two.");
    if (utf8_count(op->words) > LEGAL_NOTICE_WORDS_MAX)
        return refuse(op, "words", RC_TOO_LARGE,
                      "The explanation is longer than 5,000 characters.");
    if (!op->good_faith)
        return refuse(op, "good_faith", RC_INVALID,
                      "Confirm that what you say is accurate and complete as far as you know.");
    return check_sender(op);
}

static enum rc check_captcha(struct legal_notice_submission *op)
{
    if (actor_signed_in(&op->actor))
        return RC_OK;
    enum rc rc = captcha_check(&op->job, op->captcha, op->captcha_answer, &op->state.captcha);
    if (rc != RC_OK)
        op->ret_field = "captcha";
    return rc;
}

/* --- writing --- */

static enum rc find_comment(struct legal_notice_submission *op, struct db *db)
{
    struct q_comment_row_row row;
    enum rc rc = q_comment_row(
        db, &(struct q_comment_row_in){.site_id = op->job.community->site.id, .id = op->comment_id},
        op->job.arena, &row);
    if (rc == RC_OK && !transition_visible(row.status))
        rc = RC_NOT_FOUND;
    return rc == RC_NOT_FOUND
               ? refuse(op, "comment", rc, "There is no such comment, or readers do not see it.")
               : rc;
}

/* Whoever is signed in is who the account says; trusted while it is not restricted. */
static enum rc find_sender(struct legal_notice_submission *op, struct db *db,
                           enum legal_notice_lane *ret_lane)
{
    struct q_account_is_flagger_row row;
    *ret_lane = LEGAL_NOTICE_ANYBODY;
    if (!actor_signed_in(&op->actor))
        return RC_OK;
    enum rc rc =
        q_account_is_flagger(db,
                             &(struct q_account_is_flagger_in){
                                 .site_id = op->job.community->site.id, .id = op->actor.account_id},
                             op->job.arena, &row);
    if (rc != RC_OK)
        return rc;
    enum account_status status = account_standing_of(row.status, row.suspended_until_ms,
                                                     community_now_ms(op->job.community));
    if (status == ACCOUNT_DELETED)
        return problem_set(&op->job.problem, RC_UNAUTHENTICATED, "Sign in first.");
    op->name = row.name;
    op->email = STR("");
    if (row.is_flagger != 0 && status == ACCOUNT_ACTIVE)
        *ret_lane = LEGAL_NOTICE_FLAGGER;
    return RC_OK;
}

enum rc legal_notice_queue_comment(struct community_job *job, struct db *db, int64_t comment_id)
{
    struct q_comment_row_row row;
    enum rc rc = q_comment_row(
        db, &(struct q_comment_row_in){.site_id = job->community->site.id, .id = comment_id},
        job->arena, &row);
    if (rc != RC_OK || row.status == COMMENT_FLAGGED || !transition_visible(row.status))
        return rc;
    struct community_judge *j = community_judge_ref(job->community);
    const struct transition_decision decision = {
        .comment_id = comment_id,
        .action = DECISION_NOTICED,
        .has_from = true,
        .from = (enum comment_status)row.status,
        .to = COMMENT_FLAGGED,
        .revision = row.revision,
        .standards_id = j != NULL ? community_judge_standards_id(j) : 0,
    };
    community_judge_unref(j);
    rc = transition_set(job, db, comment_id, COMMENT_FLAGGED);
    return rc == RC_OK ? transition_record(job, db, &decision) : rc;
}

static enum rc send_receipt(struct legal_notice_submission *op, struct db *db, int64_t link_id)
{
    struct community *c = op->job.community;
    bool may = true;
    enum rc rc = RC_OK;
    if (!actor_signed_in(&op->actor) && op->email.n == 0)
        return RC_OK;
    if (!actor_signed_in(&op->actor))
        rc = accounts_may_mail(c, db, op->state.email_key, op->job.arena, &may);
    if (rc != RC_OK || !may)
        return rc;
    const struct mail_fact facts[] = {
        {.name = "number", .text = arena_printf(op->job.arena, "%lld", (long long)op->ret_id)},
        {.name = "name", .text = op->name},
    };
    return mail_queue(c, db,
                      &(struct mail_order){.kind = MAIL_KIND_NOTICE_RECEIVED,
                                           .account_id = op->actor.account_id,
                                           .to = op->email,
                                           .link_id = link_id,
                                           .subject_id = op->ret_id,
                                           .facts = facts,
                                           .fact_count = sizeof facts / sizeof facts[0]});
}

static enum rc add(struct legal_notice_submission *op, struct db *db, enum legal_notice_lane lane)
{
    struct community *c = op->job.community;
    int64_t link_id = 0;
    op->ret_id = community_make_id(c);
    const struct link_order link = {.purpose = LINK_RECEIPT,
                                    .account_id = op->actor.account_id,
                                    .detail =
                                        arena_printf(op->job.arena, "%lld", (long long)op->ret_id),
                                    .life_ms = LEGAL_NOTICE_RECEIPT_MS};
    enum rc rc = link_make(c, db, &link, &link_id);
    if (rc == RC_OK)
        rc = q_legal_notice_add(db,
                                &(struct q_legal_notice_add_in){.site_id = c->site.id,
                                                                .id = op->ret_id,
                                                                .comment_id = op->comment_id,
                                                                .account_id = op->actor.account_id,
                                                                .name = op->name,
                                                                .email = op->email,
                                                                .category = op->category,
                                                                .words = op->words,
                                                                .lane = lane,
                                                                .link_id = link_id});
    return rc == RC_OK ? send_receipt(op, db, link_id) : rc;
}

static enum rc run(struct db *db, struct community_job *job)
{
    struct legal_notice_submission *op = (struct legal_notice_submission *)job;
    enum legal_notice_lane lane;
    enum rc rc = find_comment(op, db);
    if (rc == RC_OK) {
        rc = captcha_spend(job, db, &op->state.captcha);
        op->ret_field = rc == RC_EXPIRED ? "captcha" : NULL;
    }
    if (rc == RC_OK)
        rc = find_sender(op, db, &lane);
    if (rc == RC_OK)
        rc = add(op, db, lane);
    return rc == RC_OK ? legal_notice_queue_comment(job, db, op->comment_id) : rc;
}

static enum rc refuse_more(struct community_job *job, int64_t retry_after_ms)
{
    (void)retry_after_ms;
    return problem_set(&job->problem, RC_LIMITED,
                       "Many notices came from your network within an hour. Moderators are "
                       "reading them; send the next one later.");
}

static const struct attempt_limits NOTICE_LIMITS = {
    .what = "legal notice",
    .here_max = LEGAL_NOTICES_PER_HOUR,
    .window_ms = HOUR_MS,
    .refuse = refuse_more,
};

enum rc legal_notice_submit(struct community_reader *r, struct legal_notice_submission *op)
{
    enum rc rc = check_fields(op);
    if (rc == RC_OK)
        rc = check_captcha(op);
    if (rc != RC_OK)
        return rc;
    op->ret_field = NULL;
    attempt_init_one(&op->state.attempt, r->community, &NOTICE_LIMITS, op->actor.account_id,
                     op->address, op->job.arena);
    return attempt_submit(&op->job, &op->state.attempt, NULL, run);
}
