/* Two processes on one database: whoever comes second decides on what the first has left. */
#include <pthread.h>
#include <stdio.h>

#include "community/record/ledger_verify.h"
#include "community/moderation/report.h"
#include "community/discipline/sanction.h"
#include "community/moderation/verify.h"
#include "queries.h"
#include "unit/community/node.h"

#define ROUNDS 25

/* One operation on the other node, begun at the same moment as one here. */
struct racer {
    pthread_barrier_t *start;
    enum rc (*submit)(struct community_job *job);
    struct community_job *job;
    enum rc rc;
};

static void *race(void *ctx)
{
    struct racer *r = ctx;
    pthread_barrier_wait(r->start);
    r->rc = community_run(r->submit, r->job);
    return NULL;
}

static void race_both(struct racer *here, struct racer *there)
{
    pthread_barrier_t start;
    pthread_t thread;
    pthread_barrier_init(&start, NULL, 2);
    here->start = there->start = &start;
    assert_int_equal(pthread_create(&thread, NULL, race, there), 0);
    race(here);
    pthread_join(thread, NULL);
    pthread_barrier_destroy(&start);
}

static struct moderation_decision decision_of(struct fixture *f, struct community *c,
                                              const struct actor *actor, enum moderation_verb verb,
                                              int64_t id)
{
    struct comment_view seen = fixture_comment(f, id);
    return (struct moderation_decision){
        .job = {.community = c, .arena = arena_new((size_t)4 * 1024 * 1024)},
        .actor = *actor,
        .verb = verb,
        .comment_id = id,
        .revision = seen.revision,
        .seen_status = seen.status,
        .clause = verb == MODERATION_REMOVE ? STR("mild") : STR(""),
    };
}

static size_t decisions_on(struct fixture *f, int64_t id)
{
    const struct actor admin = {.account_id = 1, .role = ROLE_ADMINISTRATOR};
    struct comment_decision *list;
    size_t count;
    assert_ok(comment_decisions(&f->reader, &admin, id, f->arena, &list, &count));
    return count;
}

/* What is kept beside the comments agrees with them: the thread's number and the author's. */
static void assert_counted(struct fixture *f, const struct actor *author, int64_t published,
                           int64_t removed)
{
    struct q_thread_get_row thread;
    struct q_account_tallies_row account;
    assert_ok(q_thread_get(f->reader.db,
                           &(struct q_thread_get_in){.site_id = 1, .article_id = f->article_id},
                           f->arena, &thread));
    assert_int_equal(thread.comment_count, published);
    assert_ok(q_account_tallies(
        f->reader.db, &(struct q_account_tallies_in){.site_id = 1, .id = author->account_id},
        f->arena, &account));
    assert_int_equal(account.published_count, published);
    assert_int_equal(account.removed_count, removed);
}

static void of_two_moderators_at_once_one_decides_and_one_is_told(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "Reader", ROLE_READER);
    struct actor first = fixture_actor(f, "First", ROLE_MODERATOR);
    struct actor second = fixture_actor(f, "Second", ROLE_MODERATOR);
    struct node other;
    int64_t published = 0, removed = 0;
    char text[80];
    node_start(f, &other);
    for (int i = 0; i < ROUNDS; i++) {
        snprintf(text, sizeof text, "Damn, what a day number %d was on the island", i);
        int64_t id = fixture_post(f, &reader, 0, text);
        struct moderation_decision a = decision_of(f, f->community, &first, MODERATION_APPROVE, id);
        struct moderation_decision b =
            decision_of(f, other.community, &second, MODERATION_REMOVE, id);
        struct racer here = {.submit = moderation_decide_submit, .job = &a.job};
        struct racer there = {.submit = moderation_decide_submit, .job = &b.job};
        race_both(&here, &there);
        assert_true((here.rc == RC_OK) != (there.rc == RC_OK));
        assert_int_equal(here.rc == RC_OK ? there.rc : here.rc, RC_CONFLICT);
        enum comment_status status = fixture_comment(f, id).status;
        assert_int_equal(status, here.rc == RC_OK ? COMMENT_PUBLISHED : COMMENT_REMOVED);
        assert_int_equal(decisions_on(f, id), 2);
        published += status == COMMENT_PUBLISHED;
        removed += status == COMMENT_REMOVED;
        assert_counted(f, &reader, published, removed);
        arena_free(a.job.arena);
        arena_free(b.job.arena);
    }
    node_stop(&other);
}

