#include "policy/decisive.h"

#include "../test.h"
#include "base/random.h"

static const char document[] = "# House rules\n\n"
                               "## Insults {#insults}\n\nNo insults.\n\n"
                               "```clause\nwhen: insult.directed > 0\nthen: nudge\n```\n\n"
                               "## Obscene language {#obscene-language}\n\nNo swearing.\n\n"
                               "```clause\nwhen: profanity.count > 2\nthen: remove\nelse_when: "
                               "profanity.count > 0\nthen: hold\n```\n\n"
                               "## Flooding {#flooding}\n\nSlowly.\n\n"
                               "```clause\nwhen: rate.minute >= 3\nthen: hold\n```\n\n"
                               "## Repetition {#repetition}\n\nOnce is enough.\n\n"
                               "```clause\nwhen: repeat.similarity >= 0.5\nthen: flag\n```\n\n"
                               "## Capitals {#capitals}\n\nNo shouting.\n\n"
                               "```clause\nwhen: caps.ratio > 0.7\nthen: flag\n```\n\n"
                               "## Length {#length}\n\nBe brief.\n\n"
                               "```clause\nwhen: text.words > 40\nthen: flag\n```\n";

struct fixture {
    struct standards *standards;
    struct signals *signals;
    struct judge *judge;
    struct arena *arena;
};

