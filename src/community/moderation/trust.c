#include "community/moderation/trust.h"

#include "community/core.h"
#include "community/record/ledger_trust.h"
#include "queries.h"

/* --- what stands --- */

/* Comments met so far, newest event first: open addressing, never more than half full. */
#define MET_PLACES (2 * TRUST_EVENTS_MAX)

struct met {
    int64_t comments[MET_PLACES];
};

/* True the first time a comment is met. */
static bool met_first(struct met *m, int64_t comment_id)
{
    size_t at = (uint64_t)comment_id * 0x9E3779B97F4A7C15u % MET_PLACES;
    while (m->comments[at] != 0) {
        if (m->comments[at] == comment_id)
            return false;
        at = (at + 1) % MET_PLACES;
    }
    m->comments[at] = comment_id;
    return true;
}

enum rc trust_read(struct community_reader *r, int64_t account_id, struct arena *a,
                   struct trust_record *ret)
{
    struct q_trust_event_recent_row *rows;
    size_t count;
    enum rc rc =
        q_trust_event_recent(r->db,
                             &(struct q_trust_event_recent_in){.site_id = r->community->site.id,
                                                               .account_id = account_id,
                                                               .max_rows = TRUST_EVENTS_MAX},
                             a, &rows, &count);
    *ret = (struct trust_record){0};
    if (rc != RC_OK || count == 0)
        return rc;
    struct trust_event *events = ARENA_ARRAY(a, count, struct trust_event);
    struct str *clauses = ARENA_ARRAY(a, count, struct str);
    if (events == NULL || clauses == NULL)
        return RC_NO_MEMORY;
    struct met met = {0};
    for (size_t i = 0; i < count; i++) {
        if (!met_first(&met, rows[i].comment_id) || rows[i].kind == TRUST_TAKEN_BACK)
            continue;
        bool good = rows[i].kind == TRUST_FOUND_GOOD;
        events[ret->count] = (struct trust_event){
            .kind = good ? TRUST_VERIFIED_COMMENT : TRUST_UPHELD_REMOVAL, .at_ms = rows[i].at_ms};
        clauses[ret->count++] = rows[i].clause;
        ret->verified += good;
        ret->upheld += !good;
    }
    ret->events = events;
    ret->clauses = clauses;
    return RC_OK;
}

/* --- inside jobs --- */

static enum rc append(struct community_job *job, struct db *db, const struct trust_decision *d,
                      int64_t at_ms)
{
    return ledger_trust_add(job, db,
                            &(struct ledger_trust){.account_id = d->account_id,
                                                   .at_ms = at_ms,
                                                   .kind = d->kind,
                                                   .comment_id = d->comment_id,
                                                   .clause = d->clause,
                                                   .by_id = d->by_id});
}

enum rc trust_note(struct community_job *job, struct db *db, const struct trust_decision *d)
{
    if (d->account_id == d->by_id)
        return RC_OK;
    return append(job, db, d, community_now_ms(job->community));
}

enum rc trust_undo(struct community_job *job, struct db *db, const struct trust_decision *d)
{
    struct q_trust_event_of_comment_row *rows;
    size_t count, at = 0;
    enum rc rc = q_trust_event_of_comment(
        db,
        &(struct q_trust_event_of_comment_in){.site_id = job->community->site.id,
                                              .comment_id = d->comment_id},
        job->arena, &rows, &count);
    if (rc != RC_OK)
        return rc;
    while (at < count && rows[at].by_id != d->by_id)
        at++;
    if (at == count)
        return RC_OK;
    struct trust_decision before = {
        .account_id = d->account_id, .comment_id = d->comment_id, .by_id = d->by_id};
    int64_t at_ms = community_now_ms(job->community);
    if (at + 1 < count) {
        before.kind = (enum trust_kind)rows[at + 1].kind;
        before.clause = rows[at + 1].clause;
        at_ms = rows[at + 1].at_ms;
    }
    return append(job, db, &before, at_ms);
}

/* --- looking at it --- */

/* What the document says of the account's points; its names are copied, for it may be replaced. */
static enum rc weigh(struct community *c, const struct trust_record *record, struct arena *a,
                     struct trust_view *v)
{
    struct community_judge *j = community_judge_ref(c);
    if (j == NULL)
        return RC_UNAVAILABLE;
    const struct standards_trust *t = standards_trust(judge_standards(community_judge_get(j)));
    v->points = trust_points(t, record->events, record->count, community_now_ms(c));
    size_t level = trust_level_index(t, v->points);
    v->level = arena_dup(a, t->levels[level].name);
    if (level + 1 < t->level_count) {
        v->next_level = arena_dup(a, t->levels[level + 1].name);
        v->next_points = t->levels[level + 1].points;
    }
    v->verified_points = t->verified_comment;
    v->upheld_points = t->upheld_removal;
    v->half_life_days = t->half_life_days;
    community_judge_unref(j);
    return arena_failed(a) ? RC_NO_MEMORY : RC_OK;
}

enum rc trust_get(struct community_reader *r, const struct actor *actor, int64_t account_id,
                  struct arena *a, struct trust_view *ret)
{
    struct trust_record record;
    struct q_account_is_verified_row row;
    struct trust_view v = {0};
    enum rc rc = access_check(actor, ACTION_READ_TRUST, account_id);
    if (rc == RC_OK)
        rc = q_account_is_verified(
            r->db,
            &(struct q_account_is_verified_in){.site_id = r->community->site.id, .id = account_id},
            a, &row);
    if (rc == RC_OK)
        rc = trust_read(r, account_id, a, &record);
    if (rc == RC_OK)
        rc = weigh(r->community, &record, a, &v);
    if (rc != RC_OK)
        return rc;
    v.is_verified = row.is_verified != 0;
    v.verified = record.verified;
    v.upheld = record.upheld;
    *ret = v;
    return RC_OK;
}

enum rc trust_list(struct community_reader *r, const struct actor *actor, int64_t account_id,
                   struct arena *a, struct trust_entry **ret, size_t *ret_count)
{
    struct q_trust_event_list_row *rows;
    size_t count;
    enum rc rc = access_check(actor, ACTION_READ_QUEUE, 0);
    if (rc == RC_OK)
        rc = q_trust_event_list(r->db,
                                &(struct q_trust_event_list_in){.site_id = r->community->site.id,
                                                                .account_id = account_id,
                                                                .max_rows = TRUST_EVENTS_MAX},
                                a, &rows, &count);
    if (rc != RC_OK)
        return rc;
    struct trust_entry *list = ARENA_ARRAY(a, count, struct trust_entry);
    if (list == NULL)
        return RC_NO_MEMORY;
    struct met met = {0};
    for (size_t i = 0; i < count; i++)
        list[i] = (struct trust_entry){
            .at_ms = rows[i].at_ms,
            .comment_id = rows[i].comment_id,
            .kind = (enum trust_kind)rows[i].kind,
            .clause = rows[i].clause,
            .by_name = rows[i].has_by_name ? rows[i].by_name : (struct str){0},
            .stands = met_first(&met, rows[i].comment_id) && rows[i].kind != TRUST_TAKEN_BACK,
        };
    *ret = list;
    *ret_count = count;
    return RC_OK;
}
