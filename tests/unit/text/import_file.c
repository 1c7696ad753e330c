#include "import_file.h"

#include <stdio.h>

#include "../test.h"
#include "base/str.h"

struct str import_file(struct arena *a, const char *name)
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
