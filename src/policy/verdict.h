/*
 * A verdict: what the standards say about one comment, and why.
 *
 * Invariants:
 *  1. A verdict other than publish names at least one finding; the first finding is the one that decided.
 *  2. Spans range over the original's bytes and lie on character boundaries.
 *  3. The versions say which document, measurements and program it came from, so that it can be replayed.
 */
#ifndef COMITY_POLICY_VERDICT_H
#define COMITY_POLICY_VERDICT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "signals/signals.h"

/* The ladder, mildest first; precedence is the order. Numbers are stored: never renumber. */
enum consequence {
    CONSEQUENCE_PUBLISH = 0,
    CONSEQUENCE_FLAG = 1,   /* published, and shown to a moderator */
    CONSEQUENCE_NUDGE = 2,  /* the author is asked to reconsider; sent as it is, it is held */
    CONSEQUENCE_HOLD = 3,   /* waits for a moderator */
    CONSEQUENCE_REMOVE = 4, /* not published; the author is told the clause */
};
struct str consequence_name(enum consequence c); /* "publish", ... */
enum rc consequence_parse(struct str name, enum consequence *ret) MUST_CHECK;

struct finding {
    struct str clause;       /* slug, e.g. "insults" */
    struct str clause_title; /* e.g. "Insults and threats" */
    enum consequence consequence;
    struct str condition; /* the condition that was met, as written in the document */
    const struct evidence *evidence;
    size_t evidence_count;
};

struct verdict {
    enum consequence consequence;
    const struct finding *findings; /* strictest first, then in the document's order */
    size_t finding_count;
    struct str standards_version;
    struct str signals_version;
    struct str program_version;
    const struct facts *facts;
};

/* The record as JSON (docs/VERDICT.md describes it): what is stored, exported and shown. `original` is the
 * judged text; its marked words are quoted in the record. */
void verdict_write_json(struct buf *out, const struct verdict *v, struct str original);

#endif
