/* What must hold of tokens besides their signature, and what is read of a person. */
#include "../test.h"

#include "federation/id_token.h"
#include "federation/pkce.h"
#include "federation/sso_token.h"

#define NOW_MS 1800000000000

static struct arena *arena;

static int make(void **state)
{
    arena = arena_new((size_t)4 * 1024 * 1024);
    return arena == NULL;
}

static int drop(void **state)
{
    arena_free(arena);
    return 0;
}

static const struct json_tree *read(const char *text)
{
    const struct json_tree *tree = NULL;
    struct problem problem = {0};
    if (json_tree_read(str_from_cstr(text), arena, &tree, &problem) != RC_OK)
        fail_msg("%s: %s", text, problem.message);
    return tree;
}

struct token_case {
    const char *claims;
    enum rc rc;
    const char *names; /* the claim the problem speaks of */
};

static void check_case(const struct token_case *one, enum rc rc, const struct problem *problem)
{
    if (rc != one->rc)
        fail_msg("%s gave %s", one->claims, rc_name(rc));
    if (one->names != NULL && strstr(problem->message, one->names) == NULL)
        fail_msg("%s was refused with: %s", one->claims, problem->message);
}

#define ISS   "\"iss\":\"https://id.example\""
#define AUD   "\"aud\":\"us\""
#define EXP   "\"exp\":1800000300"
#define IAT   "\"iat\":1799999990"
#define NONCE "\"nonce\":\"n-1\""
#define SUB   "\"sub\":\"anna\""
#define REST  EXP "," IAT "," NONCE "," SUB

static void an_id_token_is_for_us_from_the_issuer_now_and_for_this_sign_in(void **state)
{
    static const struct token_case cases[] = {
        {"{" ISS "," AUD "," REST "}", RC_OK, NULL},
        {"{" ISS ",\"aud\":[\"us\"]," REST "}", RC_OK, NULL},
        {"{" ISS ",\"aud\":[\"us\",\"them\"],\"azp\":\"us\"," REST "}", RC_OK, NULL},
        {"{" AUD "," REST "}", RC_INVALID, "\"iss\""},
        {"{\"iss\":\"https://id.example/\"," AUD "," REST "}", RC_INVALID, "\"iss\""},
        {"{\"iss\":\"https://ID.example\"," AUD "," REST "}", RC_INVALID, "\"iss\""},
        {"{\"iss\":[\"https://id.example\"]," AUD "," REST "}", RC_INVALID, "\"iss\""},
        {"{" ISS "," REST "}", RC_INVALID, "\"aud\""},
        {"{" ISS ",\"aud\":\"them\"," REST "}", RC_INVALID, "\"aud\""},
        {"{" ISS ",\"aud\":[]," REST "}", RC_INVALID, "\"aud\""},
        {"{" ISS ",\"aud\":{\"us\":\"us\"}," REST "}", RC_INVALID, "\"aud\""},
        {"{" ISS ",\"aud\":[\"us\",\"them\"]," REST "}", RC_INVALID, "\"azp\""},
        {"{" ISS ",\"aud\":[\"us\",\"them\"],\"azp\":\"them\"," REST "}", RC_INVALID, "\"azp\""},
        {"{" ISS "," AUD ",\"azp\":\"them\"," REST "}", RC_INVALID, "\"azp\""},
        {"{" ISS "," AUD ",\"azp\":null," REST "}", RC_INVALID, "\"azp\""},
        {"{" ISS "," AUD "," IAT "," NONCE "," SUB "}", RC_INVALID, "\"exp\""},
        {"{" ISS "," AUD ",\"exp\":\"1800000300\"," IAT "," NONCE "," SUB "}", RC_INVALID,
         "\"exp\""},
        {"{" ISS "," AUD ",\"exp\":1799999940," IAT "," NONCE "," SUB "}", RC_EXPIRED, "\"exp\""},
        {"{" ISS "," AUD ",\"exp\":1799999941," IAT "," NONCE "," SUB "}", RC_OK, NULL},
        {"{" ISS "," AUD "," EXP "," NONCE "," SUB "}", RC_INVALID, "\"iat\""},
        {"{" ISS "," AUD "," EXP ",\"iat\":1800000061," NONCE "," SUB "}", RC_EXPIRED, "\"iat\""},
        {"{" ISS "," AUD "," EXP ",\"iat\":1799990000," NONCE "," SUB "}", RC_EXPIRED, "\"iat\""},
        {"{" ISS "," AUD ",\"nbf\":1800000061," REST "}", RC_EXPIRED, "\"nbf\""},
        {"{" ISS "," AUD ",\"nbf\":true," REST "}", RC_INVALID, "\"nbf\""},
        {"{" ISS "," AUD "," EXP "," IAT "," SUB "}", RC_INVALID, "\"nonce\""},
        {"{" ISS "," AUD "," EXP "," IAT ",\"nonce\":\"n-2\"," SUB "}", RC_INVALID, "\"nonce\""},
    };
    const struct id_token_expectation want = {.issuer = STR("https://id.example"),
                                              .client_id = STR("us"),
                                              .nonce = STR("n-1"),
                                              .now_ms = NOW_MS};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct problem problem = {0};
        check_case(&cases[i], id_token_check(read(cases[i].claims), &want, &problem), &problem);
    }
}