static void a_removal_and_the_authors_deletion_at_once_are_one_of_both(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "Reader", ROLE_READER);
    struct actor moderator = fixture_actor(f, "First", ROLE_MODERATOR);
    struct node other;
    int64_t removed = 0;
    char text[80];
    node_start(f, &other);
    for (int i = 0; i < ROUNDS; i++) {
        snprintf(text, sizeof text, "Damn, what a day number %d was on the island", i);
        int64_t id = fixture_post(f, &reader, 0, text);
        struct moderation_decision a =
            decision_of(f, f->community, &moderator, MODERATION_REMOVE, id);
        struct comment_deletion b = {
            .job = {.community = other.community, .arena = arena_new((size_t)4 * 1024 * 1024)},
            .actor = reader,
            .comment_id = id};
        struct racer here = {.submit = moderation_decide_submit, .job = &a.job};
        struct racer there = {.submit = comment_delete_submit, .job = &b.job};
        race_both(&here, &there);
        assert_true((here.rc == RC_OK) != (there.rc == RC_OK));
        struct comment_view now = fixture_comment(f, id);
        assert_int_equal(now.status, here.rc == RC_OK ? COMMENT_REMOVED : COMMENT_DELETED);
        assert_int_equal(now.body.n == 0, there.rc == RC_OK);
        removed += here.rc == RC_OK;
        assert_counted(f, &reader, 0, removed);
        arena_free(a.job.arena);
        arena_free(b.job.arena);
    }
    node_stop(&other);
}

static struct sanction_order block_of(struct community *c, const struct actor *by,
                                      const struct actor *on)
{
    return (struct sanction_order){
        .job = {.community = c, .arena = arena_new((size_t)4 * 1024 * 1024)},
        .actor = *by,
        .account_id = on->account_id,
        .kind = SANCTION_BLOCK,
        .clause = STR("mild"),
        .reason = STR("Names for the crew."),
        .grave = STR("Threats."),
        .seen_id = -1,
    };
}

static void lift_block(struct fixture *f, const struct actor *by, const struct actor *on)
{
    struct sanction s;
    assert_ok(
        sanction_active(f->community, f->reader.db, on->account_id, SANCTION_BLOCK, f->arena, &s));
    struct sanction_lift_order op = {.job = {.community = f->community, .arena = f->arena},
                                     .actor = *by,
                                     .lifting = {.account_id = on->account_id,
                                                 .sanction_id = s.id,
                                                 .end = SANCTION_LIFTED,
                                                 .why = STR("Enough.")}};
    assert_ok(community_run(sanction_lift_submit, &op.job));
}

static size_t blocks_of(struct fixture *f, const struct actor *on)
{
    const struct actor all = {.account_id = 1, .role = ROLE_ADMINISTRATOR};
    struct sanction *list;
    size_t count;
    assert_ok(sanction_list(&f->reader, &all, on->account_id, f->arena, &list, &count));
    return count;
}

static void two_moderators_who_block_at_once_make_one_block(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "Reader", ROLE_READER);
    struct actor first = fixture_actor(f, "First", ROLE_MODERATOR);
    struct actor second = fixture_actor(f, "Second", ROLE_MODERATOR);
    struct node other;
    node_start(f, &other);
    for (size_t i = 0; i < ROUNDS; i++) {
        struct sanction_order a = block_of(f->community, &first, &reader);
        struct sanction_order b = block_of(other.community, &second, &reader);
        struct racer here = {.submit = sanction_give_submit, .job = &a.job};
        struct racer there = {.submit = sanction_give_submit, .job = &b.job};
        f->clock.fixed_ms += 1000;
        race_both(&here, &there);
        assert_true((here.rc == RC_OK) != (there.rc == RC_OK));
        assert_int_equal(here.rc == RC_OK ? there.rc : here.rc, RC_CONFLICT);
        assert_int_equal(blocks_of(f, &reader), i + 1);
        lift_block(f, &first, &reader);
        arena_free(a.job.arena);
        arena_free(b.job.arena);
    }
    node_stop(&other);
}

