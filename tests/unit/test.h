/*
 * What every unit test includes: cmocka with the headers it forgets to ask for, and comparisons for our types.
 */
#ifndef COMITY_TESTS_TEST_H
#define COMITY_TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "base/str.h"

#define assert_str_equal(actual, expected)                                                         \
    do {                                                                                           \
        struct str actual_ = (actual), expected_ = (expected);                                     \
        if (!str_eq(actual_, expected_))                                                           \
            fail_msg("got \"%.*s\", want \"%.*s\"", STR_ARG(actual_), STR_ARG(expected_));         \
    } while (0)

#define assert_ok(expression) assert_int_equal((expression), RC_OK)

/* Processor time of this thread. What a test holds to a limit is work: how long it takes is the machine's affair. */
static inline int64_t work_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

#endif
