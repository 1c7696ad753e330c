/* providers.ini, and what providers say of themselves. */
#include "../test.h"

#include "federation/discovery.h"
#include "federation/provider.h"

static struct arena *arena;
static struct problem problem;

static int make(void **state)
{
    arena = arena_new((size_t)8 * 1024 * 1024);
    return arena == NULL;
}

static int drop(void **state)
{
    arena_free(arena);
    return 0;
}

static enum rc read_named(void *ctx, struct str path, struct arena *a, struct str *ret,
                          struct problem *p)
{
    if (str_eq(path, STR("secret")))
        *ret = STR("s3cret\n");
    else if (str_eq(path, STR("shared")))
        *ret = STR("a shared secret of more than thirty-two bytes\n");
    else if (str_eq(path, STR("public")))
        *ret = STR("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_"
                   "7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}");
    else if (str_eq(path, STR("empty")))
        *ret = STR(" \n");
    else
        return problem_set(p, RC_IO, "no such file");
    return RC_OK;
}

static enum rc read_text(const char *text, bool insecure, struct providers *ret)
{
    const struct provider_files files = {.read = read_named};
    problem = (struct problem){0};
    return providers_read(str_from_cstr(text), STR("providers.ini"), insecure, &files, arena, ret,
                          &problem);
}

#define GOOGLE                                                                                     \
    "[google]\ntitle = Google\nissuer = https://accounts.google.com\nclient_id = c1\n"             \
    "secret_file = secret\nemail = confirmed\n"

static void a_provider_of_each_kind_is_read(void **state)
{
    struct providers p;
    enum rc rc =
        read_text(GOOGLE "; a remark\n[facebook]\nkind = facebook\nclient_id = c2\nsecret = s2\n"
                         "[vk]\nkind = vk\nclient_id = c3\n"
                         "[subscribers]\nkind = sso\ntitle = The Courier\n"
                         "issuer = https://courier.example\nalgorithm = EdDSA\nkey_file = public\n"
                         "[home]\nkind = oauth2\nclient_id = c4\nsecret = s4\n"
                         "authorize = https://h.example/a\ntoken = https://h.example/t\n"
                         "user_info = https://h.example/u\nsubject_field = user.uid\n",
                  false, &p);
    if (rc != RC_OK)
        fail_msg("%s", problem.message);
    assert_int_equal(p.count, 5);
    const struct provider *google = provider_find(&p, STR("google"));
    assert_int_equal(google->kind, PROVIDER_OPENID);
    assert_str_equal(google->key, STR("https://accounts.google.com"));
    assert_str_equal(google->secret, STR("s3cret"));
    assert_int_equal(google->algorithm, JWT_RS256);
    assert_true(google->trusts_email);
    const struct provider *facebook = provider_find(&p, STR("facebook"));
    assert_str_equal(facebook->title, STR("Facebook"));
    assert_str_equal(facebook->key, STR("oauth2:facebook"));
    assert_false(facebook->trusts_email);
    assert_true(str_starts(facebook->user_info, STR("https://graph.facebook.com/")));
    assert_str_equal(provider_find(&p, STR("vk"))->given_back, STR("device_id"));
    assert_str_equal(provider_find(&p, STR("subscribers"))->key,
                     STR("sso:https://courier.example"));
    assert_int_equal(provider_find(&p, STR("subscribers"))->keys.count, 1);
    assert_str_equal(provider_find(&p, STR("home"))->map.subject, STR("user.uid"));
    assert_str_equal(provider_find(&p, STR("home"))->map.name, STR("name"));
    assert_str_equal(provider_find(&p, STR("home"))->title, STR("home"));
    assert_ptr_equal(provider_find_key(&p, STR("oauth2:facebook")), facebook);
    assert_null(provider_find(&p, STR("Google")));
    assert_null(provider_find_key(&p, STR("google")));
}

static void no_file_is_no_provider(void **state)
{
    struct providers p;
    assert_ok(read_text("", false, &p));
    assert_int_equal(p.count, 0);
    assert_null(provider_find(&p, STR("google")));
    assert_null(provider_find(NULL, STR("google")));
}

struct fault_case {
    const char *text, *says;
};

