#include "community/discipline/authority_order.h"

#include "base/utf8.h"
#include "community/account/name.h"
#include "community/core.h"
#include "community/mail/mail.h"
#include "community/moderation/moderation.h"
#include "community/record/ledger.h"
#include "queries.h"

/* --- checking what was entered --- */

static enum rc refuse(struct authority_order_entry *op, const char *field, enum rc rc,
                      const char *message)
{
    op->ret_field = field;
    return problem_set(&op->job.problem, rc, "%s", message);
}

static bool is_state(struct str s)
{
    static const struct str states[] = {
#define STATE(code_, name_) STR_INIT(code_),
#include "community/discipline/member_state.def"
#undef STATE
    };
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (str_eq(s, states[i]))
            return true;
    return false;
}

/* Of one line: it stands in subjects of mails and in statements of reasons. */
static bool is_line(struct str s, size_t max)
{
    if (s.n == 0 || !utf8_valid(s) || utf8_count(s) > max)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7f)
            return false;
    return true;
}

static enum rc check_dates(struct authority_order_entry *op)
{
    int64_t now = community_now_ms(op->job.community);
    if (op->issued_ms <= 0)
        return refuse(op, "issued", RC_INVALID, "Give the date of the order.");
    if (op->received_ms <= 0 || op->received_ms > now)
        return refuse(op, "received", RC_INVALID,
                      "Give the day on which the order came: today, or before.");
    if (op->issued_ms > op->received_ms)
        return refuse(op, "issued", RC_INVALID, "The order came before the date it bears.");
    return RC_OK;
}

static enum rc check_fields(struct authority_order_entry *op)
{
    struct str key;
    if (op->lane != LEGAL_NOTICE_ORDER && op->lane != LEGAL_NOTICE_INQUIRY)
        return refuse(op, "lane", RC_INVALID, "Choose what the order asks for.");
    if (!is_line(op->authority, LEGAL_NOTICE_NAME_MAX))
        return refuse(op, "authority", RC_INVALID,
                      "Give the authority's name: one line of at most 200 characters.");
    if (!is_state(op->state))
        return refuse(op, "state", RC_INVALID, "Choose the authority's member state.");
    if (!legal_notice_is_category(op->category))
        return refuse(op, "category", RC_INVALID, "Choose what kind of law it breaks.");
    if (!is_line(op->reference, AUTHORITY_ORDER_REFERENCE_MAX))
        return refuse(op, "reference", RC_INVALID,
                      "Give the order's reference: one line of at most 100 characters.");
    if (!utf8_valid(op->words) || str_find_char(op->words, '\0', 0) != STR_NONE)
        return refuse(op, "words", RC_INVALID, "The explanation is not valid UTF-8.");
    if (utf8_count(op->words) > LEGAL_NOTICE_WORDS_MAX)
        return refuse(op, "words", RC_TOO_LARGE,
                      "The explanation is longer than 5,000 characters.");
    op->ret_field = "email";
    enum rc rc = op->email.n > 0
                     ? name_email_check(op->job.arena, op->email, &key, &op->job.problem)
                     : RC_OK;
    return rc == RC_OK ? check_dates(op) : rc;
}

/* --- entering --- */

static enum rc note(struct community_job *job, struct db *db, const struct actor *actor,
                    enum staff_action action, int64_t id, struct str detail)
{
    return ledger_add_action(
        job, db,
        &(struct ledger_staff_action){
            .actor_id = actor->account_id, .action = action, .target_id = id, .detail = detail});
}

static enum rc read_notice(struct community_job *job, struct db *db, int64_t id,
                           struct q_legal_notice_item *ret)
{
    struct q_legal_notice_get_row row;
    enum rc rc = q_legal_notice_get(
        db, &(struct q_legal_notice_get_in){.site_id = job->community->site.id, .id = id},
        job->arena, &row);
    if (rc == RC_OK)
        *ret = row.legal_notice_item;
    return rc == RC_NOT_FOUND ? problem_set(&job->problem, rc, "There is no such notice or order.")
                              : rc;
}

