#include "web/page_cache.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "../test.h"
#include "base/metrics.h"
#include "base/random.h"

#define KIND 1

static struct page_cache *cache_new(size_t bytes_max)
{
    struct page_cache *cache;
    assert_ok(page_cache_new(bytes_max, 2, &cache));
    return cache;
}

static struct http_shared *page_of(const char *text, size_t padding)
{
    struct page page = {.status = 200, .content_type = STR("text/plain; charset=utf-8")};
    struct http_shared *shared;
    struct random r = random_seeded(7);
    buf_init(&page.body, 1 << 20);
    buf_put(&page.body, str_from_cstr(text));
    for (size_t i = 0; i < padding; i++)
        buf_put_char(&page.body, (char)('a' + random_below(&r, 26)));
    assert_ok(page_share(&page, &shared));
    buf_release(&page.body);
    return shared;
}

static struct page_key key_of(int64_t id, const char *variant)
{
    return (struct page_key){.kind = KIND, .id = id, .variant = str_from_cstr(variant)};
}

/* Asks and, when it falls to the asker, renders. True when it was a hit. */
static bool ask(struct page_cache *cache, struct page_key key, size_t padding)
{
    struct page_flight flight;
    struct page_waiter waiter = {0};
    struct http_shared *page = NULL;
    enum page_found found = page_cache_find(cache, &key, &flight, &waiter, &page);
    assert_int_not_equal(found, PAGE_WAIT);
    if (found == PAGE_RENDER) {
        page = page_of("page", padding);
        page_cache_finish(cache, &flight, RC_OK, page);
    }
    http_shared_unref(page);
    return found == PAGE_HIT;
}

static void a_page_is_rendered_once_and_then_hit(void **state)
{
    struct page_cache *cache = cache_new(1 << 20);
    assert_false(ask(cache, key_of(1, "newest"), 0));
    assert_true(ask(cache, key_of(1, "newest"), 0));
    assert_false(ask(cache, key_of(1, "oldest"), 0));
    assert_false(ask(cache, key_of(2, "newest"), 0));
    page_cache_free(cache);
}

static void a_bump_makes_every_variant_of_its_subject_old(void **state)
{
    struct page_cache *cache = cache_new(1 << 20);
    ask(cache, key_of(1, "newest"), 0);
    ask(cache, key_of(1, "oldest"), 0);
    ask(cache, key_of(2, "newest"), 0);
    page_cache_bump(cache, KIND, 1);
    assert_false(ask(cache, key_of(1, "newest"), 0));
    assert_false(ask(cache, key_of(1, "oldest"), 0));
    assert_true(ask(cache, key_of(2, "newest"), 0));
    page_cache_bump_all(cache);
    assert_false(ask(cache, key_of(2, "newest"), 0));
    page_cache_free(cache);
}

static void a_rendering_begun_before_a_bump_is_not_kept(void **state)
{
    struct page_cache *cache = cache_new(1 << 20);
    struct page_key key = key_of(1, "");
    struct page_flight flight;
    struct page_waiter waiter = {0};
    struct http_shared *page = NULL;
    assert_int_equal(page_cache_find(cache, &key, &flight, &waiter, &page), PAGE_RENDER);
    page_cache_bump(cache, KIND, 1);
    page = page_of("old", 0);
    page_cache_finish(cache, &flight, RC_OK, page);
    http_shared_unref(page);
    assert_false(ask(cache, key, 0));
    assert_true(ask(cache, key, 0));
    page_cache_free(cache);
}

struct counted_waiter {
    struct page_waiter waiter;
    int woken;
};

static void count_wake(struct page_waiter *w)
{
    ((struct counted_waiter *)w)->woken++;
}

