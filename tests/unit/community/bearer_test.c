/* Secrets that open something to whoever shows them. */
#include "community/account/bearer.h"

#include "unit/community/fixture.h"

static void a_text_opens_what_was_stored_of_it_and_no_other_does(void **state)
{
    struct fixture *f = *state;
    uint8_t first[BEARER_HASH_BYTES], second[BEARER_HASH_BYTES], found[BEARER_HASH_BYTES];
    struct str one, two;
    assert_ok(bearer_make(f->community, f->arena, first, &one));
    assert_ok(bearer_make(f->community, f->arena, second, &two));
    assert_int_equal(one.n, BEARER_TEXT);
    assert_true(bearer_hash(one, found));
    assert_memory_equal(found, first, sizeof found);
    assert_memory_not_equal(first, second, sizeof first);
    assert_int_equal(bearer_hash_str(first).n, BEARER_HASH_BYTES);
}

static void what_is_no_secrets_text_has_no_hash(void **state)
{
    struct fixture *f = *state;
    uint8_t hash[BEARER_HASH_BYTES];
    struct str text;
    assert_ok(bearer_make(f->community, f->arena, hash, &text));
    assert_false(bearer_hash(str_slice(text, 0, text.n - 1), hash));
    assert_false(bearer_hash(arena_printf(f->arena, "%.*sA", STR_ARG(text)), hash));
    assert_false(bearer_hash(arena_printf(f->arena, "%.*s=", (int)text.n - 1, text.p), hash));
    assert_false(bearer_hash(STR(""), hash));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(a_text_opens_what_was_stored_of_it_and_no_other_does),
        FIXTURE_CASE(what_is_no_secrets_text_has_no_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
