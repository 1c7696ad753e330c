#include "unit/test.h"

#include <arpa/inet.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "community/access.h"
#include "community/key/factor.h"
#include "community/identity/fetch.h"
#include "community/account/name.h"
#include "community/account/password.h"
#include "community/account/password_list.h"
#include "community/comment/path.h"
#include "community/mail/mail.h"
#include "community/record/staff_action.h"
#include "text/text.h"

static struct arena *arena;

static void passwords_follow_their_rules(void **state)
{
    (void)state;
    static const char *const good[] = {"four unrelated winter boats",
                                       "914 273 660 185 442",
                                       "\xc3\xa9t\xc3\xa9 \xc3\xa0 la plage, oui",
                                       "correct pony battery clip",
                                       "violet kettle under seven moons",
                                       "sunshine dragon monkey orange",
                                       "зонтик гуляет по крыше",
                                       "مظلة زرقاء فوق السطح",
                                       "本を読む猫と長い散歩道、夏の終わり"};
    static const char *const bad[] = {"short but fair",
                                      "passwordpassword",
                                      "aaaaaaaaaaaaaaaaaaaa",
                                      "abcdefghijklmnopqrst",
                                      "1234567890123456",
                                      "qwertyuiop12345",
                                      "ada-ada-ada-2024-99",
                                      "harbour courier 1",
                                      "abcabcabcabcabcabc",
                                      "Password!Password!1",
                                      "correct horse battery staple",
                                      "harbourcourier 2024",
                                      "P4ssw0rd!P4ssw0rd!1",
                                      "$unsh1ne-$ummer-2026",
                                      "Sommer Sommer 2026!",
                                      "violet violet violet",
                                      "Courier 1987 Courier!",
                                      "lkjhgfdsa poiuytrewq",
                                      "qwertz yxcvbn 123456",
                                      "1qaz2wsx3edc4rfv5tgb",
                                      "Januar Februar 1984!",
                                      "Contraseña del 2026",
                                      "mot de passe 12345",
                                      "пароль пароль 1234",
                                      "йцукен фывапролд 1",
                                      "كلمة المرور 123456",
                                      "example.org example 1"};
    struct str n = STR("Ada"), e = STR("ada@example.org"), s = STR("Harbour Courier");
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (password_check(arena, str_from_cstr(good[i]), n, e, s, NULL) != RC_OK)
            fail_msg("\"%s\" should be allowed", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (password_check(arena, str_from_cstr(bad[i]), n, e, s, NULL) == RC_OK)
            fail_msg("\"%s\" should be refused", bad[i]);
    char long_one[260];
    for (size_t i = 0; i < sizeof long_one; i++)
        long_one[i] = (char)('a' + i * i % 23);
    assert_ok(password_check(arena, str_make(long_one, 256), n, e, s, NULL));
    assert_int_equal(password_check(arena, str_make(long_one, 257), n, e, s, NULL), RC_INVALID);
}

static void common_words_are_listed_as_folding_leaves_them(void **state)
{
    (void)state;
    static const struct str words[] = {
#define PASSWORD_STALE(word) STR_INIT(word),
#define PASSWORD_PLAIN(word) STR_INIT(word),
#include "community/account/password_common.def"
    };
    assert_true(sizeof words / sizeof words[0] > 500);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct str folded;
        assert_ok(text_fold(arena, words[i], &folded));
        if (!str_eq(folded, words[i]))
            fail_msg("%.*s is %.*s when folded", STR_ARG(words[i]), STR_ARG(folded));
        for (size_t j = 0; j < i; j++)
            assert_false(str_eq(words[i], words[j]));
    }
}

static void a_list_of_passwords_holds_whole_ones_however_they_are_typed(void **state)
{
    (void)state;
    struct buf list, none;
    uint64_t key;
    struct problem problem = {0};
    assert_ok(password_list_read(
        STR("short\r\n\nOf Brooks And Bridges\r\n\xc3\xa9gal aux vagues, toujours"),
        STR("leak.txt"), &list, NULL));
    assert_int_equal(list.n, 2 * sizeof key);
    assert_ok(password_list_key(arena, STR("of brooks and bridges"), &key));
    assert_true(password_list_holds(buf_str(&list), key));
    assert_ok(password_list_key(arena,
                                STR("e\xcc\x81"
                                    "gal aux vagues, toujours"),
                                &key));
    assert_true(password_list_holds(buf_str(&list), key));
    assert_ok(password_list_key(arena, STR("of brooks and bridges here"), &key));
    assert_false(password_list_holds(buf_str(&list), key));
    buf_release(&list);
    assert_int_equal(password_list_read(STR("one\ntwo\n\xff\n"), STR("leak.txt"), &none, &problem),
                     RC_INVALID);
    assert_string_equal(problem.message, "leak.txt:3: this line is not UTF-8");
    buf_release(&none);
}

