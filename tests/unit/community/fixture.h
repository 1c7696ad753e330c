/*
 * What the community's tests stand on: a migrated store, a community with a clock that the test moves, standards
 * short enough to be read here, and the operations they repeat.
 */
#ifndef COMITY_TESTS_COMMUNITY_FIXTURE_H
#define COMITY_TESTS_COMMUNITY_FIXTURE_H

#include "community/account/account.h"
#include "community/comment/comment.h"
#include "community/community.h"
#include "community/comment/discussion.h"
#include "community/article/import.h"
#include "community/moderation/moderation.h"
#include "support/test_store.h"
#include "unit/test.h"

struct fixture {
    struct test_store store;
    struct clock clock;
    struct random random;
    struct signals *signals;
    struct community *community;
    struct community_reader reader;
    struct arena *arena; /* of the test */
    int64_t article_id;
    struct community_learning learning;   /* for the next start; zeroed: the defaults */
    struct community_sanctions sanctions; /* the same */
    struct community_limits limits;       /* the same */
};

/* A community with an article; registration without captcha. */
void fixture_init(struct fixture *f);
/* The same on `f->store`, which is open and may hold data of an earlier version; no article is added. */
void fixture_open(struct fixture *f);
void fixture_release(struct fixture *f);
/* For a test that gets a fixture of its own as its state; its ledger must be whole in the end. */
int fixture_set_up(void **state);
int fixture_tear_down(void **state);
#define FIXTURE_CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
/* The document in force, for another node. */
struct str fixture_standards(void);
/* Drops what is in memory, keeps the database. */
void fixture_restart(struct fixture *f);

/* An account without a password hash worth the time; roles as given. */
struct actor fixture_actor(struct fixture *f, const char *name, enum role role);
/* Prepares and commits; fails the test unless all is well. Returns the comment's id. */
int64_t fixture_post(struct fixture *f, const struct actor *actor, int64_t parent_id,
                     const char *body);
/* As many published comments, straight into the table and without counters: where what becomes of them matters. */
void fixture_fill(struct fixture *f, const struct actor *author, int64_t *ids, size_t count);
/* The same as fixture_post, giving what comment_commit said, and the draft. */
enum rc fixture_try(struct fixture *f, const struct actor *actor, const struct comment_input *input,
                    struct comment_draft **ret);
struct comment_view fixture_comment(struct fixture *f, int64_t id);
enum rc fixture_decide(struct fixture *f, const struct actor *actor, enum moderation_verb verb,
                       int64_t comment_id);

#endif