static void what_is_wrong_is_named_with_its_place(void **state)
{
    static const struct fault_case cases[] = {
        {"[google]\nissuer = https://a.example\nsecret = s\n", "\"client_id\" is missing"},
        {"[google]\nclient_id = c\nsecret = s\n", "\"issuer\" is missing"},
        {"[google]\nissuer = https://a.example\nclient_id = c\n", "\"secret_file\" is missing"},
        {"[google]\nissuer = http://a.example\nclient_id = c\nsecret = s\n", "no https address"},
        {"[google]\nissuer = https://a.example?x=y\nclient_id = c\nsecret = s\n", "has a query"},
        {"[google]\nissuer = https://u@a.example\nclient_id = c\nsecret = s\n", "no https address"},
        {GOOGLE "algorithm = HS256\n", "is one of RS256"},
        {GOOGLE "algorithm = none\n", "is one of RS256"},
        {GOOGLE "email = yes\n", "stands twice"},
        {GOOGLE "scope = profile\n", "must hold \"openid\""},
        {GOOGLE "secret = again\n", "exclude each other"},
        {GOOGLE "token = https://a.example/t\n", "nothing that this kind"},
        {GOOGLE "[b]\nissuer = https://accounts.google.com\nclient_id = c\nsecret = s\n",
         "are the same provider"},
        {"[google]\nclient_di = c\n",
         "providers.ini:2: unknown name \"client_di\"; did you mean \"client_id\"?"},
        {"[Big Name]\nkind = x\n", "providers.ini:2: a section's name"},
        {"kind = x\n", "providers.ini:1: a section's name"},
        {"[google]\nkind\n", "providers.ini:2: neither"},
        {"[a]\nkind = myspace\n", "\"kind\" is"},
        {"[a]\nkind = facebook\nclient_id = c\nsecret_file = absent\n", "no such file"},
        {"[a]\nkind = facebook\nclient_id = c\nsecret_file = empty\n", "empty file"},
        {"[a]\nkind = facebook\nclient_id = c\nsecret = s\nemail = maybe\n",
         "\"confirmed\" or \"asked\""},
        {"[a]\nkind = oauth2\nclient_id = c\nsecret = s\n", "\"authorize\" is missing"},
        {"[a]\nkind = sso\nissuer = i\nkey_file = public\n", "\"algorithm\" is one of"},
        {"[a]\nkind = sso\nissuer = i\nalgorithm = ES256\n", "\"key_file\" is missing"},
        {"[a]\nkind = sso\nissuer = i\nalgorithm = ES256\nkey_file = public\n",
         "no key for the algorithm"},
        {"[a]\nkind = sso\nissuer = i\nalgorithm = HS256\nkey_file = secret\n", "32 to 1024 bytes"},
        {"[a]\nkind = sso\nalgorithm = HS256\nkey_file = shared\n", "\"issuer\" is missing"},
        {"[a]\nkind = \xff\n", "not valid UTF-8"},
    };
    struct providers p;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        enum rc rc = read_text(cases[i].text, false, &p);
        if (rc == RC_OK || strstr(problem.message, cases[i].says) == NULL)
            fail_msg("%s gave %s: %s", cases[i].text, rc_name(rc), problem.message);
    }
}

static void a_shared_secret_is_read_from_its_file_and_never_named(void **state)
{
    struct providers p;
    assert_ok(read_text("[a]\nkind = sso\nissuer = i\nalgorithm = HS256\nkey_file = shared\n",
                        false, &p));
    assert_int_equal(p.list[0].keys.keys[0].kind, JWK_SECRET);
    assert_int_equal(
        read_text("[a]\nkind = facebook\nclient_id = c\nsecret = hush-hush\nsecrett = hush-hush\n",
                  false, &p),
        RC_INVALID);
    assert_null(strstr(problem.message, "hush"));
}

static void an_address_without_encryption_is_for_tests_alone(void **state)
{
    struct providers p;
    const char *text = "[a]\nissuer = http://127.0.0.1:99\nclient_id = c\nsecret = s\n";
    assert_int_equal(read_text(text, false, &p), RC_INVALID);
    assert_ok(read_text(text, true, &p));
}