static void the_whole_password_counts_however_it_is_typed(void **state)
{
    (void)state;
    struct str hash;
    /* e and a combining acute, and the single letter. */
    assert_ok(password_hash(arena,
                            STR("e\xcc\x81"
                                "gal aux vagues, toujours"),
                            &hash));
    assert_true(str_starts(hash, STR("$argon2id$v=19$m=47104,t=1,p=1$")));
    assert_true(password_verify(arena, STR("\xc3\xa9gal aux vagues, toujours"), hash));
    assert_false(password_verify(arena, STR("\xc3\xa9gal aux vagues, toujour"), hash));
    assert_false(password_verify(arena, STR("\xc3\xa9gal aux vagues, toujours"), STR("")));
}

static void an_unknown_account_takes_as_long(void **state)
{
    (void)state;
    struct str hash;
    assert_ok(password_hash(arena, STR("a long walk by the harbour"), &hash));
    int64_t t0 = work_ns();
    for (int i = 0; i < 3; i++)
        assert_false(password_verify(arena, STR("wrong"), hash));
    int64_t t1 = work_ns();
    for (int i = 0; i < 3; i++)
        assert_false(password_verify(arena, STR("wrong"), STR("")));
    int64_t t2 = work_ns();
    assert_true(t2 - t1 > (t1 - t0) / 3);
}

static void the_table_says_who_may(void **state)
{
    (void)state;
    for (int action = 0; action < ACTION_COUNT; action++)
        for (int role = 0; role < ROLE_COUNT; role++) {
            struct actor a = {.account_id = role == ROLE_ANONYMOUS ? 0 : 7,
                              .role = (enum role)role};
            enum grant grant = access_table[action].grant[role];
            assert_int_equal(access_allows(&a, (enum action)action, 8), grant == GRANT_YES);
            assert_int_equal(access_allows(&a, (enum action)action, 7), grant != GRANT_NO);
            a.status = ACCOUNT_DELETED;
            assert_int_equal(access_allows(&a, (enum action)action, 7),
                             access_table[action].grant[ROLE_ANONYMOUS] == GRANT_YES);
            a.account_id = 7;
            a.status = role % 2 ? ACCOUNT_BLOCKED : ACCOUNT_SUSPENDED;
            assert_int_equal(access_allows(&a, (enum action)action, 8),
                             access_table[action].blocked == GRANT_YES);
            assert_int_equal(access_allows(&a, (enum action)action, 7),
                             access_table[action].blocked != GRANT_NO);
        }
    const struct actor stranger = {0}, reader = {.account_id = 7, .role = ROLE_READER};
    assert_int_equal(access_check(&stranger, ACTION_POST_COMMENT, 0), RC_UNAUTHENTICATED);
    assert_int_equal(access_check(&reader, ACTION_READ_QUEUE, 0), RC_FORBIDDEN);
    assert_int_equal(access_check(&reader, ACTION_EDIT_COMMENT, 8), RC_FORBIDDEN);
}

static void being_blocked_gives_no_right_that_a_reader_lacks(void **state)
{
    (void)state;
    for (int action = 0; action < ACTION_COUNT; action++)
        assert_true(access_table[action].blocked <= access_table[action].grant[ROLE_READER]);
    assert_int_equal(access_table[ACTION_POST_COMMENT].blocked, GRANT_NO);
    assert_int_equal(access_table[ACTION_EDIT_COMMENT].blocked, GRANT_NO);
    assert_int_equal(access_table[ACTION_REPORT_COMMENT].blocked, GRANT_NO);
}

/* Jobs read the account's role anew, and must not hand back with it what the session may not do yet. */
static void who_owes_a_second_step_has_a_reader_s_rights_whatever_the_role(void **state)
{
    (void)state;
    const struct actor reader = {.account_id = 7, .role = ROLE_READER};
    for (int role = ROLE_READER; role < ROLE_COUNT; role++) {
        const struct actor owing = {.account_id = 7, .role = (enum role)role, .awaits_step = true};
        assert_false(actor_is_staff(&owing));
        for (int i = 0; i < ACTION_COUNT; i++) {
            enum action action = (enum action)i;
            bool own = access_allows(&reader, action, 7) || access_precedes_step(action);
            assert_int_equal(access_allows(&owing, action, 7), own);
            assert_int_equal(access_allows(&owing, action, 8), access_allows(&reader, action, 8));
        }
    }
}

