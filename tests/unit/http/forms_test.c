#include "http/forms.h"

#include "../test.h"

static struct arena *arena;

static int setup(void **state)
{
    arena = arena_new(1 << 20);
    return arena == NULL;
}

static int teardown(void **state)
{
    arena_free(arena);
    return 0;
}

static struct form parsed(const char *text)
{
    struct form form;
    struct problem problem = {0};
    if (form_parse(str_from_cstr(text), arena, &form, &problem) != RC_OK)
        fail_msg("%s: %s", text, problem.message);
    return form;
}

static void fields_are_decoded_in_the_order_sent(void **state)
{
    struct form f = parsed("title=a+b%21&text=caf%C3%A9%0D%0Anext&empty=&bare");
    assert_int_equal(f.count, 4);
    assert_str_equal(form_get(&f, "title"), STR("a b!"));
    assert_str_equal(form_get(&f, "text"), STR("caf\xc3\xa9\nnext"));
    assert_true(form_has(&f, "empty") && form_has(&f, "bare"));
    assert_non_null(form_get(&f, "empty").p);
    assert_false(form_has(&f, "absent"));
    assert_null(form_get(&f, "absent").p);
}

static void an_empty_text_and_stray_separators_are_no_fields(void **state)
{
    assert_int_equal(parsed("").count, 0);
    assert_int_equal(parsed("&&a=1&").count, 1);
}

static void bad_values_are_refused_with_the_name_of_their_field(void **state)
{
    static const struct {
        const char *text;
        enum rc rc;
        const char *message;
    } cases[] = {
        {"a=1&text=%ff", RC_INVALID, "Field \"text\" is not valid UTF-8."},
        {"text=%ed%a0%80", RC_INVALID, "Field \"text\" is not valid UTF-8."},
        {"text=a%00b", RC_INVALID, "Field \"text\" contains a NUL character."},
        {"text=%4", RC_INVALID, "Field \"text\" has a malformed percent-encoding."},
        {"text=%g0", RC_INVALID, "Field \"text\" has a malformed percent-encoding."},
        {"%ff=1", RC_INVALID, "A field's name is not valid text."},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=1", RC_TOO_LARGE,
         "A field's name is longer than 64 bytes."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct form f;
        struct problem problem = {0};
        assert_int_equal(form_parse(str_from_cstr(cases[i].text), arena, &f, &problem),
                         cases[i].rc);
        assert_string_equal(problem.message, cases[i].message);
    }
}

static void too_many_fields_are_refused(void **state)
{
    char text[(FORM_FIELDS_MAX + 1) * 4 + 1];
    struct form f;
    struct problem problem = {0};
    for (int i = 0; i <= FORM_FIELDS_MAX; i++)
        memcpy(text + i * 4, "a=1&", 5);
    assert_int_equal(form_parse(str_from_cstr(text), arena, &f, &problem), RC_TOO_LARGE);
    text[FORM_FIELDS_MAX * 4] = '\0';
    assert_int_equal(parsed(text).count, FORM_FIELDS_MAX);
}

static void unknown_and_repeated_fields_are_named(void **state)
{
    static const char *const names[] = {"a", "b", NULL};
    struct problem problem = {0}, second = {0};
    struct form f = parsed("a=1&b=2");
    assert_ok(form_reject_unknown(&f, names, &problem));
    assert_int_equal(form_repeated(&f).n, 0);
    f = parsed("a=1&c=2");
    assert_int_equal(form_reject_unknown(&f, names, &problem), RC_INVALID);
    assert_string_equal(problem.message, "Field \"c\" is not part of this form.");
    f = parsed("a=1&b=2&a=3");
    assert_str_equal(form_get(&f, "a"), STR("1"));
    assert_str_equal(form_repeated(&f), STR("a"));
    assert_int_equal(form_reject_unknown(&f, names, &second), RC_INVALID);
    assert_string_equal(second.message, "Field \"a\" was sent twice.");
}

static void a_content_type_is_compared_without_case_and_parameters(void **state)
{
    assert_true(content_type_is(STR("Application/JSON; charset=utf-8"), STR("application/json")));
    assert_false(content_type_is(STR("application/jsonp"), STR("application/json")));
    assert_false(content_type_is(STR(""), STR("application/json")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(fields_are_decoded_in_the_order_sent, setup, teardown),
        cmocka_unit_test_setup_teardown(an_empty_text_and_stray_separators_are_no_fields, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(bad_values_are_refused_with_the_name_of_their_field, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(too_many_fields_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_and_repeated_fields_are_named, setup, teardown),
        cmocka_unit_test(a_content_type_is_compared_without_case_and_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
