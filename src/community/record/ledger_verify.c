#include "community/record/ledger_verifier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "community/comment/comment.h"
#include "community/core.h"
#include "policy/verdict.h"

#define ARENA_MAX ((size_t)64 * 1024 * 1024)

typedef struct q_ledger_entry_list_row entry_row;

void ledger_verifier_report(struct ledger_verifier *v, struct ledger_finding *f)
{
    v->check->ret_findings++;
    v->check->found(f, v->check->ctx);
}

static void report_entry(struct ledger_verifier *v, int64_t chain, int64_t seq, const char *what)
{
    struct ledger_finding f = {.chain = chain, .seq = seq};
    snprintf(f.text, sizeof f.text, "ledger, chain %lld, entry %lld: %s", (long long)chain,
             (long long)seq, what);
    ledger_verifier_report(v, &f);
}

static void report_decision(struct ledger_verifier *v, int64_t comment_id, int64_t seq,
                            const char *what)
{
    struct ledger_finding f = {
        .comment_id = comment_id, .decision_seq = seq, .chain = -1, .seq = -1};
    snprintf(f.text, sizeof f.text, "comment %lld, decision %lld: %s", (long long)comment_id,
             (long long)seq, what);
    ledger_verifier_report(v, &f);
}

static void report_comment(struct ledger_verifier *v, int64_t id, const char *what)
{
    struct ledger_finding f = {.comment_id = id, .chain = -1, .seq = -1};
    snprintf(f.text, sizeof f.text, "comment %lld: %s", (long long)id, what);
    ledger_verifier_report(v, &f);
}

static void report_standards(struct ledger_verifier *v, int64_t id, const char *what)
{
    struct ledger_finding f = {.chain = -1, .seq = -1};
    snprintf(f.text, sizeof f.text, "standards %lld: %s", (long long)id, what);
    ledger_verifier_report(v, &f);
}

static void report_action(struct ledger_verifier *v, int64_t id, const char *what)
{
    struct ledger_finding f = {.action_id = id, .chain = -1, .seq = -1};
    snprintf(f.text, sizeof f.text, "staff action %lld: %s", (long long)id, what);
    ledger_verifier_report(v, &f);
}

void ledger_verifier_advance(struct ledger_verifier *v, size_t rows)
{
    v->done += (int64_t)rows;
    if (v->check->progress != NULL)
        v->check->progress(v->done, v->total, v->check->ctx);
}

/* --- what an entry is about --- */

/* The record holds the hash of the text that was judged. Where that is erased, the record went with it. */
static void check_text(struct ledger_verifier *v, const entry_row *e)
{
    struct str judged = verdict_recorded_hash(e->record);
    if (judged.n == 0)
        return;
    if (!e->has_text)
        report_decision(v, e->subject_id, e->subject_seq, "the text it was made about is missing");
    else if (!str_eq(judged, verdict_hash_text(v->arena, e->text)))
        report_decision(v, e->subject_id, e->subject_seq,
                        "the comment's text was changed after it was made");
}

static void check_record(struct ledger_verifier *v, const entry_row *e)
{
    const struct ledger_digest now = ledger_digest_of_record(e->record);
    if (e->has_record && !e->has_record_digest)
        report_decision(v, e->subject_id, e->subject_seq, "has a record that it did not have");
    else if (e->has_record && !ledger_digest_is(&now, e->record_digest))
        report_decision(v, e->subject_id, e->subject_seq, "the text of its record was changed");
    else if (e->has_record && e->has_erasure_seq)
        report_decision(v, e->subject_id, e->subject_seq,
                        "its record was erased, and is there again");
    else if (!e->has_record && e->has_record_digest && !e->has_erasure_seq)
        report_decision(v, e->subject_id, e->subject_seq,
                        "its record is gone without an erasure in the ledger");
    else if (e->has_record)
        check_text(v, e);
}

static void check_decision(struct ledger_verifier *v, const entry_row *e)
{
    if (!e->has_decided_ms) {
        report_decision(v, e->subject_id, e->subject_seq, "is missing");
        return;
    }
    const struct ledger_decision d = {
        .comment_id = e->subject_id,
        .seq = e->subject_seq,
        .decided_ms = e->decided_ms,
        .actor_id = e->actor_id,
        .action = e->action,
        .has_from = e->has_from_status,
        .from_status = e->from_status,
        .to_status = e->to_status,
        .revision = e->revision,
        .clause = e->has_clause ? e->clause : (struct str){0},
        .reason = e->has_reason ? e->reason : (struct str){0},
        .record_digest = e->has_record_digest ? e->record_digest : (struct str){0},
        .standards_id = e->standards_id,
    };
    const struct ledger_digest digest =
        ledger_digest_of_decision(v->reader->community->site.id, &d);
    if (!ledger_digest_is(&digest, e->digest))
        report_decision(v, e->subject_id, e->subject_seq, "was changed after it was entered");
    check_record(v, e);
}

