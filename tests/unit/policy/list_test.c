#include "policy/list.h"
#include "../test.h"

struct fixture {
    struct arena *arena;
};

static int set_up(void **state)
{
    struct fixture *f = test_calloc(1, sizeof *f);
    f->arena = arena_new(64 << 20);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_free(f->arena);
    test_free(f);
    return 0;
}

/* "word", or "begin*"; list 0 unless a digit and a colon stand before it. */
static struct list_entry entry_of(const char *text)
{
    struct str s = str_from_cstr(text);
    unsigned list = 0;
    if (s.n > 2 && s.p[1] == ':') {
        list = (unsigned)(s.p[0] - '0');
        s = str_slice(s, 2, s.n);
    }
    bool beginning = str_ends(s, STR("*"));
    return (struct list_entry){
        .text = str_slice(s, 0, s.n - beginning), .list = list, .beginning = beginning};
}

static struct list_matches matched(struct fixture *f, const char *const *entries, size_t count,
                                   const char *text)
{
    struct list_entry e[16];
    const struct list_set *set = NULL;
    struct list_matches m = {0};
    struct text *t = arena_alloc(f->arena, sizeof *t);
    size_t bad;
    for (size_t i = 0; i < count; i++)
        e[i] = entry_of(entries[i]);
    assert_ok(list_set_new(f->arena, e, count, 3, &set, &bad));
    assert_ok(text_prepare(f->arena, str_from_cstr(text), t));
    assert_ok(list_set_match(set, t, f->arena, &m));
    assert_int_equal(m.value_count, 3);
    return m;
}

#define MATCHED(f, text, ...)                                                                      \
    matched(f, (const char *const[]){__VA_ARGS__},                                                 \
            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), text)

static void words_and_phrases_are_found_whole_and_folded(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(MATCHED(f, "The HARBOUR is a harbour.", "harbour").values[0].number, 2);
    assert_int_equal(MATCHED(f, "The harbours, Pearl Harbourmaster.", "harbour").values[0].number,
                     0);
    assert_int_equal(MATCHED(f, "town\n crier", "Town Crier").values[0].number, 1);
    assert_int_equal(MATCHED(f, "town and crier", "town crier").values[0].number, 0);
    assert_int_equal(MATCHED(f,
                             "Stra\xC3\x9F"
                             "e STRASSE",
                             "stra\xC3\x9F"
                             "e")
                         .values[0]
                         .number,
                     2);
}

static void a_star_takes_every_ending_of_the_last_word(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(
        MATCHED(f, "harbour harbours harbourmaster harbo", "harbour*").values[0].number, 3);
    assert_int_equal(MATCHED(f, "old harbours, new harbour", "old harb*").values[0].number, 1);
}

static void the_longest_entry_counts_once(void **state)
{
    struct fixture *f = *state;
    struct list_matches m =
        MATCHED(f, "a town crier cried", "town", "town crier", "crier", "town*");
    assert_int_equal(m.values[0].number, 1);
    assert_int_equal(m.place_count, 1);
    assert_int_equal(m.places[0].original.begin, 2);
    assert_int_equal(m.places[0].original.end, 12);
}

static void lists_count_apart_and_may_share_words(void **state)
{
    struct fixture *f = *state;
    struct list_matches m =
        MATCHED(f, "town crier and town", "0:town", "1:town crier", "2:crier and", "1:elsewhere");
    assert_int_equal(m.values[0].number, 2);
    assert_int_equal(m.values[1].number, 1);
    assert_int_equal(m.values[2].number, 1);
    assert_true(m.values[1].known);
}

static void places_are_of_the_original_and_say_what_was_read(void **state)
{
    struct fixture *f = *state;
    /* A Cyrillic letter inside, and a zero-width space. */
    struct list_matches m = MATCHED(f, "x h\xD0\xB0rb\xE2\x80\x8Bour!", "harbour");
    assert_int_equal(m.values[0].number, 1);
    assert_int_equal(m.places[0].original.begin, 2);
    assert_int_equal(m.places[0].original.end, 13);
    assert_str_equal(m.places[0].read_as, STR("harbour"));
}

