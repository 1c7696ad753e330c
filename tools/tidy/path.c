/* Small questions about paths and words that several rules ask. */
#include "tidy.h"

bool path_is_in(struct str path, const char *folder)
{
    struct str f = str_from_cstr(folder);

    return str_starts(path, f) && path.n > f.n && path.p[f.n] == '/';
}

struct str path_base(struct str path)
{
    size_t slash = str_rfind_char(path, '/');

    return str_slice(path, slash == STR_NONE ? 0 : slash + 1, path.n);
}

struct str path_stem(struct str path)
{
    struct str base = path_base(path);
    size_t dot = str_rfind_char(base, '.');

    return str_slice(base, 0, dot == STR_NONE ? base.n : dot);
}

struct str path_layer(struct str path)
{
    struct str rest = str_slice(path, 4, path.n);
    size_t slash = str_find_char(rest, '/', 0);

    if (!str_starts(path, STR("src/")) || slash == STR_NONE)
        return STR("");
    return str_slice(rest, 0, slash);
}

bool is_word_byte(char c)
{
    return char_is_alpha(c) || char_is_digit(c) || c == '_';
}

size_t find_word(struct str text, struct str word, size_t from)
{
    size_t at = str_find(text, word, from);

    while (at != STR_NONE) {
        bool begins = at == 0 || !is_word_byte(text.p[at - 1]);
        bool ends = at + word.n >= text.n || !is_word_byte(text.p[at + word.n]);

        if (begins && ends)
            return at;
        at = str_find(text, word, at + 1);
    }
    return STR_NONE;
}
