/*
 * store_bench: durable commits a second, against SQLite itself in the same minute.
 *
 *     store_bench [FOLDER [SECONDS]]        FOLDER on the disk that matters, default the current one
 *
 * Rounds interleave: raw (one INSERT, one commit, one thread, the same settings), the store with one submitter,
 * the store with sixteen. Prints the median of each, and ratios to raw.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/clock.h"
#include "note_queries.h"
#include "store/migrate.h"
#include "store/store_location.h"

#define ROUNDS         5
#define SUBMITTERS_MAX 64
#define SAMPLES_MAX    200000

extern const struct db_schema note_schema;

static char body[300];
static int64_t next_id;

struct submitter {
    struct store *store;
    int64_t until_ns;
    int64_t done;
    int64_t *samples; /* latencies in ns */
};

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "store_bench: %s\n", what);
    exit(1);
}

/* SQLite by hand, kept open over the rounds, so that its log is as warm as the store's. */
struct raw {
    sqlite3 *handle;
    sqlite3_stmt *insert;
};

static struct raw raw_open(const char *folder)
{
    struct raw raw;
    char path[5000];
    snprintf(path, sizeof path, "%s/bench-raw.db", folder);
    must(sqlite3_open(path, &raw.handle) == SQLITE_OK, "raw database");
    must(sqlite3_exec(
             raw.handle,
             "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=16384;"
             "CREATE TABLE note (site_id INTEGER NOT NULL, note_id INTEGER NOT NULL,"
             " text TEXT NOT NULL, path BLOB, score REAL, held INTEGER NOT NULL,"
             " PRIMARY KEY (site_id, note_id)) STRICT, WITHOUT ROWID",
             NULL, NULL, NULL) == SQLITE_OK,
         sqlite3_errmsg(raw.handle));
    must(sqlite3_prepare_v2(raw.handle, "INSERT INTO note VALUES (1, ?1, ?2, NULL, NULL, 0)", -1,
                            &raw.insert, NULL) == SQLITE_OK,
         sqlite3_errmsg(raw.handle));
    return raw;
}

static double raw_round(const struct raw *raw, double seconds)
{
    int64_t begin = clock_monotonic_ns(), end = begin + (int64_t)(seconds * 1e9), n = 0;
    for (; clock_monotonic_ns() < end; n++) {
        sqlite3_bind_int64(raw->insert, 1, __atomic_add_fetch(&next_id, 1, __ATOMIC_RELAXED));
        sqlite3_bind_text(raw->insert, 2, body, sizeof body, SQLITE_STATIC);
        must(sqlite3_step(raw->insert) == SQLITE_DONE, sqlite3_errmsg(raw->handle));
        sqlite3_reset(raw->insert);
    }
    return (double)n * 1e9 / (double)(clock_monotonic_ns() - begin);
}

static enum rc add(struct db *db, void *id)
{
    return note_note_add(db, &(struct note_note_add_in){.site_id = 1,
                                                        .note_id = *(int64_t *)id,
                                                        .text = {body, sizeof body}});
}

static void *submit(void *context)
{
    struct submitter *s = context;
    for (int64_t now = clock_monotonic_ns(); now < s->until_ns;) {
        int64_t id = __atomic_add_fetch(&next_id, 1, __ATOMIC_RELAXED);
        must(store_write_wait(s->store, add, &id) == RC_OK, "a write failed");
        int64_t after = clock_monotonic_ns();
        if (s->done < SAMPLES_MAX)
            s->samples[s->done] = after - now;
        s->done++;
        now = after;
    }
    return NULL;
}

static int compare_i64(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

struct figures {
    double rate, p50_us, p99_us, max_ms;
};

static struct figures store_round(struct store *store, int count, double seconds, int64_t *samples)
{
    pthread_t threads[SUBMITTERS_MAX];
    struct submitter s[SUBMITTERS_MAX];
    int64_t begin = clock_monotonic_ns(), total = 0, kept = 0;
    for (int i = 0; i < count; i++) {
        s[i] = (struct submitter){.store = store,
                                  .until_ns = begin + (int64_t)(seconds * 1e9),
                                  .samples = samples + (size_t)i * SAMPLES_MAX};
        must(pthread_create(&threads[i], NULL, submit, &s[i]) == 0, "thread");
    }
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
        int64_t n = s[i].done < SAMPLES_MAX ? s[i].done : SAMPLES_MAX;
        memmove(samples + kept, s[i].samples, (size_t)n * sizeof *samples);
        kept += n;
        total += s[i].done;
    }
    double elapsed = (double)(clock_monotonic_ns() - begin);
    qsort(samples, (size_t)kept, sizeof *samples, compare_i64);
    return (struct figures){(double)total * 1e9 / elapsed, (double)samples[kept / 2] / 1e3,
                            (double)samples[kept * 99 / 100] / 1e3,
                            (double)samples[kept - 1] / 1e6};
}

static int compare_rate(const void *a, const void *b)
{
    double x = ((const struct figures *)a)->rate, y = ((const struct figures *)b)->rate;
    return (x > y) - (x < y);
}

static struct figures median(struct figures *f)
{
    qsort(f, ROUNDS, sizeof *f, compare_rate);
    return f[ROUNDS / 2];
}

static struct store *open_store(const char *url)
{
    struct problem problem = {0};
    struct store *store = NULL;
    if (store_open(str_from_cstr(url), &store, &problem) != RC_OK ||
        store_migrate_to(store, &note_schema, NULL, &problem) != RC_OK)
        must(false, problem.message);
    return store;
}

int main(int argc, char **argv)
{
    const char *folder = argc > 1 ? argv[1] : ".";
    double seconds = argc > 2 ? strtod(argv[2], NULL) : 2;
    const char *other = getenv("COMITY_BENCH_URL");
    char name[4096];
    snprintf(name, sizeof name, "%s/comity-bench.XXXXXX", folder);
    must(mkdtemp(name) != NULL, "cannot make a folder there");
    memset(body, 'x', sizeof body);
    char url[5000];
    snprintf(url, sizeof url, "sqlite:%s/bench.db", name);
    struct store *store = open_store(other != NULL ? other : url);
    int64_t *samples = calloc((size_t)SUBMITTERS_MAX * SAMPLES_MAX, sizeof *samples);
    must(samples != NULL, "memory");
    next_id = clock_monotonic_ns();
    struct raw by_hand = raw_open(name);
    static const int counts[] = {1, 2, 16, 64};
    struct figures raw[ROUNDS], ours[4][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        raw[round] = (struct figures){.rate = raw_round(&by_hand, seconds)};
        for (size_t c = 0; c < 4; c++)
            ours[c][round] = store_round(store, counts[c], seconds, samples);
    }
    double base = median(raw).rate;
    printf("raw SQLite, one durable commit each: %8.0f/s\n", base);
    for (size_t c = 0; c < 4; c++) {
        struct figures m = median(ours[c]);
        printf("store_write, %2d submitters:          %8.0f/s  %5.2f of raw  p50 %6.0f us  p99 "
               "%6.0f us  max %4.0f ms\n",
               counts[c], m.rate, m.rate / base, m.p50_us, m.p99_us, m.max_ms);
    }
    sqlite3_finalize(by_hand.insert);
    sqlite3_close(by_hand.handle);
    store_close(store);
    free(samples);
    static const char *const files[] = {"bench-raw.db", "bench-raw.db-wal", "bench-raw.db-shm",
                                        "bench.db",     "bench.db-wal",     "bench.db-shm"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char path[5000];
        snprintf(path, sizeof path, "%s/%s", name, files[i]);
        unlink(path);
    }
    rmdir(name);
    return 0;
}
