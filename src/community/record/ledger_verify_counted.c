/* What trust and error rates are counted from: trust events and answers of the blind check, against their entries. */
#include <stdio.h>

#include "base/id.h"
#include "community/core.h"
#include "community/record/ledger_verifier.h"

/* A program of a version before may have written beside ours for so long after the update, and its clock may be off. */
#define UPDATE_MS DAY_MS

static void report_trust(struct ledger_verifier *v, int64_t comment_id, int64_t account_id,
                         int64_t id, const char *what)
{
    struct ledger_finding f = {.comment_id = comment_id, .chain = -1, .seq = -1};
    snprintf(f.text, sizeof f.text, "account %lld, trust event %lld: %s", (long long)account_id,
             (long long)id, what);
    ledger_verifier_report(v, &f);
}

static void report_answer(struct ledger_verifier *v, int64_t comment_id, int64_t revision,
                          const char *what)
{
    struct ledger_finding f = {.comment_id = comment_id, .chain = -1, .seq = -1};
    snprintf(f.text, sizeof f.text, "comment %lld, revision %lld: the answer of the blind check %s",
             (long long)comment_id, (long long)revision, what);
    ledger_verifier_report(v, &f);
}

static void report_beginning(struct ledger_verifier *v, const char *what)
{
    struct ledger_finding f = {.chain = -1, .seq = -1};
    snprintf(f.text, sizeof f.text, "ledger: the entry that begins trust events and answers %s",
             what);
    ledger_verifier_report(v, &f);
}

enum rc ledger_verify_beginning(struct ledger_verifier *v)
{
    struct q_ledger_trust_begun_row row;
    enum rc rc = q_ledger_trust_begun(
        v->reader->db, &(struct q_ledger_trust_begun_in){.site_id = v->reader->community->site.id},
        v->arena, &row);
    if (rc != RC_OK)
        return rc;
    v->trust_begun_ms = row.has_made_ms ? row.made_ms : -1;
    v->trust_is_older = row.has_is_older && row.is_older != 0;
    if (row.entries > 1)
        report_beginning(v, "is there more than once");
    return RC_OK;
}

/* Written when programs of two versions may have run on one database. */
static bool in_update(const struct ledger_verifier *v, int64_t ms)
{
    return v->trust_is_older && ms >= v->trust_begun_ms - UPDATE_MS &&
           ms <= v->trust_begun_ms + UPDATE_MS;
}

/* --- what an entry is about --- */

void ledger_verify_trust(struct ledger_verifier *v, const struct q_ledger_entry_list_row *e)
{
    v->trust_met = true;
    if (!e->has_trust_at_ms) {
        bool erased = (e->has_trust_erasures && e->trust_erasures > 0) ||
                      (e->has_erased_ms && in_update(v, e->erased_ms));
        if (!erased)
            report_trust(v, 0, e->subject_seq, e->subject_id, "is missing");
        return;
    }
    const struct ledger_trust t = {.id = e->subject_id,
                                   .account_id = e->subject_seq,
                                   .at_ms = e->trust_at_ms,
                                   .kind = e->trust_kind,
                                   .comment_id = e->trust_comment_id,
                                   .clause = e->trust_clause,
                                   .by_id = e->trust_by_id};
    const struct ledger_digest digest = ledger_digest_of_trust(v->reader->community->site.id, &t);
    if (!ledger_digest_is(&digest, e->digest))
        report_trust(v, t.comment_id, t.account_id, t.id, "was changed after it was entered");
    else if (e->has_trust_erasures && e->trust_erasures > 0)
        report_trust(v, t.comment_id, t.account_id, t.id,
                     "was erased with its account, and is there again");
}

void ledger_verify_answer(struct ledger_verifier *v, const struct q_ledger_entry_list_row *e)
{
    v->trust_met = true;
    if (!e->has_answered_ms) {
        report_answer(v, e->subject_id, e->subject_seq, "is missing");
        return;
    }
    const struct ledger_answer a = {.comment_id = e->subject_id,
                                    .revision = e->subject_seq,
                                    .account_id = e->judged_id,
                                    .standards_id = e->judged_by,
                                    .acted = e->acted,
                                    .clause = e->judged_clause,
                                    .weight = e->weight,
                                    .heads = e->heads,
                                    .answered_ms = e->answered_ms,
                                    .answered_by = e->answered_by,
                                    .answer_clause = e->answer_clause};
    const struct ledger_digest digest = ledger_digest_of_answer(v->reader->community->site.id, &a);
    if (!ledger_digest_is(&digest, e->digest))
        report_answer(v, a.comment_id, a.revision, "was changed after it was entered");
}

/* --- rows without an entry --- */

/* What is wrong with a row of so many entries that is from then; NULL: nothing, or nothing that can be known. */
static const char *fault_of(struct ledger_verifier *v, int64_t entries, int64_t ms)
{
    if (entries == 1)
        return NULL;
    if (entries > 1)
        return "was entered more than once";
    if (v->trust_begun_ms >= 0 && !in_update(v, ms))
        return "was added without an entry in the ledger";
    v->check->ret_outside++;
    return NULL;
}

static enum rc check_events(struct ledger_verifier *v)
{
    int64_t account_id = INT64_MIN, id = 0;
    for (size_t count = LEDGER_PAGE_ROWS; count == LEDGER_PAGE_ROWS;) {
        struct q_ledger_trust_list_row *rows;
        arena_reset(v->arena);
        enum rc rc = q_ledger_trust_list(
            v->reader->db,
            &(struct q_ledger_trust_list_in){.site_id = v->reader->community->site.id,
                                             .account_id = account_id,
                                             .id = id,
                                             .max_rows = LEDGER_PAGE_ROWS},
            v->arena, &rows, &count);
        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < count; i++) {
            account_id = rows[i].account_id;
            id = rows[i].id;
            const char *fault = fault_of(v, rows[i].entries, id_time_ms(id));
            if (fault != NULL)
                report_trust(v, rows[i].comment_id, account_id, id, fault);
        }
        v->check->ret_events += (int64_t)count;
        ledger_verifier_advance(v, count);
    }
    return RC_OK;
}

static enum rc check_answers(struct ledger_verifier *v)
{
    int64_t comment_id = INT64_MIN, revision = 0;
    for (size_t count = LEDGER_PAGE_ROWS; count == LEDGER_PAGE_ROWS;) {
        struct q_ledger_answer_list_row *rows;
        arena_reset(v->arena);
        enum rc rc = q_ledger_answer_list(
            v->reader->db,
            &(struct q_ledger_answer_list_in){.site_id = v->reader->community->site.id,
                                              .comment_id = comment_id,
                                              .revision = revision,
                                              .max_rows = LEDGER_PAGE_ROWS},
            v->arena, &rows, &count);
        if (rc != RC_OK)
            return rc;
        for (size_t i = 0; i < count; i++) {
            comment_id = rows[i].comment_id;
            revision = rows[i].revision;
            const char *fault = fault_of(v, rows[i].entries, rows[i].answered_ms);
            if (fault != NULL)
                report_answer(v, comment_id, revision, fault);
        }
        v->check->ret_answers += (int64_t)count;
    }
    return RC_OK;
}

enum rc ledger_verify_counted(struct ledger_verifier *v)
{
    if (v->trust_met && v->trust_begun_ms < 0)
        report_beginning(v, "is missing");
    enum rc rc = check_events(v);
    return rc == RC_OK ? check_answers(v) : rc;
}
