#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../test.h"
#include "note.h"

static char backup_path[PATH_MAX + 32], database_path[PATH_MAX + 32];

static int setup(void **state)
{
    static struct test_store t;
    note_init(&t);
    snprintf(backup_path, sizeof backup_path, "%s/backup.db", t.folder);
    snprintf(database_path, sizeof database_path, "%s/test.db", t.folder);
    *state = &t;
    return 0;
}

static int teardown(void **state)
{
    test_store_release(*state);
    return 0;
}

static void add_notes(struct test_store *t, int64_t from, int64_t to)
{
    for (int64_t id = from; id <= to; id++)
        assert_ok(store_write_wait(t->store, note_add_job, &id));
}

static void overwrite(const char *path, long at, const char *bytes, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, n, at), n);
    close(fd);
}

struct load {
    struct store *store;
    _Atomic int64_t acknowledged;
    _Atomic bool stop;
};

static void *write_steadily(void *context)
{
    struct load *load = context;
    for (int64_t id = 1; !load->stop; id++)
        if (store_write_wait(load->store, note_add_job, &id) == RC_OK)
            load->acknowledged = id;
    return NULL;
}

static void a_backup_under_load_restores_to_all_earlier_acknowledgements(void **state)
{
    struct test_store *t = *state;
    struct load load = {.store = t->store};
    struct problem problem = {0};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, write_steadily, &load), 0);
    while (load.acknowledged < 500)
        usleep(1000);
    int64_t before = load.acknowledged;
    enum rc rc = store_backup(t->store, str_from_cstr(backup_path), &problem);
    load.stop = true;
    pthread_join(thread, NULL);
    if (rc != RC_OK)
        fail_msg("%s", problem.message);
    test_store_close(t);
    assert_ok(store_restore(str_from_cstr(t->url), str_from_cstr(backup_path), &problem));
    test_store_reopen(t);
    int64_t found = note_total(t);
    assert_true(found >= before && found <= load.acknowledged);
    for (int64_t id = 1; id <= before; id++) {
        struct note_note_get_row row;
        assert_ok(note_note_get(t->db, &(struct note_note_get_in){1, id}, t->arena, &row));
    }
}

static void restoring_keeps_the_old_database_beside_the_new(void **state)
{
    struct test_store *t = *state;
    struct problem problem = {0};
    add_notes(t, 1, 5);
    assert_ok(store_backup(t->store, str_from_cstr(backup_path), &problem));
    add_notes(t, 6, 9);
    test_store_close(t);
    assert_ok(store_restore(str_from_cstr(t->url), str_from_cstr(backup_path), &problem));
    test_store_reopen(t);
    assert_int_equal(note_total(t), 5);
    test_store_close(t);
    char plain[sizeof t->url];
    memcpy(plain, t->url, sizeof plain);
    snprintf(t->url, sizeof t->url, "sqlite:%s/test.db.before-restore", t->folder);
    test_store_reopen(t);
    assert_int_equal(note_total(t), 9);
    test_store_close(t);
    /* A second restore would have to throw that away. */
    assert_int_equal(store_restore(str_from_cstr(plain), str_from_cstr(backup_path), &problem),
                     RC_CONFLICT);
    assert_non_null(strstr(problem.message, ".before-restore"));
    memcpy(t->url, plain, sizeof plain);
    test_store_reopen(t);
    assert_int_equal(note_total(t), 5);
}

