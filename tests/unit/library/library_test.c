#include "../test.h"
#include "../../support/allocations.h"

#include <comity.h>
#include <locale.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct fixture {
    struct comity_engine *engine;
    struct comity_worker *worker;
    struct comity_context *context;
};

static int set_up(void **state)
{
    struct fixture *f = test_calloc(1, sizeof *f);
    assert_int_equal(comity_engine_new(NULL, &f->engine, NULL), COMITY_OK);
    f->worker = comity_worker_new();
    f->context = comity_context_new();
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    comity_context_free(f->context);
    comity_worker_free(f->worker);
    comity_engine_unref(f->engine);
    test_free(f);
    return 0;
}

static const struct comity_verdict *judged(struct fixture *f, const char *text)
{
    const struct comity_verdict *v = NULL;
    struct comity_problem problem = {0};
    if (comity_judge(f->worker, f->engine, text, strlen(text), f->context, &v, &problem) !=
        COMITY_OK)
        fail_msg("%s", problem.message);
    return v;
}

static struct str view(struct comity_string s)
{
    return str_make(s.p, s.n);
}

#define DOCUMENT                                                                                   \
    "# T\n\n## Shouting {#shouting}\n\nPlease do not shout.\n\n```clause\nwhen: "                  \
    "text.words / 2.5 >= 2 && author.account_age_days < 10\nthen: hold\n```\n"

static struct comity_engine *loaded(const char *text)
{
    struct comity_engine *e = NULL;
    struct comity_problem problem = {0};
    struct comity_document d = {.text = text, .size = strlen(text), .name = "own.md"};
    if (comity_engine_new(&d, &e, &problem) != COMITY_OK)
        fail_msg("%s", problem.message);
    return e;
}

static void the_shipped_standards_hold_their_own_examples(void **state)
{
    struct fixture *f = *state;
    size_t met = 0, missed = 1;
    assert_int_equal(comity_engine_rehearse(f->engine, &met, &missed, NULL), COMITY_OK);
    assert_true(met > 100);
    assert_int_equal(missed, 0);
}

static void a_verdict_shows_clause_words_and_measures(void **state)
{
    struct fixture *f = *state;
    const char *text = "Oh sh1t, not another inquiry.";
    const struct comity_verdict *v = judged(f, text);
    struct comity_finding finding;
    struct comity_evidence e;
    struct comity_measure m;
    assert_int_equal(comity_verdict_consequence(v), COMITY_HOLD);
    assert_true(comity_verdict_finding(v, 0, &finding));
    assert_str_equal(view(finding.clause), STR("obscene-language"));
    assert_true(finding.measure_count > 0 && finding.evidence_count == 1);
    assert_true(comity_verdict_evidence(v, 0, 0, &e));
    assert_str_equal(str_make(text + e.begin, e.end - e.begin), STR("sh1t"));
    assert_str_equal(view(e.read_as), STR("shit"));
    assert_true(comity_verdict_measure(v, 0, 0, &m));
    assert_true(m.known && m.kind == COMITY_NUMBER);
    assert_false(comity_verdict_finding(v, comity_verdict_finding_count(v), &finding));
    assert_false(comity_verdict_evidence(v, 0, 1, &e));
    assert_false(comity_verdict_measure(v, 0, finding.measure_count, &m));
    assert_false(comity_verdict_evidence(v, 9, 0, &e));
}

static void the_words_that_decided_are_told(void **state)
{
    struct fixture *f = *state;
    const char *text = "What bullshit, and on a Sunday.";
    size_t begin = 0, end = 0;
    const struct comity_verdict *v = judged(f, text);
    assert_true(comity_verdict_decisive(v, 0, 0, &begin, &end));
    assert_str_equal(str_make(text + begin, end - begin), STR("bullshit"));
    assert_false(comity_verdict_decisive(v, 0, 1, &begin, &end));
    assert_int_equal(comity_context_set(f->context, "author.comments_last_minute", "9", NULL),
                     COMITY_OK);
    v = judged(f, "One more before I go to bed.");
    assert_true(comity_verdict_consequence(v) >= COMITY_HOLD);
    assert_false(comity_verdict_decisive(v, 0, 0, &begin, &end));
}

static void any_signal_can_be_read(void **state)
{
    const struct comity_verdict *v = judged(*state, "Three words here.");
    struct comity_measure m;
    assert_true(comity_verdict_signal(v, "text.words", &m));
    assert_true(m.known && m.number == 3);
    assert_false(comity_verdict_signal(v, "text.wrds", &m));
}

