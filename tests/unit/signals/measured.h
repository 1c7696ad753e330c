/*
 * One comment measured, for tests: the facts and questions about them.
 *
 * `measure` frees what the one before it gave; `found` are the words of the original that speak for
 * a signal, separated by "|".
 */
#ifndef COMITY_TESTS_UNIT_SIGNALS_MEASURED_H
#define COMITY_TESTS_UNIT_SIGNALS_MEASURED_H

#include "../test.h"
#include "signals/signals.h"

int measured_setup(void **state);
int measured_teardown(void **state);

void measure(const char *text);
void measure_in(struct str text, const struct signal_context *context);
bool known(enum signal_id id);
double number(enum signal_id id);
struct str string(enum signal_id id);
struct str found(enum signal_id id);
/* What the detector read in the n-th piece of evidence for the signal. */
struct str read_as(enum signal_id id, size_t n);

/* Asserts that the signal is 0 for every text; the message names the text that is not left alone.
 */
void assert_left_alone(enum signal_id id, const char *const *texts, size_t count);
#define ASSERT_LEFT_ALONE(id, ...)                                                                 \
    do {                                                                                           \
        const char *const texts_[] = {__VA_ARGS__};                                                \
        assert_left_alone((id), texts_, sizeof(texts_) / sizeof(texts_[0]));                       \
    } while (0)

/* Asserts that the signal is within the bounds for every text; the message names the text that is not. */
void assert_within(enum signal_id id, double least, double most, const char *const *texts,
                   size_t count);
#define ASSERT_WITHIN(id, least, most, ...)                                                        \
    do {                                                                                           \
        const char *const texts_[] = {__VA_ARGS__};                                                \
        assert_within((id), (least), (most), texts_, sizeof(texts_) / sizeof(texts_[0]));          \
    } while (0)
#define ASSERT_SURE(id, ...)      ASSERT_WITHIN(id, 0.6, 1, __VA_ARGS__)
#define ASSERT_MENTIONED(id, ...) ASSERT_WITHIN(id, 0, 0.1, __VA_ARGS__)

#endif
