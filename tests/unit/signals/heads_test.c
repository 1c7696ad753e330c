#include "measured.h"

#include <math.h>

#include "signals/heads.h"

#define BIG ((size_t)64 << 20)

static struct text prepared(struct arena *a, const char *s)
{
    struct text t;
    assert_ok(text_prepare(a, str_from_cstr(s), &t));
    return t;
}

static uint64_t rows_hash(const struct text *t, size_t *ret_count)
{
    struct feature_reader r;
    struct features f;
    uint64_t h = 0xcbf29ce484222325u;
    *ret_count = 0;
    features_begin(&r, t);
    while (features_next(&r, &f)) {
        for (size_t i = 0; i < features_total(&f); i++, ++*ret_count)
            h = (h ^ f.row[i]) * 0x100000001b3u;
    }
    return h;
}

static void a_text_gives_the_same_rows_everywhere(void **state)
{
    struct arena *a = arena_new(BIG);
    struct text t = prepared(a, "You're sooooo clever, 2024 😀!");
    size_t count;
    assert_true(rows_hash(&t, &count) == UINT64_C(0xfecd45e2fdd7ef7a));
    assert_int_equal(count, 45);
    arena_free(a);
}

static void spelling_tricks_and_punctuation_make_no_other_rows(void **state)
{
    struct arena *a = arena_new(BIG);
    struct text plain = prepared(a, "dont be so stupid");
    struct text other = prepared(a, "Don't be sooooo STUPID .");
    size_t n, m;
    assert_true(rows_hash(&plain, &n) == rows_hash(&other, &m));
    assert_int_equal(n, m);
    arena_free(a);
}

static void rows_of_a_token_have_a_bound(void **state)
{
    struct arena *a = arena_new(BIG);
    char *word = arena_alloc(a, 60001);
    struct feature_reader r;
    struct features f;
    for (size_t i = 0; i < 60000; i++)
        word[i] = (char)('a' + i * 7 % 26);
    struct text t = prepared(a, word);
    features_begin(&r, &t);
    assert_true(features_next(&r, &f));
    assert_true(features_total(&f) <= FEATURES_TOKEN_MAX);
    assert_false(features_next(&r, &f));
    arena_free(a);
}

/* The net again, one filter and window at a time. */
static double plain_net(const struct text *t, int h)
{
    const struct vectors_net *n = &heads_model.net;
    struct vectors_word w[64] = {0};
    struct vectors_reader r;
    double z = (double)n->bias[h];
    int count = 0;
    vectors_begin(&r, t);
    while (vectors_next(&r, &w[count + 1]))
        count++;
    for (int f = 0; f < VECTORS_FILTERS; f++) {
        double most = 0;
        for (int middle = 1; middle <= count; middle++) {
            double v = (double)n->filter_bias[f];
            for (int i = 0; i < VECTORS_INPUTS; i++) {
                int word = middle - 1 + i / VECTORS_SIZE;
                if (word >= 1 && word <= count)
                    v += (double)n->filter[f][i] *
                         n->vector[vectors_row(n, w[word].hash)][i % VECTORS_SIZE];
            }
            most = fmax(most, v);
        }
        z += (double)n->output[h][f] * most;
    }
    return z;
}

/* The sums again, one row and head at a time. */
static double plain_logit(const struct text *t, const struct facts *facts, int h)
{
    const struct heads_model *m = &heads_model;
    double z = (double)m->bias[h];
    float dense[HEADS_DENSE_MAX];
    for (int g = 0; g < FEATURE_GROUPS; g++) {
        struct feature_reader r;
        struct features f;
        long sum = 0, count = 0;
        features_begin(&r, t);
        while (features_next(&r, &f)) {
            size_t from = g > 0 ? f.count[0] : 0;
            from += g > 1 ? f.count[1] : 0;
            for (size_t i = from; i < from + f.count[g]; i++, count++)
                sum += m->weight[f.row[i]][h];
        }
        z += (double)sum * (double)m->scale[g][h] / sqrt(count ? (double)count : 1);
    }
    heads_dense(facts, dense);
    for (size_t i = 0; i < heads_dense_count(); i++)
        z += (double)m->dense[i][h] * (double)dense[i];
    return z + plain_net(t, h);
}

static void inference_equals_a_plain_reference(void **state)
{
    static const char *const texts[] = {
        "You are a disgrace to this paper, and everybody knows it!",
        "The ferry leaves at eight.",
        "win a free phone now http://example.com/free",
        "a",
    };
    struct arena *a = arena_new(BIG);
    struct facts facts = {0};
    facts.value[SIG_INSULT_SCORE].known = true;
    facts.value[SIG_INSULT_SCORE].number = 0.7;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct text t = prepared(a, texts[i]);
        double z[HEAD_COUNT];
        heads_logits(&heads_model, &t, &facts, z);
        for (int h = 0; h < HEAD_COUNT; h++)
            assert_true(fabs(z[h] - plain_logit(&t, &facts, h)) < 1e-4);
    }
    arena_free(a);
}

