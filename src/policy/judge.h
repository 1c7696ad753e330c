/*
 * The judge: text in, verdict out. The one way anything is judged: the site, `comity check`, the
 * importer, the standards' own tests and the replay all call judge_comment.
 *
 *     text_prepare -> signals_measure, list_set_match -> every clause of the document:
 *     its condition, then escalation_apply -> the strictest consequence
 *
 * Ownership: a judge is read-only after judge_new and shared by all threads; a new document is a
 * new judge. A verdict views the judge's document: it lives as long as both the arena and the
 * standards.
 *
 * Invariants:
 *  1. The same text, context, document and signals give the same verdict.
 *  2. The consequence does not depend on the order of the clauses.
 *  3. A judgement allocates only from the arena it is given.
 *
 * Must not: read the clock, log, or know who may see a verdict.
 */
#ifndef COMITY_POLICY_JUDGE_H
#define COMITY_POLICY_JUDGE_H

#include "policy/standards.h"
#include "policy/verdict.h"
#include "signals/signals.h"

/* A number that belongs to one clause. */
struct judge_tally {
    struct str clause; /* slug */
    int64_t number;
};

/* Facts that clauses may ask about besides the signals; src/policy/fact.def names them. Zeroed
 * means: nothing known, no privileges. The numbers about the author count as known when
 * signals.author.known. */
struct judge_context {
    struct signal_context signals;
    bool author_is_staff;
    bool author_is_premoderated; /* a moderator has every comment of the author held first */
    bool author_is_verified;     /* an administrator has confirmed who the author is */
    struct str author_role;      /* "reader", "author", "moderator", "administrator" */
    int64_t author_trust;        /* whole points at the time of judging */
    int64_t author_account_age_days;
    int64_t author_published_comments;
    int64_t author_removed_comments;
    int64_t author_verified_comments; /* found good by a person */
    int64_t author_upheld_removals; /* removed or confirmed as removed by a person, and it stood */
    const struct judge_tally *upheld; /* one for each of those removals; number: days ago */
    size_t upheld_count;
    bool is_reply;
    struct {
        bool known;
        struct str section; /* slug */
        int64_t age_hours;
        int64_t thread_comments; /* published ones */
    } article;
    int64_t reports_readers;           /* readers who reported this comment */
    const struct judge_tally *reports; /* by clause; number: readers who named it */
    size_t report_count;
    struct {
        bool known;
        int64_t copies;   /* nearly identical comments by others in the last day */
        int64_t accounts; /* accounts they came from */
    } campaign;
    const struct str *braked; /* slugs of clauses under the emergency brake */
    size_t braked_count;
    /* For examples: counted under every clause, on top of `upheld` and `reports`. */
    int64_t upheld_here, reports_here;
};

struct judge;

/* The judge views `standards` and `signals`, which must outlive it. */
enum rc judge_new(const struct standards *standards, const struct signals *signals,
                  struct judge **ret, struct problem *problem) MUST_CHECK;
void judge_free(struct judge *j);
const struct standards *judge_standards(const struct judge *j);
const struct signals *judge_signals(const struct judge *j);

/* Judges `original`; the verdict and all it points to live in `a`. Errors as text_prepare. */
enum rc judge_comment(const struct judge *j, struct str original,
                      const struct judge_context *context, struct arena *a,
                      struct verdict *ret) MUST_CHECK;
/* The same of a text that is prepared already; nothing of it but the original is viewed afterwards. */
enum rc judge_text(const struct judge *j, const struct text *t, const struct judge_context *context,
                   struct arena *a, struct verdict *ret) MUST_CHECK;

/* What one clause alone comes to, CONSEQUENCE_PUBLISH where it does not apply: as judge_comment would find it, but
 * only what the clause asks about is measured. RC_NOT_FOUND for a slug that is no clause's. */
enum rc judge_clause(const struct judge *j, struct str original,
                     const struct judge_context *context, struct str clause, struct arena *a,
                     enum consequence *ret) MUST_CHECK;

/* The same by two documents, measured once: what would another document say? Both judges have the same signals. */
enum rc judge_by_both(const struct judge *first, const struct judge *second, struct str original,
                      const struct judge_context *context, struct arena *a,
                      struct verdict *ret_first, struct verdict *ret_second) MUST_CHECK;

/* Only measures: every fact that conditions may ask about, the document's own included, as
 * judge_comment would find it (fact_sheet_enter_clause sets those that belong to one clause). */
struct fact_sheet;
enum rc judge_measure(const struct judge *j, struct str original,
                      const struct judge_context *context, struct arena *a,
                      struct fact_sheet *ret) MUST_CHECK;

#endif