static void only_plain_https_addresses_are_asked(void **state)
{
    static const char *const bad[] = {"",
                                      "https://",
                                      "https:///path",
                                      "http://a.example",
                                      "ftp://a.example",
                                      "https://a@b.example",
                                      "https://a.example/#f",
                                      "https://a.example/ b",
                                      "https://a.example/\xc3\xa4",
                                      "javascript:alert(1)",
                                      "https://a.example/\\b"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (discovery_address_ok(str_from_cstr(bad[i]), false))
            fail_msg("accepted: %s", bad[i]);
    assert_true(discovery_address_ok(STR("https://a.example/b?c=d"), false));
    assert_true(discovery_address_ok(STR("http://127.0.0.1:8/"), true));
}

#define ISSUER "\"issuer\":\"https://id.example\""
#define ADDRESSES                                                                                  \
    "\"authorization_endpoint\":\"https://id.example/a\",\"token_endpoint\":\"https://id.example/" \
    "t\","                                                                                         \
    "\"jwks_uri\":\"https://id.example/k\""

static void a_description_is_held_against_what_is_configured(void **state)
{
    static const struct fault_case cases[] = {
        {"{" ISSUER "," ADDRESSES "}", NULL},
        {"{\"issuer\":\"https://id.example/\"," ADDRESSES "}", "another issuer"},
        {"{" ADDRESSES "}", "another issuer"},
        {"{" ISSUER ",\"authorization_endpoint\":\"http://id.example/a\"}",
         "authorization_endpoint"},
        {"{" ISSUER "," ADDRESSES ",\"userinfo_endpoint\":\"file:///etc/passwd\"}",
         "userinfo_endpoint"},
        {"{" ISSUER "," ADDRESSES ",\"userinfo_endpoint\":7}", "userinfo_endpoint"},
        {"{" ISSUER "," ADDRESSES ",\"response_types_supported\":[\"id_token\"]}", "lacks code"},
        {"{" ISSUER "," ADDRESSES ",\"code_challenge_methods_supported\":[\"plain\"]}",
         "lacks S256"},
        {"{" ISSUER "," ADDRESSES ",\"id_token_signing_alg_values_supported\":[\"HS256\"]}",
         "lacks RS256"},
        {"{" ISSUER "," ADDRESSES
         ",\"token_endpoint_auth_methods_supported\":[\"private_key_jwt\"]}",
         "client secret"},
        {"{" ISSUER "," ADDRESSES ",\"token_endpoint_auth_methods_supported\":7}", "client secret"},
        {"[]", "another issuer"},
    };
    struct discovery d;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        problem = (struct problem){0};
        enum rc rc = discovery_read(str_from_cstr(cases[i].text), STR("https://id.example"),
                                    JWT_RS256, false, arena, &d, &problem);
        if ((rc == RC_OK) != (cases[i].says == NULL) ||
            (cases[i].says != NULL && strstr(problem.message, cases[i].says) == NULL))
            fail_msg("%s gave %s: %s", cases[i].text, rc_name(rc), problem.message);
    }
}

static void
a_description_says_how_the_secret_is_sent_and_whether_answers_name_the_issuer(void **state)
{
    struct discovery d;
    assert_ok(discovery_read(STR("{" ISSUER "," ADDRESSES "}"), STR("https://id.example"),
                             JWT_RS256, false, arena, &d, NULL));
    assert_int_equal(d.auth, DISCOVERY_AUTH_BASIC);
    assert_false(d.names_issuer);
    assert_int_equal(d.user_info.n, 0);
    assert_ok(
        discovery_read(STR("{" ISSUER "," ADDRESSES
                           ",\"token_endpoint_auth_methods_supported\":[\"client_secret_post\"],"
                           "\"authorization_response_iss_parameter_supported\":true}"),
                       STR("https://id.example"), JWT_RS256, false, arena, &d, NULL));
    assert_int_equal(d.auth, DISCOVERY_AUTH_POST);
    assert_true(d.names_issuer);
    assert_str_equal(discovery_address(arena, STR("https://id.example/")),
                     STR("https://id.example/.well-known/openid-configuration"));
    assert_str_equal(discovery_address(arena, STR("https://id.example/realm")),
                     STR("https://id.example/realm/.well-known/openid-configuration"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_provider_of_each_kind_is_read),
        cmocka_unit_test(no_file_is_no_provider),
        cmocka_unit_test(what_is_wrong_is_named_with_its_place),
        cmocka_unit_test(a_shared_secret_is_read_from_its_file_and_never_named),
        cmocka_unit_test(an_address_without_encryption_is_for_tests_alone),
        cmocka_unit_test(only_plain_https_addresses_are_asked),
        cmocka_unit_test(a_description_is_held_against_what_is_configured),
        cmocka_unit_test(
            a_description_says_how_the_secret_is_sent_and_whether_answers_name_the_issuer),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
