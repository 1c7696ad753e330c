#include "policy/context.h"

#include <jansson.h>

#include "../test.h"
#include "signals/correction.h"

static const struct judge_tally upheld[] = {{STR_INIT("insults"), 3},
                                            {STR_INIT("spam; or so"), 40}};
static const struct judge_tally reports[] = {{STR_INIT("hatred"), 2}};
static const struct str domains[] = {STR_INIT("example.org"), STR_INIT("news.example")};
static const struct str braked[] = {STR_INIT("capitals")};
static const struct signal_given given[] = {{SIG_REPEAT_SIMILARITY, 0.40625}};

static const struct correction_word corrected[] = {
    {0x0123456789abcdef, {0, 0, 700, 0, 0, 0, 0, -20}}, {0xfedcba9876543210, {-1500}}};
static const struct correction correction = {.version = 12,
                                             .change_max = 2500,
                                             .may_remove = 5,
                                             .remove_from = 900,
                                             .words = corrected,
                                             .word_count = 2};

static struct judge_context everything(void)
{
    return (struct judge_context){
        .signals = {.site_language = STR("en"),
                    .site_domains = domains,
                    .site_domain_count = 2,
                    .author = {.known = true,
                               .comments_last_minute = 1,
                               .comments_last_hour = 7,
                               .thread_last_10_minutes = 2},
                    .correction = &correction,
                    .given = given,
                    .given_count = 1},
        .author_is_staff = true,
        .author_is_verified = true,
        .author_role = STR("author"),
        .author_trust = -4,
        .author_account_age_days = 900,
        .author_published_comments = 1234,
        .author_removed_comments = 5,
        .author_verified_comments = 6,
        .author_upheld_removals = 2,
        .upheld = upheld,
        .upheld_count = 2,
        .is_reply = true,
        .article = {.known = true,
                    .section = STR("50 % off: A"),
                    .age_hours = 0,
                    .thread_comments = 88},
        .reports_readers = 3,
        .reports = reports,
        .report_count = 1,
        .campaign = {.known = true, .copies = 9, .accounts = 4},
        .braked = braked,
        .braked_count = 1,
        .upheld_here = 1,
        .reports_here = 2,
    };
}

static struct str compact_of(struct arena *a, const struct judge_context *c)
{
    struct buf b;
    buf_init(&b, CONTEXT_COMPACT_MAX);
    context_write_compact(&b, c, NULL);
    assert_ok(buf_status(&b));
    struct str s = arena_dup(a, buf_str(&b));
    buf_release(&b);
    return s;
}

static struct str json_of(struct arena *a, const struct judge_context *c)
{
    struct buf b;
    struct json j;
    buf_init(&b, CONTEXT_COMPACT_MAX);
    json_init(&j, &b);
    context_write_json(&j, c, NULL);
    assert_ok(buf_status(&b));
    struct str s = arena_dup(a, buf_str(&b));
    buf_release(&b);
    return s;
}

static void the_compact_form_reads_back_whole(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    struct judge_context all = everything(), read;
    struct str compact = compact_of(a, &all);
    assert_ok(context_parse_compact(compact, a, &read));
    assert_str_equal(compact_of(a, &read), compact);
    assert_str_equal(json_of(a, &read), json_of(a, &all));
    assert_str_equal(read.upheld[1].clause, upheld[1].clause);
    assert_str_equal(read.article.section, all.article.section);
    assert_true(read.signals.author.known && read.article.known && read.campaign.known);
    assert_true(read.signals.given[0].number == 0.40625);
    assert_int_equal(read.signals.correction->version, 12);
    assert_int_equal(read.signals.correction->may_remove, 5);
    assert_memory_equal(read.signals.correction->words, corrected, sizeof corrected);
    arena_free(a);
}

static void the_json_form_reads_back_whole(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    struct judge_context all = everything(), read;
    struct str json = json_of(a, &all);
    json_t *object = json_loadb(json.p, json.n, 0, NULL);
    assert_ok(context_read_json(object, a, &read));
    json_decref(object);
    assert_str_equal(compact_of(a, &read), compact_of(a, &all));
    arena_free(a);
}

static void nothing_known_is_written_in_a_byte_and_read_from_none(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    struct judge_context nothing = {0}, read;
    assert_str_equal(compact_of(a, &nothing), STR("1"));
    assert_str_equal(json_of(a, &nothing), STR("{}"));
    assert_ok(context_parse_compact(STR(""), a, &read));
    assert_false(read.signals.author.known || read.article.known || read.campaign.known);
    arena_free(a);
}

