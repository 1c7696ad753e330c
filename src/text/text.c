#include "text/text.h"

#include "base/utf8.h"
#include "text/fold.h"
#include "text/fold_class.h"
#include "text/sentences.h"
#include "text/tokens.h"

static enum rc check(struct str original)
{
    if (original.n > TEXT_BYTES_MAX)
        return RC_TOO_LARGE;
    if (original.n > 0 && memchr(original.p, 0, original.n))
        return RC_INVALID;
    return utf8_valid(original) ? RC_OK : RC_INVALID;
}

static enum rc fold_both(struct arena *a, struct str original, bool want_map, struct folding *ret)
{
    struct folding characters;
    enum rc rc = fold_characters(a, original, want_map, &characters);
    return rc == RC_OK ? fold_words(a, &characters, ret) : rc;
}

enum rc text_prepare(struct arena *a, struct str original, struct text *ret)
{
    struct folding f;
    enum rc rc = check(original);
    if (rc == RC_OK)
        rc = fold_both(a, original, true, &f);
    if (rc != RC_OK)
        return rc;
    struct text t = {.original = original, .folded = {f.bytes, f.n}, .map = f.map};
    rc = tokens_find(a, &t);
    if (rc == RC_OK)
        rc = sentences_find(a, &t);
    if (rc == RC_OK)
        *ret = t;
    return rc;
}

struct span text_original_span(const struct text *t, struct span folded)
{
    struct span original = {t->map[folded.begin], t->map[folded.begin]};
    if (folded.end <= folded.begin)
        return original;
    /* What was dropped behind the last character (its marks, zero-width joints) belongs to it. */
    uint32_t last = t->map[folded.end - 1];
    size_t next = folded.end;
    while (next < t->folded.n && t->map[next] == last)
        next++;
    original.end = t->map[next];
    return original;
}

enum rc text_fold(struct arena *a, struct str original, struct str *ret)
{
    struct folding f;
    enum rc rc = check(original);
    if (rc == RC_OK)
        rc = fold_both(a, original, false, &f);
    if (rc == RC_OK)
        *ret = str_make(f.bytes, f.n);
    return rc;
}

char text_unaccented(uint32_t c)
{
    if (c < 0x80)
        return char_is_alpha((char)c) ? char_lower((char)c) : 0;
    size_t low = 0, high = fold_unaccented_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (fold_unaccented[middle].c == c)
            return fold_unaccented[middle].letter;
        if (fold_unaccented[middle].c < c)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}
