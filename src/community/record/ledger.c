#include "community/record/ledger.h"

#include <sodium.h>
#include <string.h>

#include "base/log.h"
#include "community/core.h"
#include "community/comment/transition.h"
#include "queries.h"

#define ADOPT_ROWS      64
#define ADOPT_ARENA_MAX ((size_t)64 * 1024 * 1024)

/* Where the next entry goes. */
struct place {
    struct community *community;
    struct arena *arena;
    int64_t chain;
    int64_t seq; /* of the last entry; 0: none */
    struct ledger_digest hash;
};

static enum rc place_set(struct place *p, bool exists, int64_t seq, struct str hash)
{
    p->seq = exists ? seq : 0;
    if (!exists)
        return RC_OK;
    if (hash.n != sizeof p->hash.bytes)
        return RC_CORRUPT;
    memcpy(p->hash.bytes, hash.p, hash.n);
    return RC_OK;
}

static enum rc append(struct place *p, struct db *db, enum ledger_kind kind, int64_t subject_id,
                      int64_t subject_seq, struct str record_digest,
                      const struct ledger_digest *digest)
{
    struct ledger_entry e = {.chain = p->chain,
                             .seq = p->seq + 1,
                             .made_ms = community_now_ms(p->community),
                             .kind = kind,
                             .subject_id = subject_id,
                             .subject_seq = subject_seq,
                             .digest = ledger_digest_str(digest)};
    int64_t site_id = p->community->site.id;
    struct str before = p->seq > 0 ? ledger_digest_str(&p->hash) : (struct str){0};
    p->hash = ledger_digest_of_entry(site_id, &e, before);
    p->seq = e.seq;
    return q_ledger_add(db, &(struct q_ledger_add_in){.site_id = site_id,
                                                      .chain = e.chain,
                                                      .seq = e.seq,
                                                      .made_ms = e.made_ms,
                                                      .kind = kind,
                                                      .subject_id = subject_id,
                                                      .subject_seq = subject_seq,
                                                      .has_record_digest = record_digest.n > 0,
                                                      .record_digest = record_digest,
                                                      .digest = e.digest,
                                                      .hash = ledger_digest_str(&p->hash)});
}

/* --- beginning a chain --- */

static enum rc append_opening(struct place *p, struct db *db, size_t links)
{
    const struct ledger_digest nothing = ledger_digest_of_mark((struct str){0});
    return append(p, db, LEDGER_OPENING, 0, (int64_t)links, (struct str){0}, &nothing);
}

/* Names the chains that no other has named at their end: through them all are held together. */
static enum rc open_chain(struct place *p, struct db *db)
{
    struct q_ledger_head_list_row *loose;
    size_t count;
    enum rc rc = q_ledger_head_list(
        db,
        &(struct q_ledger_head_list_in){.site_id = p->community->site.id, .except_chain = p->chain},
        p->arena, &loose, &count);
    if (rc == RC_OK)
        rc = append_opening(p, db, count);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        const struct ledger_digest digest = ledger_digest_of_mark(loose[i].hash);
        rc = append(p, db, LEDGER_LINK, loose[i].chain, loose[i].seq, (struct str){0}, &digest);
    }
    return rc;
}

static enum rc find_place(struct place *p, struct db *db)
{
    struct q_ledger_place_row row;
    enum rc rc = q_ledger_place(
        db, &(struct q_ledger_place_in){.site_id = p->community->site.id, .chain = p->chain},
        p->arena, &row);
    if (rc == RC_OK)
        rc = place_set(p, row.has_seq, row.seq, row.hash);
    return rc == RC_OK && p->seq == 0 ? open_chain(p, db) : rc;
}

static struct place place_for(const struct community_job *job)
{
    return (struct place){
        .community = job->community, .arena = job->arena, .chain = job->community->maker};
}

/* --- decisions --- */

static enum rc append_decision(struct place *p, struct db *db, const struct ledger_decision *d)
{
    const struct ledger_digest digest = ledger_digest_of_decision(p->community->site.id, d);
    return append(p, db, LEDGER_DECISION, d->comment_id, d->seq, d->record_digest, &digest);
}

