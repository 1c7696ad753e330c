/*
 * The inside of verifying the ledger, shared by the files that do it. Private to them: others use ledger_verify.h.
 *
 * Invariant: findings are told in the order they are met; nothing is remembered of a row but what the next one of its
 * chain is held against.
 */
#ifndef COMITY_COMMUNITY_RECORD_LEDGER_VERIFIER_H
#define COMITY_COMMUNITY_RECORD_LEDGER_VERIFIER_H

#include "community/record/ledger_verify.h"
#include "queries.h"

/* Rows of a page: each may bring a record of a quarter of a megabyte. */
#define LEDGER_PAGE_ROWS 128

struct ledger_verifier {
    struct community_reader *reader;
    struct ledger_check *check;
    struct arena *arena; /* of a page */
    struct ledger_head *heads;
    size_t head_next;
    int64_t done, total;
    /* the entry before */
    int64_t chain, seq;
    struct ledger_digest hash;
    /* trust events and answers; -1: nothing says when they were begun */
    int64_t trust_begun_ms;
    bool trust_is_older; /* the ledger is older than that */
    bool trust_met;      /* an entry of one */
};

/* Counts the finding and hands it on. */
void ledger_verifier_report(struct ledger_verifier *v, struct ledger_finding *f);
void ledger_verifier_advance(struct ledger_verifier *v, size_t rows);

/* --- trust events and answers: ledger_verify_counted.c --- */

/* Before the entries: since when they are entered. */
enum rc ledger_verify_beginning(struct ledger_verifier *v) MUST_CHECK;
/* An entry's row. */
void ledger_verify_trust(struct ledger_verifier *v, const struct q_ledger_entry_list_row *e);
void ledger_verify_answer(struct ledger_verifier *v, const struct q_ledger_entry_list_row *e);
/* After the entries: rows without one. */
enum rc ledger_verify_counted(struct ledger_verifier *v) MUST_CHECK;

#endif
