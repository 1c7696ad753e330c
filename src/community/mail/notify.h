/*
 * Mails about what became of comments and reports: queued in the job that decides.
 *
 *   a decision on a comment ──► its author       "removed", "held", "put_back", "edited", "text_back"; in DSA mode a removal or hold is a
 *                                                 statement of reasons, which goes whatever the author chose
 *   a bulk removal          ──► its author       one mail for all: "removed_together", "put_back_together"; in DSA mode it is
 *                                                 owed, as above
 *   a decision on a report  ──► who reported     "report-outcome"
 *   a reply that is visible ──► whom it answers  "reply"
 *
 * Invariants:
 *  1. Nobody is written to about what they did themselves.
 *  2. Who of the staff decided, who reported, and what a comment says is not in them: they name the article and lead to a page
 *     that asks who is there.
 *  3. A muted reader's reply is not told of.
 *
 * Private to src/community.
 */
#ifndef COMITY_COMMUNITY_MAIL_NOTIFY_H
#define COMITY_COMMUNITY_MAIL_NOTIFY_H

#include "community/comment/transition.h"

/* All inside a job, whose arena they use. */
enum rc notify_decision(struct community_job *job, struct db *db,
                        const struct transition_decision *d, int64_t author_id) MUST_CHECK;
struct notify_bulk {
    int64_t account_id, bulk_id, count;
    bool removed; /* else put back */
    struct str clause, words;
};
enum rc notify_bulk(struct community_job *job, struct db *db,
                    const struct notify_bulk *b) MUST_CHECK;
/* Before the open reports of the comment are closed. */
enum rc notify_reporters(struct community_job *job, struct db *db, int64_t comment_id) MUST_CHECK;
enum rc notify_reply(struct community_job *job, struct db *db, int64_t comment_id,
                     int64_t parent_id, int64_t author_id) MUST_CHECK;

#endif
