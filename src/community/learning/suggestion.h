/*
 * Scores that programs suggest (comments:suggestscore): what people elsewhere decided about a text, as a number from 0 to 1
 * for an attribute. Learning from rulings reads them.
 *
 * Invariants:
 *  1. The last opinion that a key gave on a text stands; there is one a key, text and attribute.
 *  2. Of one key no more than limits.suggestions_a_day are taken within 24 hours, so that a program gone wrong does not fill
 *     the disk.
 *  3. Nothing is older than limits.suggestion_keep_ms: community_sweep forgets it, text and all; with 0 nothing is taken.
 *
 * Must not: score; know HTTP.
 */
#ifndef COMITY_COMMUNITY_LEARNING_SUGGESTION_H
#define COMITY_COMMUNITY_LEARNING_SUGGESTION_H

#include "community/community.h"

struct suggestion_score {
    struct str attribute; /* of signals/attribute.h, without a version */
    double value;         /* 0 to 1 */
};

struct suggestion_add {
    struct community_job job;
    int64_t key_id;
    struct str text, parent; /* valid UTF-8 without NUL; parent empty: no reply */
    struct str language;     /* ISO 639-1, or empty */
    struct str community, token;
    const struct suggestion_score *scores;
    size_t score_count;
};
/* Nothing is written when the site keeps no suggestions. RC_LIMITED, with the problem in words: too many of one key. */
enum rc suggestion_add_submit(struct community_job *job) MUST_CHECK;
/* Inside a job: forgets what is too old, and what was learned of it. */
enum rc suggestion_sweep(struct community *c, struct db *db) MUST_CHECK;
/* Whether suggestions are kept at all. */
bool suggestion_kept(const struct community *c);

struct suggestion_view {
    int64_t key_id, text_hash, suggested_ms;
    struct str attribute;
    double value;
    struct str language, text, parent, community, token;
};
/* Those from `since_ms` on, newest first, at most `max`. */
enum rc suggestion_list(struct community_reader *r, int64_t since_ms, size_t max, struct arena *a,
                        struct suggestion_view **ret, size_t *ret_count) MUST_CHECK;

#endif