static void the_record_names_versions(void **state)
{
    struct fixture *f = *state;
    struct comity_string json;
    const struct comity_verdict *v = judged(f, "What bullshit.");
    assert_int_equal(comity_verdict_json(v, &json, NULL), COMITY_OK);
    assert_true(str_find(view(json), view(comity_engine_standards_version(f->engine)), 0) !=
                STR_NONE);
    assert_true(str_find(view(json), view(comity_engine_signals_version(f->engine)), 0) !=
                STR_NONE);
    assert_true(str_find(view(json), str_from_cstr(comity_version()), 0) != STR_NONE);
}

static void a_faulty_document_is_refused_with_its_place(void **state)
{
    static const char text[] = "# T\n\n## A {#a}\n\nWords.\n\n```clause\nwhen: text.wrds > 3\n"
                               "then: hold\n```\n";
    struct comity_document d = {.text = text, .size = sizeof text - 1, .name = "own.md"};
    struct comity_problem problem = {0};
    struct comity_engine *e = NULL;
    (void)state;
    assert_int_equal(comity_engine_new(&d, &e, &problem), COMITY_INVALID);
    assert_null(e);
    assert_int_equal(problem.line, 8);
    assert_int_equal(problem.column, 7);
    assert_non_null(strstr(problem.message, "did you mean \"text.words\"?"));
}

static void facts_of_the_context_are_used(void **state)
{
    struct fixture *f = *state;
    struct comity_engine *shipped = f->engine;
    f->engine = loaded(DOCUMENT);
    assert_int_equal(comity_verdict_consequence(judged(f, "One two three four five.")),
                     COMITY_PUBLISH);
    assert_int_equal(comity_context_set(f->context, "author.account_age_days", "3", NULL),
                     COMITY_OK);
    assert_int_equal(comity_verdict_consequence(judged(f, "One two three four five.")),
                     COMITY_HOLD);
    comity_context_clear(f->context);
    assert_int_equal(comity_verdict_consequence(judged(f, "One two three four five.")),
                     COMITY_PUBLISH);
    comity_engine_unref(f->engine);
    f->engine = shipped;
}

static void a_mistyped_fact_is_refused(void **state)
{
    struct fixture *f = *state;
    struct comity_problem problem = {0};
    assert_int_equal(comity_context_set(f->context, "author.staf", "true", &problem),
                     COMITY_NOT_FOUND);
    assert_non_null(strstr(problem.message, "did you mean \"author.staff\"?"));
    assert_int_equal(comity_context_set(f->context, "author.staff", "yes", NULL), COMITY_INVALID);
}

static void an_authors_repetition_is_noticed(void **state)
{
    struct fixture *f = *state;
    const char *text = "The council sold our harbour to a company that nobody in this town knows.";
    struct comity_measure m;
    assert_int_equal(comity_context_add_earlier(f->context, text, strlen(text), NULL), COMITY_OK);
    assert_true(comity_verdict_signal(judged(f, text), "repeat.similarity", &m));
    assert_true(m.known && m.number == 1);
    for (int i = 1; i < COMITY_EARLIER_MAX; i++)
        assert_int_equal(comity_context_add_earlier(f->context, "Hello.", 6, NULL), COMITY_OK);
    assert_int_equal(comity_context_add_earlier(f->context, "Hello.", 6, NULL), COMITY_TOO_LARGE);
}

static void what_cannot_be_judged_is_refused_in_words(void **state)
{
    struct fixture *f = *state;
    static char large[COMITY_TEXT_MAX + 1];
    const struct comity_verdict *v = NULL;
    struct comity_problem problem = {0};
    assert_int_equal(comity_judge(f->worker, f->engine, "bad \xFF", 5, NULL, &v, &problem),
                     COMITY_INVALID);
    assert_string_equal(problem.message, "byte 5 is not valid UTF-8");
    problem = (struct comity_problem){0};
    assert_int_equal(comity_judge(f->worker, f->engine, "a\0b", 3, NULL, &v, &problem),
                     COMITY_INVALID);
    assert_string_equal(problem.message, "holds a NUL character");
    memset(large, 'a', sizeof large);
    assert_int_equal(comity_judge(f->worker, f->engine, large, sizeof large, NULL, &v, NULL),
                     COMITY_TOO_LARGE);
    assert_null(v);
    assert_int_equal(comity_verdict_consequence(judged(f, "And the next one is fine.")),
                     COMITY_PUBLISH);
}

