#include "community/account/password.h"

#include <stdio.h>

#include <sodium.h>

#include "base/utf8.h"
#include "community/account/nfc.h"
#include "community/account/password_cost.h"
#include "text/text.h"

/* What people make long passwords of when they must. Folded; digits and signs around them do not help. */
static const struct str common[] = {
    STR_INIT("password"),
    STR_INIT("passwort"),
    STR_INIT("motdepasse"),
    STR_INIT("contrasena"),
    STR_INIT("letmein"),
    STR_INIT("welcome"),
    STR_INIT("qwerty"),
    STR_INIT("qwertyuiop"),
    STR_INIT("asdfgh"),
    STR_INIT("asdfghjkl"),
    STR_INIT("zxcvbnm"),
    STR_INIT("azerty"),
    STR_INIT("iloveyou"),
    STR_INIT("trustno"),
    STR_INIT("football"),
    STR_INIT("baseball"),
    STR_INIT("sunshine"),
    STR_INIT("princess"),
    STR_INIT("superman"),
    STR_INIT("dragon"),
    STR_INIT("monkey"),
    STR_INIT("master"),
    STR_INIT("secret"),
    STR_INIT("administrator"),
    STR_INIT("admin"),
    STR_INIT("changeme"),
    STR_INIT("default"),
    STR_INIT("login"),
    STR_INIT("access"),
    STR_INIT("abcdef"),
    STR_INIT("abcdefghijklmnopqrstuvwxyz"),
    STR_INIT("abc"),
    STR_INIT("qazwsx"),
    STR_INIT("edcrfv"),
    STR_INIT("qwer"),
    STR_INIT("asdf"),
    STR_INIT("zxcv"),
    STR_INIT("comity"),
    STR_INIT("user"),
    STR_INIT("correcthorsebatterystaple"),
};

/* Fewer letters than this beside known words are no password of their own. */
#define OWN_LETTERS_MIN 5

static bool repeats_unit(struct str s)
{
    for (size_t unit = 1; unit <= 6 && unit * 2 <= s.n; unit++) {
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

/* Drops spaces and signs in place: words are the same with and without them between. */
static size_t close_up(char *s, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (char_is_alpha(s[i]) || char_is_digit(s[i]) || (s[i] & 0x80) != 0)
            s[kept++] = s[i];
    }
    return kept;
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

static void take_out_folded(struct arena *a, char *s, size_t *n, struct str word)
{
    struct str folded;
    if (text_fold(a, word, &folded) != RC_OK)
        return;
    char *closed = arena_alloc(a, folded.n + 1);
    if (closed == NULL)
        return;
    memcpy(closed, folded.p, folded.n);
    take_out(s, n, str_make(closed, close_up(closed, folded.n)));
}

/* What is left of the password without the words everybody would try. */
static size_t own_letters(struct arena *a, struct str folded, struct str name, struct str email,
                          struct str site_title)
{
    char *rest = arena_alloc(a, folded.n + 1);
    if (rest == NULL)
        return 0;
    size_t n, letters = 0;
    memcpy(rest, folded.p, folded.n);
    n = close_up(rest, folded.n);
    struct str domain = email;
    struct str local = str_split(&domain, '@');
    take_out_folded(a, rest, &n, email);
    take_out_folded(a, rest, &n, name);
    take_out_folded(a, rest, &n, local);
    take_out_folded(a, rest, &n, site_title);
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        take_out(rest, &n, common[i]);
    for (size_t i = 0; i < n; i++)
        letters += char_is_alpha(rest[i]) || (rest[i] & 0x80) != 0;
    return letters;
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
    if (repeats_unit(folded) || runs_along(folded))
        return problem_set(problem, RC_INVALID,
                           "This password repeats or counts along; it would be guessed first.");
    /* Fifteen random digits are a fair password; only words are asked for letters of their own. */
    bool numeric = count_digits(folded) >= PASSWORD_CHARACTERS_MIN - 3;
    if (!numeric && own_letters(a, folded, name, email, site_title) < OWN_LETTERS_MIN)
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