static void every_match_counts_and_the_first_places_are_kept(void **state)
{
    struct fixture *f = *state;
    char *text = test_calloc(1, 20001);
    for (size_t i = 0; i < 10000; i++)
        memcpy(text + 2 * i, "a ", 2);
    struct list_matches m = MATCHED(f, text, "a", "1:a a");
    assert_int_equal(m.values[0].number, 10000);
    assert_int_equal(m.values[1].number, 5000);
    assert_int_equal(m.place_count, 2 * LIST_PLACES_MAX);
    test_free(text);
}

static void an_entry_without_words_or_with_too_many_is_named(void **state)
{
    struct fixture *f = *state;
    const struct list_set *set;
    struct list_entry e[] = {entry_of("fine"), entry_of("\xE2\x80\x8B")};
    size_t bad = 77;
    assert_int_equal(list_set_new(f->arena, e, 2, 1, &set, &bad), RC_INVALID);
    assert_int_equal(bad, 1);
    e[1] = entry_of("a b c d e f g h i");
    assert_int_equal(list_set_new(f->arena, e, 2, 1, &set, &bad), RC_INVALID);
    e[1] = entry_of("a b c d e f g h");
    assert_ok(list_set_new(f->arena, e, 2, 1, &set, &bad));
}

/* What a plain search finds, to hold the trie against. */
static size_t naive_count(const struct text *t, const struct list_entry *entries,
                          const struct text *prepared, size_t count)
{
    size_t found = 0;
    for (size_t i = 0; i < t->token_count;) {
        size_t longest = 0;
        for (size_t k = 0; k < count; k++) {
            const struct text *p = &prepared[k];
            bool same = i + p->token_count <= t->token_count;
            for (size_t n = 0; same && n < p->token_count; n++) {
                struct str a = text_folded(p, p->tokens[n].folded);
                struct str b = text_folded(t, t->tokens[i + n].folded);
                bool last = n + 1 == p->token_count && entries[k].beginning;
                same = last ? str_starts(b, a) : str_eq(a, b);
            }
            if (same && p->token_count > longest)
                longest = p->token_count;
        }
        found += longest > 0;
        i += longest > 0 ? longest : 1;
    }
    return found;
}

static uint32_t random_state = 7;

static uint32_t random_below(uint32_t n)
{
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 16) % n;
}

static void random_words(char *out, size_t words)
{
    static const char *const syllables[] = {"a", "b", "ab", "ba"};
    size_t n = 0;
    for (size_t i = 0; i < words; i++) {
        for (uint32_t k = 1 + random_below(2); k > 0; k--) {
            const char *s = syllables[random_below(4)];
            memcpy(out + n, s, strlen(s));
            n += strlen(s);
        }
        out[n++] = ' ';
    }
    out[n] = '\0';
}

static void the_trie_finds_what_a_plain_search_finds(void **state)
{
    struct fixture *f = *state;
    for (int round = 0; round < 400; round++) {
        enum { COUNT = 6 };
        char words[COUNT][64], text[512];
        struct list_entry entries[COUNT];
        struct text prepared[COUNT], t;
        const struct list_set *set;
        struct list_matches m;
        size_t bad;
        arena_reset(f->arena);
        for (size_t i = 0; i < COUNT; i++) {
            random_words(words[i], 1 + random_below(3));
            entries[i] = (struct list_entry){.text = str_trim(str_from_cstr(words[i])),
                                             .beginning = random_below(3) == 0};
            assert_ok(text_prepare(f->arena, entries[i].text, &prepared[i]));
        }
        random_words(text, 40);
        assert_ok(text_prepare(f->arena, str_from_cstr(text), &t));
        assert_ok(list_set_new(f->arena, entries, COUNT, 1, &set, &bad));
        assert_ok(list_set_match(set, &t, f->arena, &m));
        assert_int_equal(m.values[0].number, naive_count(&t, entries, prepared, COUNT));
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(words_and_phrases_are_found_whole_and_folded),
        TEST(a_star_takes_every_ending_of_the_last_word),
        TEST(the_longest_entry_counts_once),
        TEST(lists_count_apart_and_may_share_words),
        TEST(places_are_of_the_original_and_say_what_was_read),
        TEST(every_match_counts_and_the_first_places_are_kept),
        TEST(an_entry_without_words_or_with_too_many_is_named),
        TEST(the_trie_finds_what_a_plain_search_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
