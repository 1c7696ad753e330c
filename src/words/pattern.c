#include "words/pattern.h"

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

static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_name_byte(s.p[i]))
            return false;
    return s.n > 0;
}

bool pattern_plural(struct str s, size_t at, struct pattern_plural *ret)
{
    size_t end = at < s.n && s.p[at] == '{' ? closing_brace(s, at) : STR_NONE;
    if (end == STR_NONE)
        return false;
    struct str rest = str_slice(s, at + 1, end - 1);
    struct str name = str_trim(str_split(&rest, ','));
    if (!is_name(name) || rest.p == NULL ||
        !str_eq(str_trim(str_split(&rest, ',')), STR("plural")) || rest.p == NULL)
        return false;
    *ret = (struct pattern_plural){.name = name, .arms = rest, .n = end - at};
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
