#include "text/table_input.h"

#include <string.h>

#include "base/utf8.h"

#define REPLACEMENT 0xFFFD

/* --- reading --- */

bool table_input_full(const struct table_input *in)
{
    return in->end - in->begin >= TABLE_ROW_MAX;
}

void table_input_pass(struct table_input *in, size_t n)
{
    const char *at = in->bytes + in->begin, *end = at + n;
    while (at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        in->line++;
        at++;
    }
    in->begin += n;
}

static void put_character(struct table_input *in, uint32_t c)
{
    in->end += utf8_encode(c, in->bytes + in->end);
}

static void put_unit(struct table_input *in, uint32_t unit)
{
    bool low = unit >= 0xDC00 && unit < 0xE000;
    if (in->high != 0 && low) {
        put_character(in, 0x10000 + ((in->high - 0xD800) << 10) + (unit - 0xDC00));
        in->high = 0;
        return;
    }
    if (in->high != 0 || low) {
        put_character(in, REPLACEMENT);
        in->replaced++;
    }
    in->high = unit >= 0xD800 && unit < 0xDC00 ? unit : 0;
    if (in->high == 0 && !low)
        put_character(in, unit);
}

/* What was read of UTF-16, but for an odd byte at its end. */
static void convert(struct table_input *in)
{
    bool little = in->encoding == TABLE_UTF16LE;
    size_t at = 0;
    for (; at + 1 < in->raw_count; at += 2) {
        uint32_t first = (unsigned char)in->raw[at], second = (unsigned char)in->raw[at + 1];
        put_unit(in, little ? first | second << 8 : first << 8 | second);
    }
    if (at < in->raw_count)
        in->raw[0] = in->raw[at];
    in->raw_count -= at;
    if (in->ended && (in->high != 0 || in->raw_count > 0)) {
        put_character(in, REPLACEMENT);
        in->replaced++;
        in->high = 0;
        in->raw_count = 0;
    }
}

static bool is_utf16(const struct table_input *in)
{
    return in->encoding == TABLE_UTF16LE || in->encoding == TABLE_UTF16BE;
}

enum rc table_input_more(struct table_input *in)
{
    if (in->ended || table_input_full(in))
        return RC_OK;
    if (in->begin > 0) {
        memmove(in->bytes, in->bytes + in->begin, in->end - in->begin);
        in->end -= in->begin;
        in->begin = 0;
    }
    bool wide = is_utf16(in);
    char *to = wide ? in->raw + in->raw_count : in->bytes + in->end;
    size_t n = 0;
    enum rc rc =
        in->source->read(in->source->context, to, TABLE_CHUNK - (wide ? in->raw_count : 0), &n);
    if (rc != RC_OK)
        return rc;
    in->ended = n == 0;
    if (!wide) {
        in->end += n;
        return RC_OK;
    }
    in->raw_count += n;
    convert(in);
    return RC_OK;
}

/* --- the encoding --- */

struct mark {
    enum table_encoding encoding;
    struct str bytes;
};
static const struct mark marks[] = {
    {TABLE_UTF8, STR_INIT("\xEF\xBB\xBF")},
    {TABLE_UTF16LE, STR_INIT("\xFF\xFE")},
    {TABLE_UTF16BE, STR_INIT("\xFE\xFF")},
};

/* Text in UTF-16 begins, in most languages' headers, with characters that have a zero byte. */
static enum table_encoding guess(struct str w)
{
    if (w.n >= 4 && w.p[0] != 0 && w.p[1] == 0 && w.p[2] != 0 && w.p[3] == 0)
        return TABLE_UTF16LE;
    if (w.n >= 4 && w.p[0] == 0 && w.p[1] != 0 && w.p[2] == 0 && w.p[3] != 0)
        return TABLE_UTF16BE;
    return TABLE_ENCODING_GUESS;
}

static void find_encoding(struct table_input *in)
{
    struct str w = table_input_window(in);
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        bool fits = in->encoding == TABLE_ENCODING_GUESS || in->encoding == marks[i].encoding;
        if (!fits || !str_starts(w, marks[i].bytes))
            continue;
        if (marks[i].encoding != TABLE_UTF8)
            in->encoding = marks[i].encoding;
        in->begin += marks[i].bytes.n;
        return;
    }
    if (in->encoding == TABLE_ENCODING_GUESS)
        in->encoding = guess(w);
}

enum rc table_input_init(struct table_input *in, const struct table_source *source,
                         enum table_encoding encoding, struct arena *a)
{
    *in = (struct table_input){
        .source = source,
        .encoding = encoding,
        .bytes = ARENA_ARRAY(a, TABLE_ROW_MAX + 3 * TABLE_CHUNK, char),
        .raw = ARENA_ARRAY(a, TABLE_CHUNK + 16, char),
        .line = 1,
    };
    if (arena_failed(a))
        return RC_NO_MEMORY;
    enum table_encoding asked = encoding;
    in->encoding = TABLE_UTF8; /* the first bytes as they are */
    enum rc rc = RC_OK;
    while (rc == RC_OK && !in->ended && in->end < 4)
        rc = table_input_more(in);
    if (rc != RC_OK)
        return rc;
    in->encoding = asked;
    find_encoding(in);
    if (is_utf16(in)) {
        in->raw_count = in->end - in->begin;
        memcpy(in->raw, in->bytes + in->begin, in->raw_count);
        in->begin = in->end = 0;
        convert(in);
    }
    return RC_OK;
}

/* --- Windows-1252 --- */

/* 0x80 to 0x9F; the five holes stay controls, as browsers read them (encoding.spec.whatwg.org). */
static const uint16_t upper[32] = {0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021,
                                   0x2C6,  0x2030, 0x160,  0x2039, 0x152,  0x8D,   0x17D,  0x8F,
                                   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                   0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};

struct str table_from_latin1(struct arena *a, struct str s)
{
    char *p = ARENA_ARRAY(a, 3 * s.n, char);
    size_t n = 0;
    if (p == NULL)
        return STR("");
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        n += utf8_encode(c >= 0x80 && c < 0xA0 ? upper[c - 0x80] : c, p + n);
    }
    return str_make(p, n);
}
