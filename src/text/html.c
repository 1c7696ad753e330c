#include "text/html.h"

/* What a byte needs: 0 nothing, else an index into `replacements`. */
enum { AMP = 1, LT, GT, QUOT, APOS };

static const struct str replacements[] = {
    [AMP] = STR_INIT("&amp;"),  [LT] = STR_INIT("&lt;"),    [GT] = STR_INIT("&gt;"),
    [QUOT] = STR_INIT("&#34;"), [APOS] = STR_INIT("&#39;"),
};

static const unsigned char text_class[256] = {['&'] = AMP, ['<'] = LT, ['>'] = GT};
static const unsigned char attribute_class[256] = {
    ['&'] = AMP, ['<'] = LT, ['>'] = GT, ['"'] = QUOT, ['\''] = APOS};

/* Copies runs of harmless bytes whole; most text is one run. */
static void escape(struct buf *out, struct str s, const unsigned char *class)
{
    size_t begin = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = class[(unsigned char)s.p[i]];

        if (!c)
            continue;
        if (i > begin)
            buf_put(out, str_make(s.p + begin, i - begin));
        buf_put(out, replacements[c]);
        begin = i + 1;
    }
    if (s.n > begin)
        buf_put(out, str_make(s.p + begin, s.n - begin));
}

void html_escape_text(struct buf *out, struct str s)
{
    escape(out, s, text_class);
}

void html_escape_attribute(struct buf *out, struct str s)
{
    escape(out, s, attribute_class);
}

static bool is_unreserved(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

void html_escape_url(struct buf *out, struct str s)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t begin = 0;

    for (size_t i = 0; i < s.n; i++) {
        unsigned char byte = (unsigned char)s.p[i];
        char coded[3] = {'%', digits[byte >> 4], digits[byte & 15]};

        if (is_unreserved(s.p[i]))
            continue;
        if (i > begin)
            buf_put(out, str_make(s.p + begin, i - begin));
        buf_put(out, str_make(coded, sizeof(coded)));
        begin = i + 1;
    }
    if (s.n > begin)
        buf_put(out, str_make(s.p + begin, s.n - begin));
}
