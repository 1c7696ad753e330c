/*
 * A verdict: what the standards say about one comment, and why.
 *
 * Invariants:
 *  1. A verdict other than publish names at least one finding; the first finding is the one that
 * decided.
 *  2. Spans range over the original's bytes and lie on character boundaries.
 *  3. The versions say which document, measurements and program it came from, so that it can be
 * replayed.
 *  4. What verdict_write_json writes, verdict_parse_json reads back the same, `facts` excepted, so that writing it
 * again gives the same bytes.
 *  5. A verdict's bytes depend on it and the text alone: members in a fixed order, numbers in their shortest form.
 *
 * Must not: decide anything; that is the judge's.
 */
#ifndef COMITY_POLICY_VERDICT_H
#define COMITY_POLICY_VERDICT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "policy/consequence.h"
#include "signals/signals.h"

struct judge_context;

/* One comparison the condition made, with what was measured. */
struct measure {
    struct str name; /* the signal or context fact */
    struct str test; /* as written, e.g. "capitals.ratio >= 0.7" */
    enum signal_kind kind;
    bool known;
    double number;
    struct str string;
};

/* What last changed the consequence that the clause's branch names. */
enum finding_change {
    FINDING_AS_WRITTEN,
    FINDING_TRUST,   /* a `for` line, by the author's level of trust */
    FINDING_REPEAT,  /* a `repeat` line, by the author's upheld removals under the clause */
    FINDING_BRAKE,   /* the emergency brake: demoted to flag */
    FINDING_REPORTS, /* met only because readers reported the comment: held instead of removed */
    FINDING_LEARNED, /* met only by what the site's rulings taught: held instead of removed */
    FINDING_MODELS,  /* met only by a model's probability: held instead of removed */
    FINDING_CHANGE_COUNT
};

/* How far a set of decisive words was reduced. */
enum decisive_minimal {
    DECISIVE_NOT_SOUGHT,
    DECISIVE_NONE,     /* no set of words is responsible */
    DECISIVE_SMALLEST, /* every smaller set of candidates was tried */
    DECISIVE_LOCAL,    /* each of its words is needed; there may be a smaller, other set */
    DECISIVE_BOUNDED,  /* the number of judgements ran out: some words may not be needed */
    DECISIVE_MINIMAL_COUNT
};

struct finding {
    struct str clause;       /* slug, e.g. "insults" */
    struct str clause_title; /* e.g. "Insults and threats" */
    enum consequence consequence;
    enum consequence written; /* the branch's; the same as `consequence` when FINDING_AS_WRITTEN */
    enum finding_change change;
    struct str condition; /* the condition that was met, as written in the document */
    const struct measure *measures;
    size_t measure_count;
    const struct evidence
        *evidence; /* signal is SIGNAL_COUNT when read back from a version that had another */
    size_t evidence_count;
    size_t evidence_left_out; /* read back: how many more there were than the record holds */
    /* Set by decisive_find (policy/decisive.h): words of the original, ascending. */
    const struct span *decisive;
    size_t decisive_count;
    bool decisive_known; /* there are such words */
    enum decisive_minimal decisive_minimal;
};

/* Who decided. The standards, unless it is said otherwise. */
enum verdict_decider {
    VERDICT_BY_STANDARDS,
    VERDICT_BY_MODERATOR,
    VERDICT_BY_ADMINISTRATOR,
    VERDICT_BY_AUTHOR,
    VERDICT_DECIDER_COUNT
};

struct verdict {
    enum consequence consequence;
    const struct finding *findings; /* strictest first, then in the document's order */
    size_t finding_count;
    struct str standards_version;
    struct str signals_version;
    struct str program_version;
    const struct facts *facts; /* NULL when read back */
    const struct judge_context
        *context; /* recorded when not NULL, with what `facts` measured of other texts */
    enum verdict_decider decided_by;
    struct str reason; /* a person's, in their words; empty for none */
    /* Of the text it is about, in hexadecimal: set for what is stored, empty otherwise and in records from before it was. */
    struct str text_sha256;
};

/* The digits of `text_sha256`. */
#define VERDICT_TEXT_SHA256_SIZE ((size_t)64)
struct str verdict_hash_text(struct arena *a, struct str text);
/* Those of a record that this program wrote, without reading the whole of it; empty: it holds none. */
struct str verdict_recorded_hash(struct str json);

/* "trust", "repeat", "brake", "reports", "learning"; "nothing" for FINDING_AS_WRITTEN. */
struct str finding_change_name(enum finding_change change);
/* "none", "smallest", "local", "bounded"; not of DECISIVE_NOT_SOUGHT. */
struct str decisive_minimal_name(enum decisive_minimal minimal);
/* "standards", "moderator", "administrator", "author". */
struct str verdict_decider_name(enum verdict_decider decider);

/* At most this many pieces of evidence of a finding are recorded. */
#define VERDICT_EVIDENCE_MAX 64
/* The longest record written or read, in bytes. */
#define VERDICT_JSON_MAX ((size_t)256 * 1024)

/* The record as JSON (docs/VERDICT.md describes it): what is stored, exported and shown. `original`
 * is the judged text; its marked words are quoted in the record. A person's decision is written the same way: a verdict
 * with decided_by and reason, and for a removal one finding with its clause and nothing measured. */
void verdict_write_json(struct buf *out, const struct verdict *v, struct str original);

/* The same members into an object that is open already. */
struct json;
void verdict_write_members(struct json *j, const struct verdict *v, struct str original);

/* Reads a record back for showing it; all of it lives in `a`. RC_INVALID for anything that is not a
 * record, RC_TOO_LARGE past VERDICT_JSON_MAX. Spans are checked to be in order, not against a text.
 */
enum rc verdict_parse_json(struct str json, struct arena *a, struct verdict *ret,
                           struct problem *problem) MUST_CHECK;

#endif
