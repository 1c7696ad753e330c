#include "http/encoding.h"

/* Whether the parameters behind a coding are a weight of zero: q=0, q=0.0, q=0.000. */
static bool weight_is_zero(struct str parameters)
{
    struct str p = str_trim(parameters);
    if (p.n < 3 || char_lower(p.p[0]) != 'q' || p.p[1] != '=' || p.p[2] != '0')
        return false;
    for (size_t i = 3; i < p.n; i++)
        if (p.p[i] != '.' && p.p[i] != '0')
            return false;
    return true;
}

static unsigned coding_bits(struct str name)
{
    if (str_eq_ascii_case(name, STR("br")))
        return 1u << ENCODING_BROTLI;
    if (str_eq_ascii_case(name, STR("gzip")) || str_eq_ascii_case(name, STR("x-gzip")))
        return 1u << ENCODING_GZIP;
    return 0;
}

enum http_encoding encoding_pick(struct str accept, unsigned have)
{
    unsigned takes = 0, refuses = 0;
    bool any = false;
    while (accept.p != NULL && accept.n > 0) {
        struct str rest = str_split(&accept, ',');
        struct str name = str_trim(str_split(&rest, ';'));
        bool zero = rest.p != NULL && weight_is_zero(rest);
        if (str_eq(name, STR("*")))
            any = !zero;
        else if (zero)
            refuses |= coding_bits(name);
        else
            takes |= coding_bits(name);
    }
    if (any)
        takes |= have & ~refuses;
    takes &= have;
    if (takes & (1u << ENCODING_BROTLI))
        return ENCODING_BROTLI;
    return takes & (1u << ENCODING_GZIP) ? ENCODING_GZIP : ENCODING_IDENTITY;
}

bool etag_matches(struct str if_none_match, struct str etag)
{
    while (if_none_match.p != NULL) {
        struct str tag = str_trim(str_split(&if_none_match, ','));
        if (str_starts(tag, STR("W/")))
            tag = str_slice(tag, 2, tag.n);
        if (str_eq(tag, STR("*")) || str_eq(tag, etag))
            return true;
    }
    return false;
}