static enum rc place_decision(struct place *p, struct db *db, int64_t comment_id, int64_t *ret_seq)
{
    struct q_ledger_place_decision_row row;
    enum rc rc = q_ledger_place_decision(
        db,
        &(struct q_ledger_place_decision_in){
            .site_id = p->community->site.id, .chain = p->chain, .comment_id = comment_id},
        p->arena, &row);
    if (rc != RC_OK)
        return rc;
    *ret_seq = row.decision_seq;
    rc = place_set(p, row.has_seq, row.seq, row.hash);
    return rc == RC_OK && p->seq == 0 ? open_chain(p, db) : rc;
}

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
    struct place p = place_for(job);
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
    enum rc rc = place_decision(&p, db, d->comment_id, &row.seq);
    if (rc == RC_OK)
        rc = add_row(job, db, &row, d->record);
    return rc == RC_OK ? append_decision(&p, db, &row) : rc;
}

enum rc ledger_erase_records(struct community_job *job, struct db *db, int64_t comment_id)
{
    struct place p = place_for(job);
    int64_t site_id = job->community->site.id;
    struct q_ledger_record_list_row *records;
    size_t count;
    enum rc rc = q_ledger_record_list(
        db, &(struct q_ledger_record_list_in){.site_id = site_id, .comment_id = comment_id},
        job->arena, &records, &count);
    if (rc != RC_OK || count == 0)
        return rc;
    rc = find_place(&p, db);
    for (size_t i = 0; rc == RC_OK && i < count; i++) {
        const struct ledger_digest record = ledger_digest_of_record(records[i].record);
        const struct ledger_digest digest = ledger_digest_of_mark(ledger_digest_str(&record));
        rc = append(&p, db, LEDGER_ERASURE, comment_id, records[i].seq, ledger_digest_str(&record),
                    &digest);
    }
    if (rc != RC_OK)
        return rc;
    return q_decision_erase_records(
        db, &(struct q_decision_erase_records_in){.site_id = site_id, .comment_id = comment_id});
}

/* --- staff actions --- */

static enum rc append_action(struct place *p, struct db *db, const struct ledger_action *a)
{
    const struct ledger_digest digest = ledger_digest_of_action(p->community->site.id, a);
    return append(p, db, LEDGER_ACTION, a->id, 0, (struct str){0}, &digest);
}

enum rc ledger_add_action(struct community_job *job, struct db *db,
                          const struct ledger_staff_action *action)
{
    struct place p = place_for(job);
    const struct ledger_action a = {
        .id = community_make_id(job->community),
        .actor_id = action->actor_id,
        .action = staff_action_table[action->action].name,
        .target_id = action->target_id,
        .detail = action->detail,
    };
    if (a.action.n == 0)
        return RC_BUG;
    enum rc rc = find_place(&p, db);
    if (rc == RC_OK)
        rc = q_audit_add(db, &(struct q_audit_add_in){.site_id = job->community->site.id,
                                                      .id = a.id,
                                                      .actor_id = a.actor_id,
                                                      .action = a.action,
                                                      .target_id = a.target_id,
                                                      .detail = a.detail});
    return rc == RC_OK ? append_action(&p, db, &a) : rc;
}

/* --- documents --- */

static enum rc append_standards(struct place *p, struct db *db, const struct ledger_standards *v)
{
    const struct ledger_digest digest = ledger_digest_of_standards(p->community->site.id, v);
    return append(p, db, LEDGER_STANDARDS, v->id, 0, (struct str){0}, &digest);
}

enum rc ledger_add_standards(struct community_job *job, struct db *db,
                             const struct ledger_standards *standards)
{
    struct place p = place_for(job);
    enum rc rc = find_place(&p, db);
    return rc == RC_OK ? append_standards(&p, db, standards) : rc;
}

/* --- rows from before there was a ledger --- */

static enum rc adopt_decision(struct place *p, struct db *db,
                              const struct q_ledger_adopt_decision_list_row *row)
{
    const struct ledger_digest record = ledger_digest_of_record(row->record);
    const struct ledger_decision d = {
        .comment_id = row->comment_id,
        .seq = row->seq,
        .decided_ms = row->decided_ms,
        .actor_id = row->actor_id,
        .action = row->action,
        .has_from = row->has_from_status,
        .from_status = row->from_status,
        .to_status = row->to_status,
        .revision = row->revision,
        .clause = row->has_clause ? row->clause : (struct str){0},
        .reason = row->has_reason ? row->reason : (struct str){0},
        .record_digest = row->has_record ? ledger_digest_str(&record) : (struct str){0},
        .standards_id = row->standards_id,
    };
    return append_decision(p, db, &d);
}

