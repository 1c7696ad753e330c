#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "../test.h"
#include "note.h"

static int setup(void **state)
{
    static struct test_store t;
    note_init(&t);
    *state = &t;
    return 0;
}

static int teardown(void **state)
{
    test_store_release(*state);
    return 0;
}

/* Holds the writer inside a job until the gate opens, so that a test can fill the queue behind it. */
struct gate {
    sem_t entered, open;
    _Atomic int passes;
};

static void gate_init(struct gate *g)
{
    sem_init(&g->entered, 0, 0);
    sem_init(&g->open, 0, 0);
    g->passes = 0;
}

static enum rc gate_job(struct db *db, void *gate)
{
    struct gate *g = gate;
    (void)db;
    if (atomic_fetch_add(&g->passes, 1) == 0) {
        sem_post(&g->entered);
        sem_wait(&g->open);
    }
    return RC_OK;
}

static void ignore(enum rc rc, void *ctx)
{
    (void)rc;
    (void)ctx;
}

/* One queued job with what became of it. */
struct item {
    int64_t id;
    enum rc rc;
    int done;  /* how often it was called */
    int order; /* which call of all it was */
    enum rc answer;
};

static _Atomic int done_calls;

static void item_done(enum rc rc, void *ctx)
{
    struct item *item = ctx;
    item->rc = rc;
    item->done++;
    item->order = atomic_fetch_add(&done_calls, 1);
}

static enum rc item_job(struct db *db, void *ctx)
{
    struct item *item = ctx;
    enum rc rc = note_add_job(db, &item->id);
    return rc == RC_OK ? item->answer : rc;
}

static void wait_until_idle(struct test_store *t)
{
    struct gate g;
    gate_init(&g);
    sem_post(&g.open);
    assert_ok(store_write_wait(t->store, gate_job, &g));
}

/* Queues the items behind a closed gate, so that they form one batch, and waits for all. */
static void run_batch(struct test_store *t, struct item *items, size_t count)
{
    static struct gate g;
    gate_init(&g);
    done_calls = 0;
    assert_ok(store_write(t->store, gate_job, ignore, &g));
    sem_wait(&g.entered);
    for (size_t i = 0; i < count; i++)
        assert_ok(store_write(t->store, item_job, item_done, &items[i]));
    sem_post(&g.open);
    wait_until_idle(t);
}

static void waiting_jobs_share_a_commit_and_each_is_done_once_in_order(void **state)
{
    struct test_store *t = *state;
    static struct item items[40];
    for (int i = 0; i < 40; i++)
        items[i] = (struct item){.id = i + 1};
    run_batch(t, items, 40);
    for (int i = 0; i < 40; i++) {
        assert_ok(items[i].rc);
        assert_int_equal(items[i].done, 1);
        assert_int_equal(items[i].order, i);
    }
    assert_int_equal(note_total(t), 40);
}

struct witness {
    struct test_store *t;
    int64_t seen; /* by a reader, when the first of a batch is reported */
};

static void witness_done(enum rc rc, void *ctx)
{
    struct witness *w = ctx;
    assert_ok(rc);
    w->seen = note_total(w->t);
}

static enum rc witness_job(struct db *db, void *ctx)
{
    (void)ctx;
    int64_t id = 1000;
    return note_add_job(db, &id);
}

static void the_first_report_of_a_batch_comes_after_the_commit_of_all(void **state)
{
    struct test_store *t = *state;
    static struct gate g;
    static struct item items[20];
    struct witness w = {.t = t};
    gate_init(&g);
    assert_ok(store_write(t->store, gate_job, ignore, &g));
    sem_wait(&g.entered);
    assert_ok(store_write(t->store, witness_job, witness_done, &w));
    for (int i = 0; i < 20; i++) {
        items[i] = (struct item){.id = i + 1};
        assert_ok(store_write(t->store, item_job, item_done, &items[i]));
    }
    sem_post(&g.open);
    wait_until_idle(t);
    assert_int_equal(w.seen, 21);
}

static void a_failing_job_leaves_no_trace_and_spares_its_neighbours(void **state)
{
    struct test_store *t = *state;
    static struct item items[10];
    for (int i = 0; i < 10; i++)
        items[i] = (struct item){.id = i + 1};
    items[3].answer = RC_FORBIDDEN; /* after it has written */
    items[7].id = 7;                /* number 6 has that one */
    run_batch(t, items, 10);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(items[i].done, 1);
        assert_int_equal(items[i].rc, i == 3 ? RC_FORBIDDEN : i == 7 ? RC_CONFLICT : RC_OK);
    }
    struct note_note_count_row row;
    assert_ok(note_note_count(t->db, &(struct note_note_count_in){1}, t->arena, &row));
    assert_int_equal(row.notes, 8);
    assert_int_equal(row.sum, 55 - 4 - 8);
}

static void every_job_of_a_batch_may_fail(void **state)
{
    struct test_store *t = *state;
    static struct item items[5];
    for (int i = 0; i < 5; i++)
        items[i] = (struct item){.id = i + 1, .answer = RC_LIMITED};
    run_batch(t, items, 5);
    for (int i = 0; i < 5; i++)
        assert_int_equal(items[i].rc, RC_LIMITED);
    assert_int_equal(note_total(t), 0);
}

static enum rc make_light_of_a_conflict(struct db *db, void *ctx)
{
    int64_t id = 1;
    (void)ctx;
    for (int i = 0; i < 2; i++)
        if (note_add_job(db, &id) != RC_OK)
            return RC_OK;
    return RC_OK;
}

