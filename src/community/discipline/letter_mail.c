/* Letters by mail: whose it is, what it lacks, and the answer to the account's own address. */
#include "base/utf8.h"
#include "community/core.h"
#include "community/discipline/letter.h"
#include "community/account/name.h"
#include "community/discipline/redress_case.h"
#include "community/account/throttle.h"

const char *letter_mail_outcome_text(enum letter_mail_outcome outcome)
{
    static const char *const texts[] = {
        [LETTER_MAIL_OPENED] = "opened a letter",
        [LETTER_MAIL_ADDED] = "added to an open letter",
        [LETTER_MAIL_INCOMPLETE] = "lacks something: answered",
        [LETTER_MAIL_USELESS] = "nothing can be lifted now: answered",
        [LETTER_MAIL_UNVOUCHED] = "not vouched for: not taken",
        [LETTER_MAIL_STRANGER] = "no account has this address: not taken",
    };
    return texts[outcome];
}

/* --- answering --- */

/* At most so many a day: what comes in by mail costs its sender nothing. */
static enum rc answer(struct letter_mail *op, struct db *db, const struct mail_order *order,
                      const char *what, int64_t per_day)
{
    struct community *c = op->job.community;
    int64_t key = throttle_key(c, str_from_cstr(what), order->account_id, (struct str){0});
    enum rc rc = throttle_count(c, db, key, per_day, DAY_MS, op->job.arena, NULL);
    if (rc == RC_LIMITED)
        return RC_OK;
    return rc == RC_OK ? mail_queue(c, db, order) : rc;
}

static struct str id_text(struct letter_mail *op, int64_t account_id)
{
    return arena_printf(op->job.arena, "%lld", (long long)account_id);
}

static enum rc answer_lacks(struct letter_mail *op, struct db *db, int64_t account_id,
                            unsigned lacks)
{
    struct mail_fact facts[3];
    size_t count = 0;
    if ((lacks & LETTER_SUBJECT) != 0)
        facts[count++] = (struct mail_fact){
            .name = "subject", .kind = MAIL_SAID, .text = STR(SAID("Restoring access"))};
    if ((lacks & LETTER_USER_ID) != 0)
        facts[count++] = (struct mail_fact){.name = "user_id", .text = id_text(op, account_id)};
    if ((lacks & LETTER_EXPLANATION) != 0)
        facts[count++] = (struct mail_fact){
            .name = "least", .kind = MAIL_COUNT, .number = LETTER_EXPLANATION_MIN};
    return answer(op, db,
                  &(struct mail_order){.kind = MAIL_KIND_LETTER_INCOMPLETE,
                                       .account_id = account_id,
                                       .facts = facts,
                                       .fact_count = count},
                  "letter answers", LETTER_ANSWERS_PER_DAY);
}

static enum rc answer_useless(struct letter_mail *op, struct db *db, int64_t account_id,
                              const struct letter_place *place)
{
    const struct mail_fact facts[] = {
        {.name = "again", .kind = MAIL_TIME, .number = place->again_ms}};
    struct mail_order order = {.account_id = account_id};
    bool needless = place->state == LETTER_NONE;
    switch (place->state) {
    case LETTER_NONE:
        order.kind = MAIL_KIND_LETTER_NEEDLESS;
        break;
    case LETTER_LATER:
        order.kind = MAIL_KIND_LETTER_EARLY;
        order.facts = facts;
        order.fact_count = 1;
        break;
    case LETTER_FINAL:
    case LETTER_MAY:
    case LETTER_OPEN:
        order.kind = MAIL_KIND_LETTER_FINAL;
        break;
    }
    op->ret_outcome = LETTER_MAIL_USELESS;
    return needless ? answer(op, db, &order, "letter needless", 1)
                    : answer(op, db, &order, "letter answers", LETTER_ANSWERS_PER_DAY);
}

/* Whether a letter about this account could be taken at all: its owner has something to ask for, and has not left. */
static bool is_waited_for(const struct q_account_hold_row *account,
                          const struct letter_place *place)
{
    bool has_left = account->status == ACCOUNT_DELETED && place->sanction.kind != SANCTION_DELETION;
    return place->state != LETTER_NONE && !has_left;
}

/* Somebody wrote in this account's name, perhaps its owner: the stored address is told, once a day, where its owner may have
 * meant it. Nobody else is written to because somebody put them into a From. */
static enum rc tell_owner(struct letter_mail *op, struct db *db, int64_t account_id)
{
    struct community *c = op->job.community;
    struct q_account_hold_row account;
    struct letter_place place;
    enum rc rc =
        q_account_hold(db, &(struct q_account_hold_in){.site_id = c->site.id, .id = account_id},
                       op->job.arena, &account);
    if (rc == RC_OK)
        rc = letter_find_place(c, db, account_id, op->job.arena, &place);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && !is_waited_for(&account, &place)))
        return RC_OK;
    if (rc != RC_OK)
        return rc;
    return answer(
        op, db, &(struct mail_order){.kind = MAIL_KIND_LETTER_ELSEWHERE, .account_id = account_id},
        "letter elsewhere", 1);
}

