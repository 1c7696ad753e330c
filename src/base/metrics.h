/*
 * Metrics: counters, gauges and histograms of durations, listed in metrics.def and written as
 * Prometheus text.
 *
 *     metric_add(METRIC_http_refused, 1);
 *     metric_gauge_add(GAUGE_http_open, -1);
 *     metric_observe(HISTOGRAM_page_render, clock_monotonic_ns() - started_ns);
 *
 * Each thread counts in a shard of its own, cache lines apart, so that counting costs no more than
 * an addition however many threads there are; shards are added up when somebody asks.
 *
 * Invariants:
 *  1. Counting never fails, never blocks and never allocates; any thread, any layer.
 *  2. Sums are not a snapshot: numbers of one text may be some nanoseconds apart.
 *
 * Must not: take names or labels at run time.
 */
#ifndef COMITY_BASE_METRICS_H
#define COMITY_BASE_METRICS_H

#include <stdint.h>

#include "base/buf.h"

enum metric_counter {
#define COUNTER(id, name, labels, help) METRIC_##id,
#include "base/metrics.def"
    METRIC_COUNT
};
enum metric_gauge {
#define GAUGE(id, name, help) GAUGE_##id,
#include "base/metrics.def"
    GAUGE_COUNT
};
enum metric_histogram {
#define HISTOGRAM(id, name, help) HISTOGRAM_##id,
#include "base/metrics.def"
    HISTOGRAM_COUNT
};

void metric_add(enum metric_counter counter, uint64_t n);
void metric_gauge_add(enum metric_gauge gauge, int64_t n);
void metric_observe(enum metric_histogram histogram, int64_t duration_ns);

/* The sums, for tests and reports. */
uint64_t metric_value(enum metric_counter counter);
int64_t metric_gauge_value(enum metric_gauge gauge);
uint64_t metric_observations(enum metric_histogram histogram);

/* Appends everything in Prometheus text format 0.0.4. */
void metrics_write(struct buf *out);

#endif
