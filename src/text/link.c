#include "text/link.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "text/fold_class.h"
#include "text/punycode.h"

struct parts {
    struct str scheme;    /* without ":" */
    struct str authority; /* without "//" */
    struct str path;
    struct str query;    /* with "?" */
    struct str fragment; /* with "#" */
    bool has_authority;
};

/* The scheme's length, or 0: a letter, then letters, digits, "+", "-", ".", and a colon. */
static size_t scheme_length(struct str s)
{
    size_t i = 0;
    while (i < s.n && (char_is_alpha(s.p[i]) || (i > 0 && (char_is_digit(s.p[i]) || s.p[i] == '+' ||
                                                           s.p[i] == '-' || s.p[i] == '.'))))
        i++;
    return i < s.n && s.p[i] == ':' ? i : 0;
}

static size_t find_any(struct str s, const char *set)
{
    size_t i = 0;
    while (i < s.n && !memchr(set, s.p[i], strlen(set)))
        i++;
    return i;
}

static struct parts split(struct str s)
{
    struct parts p = {0};
    size_t n = scheme_length(s);
    if (n > 0) {
        p.scheme = str_slice(s, 0, n);
        s = str_slice(s, n + 1, s.n);
    }
    n = find_any(s, "#");
    p.fragment = str_slice(s, n, s.n);
    s = str_slice(s, 0, n);
    n = find_any(s, "?");
    p.query = str_slice(s, n, s.n);
    s = str_slice(s, 0, n);
    if (str_starts(s, STR("//"))) {
        p.has_authority = true;
        s = str_slice(s, 2, s.n);
        n = find_any(s, "/");
        p.authority = str_slice(s, 0, n);
        s = str_slice(s, n, s.n);
    }
    p.path = s;
    return p;
}

/* Copies what stands behind the host; bytes that may not stand there are percent-encoded. */
static void put_rest(struct buf *out, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c > ' ' && c < 0x7F && !strchr("\"<>\\^`{|}'", c)) {
            buf_put_char(out, (char)c);
        } else {
            buf_put_char(out, '%');
            buf_put_char(out, hex[c >> 4]);
            buf_put_char(out, hex[c & 15]);
        }
    }
}

struct label {
    unsigned scripts; /* bit set */
    bool plain;       /* ASCII only */
    bool imitates;    /* every letter looks like a Latin one */
};

/* Whether the letter can be taken for a Latin one. The imitations that only an inventive writer
 * uses, in a word already Latin, do not deceive by themselves. */
static bool imitates_latin(uint32_t c)
{
    static const uint16_t inventive[] = {0x432, 0x433, 0x438, 0x43A, 0x43C, 0x43D,
                                         0x43F, 0x442, 0x44C, 0x44F, 0x3B2, 0x3B3,
                                         0x3B5, 0x3B7, 0x3BA, 0x3BC, 0x3C4, 0x3C9};
    for (size_t i = 0; i < sizeof inventive / sizeof inventive[0]; i++) {
        if (inventive[i] == c)
            return false;
    }
    for (size_t i = 0; i < fold_imitation_count; i++) {
        if (fold_imitations[i].c == c)
            return true;
    }
    return false;
}

/* False when the label holds what may not stand in a host name, or what a browser would rewrite. */
static bool read_label(struct str s, struct label *ret)
{
    *ret = (struct label){.plain = true, .imitates = true};
    size_t length;
    for (size_t at = 0; at < s.n; at += length) {
        uint32_t c = utf8_decode(s, at, &length);
        unsigned class = fold_class(c), kind = class & FOLD_KIND_MASK;
        bool dash = (c == '-' && at > 0 && at + 1 < s.n) || c == '_';
        if (fold_mapping(c) & FOLD_ALTERED)
            return false;
        if (!dash && kind != FOLD_LETTER && kind != FOLD_DIGIT && !(kind == FOLD_MARK && at > 0))
            return false;
        if (kind == FOLD_LETTER)
            ret->scripts |= 1u << ((class & FOLD_SCRIPT_MASK) >> FOLD_SCRIPT_SHIFT);
        ret->plain = ret->plain && c < 0x80;
        ret->imitates = ret->imitates && (kind != FOLD_LETTER || imitates_latin(c));
    }
    return s.n > 0 && s.n <= 4 * PUNYCODE_LABEL_MAX;
}

