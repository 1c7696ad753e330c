#include "words/words.h"

#include "words/catalogue.h"
#include "words/hash.h"

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

bool words_are_english(const struct words *w)
{
    return w == NULL || w->entries == NULL;
}

struct str words_find(const struct words *w, uint64_t key, struct str english)
{
    if (words_are_english(w))
        return english;
    size_t mask = ((size_t)1 << w->bits) - 1;
    for (size_t i = key & mask; w->entries[i].key != 0; i = (i + 1) & mask) {
        if (w->entries[i].key == key)
            return str_make(w->text + w->entries[i].at, w->entries[i].n);
    }
    return english;
}

struct str words_say(const struct words *w, const char *message)
{
    struct str english = str_from_cstr(message);
    return words_are_english(w) ? english : words_find(w, words_hash(english), english);
}

/* --- templates --- */
struct words_walk words_walk(const struct words *w, uint64_t key, struct str english,
                             const struct str *marks, size_t mark_count)
{
    return (struct words_walk){
        .rest = words_find(w, key, english), .marks = marks, .mark_count = mark_count};
}

/* The marker that stands at the beginning of `s`, counted from 1; 0: none does. */
static size_t mark_at(const struct words_walk *walk, struct str s)
{
    for (size_t i = 0; i < walk->mark_count; i++) {
        if (str_starts(s, walk->marks[i]))
            return i + 1;
    }
    return 0;
}

bool words_step(struct words_walk *walk)
{
    struct str s = walk->rest;
    if (s.n == 0)
        return false;
    for (size_t at = 0; at < s.n; at++) {
        size_t slot = 0;
        if (s.p[at] == '<' || s.p[at] == '{')
            slot = mark_at(walk, str_slice(s, at, s.n));
        if (slot == 0)
            continue;
        walk->text = str_slice(s, 0, at);
        walk->slot = slot;
        walk->rest = str_slice(s, at + walk->marks[slot - 1].n, s.n);
        return true;
    }
    walk->text = s;
    walk->slot = 0;
    walk->rest = (struct str){0};
    return true;
}

/* --- C --- */
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
