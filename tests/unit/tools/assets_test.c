/* The table of assets compiled into this test: what the asset embedder emits, run. */
#include "assets.h"

#include "../test.h"

static const struct asset *by_name(struct str name)
{
    for (size_t i = 0; i < assets_count; i++) {
        if (str_eq(assets[i].name, name))
            return &assets[i];
    }
    return NULL;
}

static void every_asset_is_found_by_its_public_address(void **state)
{
    assert_int_equal(assets_count, 2);
    for (size_t i = 0; i < assets_count; i++)
        assert_ptr_equal(asset_find(assets[i].url), &assets[i]);
    assert_null(asset_find(STR("/assets/plain.css")));
    assert_null(asset_find(STR("")));
    assert_null(asset_find(STR("/assets/zzz")));
}

static void bytes_arrive_unchanged(void **state)
{
    const struct asset *css = by_name(STR("css/plain.css"));
    const struct asset *svg = by_name(STR("fonts/mark.svg"));

    assert_non_null(css);
    assert_non_null(svg);
    assert_str_equal(css->content_type, STR("text/css; charset=utf-8"));
    assert_true(str_find(css->plain.bytes, STR("color: \"?\\\\\xc3\xa9\" }\n"), 0) != STR_NONE);
    assert_true(str_find(css->plain.bytes, str_slice(svg->url, strlen("/assets/"), svg->url.n),
                         0) != STR_NONE);
    assert_true(css->brotli.bytes.n > 0 && css->brotli.bytes.n < css->plain.bytes.n);
}

static void each_encoding_has_its_own_quoted_validator(void **state)
{
    const struct asset *css = by_name(STR("css/plain.css"));

    assert_non_null(css);
    assert_true(css->plain.etag.p[0] == '"' && str_ends(css->plain.etag, STR("\"")));
    assert_false(str_eq(css->plain.etag, css->brotli.etag));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_asset_is_found_by_its_public_address),
        cmocka_unit_test(bytes_arrive_unchanged),
        cmocka_unit_test(each_encoding_has_its_own_quoted_validator),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