static enum rc adopt_decisions(struct place *p, struct db *db)
{
    int64_t comment_id = INT64_MIN, seq = 0;
    for (size_t count = ADOPT_ROWS; count == ADOPT_ROWS;) {
        struct q_ledger_adopt_decision_list_row *rows;
        arena_reset(p->arena);
        enum rc rc = q_ledger_adopt_decision_list(
            db,
            &(struct q_ledger_adopt_decision_list_in){.site_id = p->community->site.id,
                                                      .comment_id = comment_id,
                                                      .seq = seq,
                                                      .max_rows = ADOPT_ROWS},
            p->arena, &rows, &count);
        for (size_t i = 0; rc == RC_OK && i < count; i++) {
            rc = adopt_decision(p, db, &rows[i]);
            comment_id = rows[i].comment_id;
            seq = rows[i].seq;
        }
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static enum rc adopt_actions(struct place *p, struct db *db)
{
    int64_t id = INT64_MIN;
    for (size_t count = ADOPT_ROWS; count == ADOPT_ROWS;) {
        struct q_ledger_adopt_audit_list_row *rows;
        arena_reset(p->arena);
        enum rc rc = q_ledger_adopt_audit_list(
            db,
            &(struct q_ledger_adopt_audit_list_in){
                .site_id = p->community->site.id, .id = id, .max_rows = ADOPT_ROWS},
            p->arena, &rows, &count);
        for (size_t i = 0; rc == RC_OK && i < count; i++) {
            const struct ledger_action a = {.id = rows[i].id,
                                            .actor_id = rows[i].actor_id,
                                            .action = rows[i].action,
                                            .target_id = rows[i].target_id,
                                            .detail = rows[i].detail};
            rc = append_action(p, db, &a);
            id = rows[i].id;
        }
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static enum rc adopt_standards(struct place *p, struct db *db)
{
    struct q_ledger_standards_next_row row = {.id = 0};
    for (;;) {
        arena_reset(p->arena);
        enum rc rc = q_ledger_standards_next(
            db,
            &(struct q_ledger_standards_next_in){.site_id = p->community->site.id, .id = row.id},
            p->arena, &row);
        const struct ledger_standards v = {row.id, row.version, row.document, row.first_used_ms};
        if (rc == RC_OK)
            rc = append_standards(p, db, &v);
        if (rc != RC_OK)
            return rc == RC_NOT_FOUND ? RC_OK : rc;
    }
}

/* Whoever makes the first entry of chain 0 enters all that is there; a second process waits for that and finds it
 * done. */
static enum rc adopt(struct db *db, void *ctx)
{
    struct place *p = ctx;
    const struct ledger_entry first = {
        .seq = 1, .made_ms = community_now_ms(p->community), .kind = LEDGER_OPENING};
    struct ledger_entry e = first;
    int64_t added;
    const struct ledger_digest nothing = ledger_digest_of_mark((struct str){0});
    e.digest = ledger_digest_str(&nothing);
    p->hash = ledger_digest_of_entry(p->community->site.id, &e, (struct str){0});
    p->seq = 1;
    enum rc rc = q_ledger_claim(db,
                                &(struct q_ledger_claim_in){.site_id = p->community->site.id,
                                                            .made_ms = e.made_ms,
                                                            .digest = e.digest,
                                                            .hash = ledger_digest_str(&p->hash)},
                                &added);
    if (rc != RC_OK || added == 0)
        return rc;
    rc = adopt_standards(p, db);
    if (rc == RC_OK)
        rc = adopt_decisions(p, db);
    return rc == RC_OK ? adopt_actions(p, db) : rc;
}

enum rc ledger_start(struct community *c)
{
    struct arena *arena = arena_new(ADOPT_ARENA_MAX);
    if (arena == NULL)
        return RC_NO_MEMORY;
    struct place p = {.community = c, .arena = arena};
    enum rc rc = store_write_wait(c->store, adopt, &p);
    if (rc == RC_OK && p.seq > 1)
        log_event(LOG_WARN, STR("ledger_begun"), LOG_I64("entries", p.seq - 1),
                  LOG_STR("meaning", STR("what was there is entered now; expected once, after the "
                                         "update that brought the ledger")));
    arena_free(arena);
    return rc;
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