static void check_action(struct ledger_verifier *v, const entry_row *e)
{
    if (!e->has_staff_id) {
        report_action(v, e->subject_id, "is missing");
        return;
    }
    const struct ledger_action a = {.id = e->subject_id,
                                    .actor_id = e->staff_id,
                                    .action = e->staff_action,
                                    .target_id = e->target_id,
                                    .detail = e->detail};
    const struct ledger_digest digest = ledger_digest_of_action(v->reader->community->site.id, &a);
    if (!ledger_digest_is(&digest, e->digest))
        report_action(v, e->subject_id, "was changed after it was entered");
}

static void check_link(struct ledger_verifier *v, const entry_row *e)
{
    const struct ledger_digest digest = ledger_digest_of_mark(e->linked_hash);
    if (!e->has_linked_hash)
        report_entry(v, e->subject_id, e->subject_seq, "is missing; a later chain names it");
    else if (!ledger_digest_is(&digest, e->digest))
        report_entry(v, e->subject_id, e->subject_seq,
                     "is another than the one a later chain names");
}

static void check_mark(struct ledger_verifier *v, const entry_row *e, struct str subject)
{
    const struct ledger_digest digest = ledger_digest_of_mark(subject);
    if (!ledger_digest_is(&digest, e->digest))
        report_entry(v, e->chain, e->seq, "was changed");
}

static void check_subject(struct ledger_verifier *v, const entry_row *e)
{
    if (e->has_record_digest && e->kind != LEDGER_DECISION && e->kind != LEDGER_ERASURE)
        report_entry(v, e->chain, e->seq, "has a digest of a record, and is about none");
    switch (e->kind) {
    case LEDGER_OPENING:
        check_mark(v, e, (struct str){0});
        break;
    case LEDGER_LINK:
        check_link(v, e);
        break;
    case LEDGER_DECISION:
        check_decision(v, e);
        break;
    case LEDGER_ACTION:
        check_action(v, e);
        break;
    case LEDGER_ERASURE:
        check_mark(v, e, e->record_digest);
        break;
    case LEDGER_TRUST_BEGUN:
    case LEDGER_TRUST_ERASURE:
        check_mark(v, e, (struct str){0});
        break;
    case LEDGER_TRUST:
        ledger_verify_trust(v, e);
        break;
    case LEDGER_ANSWER:
        ledger_verify_answer(v, e);
        break;
    case LEDGER_STANDARDS:
        if (!e->has_known_standards_id)
            report_standards(v, e->subject_id, "are missing");
        break;
    default:
        report_entry(v, e->chain, e->seq, "is of a kind there is none of");
    }
}

/* --- the chain --- */

static void check_gap(struct ledger_verifier *v, const entry_row *e)
{
    char what[80];
    if (e->seq == v->seq + 1)
        return;
    if (e->seq == v->seq + 2)
        snprintf(what, sizeof what, "is missing");
    else
        snprintf(what, sizeof what, "is missing, and all up to entry %lld", (long long)e->seq - 1);
    report_entry(v, e->chain, v->seq + 1, what);
}

static void check_hash(struct ledger_verifier *v, const entry_row *e)
{
    bool follows = e->seq == v->seq + 1;
    const struct ledger_entry entry = {.chain = e->chain,
                                       .seq = e->seq,
                                       .made_ms = e->made_ms,
                                       .kind = e->kind,
                                       .subject_id = e->subject_id,
                                       .subject_seq = e->subject_seq,
                                       .digest = e->digest};
    struct str before = e->seq > 1 && follows ? ledger_digest_str(&v->hash) : (struct str){0};
    const struct ledger_digest hash =
        ledger_digest_of_entry(v->reader->community->site.id, &entry, before);
    if (follows && !ledger_digest_is(&hash, e->hash))
        report_entry(v, e->chain, e->seq, "was changed, or the one before it");
    memset(&v->hash, 0, sizeof v->hash);
    if (e->hash.n == sizeof v->hash.bytes)
        memcpy(v->hash.bytes, e->hash.p, e->hash.n);
}

