/* Two processes on one database: deleting, coming back, writing and erasing at the same moment. */
#include <pthread.h>

#include "community/record/ledger_verify.h"
#include "community/leaving/leaving.h"
#include "unit/community/intruder.h"
#include "unit/community/node.h"

#define ROUNDS 12

struct move {
    struct community_job job;
    int64_t account_id, purge_ms;
};

static enum rc run_hide(struct db *db, struct community_job *job)
{
    struct move *m = (struct move *)job;
    return leaving_hide(job, db, m->account_id, LEAVING_OWN, m->account_id, &m->purge_ms);
}

static enum rc run_show(struct db *db, struct community_job *job)
{
    struct move *m = (struct move *)job;
    return leaving_show(job, db, m->account_id, LEAVING_OWN);
}

static enum rc submit_hide(struct community_job *job)
{
    job->run = run_hide;
    return community_submit(job);
}

static enum rc submit_show(struct community_job *job)
{
    job->run = run_show;
    return community_submit(job);
}

struct racer {
    pthread_barrier_t *start;
    enum rc (*act)(void *ctx);
    void *ctx;
    enum rc rc;
};

static void *race(void *ctx)
{
    struct racer *r = ctx;
    pthread_barrier_wait(r->start);
    r->rc = r->act(r->ctx);
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

static enum rc act_hide(void *ctx)
{
    return community_run(submit_hide, ctx);
}

static enum rc act_show(void *ctx)
{
    return community_run(submit_show, ctx);
}

static enum rc act_purge(void *ctx)
{
    struct problem problem = {0};
    struct move *m = ctx;
    return leaving_purge(m->job.community, m->account_id, &problem);
}

static enum rc act_commit(void *ctx)
{
    struct comment_draft *draft = ctx;
    return community_run(comment_commit_submit, &draft->job);
}

static struct move move_of(struct community *c, int64_t account_id)
{
    return (struct move){.job = {.community = c, .arena = arena_new((size_t)8 * 1024 * 1024)},
                         .account_id = account_id};
}

static void settle(struct fixture *f, struct node *n)
{
    struct problem problem = {0};
    assert_ok(leaving_finish(f->community, &problem));
    assert_ok(leaving_finish(n->community, &problem));
}

static int64_t shown_count(struct fixture *f)
{
    struct discussion_page page;
    int64_t count = 0;
    assert_ok(
        discussion_page(&f->reader, f->article_id, DISCUSSION_NEWEST, STR(""), f->arena, &page));
    for (size_t i = 0; i < page.count; i++)
        count += !page.comments[i].tombstone;
    return count;
}

static int64_t thread_count(struct fixture *f)
{
    struct discussion_thread thread;
    assert_ok(discussion_thread(&f->reader, f->article_id, &thread));
    return thread.comment_count;
}

static struct actor leaver(struct fixture *f, int round)
{
    return fixture_actor(f, arena_printf(f->arena, "leaver%d", round).p, ROLE_READER);
}

static void what_is_written_while_the_account_goes_is_never_seen(void **state)
{
    struct fixture *f = *state;
    struct node n;
    node_start(f, &n);
    for (int i = 0; i < ROUNDS; i++) {
        struct actor a = leaver(f, i);
        struct comment_draft *draft;
        struct problem problem = {0};
        const struct comment_input input = {
            .article_id = f->article_id,
            .body = arena_printf(f->arena, "A last word about the ferry, number %d.", i)};
        assert_ok(comment_prepare(&n.reader, &a, &input, f->arena, &draft, &problem));
        struct move m = move_of(f->community, a.account_id);
        struct racer here = {.act = act_hide, .ctx = &m}, there = {.act = act_commit, .ctx = draft};
        race_both(&here, &there);
        assert_ok(here.rc);
        settle(f, &n);
        assert_int_equal(shown_count(f), 0);
        assert_int_equal(thread_count(f), 0);
        /* It comes back if and only if it was acknowledged. */
        struct move back = move_of(f->community, a.account_id);
        assert_ok(act_show(&back));
        settle(f, &n);
        assert_int_equal(shown_count(f), there.rc == RC_OK);
        assert_int_equal(thread_count(f), there.rc == RC_OK);
        struct move again = move_of(f->community, a.account_id);
        assert_ok(act_hide(&again));
        settle(f, &n);
        arena_free(m.job.arena);
        arena_free(back.job.arena);
        arena_free(again.job.arena);
    }
    node_stop(&n);
}

static void of_restoring_and_erasing_at_once_one_wins_whole(void **state)
{
    struct fixture *f = *state;
    struct node n;
    int64_t shown = 0;
    node_start(f, &n);
    for (int i = 0; i < ROUNDS; i++) {
        struct actor a = leaver(f, i);
        for (int k = 0; k < 3; k++)
            fixture_post(f, &a, 0,
                         arena_printf(f->arena, "Remark %d of round %d on the ferry.", k, i).p);
        struct move gone = move_of(f->community, a.account_id);
        assert_ok(act_hide(&gone));
        struct move back = move_of(f->community, a.account_id);
        struct move purge = move_of(n.community, a.account_id);
        struct racer here = {.act = act_show, .ctx = &back},
                     there = {.act = act_purge, .ctx = &purge};
        race_both(&here, &there);
        settle(f, &n);
        assert_true((here.rc == RC_OK) != (there.rc == RC_OK));
        shown += here.rc == RC_OK ? 3 : 0;
        assert_int_equal(shown_count(f), shown);
        assert_int_equal(thread_count(f), shown);
        arena_free(gone.job.arena);
        arena_free(back.job.arena);
        arena_free(purge.job.arena);
    }
    node_stop(&n);
}

static void of_two_deletions_at_once_one_is_made(void **state)
{
    struct fixture *f = *state;
    struct node n;
    node_start(f, &n);
    for (int i = 0; i < ROUNDS; i++) {
        struct actor a = leaver(f, i);
        fixture_post(f, &a, 0, arena_printf(f->arena, "Remark of round %d on the ferry.", i).p);
        struct move first = move_of(f->community, a.account_id);
        struct move second = move_of(n.community, a.account_id);
        struct racer here = {.act = act_hide, .ctx = &first},
                     there = {.act = act_hide, .ctx = &second};
        race_both(&here, &there);
        settle(f, &n);
        assert_int_equal((here.rc == RC_OK) + (there.rc == RC_OK), 1);
        assert_int_equal((here.rc == RC_CONFLICT) + (there.rc == RC_CONFLICT), 1);
        assert_int_equal(thread_count(f), 0);
        arena_free(first.job.arena);
        arena_free(second.job.arena);
    }
    node_stop(&n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(what_is_written_while_the_account_goes_is_never_seen),
        FIXTURE_CASE(of_restoring_and_erasing_at_once_one_wins_whole),
        FIXTURE_CASE(of_two_deletions_at_once_one_is_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