static void an_expectation_without_a_nonce_lets_nothing_pass(void **state)
{
    const struct id_token_expectation want = {
        .issuer = STR("https://id.example"), .client_id = STR("us"), .now_ms = NOW_MS};
    assert_int_equal(id_token_check(read("{" ISS "," AUD "," EXP "," IAT "," SUB "}"), &want, NULL),
                     RC_INVALID);
}

#define SITE "\"aud\":\"https://talk.example\""
#define JTI  "\"jti\":\"0123456789abcdef\""
#define LIFE "\"iat\":1800000000,\"exp\":1800000300"

static void a_publishers_token_is_short_lived_for_this_site_alone_and_named(void **state)
{
    static const struct token_case cases[] = {
        {"{" ISS "," SITE "," LIFE "," JTI "," SUB "}", RC_OK, NULL},
        {"{\"iss\":\"https://other.example\"," SITE "," LIFE "," JTI "," SUB "}", RC_INVALID,
         "\"iss\""},
        {"{" ISS ",\"aud\":\"https://else.example\"," LIFE "," JTI "," SUB "}", RC_INVALID,
         "\"aud\""},
        {"{" ISS ",\"aud\":[\"https://talk.example\",\"https://else.example\"]," LIFE "," JTI
         "," SUB "}",
         RC_INVALID, "\"aud\""},
        {"{" ISS "," SITE ",\"iat\":1800000000,\"exp\":1800000301," JTI "," SUB "}", RC_INVALID,
         "\"exp\""},
        {"{" ISS "," SITE ",\"iat\":1800000000,\"exp\":1800000000," JTI "," SUB "}", RC_INVALID,
         "\"exp\""},
        {"{" ISS "," SITE ",\"iat\":1800000000," JTI "," SUB "}", RC_INVALID, "\"exp\""},
        {"{" ISS "," SITE ",\"exp\":1800000300," JTI "," SUB "}", RC_INVALID, "\"iat\""},
        {"{" ISS "," SITE ",\"iat\":1799999600,\"exp\":1799999900," JTI "," SUB "}", RC_EXPIRED,
         "\"exp\""},
        {"{" ISS "," SITE ",\"iat\":1800000031,\"exp\":1800000300," JTI "," SUB "}", RC_EXPIRED,
         "\"iat\""},
        {"{" ISS "," SITE ",\"nbf\":1800000031," LIFE "," JTI "," SUB "}", RC_EXPIRED, "\"nbf\""},
        {"{" ISS "," SITE "," LIFE "," SUB "}", RC_INVALID, "\"jti\""},
        {"{" ISS "," SITE "," LIFE ",\"jti\":\"short\"," SUB "}", RC_INVALID, "\"jti\""},
        {"{" ISS "," SITE "," LIFE ",\"jti\":1234567890123456," SUB "}", RC_INVALID, "\"jti\""},
        {"{" ISS "," SITE "," LIFE "," JTI "}", RC_INVALID, "\"sub\""},
    };
    const struct sso_token_expectation want = {.issuer = STR("https://id.example"),
                                               .audience = STR("https://talk.example"),
                                               .now_ms = NOW_MS};
    struct sso_token token;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct problem problem = {0};
        check_case(&cases[i], sso_token_check(read(cases[i].claims), &want, &token, &problem),
                   &problem);
    }
    assert_ok(sso_token_check(read(cases[0].claims), &want, &token, NULL));
    assert_str_equal(token.profile.subject, STR("anna"));
    assert_int_equal(token.expires_ms, 1800000300000 + SSO_TOKEN_LEEWAY_MS);
}

