/*
 * judge_bench: what a full judgement by the shipped standards costs on one core, through libcomity as everybody calls
 * it: the median and p99 of comments of about 300 bytes, one of 20 KB, the record of a verdict, the worst text an
 * attacker could think of (is the time linear in its length?), allocations once warm, and memory. One line each:
 * words, then the number, then its unit.
 *
 * Must not: be read as more than this machine's numbers.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "comity.h"
#include "../support/allocations.h"

#define ROUNDS  41
#define SINGLES 20000
#define SMALL   8192
#define LARGE   65536

static const char *const comments[] = {
    "The council sold the harbour in spring, and by autumn it had to rent the cranes back. I went "
    "to both meetings, and "
    "at neither did anybody ask what the lease would cost after the third year. The figures were "
    "in the annex; nobody "
    "had opened it. Perhaps next time somebody reads page forty before the vote.",
    "What the hell is going on at the ferry office? I called three times today and every time a "
    "recording told me that "
    "all lines are busy. Then I walked over and saw two people drinking tea. DO THEY THINK WE ARE "
    "BLIND? See "
    "https://ferries.example.org/timetable for what they promised us only a year ago, in writing.",
    "\xC2\xABRelations are poor\xC2\xBB, both ministers said, and then they smiled for the "
    "cameras. My grandmother, who "
    "saw four of these meetings, used to say: watch the hands, not the lips. One of them was "
    "holding on to the table. "
    "So I would not expect a treaty, but perhaps a timetable, and that is something.",
    "You are an idiot if you believe a single word of this. The whole report is bullshit from the "
    "first page to the "
    "last, and the fool who wrote it should write to me at marta.keller@example.com. I have the "
    "minutes, I have the "
    "letters, and I can prove that the harbour was promised to them two years before the vote.",
};
#define COMMENT_COUNT (sizeof comments / sizeof comments[0])

/* Pieces that, repeated, keep a careless detector busy: half-finished words, numbers, addresses, brackets, quotation
 * marks, marks piled on letters, look-alikes, names that almost match. */
static const char *const pieces[] = {
    "a",
    "f u c k ",
    "f.u.c.",
    "sh1",
    "s h i ",
    "((((",
    "\"",
    "http://",
    "https://a.",
    "www.a.b.c.",
    "@a.",
    "a@b.",
    "4111 1111 ",
    "+44 20 ",
    "0",
    "0 ",
    "you are an ",
    "you are not ",
    "he said \"",
    "!",
    "?!",
    "\n",
    "\xCC\x81",
    "e\xCC\x81\xCC\x81\xCC\x81",
    "\xE2\x80\x8B",
    "\xD1\x81\xD0\xBE",
    "p\xD0\xB0y",
    "\xF0\x9F\x98\x80",
    "A ",
    "AAAA ",
    "dot ",
    "at ",
    "ki",
    "fu*",
    "*",
    "$",
    "kill your",
    "GB82 WEST ",
    "zero seven ",
    "the same the same ",
    /* rules over a window of words: hits everywhere, and the last step never comes */
    "they are ",
    "we should all ",
    "he said if they ",
    "i will you ",
    "immigrants should ",
    "they must be ",
    "not all of them who ",
    "kill your dog if ",
    /* numbers and addresses that prove nothing in the end */
    "12 oak ",
    "12 long winding ",
    "flat 2 12 ",
    "123-45-",
    "123 45 6",
    "ab123456",
    "call 0 7 7 ",
    "name at example ",
    "name [at] a (dot) ",
    "@name_",
    /* lists of documents, phrases and mail's heads */
    "damn hell crap ",
    "from: to: ",
    "from: a\n",
    "vote for ",
    "paid for by ",
    "she wrote to me ",
    "the paper's editor ",
    /* copies and nonsense */
    "one two three ",
    "Harbour. ",
    "asdfgh ",
    "> quoted\n",
    "\xC2\xAB",
    "a-b-",
    "f--",
    "f\xE2\x80\x94",
    "fuuu",
    "d a m n ",
    "\xD0\xB0 ",
};

/* --- measuring --- */