/* The label in lower case, international letters too. */
static void put_lower(struct buf *out, struct str s)
{
    size_t length;
    for (size_t at = 0; at < s.n; at += length) {
        unsigned mapping = fold_mapping(utf8_decode(s, at, &length));
        if (mapping)
            buf_put(out, str_make((const char *)fold_replacements + mapping + 1,
                                  fold_replacements[mapping]));
        else
            buf_put(out, str_slice(s, at, at + length));
    }
}

static bool put_label(struct buf *out, struct str s, bool *ret_encoded)
{
    struct label label;
    char code[PUNYCODE_LABEL_MAX];
    size_t begin = out->n, n;
    if (!read_label(s, &label))
        return false;
    put_lower(out, s);
    if (label.plain)
        return s.n <= PUNYCODE_LABEL_MAX;
    if (label.scripts == (label.scripts & -label.scripts) && !label.imitates)
        return true;
    if (buf_status(out) != RC_OK ||
        punycode_encode(str_make(out->p + begin, out->n - begin), code, &n) != RC_OK)
        return false;
    out->n = begin;
    buf_put(out, str_make(code, n));
    *ret_encoded = true;
    return true;
}

static bool put_address_literal(struct buf *out, struct str s)
{
    for (size_t i = 1; i + 1 < s.n; i++) {
        char c = char_lower(s.p[i]);
        if (!char_is_digit(c) && !(c >= 'a' && c <= 'f') && c != ':' && c != '.')
            return false;
    }
    buf_put(out, s);
    return s.n > 3 && s.p[s.n - 1] == ']';
}

static bool put_host(struct buf *out, struct str host, bool *ret_encoded)
{
    if (host.n > 0 && host.p[0] == '[')
        return put_address_literal(out, host);
    if (host.n > 0 && host.p[host.n - 1] == '.')
        host.n--;
    if (host.n == 0)
        return false;
    for (struct str rest = host; rest.p;) {
        if (!put_label(out, str_split(&rest, '.'), ret_encoded))
            return false;
        if (rest.p)
            buf_put_char(out, '.');
    }
    return true;
}

static bool put_authority(struct buf *out, struct str authority, bool *ret_encoded)
{
    size_t colon = str_rfind_char(authority, ':');
    struct str host = authority, port = {0};
    uint64_t number;
    if (colon != STR_NONE && str_find_char(authority, ']', colon) == STR_NONE) {
        host = str_slice(authority, 0, colon);
        port = str_slice(authority, colon + 1, authority.n);
    }
    if (!put_host(out, host, ret_encoded))
        return false;
    if (port.n == 0)
        return true;
    if (str_to_u64(port, &number) != RC_OK || number == 0 || number > 65535)
        return false;
    buf_put_char(out, ':');
    buf_put_u64(out, number);
    return true;
}

static bool put_mailbox(struct buf *out, struct str path)
{
    size_t at = str_find_char(path, '@', 0);
    if (at == STR_NONE || at == 0 || at + 1 == path.n || path.n > 254)
        return false;
    for (size_t i = 0; i < path.n; i++) {
        char c = path.p[i];
        bool fine = char_is_alpha(c) || char_is_digit(c) || strchr(".-_", c) ||
                    (i < at && strchr("+=~!#$&*", c));
        if (i != at && (c == '\0' || !fine))
            return false;
    }
    BUF_PUT(out, "mailto:");
    buf_put(out, path);
    return true;
}

static bool put_web(struct buf *out, const struct parts *p, bool *ret_encoded)
{
    if (!p->has_authority)
        return false;
    for (size_t i = 0; i < p->scheme.n; i++)
        buf_put_char(out, char_lower(p->scheme.p[i]));
    BUF_PUT(out, "://");
    if (!put_authority(out, p->authority, ret_encoded))
        return false;
    put_rest(out, p->path.n ? p->path : STR("/"));
    put_rest(out, p->query);
    put_rest(out, p->fragment);
    return true;
}

static bool put_local(struct buf *out, const struct parts *p)
{
    bool path = p->path.n > 0 && p->path.p[0] == '/' && !(p->path.n > 1 && p->path.p[1] == '\\');
    bool fragment = p->path.n == 0 && p->query.n == 0 && p->fragment.n > 0;
    if (p->has_authority || (!path && !fragment))
        return false;
    put_rest(out, p->path);
    put_rest(out, p->query);
    put_rest(out, p->fragment);
    return true;
}

