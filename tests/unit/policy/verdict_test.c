#include "policy/verdict.h"
#include "../test.h"

static const struct measure measures[] = {
    {.name = STR_INIT("profanity.score"),
     .test = STR_INIT("profanity.score >= 0.7"),
     .kind = SIGNAL_NUMBER,
     .known = true,
     .number = 0.8},
    {.name = STR_INIT("language.code"),
     .test = STR_INIT("language.code == \"fr\""),
     .kind = SIGNAL_STRING,
     .known = true,
     .string = STR_INIT("fr")},
    {.name = STR_INIT("author.staff"),
     .test = STR_INIT("author.staff"),
     .kind = SIGNAL_BOOL,
     .known = true},
    {.name = STR_INIT("thread.comments"), .test = STR_INIT("thread.comments > 3")},
};
static const struct evidence evidence[] = {
    {.signal = SIG_PROFANITY_SCORE, .original = {4, 8}, .read_as = STR_INIT("shit")},
    {.signal = SIG_PROFANITY_COUNT, .original = {10, 11}},
};
static const struct finding findings[] = {
    {.clause = STR_INIT("obscene-language"),
     .clause_title = STR_INIT("Obscene \"language\""),
     .consequence = CONSEQUENCE_HOLD,
     .condition = STR_INIT("profanity.score >= 0.7"),
     .measures = measures,
     .measure_count = 4,
     .evidence = evidence,
     .evidence_count = 2},
    {.clause = STR_INIT("manners"),
     .clause_title = STR_INIT("Manners"),
     .consequence = CONSEQUENCE_FLAG,
     .condition = STR_INIT("true")},
};
static const struct verdict held = {
    .consequence = CONSEQUENCE_HOLD,
    .findings = findings,
    .finding_count = 2,
    .standards_version = STR_INIT("0123456789abcdef"),
    .signals_version = STR_INIT("1-x"),
    .program_version = STR_INIT("0.1.0"),
};
#define TEXT STR("Oh, sh1t \xE2\x80\x9C!")

static const char written[] =
    "{\"consequence\":\"hold\",\"decided_by\":\"standards\",\"findings\":[{\"clause\":\"obscene-"
    "language\","
    "\"title\":\"Obscene \\\"language\\\"\",\"consequence\":\"hold\","
    "\"condition\":\"profanity.score >= 0.7\",\"measures\":["
    "{\"name\":\"profanity.score\",\"value\":0.8,\"test\":\"profanity.score >= 0.7\"},"
    "{\"name\":\"language.code\",\"value\":\"fr\",\"test\":\"language.code == \\\"fr\\\"\"},"
    "{\"name\":\"author.staff\",\"value\":false,\"test\":\"author.staff\"},"
    "{\"name\":\"thread.comments\",\"value\":null,\"test\":\"thread.comments > 3\"}],"
    "\"evidence\":[{\"signal\":\"profanity.score\",\"begin\":4,\"end\":8,\"quote\":\"sh1t\","
    "\"read_as\":\"shit\",\"steps\":[{\"rule\":\"leet\",\"at\":6,\"from\":\"1\",\"to\":\"i\"}]},{"
    "\"signal\":\"profanity.count\",\"begin\":12,\"end\":13,\"quote\":\"!\"}"
    "]},"
    "{\"clause\":\"manners\",\"title\":\"Manners\",\"consequence\":\"flag\",\"condition\":\"true\","
    "\"measures\":[],\"evidence\":[]}],"
    "\"versions\":{\"standards\":\"0123456789abcdef\",\"signals\":\"1-x\",\"program\":\"0.1.0\"}}";

static void a_verdict_is_written_as_documented(void **state)
{
    (void)state;
    struct buf out;
    struct evidence marks[2] = {evidence[0], evidence[1]};
    struct finding found[2] = {findings[0], findings[1]};
    struct verdict v = held;
    marks[1].original = (struct span){12, 13};
    found[0].evidence = marks;
    v.findings = found;
    buf_init(&out, VERDICT_JSON_MAX);
    verdict_write_json(&out, &v, TEXT);
    assert_ok(buf_status(&out));
    assert_str_equal(buf_str(&out), str_from_cstr(written));
    buf_release(&out);
}

