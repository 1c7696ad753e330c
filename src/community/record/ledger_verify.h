/*
 * Recomputing the ledger: whether every decision, staff action and entry is as it was entered, and all are there.
 *
 *   entries, chain by chain ── hash of each, its row's digest, its record, the text that was judged ──► findings
 *   decisions, actions, trust events, answers ── each has one entry ──► findings
 *   documents of standards ── each has the name of its text, and none is missing ──► findings
 *   heads kept outside ── each is still there ──► findings
 *
 * It reads page by page, each a statement of its own: memory stays flat, and the site goes on meanwhile. What is entered
 * while it runs may or may not be looked at, and is no finding.
 *
 * Ownership: `found` and `progress` are called during the call, on the caller's thread; a finding lives until `found`
 * returns.
 *
 * Must not: change anything.
 */
#ifndef COMITY_COMMUNITY_RECORD_LEDGER_VERIFY_H
#define COMITY_COMMUNITY_RECORD_LEDGER_VERIFY_H

#include "community/record/ledger.h"

struct ledger_finding {
    int64_t comment_id, decision_seq; /* 0: about no decision */
    int64_t action_id;                /* 0: about no staff action */
    int64_t chain, seq;               /* of the entry; -1: about none */
    char text[200];                   /* names all of these, and what is wrong */
};

struct ledger_check {
    const struct ledger_head *heads; /* kept outside, in any order; only chain, seq and hash */
    size_t head_count;
    void (*found)(const struct ledger_finding *finding, void *ctx);
    void (*progress)(int64_t done, int64_t total, void *ctx); /* NULL: nobody watches */
    void *ctx;
    int64_t ret_entries, ret_decisions, ret_actions, ret_chains, ret_findings;
    int64_t ret_events, ret_answers; /* trust events, answers of the blind check */
    int64_t ret_outside; /* of these: from when a version that entered none may have written them */
};

/* RC_OK also with findings; otherwise reading failed and nothing is proved. */
enum rc ledger_verify(struct community_reader *r, struct ledger_check *check) MUST_CHECK;

#endif
