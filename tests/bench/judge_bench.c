/*
 * judge_bench: microseconds to judge one comment on one core, by the shipped standards, as a comment of about 300
 * bytes and one of 20 KB; and how much of it are the clauses. Medians over rounds; one line each.
 *
 * Must not: be read as more than this machine's numbers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "policy/expr.h"
#include "policy/fact.h"
#include "policy/judge.h"

#define ROUNDS 41

static const char *const comments[] = {
    "The council sold the harbour in spring, and by autumn it had to rent the cranes back. I went "
    "to both "
    "meetings, and at neither did anybody ask what the lease would cost after the third year. The "
    "figures were "
    "in the annex; nobody had opened it. Perhaps next time somebody reads page forty before the "
    "vote.",
    "What the hell is going on at the ferry office? I called three times today and every time a "
    "recording told me "
    "that all lines are busy. Then I walked over and saw two people drinking tea. DO THEY THINK WE "
    "ARE BLIND? "
    "See https://ferries.example.org/timetable for what they promised us only a year ago, in "
    "writing.",
    "\xC2\xABRelations are poor\xC2\xBB, both ministers said, and then they smiled for the "
    "cameras. My "
    "grandmother, who saw four of these meetings, used to say: watch the hands, not the lips. One "
    "of them was "
    "holding on to the table. So I would not expect a treaty, but perhaps a timetable, and that is "
    "something.",
};

/* Processor time: on a busy machine others' turns are not ours. */
static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

struct bench {
    struct judge *judge;
    struct arena *arena;
};

/* Median microseconds of one judgement of one of the texts. */
static double measure(struct bench *b, const struct str *texts, size_t count, int repeat)
{
    double rounds[ROUNDS];
    struct judge_context context = {.signals.site_language = STR("en")};
    context.signals.author.known = true;
    for (size_t r = 0; r < ROUNDS; r++) {
        double begin = now_us();
        for (int i = 0; i < repeat; i++) {
            struct verdict v;
            arena_reset(b->arena);
            if (judge_comment(b->judge, texts[(size_t)i % count], &context, b->arena, &v) != RC_OK)
                exit(1);
        }
        rounds[r] = (now_us() - begin) / repeat;
    }
    qsort(rounds, ROUNDS, sizeof rounds[0], by_value);
    return rounds[ROUNDS / 2];
}

/* Median microseconds of evaluating every condition once. */
static double measure_clauses(const struct standards *s)
{
    double rounds[ROUNDS];
    struct facts signals = {0};
    struct fact_sheet sheet = {.signals = &signals};
    size_t count, met = 0;
    const struct standards_clause *c = standards_clauses(s, &count);
    for (size_t r = 0; r < ROUNDS; r++) {
        double begin = now_us();
        for (int i = 0; i < 1000; i++)
            for (size_t k = 0; k < count; k++)
                for (size_t n = 0; n < c[k].branch_count; n++)
                    met += expr_evaluate(c[k].branches[n].expr, &sheet) == EXPR_TRUE;
        rounds[r] = (now_us() - begin) / 1000 + (double)(met > SIZE_MAX / 2);
    }
    qsort(rounds, ROUNDS, sizeof rounds[0], by_value);
    return rounds[ROUNDS / 2];
}

static struct str repeat_to(struct arena *a, size_t size)
{
    char *bytes = arena_alloc(a, size + 512);
    size_t n = 0;
    for (size_t i = 0; n < size; i++) {
        struct str part = str_from_cstr(comments[i % 3]);
        memcpy(bytes + n, part.p, part.n);
        n += part.n;
        bytes[n++] = ' ';
    }
    return str_make(bytes, n);
}

int main(void)
{
    struct bench b = {.arena = arena_new((size_t)64 << 20)};
    struct arena *texts = arena_new((size_t)1 << 20);
    struct standards *standards;
    struct signals *signals;
    struct problem problem = {0};
    if (standards_load(standards_shipped(), STR("standards.en.md"), &standards, &problem) !=
            RC_OK ||
        signals_new(&signals, &problem) != RC_OK ||
        judge_new(standards, signals, &b.judge, &problem) != RC_OK) {
        fprintf(stderr, "judge_bench: %s\n", problem.message);
        return 1;
    }
    struct str small[3];
    for (size_t i = 0; i < 3; i++)
        small[i] = str_from_cstr(comments[i]);
    struct str large = repeat_to(texts, 20000);
    printf("judge 300 bytes      %8.2f us\n", measure(&b, small, 3, 300));
    printf("judge 20 KB          %8.2f us\n", measure(&b, &large, 1, 12));
    printf("clauses alone        %8.2f us\n", measure_clauses(standards));
    judge_free(b.judge);
    signals_free(signals);
    standards_free(standards);
    arena_free(texts);
    arena_free(b.arena);
    return 0;
}
