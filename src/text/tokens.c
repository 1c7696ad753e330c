#include "text/tokens.h"

#include "text/fold_class.h"
#include "text/read.h"

/* A token a few bytes long is usual; more are made room for as they come. */
#define TOKENS_AT_FIRST(bytes) ((bytes) / 4 + 16)

struct list {
    struct arena *arena;
    struct token *items;
    size_t count, capacity;
};

static bool grow(struct list *l)
{
    size_t capacity = l->capacity * 2;
    struct token *items = ARENA_ARRAY(l->arena, capacity, struct token);
    if (!items)
        return false;
    memcpy(items, l->items, l->count * sizeof *items);
    l->items = items;
    l->capacity = capacity;
    return true;
}

static unsigned class_at(struct str s, size_t at, size_t *ret_length)
{
    *ret_length = 1;
    return at < s.n ? fold_class(read_char(s, at, ret_length)) : FOLD_SPACE;
}

static unsigned kind_at(struct str s, size_t at, size_t *ret_length)
{
    return class_at(s, at, ret_length) & FOLD_KIND_MASK;
}

static bool is_wordish(unsigned kind)
{
    return kind == FOLD_LETTER || kind == FOLD_MARK || kind == FOLD_DIGIT;
}

/* Whether the one-byte character at `at` joins what stands around it. */
static bool joins(struct str s, size_t at, unsigned before, enum token_kind kind)
{
    size_t length;
    if (at == s.n)
        return false;
    char c = s.p[at];
    if (c != '\'' && c != '.' && c != ',')
        return false;
    unsigned after = kind_at(s, at + 1, &length);
    if (c == '\'')
        return kind == TOKEN_WORD && before != FOLD_DIGIT && after == FOLD_LETTER;
    return kind == TOKEN_NUMBER && before == FOLD_DIGIT && after == FOLD_DIGIT;
}

static bool is_small_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* End of the word or number that begins at `at`. */
static size_t run_end(struct str s, size_t at, enum token_kind token)
{
    size_t length;
    unsigned kind = kind_at(s, at, &length), before = kind;
    while (is_wordish(kind) || joins(s, at, before, token)) {
        while (at + 1 < s.n && is_small_letter(s.p[at]) && is_small_letter(s.p[at + 1]))
            at++; /* nearly all of what is read */
        before = kind;
        at += length;
        kind = kind_at(s, at, &length);
    }
    return at;
}

static bool all_capitals(struct str original)
{
    size_t letters = 0, length;
    for (size_t at = 0; at < original.n; at += length) {
        unsigned class = fold_class(read_char(original, at, &length));
        if ((class & FOLD_KIND_MASK) != FOLD_LETTER)
            continue;
        if (!(class & FOLD_UPPER))
            return false;
        letters++;
    }
    return letters >= 2;
}

/* Whether plain ASCII folded to plain ASCII of the same length is the same but for case; false also
 * when it is not plain ASCII. */
static bool is_same_ascii(struct str original, struct str folded)
{
    unsigned char differs = 0;
    if (original.n != folded.n)
        return false;
    for (size_t i = 0; i < original.n; i++)
        differs |=
            (unsigned char)((original.p[i] & 0x80) | (char_lower(original.p[i]) ^ folded.p[i]));
    return differs == 0;
}

/* Whether the folded form is anything but the original in another case. */
static bool is_altered(struct str original, struct str folded)
{
    size_t at = 0, out = 0, length;
    if (is_same_ascii(original, folded))
        return false;
    for (; at < original.n; at += length) {
        uint32_t c = read_char(original, at, &length);
        unsigned mapping = fold_mapping(c);
        struct str want = str_make(original.p + at, length);
        if (mapping & FOLD_ALTERED)
            return true;
        if (mapping)
            want =
                str_make((const char *)fold_replacements + mapping + 1, fold_replacements[mapping]);
        if (!str_eq(want, str_slice(folded, out, out + want.n)))
            return true;
        out += want.n;
    }
    return out != folded.n;
}

/* `same`: the whole folded form is the original in another case. */
static bool add(struct list *l, const struct text *t, size_t begin, size_t end,
                enum token_kind kind, bool same)
{
    if (l->count == l->capacity && !grow(l))
        return false;
    struct token *token = &l->items[l->count++];
    token->folded = (struct span){(uint32_t)begin, (uint32_t)end};
    token->original = text_original_span(t, token->folded);
    token->kind = kind;
    struct str original = str_slice(t->original, token->original.begin, token->original.end);
    token->altered = !same && is_altered(original, text_folded(t, token->folded));
    token->upper = kind == TOKEN_WORD && all_capitals(original);
    return true;
}

static void count_ascii(struct text *t)
{
    uint32_t letters = 0, capitals = 0;
    for (size_t i = 0; i < t->original.n; i++) {
        letters += char_is_alpha(t->original.p[i]);
        capitals += t->original.p[i] >= 'A' && t->original.p[i] <= 'Z';
    }
    t->characters = (uint32_t)t->original.n;
    t->letters = t->cased_letters = letters;
    t->upper_letters = capitals;
}

static void count_characters(struct text *t)
{
    size_t length;
    for (size_t at = 0; at < t->original.n; at += length) {
        unsigned class = fold_class(read_char(t->original, at, &length));
        t->characters++;
        if ((class & FOLD_KIND_MASK) != FOLD_LETTER)
            continue;
        t->letters++;
        t->cased_letters += (class & FOLD_CASED) != 0;
        t->upper_letters += (class & FOLD_UPPER) != 0;
    }
}

enum rc tokens_find(struct arena *a, struct text *t)
{
    struct str s = t->folded;
    bool same = is_same_ascii(t->original, s);
    struct list l = {.arena = a, .capacity = TOKENS_AT_FIRST(s.n)};
    l.items = ARENA_ARRAY(a, l.capacity, struct token);
    if (!l.items)
        return RC_NO_MEMORY;
    for (size_t at = 0, end, length; at < s.n; at = end) {
        unsigned kind = kind_at(s, at, &length);
        enum token_kind token = kind == FOLD_DIGIT ? TOKEN_NUMBER
                                : is_wordish(kind) ? TOKEN_WORD
                                                   : TOKEN_SYMBOL;
        end = token == TOKEN_SYMBOL ? at + length : run_end(s, at, token);
        if (kind != FOLD_SPACE && !add(&l, t, at, end, token, same))
            return RC_NO_MEMORY;
    }
    t->tokens = l.items;
    t->token_count = l.count;
    if (same)
        count_ascii(t);
    else
        count_characters(t);
    return RC_OK;
}