/* Whichever came first: once the block is acknowledged, nothing more of the reader's is taken. */
static void a_comment_and_a_block_at_once_are_in_one_order(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "Reader", ROLE_READER);
    struct actor moderator = fixture_actor(f, "First", ROLE_MODERATOR);
    struct node other;
    char text[80];
    int64_t published = 0;
    node_start(f, &other);
    for (int i = 0; i < ROUNDS; i++) {
        struct comment_draft *draft, *late;
        struct problem problem = {0};
        struct arena *arena = arena_new((size_t)4 * 1024 * 1024);
        snprintf(text, sizeof text, "An ordinary comment on the ferry, number %d of many", i);
        const struct comment_input input = {.article_id = f->article_id,
                                            .body = str_from_cstr(text)};
        const struct comment_input after = {.article_id = f->article_id,
                                            .body = STR("One that comes after the block.")};
        f->clock.fixed_ms += 1000;
        assert_ok(comment_prepare(&f->reader, &reader, &input, arena, &draft, &problem));
        assert_ok(comment_prepare(&f->reader, &reader, &after, f->arena, &late, &problem));
        struct sanction_order block = block_of(other.community, &moderator, &reader);
        struct racer here = {.submit = comment_commit_submit, .job = &draft->job};
        struct racer there = {.submit = sanction_give_submit, .job = &block.job};
        race_both(&here, &there);
        assert_ok(there.rc);
        assert_true(here.rc == RC_OK || here.rc == RC_FORBIDDEN);
        published += here.rc == RC_OK;
        assert_counted(f, &reader, published, 0);
        assert_int_equal(community_run(comment_commit_submit, &late->job), RC_FORBIDDEN);
        lift_block(f, &moderator, &reader);
        arena_free(block.job.arena);
        arena_free(arena);
    }
    node_stop(&other);
}

/* Each blocks the other: one is blocked, and one is left who can act. */
static void two_administrators_who_block_each_other_leave_one(void **state)
{
    struct fixture *f = *state;
    struct actor one = fixture_actor(f, "One", ROLE_ADMINISTRATOR);
    struct actor two = fixture_actor(f, "Two", ROLE_ADMINISTRATOR);
    struct node other;
    node_start(f, &other);
    for (size_t i = 0; i < ROUNDS; i++) {
        struct sanction_order a = block_of(f->community, &one, &two);
        struct sanction_order b = block_of(other.community, &two, &one);
        struct racer here = {.submit = sanction_give_submit, .job = &a.job};
        struct racer there = {.submit = sanction_give_submit, .job = &b.job};
        f->clock.fixed_ms += 1000;
        race_both(&here, &there);
        assert_true((here.rc == RC_OK) != (there.rc == RC_OK));
        assert_int_equal(here.rc == RC_OK ? there.rc : here.rc, RC_FORBIDDEN);
        lift_block(f, here.rc == RC_OK ? &one : &two, here.rc == RC_OK ? &two : &one);
        arena_free(a.job.arena);
        arena_free(b.job.arena);
    }
    node_stop(&other);
}

/* Three reports hold a comment; the second and third come at once, each on a node of its own. */
static void reports_at_once_are_all_counted(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "Reader", ROLE_READER);
    struct actor who[3] = {fixture_actor(f, "One", ROLE_READER),
                           fixture_actor(f, "Two", ROLE_READER),
                           fixture_actor(f, "Three", ROLE_READER)};
    struct node other;
    char text[80];
    node_start(f, &other);
    for (int i = 0; i < 5; i++) {
        snprintf(text, sizeof text, "An ordinary comment on the ferry, number %d of several", i);
        int64_t id = fixture_post(f, &reader, 0, text);
        struct report_submission ops[3];
        for (int k = 0; k < 3; k++)
            ops[k] = (struct report_submission){
                .job = {.community = k == 2 ? other.community : f->community,
                        .arena = arena_new((size_t)16 * 1024 * 1024)},
                .actor = who[k],
                .comment_id = id,
                .clause = STR("reported")};
        assert_ok(community_run(report_submit, &ops[0].job));
        struct racer here = {.submit = report_submit, .job = &ops[1].job};
        struct racer there = {.submit = report_submit, .job = &ops[2].job};
        race_both(&here, &there);
        assert_ok(here.rc);
        assert_ok(there.rc);
        assert_int_equal(fixture_comment(f, id).status, COMMENT_HELD);
        assert_counted(f, &reader, 0, 0);
        for (int k = 0; k < 3; k++)
            arena_free(ops[k].job.arena);
    }
    node_stop(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(of_two_moderators_at_once_one_decides_and_one_is_told),
        FIXTURE_CASE(a_removal_and_the_authors_deletion_at_once_are_one_of_both),
        FIXTURE_CASE(reports_at_once_are_all_counted),
        FIXTURE_CASE(two_moderators_who_block_at_once_make_one_block),
        FIXTURE_CASE(a_comment_and_a_block_at_once_are_in_one_order),
        FIXTURE_CASE(two_administrators_who_block_each_other_leave_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
