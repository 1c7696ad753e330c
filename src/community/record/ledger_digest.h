/*
 * What the ledger's hashes are taken over: rows written as bytes in one way only, and SHA-256 of them. Private to this
 * folder; docs/AUDIT.md has the same in words, so that another program can recompute it.
 *
 *     integer: 8 bytes, two's complement, most significant first      text, bytes: length as integer, then the bytes
 *     what may be absent: one byte 0, or one byte 1 and the value      every digest begins with its own name as text
 *
 * Invariants:
 *  1. Two different rows are never the same bytes: every part has a fixed or a written length.
 *  2. Pure: no database, no clock.
 */
#ifndef COMITY_COMMUNITY_RECORD_LEDGER_DIGEST_H
#define COMITY_COMMUNITY_RECORD_LEDGER_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define LEDGER_DIGEST_BYTES 32

struct ledger_digest {
    uint8_t bytes[LEDGER_DIGEST_BYTES];
};

static inline struct str ledger_digest_str(const struct ledger_digest *d)
{
    return str_make((const char *)d->bytes, LEDGER_DIGEST_BYTES);
}
bool ledger_digest_is(const struct ledger_digest *d, struct str stored);

/* A row of `decision`; the record enters as the digest of its text, so that the text may be erased. */
struct ledger_decision {
    int64_t comment_id, seq, decided_ms, actor_id, action;
    bool has_from;
    int64_t from_status, to_status, revision;
    struct str clause, reason; /* p NULL: absent */
    struct str record_digest;  /* n 0: it has no record */
    int64_t standards_id;
};

/* A row of `audit`. */
struct ledger_action {
    int64_t id, actor_id;
    struct str action;
    int64_t target_id;
    struct str detail;
};

/* A row of `standards_version`. */
struct ledger_standards {
    int64_t id;
    struct str version, document;
    int64_t first_used_ms;
};

/* A row of `trust_event`. */
struct ledger_trust {
    int64_t id, account_id, at_ms, kind, comment_id;
    struct str clause;
    int64_t by_id;
};

/* An answered row of `verify_item`. */
struct ledger_answer {
    int64_t comment_id, revision, account_id, standards_id, acted;
    struct str clause;
    int64_t weight;
    struct str heads;
    int64_t answered_ms, answered_by;
    struct str answer_clause;
};

struct ledger_entry {
    int64_t chain, seq, made_ms, kind, subject_id, subject_seq;
    struct str digest;
};

struct ledger_digest ledger_digest_of_record(struct str record);
struct ledger_digest ledger_digest_of_decision(int64_t site_id, const struct ledger_decision *d);
struct ledger_digest ledger_digest_of_action(int64_t site_id, const struct ledger_action *a);
struct ledger_digest ledger_digest_of_standards(int64_t site_id, const struct ledger_standards *v);
struct ledger_digest ledger_digest_of_trust(int64_t site_id, const struct ledger_trust *t);
struct ledger_digest ledger_digest_of_answer(int64_t site_id, const struct ledger_answer *a);
/* An opening, a link and an erasure have nothing but their entry: the digest of `subject`, which is the linked hash or
 * the erased record's digest, or empty. */
struct ledger_digest ledger_digest_of_mark(struct str subject);
/* Of an entry; `before` is the hash of the one before it, empty for a chain's first. */
struct ledger_digest ledger_digest_of_entry(int64_t site_id, const struct ledger_entry *e,
                                            struct str before);

#endif
