/*
 * What measuring a comment costs: microseconds for text_prepare and for each detector, on a comment of 300 bytes and
 * on a text of 20 kB. One row a step; the median of interleaved rounds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "signals/detect.h"

#define ROUNDS 41

typedef void (*detector)(struct detection *d);

static const struct {
    const char *name;
    detector run;
} detectors[] = {
#define DETECTOR(file) {#file, detect_##file},
#include "signals/signals.def"
};
#define DETECTORS (sizeof(detectors) / sizeof(detectors[0]))

static const char comment[] = "I have read the article twice and I still do not understand why the "
                              "council sold the harbour. My "
                              "neighbours were never asked, and the 12 jobs that were promised in "
                              "2019 never came. Mr Tolland says it is "
                              "about money; fine, but whose? The paper should ask him, and print "
                              "what he answers, with the sums.";

/* Processor time: on a busy machine others' turns are not ours. */
static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values)
{
    qsort(values, ROUNDS, sizeof(*values), compare);
    return values[ROUNDS / 2];
}

struct bench {
    const struct signals *signals;
    struct arena *arena;
    struct str text;
    int repetitions;
};

static double prepare_us(const struct bench *b)
{
    double begin = now_us();
    for (int i = 0; i < b->repetitions; i++) {
        struct text t;
        arena_reset(b->arena);
        if (text_prepare(b->arena, b->text, &t) != RC_OK)
            exit(1);
    }
    return (now_us() - begin) / b->repetitions;
}

/* Earlier detectors' facts and cells are made once, outside the time. */
static double detector_us(const struct bench *b, size_t which)
{
    struct signal_context context = {.site_language = STR("en"), .author = {.known = true}};
    double begin;
    struct text t;
    struct facts facts = {0};
    struct detection d = {
        .signals = b->signals, .text = &t, .context = &context, .arena = b->arena, .facts = &facts};
    struct arena_mark mark;
    arena_reset(b->arena);
    if (text_prepare(b->arena, b->text, &t) != RC_OK)
        exit(1);
    for (size_t i = 0; i < which; i++)
        detectors[i].run(&d);
    mark = arena_mark(b->arena);
    begin = now_us();
    for (int i = 0; i < b->repetitions; i++) {
        struct facts again = facts;
        struct detection copy = d;
        copy.facts = &again;
        detectors[which].run(&copy);
        arena_rewind(b->arena, mark);
    }
    return (now_us() - begin) / b->repetitions;
}

static double whole_us(const struct bench *b)
{
    struct signal_context context = {.site_language = STR("en"), .author = {.known = true}};
    double begin = now_us();
    for (int i = 0; i < b->repetitions; i++) {
        struct text t;
        struct facts facts;
        arena_reset(b->arena);
        if (text_prepare(b->arena, b->text, &t) != RC_OK ||
            signals_measure(b->signals, &t, &context, b->arena, &facts) != RC_OK)
            exit(1);
    }
    return (now_us() - begin) / b->repetitions;
}

static void run(const struct bench *b, const char *title)
{
    static double rounds[DETECTORS + 2][ROUNDS];
    for (int r = 0; r < ROUNDS; r++) {
        rounds[0][r] = prepare_us(b);
        for (size_t i = 0; i < DETECTORS; i++)
            rounds[i + 1][r] = detector_us(b, i);
        rounds[DETECTORS + 1][r] = whole_us(b);
    }
    printf("%s\n  %-14s %8.2f us\n", title, "text_prepare", median(rounds[0]));
    for (size_t i = 0; i < DETECTORS; i++)
        printf("  %-14s %8.2f us\n", detectors[i].name, median(rounds[i + 1]));
    printf("  %-14s %8.2f us\n", "all together", median(rounds[DETECTORS + 1]));
}

int main(void)
{
    struct signals *signals;
    struct bench b = {.arena = arena_new(64 << 20),
                      .text = str_make(comment, sizeof(comment) - 1),
                      .repetitions = 200};
    char *article = calloc(1, 20000);
    size_t used = 0;
    if (!b.arena || !article || signals_new(&signals, NULL) != RC_OK)
        return 1;
    b.signals = signals;
    run(&b, "comment of 300 bytes");
    for (; used + sizeof(comment) < 20000; used += sizeof(comment)) {
        memcpy(article + used, comment, sizeof(comment) - 1);
        article[used + sizeof(comment) - 1] = ' ';
    }
    b.text = str_make(article, used);
    b.repetitions = 4;
    run(&b, "text of 20 kB");
    free(article);
    signals_free(signals);
    arena_free(b.arena);
    return 0;
}
