#include "policy/judge.h"
#include "../test.h"

#include "policy/rehearsal.h"
#include "signals/correction.h"

struct fixture {
    struct signals *signals;
    struct arena *arena;
};

static int set_up(void **state)
{
    struct fixture *f = test_calloc(1, sizeof *f);
    assert_ok(signals_new(&f->signals, NULL));
    f->arena = arena_new(16 << 20);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    signals_free(f->signals);
    arena_free(f->arena);
    test_free(f);
    return 0;
}

/* Judges `text` by a document of clauses; the verdict is compared while the document lives. */
typedef void (*examine)(const struct verdict *v, struct str text);

static void judged(struct fixture *f, const char *clauses, const struct judge_context *context,
                   const char *text, examine look)
{
    struct standards *s;
    struct judge *j;
    struct verdict v;
    struct problem problem = {0};
    struct str document = arena_printf(f->arena, "# T\n\n%s", clauses);
    if (standards_load(document, STR("doc"), &s, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    assert_ok(judge_new(s, f->signals, &j, NULL));
    assert_ok(judge_comment(j, str_from_cstr(text), context, f->arena, &v));
    look(&v, str_from_cstr(text));
    judge_free(j);
    standards_free(s);
}

#define CLAUSE(slug, body)                                                                         \
    "## Clause " slug " {#" slug "}\n\nWords.\n\n```clause\n" body "\n```\n\n"

static const struct judge_context stranger;

static void strictest_then_document_order(const struct verdict *v, struct str text)
{
    static const char *const want[] = {"c", "b", "e", "a", "f"};
    (void)text;
    assert_int_equal(v->consequence, CONSEQUENCE_REMOVE);
    assert_int_equal(v->finding_count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_str_equal(v->findings[i].clause, str_from_cstr(want[i]));
    assert_str_equal(v->findings[0].clause_title, STR("Clause c"));
}

static void the_strictest_consequence_wins_and_findings_are_ordered(void **state)
{
    judged(*state,
           CLAUSE("a", "when: true\nthen: nudge") CLAUSE("b", "when: true\nthen: hold")
               CLAUSE("c", "when: true\nthen: remove")
                   CLAUSE("d", "when: author.staff\nthen: remove")
                       CLAUSE("e", "when: true\nthen: hold") CLAUSE("f", "when: true\nthen: flag"),
           &stranger, "Hello there.", strictest_then_document_order);
}

static void nothing_found(const struct verdict *v, struct str text)
{
    (void)text;
    assert_int_equal(v->consequence, CONSEQUENCE_PUBLISH);
    assert_int_equal(v->finding_count, 0);
    assert_int_equal(v->standards_version.n, 16);
    assert_true(v->signals_version.n > 0);
    assert_str_equal(v->program_version, STR(COMITY_VERSION));
}

static void the_unknown_and_people_s_clauses_find_nothing(void **state)
{
    judged(*state,
           CLAUSE("a", "when: thread.comments > 3\nthen: remove")
               CLAUSE("b", "when: !(thread.comments > 3)\nthen: remove")
                   CLAUSE("c", "by: moderators"),
           &stranger, "Hello there.", nothing_found);
}

static void an_exemption_ends_its_clause(void **state)
{
    struct judge_context staff = {.author_is_staff = true};
    judged(*state, CLAUSE("a", "when: author.staff\nthen: publish\nelse_when: true\nthen: remove"),
           &staff, "Hello there.", nothing_found);
}

static void found_nudge(const struct verdict *v, struct str text)
{
    (void)text;
    assert_int_equal(v->finding_count, 1);
    assert_int_equal(v->consequence, CONSEQUENCE_NUDGE);
    assert_str_equal(v->findings[0].condition, STR("comment.words == 2"));
}

static void the_first_true_condition_of_a_clause_decides(void **state)
{
    judged(*state,
           CLAUSE("a", "when: thread.comments > 3\nthen: hold\n"
                       "else_when: comment.words == 2\nthen: nudge\nelse_when: true\nthen: remove"),
           &stranger, "Hello there.", found_nudge);
}

static void marked_and_measured(const struct verdict *v, struct str text)
{
    assert_int_equal(v->finding_count, 2);
    const struct finding *f = &v->findings[0];
    assert_int_equal(f->evidence_count, 1);
    assert_str_equal(str_slice(text, f->evidence[0].original.begin, f->evidence[0].original.end),
                     STR("bullshit"));
    assert_int_equal(f->measure_count, 2);
    assert_str_equal(f->measures[0].name, STR("profanity.count"));
    assert_str_equal(f->measures[0].test, STR("profanity.count > 0"));
    assert_true(f->measures[0].known && f->measures[0].number == 1);
    assert_false(f->measures[1].known);
    assert_int_equal(v->findings[1].evidence_count, 0);
}

static void evidence_is_that_of_the_clause_s_signals(void **state)
{
    judged(*state,
           CLAUSE("a", "when: profanity.count > 0 || thread.comments > 3\nthen: hold")
               CLAUSE("b", "when: comment.words > 2\nthen: flag"),
           &stranger, "Such bullshit again.", marked_and_measured);
}

static void one_mark(const struct verdict *v, struct str text)
{
    (void)text;
    assert_int_equal(v->findings[0].evidence_count, 1);
}

static void evidence_can_be_named_and_is_shown_once(void **state)
{
    judged(
        *state,
        CLAUSE("a",
               "when: comment.words > 2\nthen: flag\nevidence: profanity.count, profanity.score"),
        &stranger, "Such bullshit again.", one_mark);
}

static void faults_of_the_text_come_through(void **state)
{
    struct fixture *f = *state;
    struct standards *s;
    struct judge *j;
    struct verdict v = {.finding_count = 77};
    assert_ok(standards_load(STR("# T\n\n" CLAUSE("a", "by: moderators")), STR("doc"), &s, NULL));
    assert_ok(judge_new(s, f->signals, &j, NULL));
    assert_int_equal(judge_comment(j, STR("bad \xff"), &stranger, f->arena, &v), RC_INVALID);
    char *large = test_calloc(1, TEXT_BYTES_MAX + 1);
    memset(large, 'a', TEXT_BYTES_MAX + 1);
    assert_int_equal(judge_comment(j, str_make(large, TEXT_BYTES_MAX + 1), &stranger, f->arena, &v),
                     RC_TOO_LARGE);
    assert_ok(judge_comment(j, str_make(large, TEXT_BYTES_MAX), &stranger, f->arena, &v));
    struct arena *small = arena_new(1024);
    v.finding_count = 77;
    assert_int_equal(judge_comment(j, STR("Hello."), &stranger, small, &v), RC_NO_MEMORY);
    assert_int_equal(v.finding_count, 77);
    arena_free(small);
    test_free(large);
    judge_free(j);
    standards_free(s);
}

/* The consequence of `text` under the clauses taken in the order given. */
static enum consequence consequence_in_order(struct fixture *f, const char *const *clauses,
                                             const size_t *order, size_t count,
                                             const struct judge_context *context, struct str text)
{
    struct buf document;
    struct standards *s;
    struct judge *j;
    struct verdict v;
    buf_init(&document, 1 << 20);
    BUF_PUT(&document, "# T\n\n");
    for (size_t i = 0; i < count; i++)
        buf_put(&document, str_from_cstr(clauses[order[i]]));
    assert_ok(standards_load(buf_str(&document), STR("doc"), &s, NULL));
    assert_ok(judge_new(s, f->signals, &j, NULL));
    assert_ok(judge_comment(j, text, context, f->arena, &v));
    judge_free(j);
    standards_free(s);
    buf_release(&document);
    return v.consequence;
}

static uint32_t random_below(uint32_t n)
{
    static uint32_t state = 12345;
    state = state * 1664525 + 1013904223;
    return (state >> 16) % n;
}

#define LIST(name, entries) "```list " name "\n" entries "\n```\n\n"

enum { CLAUSES = 8 };
static const char *const shuffled[CLAUSES] = {
    CLAUSE("a", "when: profanity.count > 0\nthen: hold\nfor trusted: flag\nrepeat 2: remove"),
    CLAUSE("b", "when: comment.words > 4\nthen: nudge\nfor new: hold\nfor member: flag"),
    CLAUSE("c", "when: caps.ratio > 0.5\nthen: flag\nrepeat 1: nudge\nrepeat 3: remove"),
    CLAUSE("d", "when: comment.characters > 40\nthen: publish\nelse_when: caps.ratio > 0.5\n"
                "then: remove\nfor trusted: publish"),
    CLAUSE("e", "when: !has(caps.ratio)\nthen: flag"),
    CLAUSE("f", "when: list.towns > 0\nthen: nudge\nfor member: publish\nrepeat 2: hold")
        LIST("towns", "rather lon*"),
    CLAUSE("g", "when: author.trust_level == \"new\"\nthen: flag"),
    "## Trust {#trust}\n\n```trust\nlevels: new 0, member 2, trusted 9\n```\n\n",
};

static void shuffle(size_t *order, size_t count)
{
    for (size_t i = count - 1; i > 0; i--) {
        size_t k = random_below((uint32_t)i + 1), held = order[i];
        order[i] = order[k];
        order[k] = held;
    }
}

static void the_consequence_does_not_depend_on_the_order_of_clauses(void **state)
{
    static const char *const texts[] = {
        "Hello.", "Good day everybody.", "THIS IS ALL SHOUTED AT YOU", "What bullshit is this.",
        "A text that is rather longer, and calm, and says nothing at all."};
    static const struct str slugs[] = {STR_INIT("a"), STR_INIT("b"), STR_INIT("c"), STR_INIT("d"),
                                       STR_INIT("f")};
    size_t seen[CONSEQUENCE_REMOVE + 1] = {0};
    for (int round = 0; round < 120; round++) {
        size_t order[CLAUSES] = {0, 1, 2, 3, 4, 5, 6, 7};
        struct str text = str_from_cstr(texts[random_below(5)]);
        struct judge_context context = {.signals.author.known = random_below(4) > 0,
                                        .author_trust = (int64_t)random_below(16) - 4,
                                        .upheld_here = random_below(5),
                                        .braked = slugs + random_below(4),
                                        .braked_count = random_below(3) == 0};
        enum consequence first =
            consequence_in_order(*state, shuffled, order, CLAUSES, &context, text);
        seen[first]++;
        for (int again = 0; again < 6; again++) {
            shuffle(order, CLAUSES);
            assert_int_equal(consequence_in_order(*state, shuffled, order, CLAUSES, &context, text),
                             first);
        }
        arena_reset(((struct fixture *)*state)->arena);
    }
    for (int c = CONSEQUENCE_PUBLISH; c <= CONSEQUENCE_REMOVE; c++)
        assert_true(seen[c] > 0);
}

static void softened_by_trust(const struct verdict *v, struct str text)
{
    (void)text;
    assert_int_equal(v->finding_count, 1);
    assert_int_equal(v->consequence, CONSEQUENCE_FLAG);
    assert_int_equal(v->findings[0].written, CONSEQUENCE_HOLD);
    assert_int_equal(v->findings[0].change, FINDING_TRUST);
}

static void hardened_by_repetition(const struct verdict *v, struct str text)
{
    (void)text;
    assert_int_equal(v->consequence, CONSEQUENCE_REMOVE);
    assert_int_equal(v->findings[0].change, FINDING_REPEAT);
}

static void braked_to_a_flag(const struct verdict *v, struct str text)
{
    (void)text;
    assert_int_equal(v->consequence, CONSEQUENCE_FLAG);
    assert_int_equal(v->findings[0].written, CONSEQUENCE_HOLD);
    assert_int_equal(v->findings[0].change, FINDING_BRAKE);
}

static void held_for_reports(const struct verdict *v, struct str text)
{
    (void)text;
    assert_int_equal(v->consequence, CONSEQUENCE_HOLD);
    assert_int_equal(v->findings[0].change, FINDING_REPORTS);
}

static void removed_as_written(const struct verdict *v, struct str text)
{
    (void)text;
    assert_int_equal(v->consequence, CONSEQUENCE_REMOVE);
    assert_int_equal(v->findings[0].change, FINDING_AS_WRITTEN);
}

static void reports_alone_never_remove(void **state)
{
    static const char by_line[] = CLAUSE("a", "when: reports.here >= 1\nthen: flag\nelse_when: "
                                              "caps.ratio > 0.9\nthen: flag\nrepeat 2: remove");
    static const char by_branch[] =
        CLAUSE("a", "when: caps.ratio > 0.9 || reports.readers >= 3\nthen: remove");
    struct judge_context c = {.signals.author.known = true, .upheld_here = 2, .reports_here = 1};
    judged(*state, by_line, &c, "Hello there.", held_for_reports);
    /* The reports take nothing away either: without them the same clause would remove it. */
    judged(*state, by_line, &c, "HELLO THERE EVERYBODY.", hardened_by_repetition);
    c = (struct judge_context){.reports_readers = 12};
    judged(*state, by_branch, &c, "Hello there.", held_for_reports);
    judged(*state, by_branch, &c, "HELLO THERE EVERYBODY.", removed_as_written);
}

static void held_for_learning(const struct verdict *v, struct str text)
{
    (void)text;
    assert_int_equal(v->consequence, CONSEQUENCE_HOLD);
    assert_int_equal(v->findings[0].written, CONSEQUENCE_REMOVE);
    assert_int_equal(v->findings[0].change, FINDING_LEARNED);
    assert_true(v->findings[0].evidence_count > 0);
}

/* The pair the correction below knows, hashed as a text's. */
static struct correction walnuts(struct arena *a, struct correction_word *word)
{
    struct text t;
    struct correction_places places;
    assert_ok(text_prepare(a, STR("walnut"), &t));
    assert_ok(correction_places(&t, a, &places));
    *word = (struct correction_word){.hash = places.items[0].hash,
                                     .change = {[HEAD_INSULT] = CORRECTION_CHANGE_LIMIT}};
    return (struct correction){.version = 1,
                               .change_max = CORRECTION_CHANGE_LIMIT,
                               .remove_from = 900,
                               .words = word,
                               .word_count = 1};
}

static void what_was_learned_never_removes_before_it_is_proven(void **state)
{
    static const char clause[] = CLAUSE("a", "when: learned.insult >= 0.9\nthen: remove");
    static const char either[] =
        CLAUSE("a", "when: learned.insult >= 0.9 || caps.ratio > 0.9\nthen: remove");
    static const char reported[] =
        CLAUSE("a", "when: learned.insult >= 0.9 || reports.readers >= 3\nthen: remove");
    struct fixture *f = *state;
    struct correction_word word;
    struct correction c = walnuts(f->arena, &word);
    struct judge_context context = {.signals = {.site_language = STR("en"), .correction = &c}};
    judged(f, clause, &context, "Now listen, you walnut there.", held_for_learning);
    judged(f, either, &context, "NOW LISTEN, YOU WALNUT OVER THERE.", removed_as_written);
    c.may_remove = 1u << HEAD_TOXIC;
    judged(f, clause, &context, "Now listen, you walnut there.", held_for_learning);
    c.may_remove = 1u << HEAD_INSULT;
    judged(f, clause, &context, "Now listen, you walnut there.", removed_as_written);
    /* Neither of two things that may not remove is the other's proof. */
    c.may_remove = 0;
    context.reports_readers = 3;
    judged(f, reported, &context, "Now listen, you walnut there.", held_for_learning);
    /* Proven only from a higher probability on than this clause asks for. */
    c.may_remove = 1u << HEAD_INSULT;
    c.remove_from = 1000;
    context.reports_readers = 0;
    judged(f, clause, &context, "Now listen, you walnut there.", held_for_learning);
}

static void held_for_models(const struct verdict *v, struct str text)
{
    (void)text;
    assert_int_equal(v->consequence, CONSEQUENCE_HOLD);
    assert_int_equal(v->findings[0].change, FINDING_MODELS);
}

static void models_alone_never_remove_whoever_wrote_it(void **state)
{
    static const char text[] = "You are a stupid worthless idiot and everybody hates you.";
    static const char plain[] = CLAUSE("a", "when: model.toxic >= 0.5\nthen: remove");
    static const char repeated[] =
        CLAUSE("a", "when: model.toxic >= 0.5\nthen: hold\nrepeat 2: remove");
    static const char reported[] =
        CLAUSE("a", "when: model.toxic >= 0.5 || reports.readers >= 3\nthen: remove");
    static const char either[] =
        CLAUSE("a", "when: model.toxic >= 0.5 || text.words >= 3\nthen: hold\nrepeat 2: remove");
    struct judge_context c = {.signals = {.site_language = STR("en"), .author.known = true},
                              .upheld_here = 2};
    judged(*state, plain, &c, text, held_for_models);
    judged(*state, repeated, &c, text, held_for_models);
    /* What needs no model is removed as before. */
    judged(*state, either, &c, text, hardened_by_repetition);
    /* Neither of two things that may not remove is the other's proof. */
    c.reports_readers = 3;
    judged(*state, reported, &c, text, held_for_models);
}

static void trust_repetition_and_brake_change_what_follows_in_this_order(void **state)
{
    static const char clause[] =
        CLAUSE("a", "when: true\nthen: hold\nfor trusted: flag\nrepeat 2: remove");
    const struct str braked = STR("a");
    struct judge_context c = {.signals.author.known = true, .author_trust = 12};
    judged(*state, clause, &c, "Hello there.", softened_by_trust);
    c.upheld_here = 2;
    judged(*state, clause, &c, "Hello there.", hardened_by_repetition);
    c.braked = &braked;
    c.braked_count = 1;
    judged(*state, clause, &c, "Hello there.", braked_to_a_flag);
}

static void a_level_may_be_let_off(void **state)
{
    const struct judge_context c = {.signals.author.known = true, .author_trust = 12};
    judged(*state, CLAUSE("a", "when: true\nthen: hold\nfor member: publish"), &c, "Hello there.",
           nothing_found);
}

static void rivals_marked(const struct verdict *v, struct str text)
{
    const struct finding *f = &v->findings[0];
    assert_int_equal(f->evidence_count, 1);
    assert_int_equal(f->evidence[0].signal, SIGNAL_COUNT);
    assert_str_equal(f->evidence[0].list, STR("list.rivals"));
    assert_str_equal(str_slice(text, f->evidence[0].original.begin, f->evidence[0].original.end),
                     STR("Harbour  ECHO"));
    assert_str_equal(f->measures[0].name, STR("list.rivals"));
    assert_true(f->measures[0].number == 1);
}

static void word_lists_are_facts_with_evidence(void **state)
{
    judged(*state, CLAUSE("a", "when: list.rivals > 0\nthen: flag") LIST("rivals", "harbour echo"),
           &stranger, "The Harbour  ECHO says so.", rivals_marked);
}

struct outcome {
    size_t examples, failed;
};

static void count_example(const struct rehearsal_result *r, void *context)
{
    struct outcome *o = context;
    o->examples++;
    o->failed += !r->met;
    if (!r->met)
        print_message("# standards.en.md:%d: expected %.*s, got %.*s: %.*s\n", r->example->line,
                      STR_ARG(r->example->expected), STR_ARG(consequence_name(r->got)),
                      STR_ARG(r->example->text));
}

static void the_shipped_document_s_examples_come_out_as_it_says(void **state)
{
    struct fixture *f = *state;
    struct standards *s;
    struct judge *j;
    struct problem problem = {0};
    struct outcome outcome = {0};
    if (standards_load(standards_shipped(), STR("standards.en.md"), &s, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    assert_ok(judge_new(s, f->signals, &j, NULL));
    assert_ok(rehearsal_run(j, count_example, &outcome, &problem));
    assert_int_equal(outcome.failed, 0);
    assert_true(outcome.examples >= 120);
    judge_free(j);
    standards_free(s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_strictest_consequence_wins_and_findings_are_ordered),
        TEST(the_unknown_and_people_s_clauses_find_nothing),
        TEST(an_exemption_ends_its_clause),
        TEST(the_first_true_condition_of_a_clause_decides),
        TEST(evidence_is_that_of_the_clause_s_signals),
        TEST(evidence_can_be_named_and_is_shown_once),
        TEST(faults_of_the_text_come_through),
        TEST(the_consequence_does_not_depend_on_the_order_of_clauses),
        TEST(trust_repetition_and_brake_change_what_follows_in_this_order),
        TEST(reports_alone_never_remove),
        TEST(what_was_learned_never_removes_before_it_is_proven),
        TEST(models_alone_never_remove_whoever_wrote_it),
        TEST(a_level_may_be_let_off),
        TEST(word_lists_are_facts_with_evidence),
        TEST(the_shipped_document_s_examples_come_out_as_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
