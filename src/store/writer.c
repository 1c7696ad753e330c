#include "store/writer.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

#include "base/clock.h"
#include "base/random.h"

#define TAKEN_MAX     512    /* jobs in one batch, whatever the engine allows */
#define IDLE_MS       500    /* this long without a job is being idle */
#define WATCH_NS      250000 /* how long an announced job is waited for awake */
#define LONE_ATTEMPTS 5
#define PAUSE_NS      4000000 /* before a job's first lone attempt, at most; doubles with each */

struct job {
    store_job_fn run;
    store_done_fn done;
    void *ctx;
};

struct writer {
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    /* under the lock */
    struct job *ring;
    size_t first; /* index of the oldest job */
    size_t count;
    bool asleep;
    bool expecting; /* a job was announced */
    bool stopping;
    _Atomic bool arrived; /* a job came since the watch for it began; without the lock */
    /* of the thread alone */
    struct job taken[TAKEN_MAX];
    enum rc results[TAKEN_MAX];
};

static enum rc run_job(struct db *db, const struct job *job)
{
    db->failure = RC_OK;
    enum rc rc = job->run(db, job->ctx);
    /* What is not there is an answer; a query that failed is a failure even if the job makes light
     * of it. */
    return rc == RC_OK ? db->failure : rc;
}

/* All jobs of a range in one transaction. Returns false when it was lost: nothing is kept, run them
 * again. */
static bool run_together(struct writer *w, size_t from, size_t to, bool careful)
{
    struct db *db = w->db;
    bool single = to - from == 1;
    enum rc rc = db->engine->begin(db, careful);
    for (size_t i = from; i < to && !db->lost; i++) {
        w->results[i] = rc;
        if (rc == RC_OK && !single)
            w->results[i] = db->engine->job_begin(db);
        if (w->results[i] == RC_OK)
            w->results[i] = run_job(db, &w->taken[i]);
        if (rc == RC_OK && !single)
            db->engine->job_end(db, w->results[i] == RC_OK);
    }
    if (rc != RC_OK)
        return true;
    if (db->lost || (single && w->results[from] != RC_OK)) {
        db->engine->rollback(db);
        return !db->lost;
    }
    rc = db->engine->commit(db);
    for (size_t i = from; i < to; i++)
        if (w->results[i] == RC_OK)
            w->results[i] = rc;
    return !db->lost;
}

/* Two nodes that deadlocked and start again at once deadlock again: each waits for a time of its own. */
static void pause_before(int attempt)
{
    struct random r = random_system();
    struct timespec pause = {.tv_nsec = (long)random_below(&r, (uint64_t)PAUSE_NS << attempt)};
    (void)nanosleep(&pause, NULL);
}

static void run_alone(struct writer *w, size_t i)
{
    for (int attempt = 0; attempt < LONE_ATTEMPTS; attempt++) {
        pause_before(attempt);
        if (run_together(w, i, i + 1, true))
            return;
    }
    if (w->results[i] == RC_OK)
        w->results[i] = RC_UNAVAILABLE;
}

static void run_batch(struct writer *w, size_t from, size_t to)
{
    if (run_together(w, from, to, false) || run_together(w, from, to, true))
        return;
    for (size_t i = from; i < to; i++)
        run_alone(w, i);
}

/* Stays awake for an announced job, giving way to whoever needs the core. The lock is held before and after. */
static void watch_for_job(struct writer *w)
{
    w->expecting = false;
    atomic_store(&w->arrived, false);
    pthread_mutex_unlock(&w->lock);
    int64_t until_ns = clock_monotonic_ns() + WATCH_NS;
    while (!atomic_load(&w->arrived) && clock_monotonic_ns() < until_ns)
        sched_yield();
    pthread_mutex_lock(&w->lock);
}

/* Waits for a job under the lock. Returns false when the time for idle work has come. */
static bool wait_for_job(struct writer *w)
{
    int code = 0;
    bool timed = w->db->engine->has_idle_work(w->db);
    int64_t until_ns = clock_monotonic_ns() + IDLE_MS * 1000000LL;
    struct timespec until = {.tv_sec = until_ns / 1000000000, .tv_nsec = until_ns % 1000000000};
    while (w->count == 0 && !w->stopping && code == 0) {
        if (w->expecting) {
            watch_for_job(w);
            continue;
        }
        w->asleep = true;
        code = timed ? pthread_cond_timedwait(&w->wake, &w->lock, &until)
                     : pthread_cond_wait(&w->wake, &w->lock);
    }
    w->asleep = false;
    return w->count > 0 || w->stopping;
}

/* Moves waiting jobs from the ring to `taken`. */
static size_t take_jobs(struct writer *w)
{
    size_t n = w->count < w->db->engine->batch_max ? w->count : w->db->engine->batch_max;
    if (n > TAKEN_MAX)
        n = TAKEN_MAX;
    for (size_t i = 0; i < n; i++)
        w->taken[i] = w->ring[(w->first + i) % STORE_QUEUE_MAX];
    w->first = (w->first + n) % STORE_QUEUE_MAX;
    w->count -= n;
    return n;
}

static void *run_thread(void *context)
{
    struct writer *w = context;
    pthread_mutex_lock(&w->lock);
    for (;;) {
        bool job = wait_for_job(w);
        size_t n = take_jobs(w);
        if (job && n == 0)
            break;
        pthread_mutex_unlock(&w->lock);
        if (n > 0)
            run_batch(w, 0, n);
        else
            w->db->engine->idle(w->db);
        for (size_t i = 0; i < n; i++)
            w->taken[i].done(w->results[i], w->taken[i].ctx);
        pthread_mutex_lock(&w->lock);
    }
    pthread_mutex_unlock(&w->lock);
    if (w->db->scrub)
        w->db->engine->idle(w->db);
    return NULL;
}

enum rc writer_start(struct arena *arena, struct db *db, struct writer **ret,
                     struct problem *problem)
{
    struct writer *w = ARENA_NEW(arena, struct writer);
    struct job *ring = ARENA_ARRAY(arena, STORE_QUEUE_MAX, struct job);
    if (w == NULL || ring == NULL)
        return problem_set(problem, RC_NO_MEMORY, "no memory for the writer");
    w->db = db;
    w->ring = ring;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&w->thread, NULL, run_thread, w) != 0)
        return problem_set(problem, RC_NO_MEMORY, "the writer's thread cannot be started");
    *ret = w;
    return RC_OK;
}

void writer_stop(struct writer *w)
{
    if (w == NULL)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    db_close(w->db);
}

enum rc writer_post(struct writer *w, store_job_fn job, store_done_fn done, void *ctx)
{
    pthread_mutex_lock(&w->lock);
    bool accepted = w->count < STORE_QUEUE_MAX && !w->stopping;
    if (accepted)
        w->ring[(w->first + w->count++) % STORE_QUEUE_MAX] =
            (struct job){.run = job, .done = done, .ctx = ctx};
    bool wake = accepted && w->asleep;
    w->asleep = w->asleep && !wake;
    atomic_store(&w->arrived, true);
    pthread_mutex_unlock(&w->lock);
    if (wake)
        pthread_cond_signal(&w->wake);
    return accepted ? RC_OK : RC_UNAVAILABLE;
}

void writer_expect(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    bool wake = w->asleep;
    w->asleep = false;
    w->expecting = w->count == 0;
    pthread_mutex_unlock(&w->lock);
    if (wake)
        pthread_cond_signal(&w->wake);
}