static void abuse_is_more_probable_than_thanks(void **state)
{
    measure("You are a stupid idiot and a liar, shut up");
    double toxic = number(SIG_MODEL_TOXIC), insult = number(SIG_MODEL_INSULT);
    measure("Thank you for this careful report about the harbour, I learned a lot from it.");
    assert_true(toxic > 0.5 && toxic > number(SIG_MODEL_TOXIC) + 0.3);
    assert_true(insult > 0.5 && insult > number(SIG_MODEL_INSULT) + 0.3);
}

static void the_words_that_count_are_shown(void **state)
{
    measure("I have seldom met such an idiot as our mayor");
    assert_true(number(SIG_MODEL_INSULT) > 0.05);
    assert_true(str_find(found(SIG_MODEL_INSULT), STR("idiot"), 0) != STR_NONE);
}

static void every_probability_that_matters_has_evidence(void **state)
{
    measure("CLICK HERE and earn 500$ a day, subscribe to my channel!!! http://example.com");
    for (int h = 0; h < HEAD_COUNT; h++)
        assert_true(number(head_signals[h]) < 0.2 || found(head_signals[h]).n > 0);
}

static void other_languages_are_left_unknown(void **state)
{
    measure("Du bist ein Idiot und ein Lügner, und das weiß hier jeder im ganzen Land.");
    assert_false(known(SIG_MODEL_TOXIC));
    struct signal_context german = {.site_language = STR("de")};
    measure_in(STR("hm"), &german);
    assert_false(known(SIG_MODEL_TOXIC));
}

static void english_on_a_foreign_site_is_measured(void **state)
{
    struct signal_context german = {.site_language = STR("de")};
    measure_in(STR("You are a complete idiot and everybody in this town knows it."), &german);
    assert_true(number(SIG_MODEL_INSULT) > 0.1);
}

static void texts_without_letters_are_left_unknown(void **state)
{
    static const char *const texts[] = {"", " ", "😀😀😀", "1234 5678", "?!?!"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        measure(texts[i]);
        for (int h = 0; h < HEAD_COUNT; h++)
            assert_false(known(head_signals[h]));
    }
}

static void the_longest_text_is_measured(void **state)
{
    struct arena *a = arena_new(BIG);
    char *text = arena_alloc(a, TEXT_BYTES_MAX + 1);
    static const char sentence[] = "This is what I wanted to say about it. ";
    for (size_t i = 0; i < TEXT_BYTES_MAX; i++)
        text[i] = sentence[i % (sizeof(sentence) - 1)];
    measure(text);
    assert_true(number(SIG_MODEL_TOXIC) >= 0 && number(SIG_MODEL_TOXIC) <= 1);
    arena_free(a);
}

static void without_a_model_nothing_is_said(void **state)
{
    struct arena *a = arena_new(BIG);
    struct signals *none;
    struct facts *facts = ARENA_NEW(a, struct facts);
    struct signal_context context = {.site_language = STR("en")};
    struct text t = prepared(a, "You are an idiot and a liar.");
    assert_ok(signals_new_with_heads(NULL, &none, NULL));
    assert_ok(signals_measure(none, &t, &context, a, facts));
    assert_false(facts->value[SIG_MODEL_TOXIC].known);
    assert_true(facts->value[SIG_INSULT_SCORE].known);
    signals_free(none);
    arena_free(a);
}

static void assert_refused(const void *bytes, size_t size, enum rc rc, const char *word)
{
    struct problem p = {0};
    assert_int_equal(heads_check(bytes, size, "my.bin", &p), rc);
    assert_non_null(strstr(p.message, "my.bin"));
    assert_non_null(strstr(p.message, word));
}

static void damaged_and_foreign_models_are_refused(void **state)
{
    struct arena *a = arena_new(BIG);
    struct heads_model *m = ARENA_NEW(a, struct heads_model);
    memcpy(m, &heads_model, sizeof(*m));
    assert_ok(heads_check(m, sizeof(*m), "my.bin", NULL));
    assert_refused(m, sizeof(*m) - 1, RC_CORRUPT, "damaged");
    m->weight[12345][3] ^= 4;
    assert_refused(m, sizeof(*m), RC_CORRUPT, "damaged");
    m->layout++;
    assert_refused(m, sizeof(*m), RC_UNSUPPORTED, "another version");
    assert_refused("GIF89a", 6, RC_CORRUPT, "no model");
    assert_refused("", 0, RC_CORRUPT, "no model");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_gives_the_same_rows_everywhere),
        cmocka_unit_test(spelling_tricks_and_punctuation_make_no_other_rows),
        cmocka_unit_test(rows_of_a_token_have_a_bound),
        cmocka_unit_test(inference_equals_a_plain_reference),
        cmocka_unit_test(abuse_is_more_probable_than_thanks),
        cmocka_unit_test(the_words_that_count_are_shown),
        cmocka_unit_test(every_probability_that_matters_has_evidence),
        cmocka_unit_test(other_languages_are_left_unknown),
        cmocka_unit_test(english_on_a_foreign_site_is_measured),
        cmocka_unit_test(texts_without_letters_are_left_unknown),
        cmocka_unit_test(the_longest_text_is_measured),
        cmocka_unit_test(without_a_model_nothing_is_said),
        cmocka_unit_test(damaged_and_foreign_models_are_refused),
    };
    return cmocka_run_group_tests(tests, measured_setup, measured_teardown);
}
