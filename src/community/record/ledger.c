#include "community/record/ledger.h"

#include <sodium.h>
#include <string.h>

#include "community/core.h"
#include "community/comment/transition.h"
#include "community/record/ledger_place.h"
#include "queries.h"

/* --- decisions --- */

static struct str present(struct str s)
{
    return s.n > 0 ? s : (struct str){0};
}

static enum rc add_row(struct community_job *job, struct db *db, const struct ledger_decision *row,
                       struct str record)
{
    return q_decision_add(db, &(struct q_decision_add_in){
                                  .site_id = job->community->site.id,
                                  .comment_id = row->comment_id,
                                  .seq = row->seq,
                                  .now_ms = row->decided_ms,
                                  .actor_id = row->actor_id,
                                  .action = row->action,
                                  .has_from_status = row->has_from,
                                  .from_status = row->from_status,
                                  .to_status = row->to_status,
                                  .revision = row->revision,
                                  .has_clause = row->clause.p != NULL,
                                  .clause = row->clause,
                                  .has_reason = row->reason.p != NULL,
                                  .reason = row->reason,
                                  .has_record = record.n > 0,
                                  .record = record,
                                  .standards_id = row->standards_id,
                              });
}

enum rc ledger_add_decision(struct community_job *job, struct db *db,
                            const struct transition_decision *d)
{
    struct ledger_place p = ledger_place_for(job);
    const struct ledger_digest record = ledger_digest_of_record(d->record);
    struct ledger_decision row = {
        .comment_id = d->comment_id,
        .decided_ms = community_now_ms(job->community),
        .actor_id = d->actor_id,
        .action = d->action,
        .has_from = d->has_from,
        .from_status = d->has_from ? (int64_t)d->from : 0,
        .to_status = d->to,
        .revision = d->revision,
        .clause = present(d->clause),
        .reason = present(d->reason),
        .record_digest = d->record.n > 0 ? ledger_digest_str(&record) : (struct str){0},
        .standards_id = d->standards_id,
    };
    enum rc rc = ledger_place_decision(&p, db, d->comment_id, &row.seq);
    if (rc == RC_OK)
        rc = add_row(job, db, &row, d->record);
    const struct ledger_content content = ledger_content_of_decision(job->community->site.id, &row);
    return rc == RC_OK ? ledger_place_append(&p, db, &content) : rc;
}

enum rc ledger_erase_records(struct community_job *job, struct db *db, int64_t comment_id)
{
    struct ledger_place p = ledger_place_for(job);
    int64_t site_id = job->community->site.id;
    struct q_ledger_record_list_row *records;
    size_t count;
    enum rc rc = q_ledger_record_list(
        db, &(struct q_ledger_record_list_in){.site_id = site_id, .comment_id = comment_id},
        job->arena, &records, &count);
    if (rc != RC_OK || count == 0)
        return rc;
    rc = ledger_place_find(&p, db);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        const struct ledger_digest record = ledger_digest_of_record(records[i].record);
        rc = ledger_place_append(
            &p, db,
            &(struct ledger_content){.kind = LEDGER_ERASURE,
                                     .subject_id = comment_id,
                                     .subject_seq = records[i].seq,
                                     .record_digest = ledger_digest_str(&record),
                                     .digest = ledger_digest_of_mark(ledger_digest_str(&record))});
    }
    if (rc != RC_OK)
        return rc;
    return q_decision_erase_records(
        db, &(struct q_decision_erase_records_in){.site_id = site_id, .comment_id = comment_id});
}

/* --- staff actions --- */

enum rc ledger_add_action(struct community_job *job, struct db *db,
                          const struct ledger_staff_action *action)
{
    struct ledger_place p = ledger_place_for(job);
    const struct ledger_action a = {
        .id = community_make_id(job->community),
        .actor_id = action->actor_id,
        .action = staff_action_table[action->action].name,
        .target_id = action->target_id,
        .detail = action->detail,
    };
    if (a.action.n == 0)
        return RC_BUG;
    enum rc rc = ledger_place_find(&p, db);
    if (rc == RC_OK)
        rc = q_audit_add(db, &(struct q_audit_add_in){.site_id = job->community->site.id,
                                                      .id = a.id,
                                                      .actor_id = a.actor_id,
                                                      .action = a.action,
                                                      .target_id = a.target_id,
                                                      .detail = a.detail});
    const struct ledger_content content = ledger_content_of_action(job->community->site.id, &a);
    return rc == RC_OK ? ledger_place_append(&p, db, &content) : rc;
}

/* --- documents --- */

enum rc ledger_add_standards(struct community_job *job, struct db *db,
                             const struct ledger_standards *standards)
{
    struct ledger_place p = ledger_place_for(job);
    enum rc rc = ledger_place_find(&p, db);
    const struct ledger_content content =
        ledger_content_of_standards(job->community->site.id, standards);
    return rc == RC_OK ? ledger_place_append(&p, db, &content) : rc;
}

enum rc ledger_heads(struct community_reader *r, struct arena *a, struct ledger_head **ret,
                     size_t *ret_count)
{
    struct q_ledger_head_list_row *rows;
    size_t count;
    enum rc rc = q_ledger_head_list(
        r->db,
        &(struct q_ledger_head_list_in){.site_id = r->community->site.id, .except_chain = -1}, a,
        &rows, &count);
    struct ledger_head *list = rc == RC_OK ? ARENA_ARRAY(a, count, struct ledger_head) : NULL;
    if (rc != RC_OK || list == NULL)
        return rc != RC_OK ? rc : RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct ledger_head){.chain = rows[i].chain, .seq = rows[i].seq};
        if (rows[i].hash.n == LEDGER_DIGEST_BYTES)
            memcpy(list[i].hash.bytes, rows[i].hash.p, LEDGER_DIGEST_BYTES);
    }
    *ret = list;
    *ret_count = count;
    return RC_OK;
}

void ledger_hash_text(const struct ledger_digest *hash, char text[static LEDGER_HASH_TEXT_SIZE])
{
    sodium_bin2hex(text, LEDGER_HASH_TEXT_SIZE, hash->bytes, LEDGER_DIGEST_BYTES);
}
