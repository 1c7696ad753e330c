#include "http/address.h"

#include "../test.h"

static struct arena *arena;

static int setup(void **state)
{
    arena = arena_new(1 << 20);
    return arena == NULL;
}

static int teardown(void **state)
{
    arena_free(arena);
    return 0;
}

static struct http_address address(const char *text)
{
    struct http_address a;
    if (!address_parse(str_from_cstr(text), &a))
        fail_msg("not an address: %s", text);
    return a;
}

static void addresses_are_read_and_written_in_one_form(void **state)
{
    char out[ADDRESS_TEXT_MAX];
    struct http_address a = address("192.0.2.7"), b = address("::ffff:192.0.2.7"),
                        c = address("2001:DB8::1");
    assert_memory_equal(&a, &b, sizeof a);
    assert_str_equal(address_text(&b, out), STR("192.0.2.7"));
    assert_str_equal(address_text(&c, out), STR("2001:db8::1"));
    assert_false(address_parse(STR("192.0.2.7:80"), &a));
    assert_false(address_parse(STR("example.org"), &a));
    assert_false(address_parse(STR(""), &a));
}

static void networks_hold_the_addresses_of_their_prefix(void **state)
{
    const struct str texts[] = {STR("10.0.0.0/8"), STR("192.0.2.128/25"), STR("::1"),
                                STR("2001:db8::/32")};
    struct address_list list;
    assert_ok(address_list_parse(texts, 4, arena, &list, NULL));
    static const struct {
        const char *address;
        bool in;
    } cases[] = {{"10.255.0.1", true},   {"11.0.0.1", false}, {"192.0.2.200", true},
                 {"192.0.2.100", false}, {"::1", true},       {"2001:db8:9::1", true},
                 {"2001:db9::", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_address a = address(cases[i].address);
        assert_int_equal(address_list_has(&list, &a), cases[i].in);
    }
}

static void a_wrong_network_is_named(void **state)
{
    const struct str bad[] = {STR("10.0.0.0/33"), STR("proxy"), STR("10.0.0.0/"), STR("::1/129")};
    for (size_t i = 0; i < 4; i++) {
        struct problem problem = {0};
        struct address_list list;
        assert_int_equal(address_list_parse(&bad[i], 1, arena, &list, &problem), RC_INVALID);
        assert_non_null(strstr(problem.message, bad[i].p));
    }
}

static void the_client_is_the_last_hop_that_is_no_trusted_proxy(void **state)
{
    const struct str texts[] = {STR("10.0.0.0/8")};
    struct address_list list;
    char out[ADDRESS_TEXT_MAX];
    assert_ok(address_list_parse(texts, 1, arena, &list, NULL));
    static const struct {
        struct str forwarded, client;
    } cases[] = {
        {STR_INIT(""), STR_INIT("10.0.0.1")},
        {STR_INIT("1.2.3.4"), STR_INIT("1.2.3.4")},
        {STR_INIT("6.6.6.6, 1.2.3.4 , 10.0.0.2"), STR_INIT("1.2.3.4")},
        {STR_INIT("10.0.0.3,10.0.0.2"), STR_INIT("10.0.0.3")},
        {STR_INIT("1.2.3.4, unknown"), STR_INIT("10.0.0.1")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_address a = address_forwarded(&list, address("10.0.0.1"), cases[i].forwarded);
        assert_str_equal(address_text(&a, out), cases[i].client);
    }
}

/* Many addresses come and go; what stays must still be counted right. */
static void connections_are_counted_per_address(void **state)
{
    struct address_counts counts;
    assert_true(address_counts_init(&counts, 300, arena));
    struct http_address one = address("192.0.2.1"), six = address("2001:db8::1"),
                        same_64 = address("2001:db8::2");
    assert_true(address_counts_add(&counts, &one, 2));
    assert_true(address_counts_add(&counts, &one, 2));
    assert_false(address_counts_add(&counts, &one, 2));
    assert_true(address_counts_add(&counts, &six, 1));
    assert_false(address_counts_add(&counts, &same_64, 1));
    struct http_address others[250];
    for (unsigned i = 0; i < 250; i++) {
        others[i] = one;
        others[i].bytes[14] = (uint8_t)(i + 3);
        assert_true(address_counts_add(&counts, &others[i], 1));
    }
    for (unsigned i = 0; i < 250; i += 2)
        address_counts_remove(&counts, &others[i]);
    for (unsigned i = 0; i < 250; i++)
        assert_int_equal(address_counts_add(&counts, &others[i], 1), i % 2 == 0);
    assert_false(address_counts_add(&counts, &one, 2));
    address_counts_remove(&counts, &one);
    assert_true(address_counts_add(&counts, &one, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_and_written_in_one_form),
        cmocka_unit_test_setup_teardown(networks_hold_the_addresses_of_their_prefix, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_wrong_network_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(the_client_is_the_last_hop_that_is_no_trusted_proxy, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(connections_are_counted_per_address, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
