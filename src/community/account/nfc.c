#include "community/account/nfc.h"

#include <uninorm.h>

#include "base/utf8.h"

/* Composition never lengthens text, but some characters decompose and stay so: at most threefold in UTF-8
 * (Unicode Standard Annex 15, table "Maximum Expansion Factors"). */
#define EXPANSION_MAX 3

enum rc nfc_normalise(struct arena *a, struct str s, struct str *ret)
{
    if (!utf8_valid(s) || str_find_char(s, '\0', 0) != STR_NONE)
        return RC_INVALID;
    size_t n = s.n * EXPANSION_MAX + 1;
    uint8_t *out = arena_alloc(a, n);
    if (out == NULL)
        return RC_NO_MEMORY;
    if (u8_normalize(UNINORM_NFC, (const uint8_t *)s.p, s.n, out, &n) != out)
        return RC_NO_MEMORY;
    *ret = str_make((const char *)out, n);
    return RC_OK;
}
