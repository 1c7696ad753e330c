#include "community/account/password_list.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/utf8.h"
#include "community/account/nfc.h"
#include "community/account/password.h"
#include "text/text.h"

#define KEY_BYTES         sizeof(uint64_t)
#define LINE_SCRATCH_MAX  ((size_t)256 * 1024)
#define GENERIC_KEY_BYTES 16

_Static_assert(crypto_generichash_BYTES_MIN <= GENERIC_KEY_BYTES, "the hash is cut to its key");

enum rc password_list_key(struct arena *scratch, struct str password, uint64_t *ret)
{
    struct str composed, folded;
    unsigned char hash[GENERIC_KEY_BYTES];
    enum rc rc = nfc_normalise(scratch, password, &composed);
    if (rc == RC_OK)
        rc = text_fold(scratch, composed, &folded);
    if (rc != RC_OK)
        return rc;
    crypto_generichash(hash, sizeof hash, (const unsigned char *)folded.p, folded.n, NULL, 0);
    memcpy(ret, hash, KEY_BYTES);
    return RC_OK;
}

static int compare_keys(const void *a, const void *b)
{
    uint64_t left, right;
    memcpy(&left, a, KEY_BYTES);
    memcpy(&right, b, KEY_BYTES);
    return left < right ? -1 : left > right;
}

bool password_list_holds(struct str packed, uint64_t key)
{
    return packed.n > 0 &&
           bsearch(&key, packed.p, packed.n / KEY_BYTES, KEY_BYTES, compare_keys) != NULL;
}

static enum rc read_line(struct str line, struct str file, int number, struct arena *scratch,
                         struct buf *ret, struct problem *problem)
{
    uint64_t key;
    if (!utf8_valid(line))
        return problem_set_at(problem, RC_INVALID, number, 0, "%.*s:%d: this line is not UTF-8",
                              STR_ARG(file), number);
    size_t characters = utf8_count(line);
    if (characters > PASSWORD_CHARACTERS_MAX)
        return problem_set_at(problem, RC_INVALID, number, 0,
                              "%.*s:%d: a password has at most %d characters; put one on each line",
                              STR_ARG(file), number, PASSWORD_CHARACTERS_MAX);
    if (characters < PASSWORD_CHARACTERS_MIN)
        return RC_OK;
    arena_reset(scratch);
    enum rc rc = password_list_key(scratch, line, &key);
    if (rc == RC_OK)
        buf_put(ret, str_make((const char *)&key, KEY_BYTES));
    return rc == RC_OK ? rc
                       : problem_set_at(problem, rc, number, 0, "%.*s:%d: %s", STR_ARG(file),
                                        number, rc_text(rc));
}

enum rc password_list_read(struct str text, struct str file, struct buf *ret,
                           struct problem *problem)
{
    struct arena *scratch = arena_new(LINE_SCRATCH_MAX);
    enum rc rc = scratch != NULL ? RC_OK : RC_NO_MEMORY;
    buf_init(ret, PASSWORD_LIST_BYTES_MAX);
    for (int number = 1; rc == RC_OK && text.p != NULL; number++) {
        struct str line = str_split(&text, '\n');
        if (str_ends(line, STR("\r")))
            line = str_slice(line, 0, line.n - 1);
        rc = read_line(line, file, number, scratch, ret, problem);
    }
    arena_free(scratch);
    if (rc == RC_OK)
        rc = buf_status(ret);
    if (rc == RC_OK && ret->n > 0)
        qsort(ret->p, ret->n / KEY_BYTES, KEY_BYTES, compare_keys);
    return rc == RC_OK ? rc : problem_set(problem, rc, "%.*s: %s", STR_ARG(file), rc_text(rc));
}