static void a_person_is_read_from_the_answer_by_its_map(void **state)
{
    const struct profile_map map = {.subject = STR("data.id"),
                                    .name = STR("data.username|data.name"),
                                    .email = STR("data.mail"),
                                    .email_verified = STR("data.ok")};
    struct profile p;
    assert_ok(profile_read(
        read("{\"data\":{\"id\":42,\"name\":\"Anna B.\",\"mail\":\"a@b.example\",\"ok\":true}}"),
        &map, &p, NULL));
    assert_str_equal(p.subject, STR("42"));
    assert_str_equal(p.name, STR("Anna B."));
    assert_str_equal(p.email, STR("a@b.example"));
    assert_true(p.email_verified);
    assert_ok(profile_read(
        read("{\"data\":{\"id\":\"x\",\"username\":\"anna\",\"name\":\"n\",\"ok\":true}}"), &map,
        &p, NULL));
    assert_str_equal(p.name, STR("anna"));
    assert_false(p.email_verified);
}

static void an_answer_without_a_usable_subject_names_nobody(void **state)
{
    static const char *const answers[] = {
        "{}",
        "[]",
        "{\"sub\":\"\"}",
        "{\"sub\":null}",
        "{\"sub\":1.5}",
        "{\"sub\":-1}",
        "{\"sub\":1e3}",
        "{\"sub\":[\"a\"]}",
        "{\"sub\":\"a\\nb\"}",
        "{\"sub\":true}",
    };
    struct profile p;
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
        if (profile_read(read(answers[i]), &profile_map_openid, &p, NULL) != RC_INVALID)
            fail_msg("accepted: %s", answers[i]);
    struct str head = STR("{\"sub\":\"");
    char text[400] = "{\"sub\":\"";
    memset(text + head.n, 'a', PROFILE_SUBJECT_MAX + 1);
    memcpy(text + head.n + PROFILE_SUBJECT_MAX + 1, "\"}", 3);
    assert_int_equal(profile_read(read(text), &profile_map_openid, &p, NULL), RC_INVALID);
}

static void an_address_counts_as_verified_only_when_said_so(void **state)
{
    static const char *const answers[] = {
        "{\"sub\":\"a\",\"email\":\"a@b.example\"}",
        "{\"sub\":\"a\",\"email\":\"a@b.example\",\"email_verified\":false}",
        "{\"sub\":\"a\",\"email\":\"a@b.example\",\"email_verified\":\"yes\"}",
        "{\"sub\":\"a\",\"email\":\"a@b.example\",\"email_verified\":1}",
        "{\"sub\":\"a\",\"email\":\"a@b.example\",\"email_verified\":null}",
        "{\"sub\":\"a\",\"email_verified\":true}",
    };
    struct profile p;
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        assert_ok(profile_read(read(answers[i]), &profile_map_openid, &p, NULL));
        if (p.email_verified)
            fail_msg("verified: %s", answers[i]);
    }
    assert_ok(
        profile_read(read("{\"sub\":\"a\",\"email\":\"a@b.example\",\"email_verified\":\"true\"}"),
                     &profile_map_openid, &p, NULL));
    assert_true(p.email_verified);
}

static void a_second_answer_must_be_about_the_same_person(void **state)
{
    struct profile token = {.subject = STR("a")};
    struct profile mine = {
        .subject = STR("a"), .email = STR("a@b.example"), .email_verified = true};
    struct profile other = {
        .subject = STR("b"), .email = STR("b@b.example"), .email_verified = true};
    assert_int_equal(profile_merge(&token, &other, NULL), RC_INVALID);
    assert_int_equal(token.email.n, 0);
    assert_ok(profile_merge(&token, &mine, NULL));
    assert_true(token.email_verified);
}

/* RFC 7636, appendix B. */
static void the_challenge_is_the_one_of_the_specification(void **state)
{
    assert_str_equal(pkce_challenge(arena, STR("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")),
                     STR("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_token_is_for_us_from_the_issuer_now_and_for_this_sign_in),
        cmocka_unit_test(an_expectation_without_a_nonce_lets_nothing_pass),
        cmocka_unit_test(a_publishers_token_is_short_lived_for_this_site_alone_and_named),
        cmocka_unit_test(a_person_is_read_from_the_answer_by_its_map),
        cmocka_unit_test(an_answer_without_a_usable_subject_names_nobody),
        cmocka_unit_test(an_address_counts_as_verified_only_when_said_so),
        cmocka_unit_test(a_second_answer_must_be_about_the_same_person),
        cmocka_unit_test(the_challenge_is_the_one_of_the_specification),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
