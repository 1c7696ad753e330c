#include "unit/community/fixture.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "community/account/captcha.h"

/* The value of one field of a flat JSON object, without its quotes. */
static struct str field(struct str json, const char *name)
{
    char key[40];
    snprintf(key, sizeof key, "\"%s\":", name);
    size_t at = str_find(json, str_from_cstr(key), 0) + strlen(key);
    if (json.p[at] == '"')
        return str_slice(json, at + 1, str_find_char(json, '"', at + 1));
    size_t end = at;
    while (char_is_digit(json.p[end]))
        end++;
    return str_slice(json, at, end);
}

static struct str base64(struct arena *a, struct str s)
{
    size_t size = sodium_base64_encoded_len(s.n, sodium_base64_VARIANT_ORIGINAL);
    char *out = arena_alloc(a, size);
    sodium_bin2base64(out, size, (const unsigned char *)s.p, s.n, sodium_base64_VARIANT_ORIGINAL);
    return str_make(out, size - 1);
}

static struct str payload(struct arena *a, struct str challenge, struct str salt, long long number,
                          struct str signature)
{
    return base64(a,
                  arena_printf(a,
                               "{\"algorithm\":\"SHA-256\",\"challenge\":\"%.*s\",\"number\":%lld,"
                               "\"salt\":\"%.*s\",\"signature\":\"%.*s\",\"took\":5}",
                               STR_ARG(challenge), number, STR_ARG(salt), STR_ARG(signature)));
}

/* What the widget does: tries numbers until the hash is the challenge. */
static long long work(struct str salt, struct str challenge)
{
    for (long long n = 0; n <= 100000; n++) {
        char text[200], hex[65];
        unsigned char hash[32];
        int length = snprintf(text, sizeof text, "%.*s%lld", STR_ARG(salt), n);
        crypto_hash_sha256(hash, (const unsigned char *)text, (size_t)length);
        sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
        if (str_eq(str_from_cstr(hex), challenge))
            return n;
    }
    fail_msg("no number solves the challenge");
    return -1;
}

struct use {
    struct community *community;
    int64_t key, expires_ms;
};

static enum rc use_once(struct db *db, void *ctx)
{
    struct use *u = ctx;
    return captcha_use(u->community, db, u->key, u->expires_ms);
}

static void a_solution_is_good_once_until_it_expires(void **state)
{
    struct fixture *f = *state;
    struct str json;
    assert_ok(captcha_challenge(f->community, f->arena, &json));
    struct str salt = field(json, "salt"), challenge = field(json, "challenge");
    long long n = work(salt, challenge);
    struct str good = payload(f->arena, challenge, salt, n, field(json, "signature"));
    struct use u = {.community = f->community};
    assert_ok(captcha_verify(f->community, good, STR(""), f->arena, &u.key, &u.expires_ms));
    assert_ok(store_write_wait(f->store.store, use_once, &u));
    assert_int_equal(store_write_wait(f->store.store, use_once, &u), RC_EXPIRED);
    f->clock.fixed_ms += 11 * 60 * 1000;
    assert_int_equal(captcha_verify(f->community, good, STR(""), f->arena, &u.key, &u.expires_ms),
                     RC_EXPIRED);
}

static void forged_solutions_are_refused(void **state)
{
    struct fixture *f = *state;
    struct str json;
    int64_t key, expires_ms;
    assert_ok(captcha_challenge(f->community, f->arena, &json));
    struct str salt = field(json, "salt"), challenge = field(json, "challenge");
    struct str signature = field(json, "signature");
    long long n = work(salt, challenge);
    /* Digits of the number moved into the time: the same hash, later expiry. */
    struct str spliced = arena_printf(f->arena, "%.*s%lld", STR_ARG(salt), n / 10);
    struct str later = arena_printf(f->arena, "00?expires=9999999999&");
    const struct str forged[] = {
        payload(f->arena, challenge, salt, n + 1, signature),
        payload(f->arena, challenge, spliced, n % 10, signature),
        payload(f->arena, challenge, later, n, signature),
        payload(f->arena, challenge, salt, n, challenge),
        base64(f->arena, STR("{}")),
        STR("!!!"),
        STR(""),
        STR("q."),
    };
    for (size_t i = 0; i < sizeof forged / sizeof forged[0]; i++)
        assert_int_equal(
            captcha_verify(f->community, forged[i], STR(""), f->arena, &key, &expires_ms),
            RC_INVALID);
}

/* The answer a person would give to "How much is three plus four?". */
static bool answer_sum(struct str question, char *out, size_t size)
{
    static const char *const words[] = {"zero", "one", "two",   "three", "four",
                                        "five", "six", "seven", "eight", "nine"};
    char x[16], sign[8], y[16];
    char text[200];
    snprintf(text, sizeof text, "%.*s", STR_ARG(question));
    if (sscanf(text, "How much is %15s %7s %15[a-z]", x, sign, y) != 3)
        return false;
    int a = 0, b = 0;
    for (int i = 0; i < 10; i++) {
        a = strcmp(words[i], x) == 0 ? i : a;
        b = strcmp(words[i], y) == 0 ? i : b;
    }
    snprintf(out, size, "%d", strcmp(sign, "minus") == 0 ? a - b : a + b);
    return true;
}

static void a_question_takes_its_answer_and_no_other(void **state)
{
    struct fixture *f = *state;
    int answered = 0;
    for (int i = 0; i < 200; i++) {
        struct captcha_question q;
        char answer[16];
        int64_t key, expires_ms;
        assert_ok(captcha_question(f->community, false, f->arena, &q));
        assert_int_equal(
            captcha_verify(f->community, q.token, STR("nonsense"), f->arena, &key, &expires_ms),
            RC_INVALID);
        if (!answer_sum(q.text, answer, sizeof answer))
            continue;
        answered++;
        assert_ok(captcha_verify(f->community, q.token, str_from_cstr(answer), f->arena, &key,
                                 &expires_ms));
    }
    assert_true(answered > 20);
}

static void a_question_in_figures_takes_its_sum_and_no_other(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 50; i++) {
        struct captcha_question q;
        int64_t key, expires_ms;
        assert_ok(captcha_question(f->community, true, f->arena, &q));
        int64_t x = 0, y = 0;
        size_t plus = str_find(q.text, STR(" + "), 0);
        assert_ok(str_to_i64(str_slice(q.text, 0, plus), &x));
        assert_ok(str_to_i64(str_slice(q.text, plus + 3, q.text.n), &y));
        struct str right = arena_printf(f->arena, " %lld.", (long long)(x + y));
        struct str wrong = arena_printf(f->arena, "%lld", (long long)(x + y + 1));
        assert_int_equal(captcha_verify(f->community, q.token, wrong, f->arena, &key, &expires_ms),
                         RC_INVALID);
        assert_ok(captcha_verify(f->community, q.token, right, f->arena, &key, &expires_ms));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(a_solution_is_good_once_until_it_expires),
        FIXTURE_CASE(forged_solutions_are_refused),
        FIXTURE_CASE(a_question_takes_its_answer_and_no_other),
        FIXTURE_CASE(a_question_in_figures_takes_its_sum_and_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