static void askers_wait_for_a_rendering_of_their_generation_and_start_one_of_a_newer(void **state)
{
    struct page_cache *cache = cache_new(1 << 20);
    struct page_key key = key_of(1, "");
    struct page_flight first, second, unused;
    struct counted_waiter early = {.waiter = {.wake = count_wake}}, late = early;
    struct http_shared *page = NULL;
    assert_int_equal(page_cache_find(cache, &key, &first, &early.waiter, &page), PAGE_RENDER);
    assert_int_equal(page_cache_find(cache, &key, &unused, &early.waiter, &page), PAGE_WAIT);
    page_cache_bump(cache, KIND, 1);
    assert_int_equal(page_cache_find(cache, &key, &second, &late.waiter, &page), PAGE_RENDER);
    assert_int_equal(page_cache_find(cache, &key, &unused, &late.waiter, &page), PAGE_WAIT);
    page = page_of("page", 0);
    page_cache_finish(cache, &first, RC_OK, page);
    assert_int_equal(early.woken, 1);
    assert_int_equal(late.woken, 0);
    page_cache_finish(cache, &second, RC_OK, page);
    assert_int_equal(late.woken, 1);
    http_shared_unref(early.waiter.page);
    http_shared_unref(late.waiter.page);
    http_shared_unref(page);
    assert_true(ask(cache, key, 0));
    page_cache_free(cache);
}

static void a_failure_reaches_those_who_wait_and_is_not_kept(void **state)
{
    struct page_cache *cache = cache_new(1 << 20);
    struct page_key key = key_of(1, "");
    struct page_flight flight, unused;
    struct counted_waiter w = {.waiter = {.wake = count_wake}};
    struct http_shared *page = NULL;
    assert_int_equal(page_cache_find(cache, &key, &flight, &w.waiter, &page), PAGE_RENDER);
    assert_int_equal(page_cache_find(cache, &key, &unused, &w.waiter, &page), PAGE_WAIT);
    page_cache_finish(cache, &flight, RC_UNAVAILABLE, NULL);
    assert_int_equal(w.woken, 1);
    assert_int_equal(w.waiter.rc, RC_UNAVAILABLE);
    assert_null(w.waiter.page);
    assert_false(ask(cache, key, 0));
    page_cache_free(cache);
}

static void memory_stays_under_its_bound_whatever_is_asked(void **state)
{
    struct page_cache *cache = cache_new(1 << 20);
    int64_t before = metric_gauge_value(GAUGE_page_bytes);
    for (int64_t i = 0; i < 5000; i++) {
        ask(cache, key_of(i, ""), 3000);
        assert_true(metric_gauge_value(GAUGE_page_bytes) - before <= 1 << 20);
    }
    assert_true(metric_gauge_value(GAUGE_page_bytes) - before > 1 << 18);
    page_cache_free(cache);
    assert_int_equal(metric_gauge_value(GAUGE_page_bytes), before);
}

static void a_variant_too_long_to_keep_is_rendered_each_time(void **state)
{
    struct page_cache *cache = cache_new(1 << 20);
    char variant[PAGE_VARIANT_MAX + 2];
    memset(variant, 'v', sizeof variant);
    variant[PAGE_VARIANT_MAX + 1] = '\0';
    assert_false(ask(cache, key_of(1, variant), 0));
    assert_false(ask(cache, key_of(1, variant), 0));
    page_cache_free(cache);
}

/* Threads ask for few pages while another commits and bumps. The "database" is a counter per subject; a
 * rendering reads it, and what a reader is given must not be older than what was committed before it asked. */
#define SUBJECTS 4
#define READERS  4
#define COMMITS  3000

struct world {
    struct page_cache *cache;
    _Atomic int64_t committed[SUBJECTS], acknowledged[SUBJECTS];
    _Atomic int64_t asked, renderings, violations;
    _Atomic bool done;
};

struct thread_waiter {
    struct page_waiter waiter;
    pthread_mutex_t lock;
    pthread_cond_t woken_changed;
    bool woken;
};