static void a_backup_belongs_to_its_owner_and_replaces_nothing(void **state)
{
    struct test_store *t = *state;
    struct problem problem = {0};
    struct stat about;
    assert_ok(store_backup(t->store, str_from_cstr(backup_path), &problem));
    assert_int_equal(stat(backup_path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(store_backup(t->store, str_from_cstr(backup_path), &problem), RC_CONFLICT);
    assert_int_equal(store_backup(t->store, STR("/nowhere/at/all"), NULL), RC_IO);
    char partial[sizeof backup_path + 16];
    snprintf(partial, sizeof partial, "%s.partial", backup_path);
    assert_int_not_equal(access(partial, F_OK), 0);
}

static void a_damaged_backup_is_refused_and_the_database_stays(void **state)
{
    struct test_store *t = *state;
    struct problem problem = {0};
    add_notes(t, 1, 300);
    assert_ok(store_backup(t->store, str_from_cstr(backup_path), &problem));
    static const char rubbish[12000] = "rubbish";
    overwrite(backup_path, 4096, rubbish, sizeof rubbish);
    test_store_close(t);
    assert_int_equal(store_restore(str_from_cstr(t->url), str_from_cstr(backup_path), &problem),
                     RC_CORRUPT);
    assert_non_null(strstr(problem.message, "backup.db"));
    problem.message[0] = '\0';
    assert_int_equal(truncate(backup_path, 5000), 0);
    assert_int_equal(store_restore(str_from_cstr(t->url), str_from_cstr(backup_path), &problem),
                     RC_CORRUPT);
    assert_int_equal(store_restore(str_from_cstr(t->url), STR("/nowhere/at/all"), NULL),
                     RC_NOT_FOUND);
    test_store_reopen(t);
    assert_int_equal(note_total(t), 300);
}

static void a_database_in_use_is_not_replaced(void **state)
{
    struct test_store *t = *state;
    struct problem problem = {0};
    assert_ok(store_backup(t->store, str_from_cstr(backup_path), &problem));
    test_store_close(t);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct store *store = NULL;
        char ready = store_open(str_from_cstr(t->url), &store, NULL) == RC_OK ? 'y' : 'n';
        if (write(ends[1], &ready, 1) == 1)
            pause();
        _exit(0);
    }
    char ready = 0;
    assert_int_equal(read(ends[0], &ready, 1), 1);
    assert_int_equal(ready, 'y');
    assert_int_equal(store_restore(str_from_cstr(t->url), str_from_cstr(backup_path), &problem),
                     RC_CONFLICT);
    assert_non_null(strstr(problem.message, "in use"));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(ends[0]);
    close(ends[1]);
    problem.message[0] = '\0';
    assert_ok(store_restore(str_from_cstr(t->url), str_from_cstr(backup_path), &problem));
    test_store_reopen(t);
}

static void expect_refusal(struct test_store *t, const char *said)
{
    struct problem problem = {0};
    struct store *store = NULL;
    assert_int_equal(store_open(str_from_cstr(t->url), &store, &problem), RC_CORRUPT);
    assert_non_null(strstr(problem.message, said));
    assert_non_null(strstr(problem.message, "test.db"));
}

static void torn_and_foreign_files_are_named(void **state)
{
    struct test_store *t = *state;
    add_notes(t, 1, 300);
    test_store_close(t);
    assert_int_equal(truncate(database_path, 9000), 0);
    expect_refusal(t, "damaged");
    overwrite(database_path, 0, "This is a letter, not a database.", 33);
    expect_refusal(t, "damaged");
    assert_int_equal(truncate(database_path, 0), 0);
    test_store_reopen(t);
    test_store_close(t);
    /* Another program's mark. */
    overwrite(database_path, 68, "\0\0\0\1", 4);
    expect_refusal(t, "another program");
    assert_int_equal(truncate(database_path, 0), 0);
    test_store_reopen(t);
}

static void on_postgresql_the_remedy_is_named(void **state)
{
    struct problem problem = {0};
    (void)state;
    assert_int_equal(store_restore(STR("postgresql:///x"), STR("file"), &problem), RC_UNSUPPORTED);
    assert_non_null(strstr(problem.message, "pg_restore"));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_backup_under_load_restores_to_all_earlier_acknowledgements),
        T(restoring_keeps_the_old_database_beside_the_new),
        T(a_backup_belongs_to_its_owner_and_replaces_nothing),
        T(a_damaged_backup_is_refused_and_the_database_stays),
        T(a_database_in_use_is_not_replaced),
        T(torn_and_foreign_files_are_named),
        cmocka_unit_test(on_postgresql_the_remedy_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