static enum rc add_notice(struct authority_order_entry *op, struct db *db)
{
    struct community *c = op->job.community;
    struct q_comment_row_row row;
    enum rc rc =
        q_comment_row(db, &(struct q_comment_row_in){.site_id = c->site.id, .id = op->comment_id},
                      op->job.arena, &row);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && row.status == COMMENT_DELETED))
        return refuse(op, "comment", RC_NOT_FOUND,
                      "There is no such comment, or its author has deleted it.");
    if (rc != RC_OK)
        return rc;
    op->ret_id = community_make_id(c);
    return q_legal_notice_add(db, &(struct q_legal_notice_add_in){.site_id = c->site.id,
                                                                  .id = op->ret_id,
                                                                  .comment_id = op->comment_id,
                                                                  .name = op->authority,
                                                                  .email = op->email,
                                                                  .category = op->category,
                                                                  .words = op->words,
                                                                  .lane = LEGAL_NOTICE_ANYBODY});
}

static enum rc find_notice(struct authority_order_entry *op, struct db *db)
{
    if (op->notice_id == 0)
        return add_notice(op, db);
    op->ret_id = op->notice_id;
    return RC_OK;
}

/* Where the authority can be told by mail that its order has come, it is: at once. */
static enum rc acknowledge(struct authority_order_entry *op, struct db *db,
                           const struct q_legal_notice_item *row, int64_t *ret_ms)
{
    struct community *c = op->job.community;
    struct str to = op->email.n > 0 ? op->email : row->email;
    int64_t account_id = to.n > 0 ? 0 : row->account_id;
    const struct mail_fact facts[] = {
        {.name = "number", .text = arena_printf(op->job.arena, "%lld", (long long)op->ret_id)},
        {.name = "name", .text = op->authority},
        {.name = "reference", .text = op->reference},
    };
    *ret_ms = 0;
    if (!mail_is_on(c) || (to.n == 0 && account_id == 0))
        return RC_OK;
    *ret_ms = community_now_ms(c);
    return mail_queue(c, db,
                      &(struct mail_order){.kind = MAIL_KIND_ORDER_RECEIVED,
                                           .account_id = account_id,
                                           .to = to,
                                           .subject_id = op->ret_id,
                                           .facts = facts,
                                           .fact_count = sizeof facts / sizeof facts[0]});
}

static enum rc set(struct authority_order_entry *op, struct db *db, int64_t acknowledged_ms)
{
    int64_t changed = 0;
    enum rc rc = q_authority_order_set(
        db,
        &(struct q_authority_order_set_in){.site_id = op->job.community->site.id,
                                           .id = op->ret_id,
                                           .lane = op->lane,
                                           .name = op->authority,
                                           .email = op->email,
                                           .category = op->category,
                                           .words = op->words,
                                           .state = op->state,
                                           .reference = op->reference,
                                           .issued_ms = op->issued_ms,
                                           .received_ms = op->received_ms,
                                           .acknowledged_ms = acknowledged_ms},
        &changed);
    return rc == RC_OK && changed == 0
               ? problem_set(&op->job.problem, RC_CONFLICT,
                             "This notice was decided in the meantime, or is an order already.")
               : rc;
}

static enum rc run_entry(struct db *db, struct community_job *job)
{
    struct authority_order_entry *op = (struct authority_order_entry *)job;
    struct q_legal_notice_item row = {.comment_id = 0};
    int64_t acknowledged_ms = 0;
    enum rc rc = moderation_check_actor(job, db, &op->actor, ACTION_ENTER_ORDER);
    if (rc == RC_OK)
        rc = find_notice(op, db);
    if (rc == RC_OK)
        rc = read_notice(job, db, op->ret_id, &row);
    if (rc == RC_OK)
        rc = acknowledge(op, db, &row, &acknowledged_ms);
    if (rc == RC_OK)
        rc = set(op, db, acknowledged_ms);
    if (rc == RC_OK && op->lane == LEGAL_NOTICE_ORDER)
        rc = legal_notice_queue_comment(job, db, row.comment_id);
    if (rc != RC_OK)
        return rc;
    return note(job, db, &op->actor, STAFF_ENTER_ORDER, op->ret_id,
                arena_printf(job->arena, "%s, %.*s, comment %lld",
                             op->lane == LEGAL_NOTICE_ORDER ? "to act" : "for information",
                             STR_ARG(op->state), (long long)row.comment_id));
}

