#include "words/pattern.h"

#include <stdint.h>

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || char_is_digit(c) || c == '_' || c == '.';
}

static size_t field_marker(struct str s, size_t at)
{
    size_t end = at + 1;
    while (end < s.n && is_name_byte(s.p[end]))
        end++;
    return end > at + 1 && end < s.n && s.p[end] == '}' ? end + 1 - at : 0;
}

static size_t element_marker(struct str s, size_t at)
{
    size_t begin = at + 1 < s.n && s.p[at + 1] == '/' ? at + 2 : at + 1;
    size_t end = begin;
    while (end < s.n && char_is_digit(s.p[end]))
        end++;
    if (end == begin)
        return 0;
    if (begin == at + 1 && end < s.n && s.p[end] == '/')
        end++;
    return end < s.n && s.p[end] == '>' ? end + 1 - at : 0;
}

size_t pattern_marker(struct str s, size_t at)
{
    if (at < s.n && s.p[at] == '{')
        return field_marker(s, at);
    return at < s.n && s.p[at] == '<' ? element_marker(s, at) : 0;
}

size_t pattern_value(struct str s, size_t at)
{
    uint64_t value;
    size_t n = field_marker(s, at);
    if (n == 0 || str_to_u64(str_slice(s, at + 1, at + n - 1), &value) != RC_OK)
        return SIZE_MAX;
    return value < SIZE_MAX ? (size_t)value : SIZE_MAX;
}

/* The end of what the brace at `at` opens, behind its own; STR_NONE when it is not closed. */
static size_t closing_brace(struct str s, size_t at)
{
    int depth = 0;
    for (; at < s.n; at++) {
        depth += (s.p[at] == '{') - (s.p[at] == '}');
        if (depth == 0)
            return at + 1;
    }
    return STR_NONE;
}

bool pattern_plural(struct str s, size_t at, struct pattern_plural *ret)
{
    size_t end = at < s.n && s.p[at] == '{' ? closing_brace(s, at) : STR_NONE;
    uint64_t value;
    if (end == STR_NONE)
        return false;
    struct str rest = str_slice(s, at + 1, end - 1);
    if (str_to_u64(str_trim(str_split(&rest, ',')), &value) != RC_OK || rest.p == NULL ||
        !str_eq(str_trim(str_split(&rest, ',')), STR("plural")) || rest.p == NULL)
        return false;
    *ret = (struct pattern_plural){.value = (size_t)value, .arms = rest, .n = end - at};
    return true;
}

bool pattern_next_arm(struct str *arms, struct pattern_arm *ret)
{
    struct str s = str_trim(*arms);
    size_t open = str_find_char(s, '{', 0);
    size_t end = open == STR_NONE ? STR_NONE : closing_brace(s, open);
    *arms = s;
    if (end == STR_NONE)
        return false;
    *ret = (struct pattern_arm){.selector = str_trim(str_slice(s, 0, open)),
                                .text = str_slice(s, open + 1, end - 1)};
    *arms = str_slice(s, end, s.n);
    return true;
}
