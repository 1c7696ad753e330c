#include "base/metrics.h"

#include <pthread.h>

#include "../test.h"

static void *count_a_lot(void *unused)
{
    for (int i = 0; i < 10000; i++)
        metric_add(METRIC_page_hits, 1);
    return NULL;
}

static void counts_of_all_threads_are_summed(void **state)
{
    pthread_t threads[20]; /* more than there are shards */
    uint64_t before = metric_value(METRIC_page_hits);
    for (int i = 0; i < 20; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count_a_lot, NULL), 0);
    for (int i = 0; i < 20; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(metric_value(METRIC_page_hits) - before, 200000);
}

static void the_text_names_each_metric_once_and_its_buckets_add_up(void **state)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    metric_gauge_add(GAUGE_http_open, 3);
    metric_observe(HISTOGRAM_http_request, 60000);
    metric_observe(HISTOGRAM_http_request, 99000000000);
    metrics_write(&out);
    assert_ok(buf_status(&out));
    struct str text = buf_str(&out), heading = STR("# TYPE comity_http_requests_total counter\n");
    size_t at = str_find(text, heading, 0);
    assert_int_not_equal(at, STR_NONE);
    assert_int_equal(str_find(text, heading, at + 1), STR_NONE);
    assert_int_not_equal(str_find(text, STR("\ncomity_http_connections_open 3\n"), 0), STR_NONE);
    assert_int_not_equal(str_find(text, STR("_bucket{le=\"5e-05\"} 0\n"), 0), STR_NONE);
    assert_int_not_equal(
        str_find(text, STR("request_duration_seconds_bucket{le=\"0.0001\"} 1\n"), 0), STR_NONE);
    assert_int_not_equal(str_find(text, STR("request_duration_seconds_bucket{le=\"+Inf\"} 2\n"), 0),
                         STR_NONE);
    assert_int_not_equal(str_find(text, STR("request_duration_seconds_count 2\n"), 0), STR_NONE);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_of_all_threads_are_summed),
        cmocka_unit_test(the_text_names_each_metric_once_and_its_buckets_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
