#include "base/metrics.h"

#include <stdatomic.h>

#define SHARDS 16
/* Upper bounds in nanoseconds: 50 us to 10 s, about three to a decade; the last bucket is without
 * bound. */
static const int64_t bounds_ns[] = {
    50000,     100000,     250000,     500000,     1000000,     2500000,
    5000000,   10000000,   25000000,   50000000,   100000000,   250000000,
    500000000, 1000000000, 2500000000, 5000000000, 10000000000,
};
#define BOUNDS (sizeof bounds_ns / sizeof *bounds_ns)

struct histogram {
    _Atomic uint64_t buckets[BOUNDS + 1];
    _Atomic uint64_t sum_ns;
};

struct shard {
    _Alignas(128) _Atomic uint64_t counters[METRIC_COUNT];
    struct histogram histograms[HISTOGRAM_COUNT];
};

static struct shard shards[SHARDS];
static _Atomic int64_t gauges[GAUGE_COUNT];
static _Atomic unsigned threads_seen;
static _Thread_local struct shard *own_shard;

/* Threads past SHARDS share one; the additions are atomic, so that only costs time. */
static struct shard *shard_of_thread(void)
{
    if (own_shard == NULL)
        own_shard = &shards[atomic_fetch_add(&threads_seen, 1) % SHARDS];
    return own_shard;
}

void metric_add(enum metric_counter counter, uint64_t n)
{
    atomic_fetch_add_explicit(&shard_of_thread()->counters[counter], n, memory_order_relaxed);
}

void metric_gauge_add(enum metric_gauge gauge, int64_t n)
{
    atomic_fetch_add_explicit(&gauges[gauge], n, memory_order_relaxed);
}

void metric_observe(enum metric_histogram histogram, int64_t duration_ns)
{
    struct histogram *h = &shard_of_thread()->histograms[histogram];
    size_t i = 0;
    while (i < BOUNDS && duration_ns > bounds_ns[i])
        i++;
    atomic_fetch_add_explicit(&h->buckets[i], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&h->sum_ns, (uint64_t)(duration_ns > 0 ? duration_ns : 0),
                              memory_order_relaxed);
}

uint64_t metric_value(enum metric_counter counter)
{
    uint64_t sum = 0;
    for (int i = 0; i < SHARDS; i++)
        sum += atomic_load_explicit(&shards[i].counters[counter], memory_order_relaxed);
    return sum;
}

int64_t metric_gauge_value(enum metric_gauge gauge)
{
    return atomic_load_explicit(&gauges[gauge], memory_order_relaxed);
}

static uint64_t bucket_value(enum metric_histogram histogram, size_t bucket)
{
    uint64_t sum = 0;
    for (int i = 0; i < SHARDS; i++)
        sum += atomic_load_explicit(&shards[i].histograms[histogram].buckets[bucket],
                                    memory_order_relaxed);
    return sum;
}

static uint64_t sum_value_ns(enum metric_histogram histogram)
{
    uint64_t sum = 0;
    for (int i = 0; i < SHARDS; i++)
        sum += atomic_load_explicit(&shards[i].histograms[histogram].sum_ns, memory_order_relaxed);
    return sum;
}

uint64_t metric_observations(enum metric_histogram histogram)
{
    uint64_t sum = 0;
    for (size_t i = 0; i <= BOUNDS; i++)
        sum += bucket_value(histogram, i);
    return sum;
}

static void heading_write(struct buf *out, const char *name, const char *help, const char *type)
{
    if (*help != '\0')
        buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void counter_write(struct buf *out, enum metric_counter id, const char *name,
                          const char *labels, const char *help)
{
    heading_write(out, name, help, "counter");
    if (*labels != '\0')
        buf_printf(out, "%s{%s} %llu\n", name, labels, (unsigned long long)metric_value(id));
    else
        buf_printf(out, "%s %llu\n", name, (unsigned long long)metric_value(id));
}

static void gauge_write(struct buf *out, enum metric_gauge id, const char *name, const char *help)
{
    heading_write(out, name, help, "gauge");
    buf_printf(out, "%s %lld\n", name, (long long)metric_gauge_value(id));
}

static void histogram_write(struct buf *out, enum metric_histogram id, const char *name,
                            const char *help)
{
    uint64_t below = 0;
    heading_write(out, name, help, "histogram");
    for (size_t i = 0; i < BOUNDS; i++) {
        below += bucket_value(id, i);
        buf_printf(out, "%s_bucket{le=\"%g\"} %llu\n", name, (double)bounds_ns[i] / 1e9,
                   (unsigned long long)below);
    }
    below += bucket_value(id, BOUNDS);
    buf_printf(out, "%s_bucket{le=\"+Inf\"} %llu\n", name, (unsigned long long)below);
    buf_printf(out, "%s_sum %.9f\n%s_count %llu\n", name, (double)sum_value_ns(id) / 1e9, name,
               (unsigned long long)below);
}

void metrics_write(struct buf *out)
{
#define COUNTER(id, name, labels, help) counter_write(out, METRIC_##id, name, labels, help);
#define GAUGE(id, name, help)           gauge_write(out, GAUGE_##id, name, help);
#define HISTOGRAM(id, name, help)       histogram_write(out, HISTOGRAM_##id, name, help);
#include "base/metrics.def"
}