enum rc authority_order_enter_submit(struct community_job *job)
{
    struct authority_order_entry *op = (struct authority_order_entry *)job;
    op->authority = str_trim(op->authority);
    op->email = str_trim(op->email);
    op->reference = str_trim(op->reference);
    op->words = str_trim(op->words);
    enum rc rc = check_fields(op);
    if (rc != RC_OK)
        return rc;
    op->ret_field = NULL;
    job->run = run_entry;
    return community_submit(job);
}

/* --- what was done outside the program --- */

static enum rc run_mark(struct db *db, struct community_job *job)
{
    struct authority_order_mark *op = (struct authority_order_mark *)job;
    int64_t site_id = job->community->site.id, now = community_now_ms(job->community), changed = 0;
    bool answers = op->step == AUTHORITY_ORDER_ANSWERED;
    struct q_legal_notice_item row = {.lane = LEGAL_NOTICE_ANYBODY};
    enum rc rc = moderation_check_actor(job, db, &op->actor, ACTION_ENTER_ORDER);
    if (rc == RC_OK)
        rc = read_notice(job, db, op->id, &row);
    op->ret_lane = (enum legal_notice_lane)row.lane;
    if (rc == RC_OK && answers)
        rc = q_authority_order_answer(
            db,
            &(struct q_authority_order_answer_in){.site_id = site_id, .id = op->id, .now_ms = now},
            &changed);
    else if (rc == RC_OK)
        rc = q_authority_order_acknowledge(db,
                                           &(struct q_authority_order_acknowledge_in){
                                               .site_id = site_id, .id = op->id, .now_ms = now},
                                           &changed);
    if (rc == RC_OK && changed == 0)
        return problem_set(&job->problem, RC_CONFLICT, "Nothing was done: that was noted already.");
    return rc == RC_OK
               ? note(job, db, &op->actor, answers ? STAFF_ANSWER_ORDER : STAFF_ACKNOWLEDGE_ORDER,
                      op->id, STR(""))
               : rc;
}

enum rc authority_order_mark_submit(struct community_job *job)
{
    job->run = run_mark;
    return community_submit(job);
}

/* --- for the yearly report --- */

enum rc authority_orders(struct community_reader *r, const struct actor *actor, int64_t *after_ms,
                         int64_t *after_id, int64_t until_ms, struct arena *a,
                         struct authority_order **ret, size_t *ret_count)
{
    struct q_authority_order_received_row *rows;
    enum rc rc = access_check(actor, ACTION_READ_AUDIT, 0);
    if (rc == RC_OK)
        rc = q_authority_order_received(
            r->db,
            &(struct q_authority_order_received_in){.site_id = r->community->site.id,
                                                    .after_ms = *after_ms,
                                                    .after_id = *after_id,
                                                    .until_ms = until_ms,
                                                    .max_rows = LEGAL_NOTICE_LIST_MAX},
            a, &rows, ret_count);
    *ret = rc == RC_OK ? ARENA_ARRAY(a, *ret_count, struct authority_order) : NULL;
    if (rc != RC_OK || *ret == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < *ret_count; i++) {
        bool refused = rows[i].lane == LEGAL_NOTICE_ORDER && rows[i].outcome == REPORT_KEPT;
        (*ret)[i] = (struct authority_order){.id = rows[i].id,
                                             .category = rows[i].category,
                                             .state = rows[i].state,
                                             .lane = (enum legal_notice_lane)rows[i].lane,
                                             .outcome = (enum report_outcome)rows[i].outcome,
                                             .received_ms = rows[i].received_ms,
                                             .acknowledged_ms = rows[i].acknowledged_ms,
                                             .effect_ms = refused ? 0 : rows[i].closed_ms};
        *after_ms = rows[i].received_ms;
        *after_id = rows[i].id;
    }
    return RC_OK;
}
