#include "community/record/ledger_place.h"

#include <string.h>

#include "community/core.h"
#include "queries.h"

struct ledger_place ledger_place_for(const struct community_job *job)
{
    return (struct ledger_place){
        .community = job->community, .arena = job->arena, .chain = job->community->maker};
}

/* --- what is entered --- */

struct ledger_content ledger_content_of_decision(int64_t site_id, const struct ledger_decision *d)
{
    return (struct ledger_content){.kind = LEDGER_DECISION,
                                   .subject_id = d->comment_id,
                                   .subject_seq = d->seq,
                                   .record_digest = d->record_digest,
                                   .digest = ledger_digest_of_decision(site_id, d)};
}

struct ledger_content ledger_content_of_action(int64_t site_id, const struct ledger_action *a)
{
    return (struct ledger_content){
        .kind = LEDGER_ACTION, .subject_id = a->id, .digest = ledger_digest_of_action(site_id, a)};
}

struct ledger_content ledger_content_of_standards(int64_t site_id, const struct ledger_standards *v)
{
    return (struct ledger_content){.kind = LEDGER_STANDARDS,
                                   .subject_id = v->id,
                                   .digest = ledger_digest_of_standards(site_id, v)};
}

struct ledger_content ledger_content_of_trust(int64_t site_id, const struct ledger_trust *t)
{
    return (struct ledger_content){.kind = LEDGER_TRUST,
                                   .subject_id = t->id,
                                   .subject_seq = t->account_id,
                                   .digest = ledger_digest_of_trust(site_id, t)};
}

struct ledger_content ledger_content_of_answer(int64_t site_id, const struct ledger_answer *a)
{
    return (struct ledger_content){.kind = LEDGER_ANSWER,
                                   .subject_id = a->comment_id,
                                   .subject_seq = a->revision,
                                   .digest = ledger_digest_of_answer(site_id, a)};
}

struct ledger_content ledger_content_of_nothing(enum ledger_kind kind, int64_t subject_id,
                                                int64_t subject_seq)
{
    return (struct ledger_content){.kind = kind,
                                   .subject_id = subject_id,
                                   .subject_seq = subject_seq,
                                   .digest = ledger_digest_of_mark((struct str){0})};
}

/* --- adding it --- */

/* Moves the place to its next entry, and gives that with its hash. */
static struct q_ledger_add_in make_entry(struct ledger_place *p, const struct ledger_content *c)
{
    struct ledger_entry e = {.chain = p->chain,
                             .seq = p->seq + 1,
                             .made_ms = community_now_ms(p->community),
                             .kind = c->kind,
                             .subject_id = c->subject_id,
                             .subject_seq = c->subject_seq,
                             .digest = ledger_digest_str(&c->digest)};
    int64_t site_id = p->community->site.id;
    struct str before = p->seq > 0 ? ledger_digest_str(&p->hash) : (struct str){0};
    p->hash = ledger_digest_of_entry(site_id, &e, before);
    p->seq = e.seq;
    return (struct q_ledger_add_in){.site_id = site_id,
                                    .chain = e.chain,
                                    .seq = e.seq,
                                    .made_ms = e.made_ms,
                                    .kind = e.kind,
                                    .subject_id = e.subject_id,
                                    .subject_seq = e.subject_seq,
                                    .has_record_digest = c->record_digest.n > 0,
                                    .record_digest = c->record_digest,
                                    .digest = e.digest,
                                    .hash = ledger_digest_str(&p->hash)};
}

enum rc ledger_place_append(struct ledger_place *p, struct db *db, const struct ledger_content *c)
{
    const struct q_ledger_add_in in = make_entry(p, c);
    return q_ledger_add(db, &in);
}

enum rc ledger_place_claim(struct ledger_place *p, struct db *db, const struct ledger_content *c,
                           bool *ret_added)
{
    const struct q_ledger_add_in e = make_entry(p, c);
    int64_t added = 0;
    enum rc rc = q_ledger_add_once(db,
                                   &(struct q_ledger_add_once_in){.site_id = e.site_id,
                                                                  .chain = e.chain,
                                                                  .seq = e.seq,
                                                                  .made_ms = e.made_ms,
                                                                  .kind = e.kind,
                                                                  .subject_id = e.subject_id,
                                                                  .subject_seq = e.subject_seq,
                                                                  .digest = e.digest,
                                                                  .hash = e.hash},
                                   &added);
    *ret_added = rc == RC_OK && added > 0;
    return rc;
}

/* --- finding it --- */

static enum rc set(struct ledger_place *p, bool exists, int64_t seq, struct str hash)
{
    p->seq = exists ? seq : 0;
    if (!exists)
        return RC_OK;
    if (hash.n != sizeof p->hash.bytes)
        return RC_CORRUPT;
    memcpy(p->hash.bytes, hash.p, hash.n);
    return RC_OK;
}

/* Names the chains that no other has named at their end: through them all are held together. */
static enum rc open_chain(struct ledger_place *p, struct db *db)
{
    struct q_ledger_head_list_row *loose;
    size_t count;
    enum rc rc = q_ledger_head_list(
        db,
        &(struct q_ledger_head_list_in){.site_id = p->community->site.id, .except_chain = p->chain},
        p->arena, &loose, &count);
    if (rc != RC_OK)
        return rc;
    struct ledger_content opening = ledger_content_of_nothing(LEDGER_OPENING, 0, (int64_t)count);
    rc = ledger_place_append(p, db, &opening);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        rc = ledger_place_append(p, db,
                                 &(struct ledger_content){
                                     .kind = LEDGER_LINK,
                                     .subject_id = loose[i].chain,
                                     .subject_seq = loose[i].seq,
                                     .digest = ledger_digest_of_mark(loose[i].hash),
                                 });
    return rc;
}

enum rc ledger_place_find(struct ledger_place *p, struct db *db)
{
    struct q_ledger_place_row row;
    enum rc rc = q_ledger_place(
        db, &(struct q_ledger_place_in){.site_id = p->community->site.id, .chain = p->chain},
        p->arena, &row);
    if (rc == RC_OK)
        rc = set(p, row.has_seq, row.seq, row.hash);
    return rc == RC_OK && p->seq == 0 ? open_chain(p, db) : rc;
}

enum rc ledger_place_decision(struct ledger_place *p, struct db *db, int64_t comment_id,
                              int64_t *ret_seq)
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
    rc = set(p, row.has_seq, row.seq, row.hash);
    return rc == RC_OK && p->seq == 0 ? open_chain(p, db) : rc;
}
