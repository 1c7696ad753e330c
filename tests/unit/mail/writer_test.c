/* Every mail the program knows, written with nothing but what every mail has. */
#include "mail/writer.h"

#include "community/account/choice.h"
#include "mail/when.h"
#include "unit/test.h"

static const struct writer writer = {.site = STR_INIT("Courier"),
                                     .time_zone = STR_INIT("Europe/Berlin"),
                                     .language = STR_INIT("en"),
                                     .base_url = STR_INIT("https://courier.example"),
                                     .from = STR_INIT("comments@courier.example"),
                                     .contact = STR_INIT("https://courier.example/contact")};

static void every_kind_has_a_template_that_can_be_written(void **state)
{
    (void)state;
    for (enum mail_kind kind = 0; kind < MAIL_KIND_COUNT; kind++) {
        struct arena *arena = arena_new((size_t)8 * 1024 * 1024);
        struct str bytes = {0};
        const struct mail_task task = {.id = 1,
                                       .account_id = 2,
                                       .subject_id = 4711,
                                       .kind = kind,
                                       .to = STR("anna@example.org"),
                                       .name = STR("anna"),
                                       .token = STR("secret-token")};
        assert_non_null(arena);
        assert_ok(writer_write(&writer, &task, 1795345200000, arena, &bytes));
        bool linked = str_find(bytes, STR("href=3D\"https://courier.example/"), 0) != STR_NONE;
        if (linked != (mail_table[kind].path[0] != '\0'))
            fail_msg("%s: a row with a path and a template with {link} belong together",
                     mail_table[kind].name);
        arena_free(arena);
    }
}

static void what_a_reader_cannot_switch_off_is_no_news(void **state)
{
    (void)state;
    for (enum mail_kind kind = 0; kind < MAIL_KIND_COUNT; kind++) {
        bool choosable = choice_of_mail(str_from_cstr(mail_table[kind].name)) != CHOICE_COUNT;
        if (choosable != (mail_table[kind].class == MAIL_NEWS))
            fail_msg("%s: news has a row in choice.def, duty has none", mail_table[kind].name);
    }
}

static void times_name_their_zone(void **state)
{
    (void)state;
    struct arena *arena = arena_new(65536);
    assert_str_equal(when_write(arena, 1795345200000, STR("en"), STR("Europe/Berlin")),
                     STR("22 November 2026 at 12:00 CET"));
    assert_str_equal(when_write(arena, 1782000000000, STR("de"), STR("Europe/Berlin")),
                     STR("21. Juni 2026 um 02:00 MESZ"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_has_a_template_that_can_be_written),
        cmocka_unit_test(what_a_reader_cannot_switch_off_is_no_news),
        cmocka_unit_test(times_name_their_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
