/*
 * Learning from rulings: what moderators decide here corrects the models' probabilities here (signals/correction.h).
 *
 *   a decision, its undoing, an answer of the blind check, an edit, an erasure, feedback of a program
 *      └─ same transaction: learning_touch ──► touched + 1
 *   every second: learning_tick ── touched is ahead? ──► rulings that stand, read anew ──► learning_fit.h
 *                                                             └─► one write: words, version + 1, what it was made of
 *                 another version than the one in memory? ──► read, and swapped whole, as the judge is
 *
 * A ruling is what a person said last of a text that is still there: an undone decision is none, nor is one on a text that
 * was edited or erased since, or on one's own comment. src/community/learning/learning.def says which clause is about which head.
 * Since the correction is a function of the rulings that stand, whatever is taken back is unlearned exactly, and making it
 * anew from the decisions gives the same bits.
 *
 * Ownership: a reference keeps the correction it was taken on until it is given back.
 *
 * Invariants:
 *  1. A text is judged by one version; its context keeps what it met of that (policy/context.h).
 *  2. A finding that rests on what was learned holds at most, until of the answers in the blind check's sample at least
 *     remove_answers were about texts with so high a learned probability, and of these surely (Wilson's lower bound)
 *     remove_precision broke the standards.
 *  3. Of one person and one day at most LEARNING_DAY_RULINGS rulings are learned from: the newest.
 *  4. Hashes are stored, no words: a page shows a word only out of a comment that is there.
 *
 * Thread-safe, but learning_tick and learning_rebuild, which one thread calls.
 *
 * Must not: change what was decided.
 */
#ifndef COMITY_COMMUNITY_LEARNING_LEARNING_H
#define COMITY_COMMUNITY_LEARNING_LEARNING_H

#include "base/proportion.h"
#include "community/community.h"
#include "signals/correction.h"

#define LEARNING_SAMPLE_DAYS 90
#define LEARNING_DAY_RULINGS 200
#define LEARNING_NEWEST      200 /* comments on which the effect is tried out */
#define LEARNING_SHOWN       100 /* words, effects and tallies in a report */
#define LEARNING_VERSIONS    20

struct learning;
struct learning_correction;

/* Other rules from now on; on the thread that ticks. */
void learning_adjust(struct community *c, const struct community_learning *rules);
/* Until it is told rules, it does nothing. */
enum rc learning_new(struct learning **ret) MUST_CHECK;
/* How many corrections are remembered; on any thread. */
int64_t learning_versions_kept(const struct community *c);
void learning_free(struct learning *l); /* accepts NULL */

/* The correction in force with a reference; NULL when there is none. */
struct learning_correction *learning_ref(struct community *c);
void learning_unref(struct learning_correction *l); /* accepts NULL */
const struct correction *learning_get(const struct learning_correction *l);

/* Every second, and once before the first request; never from an event loop: waits for a write when there was something
 * to learn. Measures at most a few hundred texts at a time: a long history is learned over several ticks. */
enum rc learning_tick(struct community_reader *r) MUST_CHECK;
/* Reads the correction in force, if it has changed; learns nothing. */
enum rc learning_load(struct community_reader *r) MUST_CHECK;
/* Learns everything anew, whatever was learned before; RC_UNAVAILABLE before the standards are loaded. */
enum rc learning_rebuild(struct community_reader *r) MUST_CHECK;

/* --- inside jobs --- */
enum rc learning_touch(struct community *c, struct db *db) MUST_CHECK;
/* What models and correction said of a text, for the blind check's sample; empty without a correction. */
struct str learning_sample_text(const struct verdict *v, struct arena *a);

/* --- for administrators --- */
enum learning_verb { LEARNING_OFF, LEARNING_ON, LEARNING_RESET, LEARNING_REMAKE };
struct learning_change {
    struct community_job job;
    struct actor actor;
    enum learning_verb verb;
    int64_t reset_ms; /* to reset: rulings decided after this are forgotten */
};
/* Audited. The correction follows at the next tick. */
enum rc learning_change_submit(struct community_job *job) MUST_CHECK;

/* --- the report --- */
struct learning_tally {
    enum learning_tally_kind {
        LEARNING_CLAUSE = 1, /* name: slug; empty: found to break none */
        LEARNING_PERSON = 2, /* name: the account's */
        LEARNING_KEY = 3,    /* name: of the key */
        LEARNING_HEAD = 4,
    } kind;
    struct str name;
    int64_t breaks, fine;
};
struct learning_word {
    struct str word; /* as it stands in one of its comments */
    int32_t change[HEAD_COUNT];
    int64_t texts;
    int64_t comments[3]; /* where it comes from; 0: none, or gone */
};
struct learning_effect {
    int64_t comment_id;
    struct str body;
    size_t head;
    double probability, learned;
    enum consequence without, with;
};
struct learning_version {
    int64_t version, made_ms, digest, rulings, people, words;
};
/* Of texts with so high a probability, how many broke the standards; by the model alone and as corrected. */
struct learning_precision {
    int64_t model_count, learned_count;
    struct proportion model, learned;
    bool may_remove;
};
struct learning_report {
    bool is_on;                  /* by the settings, and not switched off */
    bool is_pending;             /* there is something that was not learned yet */
    struct learning_version now; /* version 0: none yet */
    struct learning_tally *tallies;
    size_t tally_count;
    struct learning_word *words; /* the strongest first */
    size_t word_count;
    struct learning_effect *effects;
    size_t effect_count;
    struct learning_version *versions; /* newest first */
    size_t version_count;
    struct learning_precision heads[HEAD_COUNT];
    int64_t sample;                           /* answers with a learned probability */
    int64_t remove_from;                      /* thousandths of probability */
    int64_t remove_precision, remove_answers; /* percent; number */
};
/* For moderators. */
enum rc learning_report(struct community_reader *r, const struct actor *actor, struct arena *a,
                        struct learning_report *ret) MUST_CHECK;
/* The report as one JSON object; docs/LEARNING.md describes it. */
void learning_write_json(struct buf *out, const struct learning_report *report);

#endif
