/*
 * Comments to measure with: plain English sentences, about 250 bytes, another text for every number. They break no
 * clause of the shipped standards, and none is like another, so that what is measured is publishing.
 */
#ifndef COMITY_TESTS_BENCH_PROSE_H
#define COMITY_TESTS_BENCH_PROSE_H

#include <stddef.h>
#include <stdint.h>

#define PROSE_BYTES_MAX 512

/* Writes the text of `number` and returns its length; the same number gives the same text. */
size_t prose_make(uint64_t number, char out[static PROSE_BYTES_MAX]);

#endif
