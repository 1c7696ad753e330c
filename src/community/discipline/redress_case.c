#include "community/discipline/redress_case.h"

#include "base/utf8.h"
#include "community/comment/comment.h"
#include "community/core.h"
#include "community/discipline/complaint.h"
#include "community/discipline/sanction.h"
#include "community/account/throttle.h"

#define STAFF_MAX 1000

/* --- opening, adding, closing --- */

enum rc redress_case_open(struct community_job *job, struct db *db,
                          const struct redress_opening *in, int64_t *ret_id, bool *ret_repeated)
{
    struct community *c = job->community;
    struct q_redress_about_row there;
    int64_t id = community_make_id(c), added;
    enum rc rc = q_redress_add(
        db,
        &(struct q_redress_add_in){.site_id = c->site.id,
                                   .id = id,
                                   .kind = in->kind,
                                   .account_id = in->account_id,
                                   .subject_id = in->subject_id,
                                   .subject_seq = in->subject_seq,
                                   .due_ms = community_now_ms(c) + core_redress(c).due_ms},
        &added);
    if (rc == RC_OK && added == 0) {
        rc = q_redress_about(db,
                             &(struct q_redress_about_in){.site_id = c->site.id,
                                                          .kind = in->kind,
                                                          .subject_id = in->subject_id},
                             job->arena, &there);
        if (rc == RC_OK)
            id = there.id;
    }
    if (rc != RC_OK)
        return rc;
    *ret_id = id;
    *ret_repeated = added == 0;
    return RC_OK;
}

