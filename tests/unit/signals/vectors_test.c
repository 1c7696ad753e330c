/* The net over word vectors: what a word is, where a filter peaks, and whose words a result stands on. */
#include "signals/heads.h"
#include "measured.h"

#define MEMORY ((size_t)8 << 20)

struct setting {
    struct arena *arena;
    struct vectors_net *net;
};

/* One filter, greatest where "gruff" stands before "weasel"; it speaks for the first head alone. */
static int open_setting(void **state)
{
    struct arena *a = arena_new(MEMORY);
    struct setting *s = ARENA_NEW(a, struct setting);
    s->arena = a;
    s->net = ARENA_NEW(a, struct vectors_net);
    assert_non_null(s->net);
    assert_true(vectors_place(s->net, vectors_hash(STR("gruff")), 1));
    assert_true(vectors_place(s->net, vectors_hash(STR("weasel")), 2));
    s->net->vector[1][0] = 10;
    s->net->vector[2][1] = 10;
    s->net->filter[0][VECTORS_SIZE] = 3;
    s->net->filter[0][2 * VECTORS_SIZE + 1] = 4;
    s->net->output[0][0] = 0.5f;
    s->net->bias[0] = -1;
    *state = s;
    return 0;
}

static int close_setting(void **state)
{
    arena_free(((struct setting *)*state)->arena);
    return 0;
}

static double judge(struct setting *s, const char *comment)
{
    struct text t;
    struct vectors_peaks p;
    double sum[VECTORS_HEADS] = {0};
    assert_ok(text_prepare(s->arena, str_from_cstr(comment), &t));
    vectors_find_peaks(s->net, &t, &p);
    vectors_add(s->net, &p, sum);
    for (int h = 1; h < VECTORS_HEADS; h++)
        assert_true(sum[h] == 0);
    return sum[0];
}

static void a_pair_of_words_weighs_the_same_in_a_long_text(void **state)
{
    assert_true(judge(*state, "gruff weasel") == 34);
    assert_true(judge(*state, "well now, you gruff weasel there, and much more of the same") == 34);
}

static void one_of_the_words_weighs_less_and_neither_nothing(void **state)
{
    assert_true(judge(*state, "a weasel") == 19);
    assert_true(judge(*state, "weasel gruff") == 14);
    assert_true(judge(*state, "gruff old thing") == 14);
    assert_true(judge(*state, "a fine day") == -1);
}

static void words_are_told_by_letters_not_by_their_case_or_length_of_howls(void **state)
{
    assert_true(judge(*state, "GRUFF Weasel") == 34);
    assert_int_equal(vectors_hash(STR("nooo")), vectors_hash(STR("noooooo")));
    assert_int_not_equal(vectors_hash(STR("no")), vectors_hash(STR("noo")));
    assert_int_equal(vectors_hash(STR("1999")), vectors_hash(STR("2024")));
}

static void a_shortened_not_is_a_word_of_its_own(void **state)
{
    struct setting *s = *state;
    static const char *const written[] = {"don't", "dont"};
    for (size_t i = 0; i < 2; i++) {
        struct text t;
        struct vectors_reader r;
        struct vectors_word w;
        assert_ok(text_prepare(s->arena, str_from_cstr(written[i]), &t));
        vectors_begin(&r, &t);
        assert_true(vectors_next(&r, &w));
        assert_int_equal(w.hash, vectors_hash(STR("do")));
        assert_true(vectors_next(&r, &w));
        assert_int_equal(w.hash, vectors_hash(STR("n't")));
        assert_int_equal(w.token, 0);
        assert_false(vectors_next(&r, &w));
    }
}

struct tally {
    double total, greatest;
    uint32_t token;
};

static void take_share(void *context, uint32_t token, const double share[VECTORS_HEADS])
{
    struct tally *t = context;
    t->total += share[0];
    if (share[0] > t->greatest) {
        t->greatest = share[0];
        t->token = token;
    }
}

static void shares_of_words_add_up_to_the_result(void **state)
{
    struct setting *s = *state;
    struct tally tally = {0};
    struct vectors_peaks p;
    struct text t;
    assert_ok(text_prepare(s->arena, STR("what a gruff weasel"), &t));
    vectors_find_peaks(s->net, &t, &p);
    vectors_shares(s->net, &t, &p, take_share, &tally);
    assert_true(tally.total == 35);
    assert_int_equal(tally.token, 3);
}

static void a_word_has_one_place(void **state)
{
    struct setting *s = *state;
    assert_false(vectors_place(s->net, vectors_hash(STR("gruff")), 3));
    assert_int_equal(vectors_row(s->net, vectors_hash(STR("gruff"))), 1);
    assert_int_equal(vectors_row(s->net, vectors_hash(STR("heron"))), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_pair_of_words_weighs_the_same_in_a_long_text,
                                        open_setting, close_setting),
        cmocka_unit_test_setup_teardown(one_of_the_words_weighs_less_and_neither_nothing,
                                        open_setting, close_setting),
        cmocka_unit_test_setup_teardown(
            words_are_told_by_letters_not_by_their_case_or_length_of_howls, open_setting,
            close_setting),
        cmocka_unit_test_setup_teardown(a_shortened_not_is_a_word_of_its_own, open_setting,
                                        close_setting),
        cmocka_unit_test_setup_teardown(shares_of_words_add_up_to_the_result, open_setting,
                                        close_setting),
        cmocka_unit_test_setup_teardown(a_word_has_one_place, open_setting, close_setting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
