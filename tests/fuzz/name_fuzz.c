#include "fuzz.h"

#include "base/utf8.h"
#include "community/account/name.h"

static void check_side(struct arena *a, struct str text, struct str side, bool capitals)
{
    struct name_skeleton again;
    FUZZ_CHECK(utf8_valid(side));
    FUZZ_CHECK(side.n <= text.n * name_looks_growth);
    if (side.n > NAME_LOOK_BYTES_MAX)
        return;
    FUZZ_CHECK(name_skeleton(a, side, &again) == RC_OK);
    FUZZ_CHECK(str_eq(capitals ? again.capitals : again.small, side));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new((size_t)16 << 20);
    struct str text = str_make((const char *)data, size), name, key;
    struct name_skeleton looks;
    FUZZ_CHECK(a);
    bool is_text = utf8_valid(text) && str_find_char(text, '\0', 0) == STR_NONE;
    enum rc rc = name_skeleton(a, text, &looks);
    FUZZ_CHECK((rc == RC_OK) == (is_text && size <= NAME_LOOK_BYTES_MAX));
    if (rc == RC_OK) {
        check_side(a, text, looks.small, false);
        check_side(a, text, looks.capitals, true);
    }
    if (name_check(a, text, STR("The Courier"), false, &name, &looks, NULL) == RC_OK) {
        FUZZ_CHECK(name_compare(a, text, name) == NAME_SAME);
        FUZZ_CHECK(name_check(a, name, STR("The Courier"), false, &name, &looks, NULL) == RC_OK);
    }
    if (name_email_check(a, text, &key, NULL) == RC_OK)
        FUZZ_CHECK(key.n == size && utf8_valid(key));
    arena_free(a);
    return 0;
}