static int by_place(const void *a, const void *b)
{
    const struct ledger_head *x = a, *y = b;
    if (x->chain != y->chain)
        return x->chain < y->chain ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* Kept heads before this entry are not there; those at it must have its hash. */
static void check_heads(struct ledger_verifier *v, const struct ledger_head *at, struct str hash)
{
    for (; v->head_next < v->check->head_count; v->head_next++) {
        const struct ledger_head *kept = &v->heads[v->head_next];
        int order = at != NULL ? by_place(kept, at) : -1;
        if (order > 0)
            return;
        if (order < 0)
            report_entry(v, kept->chain, kept->seq, "is missing; it was kept as the head");
        else if (!ledger_digest_is(&kept->hash, hash))
            report_entry(v, kept->chain, kept->seq, "is another than the one kept as the head");
    }
}

static void check_entry(struct ledger_verifier *v, const entry_row *e)
{
    if (e->chain != v->chain) {
        v->chain = e->chain;
        v->seq = 0;
        v->check->ret_chains++;
    }
    check_gap(v, e);
    check_hash(v, e);
    check_subject(v, e);
    check_heads(v, &(struct ledger_head){.chain = e->chain, .seq = e->seq}, e->hash);
    v->seq = e->seq;
    v->check->ret_entries++;
}

static enum rc check_entries(struct ledger_verifier *v)
{
    v->chain = INT64_MIN;
    for (size_t count = LEDGER_PAGE_ROWS; count == LEDGER_PAGE_ROWS;) {
        entry_row *rows;
        arena_reset(v->arena);
        enum rc rc = q_ledger_entry_list(
            v->reader->db,
            &(struct q_ledger_entry_list_in){.site_id = v->reader->community->site.id,
                                             .chain = v->chain,
                                             .seq = v->seq,
                                             .max_rows = LEDGER_PAGE_ROWS},
            v->arena, &rows, &count);
        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < count; i++)
            check_entry(v, &rows[i]);
        ledger_verifier_advance(v, count);
    }
    check_heads(v, NULL, (struct str){0});
    return RC_OK;
}

/* --- rows without an entry --- */

static enum rc check_decisions(struct ledger_verifier *v)
{
    int64_t comment_id = INT64_MIN, seq = 0;
    for (size_t count = LEDGER_PAGE_ROWS; count == LEDGER_PAGE_ROWS;) {
        struct q_ledger_decision_list_row *rows;
        arena_reset(v->arena);
        enum rc rc = q_ledger_decision_list(
            v->reader->db,
            &(struct q_ledger_decision_list_in){.site_id = v->reader->community->site.id,
                                                .comment_id = comment_id,
                                                .seq = seq,
                                                .max_rows = LEDGER_PAGE_ROWS},
            v->arena, &rows, &count);
        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < count; i++) {
            comment_id = rows[i].comment_id;
            seq = rows[i].seq;
            if (rows[i].entries != 1)
                report_decision(v, comment_id, seq,
                                rows[i].entries == 0 ? "was added without an entry in the ledger"
                                                     : "was entered more than once");
            if (!rows[i].comment_known)
                report_decision(v, comment_id, seq, "its comment is missing");
            if (!rows[i].standards_known)
                report_decision(v, comment_id, seq, "the standards it was made by are missing");
        }
        v->check->ret_decisions += (int64_t)count;
        ledger_verifier_advance(v, count);
    }
    return RC_OK;
}

static enum rc check_actions(struct ledger_verifier *v)
{
    int64_t id = INT64_MIN;
    for (size_t count = LEDGER_PAGE_ROWS; count == LEDGER_PAGE_ROWS;) {
        struct q_ledger_audit_list_row *rows;
        arena_reset(v->arena);
        enum rc rc = q_ledger_audit_list(
            v->reader->db,
            &(struct q_ledger_audit_list_in){
                .site_id = v->reader->community->site.id, .id = id, .max_rows = LEDGER_PAGE_ROWS},
            v->arena, &rows, &count);
        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < count; i++) {
            id = rows[i].id;
            if (rows[i].entries != 1)
                report_action(v, id,
                              rows[i].entries == 0 ? "was added without an entry in the ledger"
                                                   : "was entered more than once");
        }
        v->check->ret_actions += (int64_t)count;
        ledger_verifier_advance(v, count);
    }
    return RC_OK;
}

/* --- comments and documents --- */

/* Its status is the one the last decision gave it; without a decision it is published. */
static void check_status(struct ledger_verifier *v, const struct q_ledger_comment_list_row *row)
{
    char what[120];
    int64_t decided = row->has_decided_status ? row->decided_status : COMMENT_PUBLISHED;
    if (row->status == decided)
        return;
    snprintf(what, sizeof what, "is %.*s, but %s %.*s",
             STR_ARG(comment_status_name((enum comment_status)row->status)),
             row->has_decided_status ? "the last decision on it says" : "without a decision it is",
             STR_ARG(comment_status_name((enum comment_status)decided)));
    report_comment(v, row->id, what);
}

