/*
 * A site that learns, for tests: comments with a word nobody else minds, ruled on.
 */
#ifndef COMITY_TESTS_COMMUNITY_LEARNING_SITE_H
#define COMITY_TESTS_COMMUNITY_LEARNING_SITE_H

#include "community/learning/learning.h"
#include "unit/community/fixture.h"

#define WALNUT "Now listen, you walnut"
#define FINE   "A calm and reasonable remark about the ferry."

#define LEARNING_SUBJECTS 10
#define LEARNING_RULINGS  (2 * LEARNING_SUBJECTS)

/* "insults" removes by learned.insult, "manners" is decided by moderators; everything is drawn for the blind check. */
extern const char learning_document[];
extern const char *const learning_subjects[LEARNING_SUBJECTS];
/* Rules by which words are learned quickly and far, so that the tests do not hang on what the model says of them. */
extern const struct community_learning learning_eager;

struct learning_site {
    struct fixture *f;
    struct actor reader, mary, max, admin; /* mary and max are moderators */
};
struct learning_site learning_site_open(void **state, const struct community_learning *rules);
void learning_site_restart(struct fixture *f);

/* In few commits. */
void learning_site_post(struct learning_site *s, struct str *bodies, size_t count,
                        int64_t *ret_ids);
void learning_site_decide(struct learning_site *s, const struct actor *who,
                          enum moderation_verb verb, const int64_t *ids, size_t count);
/* LEARNING_RULINGS comments with the word, removed as insults. */
void learning_site_remove(struct learning_site *s, const char *word, const struct actor *who,
                          int64_t *ret_ids);
void learning_site_post_walnuts(struct learning_site *s, size_t count, int64_t *ret_ids);
/* max takes everything that waits for the blind check and says that each breaks the clause, or nothing. */
void learning_site_answer(struct learning_site *s, const char *clause);
/* Three seconds later. */
void learning_site_tick(struct learning_site *s);
enum rc learning_site_change(struct learning_site *s, const struct actor *who,
                             enum learning_verb verb, int64_t reset_ms);

struct learning_measured {
    bool known;
    double model, learned; /* of the head insult */
};
struct learning_measured learning_site_measure(struct learning_site *s, const char *body);
struct str learning_site_words(struct learning_site *s);
struct learning_report learning_site_report(struct learning_site *s);

#endif
