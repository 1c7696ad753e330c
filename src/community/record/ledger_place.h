/*
 * Where the next entry of a chain goes, and adding it. Private to this folder: what is entered, and with which row, is
 * told by ledger.h and ledger_trust.h.
 *
 * Invariants:
 *  1. A place is good for the job it was found in: the last entry is read from the database, never remembered.
 *  2. The first entry of a chain is an opening, and behind it stand links to every loose end of the others.
 */
#ifndef COMITY_COMMUNITY_RECORD_LEDGER_PLACE_H
#define COMITY_COMMUNITY_RECORD_LEDGER_PLACE_H

#include "community/record/ledger.h"

struct ledger_place {
    struct community *community;
    struct arena *arena;
    int64_t chain;
    int64_t seq; /* of the last entry; 0: none */
    struct ledger_digest hash;
};

/* In the chain of this process; not found yet. */
struct ledger_place ledger_place_for(const struct community_job *job);
/* Opens the chain when it has no entry. */
enum rc ledger_place_find(struct ledger_place *p, struct db *db) MUST_CHECK;
/* The same, and the number of a comment's next decision. */
enum rc ledger_place_decision(struct ledger_place *p, struct db *db, int64_t comment_id,
                              int64_t *ret_seq) MUST_CHECK;

/* What an entry says beside its place. */
struct ledger_content {
    enum ledger_kind kind;
    int64_t subject_id, subject_seq;
    struct str record_digest; /* empty: none */
    struct ledger_digest digest;
};
/* Of the rows that are entered; an opening and a beginning have nothing to be the digest of. */
struct ledger_content ledger_content_of_decision(int64_t site_id, const struct ledger_decision *d);
struct ledger_content ledger_content_of_action(int64_t site_id, const struct ledger_action *a);
struct ledger_content ledger_content_of_standards(int64_t site_id,
                                                  const struct ledger_standards *v);
struct ledger_content ledger_content_of_trust(int64_t site_id, const struct ledger_trust *t);
struct ledger_content ledger_content_of_answer(int64_t site_id, const struct ledger_answer *a);
struct ledger_content ledger_content_of_nothing(enum ledger_kind kind, int64_t subject_id,
                                                int64_t subject_seq);

enum rc ledger_place_append(struct ledger_place *p, struct db *db,
                            const struct ledger_content *content) MUST_CHECK;
/* The same where another process may be adding this very entry: `ret_added` is false when it was quicker. */
enum rc ledger_place_claim(struct ledger_place *p, struct db *db,
                           const struct ledger_content *content, bool *ret_added) MUST_CHECK;

#endif
