#include "words/words.h"

#include "words/catalogue.h"
#include "words/hash.h"

/* Those whose tag is the same, else those of the same language whatever the country. */
const struct words *words_for(struct str language)
{
    struct str primary = str_slice(language, 0, str_find_char(language, '-', 0));
    const struct words *found = &words_catalogues[0];
    for (size_t i = 0; i < words_catalogue_count; i++) {
        const struct words *w = &words_catalogues[i];
        if (str_eq_ascii_case(w->language, language))
            return w;
        if (str_eq_ascii_case(w->language, primary))
            found = w;
    }
    return found;
}

/* The last is the one for tests. */
const struct words *words_at(size_t i)
{
    return i + 1 < words_catalogue_count ? &words_catalogues[i] : NULL;
}

struct str words_own_name(const struct words *w)
{
    return w->own_name;
}

struct str words_direction(const struct words *w)
{
    return w->is_rtl ? STR("rtl") : STR("ltr");
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

/* "a tab\004Held" is looked up as a whole, and is "Held" in English. */
struct str words_say_text(const struct words *w, struct str message)
{
    size_t at = str_find_char(message, WORDS_CONTEXT_END, 0);
    struct str english = at == STR_NONE ? message : str_slice(message, at + 1, message.n);
    return words_are_english(w) ? english : words_find(w, words_hash(message), english);
}

struct str words_say(const struct words *w, const char *message)
{
    return words_say_text(w, str_from_cstr(message));
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
