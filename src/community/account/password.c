#include "community/account/password.h"

#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/utf8.h"
#include "community/account/nfc.h"
#include "community/account/password_common.h"
#include "community/account/password_cost.h"
#include "text/text.h"

/* Fewer letters than this beside known words are no password of their own. */
#define OWN_LETTERS_MIN 5

/* As many different words, plain as each may be, are a password. */
#define WORDS_MIN 4

/* One piece over and over: it would have to be long enough by itself. */
static bool repeats_unit(struct str s)
{
    for (size_t unit = 1; unit < PASSWORD_CHARACTERS_MIN && unit * 2 <= s.n; unit++) {
        size_t i = unit;
        while (i < s.n && s.p[i] == s.p[i - unit])
            i++;
        if (i == s.n)
            return true;
    }
    return false;
}

/* Nothing but steps up or down by one: 0123456789..., abcdefg.... The step from 9 to 0 counts. */
static bool runs_along(struct str s)
{
    size_t steps = 0;
    for (size_t i = 1; i < s.n; i++) {
        int step = s.p[i] - s.p[i - 1];
        steps += step == 1 || step == -1 || step == -9 || step == 9;
    }
    return steps * 10 >= (s.n - 1) * 9;
}

/* The letter a digit or a sign is written for; itself when for none. */
static char letter_meant(char c)
{
    static const char signs[] = "013457@$!";
    static const char letters[] = "oieastasi";
    const char *at = c != '\0' ? strchr(signs, c) : NULL;
    return at != NULL ? letters[at - signs] : c;
}

/* Letters and digits only, without Latin accents: words are the same with and without signs between. `meant`: digits and signs read
 * as letters. NULL when memory is out. */
static char *close_up(struct arena *a, struct str folded, bool meant, size_t *ret_n)
{
    char *out = arena_alloc(a, folded.n + 1);
    size_t kept = 0, length;
    for (size_t i = 0; out != NULL && i < folded.n; i += length) {
        uint32_t c = utf8_decode(folded, i, &length);
        char latin = text_unaccented(c);
        char one = latin != 0 ? latin : folded.p[i];
        if (length == 1 && meant)
            one = letter_meant(one);
        if (length > 1 && latin == 0) {
            memcpy(out + kept, folded.p + i, length);
            kept += length;
        } else if (char_is_alpha(one) || char_is_digit(one)) {
            out[kept++] = one;
        }
    }
    *ret_n = kept;
    return out;
}

/* Takes every occurrence of `word` out of `s`, in place. */
static void take_out(char *s, size_t *n, struct str word)
{
    if (word.n < 3)
        return;
    size_t at;
    while ((at = str_find(str_make(s, *n), word, 0)) != STR_NONE) {
        memmove(s + at, s + at + word.n, *n - at - word.n);
        *n -= word.n;
    }
}

/* Shorter parts of names stand in other words. */
#define PART_BYTES_MIN 4

/* The whole of it, and then each of its words. */
static void take_out_folded(struct arena *a, char *s, size_t *n, struct str words, bool meant)
{
    struct str folded;
    if (text_fold(a, words, &folded) != RC_OK)
        return;
    size_t closed_n;
    char *closed = close_up(a, folded, meant, &closed_n);
    if (closed != NULL)
        take_out(s, n, str_make(closed, closed_n));
    while (folded.n > 0) {
        size_t end = 0;
        while (end < folded.n && strchr(" .-_,'@+", folded.p[end]) == NULL)
            end++;
        struct str part = str_slice(folded, 0, end);
        closed = part.n >= PART_BYTES_MIN ? close_up(a, part, meant, &closed_n) : NULL;
        if (closed != NULL)
            take_out(s, n, str_make(closed, closed_n));
        folded = str_slice(folded, end < folded.n ? end + 1 : end, folded.n);
    }
}

/* Whether the password has something beside the words everybody would try. */
static bool has_own(struct arena *a, struct str folded, struct str name, struct str email,
                    struct str site_title, bool meant)
{
    size_t n;
    char *rest = close_up(a, folded, meant, &n);
    if (rest == NULL)
        return false;
    struct str domain = email;
    struct str local = str_split(&domain, '@');
    const struct str near[] = {email, name, local, domain, site_title};
    for (size_t i = 0; i < sizeof near / sizeof near[0]; i++)
        take_out_folded(a, rest, &n, near[i], meant);
    struct password_share share = password_common_look(str_make(rest, n));
    return share.letters >= OWN_LETTERS_MIN || share.words >= WORDS_MIN;
}