static void what_was_written_reads_back_and_writes_the_same(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    struct buf out;
    struct verdict v;
    struct problem problem = {0};
    if (verdict_parse_json(str_from_cstr(written), a, &v, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    assert_int_equal(v.findings[0].evidence[1].signal, SIG_PROFANITY_COUNT);
    assert_false(v.findings[0].measures[3].known);
    assert_null(v.facts);
    buf_init(&out, VERDICT_JSON_MAX);
    verdict_write_json(&out, &v, TEXT);
    assert_str_equal(buf_str(&out), str_from_cstr(written));
    buf_release(&out);
    arena_free(a);
}

static void evidence_of_a_signal_since_gone_keeps_its_place(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    struct verdict v;
    assert_ok(verdict_parse_json(
        STR("{\"consequence\":\"flag\",\"findings\":[{\"clause\":\"a\",\"title\":\"A\","
            "\"consequence\":\"flag\",\"condition\":\"true\",\"measures\":[],\"evidence\":["
            "{\"signal\":\"gone.signal\",\"begin\":1,\"end\":2,\"quote\":\"x\"}]}],"
            "\"versions\":{\"standards\":\"s\",\"signals\":\"t\",\"program\":\"p\"}}"),
        a, &v, NULL));
    assert_int_equal(v.findings[0].evidence[0].signal, SIGNAL_COUNT);
    assert_int_equal(v.findings[0].evidence[0].original.end, 2);
    arena_free(a);
}

static void what_is_no_record_is_refused(void **state)
{
    static const struct {
        const char *json;
        const char *message;
    } table[] = {
        {"", "not JSON"},
        {"{\"consequence\":\"hold\"", "not JSON"},
        {"[]", "\"consequence\""},
        {"{}", "\"consequence\""},
        {"{\"consequence\":\"burn\",\"findings\":[],\"versions\":{}}", "\"consequence\""},
        {"{\"consequence\":\"publish\",\"findings\":{},\"versions\":{}}", "\"findings\""},
        {"{\"consequence\":\"publish\",\"findings\":[],\"versions\":{}}", "\"standards\""},
        {"{\"consequence\":\"hold\",\"findings\":[],\"versions\":{\"standards\":\"s\",\"signals\":"
         "\"t\","
         "\"program\":\"p\"}}",
         "\"consequence\""},
        {"{\"consequence\":\"publish\",\"consequence\":\"hold\",\"findings\":[]}", "not JSON"},
        {"{\"consequence\":\"flag\",\"findings\":[{\"clause\":\"a\",\"title\":\"A\","
         "\"consequence\":\"flag\","
         "\"condition\":\"c\",\"measures\":[],\"evidence\":[{\"signal\":\"x\",\"begin\":5,\"end\":"
         "2}]}],"
         "\"versions\":{\"standards\":\"s\",\"signals\":\"t\",\"program\":\"p\"}}",
         "\"end\""},
        {"{\"consequence\":\"flag\",\"findings\":[{\"clause\":\"a\",\"title\":\"A\","
         "\"consequence\":\"flag\","
         "\"condition\":\"c\",\"measures\":[],\"evidence\":[{\"signal\":\"x\",\"begin\":-1,\"end\":"
         "2}]}],"
         "\"versions\":{\"standards\":\"s\",\"signals\":\"t\",\"program\":\"p\"}}",
         "\"begin\""},
    };
    (void)state;
    struct arena *a = arena_new(1 << 20);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct verdict v = {.finding_count = 77};
        struct problem problem = {0};
        assert_int_equal(verdict_parse_json(str_from_cstr(table[i].json), a, &v, &problem),
                         RC_INVALID);
        assert_int_equal(v.finding_count, 77);
        if (strstr(problem.message, table[i].message) == NULL)
            fail_msg("%s: %s", table[i].json, problem.message);
    }
    arena_free(a);
}

static void every_cut_of_a_record_is_refused(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    struct verdict v;
    for (size_t n = 0; n + 1 < sizeof written; n++)
        assert_int_equal(verdict_parse_json(str_make(written, n), a, &v, NULL), RC_INVALID);
    arena_free(a);
}

static void a_record_holds_a_bounded_number_of_marks(void **state)
{
    (void)state;
    struct evidence many[VERDICT_EVIDENCE_MAX + 10] = {0};
    struct finding f = findings[1];
    struct verdict v = held;
    struct buf out;
    for (size_t i = 0; i < VERDICT_EVIDENCE_MAX + 10; i++)
        many[i].original = (struct span){(uint32_t)i, (uint32_t)i + 1};
    f.evidence = many;
    f.evidence_count = VERDICT_EVIDENCE_MAX + 10;
    v.findings = &f;
    v.finding_count = 1;
    v.consequence = CONSEQUENCE_FLAG;
    buf_init(&out, VERDICT_JSON_MAX);
    verdict_write_json(&out, &v, STR("short"));
    assert_true(str_find(buf_str(&out), STR("\"evidence_left_out\":10"), 0) != STR_NONE);
    struct arena *a = arena_new(1 << 20);
    assert_ok(verdict_parse_json(buf_str(&out), a, &v, NULL));
    assert_int_equal(v.findings[0].evidence_count, VERDICT_EVIDENCE_MAX);
    arena_free(a);
    buf_release(&out);
}

/* SHA-256 of "abc" is in FIPS 180-2. */
static void the_hash_of_the_text_is_written_where_it_is_set(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    struct verdict v = {.consequence = CONSEQUENCE_PUBLISH}, back;
    struct buf out;
    const struct str abc = STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    buf_init(&out, VERDICT_JSON_MAX);
    verdict_write_json(&out, &v, TEXT);
    assert_int_equal(verdict_recorded_hash(buf_str(&out)).n, 0);
    buf_clear(&out);
    v.text_sha256 = verdict_hash_text(a, STR("abc"));
    assert_str_equal(v.text_sha256, abc);
    v.reason = STR("they wrote \"text_sha256\":\"0000\"");
    verdict_write_json(&out, &v, TEXT);
    assert_str_equal(verdict_recorded_hash(buf_str(&out)), abc);
    assert_ok(verdict_parse_json(buf_str(&out), a, &back, NULL));
    assert_str_equal(back.text_sha256, abc);
    buf_release(&out);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_verdict_is_written_as_documented),
        cmocka_unit_test(what_was_written_reads_back_and_writes_the_same),
        cmocka_unit_test(evidence_of_a_signal_since_gone_keeps_its_place),
        cmocka_unit_test(what_is_no_record_is_refused),
        cmocka_unit_test(every_cut_of_a_record_is_refused),
        cmocka_unit_test(a_record_holds_a_bounded_number_of_marks),
        cmocka_unit_test(the_hash_of_the_text_is_written_where_it_is_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
