#include "community/discipline/letter.h"

#include "base/utf8.h"
#include "community/core.h"
#include "community/discipline/redress_case.h"

/* --- where the reader stands --- */

/* What weighs most is what the letter is about. */
static enum rc find_sanction(struct community *c, struct db *db, int64_t account_id,
                             struct arena *a, struct sanction *ret)
{
    static const enum sanction_kind kinds[] = {SANCTION_DELETION, SANCTION_BLOCK,
                                               SANCTION_SUSPENSION, SANCTION_PREMODERATION};
    enum rc rc = RC_NOT_FOUND;
    for (size_t i = 0; rc == RC_NOT_FOUND && i < sizeof kinds / sizeof kinds[0]; i++)
        rc = sanction_active(c, db, account_id, kinds[i], a, ret);
    return rc;
}

static void place_after(const struct community *c, const struct q_redress_about_row *about,
                        struct letter_place *place)
{
    place->case_id = about->id;
    place->seq = about->subject_seq + 1;
    place->again_ms = about->decided_ms + core_redress(c).again_ms;
    place->state = about->state == REDRESS_OPEN            ? LETTER_OPEN
                   : community_now_ms(c) < place->again_ms ? LETTER_LATER
                                                           : LETTER_MAY;
}

enum rc letter_find_place(struct community *c, struct db *db, int64_t account_id, struct arena *a,
                          struct letter_place *ret)
{
    struct q_redress_about_row about;
    struct letter_place place = {.state = LETTER_MAY};
    enum rc rc = find_sanction(c, db, account_id, a, &place.sanction);
    if (rc == RC_NOT_FOUND) {
        *ret = (struct letter_place){.state = LETTER_NONE};
        return RC_OK;
    }
    if (rc == RC_OK)
        rc = q_redress_about(db,
                             &(struct q_redress_about_in){.site_id = c->site.id,
                                                          .kind = REDRESS_LETTER,
                                                          .subject_id = place.sanction.id},
                             a, &about);
    if (rc == RC_OK)
        place_after(c, &about, &place);
    if (rc != RC_OK && rc != RC_NOT_FOUND)
        return rc;
    if (!sanction_is_liftable(c, &place.sanction))
        place.state = LETTER_FINAL;
    *ret = place;
    return RC_OK;
}

enum rc letter_look(struct community_reader *r, const struct actor *actor, struct arena *a,
                    struct letter_place *ret)
{
    struct q_redress_draft_get_row draft;
    enum rc rc = access_check(actor, ACTION_WRITE_LETTER, actor->account_id);
    if (rc == RC_OK)
        rc = letter_find_place(r->community, r->db, actor->account_id, a, ret);
    if (rc != RC_OK)
        return rc;
    rc = q_redress_draft_get(r->db,
                             &(struct q_redress_draft_get_in){.site_id = r->community->site.id,
                                                              .account_id = actor->account_id},
                             a, &draft);
    if (rc == RC_OK) {
        ret->draft_subject = draft.subject;
        ret->draft_text = draft.body;
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* --- writing it --- */

enum rc letter_open(struct community_job *job, struct db *db, int64_t account_id,
                    const struct letter_place *place, const struct redress_words *words,
                    int64_t *ret_id, bool *ret_repeated)
{
    struct community *c = job->community;
    struct q_redress_row_row row = {.messages = 0};
    enum rc rc = redress_case_count(job, db, account_id);
    if (rc == RC_OK)
        rc = redress_case_open(job, db,
                               &(struct redress_opening){.kind = REDRESS_LETTER,
                                                         .account_id = account_id,
                                                         .subject_id = place->sanction.id,
                                                         .subject_seq = place->seq},
                               ret_id, ret_repeated);
    if (rc != RC_OK || *ret_repeated)
        return rc;
    rc = redress_case_add(job, db, *ret_id, &row, words);
    if (rc == RC_OK)
        rc = q_redress_draft_drop(
            db, &(struct q_redress_draft_drop_in){.site_id = c->site.id, .account_id = account_id});
    return rc == RC_OK
               ? redress_case_received(job, db, MAIL_KIND_LETTER_RECEIVED, *ret_id, account_id)
               : rc;
}

static enum rc check_place(struct letter *op, const struct letter_place *place)
{
    struct problem *problem = &op->job.problem;
    switch (place->state) {
    case LETTER_MAY:
    case LETTER_OPEN:
        return RC_OK;
    case LETTER_NONE:
        return problem_set(problem, RC_CONFLICT,
                           "Nothing restricts this account now: there is nothing to write about.");
    case LETTER_LATER:
        return problem_set(problem, RC_LIMITED,
                           "Your last letter about this was decided. You may write again later.");
    case LETTER_FINAL:
        break;
    }
    return problem_set(problem, RC_FORBIDDEN,
                       "This is a second block. By the rules of this site nobody can lift it.");
}

/* The account is held, so that of two letters at once one waits for the other. */
static enum rc check_writer(struct letter *op, struct db *db)
{
    struct community *c = op->job.community;
    struct q_account_hold_row account;
    enum rc rc = q_account_hold(
        db, &(struct q_account_hold_in){.site_id = c->site.id, .id = op->actor.account_id},
        op->job.arena, &account);
    if (rc != RC_OK)
        return problem_set(&op->job.problem, rc, "Sign in to write to the moderators.");
    op->actor.status =
        account_standing_of(account.status, account.suspended_until_ms, community_now_ms(c));
    rc = access_check(&op->actor, ACTION_WRITE_LETTER, op->actor.account_id);
    return rc == RC_OK ? rc : problem_set(&op->job.problem, rc, "This account may not do that.");
}

static enum rc run(struct db *db, struct community_job *job)
{
    struct letter *op = (struct letter *)job;
    struct letter_place place;
    enum rc rc = check_writer(op, db);
    if (rc == RC_OK)
        rc = letter_find_place(job->community, db, op->actor.account_id, job->arena, &place);
    if (rc == RC_OK)
        rc = check_place(op, &place);
    if (rc != RC_OK)
        return rc;
    op->ret_id = place.case_id;
    op->ret_repeated = place.state == LETTER_OPEN;
    if (op->ret_repeated)
        return RC_OK;
    return letter_open(job, db, op->actor.account_id, &place,
                       &(struct redress_words){.author_id = op->actor.account_id,
                                               .channel = REDRESS_PAGE,
                                               .subject = op->subject,
                                               .body = op->text},
                       &op->ret_id, &op->ret_repeated);
}

static enum rc check_form(struct letter *op)
{
    struct problem *problem = &op->job.problem;
    enum rc rc = RC_OK;
    if (op->text.n > 0)
        rc = redress_case_check_text(problem, op->text, REDRESS_TEXT_MAX);
    if (rc == RC_OK && op->subject.n > 0)
        rc = redress_case_check_text(problem, op->subject, REDRESS_SUBJECT_MAX);
    if (rc == RC_OK)
        rc = letter_parts_check(
            op->job.arena,
            &(struct letter_text){.subject = op->subject, .named = op->user_id, .own = op->text},
            op->actor.account_id, &op->ret_lacks);
    if (rc == RC_OK && op->ret_lacks != 0)
        rc = problem_set(problem, RC_INVALID, "Something is missing in the letter; it is kept.");
    return rc;
}

enum rc letter_submit(struct community_job *job)
{
    struct letter *op = (struct letter *)job;
    enum rc rc = check_form(op);
    if (rc != RC_OK)
        return rc;
    job->run = run;
    return community_submit(job);
}