static int set_up(void **state)
{
    static struct fixture f;
    struct problem problem = {0};
    if (standards_load(str_from_cstr(document), STR("rules.md"), &f.standards, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    assert_ok(signals_new(&f.signals, &problem));
    assert_ok(judge_new(f.standards, f.signals, &f.judge, &problem));
    f.arena = arena_new(64 << 20);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_free(f->arena);
    judge_free(f->judge);
    signals_free(f->signals);
    standards_free(f->standards);
    return 0;
}

static struct verdict judged(struct fixture *f, struct str text, const struct judge_context *c)
{
    struct verdict v;
    assert_ok(judge_comment(f->judge, text, c, f->arena, &v));
    assert_ok(decisive_find(f->judge, text, c, f->arena, &v));
    return v;
}

static const struct finding *finding(const struct verdict *v, const char *clause)
{
    for (size_t i = 0; i < v->finding_count; i++)
        if (str_eq(v->findings[i].clause, str_from_cstr(clause)))
            return &v->findings[i];
    fail_msg("%s did not apply", clause);
    return NULL;
}

/* Whether the clause still applies to the text without the decisive words, of which `kept` stays. */
static bool applies_without(struct fixture *f, struct str text, const struct judge_context *c,
                            const struct finding *found, size_t kept)
{
    struct verdict v;
    char *p = arena_cstr(f->arena, text);
    for (size_t i = 0; i < found->decisive_count; i++)
        if (i != kept)
            memset(p + found->decisive[i].begin, ' ',
                   found->decisive[i].end - found->decisive[i].begin);
    assert_ok(judge_comment(f->judge, str_make(p, text.n), c, f->arena, &v));
    for (size_t i = 0; i < v.finding_count; i++)
        if (str_eq(v.findings[i].clause, found->clause))
            return v.findings[i].consequence >= found->consequence;
    return false;
}

static void check_decisive(struct fixture *f, struct str text, const struct judge_context *c,
                           const struct verdict *v)
{
    for (size_t i = 0; i < v->finding_count; i++) {
        const struct finding *found = &v->findings[i];
        assert_true(found->decisive_known == (found->decisive_count > 0));
        if (!found->decisive_known)
            continue;
        assert_false(applies_without(f, text, c, found, STR_NONE));
        for (size_t k = 0; k < found->decisive_count; k++) {
            assert_true(k == 0 || found->decisive[k].begin >= found->decisive[k - 1].end);
            if (found->decisive_minimal != DECISIVE_BOUNDED)
                assert_true(applies_without(f, text, c, found, k));
        }
    }
}

static void one_word_that_decides_is_found(void **state)
{
    struct fixture *f = *state;
    struct judge_context c = {0};
    struct str text = STR("The minutes are late again, oh sh1t, and nobody says why.");
    struct verdict v = judged(f, text, &c);
    const struct finding *found = finding(&v, "obscene-language");
    assert_int_equal(found->decisive_count, 1);
    assert_int_equal(found->decisive_minimal, DECISIVE_SMALLEST);
    assert_str_equal(str_slice(text, found->decisive[0].begin, found->decisive[0].end),
                     STR("sh1t"));
    check_decisive(f, text, &c, &v);
}

static void as_many_words_as_the_threshold_takes(void **state)
{
    struct fixture *f = *state;
    struct judge_context c = {0};
    struct str text = STR("Shit, f u c k, and shit once more: that was the fucking budget.");
    struct verdict v = judged(f, text, &c);
    const struct finding *found = finding(&v, "obscene-language");
    assert_int_equal(found->consequence, CONSEQUENCE_REMOVE);
    /* Four stand there and three make a removal: without any two of them it is a milder one. */
    assert_int_equal(found->decisive_count, 2);
    assert_int_equal(found->decisive_minimal, DECISIVE_SMALLEST);
    check_decisive(f, text, &c, &v);
}

static void no_words_are_to_blame_for_haste_or_likeness(void **state)
{
    struct fixture *f = *state;
    static const struct signal_given given[] = {{SIG_REPEAT_SIMILARITY, 0.9}};
    struct judge_context c = {.signals = {.author = {.known = true, .comments_last_minute = 5},
                                          .given = given,
                                          .given_count = 1}};
    struct str text = STR("A harmless remark about the harbour and its boats.");
    struct verdict v = judged(f, text, &c);
    assert_int_equal(finding(&v, "flooding")->decisive_minimal, DECISIVE_NONE);
    assert_int_equal(finding(&v, "repetition")->decisive_minimal, DECISIVE_NONE);
    check_decisive(f, text, &c, &v);
}

static void a_length_is_made_of_its_words(void **state)
{
    struct fixture *f = *state;
    struct judge_context c = {0};
    struct buf b;
    buf_init(&b, 4096);
    for (int i = 0; i < 45; i++)
        BUF_PUT(&b, "so ");
    struct verdict v = judged(f, buf_str(&b), &c);
    const struct finding *found = finding(&v, "length");
    assert_int_equal(found->decisive_count, 5);
    check_decisive(f, buf_str(&b), &c, &v);
    buf_release(&b);
}

static void a_long_text_takes_few_judgements_and_says_so(void **state)
{
    struct fixture *f = *state;
    struct judge_context c = {0};
    struct buf b;
    buf_init(&b, 1 << 20);
    for (int i = 0; i < 3000; i++)
        BUF_PUT(&b, "word shit ");
    struct verdict v = judged(f, buf_str(&b), &c);
    assert_int_equal(decisive_runs(b.n), 4);
    assert_int_equal(decisive_runs(0), 64);
    assert_int_equal(decisive_runs(300), 54);
    finding(&v, "obscene-language");
    check_decisive(f, buf_str(&b), &c, &v);
    buf_release(&b);
}

static void the_property_holds_for_texts_of_all_kinds(void **state)
{
    static const char *const pieces[] = {
        "shit ",    "you idiot ", "the harbour ", "f*ck ", "NEVER EVER AGAIN ",
        "a liar, ", "\"shit\" ",  "he said ",     "not ",  "you are a moron ",
        "fu ck ",   "boats. "};
    struct fixture *f = *state;
    struct random random = random_seeded(3);
    for (int round = 0; round < 300; round++) {
        struct buf b;
        struct judge_context c = {0};
        struct arena_mark mark = arena_mark(f->arena);
        buf_init(&b, 1 << 16);
        for (uint64_t n = 1 + random_below(&random, 14); n > 0; n--)
            buf_put(&b,
                    str_from_cstr(pieces[random_below(&random, sizeof pieces / sizeof *pieces)]));
        struct verdict v = judged(f, buf_str(&b), &c);
        check_decisive(f, buf_str(&b), &c, &v);
        buf_release(&b);
        arena_rewind(f->arena, mark);
    }
}

/* By brute force over all sets of the words that stand marked. */
static void smallest_is_smallest(void **state)
{
    struct fixture *f = *state;
    struct judge_context c = {0};
    struct str text = STR("shit one shit two shit three shit four shit five.");
    struct verdict v = judged(f, text, &c);
    const struct finding *found = finding(&v, "obscene-language");
    assert_int_equal(found->decisive_minimal, DECISIVE_SMALLEST);
    struct finding tried = *found;
    for (unsigned set = 0; set < 32; set++) {
        struct span words[5];
        tried.decisive = words;
        tried.decisive_count = 0;
        for (unsigned i = 0; i < 5; i++)
            if (set >> i & 1)
                words[tried.decisive_count++] = found->evidence[i].original;
        if (tried.decisive_count < found->decisive_count)
            assert_true(applies_without(f, text, &c, &tried, STR_NONE));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_word_that_decides_is_found),
        cmocka_unit_test(as_many_words_as_the_threshold_takes),
        cmocka_unit_test(no_words_are_to_blame_for_haste_or_likeness),
        cmocka_unit_test(a_length_is_made_of_its_words),
        cmocka_unit_test(a_long_text_takes_few_judgements_and_says_so),
        cmocka_unit_test(the_property_holds_for_texts_of_all_kinds),
        cmocka_unit_test(smallest_is_smallest),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
