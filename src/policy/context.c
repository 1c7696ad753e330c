#include "policy/context.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "policy/context_row.h"
#include "signals/correction.h"

#define VERSION '1'

static void put_escaped(struct buf *out, struct str s)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char byte = (unsigned char)s.p[i];
        if (byte > ' ' && strchr(";%,:", byte) == NULL) {
            buf_put_char(out, s.p[i]);
            continue;
        }
        buf_put_char(out, '%');
        buf_put_char(out, digits[byte >> 4]);
        buf_put_char(out, digits[byte & 15]);
    }
}

static void put_double(struct buf *out, double number)
{
    struct json j;
    json_init(&j, out);
    json_f64(&j, number);
}

static void put_tallies(struct buf *out, const struct judge_tally *tallies, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_put_char(out, ',');
        put_escaped(out, tallies[i].clause);
        buf_put_char(out, ':');
        buf_put_i64(out, tallies[i].number);
    }
}

static void put_names(struct buf *out, const struct str *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_put_char(out, ',');
        put_escaped(out, names[i]);
    }
}

static void put_row(struct buf *out, const struct context_row *r, const struct judge_context *c,
                    const struct facts *facts)
{
    const void *value = context_field(c, r->offset);
    double number = 0;
    buf_put_char(out, r->key);
    switch (r->kind) {
    case KIND_NUMBER:
        buf_put_i64(out, context_number(r, c));
        return;
    case KIND_BOOL:
        return;
    case KIND_SIGNAL:
        if (context_given(r, c, facts, &number))
            put_double(out, number);
        return;
    case KIND_TEXT:
        put_escaped(out, *(const struct str *)value);
        break;
    case KIND_TALLIES:
        put_tallies(out, *(const struct judge_tally *const *)value, context_count(r, c));
        break;
    case KIND_NAMES:
        put_names(out, *(const struct str *const *)value, context_count(r, c));
        break;
    case KIND_CORRECTION:
        correction_write(out, context_correction(c, facts));
        break;
    }
    buf_put_char(out, ';');
}

/* Most authors are readers: of a known author that is left out, and an unknown role is written as such. */
static bool is_role_row(const struct context_row *r)
{
    return r->offset == offsetof(struct judge_context, author_role) && r->kind == KIND_TEXT;
}

static bool is_compact(const struct context_row *r, const struct judge_context *c,
                       const struct facts *facts)
{
    if (is_role_row(r) && c->signals.author.known)
        return !str_eq(c->author_role, STR("reader"));
    return context_is_written(r, c, facts);
}

void context_write_compact(struct buf *out, const struct judge_context *context,
                           const struct facts *facts)
{
    buf_put_char(out, VERSION);
    for (size_t i = 0; i < context_row_count; i++)
        if (is_compact(&context_rows[i], context, facts))
            put_row(out, &context_rows[i], context, facts);
}

static int hex_digit(char c)
{
    if (char_is_digit(c))
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum rc unescape(struct arena *a, struct str s, struct str *ret)
{
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    if (p == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '%') {
            p[n++] = s.p[i];
            continue;
        }
        int high = i + 1 < s.n ? hex_digit(s.p[i + 1]) : -1;
        int low = i + 2 < s.n ? hex_digit(s.p[i + 2]) : -1;
        if (high < 0 || low < 0)
            return RC_INVALID;
        p[n++] = (char)(high << 4 | low);
        i += 2;
    }
    *ret = str_make(p, n);
    return utf8_valid(*ret) ? RC_OK : RC_INVALID;
}

static size_t part_count(struct str list)
{
    size_t count = 1;
    for (size_t i = 0; i < list.n; i++)
        count += list.p[i] == ',';
    return count;
}

static enum rc parse_tallies(struct context_reading *in, const struct context_row *r,
                             struct str list)
{
    struct judge_tally *tallies = ARENA_ARRAY(in->arena, part_count(list), struct judge_tally);
    size_t count = 0;
    while (tallies != NULL && list.p != NULL) {
        struct str part = str_split(&list, ',');
        struct str clause = str_split(&part, ':');
        enum rc rc = unescape(in->arena, clause, &tallies[count].clause);
        if (rc != RC_OK || str_to_i64(part, &tallies[count].number) != RC_OK)
            return RC_INVALID;
        count++;
    }
    context_set_array(in, r, tallies, count);
    return RC_OK;
}

