#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void json_init(struct json *j, struct buf *out)
{
    *j = (struct json){.out = out};
}

/* Writes the comma that belongs before a value or key, if any. */
static void separate(struct json *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->depth == 0)
        return;
    if (j->started[j->depth - 1])
        buf_put_char(j->out, ',');
    j->started[j->depth - 1] = true;
}

static void open_level(struct json *j, char opener, char closer)
{
    separate(j);
    if (j->depth == JSON_DEPTH_MAX) {
        j->out->failure = RC_BUG;
        return;
    }
    buf_put_char(j->out, opener);
    j->closer[j->depth] = closer;
    j->started[j->depth] = false;
    j->depth++;
}

void json_begin_object(struct json *j)
{
    open_level(j, '{', '}');
}

void json_begin_array(struct json *j)
{
    open_level(j, '[', ']');
}

void json_end(struct json *j)
{
    if (j->depth == 0) {
        j->out->failure = RC_BUG;
        return;
    }
    buf_put_char(j->out, j->closer[--j->depth]);
}

void json_key(struct json *j, struct str key)
{
    separate(j);
    json_quote(j->out, key);
    buf_put_char(j->out, ':');
    j->after_key = true;
}

void json_str(struct json *j, struct str value)
{
    separate(j);
    json_quote(j->out, value);
}

void json_i64(struct json *j, int64_t value)
{
    separate(j);
    buf_put_i64(j->out, value);
}

void json_f64(struct json *j, double value)
{
    char digits[32];
    separate(j);
    if (!isfinite(value)) {
        BUF_PUT(j->out, "null");
        return;
    }
    for (int precision = 1; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    buf_put(j->out, str_from_cstr(digits));
}

void json_bool(struct json *j, bool value)
{
    separate(j);
    buf_put(j->out, value ? STR("true") : STR("false"));
}

void json_put_null(struct json *j)
{
    separate(j);
    BUF_PUT(j->out, "null");
}

void json_raw(struct json *j, struct str value)
{
    separate(j);
    buf_put(j->out, value);
}

/* The character of three bytes that begins with E2, U+2000 to U+2FFF. */
static unsigned wide_character(struct str s, size_t at)
{
    return 0x2000u | ((unsigned)s.p[at + 1] & 0x3F) << 6 | ((unsigned)s.p[at + 2] & 0x3F);
}

/* Bytes at `s[at]` that may not stand in a string as they are; 0 when the byte may. Line separators end a line for
 * some readers; C1 controls and bidi marks make a terminal show something other than what a log line says. */
static size_t needs_escape(struct str s, size_t at)
{
    unsigned char c = (unsigned char)s.p[at];
    if (c < 0x20 || c == '"' || c == '\\' || c == '<' || c == 0x7F)
        return 1;
    if (c == 0xC2 && at + 1 < s.n && (unsigned char)s.p[at + 1] < 0xA0)
        return 2;
    if (c != 0xE2 || at + 2 >= s.n)
        return 0;
    unsigned wide = wide_character(s, at);
    bool hidden = (wide >= 0x200E && wide <= 0x200F) || (wide >= 0x2028 && wide <= 0x202E) ||
                  (wide >= 0x2066 && wide <= 0x2069);
    return hidden ? 3 : 0;
}

static void put_escape(struct buf *out, struct str bytes)
{
    if (bytes.n == 3) {
        buf_printf(out, "\\u%04x", wide_character(bytes, 0));
        return;
    }
    if (bytes.n == 2) {
        buf_printf(out, "\\u%04x", (unsigned char)bytes.p[1]);
        return;
    }
    switch (bytes.p[0]) {
    case '"':
        BUF_PUT(out, "\\\"");
        break;
    case '\\':
        BUF_PUT(out, "\\\\");
        break;
    case '\n':
        BUF_PUT(out, "\\n");
        break;
    case '\t':
        BUF_PUT(out, "\\t");
        break;
    case '\r':
        BUF_PUT(out, "\\r");
        break;
    default:
        buf_printf(out, "\\u%04x", (unsigned char)bytes.p[0]);
    }
}

void json_quote(struct buf *out, struct str value)
{
    size_t plain = 0;
    buf_put_char(out, '"');
    for (size_t at = 0; at < value.n;) {
        size_t n = needs_escape(value, at);
        if (n == 0) {
            at++;
            continue;
        }
        buf_put(out, str_slice(value, plain, at));
        put_escape(out, str_slice(value, at, at + n));
        at += n;
        plain = at;
    }
    buf_put(out, str_slice(value, plain, value.n));
    buf_put_char(out, '"');
}
