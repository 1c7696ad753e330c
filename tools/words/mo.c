#include "words_tool.h"

#include <string.h>

#define MAGIC 0x950412deu

static uint32_t word_at(struct str bytes, size_t at)
{
    uint32_t value = 0;
    if (at + 4 <= bytes.n)
        memcpy(&value, bytes.p + at, 4);
    return value;
}

static enum rc string_at(struct str bytes, size_t table, size_t i, struct str *ret,
                         struct problem *problem)
{
    size_t n = word_at(bytes, table + i * 8);
    size_t at = word_at(bytes, table + i * 8 + 4);
    if (at > bytes.n || n > bytes.n - at)
        return problem_set(problem, RC_CORRUPT,
                           "a text lies outside of the file: compile it anew with msgfmt");
    *ret = str_make(bytes.p + at, n);
    return RC_OK;
}

enum rc mo_read(struct arena *arena, struct str bytes, struct pair **ret, size_t *ret_count,
                struct problem *problem)
{
    size_t count = word_at(bytes, 8), used = 0;
    if (word_at(bytes, 0) != MAGIC || count > bytes.n / 16)
        return problem_set(problem, RC_INVALID,
                           "this is no compiled catalogue of this machine: make it with msgfmt");
    struct pair *pairs = ARENA_ARRAY(arena, count + 1, struct pair);
    enum rc rc = pairs != NULL ? RC_OK : RC_NO_MEMORY;
    for (size_t i = 0; i < count && rc == RC_OK; i++) {
        struct pair *p = &pairs[used];
        rc = string_at(bytes, word_at(bytes, 12), i, &p->english, problem);
        if (rc == RC_OK)
            rc = string_at(bytes, word_at(bytes, 16), i, &p->other, problem);
        used += rc == RC_OK && p->english.n > 0 && p->other.n > 0;
    }
    if (rc != RC_OK)
        return rc;
    *ret = pairs;
    *ret_count = used;
    return RC_OK;
}
