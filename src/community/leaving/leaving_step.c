#include "community/leaving/leaving_step.h"

#include "community/comment/comment_erase.h"
#include "community/core.h"
#include "community/discipline/complaint.h"
#include "community/discipline/legal_notice.h"
#include "community/moderation/report.h"
#include "community/comment/transition.h"
#include "community/record/ledger_trust.h"
#include "queries.h"

struct step {
    struct community_job *job;
    struct db *db;
    int64_t site_id, account_id;
    struct q_leaving_row_row row;
};

static enum rc set_state(const struct step *s, enum leaving_state state, int64_t position,
                         int64_t purge_ms)
{
    return q_leaving_set(s->db, &(struct q_leaving_set_in){.site_id = s->site_id,
                                                           .account_id = s->account_id,
                                                           .kind = s->row.kind,
                                                           .state = state,
                                                           .position = position,
                                                           .purge_ms = purge_ms,
                                                           .by_id = s->row.by_id});
}

/* Pages of any article may have changed; only the last step says so, for until then account.hidden speaks. */
static void tell(const struct step *s)
{
    s->job->changed_everything = true;
}

static enum rc read_comment(const struct step *s, int64_t comment_id, struct q_comment_row_row *ret)
{
    return q_comment_row(s->db, &(struct q_comment_row_in){.site_id = s->site_id, .id = comment_id},
                         s->job->arena, ret);
}

/* --- putting away --- */

static enum rc put_away(const struct step *s, int64_t comment_id)
{
    struct q_comment_row_row c;
    int64_t added = 0;
    enum rc rc = read_comment(s, comment_id, &c);
    if (rc == RC_OK)
        rc = q_hidden_comment_add(
            s->db,
            &(struct q_hidden_comment_add_in){.site_id = s->site_id, .comment_id = comment_id},
            &added);
    if (rc != RC_OK || added == 0)
        return rc;
    rc = q_hidden_comment_empty(
        s->db,
        &(struct q_hidden_comment_empty_in){
            .site_id = s->site_id, .article_id = c.article_id, .shown = c.shown, .path = c.path});
    if (rc == RC_OK)
        rc = q_hidden_verify_away(s->db, &(struct q_hidden_verify_away_in){
                                             .site_id = s->site_id, .comment_id = comment_id});
    return rc == RC_OK ? transition_set(s->job, s->db, comment_id, COMMENT_DELETED) : rc;
}

static enum rc hide(const struct step *s)
{
    struct q_leaving_comment_list_row *rows;
    size_t count;
    enum rc rc = q_leaving_comment_list(s->db,
                                        &(struct q_leaving_comment_list_in){
                                            .site_id = s->site_id,
                                            .account_id = s->account_id,
                                            .before_id = s->row.position,
                                            .max_rows = LEAVING_STEP,
                                        },
                                        s->job->arena, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        struct arena_mark mark = arena_mark(s->job->arena);
        if (rows[i].status != COMMENT_DELETED)
            rc = put_away(s, rows[i].id);
        arena_rewind(s->job->arena, mark);
    }
    if (rc != RC_OK)
        return rc;
    if (count == LEAVING_STEP)
        return set_state(s, LEAVING_HIDING, rows[count - 1].id, s->row.purge_ms);
    tell(s);
    bool over = s->row.purge_ms <= community_now_ms(s->job->community);
    return set_state(s, over ? LEAVING_ERASING : LEAVING_HIDDEN, 0, s->row.purge_ms);
}

/* --- bringing back --- */

static enum rc bring_back(const struct step *s, const struct q_hidden_comment_list_row *h)
{
    struct q_comment_row_row c;
    enum rc rc = read_comment(s, h->comment_id, &c);
    if (rc == RC_OK)
        rc = q_hidden_comment_refill(s->db, &(struct q_hidden_comment_refill_in){
                                                .site_id = s->site_id,
                                                .article_id = c.article_id,
                                                .shown = c.shown,
                                                .path = c.path,
                                                .account_id = s->account_id,
                                                .comment_id = h->comment_id,
                                            });
    if (rc == RC_OK)
        rc = q_hidden_verify_back(s->db, &(struct q_hidden_verify_back_in){
                                             .site_id = s->site_id, .comment_id = h->comment_id});
    if (rc == RC_OK)
        rc = transition_set(s->job, s->db, h->comment_id, (enum comment_status)h->status);
    return rc == RC_OK ? q_hidden_comment_end(s->db,
                                              &(struct q_hidden_comment_end_in){
                                                  .site_id = s->site_id,
                                                  .account_id = s->account_id,
                                                  .comment_id = h->comment_id,
                                              })
                       : rc;
}

static enum rc list_hidden(const struct step *s, struct q_hidden_comment_list_row **ret,
                           size_t *ret_count)
{
    return q_hidden_comment_list(s->db,
                                 &(struct q_hidden_comment_list_in){.site_id = s->site_id,
                                                                    .account_id = s->account_id,
                                                                    .max_rows = LEAVING_STEP},
                                 s->job->arena, ret, ret_count);
}

