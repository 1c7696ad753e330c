/* What other protocols read and write: Akismet's forms, Coral's requests, lines of a batch. */
#include <stdio.h>
#include <string.h>

#include "policy/standards.h"
#include "unit/test.h"
#include "web/akismet_form.h"
#include "web/coral_request.h"
#include "web/foreign_text.h"

static int set_up(void **state)
{
    *state = arena_new((size_t)32 * 1024 * 1024);
    return *state == NULL;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

/* --- Akismet --- */

static struct akismet_form form_of(struct arena *a, const char *body)
{
    struct akismet_form form;
    assert_ok(akismet_form_read(str_from_cstr(body), a, &form));
    return form;
}

static void documented_fields_are_read_and_others_passed_over(void **state)
{
    struct akismet_form f =
        form_of(*state, "api_key=k&blog=http%3A%2F%2Fb.example&SERVER_SOFTWARE=x"
                        "&comment_content=Hello+world%21&comment_author=Ann"
                        "&HTTP_COOKIE[0]=secret&user_ip=1.2.3.4");
    assert_str_equal(f.value[AKISMET_API_KEY], STR("k"));
    assert_str_equal(f.value[AKISMET_BLOG], STR("http://b.example"));
    assert_str_equal(f.value[AKISMET_CONTENT], STR("Hello world!"));
    assert_str_equal(f.value[AKISMET_USER_IP], STR("1.2.3.4"));
    assert_null(f.value[AKISMET_USER_ROLE].p);
}

static void hundreds_of_fields_are_no_reason_to_refuse(void **state)
{
    struct arena *a = *state;
    struct buf body;
    buf_init(&body, 100000);
    for (int i = 0; i < 500; i++)
        buf_printf(&body, "HTTP_X_%d=%d&", i, i);
    BUF_PUT(&body, "blog=b&");
    for (int i = 0; i < 300; i++)
        buf_put_char(&body, 'n');
    BUF_PUT(&body, "=long&comment_content=text");
    struct akismet_form f;
    assert_ok(akismet_form_read(buf_str(&body), a, &f));
    assert_str_equal(f.value[AKISMET_BLOG], STR("b"));
    assert_str_equal(f.value[AKISMET_CONTENT], STR("text"));
    buf_release(&body);
}

static void the_first_of_two_counts_and_an_array_is_another_field(void **state)
{
    struct akismet_form f =
        form_of(*state, "blog=first&blog=second&comment_content[]=a&comment_content=b");
    assert_str_equal(f.value[AKISMET_BLOG], STR("first"));
    assert_str_equal(f.value[AKISMET_CONTENT], STR("b"));
}

static void broken_encodings_are_read_as_what_they_can_be(void **state)
{
    static const struct {
        const char *sent, *read;
    } cases[] = {
        {"comment_content=caf%E9", "caf\xC3\xA9"},
        {"comment_content=caf%C3%A9", "caf\xC3\xA9"},
        {"comment_content=100%+sure", "100% sure"},
        {"comment_content=%zz%4", "%zz%4"},
        {"comment_content=a%00b", "a b"},
        {"comment_content=a%0D%0Ab%0Dc", "a\nb\rc"},
        {"comment_content=%F0%9F%98%80", "\xF0\x9F\x98\x80"},
        {"comment_content=%ED%A0%80", "\xC3\xAD\xC2\xA0\xC2\x80"},
        {"comment_content=a=b", "a=b"},
        {"comment%5Fcontent=x", "x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_str_equal(form_of(*state, cases[i].sent).value[AKISMET_CONTENT],
                         str_from_cstr(cases[i].read));
}

static void the_trap_is_the_field_that_its_name_says(void **state)
{
    struct akismet_form f = form_of(*state, "trap=caught&honeypot_field_name=trap&blog=b");
    assert_str_equal(f.value[AKISMET_HONEYPOT], STR("caught"));
    f = form_of(*state, "honeypot_field_name=trap&blog=b");
    assert_int_equal(f.value[AKISMET_HONEYPOT].n, 0);
    f = form_of(*state, "POST_ak_hp_textarea=caught");
    assert_str_equal(f.value[AKISMET_HONEYPOT], STR("caught"));
}

static void a_key_stands_before_the_hosts_first_dot(void **state)
{
    (void)state;
    assert_str_equal(akismet_host_key(STR("abc123.rest.example:8080")), STR("abc123"));
    assert_int_equal(akismet_host_key(STR("localhost:8080")).n, 0);
    assert_int_equal(akismet_host_key(STR("")).n, 0);
    assert_int_equal(akismet_host_key(STR(".example")).n, 0);
}

static void an_empty_body_is_an_empty_form(void **state)
{
    struct akismet_form f = form_of(*state, "");
    for (size_t i = 0; i < AKISMET_FIELD_COUNT; i++)
        assert_int_equal(f.value[i].n, 0);
}

/* --- foreign text --- */

static void tags_give_their_words_and_their_links(void **state)
{
    static const struct {
        const char *sent, *read;
    } cases[] = {
        {"I <3 this, a < b > c", "I <3 this, a < b > c"},
        {"<p>Good <b>words</b></p>", "Good words"},
        {"<a href=\"http://casino.example/x\">here</a>", "here http://casino.example/x"},
        {"<a HREF='https://a.example'>a</a><a href=https://b.example>b</a>",
         "ab https://a.example https://b.example"},
        {"<a href=\"javascript:alert(1)\">x</a>", "x"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str text;
        assert_ok(foreign_text(*state, str_from_cstr(cases[i].sent), &text));
        assert_str_equal(text, str_from_cstr(cases[i].read));
    }
}

/* --- Coral --- */

static enum rc read_coral(struct arena *a, const char *json, struct coral_request *ret,
                          struct problem *problem)
{
    *problem = (struct problem){0};
    return coral_request_read(str_from_cstr(json), a, ret, problem);
}

static void corals_request_is_read_as_its_server_sends_it(void **state)
{
    struct coral_request r;
    struct problem problem;
    assert_ok(read_coral(*state,
                         "{\"action\":\"NEW\",\"comment\":{\"body\":\"Hi\",\"parentID\":\"p\"},"
                         "\"author\":{\"id\":\"1\",\"role\":\"STAFF\"},\"story\":{\"id\":\"2\","
                         "\"url\":\"http://x\"},\"site\":{\"id\":\"3\"},\"tenant\":{\"id\":\"t\","
                         "\"domain\":\"d\"}}",
                         &r, &problem));
    assert_str_equal(r.body, STR("Hi"));
    assert_true(r.is_reply);
    assert_true(r.by_staff);
    assert_ok(read_coral(*state, "{\"comment\":{\"body\":\"\",\"parentID\":null}}", &r, &problem));
    assert_false(r.is_reply);
    assert_false(r.by_staff);
}

static void what_is_wrong_with_corals_request_is_named_and_not_repeated(void **state)
{
    static const struct {
        const char *json, *said;
    } cases[] = {
        {"", "no JSON"},
        {"{\"comment\":", "no JSON"},
        {"[]", "comment.body is missing"},
        {"{}", "comment.body is missing"},
        {"{\"comment\":{}}", "comment.body is missing"},
        {"{\"comment\":\"SECRET\"}", "comment.body is missing"},
        {"{\"comment\":{\"body\":[\"SECRET\"]}}", "comment.body must be a text"},
        {"{\"comment\":{\"body\":\"x\"},\"author\":{\"role\":7}}", "author.role must be a text"},
        {"{\"comment\":{\"body\":\"x\",\"parentID\":{}}}", "comment.parentID must be a text"},
        {"{\"comment\":{\"body\":\"x\"},\"comment\":{\"body\":\"SECRET\"}}", "no JSON"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct coral_request r;
        struct problem problem;
        assert_int_equal(read_coral(*state, cases[i].json, &r, &problem), RC_INVALID);
        if (strstr(problem.message, cases[i].said) == NULL)
            fail_msg("case %zu says: %s", i, problem.message);
        assert_null(strstr(problem.message, "SECRET"));
    }
}

static void every_consequence_has_a_status_that_coral_knows(void **state)
{
    static const struct {
        enum consequence consequence;
        const char *clause, *answer;
    } golden[] = {
        {CONSEQUENCE_PUBLISH, NULL,
         "{\"status\":\"NONE\",\"comity\":{\"consequence\":\"publish\",\"clauses\":[],"
         "\"standards\":\"v\"}}"},
        {CONSEQUENCE_FLAG, "insults",
         "{\"status\":\"NONE\",\"actions\":[{\"actionType\":\"FLAG\",\"reason\":"
         "\"COMMENT_DETECTED_TOXIC\"}],\"comity\":{\"consequence\":\"flag\",\"clauses\":"
         "[\"insults\"],\"standards\":\"v\"}}"},
        {CONSEQUENCE_NUDGE, "insults",
         "{\"status\":\"PREMOD\",\"actions\":[{\"actionType\":\"FLAG\",\"reason\":"
         "\"COMMENT_DETECTED_TOXIC\"}],\"comity\":{\"consequence\":\"nudge\",\"clauses\":"
         "[\"insults\"],\"standards\":\"v\"}}"},
        {CONSEQUENCE_HOLD, "promotion",
         "{\"status\":\"SYSTEM_WITHHELD\",\"actions\":[{\"actionType\":\"FLAG\",\"reason\":"
         "\"COMMENT_DETECTED_SPAM\"}],\"comity\":{\"consequence\":\"hold\",\"clauses\":"
         "[\"promotion\"],\"standards\":\"v\"}}"},
        {CONSEQUENCE_REMOVE, "spam",
         "{\"status\":\"REJECTED\",\"actions\":[{\"actionType\":\"FLAG\",\"reason\":"
         "\"COMMENT_DETECTED_SPAM\"}],\"comity\":{\"consequence\":\"remove\",\"clauses\":"
         "[\"spam\"],\"standards\":\"v\"}}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof golden / sizeof golden[0]; i++) {
        struct buf out;
        const struct finding finding = {.clause = str_from_cstr(golden[i].clause),
                                        .consequence = golden[i].consequence};
        const struct verdict v = {.consequence = golden[i].consequence,
                                  .findings = &finding,
                                  .finding_count = golden[i].clause != NULL,
                                  .standards_version = STR("v")};
        buf_init(&out, 4096);
        coral_answer_write(&out, &v, STR("spam, promotion"));
        assert_str_equal(buf_str(&out), str_from_cstr(golden[i].answer));
        buf_release(&out);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(documented_fields_are_read_and_others_passed_over),
        CASE(hundreds_of_fields_are_no_reason_to_refuse),
        CASE(the_first_of_two_counts_and_an_array_is_another_field),
        CASE(broken_encodings_are_read_as_what_they_can_be),
        CASE(the_trap_is_the_field_that_its_name_says),
        CASE(a_key_stands_before_the_hosts_first_dot),
        CASE(an_empty_body_is_an_empty_form),
        CASE(tags_give_their_words_and_their_links),
        CASE(corals_request_is_read_as_its_server_sends_it),
        CASE(what_is_wrong_with_corals_request_is_named_and_not_repeated),
        CASE(every_consequence_has_a_status_that_coral_knows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
