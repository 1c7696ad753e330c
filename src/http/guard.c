#include "http/guard.h"

#include "base/utf8.h"

#define REFUSE(status_, text)                                                                      \
    ((struct guard_verdict){.status = (status_), .reason = STR_INIT(text)})
#define PASS ((struct guard_verdict){.status = 0})

int guard_hex(char c)
{
    if (char_is_digit(c))
        return c - '0';
    c = char_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* RFC 9110 section 5.6.2. */
static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!char_is_alpha(s.p[i]) && !char_is_digit(s.p[i]) &&
            (s.p[i] == '\0' || strchr("!#$%&'*+-.^_`|~", s.p[i]) == NULL))
            return false;
    return s.n > 0;
}

static bool has_control(struct str s)
{
    bool found = false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        found |= (c < 0x20 && c != '\t') || c == 0x7f;
    }
    return found;
}

static void keep(struct str *slot, struct str value)
{
    if (slot->p == NULL)
        *slot = value;
}

/* Told apart by length first: most headers of a request are none of these. */
static void gather(struct guard_head *h, struct str name, struct str value)
{
    switch (name.n) {
    case 4:
        if (str_eq_ascii_case(name, STR("host"))) {
            h->hosts++;
            keep(&h->host, value);
        }
        break;
    case 6:
        if (str_eq_ascii_case(name, STR("cookie")))
            keep(&h->cookie, value);
        break;
    case 13:
        if (str_eq_ascii_case(name, STR("if-none-match")))
            keep(&h->if_none_match, value);
        break;
    case 14:
        if (str_eq_ascii_case(name, STR("content-length"))) {
            h->content_lengths++;
            keep(&h->content_length, value);
        }
        break;
    case 15:
        if (str_eq_ascii_case(name, STR("accept-encoding")))
            keep(&h->accept_encoding, value);
        break;
    case 17:
        if (str_eq_ascii_case(name, STR("transfer-encoding"))) {
            h->transfer_encodings++;
            keep(&h->transfer_encoding, value);
        }
        break;
    default:
        break;
    }
}

void guard_head_add(struct guard_head *head, struct str name, struct str value)
{
    head->fields++;
    head->bytes += name.n + value.n + 4;
    head->malformed |= !is_token(name) || has_control(value);
    gather(head, name, value);
}

static struct guard_verdict check_framing(const struct guard_head *h, size_t body_max,
                                          bool body_allowed, bool http_1_0)
{
    uint64_t length = 0;
    if (h->content_lengths > 1)
        return REFUSE(400, "The request has more than one Content-Length.");
    if (h->content_lengths > 0 && h->transfer_encodings > 0)
        return REFUSE(400, "The request has both Content-Length and Transfer-Encoding.");
    if (h->transfer_encodings > 0 && (h->transfer_encodings > 1 || http_1_0 ||
                                      !str_eq_ascii_case(h->transfer_encoding, STR("chunked"))))
        return REFUSE(
            400, "The only Transfer-Encoding understood is a single \"chunked\", in HTTP/1.1.");
    if (h->content_lengths > 0 && str_to_u64(h->content_length, &length) != RC_OK)
        return REFUSE(400, "Content-Length is not a number.");
    if (!body_allowed && (length > 0 || h->transfer_encodings > 0))
        return REFUSE(400, "A request of this method has no body.");
    if (length > body_max)
        return REFUSE(413, "The request's body is larger than this server accepts.");
    return PASS;
}

struct guard_verdict guard_check_head(const struct guard_head *h, size_t target_bytes,
                                      size_t header_max, size_t body_max, bool body_allowed,
                                      bool http_1_0)
{
    if (h->fields > GUARD_HEADERS_MAX)
        return REFUSE(431, "The request has too many header fields.");
    if (h->bytes + target_bytes > header_max)
        return REFUSE(431, "The request's headers are larger than this server accepts.");
    if (h->malformed)
        return REFUSE(400, "A header field of the request is malformed.");
    if (h->hosts > 1 || (h->hosts == 0 && !http_1_0))
        return REFUSE(400, "The request must have exactly one Host.");
    return check_framing(h, body_max, body_allowed, http_1_0);
}

