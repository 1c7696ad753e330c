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

/* As it is read: without the line ends that only the way through mail servers needs. */
static bool reads(struct arena *arena, struct str bytes, struct str words)
{
    char *p = arena_alloc(arena, bytes.n + 1);
    size_t n = 0;
    assert_non_null(p);
    for (size_t i = 0; i < bytes.n; i++) {
        if (str_starts(str_slice(bytes, i, bytes.n), STR("=\r\n")))
            i += 2;
        else
            p[n++] = bytes.p[i] == '\r' || bytes.p[i] == '\n' ? ' ' : bytes.p[i];
    }
    return str_find(str_make(p, n), words, 0) != STR_NONE;
}

static void whoever_gets_a_link_is_told_how_long_it_is_good(void **state)
{
    (void)state;
    for (enum mail_kind kind = 0; kind < MAIL_KIND_COUNT; kind++) {
        /* A receipt is good as long as there is something to read behind it. */
        if (mail_table[kind].link == LINK_NONE || mail_table[kind].link == LINK_RECEIPT)
            continue;
        struct arena *arena = arena_new((size_t)8 * 1024 * 1024);
        struct str bytes = {0};
        const struct mail_task task = {.id = 1,
                                       .account_id = 2,
                                       .kind = kind,
                                       .to = STR("anna@example.org"),
                                       .name = STR("anna"),
                                       .token = STR("secret-token"),
                                       .until_ms = 1795345200000};
        assert_ok(writer_write(&writer, &task, 1795345200000, arena, &bytes));
        if (!reads(arena, bytes, STR("until 22 November 2026 at 12:00 CET")))
            fail_msg("%s does not say how long its link is good", mail_table[kind].name);
        arena_free(arena);
    }
}

static void whoever_staff_delete_is_told_where_to_write(void **state)
{
    (void)state;
    static const struct {
        struct str letters, contact, reply_to, expected;
    } cases[] = {
        {STR_INIT("letters@courier.example"), STR_INIT("desk@courier.example"), STR_INIT(""),
         STR_INIT("letters@courier.example")},
        {STR_INIT(""), STR_INIT("desk@courier.example"), STR_INIT("answers@courier.example"),
         STR_INIT("desk@courier.example")},
        {STR_INIT(""), STR_INIT(""), STR_INIT("answers@courier.example"),
         STR_INIT("answers@courier.example")},
        {STR_INIT(""), STR_INIT(""), STR_INIT(""), STR_INIT("comments@courier.example")},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct arena *arena = arena_new((size_t)8 * 1024 * 1024);
        struct writer w = writer;
        struct str bytes = {0};
        w.letters = cases[i].letters;
        w.contact = cases[i].contact;
        w.reply_to = cases[i].reply_to;
        const struct mail_task task = {.id = 1,
                                       .account_id = 2,
                                       .kind = MAIL_KIND_DELETED_BY_STAFF,
                                       .to = STR("anna@example.org"),
                                       .name = STR("anna")};
        assert_ok(writer_write(&w, &task, 1795345200000, arena, &bytes));
        assert_true(
            reads(arena, bytes,
                  arena_printf(arena, "your account to: %.*s", STR_ARG(cases[i].expected))));
        bool answered = str_find(bytes, STR("Reply-To: letters@"), 0) != STR_NONE;
        assert_int_equal(answered, w.letters.n > 0);
        arena_free(arena);
    }
}

/* In a mail that runs from right to left too. */
static void no_mark_is_put_to_an_address(void **state)
{
    (void)state;
    struct writer arabic = writer;
    arabic.site = STR("البريد");
    arabic.language = STR("ar");
    arabic.contact = arabic.letters = STR("letters@courier.example");
    for (enum mail_kind kind = 0; kind < MAIL_KIND_COUNT; kind++) {
        struct arena *arena = arena_new((size_t)8 * 1024 * 1024);
        struct str bytes = {0};
        const struct mail_task task = {.id = 1,
                                       .account_id = 2,
                                       .subject_id = 4711,
                                       .kind = kind,
                                       .to = STR("anna@example.org"),
                                       .name = STR("أنا"),
                                       .language = STR("ar"),
                                       .token = STR("secret-token"),
                                       .unsubscribe_token = STR("another-token")};
        assert_non_null(arena);
        assert_ok(writer_write(&arabic, &task, 1795345200000, arena, &bytes));
        if (str_find(bytes, STR("=E2=81=A8"), 0) != STR_NONE)
            fail_msg("%s: an address is isolated", mail_table[kind].name);
        arena_free(arena);
    }
}

static void who_cannot_sign_in_is_sent_to_no_page_and_told_to_answer_by_mail(void **state)
{
    (void)state;
    for (enum mail_kind kind = MAIL_KIND_LETTER_RECEIVED; kind <= MAIL_KIND_REDRESS_QUESTION;
         kind++) {
        if (kind == MAIL_KIND_LETTER_NEEDLESS)
            continue; /* says that nothing was decided: nobody deleted gets it */
        struct arena *arena = arena_new((size_t)8 * 1024 * 1024);
        struct str shut_out = {0}, others = {0};
        struct writer w = writer;
        w.letters = STR("letters@courier.example");
        struct mail_task task = {.id = 1,
                                 .account_id = 2,
                                 .kind = kind,
                                 .to = STR("anna@example.org"),
                                 .name = STR("anna")};
        assert_ok(writer_write(&w, &task, 1795345200000, arena, &others));
        task.is_shut_out = true;
        assert_ok(writer_write(&w, &task, 1795345200000, arena, &shut_out));
        if (!reads(arena, others, STR("/account")))
            fail_msg("%s leads to no page", mail_table[kind].name);
        if (reads(arena, shut_out, STR("/account")) || reads(arena, shut_out, STR("sign in")))
            fail_msg("%s leads to a page that cannot be opened", mail_table[kind].name);
        if (!reads(arena, shut_out, STR("reaches the moderators at letters@courier.example")) ||
            str_find(shut_out, STR("Reply-To: letters@"), 0) == STR_NONE)
            fail_msg("%s does not say how to answer", mail_table[kind].name);
        arena_free(arena);
    }
}

static void what_a_reader_cannot_switch_off_is_no_news(void **state)
{
    (void)state;
    for (enum mail_kind kind = 0; kind < MAIL_KIND_COUNT; kind++) {
        bool choosable = choice_of_mail(str_from_cstr(mail_table[kind].name)) != CHOICE_COUNT;
        /* Of sign-ins readers choose to be told, and nothing else holds that mail back. */
        if (choosable != (mail_table[kind].class == MAIL_NEWS || kind == MAIL_KIND_SIGNED_IN))
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
        cmocka_unit_test(whoever_gets_a_link_is_told_how_long_it_is_good),
        cmocka_unit_test(whoever_staff_delete_is_told_where_to_write),
        cmocka_unit_test(no_mark_is_put_to_an_address),
        cmocka_unit_test(who_cannot_sign_in_is_sent_to_no_page_and_told_to_answer_by_mail),
        cmocka_unit_test(what_a_reader_cannot_switch_off_is_no_news),
        cmocka_unit_test(times_name_their_zone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
