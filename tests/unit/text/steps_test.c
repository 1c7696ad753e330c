#include "text/steps.h"

#include "../test.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"
#include "base/utf8.h"
#include "text/text.h"

/* "leet 1>i, case S>s" */
static void describe(struct buf *out, const struct step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str rule = step_rule_name(steps[i].rule);
        buf_printf(out, "%s%.*s %.*s>%.*s", i > 0 ? ", " : "", STR_ARG(rule),
                   STR_ARG(steps[i].from), STR_ARG(steps[i].to));
    }
}

/* Invariant 1: the steps, carried out, give what was read. */
static void check_applied(struct str written, struct str read_as)
{
    struct step steps[STEPS_MAX];
    size_t count = steps_find(written, read_as, steps), at = 0;
    struct buf out;
    assert_true(count <= STEPS_MAX);
    buf_init(&out, 1 << 20);
    for (size_t i = 0; i < count; i++) {
        assert_true(steps[i].at >= at);
        assert_str_equal(str_slice(written, steps[i].at, steps[i].at + steps[i].from.n),
                         steps[i].from);
        buf_put(&out, str_slice(written, at, steps[i].at));
        buf_put(&out, steps[i].to);
        at = steps[i].at + steps[i].from.n;
    }
    buf_put(&out, str_slice(written, at, written.n));
    assert_str_equal(buf_str(&out), read_as);
    buf_release(&out);
}

static void each_disguise_is_named(void **state)
{
    static const struct {
        const char *written, *read_as, *steps;
    } table[] = {
        {"sh1t", "shit", "leet 1>i"},
        {"SHIT", "shit", "case SHIT>shit"},
        {"a$$", "ass", "leet $$>ss"},
        {"f*ck", "fuck", "masking *>u"},
        {"f**k", "fuck", "masking **>uc"},
        {"fuuuck", "fuck", "repetition uu>"},
        {"f u c k", "fuck", "spacing  >, spacing  >, spacing  >"},
        {"f.u-c k", "fuck", "spacing .>, spacing ->, spacing  >"},
        {"merd\xC3\xA9", "merde", "accent \xC3\xA9>e"},
        {"sh\xD1\x96t", "shit", "look-alike \xD1\x96>i"},
        {"sh\xE2\x80\x8Bit", "shit", "invisible \xE2\x80\x8B>"},
        {"\xEF\xBD\x93hit", "shit", "compatibility \xEF\xBD\x93>s"},
        {"\xEF\xAC\x81t", "fit", "compatibility \xEF\xAC\x81>fi"},
        {"S\xCC\xB6hit", "shit", "case S>s, accent \xCC\xB6>"},
        {"5H1T", "shit", "leet 5>s, case H>h, leet 1>i, case T>t"},
        {"same", "same", ""},
        {"abc", "xyz", "rewriting abc>xyz"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct str written = str_from_cstr(table[i].written),
                   read = str_from_cstr(table[i].read_as);
        struct step steps[STEPS_MAX];
        struct buf out;
        buf_init(&out, 4096);
        describe(&out, steps, steps_find(written, read, steps));
        assert_str_equal(buf_str(&out), str_from_cstr(table[i].steps));
        buf_release(&out);
        check_applied(written, read);
    }
}

static void what_takes_too_many_steps_is_one_rewriting(void **state)
{
    char written[2 * (STEPS_MAX + 2)], read[STEPS_MAX + 2];
    struct step steps[STEPS_MAX];
    (void)state;
    for (size_t i = 0; i < sizeof read; i++) {
        written[2 * i] = read[i] = (char)('a' + i % 26);
        written[2 * i + 1] = ' ';
    }
    struct str w = str_make(written, sizeof written), r = str_make(read, sizeof read);
    assert_int_equal(steps_find(w, r, steps), 1);
    assert_int_equal(steps[0].rule, STEP_REWRITING);
    check_applied(w, r);
    check_applied(STR("x"), STR(""));
    check_applied(STR(""), STR("x"));
}

static struct str random_text(struct arena *a, struct random *random)
{
    static const char *const pieces[] = {"a",
                                         "S",
                                         "1",
                                         "$",
                                         "*",
                                         " ",
                                         "\xC3\xA9",
                                         "\xE2\x80\x8B",
                                         "uu",
                                         "\xD0\xB0",
                                         "\xEF\xAC\x81",
                                         "e\xCC\x81",
                                         "\xF0\x9F\x98\x80",
                                         "-"};
    struct buf out;
    uint64_t n = random_below(random, 30);
    buf_init(&out, 4096);
    while (n-- > 0)
        buf_put(&out, str_from_cstr(pieces[random_below(random, sizeof pieces / sizeof *pieces)]));
    struct str s = arena_dup(a, buf_str(&out));
    buf_release(&out);
    return s;
}

static void any_reading_of_any_text_is_explained(void **state)
{
    (void)state;
    struct random random = random_seeded(7);
    for (int i = 0; i < 3000; i++) {
        struct arena *a = arena_new(1 << 20);
        struct str written = random_text(a, &random), folded;
        check_applied(written, random_text(a, &random));
        assert_ok(text_fold(a, written, &folded));
        check_applied(written, folded);
        arena_free(a);
    }
}

static void a_word_read_as_nothing_is_explained(void **state)
{
    struct step steps[STEPS_MAX];
    (void)state;
    assert_int_equal(steps_find(STR("ab"), (struct str){0}, steps), 1);
    assert_str_equal(steps[0].from, STR("ab"));
    assert_int_equal(steps[0].to.n, 0);
    assert_int_equal(steps_find((struct str){0}, (struct str){0}, steps), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_read_as_nothing_is_explained),
        cmocka_unit_test(each_disguise_is_named),
        cmocka_unit_test(what_takes_too_many_steps_is_one_rewriting),
        cmocka_unit_test(any_reading_of_any_text_is_explained),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
