/*
 * What every fuzz target includes: the entry point that libFuzzer and replay.c call, and the check that stays
 * on in every build.
 *
 * A target is one file NAME_fuzz.c with LLVMFuzzerTestOneInput, one line in meson.build and a folder
 * corpus/NAME of small inputs. With -Dfuzz=true and clang it searches for new inputs; in every other build
 * replay.c feeds it the corpus, as a regression test.
 */
#ifndef COMITY_TESTS_FUZZ_FUZZ_H
#define COMITY_TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Not assert: it must hold in builds without assertions too. */
#define FUZZ_CHECK(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
