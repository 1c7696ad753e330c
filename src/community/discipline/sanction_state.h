/*
 * What the files about sanctions share. Private to src/community; sanction.h is for everybody else.
 */
#ifndef COMITY_COMMUNITY_DISCIPLINE_SANCTION_STATE_H
#define COMITY_COMMUNITY_DISCIPLINE_SANCTION_STATE_H

#include "community/discipline/sanction.h"
#include "community/discipline/sanction_rules.h"

/* All of an account's, newest first, whoever asks. */
enum rc sanction_state_read(struct community *c, struct db *db, int64_t account_id, struct arena *a,
                            struct sanction **ret, size_t *ret_count) MUST_CHECK;
/* As the settings have them. */
struct sanction_rules sanction_state_rules(const struct community *c);

/* Queues the mail that tells the reader of a sanction, or that it has ended, as it stands in the table now. */
enum rc sanction_tell(struct community_job *job, struct db *db, int64_t account_id,
                      int64_t sanction_id) MUST_CHECK;

/* "warn", "block", ... */
struct str sanction_verb(enum sanction_kind kind);

/* Inside a job: who acts, as they are now, may do `action`. The command line is no account; it holds the database. */
enum rc sanction_check_actor(struct community_job *job, struct db *db, struct actor *actor,
                             enum action action) MUST_CHECK;
/* The account, held until the job's end, if the actor may sanction it. */
struct q_account_hold_row;
enum rc sanction_hold_account(struct community_job *job, struct db *db, const struct actor *actor,
                              int64_t account_id, struct q_account_hold_row *ret) MUST_CHECK;
/* Words that are stored and shown: valid text of at most SANCTION_REASON_MAX characters. */
enum rc sanction_check_words(struct community_job *job, struct str words) MUST_CHECK;
/* 16 hexadecimal digits of the words' SHA-256, in the job's arena: for the ledger, where nothing can be erased. */
struct str sanction_digest(struct community_job *job, struct str words, struct str more);

#endif
