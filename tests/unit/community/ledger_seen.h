/*
 * What verifying the ledger finds, and that it finds what an intruder does to a table.
 */
#ifndef COMITY_TESTS_COMMUNITY_LEDGER_SEEN_H
#define COMITY_TESTS_COMMUNITY_LEDGER_SEEN_H

#include "community/record/ledger_verify.h"
#include "unit/community/fixture.h"
#include "unit/community/intruder.h"

struct ledger_seen {
    int count;
    int64_t outside;
    char first[sizeof(((struct ledger_finding *)0)->text)];
    int64_t comment_id, decision_seq; /* of the first that is about a comment */
};

/* A ledger_check's `found`, with a ledger_seen. */
void ledger_seen_note(const struct ledger_finding *finding, void *ctx);
/* `heads`: kept ones, NULL for none. */
struct ledger_seen ledger_seen_verify(struct fixture *f, const struct ledger_head *heads,
                                      size_t count);
void ledger_seen_expect_whole(struct fixture *f);
/* Carries out `sql`, and puts back what intruder_keep kept of `tables`. */
void ledger_seen_expect_found(struct fixture *f, struct intruder *in, const char *const *tables,
                              const char *sql);

#endif
