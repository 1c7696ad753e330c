#include "community/discipline/appeal.h"

#include "community/core.h"
#include "community/discipline/redress_case.h"
#include "community/discipline/sanction.h"

/* Six months at least, whichever they are (Regulation (EU) 2022/2065, article 20). */
#define DSA_MS (184 * DAY_MS)

int64_t appeal_time(const struct community *c)
{
    int64_t set_ms = core_redress(c).appeal_ms;
    return sanction_mode(c) == SANCTION_DSA && set_ms < DSA_MS ? DSA_MS : set_ms;
}

/* The case about this removal or edit, when there is one. */
static enum rc find_case(struct community *c, struct db *db, struct arena *a, int64_t comment_id,
                         int64_t measure_seq, struct appeal_place *place)
{
    struct q_redress_about_row about;
    struct q_redress_get_row row;
    enum rc rc = q_redress_about(db,
                                 &(struct q_redress_about_in){.site_id = c->site.id,
                                                              .kind = REDRESS_APPEAL,
                                                              .subject_id = comment_id},
                                 a, &about);
    /* One that was granted is told of as long as the comment is there. */
    if (rc == RC_NOT_FOUND || (rc == RC_OK && measure_seq >= 0 && about.subject_seq != measure_seq))
        return RC_OK;
    if (rc == RC_OK)
        rc = q_redress_get(db, &(struct q_redress_get_in){.site_id = c->site.id, .id = about.id}, a,
                           &row);
    if (rc != RC_OK)
        return rc;
    place->case_id = about.id;
    place->due_ms = row.redress_item.due_ms;
    place->state = row.redress_item.state == REDRESS_OPEN      ? APPEAL_OPEN
                   : row.redress_item.state == REDRESS_GRANTED ? APPEAL_GRANTED
                                                               : APPEAL_REFUSED;
    return RC_OK;
}

static enum rc find_place(struct community *c, struct db *db, struct arena *a, int64_t comment_id,
                          struct redress_measure *measure, struct appeal_place *ret)
{
    *ret = (struct appeal_place){.state = APPEAL_NONE};
    enum rc rc = redress_case_standing(c, db, a, comment_id, measure);
    if (rc == RC_NOT_FOUND)
        return find_case(c, db, a, comment_id, -1, ret);
    if (rc != RC_OK)
        return rc;
    ret->is_edit = measure->is_edit;
    ret->until_ms = measure->decided_ms + appeal_time(c);
    ret->state = community_now_ms(c) < ret->until_ms ? APPEAL_MAY : APPEAL_LATE;
    return find_case(c, db, a, comment_id, measure->seq, ret);
}

enum rc appeal_look(struct community_reader *r, const struct actor *actor, int64_t comment_id,
                    struct arena *a, struct appeal_place *ret)
{
    struct q_comment_known_row comment;
    struct redress_measure measure;
    struct community *c = r->community;
    enum rc rc = q_comment_known(
        r->db, &(struct q_comment_known_in){.site_id = c->site.id, .id = comment_id}, a, &comment);
    if (rc == RC_OK && !access_allows(actor, ACTION_READ_REDRESS, comment.account_id))
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = find_place(c, r->db, a, comment_id, &measure, ret);
    if (rc == RC_OK && ret->state == APPEAL_MAY &&
        !access_allows(actor, ACTION_APPEAL_REMOVAL, comment.account_id))
        ret->state = APPEAL_NONE;
    return rc;
}

/* --- making one --- */

static enum rc check_place(struct appeal *op, const struct appeal_place *place)
{
    struct problem *problem = &op->job.problem;
    switch (place->state) {
    case APPEAL_MAY:
    case APPEAL_OPEN:
        return RC_OK;
    case APPEAL_NONE:
    case APPEAL_GRANTED:
        return problem_set(problem, RC_CONFLICT, "The comment is not removed.");
    case APPEAL_REFUSED:
        return problem_set(problem, RC_CONFLICT, "A person has looked at this again and decided.");
    case APPEAL_LATE:
        break;
    }
    return problem_set(problem, RC_EXPIRED, "The time to appeal is over.");
}

static enum rc check_author(struct appeal *op, struct db *db)
{
    struct community *c = op->job.community;
    struct q_comment_row_row comment;
    struct q_account_standing_row account;
    enum rc rc =
        q_comment_row(db, &(struct q_comment_row_in){.site_id = c->site.id, .id = op->comment_id},
                      op->job.arena, &comment);
    if (rc == RC_OK && comment.account_id != op->actor.account_id)
        rc = RC_NOT_FOUND;
    if (rc == RC_OK)
        rc = q_account_standing(
            db, &(struct q_account_standing_in){.site_id = c->site.id, .id = op->actor.account_id},
            op->job.arena, &account);
    if (rc != RC_OK)
        return problem_set(&op->job.problem, rc, "There is no such comment.");
    op->actor.status =
        account_standing_of(account.status, account.suspended_until_ms, community_now_ms(c));
    rc = access_check(&op->actor, ACTION_APPEAL_REMOVAL, comment.account_id);
    return rc == RC_OK ? rc : problem_set(&op->job.problem, rc, "This account may not appeal.");
}

static enum rc open_case(struct appeal *op, struct db *db, int64_t measure_seq)
{
    struct community_job *job = &op->job;
    struct q_redress_row_row row = {.messages = 0};
    enum rc rc = redress_case_count(job, db, op->actor.account_id);
    if (rc == RC_OK)
        rc = redress_case_open(job, db,
                               &(struct redress_opening){.kind = REDRESS_APPEAL,
                                                         .account_id = op->actor.account_id,
                                                         .subject_id = op->comment_id,
                                                         .subject_seq = measure_seq},
                               &op->ret_id, &op->ret_repeated);
    if (rc != RC_OK || op->ret_repeated)
        return rc;
    rc = redress_case_add(job, db, op->ret_id, &row,
                          &(struct redress_words){.author_id = op->actor.account_id,
                                                  .channel = REDRESS_PAGE,
                                                  .subject = STR(""),
                                                  .body = op->text});
    return rc == RC_OK ? redress_case_received(job, db, MAIL_KIND_APPEAL_RECEIVED, op->ret_id,
                                               op->actor.account_id)
                       : rc;
}

static enum rc run(struct db *db, struct community_job *job)
{
    struct appeal *op = (struct appeal *)job;
    struct redress_measure measure;
    struct appeal_place place;
    enum rc rc = check_author(op, db);
    if (rc == RC_OK)
        rc = find_place(job->community, db, job->arena, op->comment_id, &measure, &place);
    if (rc == RC_OK)
        rc = check_place(op, &place);
    if (rc != RC_OK)
        return rc;
    op->ret_id = place.case_id;
    op->ret_repeated = place.state == APPEAL_OPEN;
    return op->ret_repeated ? RC_OK : open_case(op, db, measure.seq);
}

enum rc appeal_submit(struct community_job *job)
{
    struct appeal *op = (struct appeal *)job;
    enum rc rc = redress_case_check_text(&job->problem, op->text, REDRESS_TEXT_MAX);
    if (rc != RC_OK)
        return rc;
    job->run = run;
    return community_submit(job);
}
