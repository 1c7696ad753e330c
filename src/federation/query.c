#include "federation/query.h"

void query_put_encoded(struct buf *out, struct str value)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        if (char_is_alpha((char)c) || char_is_digit((char)c) ||
            (c != '\0' && strchr("-._~", c) != NULL)) {
            buf_put_char(out, (char)c);
            continue;
        }
        buf_put_char(out, '%');
        buf_put_char(out, digits[c >> 4]);
        buf_put_char(out, digits[c & 15]);
    }
}

void query_put(struct buf *out, struct str name, struct str value)
{
    struct str before = buf_str(out);
    if (before.n > 0 && before.p[before.n - 1] != '?' && before.p[before.n - 1] != '&')
        buf_put_char(out, '&');
    query_put_encoded(out, name);
    buf_put_char(out, '=');
    query_put_encoded(out, value);
}

void query_begin(struct buf *out, struct str address)
{
    buf_put(out, address);
    if (str_find_char(address, '?', 0) == STR_NONE)
        buf_put_char(out, '?');
}
