/*
 * What trust and error rates are counted from, in the ledger: trust events, and the answers of the blind check.
 *
 *   row of trust_event ──digest──► entry of kind 8      an account's events erased ──► entry of kind 9
 *   answered verify_item ──digest──► entry of kind 10    what was there before all this: entries behind one of kind 7
 *
 * Invariants:
 *  1. No row of `trust_event` without its entry, no answer either: they are added and answered here alone.
 *  2. What is entered of an answer never changes any more; whether a second look is owed (`again`) is not entered.
 *  3. Events leave the database with their account only, and that has its entry.
 *
 * Must not: know what trust an event brings.
 */
#ifndef COMITY_COMMUNITY_RECORD_LEDGER_TRUST_H
#define COMITY_COMMUNITY_RECORD_LEDGER_TRUST_H

#include "community/record/ledger.h"

/* Inside a job: the row of `trust_event` and its entry. Gives the event its id. */
enum rc ledger_trust_add(struct community_job *job, struct db *db,
                         const struct ledger_trust *event) MUST_CHECK;
/* Inside a job: the entry that all events of an account are erased; none when it has none. */
enum rc ledger_trust_note_erasure(struct community_job *job, struct db *db,
                                  int64_t account_id) MUST_CHECK;
/* Inside a job, when the item is answered: the entry of the answer. */
enum rc ledger_trust_add_answer(struct community_job *job, struct db *db,
                                const struct ledger_answer *answer) MUST_CHECK;

#endif
