#include "federation/base64url.h"

#include <sodium.h>

enum rc base64url_read(struct str text, struct arena *a, struct str *ret)
{
    size_t n = 0;
    const char *end = NULL;
    unsigned char *bytes = arena_alloc(a, text.n / 4 * 3 + 3);
    if (bytes == NULL)
        return RC_NO_MEMORY;
    /* libsodium refuses bits that are left over and what is no letter of this alphabet. */
    if (text.n == 0 || sodium_base642bin(bytes, text.n / 4 * 3 + 3, text.p, text.n, NULL, &n, &end,
                                         sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return RC_INVALID;
    if (end != text.p + text.n)
        return RC_INVALID;
    *ret = str_make((const char *)bytes, n);
    return RC_OK;
}

struct str base64url_write(struct arena *a, struct str bytes)
{
    size_t size = sodium_base64_encoded_len(bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text = arena_alloc(a, size);
    if (text == NULL)
        return (struct str){0};
    sodium_bin2base64(text, size, (const unsigned char *)bytes.p, bytes.n,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_from_cstr(text);
}