static enum rc parse_names(struct context_reading *in, const struct context_row *r, struct str list)
{
    struct str *names = ARENA_ARRAY(in->arena, part_count(list), struct str);
    size_t count = 0;
    while (names != NULL && list.p != NULL)
        if (unescape(in->arena, str_split(&list, ','), &names[count++]) != RC_OK)
            return RC_INVALID;
    context_set_array(in, r, names, count);
    return RC_OK;
}

static enum rc parse_double(struct str s, double *ret)
{
    char digits[40];
    char *end = digits;
    if (s.n == 0 || s.n >= sizeof digits)
        return RC_INVALID;
    memcpy(digits, s.p, s.n);
    digits[s.n] = '\0';
    *ret = strtod(digits, &end);
    return *end == '\0' && isfinite(*ret) ? RC_OK : RC_INVALID;
}

static enum rc parse_value(struct context_reading *in, const struct context_row *r,
                           struct str value)
{
    int64_t integer = 0;
    double number = 0;
    struct str text = {0};
    enum rc rc = RC_OK;
    switch (r->kind) {
    case KIND_NUMBER:
        rc = str_to_i64(value, &integer);
        context_set_number(in, r, integer);
        return rc;
    case KIND_BOOL:
        *(bool *)context_place(in, r->offset) = true;
        return value.n == 0 ? RC_OK : RC_INVALID;
    case KIND_TEXT:
        rc = unescape(in->arena, value, &text);
        context_set_text(in, r, text);
        return rc;
    case KIND_TALLIES:
        return parse_tallies(in, r, value);
    case KIND_NAMES:
        return parse_names(in, r, value);
    case KIND_CORRECTION:
        return context_set_correction(in, value);
    case KIND_SIGNAL:
        break;
    }
    rc = parse_double(value, &number);
    return rc == RC_OK ? context_set_signal(in, r, number) : rc;
}

static bool in_number(char c)
{
    return char_is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e';
}

/* The value behind a key: of a capital what makes a number, of a small letter all up to a semicolon. */
static enum rc cut_value(struct str s, size_t *at, struct str *ret)
{
    char key = s.p[(*at)++];
    size_t begin = *at, end = begin;
    if (key >= 'A' && key <= 'Z') {
        while (end < s.n && in_number(s.p[end]))
            end++;
        *at = end;
    } else if (key >= 'a' && key <= 'z') {
        end = str_find_char(s, ';', begin);
        if (end == STR_NONE)
            return RC_INVALID;
        *at = end + 1;
    } else {
        return RC_INVALID;
    }
    *ret = str_slice(s, begin, end);
    return RC_OK;
}

static const struct context_row *find_key(char key)
{
    for (size_t i = 0; i < context_row_count; i++)
        if (context_rows[i].key == key)
            return &context_rows[i];
    return NULL;
}

enum rc context_parse_compact(struct str compact, struct arena *a, struct judge_context *ret)
{
    struct context_reading in;
    struct judge_context context;
    if (compact.n > CONTEXT_COMPACT_MAX || (compact.n > 0 && compact.p[0] != VERSION))
        return RC_INVALID;
    enum rc rc = context_begin(&in, a, &context);
    bool has_role = false;
    for (size_t at = 1; rc == RC_OK && at < compact.n;) {
        const struct context_row *r = find_key(compact.p[at]);
        struct str value;
        has_role |= r != NULL && is_role_row(r);
        rc = cut_value(compact, &at, &value);
        if (rc == RC_OK && r != NULL)
            rc = parse_value(&in, r, value);
    }
    if (context.signals.author.known && !has_role)
        context.author_role = STR("reader");
    return context_end(&in, rc, ret);
}

enum rc context_freeze(const struct judge_context *context, const struct facts *facts,
                       struct arena *a, struct judge_context *ret)
{
    struct context_reading in;
    struct judge_context copy;
    enum rc rc = context_begin(&in, a, &copy);
    copy = *context;
    copy.signals.author.recent_fingerprint_count = 0;
    copy.signals.article_topic = copy.signals.parent_topic = copy.signals.thread_topic = NULL;
    copy.signals.article_text = copy.signals.parent_text = (struct str){0};
    copy.signals.correction = context_correction(context, facts);
    for (size_t i = 0; rc == RC_OK && i < context_row_count; i++) {
        double number;
        if (context_rows[i].kind == KIND_SIGNAL &&
            context_given(&context_rows[i], context, facts, &number))
            rc = context_set_signal(&in, &context_rows[i], number);
    }
    return context_end(&in, rc, ret);
}
