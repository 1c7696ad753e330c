#include "embed.h"

#include <brotli/decode.h>
#include <zlib.h>

#include "../test.h"

static struct embed_set make_set(void)
{
    return (struct embed_set){.arena = arena_new(32 << 20)};
}

static void add(struct embed_set *set, const char *name, const char *text)
{
    assert_ok(embed_add(set, str_from_cstr(name), str_from_cstr(text)));
}

static const struct embed *get(const struct embed_set *set, const char *name)
{
    const struct embed *asset = embed_find(set, str_from_cstr(name));

    assert_non_null(asset);
    return asset;
}

/* The public name of css/site.css when the font holds `font`. */
static struct str style_sheet_name(struct embed_set *set, const char *font)
{
    add(set, "fonts/text.woff2", font);
    add(set, "css/site.css", "@font-face { src: url(../fonts/text.woff2#x) }");
    assert_ok(embed_build_all(set));
    return get(set, "css/site.css")->file;
}

static void a_name_changes_with_the_content_and_only_with_it(void **state)
{
    struct embed_set a = make_set();
    struct embed_set b = make_set();
    struct embed_set c = make_set();
    struct str name = style_sheet_name(&a, "one");

    assert_true(str_starts(name, STR("site.")) && str_ends(name, STR(".css")));
    assert_int_equal(name.n, strlen("site.12345678.css"));
    assert_str_equal(style_sheet_name(&b, "one"), name);
    assert_false(str_eq(style_sheet_name(&c, "two"), name));
    arena_free(a.arena);
    arena_free(b.arena);
    arena_free(c.arena);
}

static void references_in_style_sheets_follow_the_names(void **state)
{
    struct embed_set set = make_set();
    const struct embed *font;
    struct str expected;

    add(&set, "css/site.css",
        "/* url(gone.png) */ a{b:url( '../fonts/t.woff2#i' )} c{d:url(data:image/png;base64,AA==)} "
        "e{f:url(#g)}");
    add(&set, "fonts/t.woff2", "font");
    assert_ok(embed_build_all(&set));
    font = get(&set, "fonts/t.woff2");
    expected = arena_printf(
        set.arena,
        "/* url(gone.png) */ a{b:url(\"%.*s#i\")} c{d:url(\"data:image/png;base64,AA==\")} "
        "e{f:url(\"#g\")}",
        STR_ARG(font->file));
    assert_str_equal(get(&set, "css/site.css")->bytes, expected);
    arena_free(set.arena);
}

static void expect_refused(const char *css, int line, int column, const char *words)
{
    struct embed_set set = make_set();

    add(&set, "css/site.css", css);
    assert_int_equal(embed_build_all(&set), RC_INVALID);
    assert_str_equal(set.failed, STR("css/site.css"));
    assert_int_equal(set.problem.line, line);
    assert_int_equal(set.problem.column, column);
    assert_non_null(strstr(set.problem.message, words));
    arena_free(set.arena);
}

static void references_that_lead_nowhere_are_refused(void **state)
{
    expect_refused("a{}\n b{c:url(x.png)}", 2, 6, "add assets/css/x.png");
    expect_refused("a{b:url(../../x.png)}", 1, 5, "leads to no asset");
    expect_refused("a{b:url(/x.png)}", 1, 5, "leads to no asset");
    expect_refused("a{b:url(x.png}", 1, 5, "not closed");
    expect_refused("@import url(site.css);", 1, 9, "circle");
    expect_refused("@import \"x.css\";", 1, 1, "@import url(");
}

static void files_of_unknown_kind_or_name_are_refused(void **state)
{
    struct embed_set set = make_set();

    assert_int_equal(embed_add(&set, STR("notes.txt"), STR("x")), RC_INVALID);
    assert_non_null(strstr(set.problem.message, "not served"));
    set.problem = (struct problem){0};
    assert_int_equal(embed_add(&set, STR("a b.css"), STR("x")), RC_INVALID);
    set.problem = (struct problem){0};
    assert_int_equal(embed_add(&set, STR("big.png"), str_make("x", EMBED_TOTAL_MAX + 1)),
                     RC_INVALID);
    assert_non_null(strstr(set.problem.message, "make some smaller"));
    arena_free(set.arena);
}

static void variants_unpack_to_the_same_bytes(void **state)
{
    struct embed_set set = make_set();
    char text[5000];
    unsigned char out[sizeof(text)];
    size_t n = sizeof(out);
    z_stream z = {.next_out = out, .avail_out = sizeof(out)};
    const struct embed *asset;

    memset(text, 'a', sizeof(text));
    text[4000] = 'b';
    assert_ok(embed_add(&set, STR("js/x.js"), str_make(text, sizeof(text))));
    assert_ok(embed_add(&set, STR("js/tiny.js"), STR("1")));
    assert_ok(embed_build_all(&set));
    asset = get(&set, "js/x.js");
    assert_true(asset->brotli.n > 0 && asset->brotli.n < 100 && asset->gzip.n > 0 &&
                asset->gzip.n < 100);
    assert_int_equal(
        BrotliDecoderDecompress(asset->brotli.n, (const uint8_t *)asset->brotli.p, &n, out),
        BROTLI_DECODER_RESULT_SUCCESS);
    assert_str_equal(str_make((char *)out, n), asset->bytes);
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)asset->gzip.p;
    z.avail_in = (uInt)asset->gzip.n;
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_str_equal(str_make((char *)out, z.total_out), asset->bytes);
    inflateEnd(&z);
    assert_null(get(&set, "js/tiny.js")->gzip.p);
    assert_null(get(&set, "js/tiny.js")->brotli.p);
    arena_free(set.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_changes_with_the_content_and_only_with_it),
        cmocka_unit_test(references_in_style_sheets_follow_the_names),
        cmocka_unit_test(references_that_lead_nowhere_are_refused),
        cmocka_unit_test(files_of_unknown_kind_or_name_are_refused),
        cmocka_unit_test(variants_unpack_to_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