static void thread_wake(struct page_waiter *w)
{
    struct thread_waiter *t = (struct thread_waiter *)w;
    pthread_mutex_lock(&t->lock);
    t->woken = true;
    pthread_cond_signal(&t->woken_changed);
    pthread_mutex_unlock(&t->lock);
}

/* What a rendering saw is told through its status. */
static struct http_shared *render_subject(struct world *w, int subject)
{
    struct http_shared *page;
    int64_t seen = atomic_load(&w->committed[subject]);
    assert_ok(http_shared_new(&(struct http_shared_parts){.status = (int)seen, .body = STR("page")},
                              &page));
    atomic_fetch_add(&w->renderings, 1);
    return page;
}

static void reader_ask(struct world *w, int subject, struct thread_waiter *t)
{
    struct page_key key = key_of(subject, "page");
    struct page_flight flight;
    struct http_shared *page = NULL;
    int64_t acknowledged = atomic_load(&w->acknowledged[subject]);
    t->woken = false;
    t->waiter = (struct page_waiter){.wake = thread_wake};
    switch (page_cache_find(w->cache, &key, &flight, &t->waiter, &page)) {
    case PAGE_RENDER:
        page = render_subject(w, subject);
        page_cache_finish(w->cache, &flight, RC_OK, page);
        break;
    case PAGE_WAIT:
        pthread_mutex_lock(&t->lock);
        while (!t->woken)
            pthread_cond_wait(&t->woken_changed, &t->lock);
        pthread_mutex_unlock(&t->lock);
        page = t->waiter.page;
        break;
    case PAGE_HIT:
        break;
    }
    if (http_shared_status(page) < acknowledged)
        atomic_fetch_add(&w->violations, 1);
    atomic_fetch_add(&w->asked, 1);
    http_shared_unref(page);
}

static void *reader_run(void *world)
{
    struct world *w = world;
    struct thread_waiter t = {.lock = PTHREAD_MUTEX_INITIALIZER,
                              .woken_changed = PTHREAD_COND_INITIALIZER};
    for (unsigned i = 0; !atomic_load(&w->done); i++)
        reader_ask(w, (int)(i % SUBJECTS), &t);
    return NULL;
}

static void readers_see_all_that_was_acknowledged_before_they_asked(void **state)
{
    struct world w = {.cache = cache_new(1 << 20)};
    pthread_t readers[READERS];
    for (int i = 0; i < READERS; i++)
        assert_int_equal(pthread_create(&readers[i], NULL, reader_run, &w), 0);
    for (int i = 0; i < COMMITS; i++) {
        int64_t asked = atomic_load(&w.asked);
        while (atomic_load(&w.asked) < asked + 2 * READERS)
            sched_yield();
        atomic_fetch_add(&w.committed[i % SUBJECTS], 1);
        page_cache_bump(w.cache, KIND, i % SUBJECTS);
        atomic_fetch_add(&w.acknowledged[i % SUBJECTS], 1);
    }
    atomic_store(&w.done, true);
    for (int i = 0; i < READERS; i++)
        pthread_join(readers[i], NULL);
    assert_int_equal(atomic_load(&w.violations), 0);
    /* One rendering at most for each generation of each subject, the first included. */
    assert_in_range(atomic_load(&w.renderings), COMMITS / 20, COMMITS + SUBJECTS);
    page_cache_free(w.cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_rendered_once_and_then_hit),
        cmocka_unit_test(a_bump_makes_every_variant_of_its_subject_old),
        cmocka_unit_test(a_rendering_begun_before_a_bump_is_not_kept),
        cmocka_unit_test(askers_wait_for_a_rendering_of_their_generation_and_start_one_of_a_newer),
        cmocka_unit_test(a_failure_reaches_those_who_wait_and_is_not_kept),
        cmocka_unit_test(memory_stays_under_its_bound_whatever_is_asked),
        cmocka_unit_test(a_variant_too_long_to_keep_is_rendered_each_time),
        cmocka_unit_test(readers_see_all_that_was_acknowledged_before_they_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
