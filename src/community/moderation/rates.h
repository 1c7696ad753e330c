/*
 * How often each clause errs, measured: from the answers of the blind check (verify.h).
 *
 * Two errors. A clause acts wrongly when it held or removed a comment and a person, not knowing that, finds that the
 * comment breaks nothing. It misses when a comment was published and a person finds that it breaks the clause. Both
 * are shares of a random sample, so each comes with the interval in which the true share lies with 95 %
 * (base/proportion.h); texts drawn with different chances count by their weight.
 *
 * Invariants:
 *  1. Comments in the sample are a random part of all: nothing but answers decides a rate.
 *  2. An action found to break another clause than the one named is counted apart: the action was right, its reason
 *     was not.
 */
#ifndef COMITY_COMMUNITY_MODERATION_RATES_H
#define COMITY_COMMUNITY_MODERATION_RATES_H

#include "base/buf.h"
#include "base/proportion.h"
#include "community/community.h"

#define RATES_DAYS 90

struct rates_clause {
    struct str slug, title;
    bool by_moderators;             /* the machine never acts under it */
    int64_t acted;                  /* sampled actions of the machine under this clause */
    int64_t wrong;                  /* of them found to break nothing */
    int64_t other;                  /* of them found to break another clause only */
    struct proportion wrong_share;  /* of all such actions */
    int64_t missed;                 /* sampled published comments found to break this clause */
    struct proportion missed_share; /* of all published comments */
};

struct rates {
    int64_t since_ms;
    const struct rates_clause *clauses; /* of the standards in force, in their order */
    size_t clause_count;
    int64_t published, broken; /* sampled published comments, and those that break any clause */
    struct proportion broken_share;
    int64_t acted, wrong; /* under whatever clause */
    struct proportion wrong_share;
};

struct rates_report {
    struct str standards_version;
    struct rates in_force; /* by the document in force, since it came in force */
    struct rates lately;   /* by whatever document, in the last RATES_DAYS days */
};
/* For moderators. RC_UNAVAILABLE before the first standards. */
enum rc rates_get(struct community_reader *r, const struct actor *actor, struct arena *a,
                  struct rates_report *ret) MUST_CHECK;

/* The report as one JSON object; docs/MODERATION.md describes it. `a` for sentences. */
void rates_write_json(struct buf *out, const struct rates_report *report, struct arena *a);

/* One clause in a sentence: "3 of 40 actions wrong (2.6 to 19.9 %), misses 1.2 per 1,000 published (0.3 to 4.1)". */
struct str rates_sentence(struct arena *a, const struct rates_clause *c, int64_t published);

#endif
