#include "words/words.h"

struct words {
    struct str language;
};

static const struct words ENGLISH = {.language = STR_INIT("en")};

const struct words *words_for(struct str language)
{
    (void)language;
    return &ENGLISH;
}

struct str words_language(const struct words *w)
{
    return w->language;
}

struct str words_say(const struct words *w, const char *message)
{
    (void)w;
    return str_from_cstr(message);
}

/* The value that "{N}" at `at` stands for, or NULL. */
static const struct str *value_at(struct str s, size_t at, const struct str *values, size_t count)
{
    if (at + 2 >= s.n || s.p[at] != '{' || !char_is_digit(s.p[at + 1]) || s.p[at + 2] != '}')
        return NULL;
    size_t number = (size_t)(s.p[at + 1] - '0');
    return number < count ? &values[number] : NULL;
}

struct str words_fill(const struct words *w, struct arena *a, const char *message,
                      const struct str *values, size_t count)
{
    struct str s = words_say(w, message);
    size_t n = s.n, used = 0;
    for (size_t i = 0; i < s.n; i++) {
        const struct str *value = value_at(s, i, values, count);
        n += value != NULL ? value->n : 0;
    }
    char *out = arena_alloc(a, n + 1);
    if (out == NULL)
        return (struct str){0};
    for (size_t i = 0; i < s.n; i++) {
        const struct str *value = value_at(s, i, values, count);
        if (value == NULL) {
            out[used++] = s.p[i];
            continue;
        }
        if (value->n > 0)
            memcpy(out + used, value->p, value->n);
        used += value->n;
        i += 2;
    }
    return str_make(out, used);
}