static enum rc show(const struct step *s)
{
    struct q_hidden_comment_list_row *rows;
    size_t count;
    enum rc rc = list_hidden(s, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        struct arena_mark mark = arena_mark(s->job->arena);
        rc = bring_back(s, &rows[i]);
        arena_rewind(s->job->arena, mark);
    }
    if (rc != RC_OK || count == LEAVING_STEP)
        return rc;
    tell(s);
    rc = q_leaving_set_account(
        s->db,
        &(struct q_leaving_set_account_in){
            .site_id = s->site_id, .id = s->account_id, .status = s->row.was_status, .hidden = 0});
    return rc == RC_OK
               ? q_leaving_end(s->db, &(struct q_leaving_end_in){.site_id = s->site_id,
                                                                 .account_id = s->account_id})
               : rc;
}

/* --- erasing --- */

static enum rc record_erasure(const struct step *s, const struct q_hidden_comment_list_row *h,
                              const struct q_comment_row_row *c)
{
    const struct transition_decision decision = {
        .comment_id = h->comment_id,
        .actor_id = s->row.by_id != 0 ? s->row.by_id : s->account_id,
        .actor_role = s->row.kind == LEAVING_OWN ? ROLE_READER : ROLE_MODERATOR,
        .action = DECISION_DELETED,
        .has_from = true,
        .from = (enum comment_status)h->status,
        .to = COMMENT_DELETED,
        .revision = c->revision + 1,
    };
    return transition_record(s->job, s->db, &decision);
}

static enum rc erase_comment(const struct step *s, const struct q_hidden_comment_list_row *h)
{
    struct q_comment_row_row c;
    enum rc rc = read_comment(s, h->comment_id, &c);
    if (rc == RC_OK)
        rc = comment_erase(s->job, s->db, h->comment_id, &c);
    if (rc == RC_OK)
        rc = q_hidden_verify_end(s->db, &(struct q_hidden_verify_end_in){
                                            .site_id = s->site_id, .comment_id = h->comment_id});
    if (rc == RC_OK)
        rc = report_close(s->job, s->db, h->comment_id, REPORT_DELETED);
    if (rc == RC_OK)
        rc = legal_notice_close(s->job, s->db, h->comment_id, REPORT_DELETED, STR(""));
    if (rc == RC_OK)
        rc = complaint_comment_deleted(s->job, s->db, h->comment_id);
    if (rc == RC_OK)
        rc = record_erasure(s, h, &c);
    return rc == RC_OK ? q_hidden_comment_end(s->db,
                                              &(struct q_hidden_comment_end_in){
                                                  .site_id = s->site_id,
                                                  .account_id = s->account_id,
                                                  .comment_id = h->comment_id,
                                              })
                       : rc;
}

/* Everything of the person that is no comment: one query a table. */
static enum rc erase_tables(const struct step *s)
{
    enum rc rc = RC_OK;
#define ERASE(table, query)                                                                        \
    if (rc == RC_OK)                                                                               \
        rc = query(s->db, &(struct query##_in){.site_id = s->site_id, .account_id = s->account_id});
#define KEEP(table, why)
#define COMMENTS(table)
#define WITH(table, what)
#include "community/leaving/erase.def"
#undef ERASE
#undef KEEP
#undef COMMENTS
#undef WITH
    return rc;
}

static enum rc erase_account(const struct step *s)
{
    enum rc rc = ledger_trust_note_erasure(s->job, s->db, s->account_id);
    if (rc == RC_OK)
        rc = erase_tables(s);
    /* No name has an asterisk, so that nobody's skeleton is this one. */
    if (rc == RC_OK)
        rc = q_erase_account(s->db, &(struct q_erase_account_in){
                                        .site_id = s->site_id,
                                        .account_id = s->account_id,
                                        .name_skeleton = arena_printf(s->job->arena, "*%lld",
                                                                      (long long)s->account_id),
                                    });
    if (rc == RC_OK)
        rc = set_state(s, LEAVING_ERASED, 0, community_now_ms(s->job->community));
    tell(s);
    db_scrub(s->db);
    return rc;
}

static enum rc erase(const struct step *s)
{
    struct q_hidden_comment_list_row *rows;
    struct q_leaving_comment_left_row left;
    size_t count;
    enum rc rc = list_hidden(s, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        struct arena_mark mark = arena_mark(s->job->arena);
        rc = erase_comment(s, &rows[i]);
        arena_rewind(s->job->arena, mark);
    }
    if (rc != RC_OK || count == LEAVING_STEP)
        return rc;
    rc = q_leaving_comment_left(
        s->db,
        &(struct q_leaving_comment_left_in){.site_id = s->site_id, .account_id = s->account_id},
        s->job->arena, &left);
    /* One that was brought in for the account meanwhile: it is put away first. */
    if (rc == RC_OK)
        return set_state(s, LEAVING_HIDING, INT64_MAX, s->row.purge_ms);
    return rc == RC_NOT_FOUND ? erase_account(s) : rc;
}

enum rc leaving_step(struct community_job *job, struct db *db, int64_t account_id)
{
    struct step s = {
        .job = job, .db = db, .site_id = job->community->site.id, .account_id = account_id};
    enum rc rc = q_leaving_row(
        db, &(struct q_leaving_row_in){.site_id = s.site_id, .account_id = account_id}, job->arena,
        &s.row);
    if (rc != RC_OK)
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    switch ((enum leaving_state)s.row.state) {
    case LEAVING_HIDING:
        return hide(&s);
    case LEAVING_SHOWING:
        return show(&s);
    case LEAVING_ERASING:
        return erase(&s);
    case LEAVING_HIDDEN:
    case LEAVING_ERASED:
        break;
    }
    return RC_OK;
}
