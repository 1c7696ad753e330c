/*
 * The request of Coral's external moderation phase, and the answer it understands.
 *
 *   Coral ── POST /coral/moderate, X-Coral-Signature ──► signature ── read ── judge ── {"status": …, "actions": …}
 *
 * Source: "External Moderation Phases" of Coral's documentation, and its server's external.ts, which sends
 * {action, comment{body, parentID}, author{id, role}, story{id, url}, site{id}, tenant{id, domain}} (the documentation has
 * tenantID and tenantDomain), and of an answer takes status, actions and tags, passing over what it does not know.
 *
 * Nothing in a signed request says when it was made, so one that is sent again cannot be told; it gets the same answer
 * again, and nothing is stored.
 *
 * Invariant: no member but comment.body is needed; what else is missing is unknown to the standards.
 */
#ifndef COMITY_WEB_CORAL_REQUEST_H
#define COMITY_WEB_CORAL_REQUEST_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "policy/verdict.h"

struct coral_request {
    struct str body;
    bool is_reply;
    bool by_staff;
    struct str article_text,
        parent_text; /* where a sender adds story.text, comment.parentBody; else empty */
};

/* RC_INVALID names the member that is missing or of the wrong type. */
enum rc coral_request_read(struct str json, struct arena *a, struct coral_request *ret,
                           struct problem *problem) MUST_CHECK;
/* The answer's body. `spam_clauses` are separated by commas: what was found under these is spam, all else toxic. */
void coral_answer_write(struct buf *out, const struct verdict *v, struct str spam_clauses);
/* "NONE", "PREMOD", "SYSTEM_WITHHELD", "REJECTED". */
struct str coral_status(enum consequence c);

#endif
