#include "words/isolate.h"

#include <stdint.h>

#include "base/utf8.h"

#define FIRST_STRONG_ISOLATE "\xE2\x81\xA8"
#define POP_ISOLATE          "\xE2\x81\xA9"

struct range {
    uint32_t first, last;
};

static bool is_in(uint32_t c, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

/* Blocks whose letters run from right to left; the digits in them do not. */
static bool is_rtl_letter(uint32_t c)
{
    static const struct range blocks[] = {
        {0x0590, 0x065F}, {0x066D, 0x06EF},   {0x06FA, 0x08FF},   {0xFB1D, 0xFDFF},
        {0xFE70, 0xFEFE}, {0x10800, 0x10FFF}, {0x1E800, 0x1EFFF},
    };
    return is_in(c, blocks, sizeof blocks / sizeof blocks[0]);
}

/* The same from left to right, roughly: signs, spaces and punctuation have no direction of their own. */
static bool is_ltr_letter(uint32_t c)
{
    static const struct range blocks[] = {
        {'A', 'Z'},         {'a', 'z'},       {0x00C0, 0x00D6},   {0x00D8, 0x00F6},
        {0x00F8, 0x02B8},   {0x0370, 0x058F}, {0x0900, 0x1FFF},   {0x2C00, 0x2DFF},
        {0x3041, 0xD7FF},   {0xF900, 0xFB1C}, {0x10000, 0x107FF}, {0x11000, 0x1D0FF},
        {0x20000, 0x3FFFF},
    };
    return is_in(c, blocks, sizeof blocks / sizeof blocks[0]);
}

static bool is_isolate(uint32_t c)
{
    return c >= 0x2066 && c <= 0x2068;
}

/* What is isolated already does not count. */
static bool runs_otherwise(struct str text, bool is_rtl)
{
    int depth = 0;
    for (size_t at = 0, length; at < text.n; at += length) {
        uint32_t c = utf8_decode(text, at, &length);
        if (is_isolate(c))
            depth++;
        else if (c == 0x2069 && depth > 0)
            depth--;
        else if (depth == 0 && (is_rtl ? is_ltr_letter(c) : is_rtl_letter(c)))
            return true;
    }
    return false;
}

void isolate_put(struct buf *out, struct str text, bool is_rtl)
{
    bool marks = runs_otherwise(text, is_rtl);
    if (marks)
        BUF_PUT(out, FIRST_STRONG_ISOLATE);
    buf_put(out, text);
    if (marks)
        BUF_PUT(out, POP_ISOLATE);
}
