/* Notices that a comment is against the law: looking at them, and what a decision on the comment does to them. */
#include "community/account/link.h"
#include "community/core.h"
#include "community/discipline/appeal.h"
#include "community/discipline/legal_notice.h"
#include "community/mail/mail.h"
#include "queries.h"

static struct legal_notice_view view_of(const struct q_legal_notice_item *row)
{
    return (struct legal_notice_view){.id = row->id,
                                      .comment_id = row->comment_id,
                                      .account_id = row->account_id,
                                      .name = row->name,
                                      .category = row->category,
                                      .words = row->words,
                                      .lane = (enum legal_notice_lane)row->lane,
                                      .state = row->state,
                                      .reference = row->reference,
                                      .issued_ms = row->issued_ms,
                                      .received_ms = row->received_ms,
                                      .acknowledged_ms = row->acknowledged_ms};
}

enum rc legal_notice_get(struct community_reader *r, int64_t id, struct arena *a,
                         struct legal_notice_view *ret)
{
    struct q_legal_notice_get_row row;
    enum rc rc = q_legal_notice_get(
        r->db, &(struct q_legal_notice_get_in){.site_id = r->community->site.id, .id = id}, a,
        &row);
    if (rc != RC_OK)
        return rc;
    *ret = view_of(&row.legal_notice_item);
    ret->outcome = (enum report_outcome)row.outcome;
    ret->closed_ms = row.closed_ms;
    ret->reason = row.reason;
    return RC_OK;
}