static void a_second_step_is_awaited_of_staff_who_have_one_or_must(void **state)
{
    (void)state;
    for (int policy = FACTOR_OFF; policy <= FACTOR_REQUIRED; policy++) {
        enum factor_policy p = (enum factor_policy)policy;
        assert_true(factor_is_awaited(p, ROLE_AUTHOR, FACTOR_CODES, false));
        assert_true(factor_is_awaited(p, ROLE_ADMINISTRATOR, FACTOR_PASSKEY, false));
        assert_false(factor_is_awaited(p, ROLE_ADMINISTRATOR, FACTOR_PASSKEY, true));
        assert_false(factor_is_awaited(p, ROLE_READER, FACTOR_PASSKEY, false));
        assert_int_equal(factor_is_awaited(p, ROLE_MODERATOR, 0, false), p == FACTOR_REQUIRED);
    }
}

static void a_suspension_ends_at_its_moment(void **state)
{
    (void)state;
    assert_int_equal(account_standing_of(ACCOUNT_SUSPENDED, 1000, 999), ACCOUNT_SUSPENDED);
    assert_int_equal(account_standing_of(ACCOUNT_SUSPENDED, 1000, 1000), ACCOUNT_ACTIVE);
    assert_int_equal(account_standing_of(ACCOUNT_BLOCKED, 0, 1000), ACCOUNT_BLOCKED);
}

static const char *const grant_words[] = {"", "own", "yes"};

static void the_document_shows_the_table(void **state)
{
    (void)state;
    static char document[32 * 1024];
    FILE *file = fopen(ACCESS_DOCUMENT, "rb");
    assert_non_null(file);
    size_t n = fread(document, 1, sizeof document, file);
    fclose(file);
    for (int i = 0; i < ACTION_COUNT; i++) {
        const struct access_row *row = &access_table[i];
        struct buf line;
        buf_init(&line, 1024);
        buf_printf(&line, "| %s |", row->text);
        for (int role = 0; role < ROLE_COUNT; role++) {
            buf_printf(&line, " %s |", grant_words[row->grant[role]]);
            if (role == ROLE_ANONYMOUS)
                buf_printf(&line, " %s |", grant_words[row->blocked]);
        }
        if (str_find(str_make(document, n), buf_str(&line), 0) == STR_NONE)
            fail_msg("docs/ACCESS.md lacks: %.*s", STR_ARG(buf_str(&line)));
        buf_release(&line);
    }
}

static bool public_address(const char *text)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
        return fetch_address_public((const struct sockaddr *)&in);
    assert_int_equal(inet_pton(AF_INET6, text, &in6.sin6_addr), 1);
    return fetch_address_public((const struct sockaddr *)&in6);
}

static void only_public_addresses_are_fetched_from(void **state)
{
    (void)state;
    static const char *const refused[] = {"127.0.0.1",
                                          "10.1.2.3",
                                          "172.31.255.255",
                                          "192.168.0.1",
                                          "169.254.169.254",
                                          "0.0.0.0",
                                          "100.64.0.1",
                                          "224.0.0.1",
                                          "255.255.255.255",
                                          "198.19.0.1",
                                          "::1",
                                          "::",
                                          "fe80::1",
                                          "fc00::1",
                                          "ff02::1",
                                          "::ffff:127.0.0.1",
                                          "64:ff9b::a00:1",
                                          "2001:db8::1",
                                          "2002:7f00:1::1"};
    static const char *const allowed[] = {"93.184.216.34", "172.32.0.1", "100.128.0.1",
                                          "2606:4700::1", "::ffff:93.184.216.34"};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (public_address(refused[i]))
            fail_msg("%s is not public", refused[i]);
    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++)
        if (!public_address(allowed[i]))
            fail_msg("%s is public", allowed[i]);
    struct fetch_result result;
    const struct fetch_options options = {.timeout_ms = 2000};
    assert_int_equal(fetch_url(STR("http://127.0.0.1:9/"), &options, arena, &result, NULL),
                     RC_FORBIDDEN);
    assert_int_equal(fetch_url(STR("http://localhost:9/"), &options, arena, &result, NULL),
                     RC_FORBIDDEN);
    assert_int_equal(fetch_url(STR("file:///etc/passwd"), &options, arena, &result, NULL),
                     RC_INVALID);
    assert_int_equal(fetch_url(STR("gopher://x/"), &options, arena, &result, NULL), RC_INVALID);
}