bool guard_method(struct str name, enum http_method *ret)
{
    static const struct {
        struct str name;
        enum http_method method;
    } methods[] = {
        {STR_INIT("GET"), HTTP_GET},       {STR_INIT("HEAD"), HTTP_HEAD},
        {STR_INIT("POST"), HTTP_POST},     {STR_INIT("PUT"), HTTP_PUT},
        {STR_INIT("DELETE"), HTTP_DELETE}, {STR_INIT("OPTIONS"), HTTP_OPTIONS},
    };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (str_eq(methods[i].name, name)) {
            *ret = methods[i].method;
            return true;
        }
    return false;
}

bool guard_value_is_cut(const char *value, size_t n)
{
    return value[n + 1] != '\0' && value[n + 1] != ' ' && value[n + 1] != '\t';
}

bool guard_target_is_cut(const char *target, size_t n)
{
    return strncmp(target + n + 1, "HTTP/", 5) != 0;
}

/* Decodes `raw` into `out` of as many bytes. False for '%' without two digits. */
static bool percent_decode(struct str raw, char *out, size_t *ret_n)
{
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        if (raw.p[i] != '%') {
            out[n++] = raw.p[i];
            continue;
        }
        if (raw.n - i < 3 || guard_hex(raw.p[i + 1]) < 0 || guard_hex(raw.p[i + 2]) < 0)
            return false;
        out[n++] = (char)(guard_hex(raw.p[i + 1]) * 16 + guard_hex(raw.p[i + 2]));
        i += 2;
    }
    *ret_n = n;
    return true;
}

static bool is_dots(struct str segment)
{
    return str_eq(segment, STR(".")) || str_eq(segment, STR(".."));
}

static struct guard_verdict check_path(struct str path)
{
    struct str rest = path, segment;
    for (size_t i = 0; i < path.n; i++)
        if ((unsigned char)path.p[i] < 0x20 || path.p[i] == 0x7f || path.p[i] == '\\')
            return REFUSE(400, "The address contains a character that is not allowed in a path.");
    while (rest.p != NULL) {
        segment = str_split(&rest, '/');
        if (is_dots(segment))
            return REFUSE(400, "The address contains a \".\" or \"..\" segment.");
    }
    if (!utf8_valid(path))
        return REFUSE(400, "The address is not valid UTF-8.");
    return PASS;
}

/* Of a target that is refused: as far as it needs no decoding, which tells whose error is to be shown. */
static struct str path_to_show(struct str target, size_t url_max)
{
    size_t n = 0, most = target.n < url_max ? target.n : url_max;
    while (n < most && target.p[n] != '?' && target.p[n] != '%' && target.p[n] != ' ')
        n++;
    struct str path = str_slice(target, 0, n);
    bool fits = n > 0 && path.p[0] == '/' && check_path(path).status == 0;
    return fits ? path : (struct str){0};
}

static struct guard_verdict target_split(struct str target, size_t url_max,
                                         struct arena *(*arena)(void *ctx), void *ctx,
                                         struct str *ret_path, struct str *ret_query)
{
    if (target.n > url_max)
        return REFUSE(414, "The address is longer than this server accepts.");
    if (target.n == 0 || target.p[0] != '/')
        return REFUSE(400, "The request's target must be a path.");
    if (str_find_char(target, ' ', 0) != STR_NONE || str_find_char(target, '\t', 0) != STR_NONE)
        return REFUSE(400, "The request's target contains white space.");
    size_t mark = str_find_char(target, '?', 0);
    struct str path = str_slice(target, 0, mark),
               query = str_slice(target, mark == STR_NONE ? target.n : mark + 1, target.n);
    if (str_find_char(path, '%', 0) != STR_NONE) {
        struct arena *a = arena(ctx);
        char *decoded = a ? arena_alloc(a, path.n) : NULL;
        size_t n;
        if (decoded == NULL)
            return REFUSE(503, "The server is short of memory; try again.");
        if (!percent_decode(path, decoded, &n))
            return REFUSE(400, "The address contains a malformed percent-encoding.");
        path = str_make(decoded, n);
    }
    struct guard_verdict verdict = check_path(path);
    if (verdict.status == 0) {
        *ret_path = path;
        *ret_query = query;
    }
    return verdict;
}

struct guard_verdict guard_target(struct str target, size_t url_max,
                                  struct arena *(*arena)(void *ctx), void *ctx,
                                  struct str *ret_path, struct str *ret_query)
{
    struct guard_verdict v = target_split(target, url_max, arena, ctx, ret_path, ret_query);
    if (v.status != 0)
        *ret_path = path_to_show(target, url_max);
    return v;
}
