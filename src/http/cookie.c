#include "http/cookie.h"

static struct str unquoted(struct str value)
{
    if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
        return str_slice(value, 1, value.n - 1);
    return value;
}

struct str cookie_find(struct str header, struct str name)
{
    struct str found = {0};
    unsigned count = 0;
    while (header.p != NULL && name.n > 0) {
        struct str pair = str_trim(str_split(&header, ';'));
        size_t equals = str_find_char(pair, '=', 0);
        if (equals == STR_NONE || !str_eq(str_slice(pair, 0, equals), name))
            continue;
        found = unquoted(str_slice(pair, equals + 1, pair.n));
        count++;
    }
    return count == 1 ? found : (struct str){0};
}