static void paths_keep_their_order_and_depth(void **state)
{
    (void)state;
    const int64_t id = (int64_t)1 << 62;
    struct path root = path_root(id), newer = path_root(id + 1);
    struct path reply = path_reply(path_str(&root), id + 2);
    struct path later = path_reply(path_str(&root), id + 3);
    struct path nested = path_reply(path_str(&reply), id + 4);
    assert_true(str_compare(path_str(&newer), path_str(&root)) > 0);
    assert_true(str_compare(path_str(&root), path_str(&reply)) > 0);
    assert_true(str_compare(path_str(&reply), path_str(&nested)) > 0);
    assert_true(str_compare(path_str(&nested), path_str(&later)) > 0);
    assert_int_equal(path_id(path_str(&nested)), id + 4);
    struct path deep = nested;
    for (int i = 5; i < 12; i++) {
        struct path next = path_reply(path_str(&deep), id + i);
        assert_true(next.n <= PATH_BYTES_MAX);
        assert_true(str_compare(path_str(&deep), path_str(&next)) > 0);
        deep = next;
    }
    assert_int_equal(path_depth(path_str(&deep)), PATH_DEPTH_MAX - 1);
}

static void the_document_lists_the_reserved_names(void **state)
{
    (void)state;
    static const struct str words[] = {
#define NAME_RESERVED(reach, word) STR_INIT(word),
#include "community/account/name_reserved.def"
#undef NAME_RESERVED
    };
    static char document[64 * 1024];
    FILE *f = fopen(ACCOUNTS_DOCUMENT, "r");
    assert_non_null(f);
    size_t n = fread(document, 1, sizeof document, f);
    fclose(f);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct arena *a = arena_new(64 * 1024);
        struct str name;
        struct name_skeleton skeleton;
        struct problem problem = {0};
        if (str_find(str_make(document, n), words[i], 0) == STR_NONE)
            fail_msg("docs/ACCOUNTS.md lacks: %.*s", STR_ARG(words[i]));
        assert_int_equal(
            name_check(a, words[i], STR("The Harbour Gazette"), false, &name, &skeleton, &problem),
            RC_INVALID);
        assert_ok(
            name_check(a, words[i], STR("The Harbour Gazette"), true, &name, &skeleton, NULL));
        arena_free(a);
    }
}

static void the_document_lists_every_mail(void **state)
{
    (void)state;
    static char document[64 * 1024];
    FILE *f = fopen(MAIL_DOCUMENT, "r");
    assert_non_null(f);
    struct str text = str_make(document, fread(document, 1, sizeof document, f));
    fclose(f);
    for (int i = 0; i < MAIL_KIND_COUNT; i++) {
        struct arena *a = arena_new(64 * 1024);
        const struct mail_row *row = &mail_table[i];
        struct str line = arena_printf(a, "\n| `%s` | %s | %s |\n", row->name,
                                       row->class == MAIL_DUTY ? "duty" : "news", row->text);
        if (str_find(text, line, 0) == STR_NONE)
            fail_msg("docs/MAIL.md lacks: %.*s", STR_ARG(str_trim(line)));
        arena_free(a);
    }
}

static void each_action_of_staff_has_a_name_of_its_own_and_says_what_was_done(void **state)
{
    (void)state;
    for (int i = STAFF_NOTHING + 1; i < STAFF_ACTION_COUNT; i++) {
        const struct staff_action_row *row = &staff_action_table[i];
        if (row->name.n == 0 || staff_action_find(row->name) != (enum staff_action)i)
            fail_msg("\"%.*s\" is found as another action", STR_ARG(row->name));
        if (!char_is_alpha(row->text[0]) || strlen(row->text) < 8)
            fail_msg("\"%.*s\" does not say what was done", STR_ARG(row->name));
    }
    assert_int_equal(staff_action_find(STR("")), STAFF_NOTHING);
    assert_int_equal(staff_action_find(STR("no such thing")), STAFF_NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passwords_follow_their_rules),
        cmocka_unit_test(common_words_are_listed_as_folding_leaves_them),
        cmocka_unit_test(a_list_of_passwords_holds_whole_ones_however_they_are_typed),
        cmocka_unit_test(the_whole_password_counts_however_it_is_typed),
        cmocka_unit_test(an_unknown_account_takes_as_long),
        cmocka_unit_test(the_table_says_who_may),
        cmocka_unit_test(being_blocked_gives_no_right_that_a_reader_lacks),
        cmocka_unit_test(who_owes_a_second_step_has_a_reader_s_rights_whatever_the_role),
        cmocka_unit_test(a_second_step_is_awaited_of_staff_who_have_one_or_must),
        cmocka_unit_test(a_suspension_ends_at_its_moment),
        cmocka_unit_test(the_document_shows_the_table),
        cmocka_unit_test(the_document_lists_the_reserved_names),
        cmocka_unit_test(only_public_addresses_are_fetched_from),
        cmocka_unit_test(paths_keep_their_order_and_depth),
        cmocka_unit_test(the_document_lists_every_mail),
        cmocka_unit_test(each_action_of_staff_has_a_name_of_its_own_and_says_what_was_done),
    };
    arena = arena_new((size_t)64 * 1024 * 1024);
    if (sodium_init() < 0)
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