static size_t count_digits(struct str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++)
        digits += char_is_digit(s.p[i]);
    return digits;
}

static enum rc check_guessable(struct arena *a, struct str password, struct str name,
                               struct str email, struct str site_title, struct problem *problem)
{
    struct str folded;
    enum rc rc = text_fold(a, password, &folded);
    if (rc != RC_OK)
        return rc;
    size_t closed_n;
    char *closed = close_up(a, folded, false, &closed_n);
    if (closed == NULL)
        return RC_NO_MEMORY;
    if (repeats_unit(folded) || runs_along(folded) || repeats_unit(str_make(closed, closed_n)))
        return problem_set(problem, RC_INVALID,
                           "This password repeats or counts along; it would be guessed first.");
    /* Fifteen random digits are a fair password; only words are asked for letters of their own. */
    bool numeric = count_digits(folded) >= PASSWORD_CHARACTERS_MIN - 3;
    if (!numeric && !(has_own(a, folded, name, email, site_title, false) &&
                      has_own(a, folded, name, email, site_title, true)))
        return problem_set(
            problem, RC_INVALID,
            "This password is made of common words or of your own or the site's name. "
            "Three or four unrelated words make a good one.");
    return RC_OK;
}

enum rc password_check(struct arena *a, struct str password, struct str name, struct str email,
                       struct str site_title, struct problem *problem)
{
    struct str composed;
    enum rc rc = nfc_normalise(a, password, &composed);
    if (rc != RC_OK)
        return problem_set(problem, rc, "The password is not valid UTF-8.");
    size_t characters = utf8_count(composed);
    if (characters < PASSWORD_CHARACTERS_MIN)
        return problem_set(
            problem, RC_INVALID,
            "A password has at least %d characters; this one has %zu. A sentence is fine.",
            PASSWORD_CHARACTERS_MIN, characters);
    if (characters > PASSWORD_CHARACTERS_MAX)
        return problem_set(problem, RC_INVALID, "A password has at most %d characters.",
                           PASSWORD_CHARACTERS_MAX);
    return check_guessable(a, composed, name, email, site_title, problem);
}

_Static_assert(crypto_pwhash_STRBYTES <= PASSWORD_HASH_MAX, "a hash fits");

enum rc password_hash(struct arena *a, struct str password, struct str *ret)
{
    struct str composed;
    enum rc rc = nfc_normalise(a, password, &composed);
    if (rc != RC_OK)
        return rc;
    struct password_cost cost = password_cost();
    char *hash = arena_alloc(a, crypto_pwhash_STRBYTES);
    if (hash == NULL || crypto_pwhash_str_alg(hash, composed.p, composed.n, cost.passes, cost.bytes,
                                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return RC_NO_MEMORY;
    *ret = str_from_cstr(hash);
    return RC_OK;
}

/* The hash of a password nobody has, for taking the same time. */
static void dummy_hash(char ret[static crypto_pwhash_STRBYTES])
{
    struct password_cost cost = password_cost();
    snprintf(ret, crypto_pwhash_STRBYTES,
             "$argon2id$v=19$m=%zu,t=%u,p=1$c29tZXNhbHRzb21lc2FsdA$"
             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
             cost.bytes / 1024, cost.passes);
}

bool password_verify(struct arena *a, struct str password, struct str hash)
{
    struct str composed = {0};
    bool usable = nfc_normalise(a, password, &composed) == RC_OK &&
                  utf8_count(composed) <= PASSWORD_CHARACTERS_MAX &&
                  str_starts(hash, STR("$argon2id$")) && hash.n < crypto_pwhash_STRBYTES;
    char stored[crypto_pwhash_STRBYTES] = {0};
    if (usable)
        memcpy(stored, hash.p, hash.n);
    else
        dummy_hash(stored);
    bool matches =
        crypto_pwhash_str_verify(stored, composed.n > 0 ? composed.p : "", composed.n) == 0;
    return usable && matches;
}
