/*
 * The ledger: one entry for every decision and every staff action, in the same transaction, each entry holding the hash
 * of the one before it. Whoever changes a row, or takes one away, breaks a chain; `comity audit verify` finds where.
 *
 *   decision, audit ──digest──► entry 1 ──hash──► entry 2 ──hash──► entry 3 …     one chain for each writing process
 *                                 └ opening: links name the last hash of every other chain that none has named yet
 *
 * A chain belongs to one process, so that nodes on PostgreSQL do not wait for each other; its last entry is read from the
 * database for each new one, so that a rolled back job, a lost connection or a killed process leave it whole. Chain 0
 * holds the rows from before there was a ledger. docs/AUDIT.md has the bytes the hashes are taken over, and what they
 * prove.
 *
 * Invariants:
 *  1. No row of `decision` or `audit` without its entry, and no entry without its row: this file alone adds either. The
 *     same of what trust is counted from: ledger_trust.h.
 *  2. Entries are never changed nor taken away; the database refuses it.
 *  3. A record's text may be erased, by ledger_erase_records, which enters that; its digest stays.
 *
 * Must not: know who may do what.
 */
#ifndef COMITY_COMMUNITY_RECORD_LEDGER_H
#define COMITY_COMMUNITY_RECORD_LEDGER_H

#include "community/community.h"
#include "community/record/ledger_digest.h"
#include "community/record/staff_action.h"

/* Stored: never renumber. */
enum ledger_kind {
    LEDGER_OPENING = 1, /* the first of its chain; subject_seq: links that follow */
    LEDGER_LINK = 2,    /* to the last entry of another chain */
    LEDGER_DECISION = 3,
    LEDGER_ACTION = 4,    /* of staff: a row of audit */
    LEDGER_ERASURE = 5,   /* of a decision's record */
    LEDGER_STANDARDS = 6, /* a document that came in force */
    /* ledger_trust.h */
    LEDGER_TRUST_BEGUN =
        7, /* of trust events and answers; subject_seq: 1 when the ledger is older */
    LEDGER_TRUST = 8,
    LEDGER_TRUST_ERASURE = 9, /* of all trust events of an account */
    LEDGER_ANSWER = 10        /* of the blind check */
};

struct transition_decision;

/* Inside a job: the row of `decision` and its entry. */
enum rc ledger_add_decision(struct community_job *job, struct db *db,
                            const struct transition_decision *d) MUST_CHECK;
struct ledger_staff_action {
    int64_t actor_id; /* 0: the program itself, or the command line */
    enum staff_action action;
    int64_t target_id;
    struct str detail;
};
/* Inside a job: the row of `audit` and its entry. */
enum rc ledger_add_action(struct community_job *job, struct db *db,
                          const struct ledger_staff_action *action) MUST_CHECK;
/* Inside a job: erases the text of all records of a comment. */
enum rc ledger_erase_records(struct community_job *job, struct db *db,
                             int64_t comment_id) MUST_CHECK;

/* Inside a job: the entry of a document that was stored just now. */
enum rc ledger_add_standards(struct community_job *job, struct db *db,
                             const struct ledger_standards *standards) MUST_CHECK;

/* At the start of a process: the first time ever, enters the rows that are there already, and says in the log that it
 * did. Waits for a write. */
enum rc ledger_start(struct community *c) MUST_CHECK;

struct ledger_head {
    int64_t chain, seq;
    struct ledger_digest hash;
};
/* The last entries that no other chain has named: from them everything else is reached, so these are what is kept
 * outside. In the order of the chains' numbers. */
enum rc ledger_heads(struct community_reader *r, struct arena *a, struct ledger_head **ret,
                     size_t *ret_count) MUST_CHECK;

#define LEDGER_HASH_TEXT_SIZE (2 * LEDGER_DIGEST_BYTES + 1)
/* In hexadecimal, with a NUL. */
void ledger_hash_text(const struct ledger_digest *hash, char text[static LEDGER_HASH_TEXT_SIZE]);

#endif