struct bench {
    struct comity_engine *engine;
    struct comity_worker *worker;
    struct comity_context *context;
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

static const struct comity_verdict *judge(struct bench *b, struct str text)
{
    const struct comity_verdict *v;
    struct comity_problem problem = {0};
    if (comity_judge(b->worker, b->engine, text.p, text.n, b->context, &v, &problem) != COMITY_OK) {
        fprintf(stderr, "judge_bench: %s\n", problem.message);
        exit(1);
    }
    return v;
}

static void record(struct bench *b, struct str text)
{
    struct comity_string json;
    if (comity_verdict_json(judge(b, text), &json, NULL) != COMITY_OK)
        exit(1);
}

/* Median microseconds of one judgement of one of the texts. */
static double measure(struct bench *b, const struct str *texts, size_t count, int repeat)
{
    double rounds[ROUNDS];
    for (size_t r = 0; r < ROUNDS; r++) {
        double begin = now_us();
        for (int i = 0; i < repeat; i++)
            judge(b, texts[(size_t)i % count]);
        rounds[r] = (now_us() - begin) / repeat;
    }
    qsort(rounds, ROUNDS, sizeof rounds[0], by_value);
    return rounds[ROUNDS / 2];
}

/* The 99th of a hundred judgements, each measured by itself. */
static double measure_p99(struct bench *b, const struct str *texts, size_t count)
{
    static double singles[SINGLES];
    for (size_t i = 0; i < SINGLES; i++) {
        double begin = now_us();
        judge(b, texts[i % count]);
        singles[i] = now_us() - begin;
    }
    qsort(singles, SINGLES, sizeof singles[0], by_value);
    return singles[SINGLES / 100 * 99];
}

static double measure_record(struct bench *b, struct str text)
{
    double rounds[ROUNDS];
    for (size_t r = 0; r < ROUNDS; r++) {
        double begin = now_us();
        for (int i = 0; i < 50; i++)
            record(b, text);
        rounds[r] = (now_us() - begin) / 50;
    }
    qsort(rounds, ROUNDS, sizeof rounds[0], by_value);
    return rounds[ROUNDS / 2];
}

/* `size` bytes of `piece` again and again, ending on a whole one. */
static struct str repeated(const char *piece, char *bytes, size_t size)
{
    size_t step = strlen(piece), n = 0;
    while (n + step <= size) {
        memcpy(bytes + n, piece, step);
        n += step;
    }
    return str_make(bytes, n);
}

struct pace {
    double small, large; /* nanoseconds a byte, the least seen */
};

static double nanoseconds_a_byte(struct bench *b, struct str text, int repeat)
{
    double begin = now_us();
    for (int i = 0; i < repeat; i++)
        judge(b, text);
    return (now_us() - begin) * 1000 / repeat / (double)text.n;
}

/* In turn, with as many bytes each time: what else runs on the machine comes to both. */
static void measure_pace(struct bench *b, const char *piece, int rounds, struct pace *pace)
{
    static char small[SMALL], large[LARGE];
    struct str few = repeated(piece, small, SMALL), many = repeated(piece, large, LARGE);
    for (int r = 0; r < rounds; r++) {
        pace->small = fmin(pace->small, nanoseconds_a_byte(b, few, LARGE / SMALL));
        pace->large = fmin(pace->large, nanoseconds_a_byte(b, many, 1));
    }
}

/* How much more a byte of a text eight times as long costs, and what a byte costs at most. Of 76 quotients the worst is
 * the one that was disturbed most: what looks worst is measured longer before it counts. */
static void measure_attacks(struct bench *b, bool list)
{
    double worst_growth = 0, worst_cost = 0;
    const char *growing = "", *costly = "";
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        struct pace pace = {.small = 1e30, .large = 1e30};
        measure_pace(b, pieces[i], 5, &pace);
        if (pace.large / pace.small > worst_growth)
            measure_pace(b, pieces[i], 20, &pace);
        double small = pace.small, large = pace.large;
        if (list)
            printf("%8.2f times  %8.2f ns a byte of 8 KB  %8.2f of 64 KB  \"%s\"\n", large / small,
                   small, large, pieces[i]);
        if (large / small > worst_growth) {
            worst_growth = large / small;
            growing = pieces[i];
        }
        if (large > worst_cost) {
            worst_cost = large;
            costly = pieces[i];
        }
    }
    printf("attack growth        %8.2f times a byte, 64 KB of 8 KB, at most: \"%s\"\n",
           worst_growth, growing);
    printf("attack cost          %8.2f ns a byte at most: \"%s\"\n", worst_cost, costly);
}

static size_t measure_allocations(struct bench *b, const struct str *texts, size_t count)
{
    size_t before = allocations;
    for (size_t i = 0; i < 1000; i++)
        record(b, texts[i % count]);
    return allocations - before;
}

/* Kilobytes this process ever held. */
static long memory(void)
{
    char line[256];
    long kilobytes = 0;
    FILE *f = fopen("/proc/self/status", "r");
    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        if (sscanf(line, "VmHWM: %ld", &kilobytes) == 1)
            break;
    if (f != NULL)
        fclose(f);
    return kilobytes;
}

static bool set_up(struct bench *b)
{
    struct comity_problem problem = {0};
    b->worker = comity_worker_new();
    b->context = comity_context_new();
    if (comity_engine_new(NULL, &b->engine, &problem) != COMITY_OK || b->worker == NULL ||
        b->context == NULL ||
        comity_context_set(b->context, "author.account_age_days", "12", &problem) != COMITY_OK) {
        fprintf(stderr, "judge_bench: %s\n", problem.message);
        return false;
    }
    return true;
}

/* With `attacks`: only those, each. */
int main(int argc, char **argv)
{
    static char bytes[20000];
    struct bench b;
    struct str small[COMMENT_COUNT];
    if (!set_up(&b))
        return 1;
    if (argc > 1 && strcmp(argv[1], "attacks") == 0) {
        measure_attacks(&b, true);
        return 0;
    }
    size_t n = 0;
    for (size_t i = 0; i < COMMENT_COUNT; i++)
        small[i] = str_from_cstr(comments[i]);
    for (size_t i = 0; n + small[i % 3].n < sizeof bytes; i++) {
        memcpy(bytes + n, small[i % 3].p, small[i % 3].n);
        n += small[i % 3].n;
    }
    struct str large = str_make(bytes, n);
    printf("judge 300 bytes      %8.2f us\n", measure(&b, small, COMMENT_COUNT, 300));
    printf("judge 300 bytes p99  %8.2f us\n", measure_p99(&b, small, COMMENT_COUNT));
    printf("judge and record     %8.2f us\n", measure_record(&b, small[3]));
    printf("judge 20 KB          %8.2f us\n", measure(&b, &large, 1, 12));
    printf("allocations          %8zu of 1000\n", measure_allocations(&b, small, COMMENT_COUNT));
    measure_attacks(&b, false);
    printf("memory               %8.2f MiB\n", (double)memory() / 1024);
    comity_context_free(b.context);
    comity_worker_free(b.worker);
    comity_engine_unref(b.engine);
    return 0;
}