static void an_author_known_to_be_new_is_not_an_unknown_one(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    struct judge_context newcomer = {.signals.author.known = true}, read;
    assert_str_equal(compact_of(a, &newcomer), STR("1o;A0"));
    assert_ok(context_parse_compact(STR("1o;A0"), a, &read));
    assert_true(read.signals.author.known);
    assert_int_equal(read.author_role.n, 0);
    newcomer.author_role = STR("reader");
    assert_str_equal(compact_of(a, &newcomer), STR("1A0"));
    assert_ok(context_parse_compact(STR("1A0"), a, &read));
    assert_str_equal(read.author_role, STR("reader"));
    assert_false(read.article.known);
    arena_free(a);
}

static void what_an_ordinary_comment_costs_is_little(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    struct judge_context c = {
        .signals = {.site_language = STR("en"),
                    .author = {.known = true, .comments_last_hour = 2},
                    .given = given,
                    .given_count = 1},
        .author_role = STR("reader"),
        .author_account_age_days = 412,
        .author_published_comments = 37,
        .article = {
            .known = true, .section = STR("world"), .age_hours = 5, .thread_comments = 140}};
    assert_true(compact_of(a, &c).n <= 40);
    arena_free(a);
}

static void letters_of_later_versions_are_skipped(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    struct judge_context read;
    assert_ok(context_parse_compact(STR("1len;W17z%3b,what;A3"), a, &read));
    assert_int_equal(read.author_account_age_days, 3);
    arena_free(a);
}

static void what_is_no_context_is_refused(void **state)
{
    static const char *const table[] = {
        "2",    "x",         "1len",    "1A",     "1A1.5",
        "1Ax;", "1?;",       "1l%2;",   "1l%zz;", "1xinsults;",
        "1S",   "1S0.5S0.5", "1S9e999", "1l%ff;", "1A99999999999999999999",
        "1Z3"};
    (void)state;
    struct arena *a = arena_new(1 << 20);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct judge_context read = {.author_trust = 77};
        if (context_parse_compact(str_from_cstr(table[i]), a, &read) != RC_INVALID)
            fail_msg("%s was taken", table[i]);
        assert_int_equal(read.author_trust, 77);
    }
    arena_free(a);
}

static void a_frozen_context_gives_back_what_was_measured(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    static const uint64_t prints[] = {1, 2};
    struct judge_context c = {.signals = {.author = {.known = true,
                                                     .recent_fingerprints = prints,
                                                     .recent_fingerprint_count = 2},
                                          .article_text = STR("An article.")}},
                         frozen;
    struct facts facts = {0};
    facts.value[SIG_REPEAT_SIMILARITY].known = true;
    facts.value[SIG_REPEAT_SIMILARITY].number = 0.75;
    assert_ok(context_freeze(&c, &facts, a, &frozen));
    assert_int_equal(frozen.signals.given_count, 1);
    assert_true(frozen.signals.given[0].number == 0.75);
    assert_true(frozen.signals.author.known);
    assert_int_equal(frozen.signals.author.recent_fingerprint_count, 0);
    assert_int_equal(frozen.signals.article_text.n, 0);
    arena_free(a);
}

static void keys_are_used_once(void **state)
{
    static const char keys[] = {
#define CONTEXT_NUMBER(key, name, field, about)  key,
#define CONTEXT_BOOL(key, name, field)           key,
#define CONTEXT_TEXT(key, name, field, about)    key,
#define CONTEXT_TALLIES(key, name, array, count) key,
#define CONTEXT_NAMES(key, name, array, count)   key,
#define CONTEXT_CORRECTION(key, name)            key,
#define CONTEXT_SIGNAL(key, signal)              key,
#include "policy/context.def"
    };
    (void)state;
    for (size_t i = 0; i < sizeof keys; i++) {
        assert_true(keys[i] != 'e');
        assert_null(memchr(keys, keys[i], i));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_compact_form_reads_back_whole),
        cmocka_unit_test(the_json_form_reads_back_whole),
        cmocka_unit_test(nothing_known_is_written_in_a_byte_and_read_from_none),
        cmocka_unit_test(an_author_known_to_be_new_is_not_an_unknown_one),
        cmocka_unit_test(what_an_ordinary_comment_costs_is_little),
        cmocka_unit_test(letters_of_later_versions_are_skipped),
        cmocka_unit_test(what_is_no_context_is_refused),
        cmocka_unit_test(a_frozen_context_gives_back_what_was_measured),
        cmocka_unit_test(keys_are_used_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
