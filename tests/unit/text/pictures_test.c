#include "text/pictures.h"

#include "../test.h"
#include "text/sanitise.h"

struct seen {
    struct arena *a;
    struct str addresses[4];
    size_t count;
};

static struct str keep_first(void *ctx, struct str address)
{
    struct seen *s = ctx;
    s->addresses[s->count++] = arena_dup(s->a, address);
    return s->count == 1 ? STR("/media/\"1&2\".png") : STR("");
}

static struct str replaced(struct arena *a, const char *foreign, struct seen *seen)
{
    struct html clean, result;
    *seen = (struct seen){.a = a};
    assert_ok(sanitise_fragment(a, str_from_cstr(foreign), STR(""), &clean));
    assert_ok(pictures_replace(a, clean, keep_first, seen, &result));
    return result.s;
}

static void addresses_are_read_unescaped_and_written_escaped(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    struct seen seen;
    struct str out = replaced(
        a, "<p>One <img src='https://a.example/1.png?x=1&amp;y=2' alt='a &gt; b'></p>", &seen);
    assert_int_equal(seen.count, 1);
    assert_str_equal(seen.addresses[0], STR("https://a.example/1.png?x=1&y=2"));
    assert_true(str_find(out, STR("src=\"/media/&#34;1&amp;2&#34;.png\""), 0) != STR_NONE ||
                str_find(out, STR("src=\"/media/&quot;1&amp;2&quot;.png\""), 0) != STR_NONE);
    assert_true(str_find(out, STR("alt=\"a &gt; b\""), 0) != STR_NONE);
    arena_free(a);
}

static void a_picture_without_an_address_goes_and_the_words_stay(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    struct seen seen;
    struct str out = replaced(a,
                              "<p>One <img src='https://a.example/1.png'> two "
                              "<img src='https://a.example/2.png' alt='x'> three</p>",
                              &seen);
    assert_int_equal(seen.count, 2);
    assert_str_equal(seen.addresses[1], STR("https://a.example/2.png"));
    assert_true(str_find(out, STR("a.example"), 0) == STR_NONE);
    assert_true(str_find(out, STR("two"), 0) != STR_NONE);
    assert_true(str_find(out, STR("three</p>"), 0) != STR_NONE);
    arena_free(a);
}

static void words_that_look_like_a_picture_are_left_alone(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 20);
    struct seen seen;
    struct str out =
        replaced(a, "<p>Write &lt;img src=\"https://a.example/x.png\"&gt; here.</p>", &seen);
    assert_int_equal(seen.count, 0);
    assert_true(str_find(out, STR("a.example"), 0) != STR_NONE);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_unescaped_and_written_escaped),
        cmocka_unit_test(a_picture_without_an_address_goes_and_the_words_stay),
        cmocka_unit_test(words_that_look_like_a_picture_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