/* Mail systems deliver a mail twice rather than never. */
static enum rc find_mail(struct community_job *job, struct db *db, int64_t id, int64_t mail_key,
                         bool *ret_there)
{
    struct q_redress_message_list_row *rows;
    size_t count;
    *ret_there = false;
    if (mail_key == 0)
        return RC_OK;
    enum rc rc = q_redress_message_list(
        db,
        &(struct q_redress_message_list_in){.site_id = job->community->site.id, .redress_id = id},
        job->arena, &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        *ret_there |= rows[i].mail_key == mail_key;
    return rc;
}

enum rc redress_case_add(struct community_job *job, struct db *db, int64_t id,
                         struct q_redress_row_row *row, const struct redress_words *in)
{
    struct community *c = job->community;
    bool there;
    enum rc rc = find_mail(job, db, id, in->mail_key, &there);
    if (rc != RC_OK || there)
        return rc;
    if (row->messages >= REDRESS_MESSAGES_MAX)
        return problem_set(&job->problem, RC_LIMITED,
                           "Enough has been written about this: a moderator decides now.");
    rc =
        q_redress_message_add(db, &(struct q_redress_message_add_in){.site_id = c->site.id,
                                                                     .redress_id = id,
                                                                     .seq = row->messages,
                                                                     .author_id = in->author_id,
                                                                     .sent_ms = community_now_ms(c),
                                                                     .channel = in->channel,
                                                                     .mail_key = in->mail_key,
                                                                     .subject = in->subject,
                                                                     .body = in->body});
    if (rc != RC_OK)
        return rc;
    row->messages++;
    return q_redress_set_messages(db,
                                  &(struct q_redress_set_messages_in){
                                      .site_id = c->site.id, .id = id, .messages = row->messages});
}

enum rc redress_case_was_said(struct community_job *job, struct db *db, int64_t id,
                              int64_t author_id, struct str body, bool *ret)
{
    struct q_redress_message_list_row *rows;
    size_t count;
    enum rc rc = q_redress_message_list(
        db,
        &(struct q_redress_message_list_in){.site_id = job->community->site.id, .redress_id = id},
        job->arena, &rows, &count);
    *ret = rc == RC_OK && count > 0 && rows[count - 1].author_id == author_id &&
           str_eq(rows[count - 1].body, body);
    return rc;
}

enum rc redress_case_close(struct community_job *job, struct db *db,
                           const struct redress_closing *in)
{
    return q_redress_set_decided(
        db, &(struct q_redress_set_decided_in){.site_id = job->community->site.id,
                                               .id = in->id,
                                               .state = in->state,
                                               .decided_by = in->by_id,
                                               .decided_ms = community_now_ms(job->community),
                                               .alone = in->alone,
                                               .decision_seq = in->decision_seq,
                                               .reason = in->reason});
}

enum rc redress_case_tell(struct community_job *job, struct db *db, enum mail_kind kind, int64_t id,
                          int64_t account_id, struct str reason)
{
    const struct mail_fact facts[] = {{.name = "reason", .kind = MAIL_TEXT, .text = reason}};
    return mail_queue(job->community, db,
                      &(struct mail_order){.kind = kind,
                                           .account_id = account_id,
                                           .subject_id = id,
                                           .facts = facts,
                                           .fact_count = 1});
}

enum rc redress_case_received(struct community_job *job, struct db *db, enum mail_kind kind,
                              int64_t id, int64_t account_id)
{
    struct community *c = job->community;
    const struct mail_fact facts[] = {{.name = "deadline",
                                       .kind = MAIL_TIME,
                                       .number = community_now_ms(c) + core_redress(c).due_ms}};
    return mail_queue(c, db,
                      &(struct mail_order){.kind = kind,
                                           .account_id = account_id,
                                           .subject_id = id,
                                           .facts = facts,
                                           .fact_count = 1});
}

/* --- what may be written --- */

enum rc redress_case_check_text(struct problem *problem, struct str text, size_t max)
{
    if (!utf8_valid(text) || str_find_char(text, '\0', 0) != STR_NONE)
        return problem_set(problem, RC_INVALID, "The text is not valid UTF-8.");
    if (str_trim(text).n == 0)
        return problem_set(problem, RC_INVALID, "Write a few words.");
    if (utf8_count(text) > max)
        return problem_set(problem, RC_TOO_LARGE, "The text is longer than %zu characters.", max);
    return RC_OK;
}

enum rc redress_case_count(struct community_job *job, struct db *db, int64_t account_id)
{
    return redress_case_count_key(
        job, db, throttle_key(job->community, STR("redress"), account_id, (struct str){0}));
}

enum rc redress_case_count_key(struct community_job *job, struct db *db, int64_t key)
{
    enum rc rc = throttle_count(job->community, db, key, REDRESS_PER_DAY, DAY_MS, job->arena, NULL);
    return rc == RC_LIMITED
               ? problem_set(&job->problem, rc,
                             "You have written %d times within a day. Moderators read all of it; "
                             "write again tomorrow.",
                             REDRESS_PER_DAY)
               : rc;
}

/* --- who may decide --- */

static enum rc find_removal(const struct q_redress_decisions_row *rows, size_t count,
                            struct arena *a, struct redress_measure *ret)
{
    size_t first = 0, people = 0;
    for (size_t i = 0; i < count; i++)
        if (rows[i].to_status != COMMENT_REMOVED)
            first = i + 1;
    if (first == count)
        return RC_NOT_FOUND;
    int64_t *ids = ARENA_ARRAY(a, count, int64_t);
    if (ids == NULL)
        return RC_NO_MEMORY;
    for (size_t i = first; i < count; i++)
        if (rows[i].actor_id != 0)
            ids[people++] = rows[i].actor_id;
    *ret = (struct redress_measure){.seq = rows[first].seq,
                                    .decided_ms = rows[first].decided_ms,
                                    .by_ids = ids,
                                    .by_count = people};
    return RC_OK;
}

static struct redress_measure edit_of(const struct q_redress_decisions_row *row)
{
    return (struct redress_measure){.is_edit = true,
                                    .seq = row->seq,
                                    .decided_ms = row->decided_ms,
                                    .revision = row->revision,
                                    .clause = row->has_clause ? row->clause : (struct str){0},
                                    .by_ids = &row->actor_id,
                                    .by_count = 1};
}

/* On appeal, or by who had made the edit, which is undone at once or not at all. */
static bool returns_text(const struct q_redress_decisions_row *rows, size_t at)
{
    return rows[at].action == DECISION_TEXT_RETURNED ||
           (rows[at].action == DECISION_UNDONE && at > 0 && rows[at - 1].action == DECISION_EDITED);
}

/* Each return of a text takes back the last edit that stood. */
static enum rc find_edit(const struct q_redress_decisions_row *rows, size_t count,
                         struct redress_measure *ret)
{
    size_t returned = 0;
    for (size_t i = count; i > 0; i--) {
        const struct q_redress_decisions_row *row = &rows[i - 1];
        if (returns_text(rows, i - 1)) {
            returned++;
        } else if (row->action == DECISION_EDITED && returned > 0) {
            returned--;
        } else if (row->action == DECISION_EDITED) {
            *ret = edit_of(row);
            return RC_OK;
        }
    }
    return RC_NOT_FOUND;
}

enum rc redress_case_standing(struct community *c, struct db *db, struct arena *a,
                              int64_t comment_id, struct redress_measure *ret)
{
    struct q_redress_decisions_row *rows;
    size_t count;
    enum rc rc = q_redress_decisions(
        db, &(struct q_redress_decisions_in){.site_id = c->site.id, .comment_id = comment_id}, a,
        &rows, &count);
    if (rc != RC_OK || count == 0)
        return rc != RC_OK ? rc : RC_NOT_FOUND;
    if (rows[count - 1].to_status == COMMENT_DELETED)
        return RC_NOT_FOUND;
    rc = find_removal(rows, count, a, ret);
    return rc == RC_NOT_FOUND ? find_edit(rows, count, ret) : rc;
}

enum rc redress_case_measure(struct community *c, struct db *db, struct arena *a,
                             int64_t comment_id, int64_t seq, struct redress_measure *ret)
{
    struct q_redress_decisions_row *rows;
    size_t count;
    enum rc rc = q_redress_decisions(
        db, &(struct q_redress_decisions_in){.site_id = c->site.id, .comment_id = comment_id}, a,
        &rows, &count);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (rows[i].seq == seq && rows[i].action == DECISION_EDITED) {
            *ret = edit_of(&rows[i]);
            return RC_OK;
        }
    return rc == RC_OK ? find_removal(rows, count, a, ret) : rc;
}

/* Those who decided what is asked to be looked at again. */
struct deciders {
    const int64_t *ids;
    size_t count;
};

static enum rc find_deciders(struct community *c, struct db *db, struct arena *a,
                             const struct q_redress_row_row *row, struct deciders *ret)
{
    struct redress_measure measure = {.seq = 0};
    if (row->kind == REDRESS_APPEAL) {
        enum rc rc = redress_case_measure(c, db, a, row->subject_id, row->subject_seq, &measure);
        *ret = (struct deciders){.ids = measure.by_ids, .count = measure.by_count};
        return rc == RC_NOT_FOUND ? RC_OK : rc;
    }
    if (row->kind == REDRESS_COMPLAINT)
        return complaint_deciders(c, db, a, row->subject_id, &ret->ids, &ret->count);
    struct q_redress_sanction_row sanction;
    int64_t *by = ARENA_NEW(a, int64_t);
    if (by == NULL)
        return RC_NO_MEMORY;
    enum rc rc = q_redress_sanction(db,
                                    &(struct q_redress_sanction_in){.site_id = c->site.id,
                                                                    .account_id = row->account_id,
                                                                    .id = row->subject_id},
                                    a, &sanction);
    if (rc != RC_OK)
        return rc;
    *by = sanction.by_id;
    *ret = (struct deciders){.ids = by, .count = 1};
    return RC_OK;
}

static bool is_decider(const struct deciders *d, int64_t id)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->ids[i] == id)
            return true;
    return false;
}

