#include "web/url.h"

#include "base/buf.h"
#include "text/html.h"

#define URL_MAX 8192

static const struct url nowhere = {STR_INIT("#")};

/* RFC 3986 `pchar` and "/", without the quote that ends an attribute. */
static bool is_path_byte(char c)
{
    static const bool sign[256] = {
        ['/'] = true, ['-'] = true, ['.'] = true, ['_'] = true, ['~'] = true, ['!'] = true,
        ['$'] = true, ['&'] = true, ['('] = true, [')'] = true, ['*'] = true, ['+'] = true,
        [','] = true, [';'] = true, ['='] = true, [':'] = true, ['@'] = true,
    };
    return char_is_alpha(c) || char_is_digit(c) || sign[(unsigned char)c];
}

/* Copies what was built into the arena and releases the buffer. */
static struct url finish(struct arena *a, struct buf *b)
{
    struct url url = nowhere;

    if (buf_status(b) == RC_OK)
        url.s = arena_dup(a, buf_str(b));
    buf_release(b);
    return url.s.n ? url : nowhere;
}

static bool is_local(struct str path)
{
    return path.n > 0 && path.p[0] == '/' &&
           !(path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\'));
}

/* Nearly all paths are; they need no buffer. */
static bool is_plain(struct str path)
{
    size_t i = 0;
    while (i < path.n && is_path_byte(path.p[i]))
        i++;
    return i == path.n && path.n <= URL_MAX;
}

struct url url_local(struct arena *a, struct str path)
{
    struct buf b;

    if (!is_local(path))
        return nowhere;
    if (is_plain(path)) {
        struct url url = {arena_dup(a, path)};
        return url.s.n ? url : nowhere;
    }
    buf_init(&b, URL_MAX);
    for (size_t i = 0; i < path.n; i++) {
        if (is_path_byte(path.p[i]))
            buf_put_char(&b, path.p[i]);
        else
            html_escape_url(&b, str_make(path.p + i, 1));
    }
    return finish(a, &b);
}

struct url url_with_query(struct arena *a, struct url base, struct str name, struct str value)
{
    struct buf b;

    buf_init(&b, URL_MAX);
    buf_put(&b, base.s);
    buf_put_char(&b, str_find_char(base.s, '?', 0) == STR_NONE ? '?' : '&');
    html_escape_url(&b, name);
    buf_put_char(&b, '=');
    html_escape_url(&b, value);
    return finish(a, &b);
}

struct url url_with_fragment(struct arena *a, struct url base, struct str fragment)
{
    struct buf b;

    buf_init(&b, URL_MAX);
    buf_put(&b, base.s);
    buf_put_char(&b, '#');
    html_escape_url(&b, fragment);
    return finish(a, &b);
}

static bool has_refused_byte(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (c <= ' ' || c == 0x7f || strchr("\"'<>\\`", c))
            return true;
    }
    return false;
}

static bool has_scheme(struct str s, struct str scheme)
{
    return s.n > scheme.n && str_eq_ascii_case(str_slice(s, 0, scheme.n), scheme);
}

struct url url_checked(struct str address)
{
    bool known = has_scheme(address, STR("http://")) || has_scheme(address, STR("https://")) ||
                 has_scheme(address, STR("mailto:"));

    if (!known || has_refused_byte(address))
        return nowhere;
    return (struct url){address};
}

/* "/%2F..." and "/%5C..." are local to a browser; something on the way might decode them. */
static bool begins_encoded(struct str path)
{
    struct str second = str_slice(path, 1, 4);
    return str_eq_ascii_case(second, STR("%2f")) || str_eq_ascii_case(second, STR("%5c"));
}

struct url url_checked_local(struct str path)
{
    if (!is_local(path) || has_refused_byte(path) || begins_encoded(path))
        return nowhere;
    return (struct url){path};
}