static void a_renewed_engine_leaves_the_older_one_as_it_was(void **state)
{
    struct fixture *f = *state;
    struct comity_engine *fresh = NULL;
    struct comity_document d = {.text = DOCUMENT, .size = sizeof DOCUMENT - 1, .name = "own.md"};
    assert_int_equal(comity_engine_renew(f->engine, &d, &fresh, NULL), COMITY_OK);
    assert_int_equal(comity_verdict_consequence(judged(f, "What the fuck.")), COMITY_HOLD);
    comity_engine_unref(f->engine);
    f->engine = fresh;
    assert_int_equal(comity_verdict_consequence(judged(f, "What the fuck.")), COMITY_PUBLISH);
    assert_int_equal(comity_engine_clause_count(fresh), 1);
    struct comity_clause c;
    assert_true(comity_engine_clause(fresh, 0, &c));
    assert_str_equal(view(c.title), STR("Shouting"));
    assert_str_equal(view(c.prose_markdown), STR("Please do not shout."));
    assert_false(comity_engine_clause(fresh, 1, &c));
}

/* A comma for a decimal point, as half of Europe writes numbers. */
static void the_programs_locale_changes_nothing(void **state)
{
    struct fixture *f = *state;
    struct comity_string json;
    struct comity_engine *shipped = f->engine;
    assert_non_null(setlocale(LC_ALL, "comma"));
    assert_true(strtod("2,5", NULL) == 2.5);
    f->engine = loaded(DOCUMENT);
    assert_int_equal(comity_context_set(f->context, "author.account_age_days", "3", NULL),
                     COMITY_OK);
    assert_int_equal(comity_verdict_consequence(judged(f, "One two three four.")), COMITY_PUBLISH);
    assert_int_equal(comity_verdict_consequence(judged(f, "One two three four five.")),
                     COMITY_HOLD);
    comity_engine_unref(f->engine);
    f->engine = shipped;
    const struct comity_verdict *v = judged(f, "WHY DOES NOBODY HERE EVER READ the contract?");
    assert_int_equal(comity_verdict_json(v, &json, NULL), COMITY_OK);
    assert_true(str_find(view(json), STR("\"value\":0."), 0) != STR_NONE);
    assert_true(strtod("2,5", NULL) == 2.5);
    setlocale(LC_ALL, "C");
}

static const char *const mixed[] = {
    "The council sold the harbour in spring, and by autumn it had to rent the cranes back.",
    "You are an idiot and a liar. You are a moron, and you always were a moron.",
    "Earn 5000 a week working from home, guaranteed income! Visit https://easy-cash.example.net",
    "My card is 4111 1111 1111 1111, ring me at +44 20 7946 0958 or marta@example.com.",
};

static void judge_mixed(struct fixture *f)
{
    struct comity_string json;
    for (size_t i = 0; i < sizeof mixed / sizeof mixed[0]; i++)
        assert_int_equal(comity_verdict_json(judged(f, mixed[i]), &json, NULL), COMITY_OK);
}

static void a_warm_worker_allocates_nothing(void **state)
{
    struct fixture *f = *state;
    judge_mixed(f);
    size_t before = allocations;
    assert_true(before > 0);
    for (int i = 0; i < 100; i++)
        judge_mixed(f);
    assert_int_equal(allocations - before, 0);
}

/* --- threads --- */

struct sitting {
    struct comity_engine *engine;
    size_t bytes;
};

static void *sit(void *context)
{
    struct sitting *s = context;
    struct comity_worker *w = comity_worker_new();
    for (int i = 0; i < 200; i++) {
        const char *text = mixed[i % 4];
        const struct comity_verdict *v;
        struct comity_string json;
        struct comity_engine *e = comity_engine_ref(s->engine);
        if (comity_judge(w, e, text, strlen(text), NULL, &v, NULL) == COMITY_OK &&
            comity_verdict_json(v, &json, NULL) == COMITY_OK)
            s->bytes += json.n;
        comity_engine_unref(e);
    }
    comity_worker_free(w);
    return NULL;
}

static void threads_share_an_engine(void **state)
{
    struct fixture *f = *state;
    struct sitting sittings[4];
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        sittings[i] = (struct sitting){.engine = f->engine};
        assert_int_equal(pthread_create(&threads[i], NULL, sit, &sittings[i]), 0);
    }
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 4; i++)
        assert_int_equal(sittings[i].bytes, sittings[0].bytes);
    assert_true(sittings[0].bytes > 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_shipped_standards_hold_their_own_examples),
        TEST(a_verdict_shows_clause_words_and_measures),
        TEST(the_words_that_decided_are_told),
        TEST(any_signal_can_be_read),
        TEST(the_record_names_versions),
        TEST(a_faulty_document_is_refused_with_its_place),
        TEST(facts_of_the_context_are_used),
        TEST(a_mistyped_fact_is_refused),
        TEST(an_authors_repetition_is_noticed),
        TEST(what_cannot_be_judged_is_refused_in_words),
        TEST(a_renewed_engine_leaves_the_older_one_as_it_was),
        TEST(the_programs_locale_changes_nothing),
        TEST(a_warm_worker_allocates_nothing),
        TEST(threads_share_an_engine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