static enum rc others_exist(struct community *c, struct db *db, struct arena *a,
                            const struct deciders *d, int64_t reader_id, enum role least, bool *ret)
{
    struct q_redress_staff_row *rows;
    size_t count;
    int64_t now_ms = community_now_ms(c);
    enum rc rc = q_redress_staff(
        db, &(struct q_redress_staff_in){.site_id = c->site.id, .max_rows = STAFF_MAX}, a, &rows,
        &count);
    if (rc != RC_OK)
        return rc;
    *ret = false;
    for (size_t i = 0; i < count; i++)
        if (rows[i].role >= (int64_t)least && rows[i].id != reader_id &&
            !is_decider(d, rows[i].id) &&
            account_standing_of(rows[i].status, rows[i].suspended_until_ms, now_ms) ==
                ACCOUNT_ACTIVE)
            *ret = true;
    return RC_OK;
}

/* What was decided on staff, administrators decided, and they alone look at it again. */
static enum rc least_role(struct community *c, struct db *db, struct arena *a, int64_t reader_id,
                          enum role *ret)
{
    struct q_account_standing_row row;
    *ret = ROLE_MODERATOR;
    if (reader_id == 0)
        return RC_OK; /* who gave notice without an account */
    enum rc rc = q_account_standing(
        db, &(struct q_account_standing_in){.site_id = c->site.id, .id = reader_id}, a, &row);
    if (rc == RC_OK)
        *ret = row.role > ROLE_READER ? ROLE_ADMINISTRATOR : ROLE_MODERATOR;
    return rc;
}

enum rc redress_case_check_decide(struct community *c, struct db *db, struct arena *a,
                                  const struct actor *actor, const struct q_redress_row_row *row,
                                  bool *ret_alone, struct problem *problem)
{
    struct deciders deciders;
    enum role least = ROLE_MODERATOR;
    bool others = false;
    *ret_alone = false;
    enum rc rc = access_check(actor, ACTION_DECIDE_REDRESS, 0);
    if (rc != RC_OK)
        return problem_set(problem, rc, "This account may not do that.");
    if (row->account_id == actor->account_id)
        return problem_set(problem, RC_FORBIDDEN, "This is your own: another moderator decides.");
    rc = least_role(c, db, a, row->account_id, &least);
    if (rc == RC_OK && actor->role < least)
        return problem_set(problem, RC_FORBIDDEN,
                           "This was written by one of the staff: an administrator decides.");
    if (rc == RC_OK && row->kind == REDRESS_COMPLAINT)
        rc = complaint_check_own(c, db, a, actor, row->subject_id, problem);
    if (rc == RC_OK)
        rc = find_deciders(c, db, a, row, &deciders);
    if (rc != RC_OK || !is_decider(&deciders, actor->account_id))
        return rc;
    rc = others_exist(c, db, a, &deciders, row->account_id, least, &others);
    if (rc != RC_OK)
        return rc;
    if (others)
        return problem_set(problem, RC_FORBIDDEN,
                           "You decided on this before: another moderator looks at it now.");
    if (actor->role != ROLE_ADMINISTRATOR)
        return problem_set(problem, RC_FORBIDDEN,
                           "You decided on this before, and nobody else is there to look at it: an "
                           "administrator must appoint another moderator.");
    *ret_alone = true;
    return RC_OK;
}