static enum rc list_of(const struct q_legal_notice_item *rows, size_t count, bool sees_address,
                       struct arena *a, struct legal_notice_view **ret, size_t *ret_count)
{
    struct legal_notice_view *list = ARENA_ARRAY(a, count, struct legal_notice_view);
    if (list == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        list[i] = view_of(&rows[i]);
        list[i].email = sees_address ? rows[i].email : STR("");
    }
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

enum rc legal_notice_of_comment(struct community_reader *r, const struct actor *actor,
                                int64_t comment_id, struct arena *a, struct legal_notice_view **ret,
                                size_t *ret_count)
{
    struct q_legal_notice_item *rows;
    size_t count;
    enum rc rc = access_check(actor, ACTION_READ_QUEUE, 0);
    if (rc == RC_OK)
        rc = q_legal_notice_of_comment(
            r->db,
            &(struct q_legal_notice_of_comment_in){.site_id = r->community->site.id,
                                                   .comment_id = comment_id,
                                                   .max_rows = LEGAL_NOTICE_SHOWN_MAX},
            a, &rows, &count);
    bool sees_address = access_allows(actor, ACTION_READ_EMAIL, 0);
    return rc == RC_OK ? list_of(rows, count, sees_address, a, ret, ret_count) : rc;
}

enum rc legal_notice_list(struct community_reader *r, const struct actor *actor,
                          enum legal_notice_lane lane, int64_t after_id, struct arena *a,
                          struct legal_notice_view **ret, size_t *ret_count)
{
    struct q_legal_notice_item *rows;
    size_t count;
    enum rc rc = access_check(actor, ACTION_READ_QUEUE, 0);
    if (rc == RC_OK)
        rc =
            q_legal_notice_list(r->db,
                                &(struct q_legal_notice_list_in){.site_id = r->community->site.id,
                                                                 .lane = lane,
                                                                 .after_id = after_id,
                                                                 .max_rows = LEGAL_NOTICE_LIST_MAX},
                                a, &rows, &count);
    return rc == RC_OK ? list_of(rows, count, false, a, ret, ret_count) : rc;
}

/* --- when the comment is decided on --- */

static enum mail_kind mail_kind_of(const struct q_legal_notice_item *row,
                                   enum report_outcome outcome)
{
    if (row->lane == LEGAL_NOTICE_ORDER)
        return outcome == REPORT_KEPT ? MAIL_KIND_ORDER_REFUSED : MAIL_KIND_ORDER_ACTED;
    return outcome == REPORT_KEPT      ? MAIL_KIND_NOTICE_REFUSED
           : outcome == REPORT_DELETED ? MAIL_KIND_NOTICE_GONE
                                       : MAIL_KIND_NOTICE_ACTED;
}

/* By which who gave notice sees the outcome, and may ask for another look. */
static enum rc make_link(struct community_job *job, struct db *db,
                         const struct q_legal_notice_item *row, struct str number,
                         int64_t *ret_link_id)
{
    return link_make(job->community, db,
                     &(struct link_order){.purpose = LINK_RECEIPT,
                                          .account_id = row->account_id,
                                          .detail = number,
                                          .life_ms = LEGAL_NOTICE_RECEIPT_MS},
                     ret_link_id);
}

static enum rc tell(struct community_job *job, struct db *db, const struct q_legal_notice_item *row,
                    enum report_outcome outcome, struct str reason)
{
    struct community *c = job->community;
    struct str number = arena_printf(job->arena, "%lld", (long long)row->id);
    int64_t link_id = 0;
    const struct mail_fact facts[] = {
        {.name = "number", .text = number},
        {.name = "name", .text = row->name},
        {.name = "reason", .text = reason.p != NULL ? reason : STR("")},
        {.name = "deadline", .kind = MAIL_TIME, .number = community_now_ms(c) + appeal_time(c)},
        {.name = "reference", .text = row->reference},
    };
    bool is_order = row->lane == LEGAL_NOTICE_ORDER;
    if (row->lane == LEGAL_NOTICE_INQUIRY || (row->account_id == 0 && row->email.n == 0))
        return RC_OK;
    enum rc rc = is_order ? RC_OK : make_link(job, db, row, number, &link_id);
    if (rc != RC_OK)
        return rc;
    return mail_queue(
        c, db,
        &(struct mail_order){.kind = mail_kind_of(row, outcome),
                             .account_id = row->account_id,
                             .to = row->account_id == 0 ? row->email : STR(""),
                             .link_id = link_id,
                             .subject_id = row->id,
                             .facts = facts,
                             .fact_count = sizeof facts / sizeof facts[0] - (is_order ? 0 : 1)});
}

enum rc legal_notice_close(struct community_job *job, struct db *db, int64_t comment_id,
                           enum report_outcome outcome, struct str reason)
{
    struct q_legal_notice_item *rows;
    size_t count;
    int64_t site_id = job->community->site.id;
    enum rc rc = q_legal_notice_of_comment(
        db,
        &(struct q_legal_notice_of_comment_in){
            .site_id = site_id, .comment_id = comment_id, .max_rows = LEGAL_NOTICE_SHOWN_MAX},
        job->arena, &rows, &count);
    if (rc != RC_OK || count == 0)
        return rc;
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = tell(job, db, &rows[i], outcome, reason);
    return rc == RC_OK ? q_legal_notice_close(db,
                                              &(struct q_legal_notice_close_in){
                                                  .site_id = site_id,
                                                  .comment_id = comment_id,
                                                  .outcome = outcome,
                                                  .now_ms = community_now_ms(job->community),
                                                  .reason = reason.p != NULL ? reason : STR("")})
                       : rc;
}

enum rc legal_notice_reopen(struct community_job *job, struct db *db, int64_t comment_id,
                            enum report_outcome outcome)
{
    return q_legal_notice_reopen(
        db, &(struct q_legal_notice_reopen_in){
                .site_id = job->community->site.id, .comment_id = comment_id, .outcome = outcome});
}

enum rc legal_notice_closed(struct community_reader *r, const struct actor *actor,
                            int64_t *after_ms, int64_t *after_id, int64_t until_ms, struct arena *a,
                            struct legal_notice_closed **ret, size_t *ret_count)
{
    struct q_legal_notice_closed_row *rows;
    enum rc rc = access_check(actor, ACTION_READ_AUDIT, 0);
    if (rc == RC_OK)
        rc = q_legal_notice_closed(
            r->db,
            &(struct q_legal_notice_closed_in){.site_id = r->community->site.id,
                                               .after_ms = *after_ms,
                                               .after_id = *after_id,
                                               .until_ms = until_ms,
                                               .max_rows = LEGAL_NOTICE_LIST_MAX},
            a, &rows, ret_count);
    *ret = rc == RC_OK ? ARENA_ARRAY(a, *ret_count, struct legal_notice_closed) : NULL;
    if (rc != RC_OK || *ret == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < *ret_count; i++) {
        (*ret)[i] = (struct legal_notice_closed){.id = rows[i].id,
                                                 .closed_ms = rows[i].closed_ms,
                                                 .category = rows[i].category,
                                                 .lane = (enum legal_notice_lane)rows[i].lane,
                                                 .outcome = (enum report_outcome)rows[i].outcome};
        *after_ms = rows[i].closed_ms;
        *after_id = rows[i].id;
    }
    return RC_OK;
}
