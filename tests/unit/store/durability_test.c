#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"
#include "note.h"

#define SUBMITTERS 8

/* The child: writes as fast as it can and says which ids were acknowledged, until it is killed. */
struct stream {
    struct store *store;
    int pipe;
    int64_t id;
};

static enum rc stream_job(struct db *db, void *ctx)
{
    return note_add_job(db, &((struct stream *)ctx)->id);
}

static void acknowledge(enum rc rc, void *ctx)
{
    struct stream *s = ctx;
    if (rc != RC_OK || write(s->pipe, &s->id, sizeof s->id) != sizeof s->id)
        _exit(3);
    s->id += SUBMITTERS;
    if (store_write(s->store, stream_job, acknowledge, s) != RC_OK)
        _exit(4);
}

static void write_until_killed(const char *url, int out)
{
    static struct stream streams[SUBMITTERS];
    struct store *store = NULL;
    if (store_open(str_from_cstr(url), &store, NULL) != RC_OK)
        _exit(2);
    for (int i = 0; i < SUBMITTERS; i++) {
        streams[i] = (struct stream){.store = store, .pipe = out, .id = i + 1};
        if (store_write(store, stream_job, acknowledge, &streams[i]) != RC_OK)
            _exit(4);
    }
    for (;;)
        pause();
}

/* Lets the child write for a while, kills it, and gives the acknowledged ids. */
static size_t kill_under_load(const char *url, int64_t *ids, size_t max)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        write_until_killed(url, ends[1]);
    }
    close(ends[1]);
    size_t count = 0;
    /* Killed in the middle of its writing, wherever that is. */
    while (count < max / 2 && read(ends[0], &ids[count], sizeof *ids) == sizeof *ids)
        count++;
    kill(child, SIGKILL);
    while (count < max && read(ends[0], &ids[count], sizeof *ids) == sizeof *ids)
        count++;
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return count;
}

static void killing_the_process_under_load_loses_nothing_acknowledged(void **state)
{
    static int64_t ids[20000];
    (void)state;
    for (size_t round = 1; round <= 3; round++) {
        struct test_store t;
        note_init(&t);
        test_store_close(&t);
        size_t count = kill_under_load(t.url, ids, round * 1500);
        assert_true(count > 700);
        test_store_reopen(&t);
        for (size_t i = 0; i < count; i++) {
            struct note_note_get_row row;
            struct note_note_get_in in = {.site_id = 1, .note_id = ids[i]};
            arena_reset(t.arena);
            assert_ok(note_note_get(t.db, &in, t.arena, &row));
            assert_str_equal(row.text, STR("a note"));
        }
        assert_true(note_total(&t) >= (int64_t)count);
        test_store_release(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killing_the_process_under_load_loses_nothing_acknowledged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
