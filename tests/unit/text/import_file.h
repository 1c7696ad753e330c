/*
 * Reads a file of tests/data/import for the tests of feeds and pages.
 */
#ifndef COMITY_TESTS_IMPORT_FILE_H
#define COMITY_TESTS_IMPORT_FILE_H

#include "base/arena.h"

/* The whole file in `a`, at most a mebibyte; a file that is not there fails the test. */
struct str import_file(struct arena *a, const char *name);

#endif
