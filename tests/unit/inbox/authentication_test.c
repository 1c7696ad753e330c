#include "../test.h"
#include "inbox/authentication.h"

static bool vouches(const char *result)
{
    const struct str results[] = {str_from_cstr(result)};
    struct message m = {.from = STR("ann@mail.example.org"), .results = results, .result_count = 1};
    return authentication_vouches(&m, STR("mx.paper.example"));
}

static void dmarc_that_passed_vouches(void **state)
{
    (void)state;
    assert_true(vouches("mx.paper.example; dmarc=pass header.from=mail.example.org"));
    assert_true(vouches("MX.paper.example 1; spf=fail smtp.mailfrom=x.example; dmarc=pass "
                        "(p=reject; dis=none) header.from=mail.example.org"));
}

static void another_servers_word_is_worth_nothing(void **state)
{
    (void)state;
    assert_false(vouches("mx.evil.example; dmarc=pass header.from=mail.example.org"));
    assert_false(vouches("mx.paper.example.evil; dmarc=pass header.from=mail.example.org"));
    assert_false(vouches("(mx.paper.example;) x; dmarc=pass header.from=mail.example.org"));
    assert_false(vouches(""));
}

static void a_pass_for_another_domain_does_not_vouch(void **state)
{
    (void)state;
    assert_false(vouches("mx.paper.example; dmarc=pass header.from=evil.example"));
    assert_false(vouches("mx.paper.example; dkim=pass header.d=evil.example"));
    assert_false(vouches("mx.paper.example; spf=pass smtp.mailfrom=bounce@evil.example"));
}

static void a_failed_dmarc_is_not_outweighed(void **state)
{
    (void)state;
    assert_false(vouches("mx.paper.example; dkim=pass header.d=mail.example.org; dmarc=fail "
                         "header.from=mail.example.org"));
}

static void without_dmarc_dkim_or_spf_of_the_same_domain_vouch(void **state)
{
    (void)state;
    assert_true(vouches("mx.paper.example; dkim=pass header.d=mail.example.org; dmarc=none"));
    assert_true(vouches("mx.paper.example; spf=pass smtp.mailfrom=ann@mail.example.org"));
    assert_false(vouches("mx.paper.example; none"));
}

static void comments_and_quotations_hide_no_results(void **state)
{
    (void)state;
    assert_false(vouches("mx.paper.example; spf=fail (dmarc=pass header.from=mail.example.org)"));
    assert_false(vouches("mx.paper.example; spf=fail reason=\"; dmarc=pass "
                         "header.from=mail.example.org\""));
    assert_false(vouches("mx.paper.example; spf=fail reason=\"; dmarc=pass"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dmarc_that_passed_vouches),
        cmocka_unit_test(another_servers_word_is_worth_nothing),
        cmocka_unit_test(a_pass_for_another_domain_does_not_vouch),
        cmocka_unit_test(a_failed_dmarc_is_not_outweighed),
        cmocka_unit_test(without_dmarc_dkim_or_spf_of_the_same_domain_vouch),
        cmocka_unit_test(comments_and_quotations_hide_no_results),
    };
    return cmocka_run_group_tests_name("authentication", tests, NULL, NULL);
}
