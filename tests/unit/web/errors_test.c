#include "../test.h"

#include "web/errors.h"

static void every_code_has_a_status_and_words(void **state)
{
    for (int rc = RC_OK + 1; rc < RC_COUNT; rc++) {
        struct error_words w = errors_for((enum rc)rc);
        assert_in_range(w.status, 400, 599);
        assert_true(w.heading.n > 0);
        assert_true(w.message.n > 0);
        assert_int_equal(str_find(w.message, STR("!"), 0), STR_NONE);
    }
}

static void what_is_the_clients_fault_is_not_called_ours(void **state)
{
    assert_int_equal(errors_for(RC_INVALID).status, 400);
    assert_int_equal(errors_for(RC_UNAUTHENTICATED).status, 401);
    assert_int_equal(errors_for(RC_FORBIDDEN).status, 403);
    assert_int_equal(errors_for(RC_NOT_FOUND).status, 404);
    assert_int_equal(errors_for(RC_CONFLICT).status, 409);
    assert_int_equal(errors_for(RC_TOO_LARGE).status, 413);
    assert_int_equal(errors_for(RC_LIMITED).status, 429);
    assert_int_equal(errors_for(RC_UNAVAILABLE).status, 503);
    assert_int_equal(errors_for(RC_BUG).status, 500);
}

static void a_status_without_a_code_keeps_itself(void **state)
{
    static const int statuses[] = {400, 404, 405, 413, 414, 431, 500, 505};
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
        assert_int_equal(errors_for_status(statuses[i]).status, statuses[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_a_status_and_words),
        cmocka_unit_test(what_is_the_clients_fault_is_not_called_ours),
        cmocka_unit_test(a_status_without_a_code_keeps_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
