#include "text/text.h"

#include "../test.h"
#include "base/random.h"
#include "base/utf8.h"

static struct arena *arena;

static struct str folded(const char *s)
{
    struct str result;
    assert_ok(text_fold(arena, str_from_cstr(s), &result));
    return result;
}

static struct text prepared(struct str s)
{
    struct text t;
    assert_ok(text_prepare(arena, s, &t));
    return t;
}

static void disguises_fold_to_the_word_they_hide(void **state)
{
    (void)state;
    static const struct {
        const char *written, *read;
    } cases[] = {
        {"IDIOT", "idiot"},
        {"ｉｄｉｏｔ", "idiot"},
        {"𝓲𝓭𝓲𝓸𝓽", "idiot"},
        {"ⓘⓓⓘⓞⓣ", "idiot"},
        {"🅸🅳🅸🅾🆃", "idiot"},
        {"🇮🇩🇮🇴🇹", "idiot"},
        {"⒤⒟⒤⒪⒯", "idiot"},
        {"ɪᴅɪᴏᴛ", "idiot"},
        {"i\u200bd\u2060i\u00ado\u202et", "idiot"},
        {"i\u0336d\u0336i\u0336o\u0336t\u0336", "idiot"},
        {"i\u0301\u0302\u0303\u0304d\u0300\u0301\u0302iot", "idiot"},
        {"іdіоt", "idiot"},
        {"ΙDΙΟΤ", "idiot"},
        {"рaураl", "paypal"},
        {"НЕLLО", "hello"},
        {"f u с k off you all", "f u c k off you all"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_str_equal(folded(cases[i].written), str_from_cstr(cases[i].read));
}

static void honest_spelling_is_kept(void **state)
{
    (void)state;
    static const char *const same[] = {
        "привет, как дела", "сор и мусор",  "καλημέρα κόσμε",  "naïve café über",
        "tiếng việt",       "हिन्दी में लिखा", "ภาษาไทย",         "1337 sh1t a$$",
        "한국어",           "日本語の文",   "in 2024 и позже", "don't",
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        assert_str_equal(folded(same[i]), str_from_cstr(same[i]));
    assert_str_equal(folded("Стра\u0438\u0306"), STR("страй"));
    assert_str_equal(folded("cafe\u0301"), STR("café"));
    assert_str_equal(folded("\u1112\u1161\u11ab"), STR("한"));
    assert_str_equal(folded("don’t “say” — it"), STR("don't \"say\" - it"));
    /* A Latin letter slipped into a Russian word. */
    assert_str_equal(folded("дyрак"), STR("дурак"));
}

static void spans_lead_back_to_the_original(void **state)
{
    (void)state;
    struct text t = prepared(STR("So: 🅸🅳🅸🅾🆃\u200b\u0301, e\u0301t\u00e9 \xef\xac\x81n"));
    size_t words = 0;
    static const char *const want[] = {"So", "🅸🅳🅸🅾🆃\u200b\u0301", "e\u0301t\u00e9",
                                       "\xef\xac\x81n"};
    for (size_t i = 0; i < t.token_count; i++) {
        if (t.tokens[i].kind != TOKEN_WORD)
            continue;
        struct span o = t.tokens[i].original;
        assert_str_equal(str_slice(t.original, o.begin, o.end), str_from_cstr(want[words]));
        words++;
    }
    assert_int_equal(words, 4);
}

static void tokens_know_their_kind_and_case(void **state)
{
    (void)state;
    struct text t = prepared(STR("WHY don't you pay 3.5 sh1t, 2nd 😀 Idiοt A"));
    static const struct {
        const char *folded;
        enum token_kind kind;
        bool upper, altered;
    } want[] = {
        {"why", TOKEN_WORD, true, false},    {"don't", TOKEN_WORD, false, false},
        {"you", TOKEN_WORD, false, false},   {"pay", TOKEN_WORD, false, false},
        {"3.5", TOKEN_NUMBER, false, false}, {"sh1t", TOKEN_WORD, false, false},
        {",", TOKEN_SYMBOL, false, false},   {"2nd", TOKEN_NUMBER, false, false},
        {"😀", TOKEN_SYMBOL, false, false},   {"idiot", TOKEN_WORD, false, true},
        {"a", TOKEN_WORD, false, false},
    };
    assert_int_equal(t.token_count, sizeof want / sizeof want[0]);
    for (size_t i = 0; i < t.token_count; i++) {
        assert_str_equal(text_folded(&t, t.tokens[i].folded), str_from_cstr(want[i].folded));
        assert_int_equal(t.tokens[i].kind, want[i].kind);
        assert_int_equal(t.tokens[i].upper, want[i].upper);
        assert_int_equal(t.tokens[i].altered, want[i].altered);
    }
    assert_int_equal(t.upper_letters, 5);
}

static void bad_text_is_refused(void **state)
{
    (void)state;
    struct text t = {.characters = 77};
    static char big[TEXT_BYTES_MAX + 1];
    memset(big, 'x', sizeof big);
    assert_int_equal(text_prepare(arena, STR("a\0b"), &t), RC_INVALID);
    assert_int_equal(text_prepare(arena, STR("a\xff"), &t), RC_INVALID);
    assert_int_equal(text_prepare(arena, str_make(big, sizeof big), &t), RC_TOO_LARGE);
    assert_int_equal(t.characters, 77);
    assert_ok(text_prepare(arena, str_make(NULL, 0), &t));
    assert_int_equal(t.token_count, 0);
    assert_int_equal(t.sentence_count, 0);
}

static void accents_can_be_seen_through(void **state)
{
    (void)state;
    assert_int_equal(text_unaccented(0xE9), 'e');
    assert_int_equal(text_unaccented(0xF8), 'o');
    assert_int_equal(text_unaccented(0x1EBF), 'e');
    assert_int_equal(text_unaccented('q'), 'q');
    assert_int_equal(text_unaccented(0x439), 0);
    assert_int_equal(text_unaccented('1'), 0);
}

/* Random text out of the corners that folding handles. */
static struct str random_text(struct random *r, char *out, size_t max)
{
    static const uint32_t ranges[][2] = {
        {0x20, 0x7E},       {0x20, 0x7E},       {1, 0x1F},          {0x7F, 0x24F},
        {0x250, 0x2FF},     {0x300, 0x36F},     {0x370, 0x3FF},     {0x400, 0x52F},
        {0x530, 0x6FF},     {0x900, 0xE7F},     {0x1100, 0x11FF},   {0x1D00, 0x206F},
        {0x20D0, 0x24FF},   {0x3000, 0x30FF},   {0xAC00, 0xD7A3},   {0xF900, 0xFFFF},
        {0x1D400, 0x1D7FF}, {0x1F100, 0x1F2FF}, {0x1F300, 0x1FAFF}, {0xE0000, 0xE01FF},
        {0x2F800, 0x2FA1F}, {0x1, 0x2FFFF},
    };
    size_t n = 0, want = random_below(r, max - 4);
    while (n < want) {
        const uint32_t *range = ranges[random_below(r, sizeof ranges / sizeof ranges[0])];
        for (size_t run = 1 + random_below(r, 4); run > 0 && n < want; run--) {
            uint32_t c = range[0] + (uint32_t)random_below(r, range[1] - range[0] + 1);
            if (c < 0xD800 || c > 0xDFFF)
                n += utf8_encode(c, out + n);
        }
    }
    return str_make(out, n);
}

static void check_span(const struct text *t, struct span s)
{
    assert_true(s.begin <= s.end && s.end <= t->original.n);
    assert_true(utf8_boundary(t->original, s.begin));
    assert_true(utf8_boundary(t->original, s.end));
}

static void check_invariants(const struct text *t)
{
    assert_true(utf8_valid(t->folded));
    assert_str_equal(prepared(t->folded).folded, t->folded);
    for (size_t i = 0; i < t->folded.n; i++)
        assert_true(t->map[i] <= t->map[i + 1]);
    assert_int_equal(t->map[t->folded.n], t->original.n);
    uint32_t at = 0;
    for (size_t i = 0; i < t->token_count; i++) {
        struct span f = t->tokens[i].folded;
        assert_true(f.begin >= at && f.end > f.begin && f.end <= t->folded.n);
        for (; at < f.begin; at++)
            assert_false(char_is_alpha(t->folded.p[at]) || char_is_digit(t->folded.p[at]));
        at = f.end;
        check_span(t, t->tokens[i].original);
    }
    for (size_t i = 0; i < t->sentence_count; i++) {
        check_span(t, t->sentences[i]);
        assert_true(i == 0 || t->sentences[i].begin >= t->sentences[i - 1].end);
    }
}

static void random_text_keeps_the_invariants(void **state)
{
    (void)state;
    struct random r = random_seeded(20240607);
    for (int round = 0; round < 20000; round++) {
        char bytes[200];
        arena_reset(arena);
        struct text t = prepared(random_text(&r, bytes, sizeof bytes));
        check_invariants(&t);
    }
}

static void every_character_folds_to_a_fixed_point(void **state)
{
    (void)state;
    for (uint32_t c = 1; c < 0x110000; c++) {
        char bytes[4];
        struct str once, twice;
        if (c >= 0xD800 && c <= 0xDFFF)
            continue;
        arena_reset(arena);
        assert_ok(text_fold(arena, str_make(bytes, utf8_encode(c, bytes)), &once));
        assert_ok(text_fold(arena, once, &twice));
        assert_str_equal(twice, once);
    }
}

/* Folding the longest text takes about as much longer as it is longer, even when every character
 * expands. */
static void the_longest_texts_stay_linear(void **state)
{
    (void)state;
    static const char *const units[] = {"a\u0301", "\u0301", "\xef\xb7\xba", "аa",
                                        "a. ",     "'a",     "1,",           "\u0e33"};
    for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
        static char big[TEXT_BYTES_MAX];
        size_t n = 0, length = strlen(units[u]);
        for (; n + length <= sizeof big; n += length)
            memcpy(big + n, units[u], length);
        arena_reset(arena);
        int64_t begin = work_ns();
        (void)prepared(str_make(big, n));
        assert_true(work_ns() - begin < 500 * 1000 * 1000);
    }
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(64 << 20);
    return arena ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(disguises_fold_to_the_word_they_hide),
        cmocka_unit_test(honest_spelling_is_kept),
        cmocka_unit_test(spans_lead_back_to_the_original),
        cmocka_unit_test(tokens_know_their_kind_and_case),
        cmocka_unit_test(bad_text_is_refused),
        cmocka_unit_test(accents_can_be_seen_through),
        cmocka_unit_test(random_text_keeps_the_invariants),
        cmocka_unit_test(every_character_folds_to_a_fixed_point),
        cmocka_unit_test(the_longest_texts_stay_linear),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