static bool put_checked(struct buf *out, struct str raw, unsigned allowed, bool *ret_encoded)
{
    struct parts p = split(raw);
    bool https = str_eq_ascii_case(p.scheme, STR("https"));
    if (p.scheme.n == 0)
        return allowed & LINK_LOCAL && put_local(out, &p);
    if (https || str_eq_ascii_case(p.scheme, STR("http")))
        return (allowed & LINK_HTTP || (https && allowed & LINK_HTTPS)) &&
               put_web(out, &p, ret_encoded);
    if (str_eq_ascii_case(p.scheme, STR("mailto")))
        return allowed & LINK_MAILTO && put_mailbox(out, p.path);
    return false;
}

enum rc link_check(struct arena *a, struct str raw, unsigned allowed, struct link *ret)
{
    struct buf out;
    bool encoded = false;
    raw = str_trim(raw);
    if (raw.n == 0 || raw.n > LINK_BYTES_MAX || !utf8_valid(raw) ||
        str_find_char(raw, '\0', 0) != STR_NONE)
        return RC_INVALID;
    buf_init(&out, 4 * LINK_BYTES_MAX);
    enum rc rc = put_checked(&out, raw, allowed, &encoded) ? buf_status(&out) : RC_INVALID;
    struct str address = rc == RC_OK ? arena_dup(a, buf_str(&out)) : (struct str){0};
    buf_release(&out);
    if (rc != RC_OK)
        return rc == RC_NO_MEMORY ? rc : RC_INVALID;
    if (address.n == 0)
        return RC_NO_MEMORY;
    *ret = (struct link){address, encoded};
    return RC_OK;
}

/* Takes "." and ".." out of a path that begins with "/" (RFC 3986, section 5.2.4), in place. */
static struct str without_dots(char *path, size_t n)
{
    size_t out = 0;
    for (size_t at = 0; at < n;) {
        size_t end = at + 1;
        while (end < n && path[end] != '/')
            end++;
        struct str segment = str_make(path + at + 1, end - at - 1);
        bool up = str_eq(segment, STR("..")), here = str_eq(segment, STR("."));
        if (up) {
            while (out > 0 && path[--out] != '/')
                ;
        } else if (!here) {
            memmove(path + out, path + at, end - at);
            out += end - at;
        }
        if ((up || here) && end == n)
            path[out++] = '/';
        at = end;
    }
    return str_make(path, out);
}

/* The path of `reference` put in the place of the last segment of the base's. */
static struct str merged_path(struct arena *a, const struct parts *base, struct str path)
{
    struct str folder = {0};
    if (path.p == NULL || path.n == 0 || path.p[0] != '/') {
        size_t slash = str_rfind_char(base->path, '/');
        folder = slash == STR_NONE ? STR("/") : str_slice(base->path, 0, slash + 1);
    }
    char *bytes = arena_alloc(a, folder.n + path.n + 1);
    if (!bytes)
        return (struct str){0};
    memcpy(bytes, folder.p ? folder.p : "", folder.n);
    memcpy(bytes + folder.n, path.p ? path.p : "", path.n);
    return without_dots(bytes, folder.n + path.n);
}

enum rc link_resolve(struct arena *a, struct str base, struct str reference, struct str *ret)
{
    struct parts b = split(str_trim(base)), r = split(str_trim(reference));
    if (r.scheme.n > 0 || !b.has_authority || b.scheme.n == 0) {
        *ret = str_trim(reference);
        return RC_OK;
    }
    struct str authority = r.has_authority ? r.authority : b.authority;
    struct str query = r.query, path = r.path;
    if (!r.has_authority && path.n == 0) {
        path = b.path;
        query = query.n ? query : b.query;
    } else if (!r.has_authority) {
        path = merged_path(a, &b, path);
    }
    *ret = arena_printf(a, "%.*s://%.*s%.*s%.*s%.*s", STR_ARG(b.scheme), STR_ARG(authority),
                        STR_ARG(path), STR_ARG(query), STR_ARG(r.fragment));
    return arena_failed(a) ? RC_NO_MEMORY : RC_OK;
}

struct str link_host(struct str address)
{
    struct parts p = split(address);
    if (p.authority.n > 0 && p.authority.p[0] == '[')
        return str_slice(p.authority, 0, str_find_char(p.authority, ']', 0) + 1);
    size_t colon = str_find_char(p.authority, ':', 0);
    return colon == STR_NONE ? p.authority : str_slice(p.authority, 0, colon);
}
