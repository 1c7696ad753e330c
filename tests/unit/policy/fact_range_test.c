#include <math.h>

#include "policy/fact_range.h"
#include "policy/rehearsal.h"
#include "../test.h"

static void hold_against_ranges(const struct rehearsal_result *r, void *context)
{
    size_t *measured = context;
    for (int fact = 0; fact < SIGNAL_COUNT; fact++) {
        struct fact_value v = {.known = r->verdict->facts->value[fact].known,
                               .number = r->verdict->facts->value[fact].number,
                               .string = r->verdict->facts->value[fact].string};
        if (!v.known)
            continue;
        ++*measured;
        if (!fact_range_holds(NULL, fact, v))
            fail_msg("line %d: %s is %g", r->example->line, fact_info(fact).name, v.number);
    }
}

static void whatever_the_shipped_examples_measure_lies_in_its_range(void **state)
{
    (void)state;
    struct standards *s;
    struct signals *signals;
    struct judge *j;
    struct problem problem = {0};
    size_t measured = 0;
    assert_ok(standards_load(standards_shipped(), STR("shipped"), &s, &problem));
    assert_ok(signals_new(&signals, &problem));
    assert_ok(judge_new(s, signals, &j, &problem));
    assert_ok(rehearsal_run(j, hold_against_ranges, &measured, &problem));
    assert_true(measured > 1000);
    judge_free(j);
    signals_free(signals);
    standards_free(s);
}

static void ranges_are_read_from_the_table_of_signals(void **state)
{
    (void)state;
    assert_true(fact_range(NULL, SIG_CAPS_RATIO).high == 1);
    assert_true(fact_range(NULL, SIG_CAPS_RATIO).low == 0);
    assert_true(isinf(fact_range(NULL, SIG_TEXT_WORDS).high));
    assert_true(fact_range(NULL, SIG_TEXT_WORDS).low == 0);
    assert_true(isinf(fact_range(NULL, FACT_AUTHOR_TRUST).low));
    assert_true(fact_range(NULL, FACT_AUTHOR_STAFF).high == 1);
    struct fact_value moderator = {.known = true, .string = STR("moderator")};
    struct fact_value admin = {.known = true, .string = STR("admin")};
    assert_true(fact_range_holds(NULL, FACT_AUTHOR_ROLE, moderator));
    assert_false(fact_range_holds(NULL, FACT_AUTHOR_ROLE, admin));
    struct fact_value half = {.known = true, .number = 0.5};
    assert_true(fact_range_holds(NULL, SIG_CAPS_RATIO, half));
    assert_false(fact_range_holds(NULL, SIG_CAPS_WORDS, half));
}

static void levels_of_trust_are_those_of_the_document(void **state)
{
    (void)state;
    static const struct standards_level levels[] = {{STR_INIT("guest"), 0},
                                                    {STR_INIT("friend"), 5}};
    const struct standards_trust trust = {.levels = levels, .level_count = 2};
    const struct fact_names names = {.trust = &trust};
    assert_true(fact_word_fits(&names, FACT_AUTHOR_TRUST_LEVEL, STR("friend")));
    assert_false(fact_word_fits(&names, FACT_AUTHOR_TRUST_LEVEL, STR("trusted")));
    assert_true(fact_word_fits(NULL, FACT_AUTHOR_TRUST_LEVEL, STR("trusted")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_the_shipped_examples_measure_lies_in_its_range),
        cmocka_unit_test(ranges_are_read_from_the_table_of_signals),
        cmocka_unit_test(levels_of_trust_are_those_of_the_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