/* --- whose it is --- */

static enum rc take_strangers(struct letter_mail *op, struct db *db)
{
    int64_t named = letter_parts_named(op->subject);
    if (named == 0)
        named = letter_parts_named(op->text);
    op->ret_outcome = LETTER_MAIL_STRANGER;
    return named != 0 ? tell_owner(op, db, named) : RC_OK;
}

static int64_t key_of(struct letter_mail *op)
{
    struct core_hash h;
    core_hash_init(&h, op->job.community, STR("letter mail"));
    core_hash_str(&h, op->from);
    core_hash_str(&h, op->id.n > 0 ? op->id : op->text);
    return core_hash_end(&h);
}

static enum rc add_message(struct letter_mail *op, struct db *db, int64_t account_id,
                           const struct letter_place *place, const struct redress_words *words)
{
    struct q_redress_row_row row;
    enum rc rc = q_redress_row(
        db, &(struct q_redress_row_in){.site_id = op->job.community->site.id, .id = place->case_id},
        op->job.arena, &row);
    if (rc == RC_OK)
        rc = redress_case_count(&op->job, db, account_id);
    if (rc == RC_OK)
        rc = redress_case_add(&op->job, db, place->case_id, &row, words);
    op->ret_outcome = LETTER_MAIL_ADDED;
    return rc;
}

static enum rc open_letter(struct letter_mail *op, struct db *db, int64_t account_id,
                           const struct letter_place *place, const struct redress_words *words)
{
    unsigned lacks;
    int64_t id;
    bool repeated;
    struct community_job *job = &op->job;
    struct str named =
        arena_printf(job->arena, "%.*s\n%.*s", STR_ARG(op->subject), STR_ARG(op->text));
    enum rc rc = letter_parts_check(
        job->arena, &(struct letter_text){.subject = op->subject, .named = named, .own = op->own},
        account_id, &lacks);
    if (rc != RC_OK)
        return rc;
    if (lacks == 0) {
        op->ret_outcome = LETTER_MAIL_OPENED;
        return letter_open(job, db, account_id, place, words, &id, &repeated);
    }
    op->ret_outcome = LETTER_MAIL_INCOMPLETE;
    rc = q_redress_draft_set(
        db, &(struct q_redress_draft_set_in){.site_id = job->community->site.id,
                                             .account_id = account_id,
                                             .sent_ms = community_now_ms(job->community),
                                             .subject = op->subject,
                                             .body = op->text});
    return rc == RC_OK ? answer_lacks(op, db, account_id, lacks) : rc;
}

static enum rc take_owners(struct letter_mail *op, struct db *db, int64_t account_id)
{
    struct community *c = op->job.community;
    struct q_account_hold_row account;
    struct letter_place place;
    const struct redress_words words = {.author_id = account_id,
                                        .channel = REDRESS_MAIL,
                                        .mail_key = key_of(op),
                                        .subject = op->subject,
                                        .body = op->text};
    enum rc rc =
        q_account_hold(db, &(struct q_account_hold_in){.site_id = c->site.id, .id = account_id},
                       op->job.arena, &account);
    if (rc == RC_OK)
        rc = letter_find_place(c, db, account_id, op->job.arena, &place);
    if (rc != RC_OK)
        return rc;
    if (account.status == ACCOUNT_DELETED && !is_waited_for(&account, &place)) {
        op->ret_outcome = LETTER_MAIL_STRANGER;
        return RC_OK;
    }
    if (place.state == LETTER_OPEN)
        return add_message(op, db, account_id, &place, &words);
    if (place.state == LETTER_MAY)
        return open_letter(op, db, account_id, &place, &words);
    return answer_useless(op, db, account_id, &place);
}

static enum rc run(struct db *db, struct community_job *job)
{
    struct letter_mail *op = (struct letter_mail *)job;
    struct q_redress_account_by_email_row account;
    struct str key;
    enum rc rc = name_email_check(job->arena, op->from, &key, NULL);
    if (rc == RC_OK)
        rc = q_redress_account_by_email(db,
                                        &(struct q_redress_account_by_email_in){
                                            .site_id = job->community->site.id, .email_key = key},
                                        job->arena, &account);
    if (rc == RC_NOT_FOUND || rc == RC_INVALID)
        return take_strangers(op, db);
    if (rc != RC_OK)
        return rc;
    if (op->is_vouched)
        return take_owners(op, db, account.id);
    op->ret_outcome = LETTER_MAIL_UNVOUCHED;
    return tell_owner(op, db, account.id);
}

enum rc letter_mail_submit(struct community_job *job)
{
    struct letter_mail *op = (struct letter_mail *)job;
    if (utf8_count(op->text) > REDRESS_TEXT_MAX)
        return problem_set(&job->problem, RC_TOO_LARGE, "the text is longer than %d characters",
                           REDRESS_TEXT_MAX);
    if (utf8_count(op->subject) > REDRESS_SUBJECT_MAX)
        return problem_set(&job->problem, RC_TOO_LARGE, "the subject is longer than %d characters",
                           REDRESS_SUBJECT_MAX);
    job->run = run;
    return community_submit(job);
}
