#include "text/excerpt.h"

#include "base/utf8.h"

/* Copies with white space collapsed; returns the bytes written. */
static size_t collapse(struct str s, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!char_is_space(s.p[i]))
            out[n++] = s.p[i];
        else if (n > 0 && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    return n > 0 && out[n - 1] == ' ' ? n - 1 : n;
}

struct str excerpt_make(struct arena *a, struct str valid_utf8, size_t max_characters)
{
    char *bytes = arena_alloc(a, valid_utf8.n + 1);
    if (!bytes)
        return STR("");
    struct str whole = str_make(bytes, collapse(valid_utf8, bytes));
    struct str cut = utf8_prefix(whole, max_characters);
    if (cut.n == whole.n)
        return whole;
    size_t space = str_rfind_char(cut, ' ');
    if (space != STR_NONE && space > cut.n / 2)
        cut.n = space;
    return arena_printf(a, "%.*s\xe2\x80\xa6", STR_ARG(cut));
}