static void a_job_cannot_hide_that_a_query_failed(void **state)
{
    struct test_store *t = *state;
    assert_int_equal(store_write_wait(t->store, make_light_of_a_conflict, NULL), RC_CONFLICT);
    assert_int_equal(note_total(t), 0);
}

static enum rc break_a_check(struct db *db, void *ctx)
{
    (void)ctx;
    return note_mark_add(db,
                         &(struct note_mark_add_in){.note_id = 1, .name = STR("a"), .weight = 0});
}

static void a_broken_check_is_invalid_and_the_writer_goes_on(void **state)
{
    struct test_store *t = *state;
    int64_t id = 1;
    assert_int_equal(store_write_wait(t->store, break_a_check, NULL), RC_INVALID);
    assert_ok(store_write_wait(t->store, note_add_job, &id));
}

struct reading {
    struct test_store *t;
    int64_t id;
    int64_t seen;
};

static enum rc write_and_count(struct db *db, void *ctx)
{
    struct reading *r = ctx;
    struct arena *scratch = arena_new(65536);
    struct note_note_count_row row = {0};
    enum rc rc = note_add_job(db, &r->id);
    if (rc == RC_OK)
        rc = note_note_count(db, &(struct note_note_count_in){1}, scratch, &row);
    r->seen = row.notes;
    arena_free(scratch);
    return rc;
}

static void a_job_reads_what_it_and_its_batch_wrote(void **state)
{
    struct test_store *t = *state;
    static struct gate g;
    static struct reading r[10];
    gate_init(&g);
    assert_ok(store_write(t->store, gate_job, ignore, &g));
    sem_wait(&g.entered);
    for (int i = 0; i < 10; i++) {
        r[i] = (struct reading){.t = t, .id = i + 1};
        assert_ok(store_write(t->store, write_and_count, ignore, &r[i]));
    }
    sem_post(&g.open);
    wait_until_idle(t);
    for (int i = 0; i < 10; i++)
        assert_int_equal(r[i].seen, i + 1);
}

static void the_queue_is_bounded_and_takes_jobs_again_afterwards(void **state)
{
    struct test_store *t = *state;
    static struct gate g;
    static struct item items[STORE_QUEUE_MAX];
    gate_init(&g);
    assert_ok(store_write(t->store, gate_job, ignore, &g));
    sem_wait(&g.entered);
    for (int i = 0; i < STORE_QUEUE_MAX; i++) {
        items[i] = (struct item){.id = i + 1};
        assert_ok(store_write(t->store, item_job, item_done, &items[i]));
    }
    struct item extra = {.id = 100000};
    assert_int_equal(store_write(t->store, item_job, item_done, &extra), RC_UNAVAILABLE);
    sem_post(&g.open);
    /* Full still: the first free place is the test's. */
    while (store_write(t->store, item_job, item_done, &extra) == RC_UNAVAILABLE)
        usleep(1000);
    wait_until_idle(t);
    assert_int_equal(extra.done, 1);
    for (int i = 0; i < STORE_QUEUE_MAX; i++)
        assert_int_equal(items[i].done, 1);
    assert_int_equal(note_total(t), STORE_QUEUE_MAX + 1);
}

static void closing_finishes_what_is_queued(void **state)
{
    struct test_store *t = *state;
    static struct item items[200];
    for (int i = 0; i < 200; i++) {
        items[i] = (struct item){.id = i + 1};
        assert_ok(store_write(t->store, item_job, item_done, &items[i]));
    }
    test_store_reopen(t);
    for (int i = 0; i < 200; i++)
        assert_int_equal(items[i].done, 1);
    assert_int_equal(note_total(t), 200);
}

#define THREADS 8
#define EACH    100

struct submitter {
    struct store *store;
    int64_t first;
    int failures;
};

static void *submit(void *context)
{
    struct submitter *s = context;
    for (int64_t id = s->first; id < s->first + EACH; id++)
        s->failures += store_write_wait(s->store, note_add_job, &id) != RC_OK;
    return NULL;
}

static void many_submitters_lose_nothing(void **state)
{
    struct test_store *t = *state;
    pthread_t threads[THREADS];
    struct submitter s[THREADS];
    for (int i = 0; i < THREADS; i++) {
        s[i] = (struct submitter){.store = t->store, .first = i * EACH + 1};
        assert_int_equal(pthread_create(&threads[i], NULL, submit, &s[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(s[i].failures, 0);
    }
    assert_int_equal(note_total(t), THREADS * EACH);
}

static void an_announced_job_is_done_and_none_need_follow(void **state)
{
    struct test_store *t = *state;
    for (int64_t id = 1; id <= 3; id++) {
        store_expect_write(t->store);
        usleep(2000); /* the writer gave up looking out for it */
        store_expect_write(t->store);
        assert_ok(store_write_wait(t->store, note_add_job, &id));
    }
    assert_int_equal(note_total(t), 3);
    store_expect_write(t->store); /* closing does not wait for it */
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(waiting_jobs_share_a_commit_and_each_is_done_once_in_order),
        T(the_first_report_of_a_batch_comes_after_the_commit_of_all),
        T(a_failing_job_leaves_no_trace_and_spares_its_neighbours),
        T(every_job_of_a_batch_may_fail),
        T(a_job_cannot_hide_that_a_query_failed),
        T(a_broken_check_is_invalid_and_the_writer_goes_on),
        T(a_job_reads_what_it_and_its_batch_wrote),
        T(the_queue_is_bounded_and_takes_jobs_again_afterwards),
        T(closing_finishes_what_is_queued),
        T(many_submitters_lose_nothing),
        T(an_announced_job_is_done_and_none_need_follow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
