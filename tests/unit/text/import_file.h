/*
 * Reads a file of tests/data/import for the tests of feeds and pages.
 */
#ifndef COMITY_TESTS_IMPORT_FILE_H
#define COMITY_TESTS_IMPORT_FILE_H

#include <stdio.h>

#include "../test.h"
#include "base/arena.h"

static inline struct str import_file(struct arena *a, const char *name)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", TEST_IMPORT_DATA, name);
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *bytes = arena_alloc(a, 1 << 20);
    assert_non_null(bytes);
    size_t n = fread(bytes, 1, 1 << 20, f);
    (void)fclose(f);
    return str_make(bytes, n);
}

#endif
