/* What was there before the ledger, or a part of it: entered once, in chain 0. */
#include "base/log.h"
#include "community/core.h"
#include "community/record/ledger_place.h"
#include "queries.h"

#define ADOPT_ROWS      64
#define ADOPT_ARENA_MAX ((size_t)64 * 1024 * 1024)

static enum rc take_in(struct ledger_place *p, struct db *db, struct ledger_content content)
{
    return ledger_place_append(p, db, &content);
}

/* --- decisions, staff actions, documents --- */

static enum rc adopt_decision(struct ledger_place *p, struct db *db,
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
    return take_in(p, db, ledger_content_of_decision(p->community->site.id, &d));
}

static enum rc adopt_decisions(struct ledger_place *p, struct db *db)
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

static enum rc adopt_actions(struct ledger_place *p, struct db *db)
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
            rc = take_in(p, db, ledger_content_of_action(p->community->site.id, &a));
            id = rows[i].id;
        }
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static enum rc adopt_standards(struct ledger_place *p, struct db *db)
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
            rc = take_in(p, db, ledger_content_of_standards(p->community->site.id, &v));
        if (rc != RC_OK)
            return rc == RC_NOT_FOUND ? RC_OK : rc;
    }
}

/* --- trust events, answers --- */

static enum rc adopt_trust(struct ledger_place *p, struct db *db)
{
    int64_t account_id = INT64_MIN, id = 0;
    for (size_t count = ADOPT_ROWS; count == ADOPT_ROWS;) {
        struct q_ledger_trust_list_row *rows;
        arena_reset(p->arena);
        enum rc rc =
            q_ledger_trust_list(db,
                                &(struct q_ledger_trust_list_in){.site_id = p->community->site.id,
                                                                 .account_id = account_id,
                                                                 .id = id,
                                                                 .max_rows = ADOPT_ROWS},
                                p->arena, &rows, &count);
        for (size_t i = 0; rc == RC_OK && i < count; i++) {
            const struct ledger_trust t = {.id = rows[i].id,
                                           .account_id = rows[i].account_id,
                                           .at_ms = rows[i].at_ms,
                                           .kind = rows[i].kind,
                                           .comment_id = rows[i].comment_id,
                                           .clause = rows[i].clause,
                                           .by_id = rows[i].by_id};
            rc = take_in(p, db, ledger_content_of_trust(p->community->site.id, &t));
            account_id = t.account_id;
            id = t.id;
        }
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static enum rc adopt_answers(struct ledger_place *p, struct db *db)
{
    int64_t comment_id = INT64_MIN, revision = 0;
    for (size_t count = ADOPT_ROWS; count == ADOPT_ROWS;) {
        struct q_ledger_answer_list_row *rows;
        arena_reset(p->arena);
        enum rc rc =
            q_ledger_answer_list(db,
                                 &(struct q_ledger_answer_list_in){.site_id = p->community->site.id,
                                                                   .comment_id = comment_id,
                                                                   .revision = revision,
                                                                   .max_rows = ADOPT_ROWS},
                                 p->arena, &rows, &count);
        for (size_t i = 0; rc == RC_OK && i < count; i++) {
            const struct ledger_answer a = {.comment_id = rows[i].comment_id,
                                            .revision = rows[i].revision,
                                            .account_id = rows[i].account_id,
                                            .standards_id = rows[i].standards_id,
                                            .acted = rows[i].acted,
                                            .clause = rows[i].clause,
                                            .weight = rows[i].weight,
                                            .heads = rows[i].heads,
                                            .answered_ms = rows[i].answered_ms,
                                            .answered_by = rows[i].answered_by,
                                            .answer_clause = rows[i].answer_clause};
            rc = take_in(p, db, ledger_content_of_answer(p->community->site.id, &a));
            comment_id = a.comment_id;
            revision = a.revision;
        }
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

/* From here on both are entered as they come. A ledger that is older than this had programs beside this one, maybe, that
 * entered neither. */
static enum rc begin_trust(struct ledger_place *p, struct db *db, bool older)
{
    struct ledger_content beginning = ledger_content_of_nothing(LEDGER_TRUST_BEGUN, 0, older);
    bool added;
    enum rc rc = ledger_place_claim(p, db, &beginning, &added);
    if (rc != RC_OK || !added)
        return rc;
    rc = adopt_trust(p, db);
    return rc == RC_OK ? adopt_answers(p, db) : rc;
}

/* --- once for a database --- */

struct adoption {
    struct ledger_place place;
    int64_t from; /* entries of chain 0 that are about no row that was there */
};

static enum rc adopt_all(struct ledger_place *p, struct db *db)
{
    enum rc rc = adopt_standards(p, db);
    if (rc == RC_OK)
        rc = adopt_decisions(p, db);
    if (rc == RC_OK)
        rc = adopt_actions(p, db);
    return rc == RC_OK ? begin_trust(p, db, false) : rc;
}

/* The place is found before it is asked whether this was done: who does it in between has taken that place, and the claim
 * fails. */
static enum rc extend(struct adoption *x, struct db *db)
{
    struct ledger_place *p = &x->place;
    struct q_ledger_trust_begun_row begun;
    enum rc rc = ledger_place_find(p, db);
    x->from = p->seq + 1;
    if (rc == RC_OK)
        rc = q_ledger_trust_begun(
            db, &(struct q_ledger_trust_begun_in){.site_id = p->community->site.id}, p->arena,
            &begun);
    return rc != RC_OK || begun.entries > 0 ? rc : begin_trust(p, db, true);
}

/* Whoever makes the first entry of chain 0, or the first about trust, enters all that is there; a second process waits for
 * that and finds it done. */
static enum rc adopt(struct db *db, void *ctx)
{
    struct adoption *x = ctx;
    struct ledger_content opening = ledger_content_of_nothing(LEDGER_OPENING, 0, 0);
    bool added = false;
    struct q_ledger_exists_row ledger;
    x->place.seq = 0;
    x->from = 2;
    enum rc rc =
        q_ledger_exists(db, &(struct q_ledger_exists_in){.site_id = x->place.community->site.id},
                        x->place.arena, &ledger);
    if (rc == RC_OK && !ledger.known)
        rc = ledger_place_claim(&x->place, db, &opening, &added);
    if (rc != RC_OK)
        return rc;
    return added ? adopt_all(&x->place, db) : extend(x, db);
}

enum rc ledger_start(struct community *c)
{
    struct arena *arena = arena_new(ADOPT_ARENA_MAX);
    if (arena == NULL)
        return RC_NO_MEMORY;
    struct adoption x = {.place = {.community = c, .arena = arena}};
    enum rc rc = store_write_wait(c->store, adopt, &x);
    if (rc == RC_OK && x.place.seq > x.from)
        log_event(LOG_WARN, STR("ledger_begun"), LOG_I64("entries", x.place.seq - x.from),
                  LOG_STR("meaning", STR("what was there is entered now; expected once, after an "
                                         "update that brought the ledger or a new part of it")));
    arena_free(arena);
    return rc;
}