static enum rc check_comments(struct ledger_verifier *v)
{
    int64_t id = INT64_MIN;
    for (size_t count = LEDGER_PAGE_ROWS; count == LEDGER_PAGE_ROWS;) {
        struct q_ledger_comment_list_row *rows;
        arena_reset(v->arena);
        enum rc rc = q_ledger_comment_list(
            v->reader->db,
            &(struct q_ledger_comment_list_in){
                .site_id = v->reader->community->site.id, .id = id, .max_rows = LEDGER_PAGE_ROWS},
            v->arena, &rows, &count);
        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < count; i++) {
            check_status(v, &rows[i]);
            id = rows[i].id;
        }
        ledger_verifier_advance(v, count);
    }
    return RC_OK;
}

/* A document's name is the beginning of its hash, and the whole of it was entered: a decision stands or falls with the
 * words of then. */
static void check_document(struct ledger_verifier *v, const struct q_ledger_standards_next_row *row)
{
    const struct ledger_standards stored = {row->id, row->version, row->document,
                                            row->first_used_ms};
    const struct ledger_digest entered =
        ledger_digest_of_standards(v->reader->community->site.id, &stored);
    const struct ledger_digest text = ledger_digest_of_record(row->document);
    char name[LEDGER_HASH_TEXT_SIZE];
    ledger_hash_text(&text, name);
    if (!str_eq(row->version, str_make(name, STANDARDS_VERSION_BYTES)))
        report_standards(v, row->id, "the document is not the one that has this name");
    else if (row->entries != 1)
        report_standards(v, row->id,
                         row->entries == 0 ? "were added without an entry in the ledger"
                                           : "were entered more than once");
    else if (!ledger_digest_is(&entered, row->digest))
        report_standards(v, row->id, "were changed after they were entered");
}

static enum rc check_standards(struct ledger_verifier *v)
{
    struct q_ledger_standards_next_row row = {.id = 0};
    for (;;) {
        arena_reset(v->arena);
        enum rc rc =
            q_ledger_standards_next(v->reader->db,
                                    &(struct q_ledger_standards_next_in){
                                        .site_id = v->reader->community->site.id, .id = row.id},
                                    v->arena, &row);
        if (rc != RC_OK)
            return rc == RC_NOT_FOUND ? RC_OK : rc;
        check_document(v, &row);
    }
}

static enum rc prepare(struct ledger_verifier *v, struct arena *heads_arena)
{
    struct q_ledger_count_row counts;
    size_t n = v->check->head_count;
    v->heads = ARENA_ARRAY(heads_arena, n, struct ledger_head);
    if (v->heads == NULL)
        return RC_NO_MEMORY;
    if (n > 0) {
        memcpy(v->heads, v->check->heads, n * sizeof *v->heads);
        qsort(v->heads, n, sizeof *v->heads, by_place);
    }
    enum rc rc = q_ledger_count(
        v->reader->db, &(struct q_ledger_count_in){.site_id = v->reader->community->site.id},
        v->arena, &counts);
    if (rc == RC_OK)
        v->total =
            counts.entries + counts.decisions + counts.actions + counts.comments + counts.events;
    return rc;
}

enum rc ledger_verify(struct community_reader *r, struct ledger_check *check)
{
    struct ledger_verifier v = {.reader = r, .check = check, .arena = arena_new(ARENA_MAX)};
    struct arena *heads_arena = arena_new(ARENA_MAX);
    check->ret_entries = check->ret_decisions = check->ret_actions = 0;
    check->ret_chains = check->ret_findings = 0;
    check->ret_events = check->ret_answers = check->ret_outside = 0;
    enum rc rc = v.arena != NULL && heads_arena != NULL ? prepare(&v, heads_arena) : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = ledger_verify_beginning(&v);
    if (rc == RC_OK)
        rc = check_entries(&v);
    if (rc == RC_OK)
        rc = check_decisions(&v);
    if (rc == RC_OK)
        rc = check_actions(&v);
    if (rc == RC_OK)
        rc = ledger_verify_counted(&v);
    if (rc == RC_OK)
        rc = check_comments(&v);
    if (rc == RC_OK)
        rc = check_standards(&v);
    arena_free(heads_arena);
    arena_free(v.arena);
    return rc;
}
