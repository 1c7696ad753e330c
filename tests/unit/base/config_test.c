#include "base/config.h"
#include "../test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void write_file(char path[static 32], const char *text)
{
    memcpy(path, "/tmp/comity-config-XXXXXX", sizeof "/tmp/comity-config-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void every_default_is_within_its_bounds(void **state)
{
    (void)state;
    struct config *c = config_new();
    for (int id = 0; id < SETTING_COUNT; id++) {
        const struct setting_info *s = setting_info((enum setting_id)id);
        assert_true(str_find_char(s->name, '.', 0) != STR_NONE);
        assert_true(s->text.n > 0);
        if (s->kind == SETTING_KIND_INT)
            assert_in_range(s->preset, s->minimum, s->maximum);
    }
    assert_int_equal(config_int(c, SET_HTTP_PORT), 8080);
    config_free(c);
}

static void assignments_are_checked_against_the_table(void **state)
{
    (void)state;
    static const struct {
        const char *assignment, *message;
    } bad[] = {
        {"http.port", "\"http.port\" is not of the form section.name=value"},
        {"http.prot=1", "there is no setting \"http.prot\"; did you mean \"http.port\"?"},
        {"zzz=1", "there is no setting \"zzz\"; `comity settings` lists them all"},
        {"http.port=65536", "http.port must be a whole number from 0 to 65535, not \"65536\""},
        {"accounts.registration=yes", "accounts.registration must be on or off, not \"yes\""},
        {"http.address=\xff", "http.address is not valid UTF-8"},
    };
    struct config *c = config_new();
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct problem problem = {0};
        assert_int_equal(config_set(c, str_from_cstr(bad[i].assignment), &problem), RC_INVALID);
        assert_string_equal(problem.message, bad[i].message);
    }
    assert_ok(config_set(c, STR("http.port = 9090"), NULL));
    assert_int_equal(config_int(c, SET_HTTP_PORT), 9090);
    assert_ok(config_set(c, STR("accounts.registration=off"), NULL));
    assert_false(config_bool(c, SET_ACCOUNTS_REGISTRATION));
    config_free(c);
}

static void a_faulty_file_is_reported_with_its_line(void **state)
{
    (void)state;
    char path[32], expected[160];
    struct problem problem = {0};
    struct config *c = config_new();
    write_file(path, "; a comment\n[http]\nport = 81\nadress = ::\n");
    assert_int_equal(config_read_file(c, path, &problem), RC_INVALID);
    snprintf(expected, sizeof expected,
             "%s:4: there is no setting \"http.adress\"; did you mean \"http.address\"?", path);
    assert_string_equal(problem.message, expected);
    assert_int_equal(problem.line, 4);
    unlink(path);
    problem = (struct problem){0};
    assert_int_equal(config_read_file(c, path, &problem), RC_IO);
    config_free(c);
}

static void a_value_found_wrong_later_is_reported_with_its_line(void **state)
{
    char path[32], expected[160];
    struct config *c = config_new();
    write_file(path, "[mail]\n; a comment\nfrom = nobody\n");
    assert_ok(config_read_file(c, path, NULL));
    struct problem problem = {0}, other = {0};
    assert_int_equal(problem_set(&problem, RC_INVALID, "mail.from must be an address"), RC_INVALID);
    config_locate(c, &problem);
    snprintf(expected, sizeof expected, "%s:3: mail.from must be an address", path);
    assert_string_equal(problem.message, expected);
    assert_int_equal(problem.line, 3);
    assert_int_equal(problem_set(&other, RC_INVALID, "mail.url is empty"), RC_INVALID);
    config_locate(c, &other);
    assert_string_equal(other.message, "mail.url is empty");
    unlink(path);
    config_free(c);
}

static void what_needs_a_restart_is_taken_over_from_before(void **state)
{
    struct config *old = config_new(), *fresh = config_new();
    assert_true(setting_info(SET_HTTP_PORT)->needs_restart);
    assert_false(setting_info(SET_ACCOUNTS_REGISTRATION)->needs_restart);
    assert_ok(config_set(fresh, STR("http.address=::1"), NULL));
    assert_false(config_agrees(old, fresh, SET_HTTP_ADDRESS));
    assert_true(config_agrees(old, fresh, SET_HTTP_PORT));
    assert_ok(config_copy(fresh, old, SET_HTTP_ADDRESS));
    assert_true(config_agrees(old, fresh, SET_HTTP_ADDRESS));
    config_free(old);
    assert_true(str_eq(config_str(fresh, SET_HTTP_ADDRESS), STR("127.0.0.1")));
    config_free(fresh);
}

static void a_secret_is_never_written_out(void **state)
{
    (void)state;
    struct config *c = config_new();
    struct buf out;
    buf_init(&out, 1000);
    assert_ok(config_set(c, STR("http.metrics_token=hunter2"), NULL));
    config_write_value(c, SET_HTTP_METRICS_TOKEN, &out);
    assert_str_equal(buf_str(&out), STR("(set)"));
    buf_release(&out);
    config_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_default_is_within_its_bounds),
        cmocka_unit_test(assignments_are_checked_against_the_table),
        cmocka_unit_test(a_faulty_file_is_reported_with_its_line),
        cmocka_unit_test(a_value_found_wrong_later_is_reported_with_its_line),
        cmocka_unit_test(what_needs_a_restart_is_taken_over_from_before),
        cmocka_unit_test(a_secret_is_never_written_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
