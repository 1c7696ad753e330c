#include "community/program/api_key.h"

#include <sodium.h>
#include <string.h>

#include "queries.h"
#include "unit/community/fixture.h"

static const struct actor administrator = {.role = ROLE_ADMINISTRATOR, .name = STR_INIT("test")};

struct asked {
    const char *name, *text, *origins;
    unsigned scopes;
    int64_t quota, burst;
};

static enum rc try_add(struct fixture *f, const struct asked *asked, struct api_key_add *op)
{
    *op = (struct api_key_add){.job = {.community = f->community, .arena = f->arena},
                               .actor = administrator,
                               .name = str_from_cstr(asked->name),
                               .text = str_from_cstr(asked->text),
                               .origins = str_from_cstr(asked->origins),
                               .scopes = asked->scopes != 0 ? asked->scopes : API_SCOPES_ALL,
                               .quota = asked->quota,
                               .burst = asked->burst};
    return community_run(api_key_add_submit, &op->job);
}

/* The key's text, known to this process. */
static struct str add(struct fixture *f, const struct asked *asked)
{
    struct api_key_add op;
    if (try_add(f, asked, &op) != RC_OK)
        fail_msg("%s", op.job.problem.message);
    assert_ok(api_key_tick(&f->reader));
    return op.ret_text;
}

static enum rc change(struct fixture *f, struct api_key_change op)
{
    op.job = (struct community_job){.community = f->community, .arena = f->arena};
    op.actor = administrator;
    enum rc rc = community_run(api_key_change_submit, &op.job);
    assert_ok(api_key_tick(&f->reader));
    return rc;
}

static enum rc ask(struct fixture *f, struct str key, enum api_scope scope,
                   struct api_key_grant *grant)
{
    const struct api_key_query query = {.key = key, .scope = scope};
    return api_key_check(f->community, &query, grant);
}

static void a_key_opens_what_its_scopes_say_and_nothing_else(void **state)
{
    struct fixture *f = *state;
    struct api_key_grant grant;
    struct str key =
        add(f, &(struct asked){.name = "desk", .scopes = API_SCOPE_ANALYZE | API_SCOPE_BATCH});
    assert_int_equal(key.n, API_KEY_MADE_TEXT);
    assert_ok(ask(f, key, API_SCOPE_ANALYZE, &grant));
    assert_ok(ask(f, key, API_SCOPE_BATCH, &grant));
    assert_true(grant.key_id != 0);
    assert_int_equal(ask(f, key, API_SCOPE_SUGGEST, &grant), RC_FORBIDDEN);
    assert_int_equal(grant.refusal, API_WRONG_SCOPE);
    assert_int_equal(ask(f, key, API_SCOPE_AKISMET, &grant), RC_FORBIDDEN);
}

static void what_is_no_key_opens_nothing(void **state)
{
    struct fixture *f = *state;
    struct api_key_grant grant;
    struct str key = add(f, &(struct asked){.name = "desk"});
    char long_key[2000];
    memset(long_key, 'a', sizeof long_key);
    assert_int_equal(ask(f, STR(""), API_SCOPE_ANALYZE, &grant), RC_UNAUTHENTICATED);
    assert_int_equal(grant.refusal, API_KEY_MISSING);
    const struct str wrong[] = {STR("0123456789abcdef0123456789abcdef"), str_slice(key, 0, 31),
                                str_make(long_key, sizeof long_key), STR("desk"), STR("\0\0")};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(ask(f, wrong[i], API_SCOPE_ANALYZE, &grant), RC_UNAUTHENTICATED);
        assert_int_equal(grant.refusal, API_KEY_UNKNOWN);
    }
}

static void before_keys_are_read_none_is_taken(void **state)
{
    struct fixture *f = *state;
    struct api_key_grant grant;
    struct str key = add(f, &(struct asked){.name = "desk"});
    fixture_restart(f);
    assert_int_equal(ask(f, key, API_SCOPE_ANALYZE, &grant), RC_UNAUTHENTICATED);
    assert_ok(api_key_tick(&f->reader));
    assert_ok(ask(f, key, API_SCOPE_ANALYZE, &grant));
}

static void a_revoked_key_opens_nothing_and_never_comes_back(void **state)
{
    struct fixture *f = *state;
    struct api_key_grant grant;
    struct api_key_add op;
    struct str key = add(f, &(struct asked){.name = "desk"});
    assert_ok(change(f, (struct api_key_change){.name = STR("desk"), .revoke = true}));
    assert_int_equal(ask(f, key, API_SCOPE_ANALYZE, &grant), RC_UNAUTHENTICATED);
    assert_int_equal(change(f, (struct api_key_change){.name = STR("desk"), .revoke = true}),
                     RC_NOT_FOUND);
    char text[API_KEY_MADE_TEXT + 1] = "";
    memcpy(text, key.p, key.n);
    assert_int_equal(try_add(f, &(struct asked){.name = "other", .text = text}, &op), RC_CONFLICT);
    assert_non_null(strstr(op.job.problem.message, "desk, which is revoked"));
    assert_null(strstr(op.job.problem.message, text));
    add(f, &(struct asked){.name = "desk"});
}

static void names_and_keys_are_given_once(void **state)
{
    struct fixture *f = *state;
    struct api_key_add op;
    struct api_key_grant grant;
    struct str key = add(f, &(struct asked){.name = "coral", .text = "AIzaSyFormerlyGoogles-0_x"});
    assert_str_equal(key, STR("AIzaSyFormerlyGoogles-0_x"));
    assert_ok(ask(f, key, API_SCOPE_ANALYZE, &grant));
    assert_int_equal(try_add(f, &(struct asked){.name = "coral"}, &op), RC_CONFLICT);
    assert_int_equal(
        try_add(f, &(struct asked){.name = "wp", .text = "AIzaSyFormerlyGoogles-0_x"}, &op),
        RC_CONFLICT);
    assert_non_null(strstr(op.job.problem.message, "in use as coral"));
}

static void what_is_wrong_with_a_new_key_is_said(void **state)
{
    struct fixture *f = *state;
    const struct {
        struct asked asked;
        const char *said;
    } cases[] = {
        {{.name = ""}, "a key's name"},
        {{.name = "a b"}, "a key's name"},
        {{.name = "-x"}, "a key's name"},
        {{.name = "caf\xC3\xA9"}, "a key's name"},
        {{.name = "x", .text = "short"}, "12 to 128"},
        {{.name = "x", .text = "with a space in it"}, "12 to 128"},
        {{.name = "x", .quota = -1}, "numbers from 0"},
        {{.name = "x", .burst = 5}, "set a quota too"},
        {{.name = "x", .quota = 2, .burst = 2881}, "in a day: 2880"},
        {{.name = "x", .origins = "news.example"}, "is no origin"},
        {{.name = "x", .origins = "https://news.example/path"}, "is no origin"},
        {{.name = "x", .origins = "https://news.example, javascript:x"}, "is no origin"},
        {{.name = "x", .origins = "*"}, "is no origin"},
        {{.name = "x", .scopes = 64}, "at least one scope"},
        {{.name = "x", .scopes = API_SCOPE_CORAL}, "made by Coral"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct api_key_add op;
        assert_int_equal(try_add(f, &cases[i].asked, &op), RC_INVALID);
        if (strstr(op.job.problem.message, cases[i].said) == NULL)
            fail_msg("case %zu says: %s", i, op.job.problem.message);
    }
}

static void only_administrators_manage_keys(void **state)
{
    struct fixture *f = *state;
    struct api_key_view *list;
    size_t count;
    int64_t more;
    for (enum role role = ROLE_ANONYMOUS; role < ROLE_ADMINISTRATOR; role++) {
        struct actor actor =
            role == ROLE_ANONYMOUS ? (struct actor){0} : fixture_actor(f, role_name(role).p, role);
        struct api_key_add op = {.job = {.community = f->community, .arena = f->arena},
                                 .actor = actor,
                                 .name = STR("mine"),
                                 .scopes = API_SCOPES_ALL};
        struct api_key_change revoke = {
            .job = op.job, .actor = actor, .name = STR("mine"), .revoke = true};
        assert_int_not_equal(community_run(api_key_add_submit, &op.job), RC_OK);
        assert_int_not_equal(community_run(api_key_change_submit, &revoke.job), RC_OK);
        assert_int_not_equal(api_key_list(&f->reader, &actor, 0, f->arena, &list, &count, &more),
                             RC_OK);
    }
}

static void a_quota_lets_its_burst_through_at_once_and_then_one_after_the_other(void **state)
{
    struct fixture *f = *state;
    struct api_key_grant grant;
    struct str key = add(f, &(struct asked){.name = "desk", .quota = 60, .burst = 3});
    for (int i = 0; i < 3; i++)
        assert_ok(ask(f, key, API_SCOPE_ANALYZE, &grant));
    assert_int_equal(ask(f, key, API_SCOPE_ANALYZE, &grant), RC_LIMITED);
    assert_int_equal(grant.refusal, API_OVER_QUOTA);
    assert_int_equal(grant.retry_ms, 1000);
    f->clock.fixed_ms += 999;
    assert_int_equal(ask(f, key, API_SCOPE_ANALYZE, &grant), RC_LIMITED);
    f->clock.fixed_ms += 1;
    assert_ok(ask(f, key, API_SCOPE_ANALYZE, &grant));
    assert_int_equal(ask(f, key, API_SCOPE_ANALYZE, &grant), RC_LIMITED);
    f->clock.fixed_ms += 3600 * 1000;
    for (int i = 0; i < 3; i++)
        assert_ok(ask(f, key, API_SCOPE_ANALYZE, &grant));
    assert_int_equal(ask(f, key, API_SCOPE_ANALYZE, &grant), RC_LIMITED);
    f->clock.fixed_ms -= 7200 * 1000; /* a clock that is set back does not lock a key out */
    assert_int_equal(ask(f, key, API_SCOPE_ANALYZE, &grant), RC_LIMITED);
    assert_true(grant.retry_ms <= 4000);
}

static void what_costs_more_than_the_burst_is_never_allowed_and_says_so(void **state)
{
    struct fixture *f = *state;
    struct api_key_grant grant;
    struct str key = add(f, &(struct asked){.name = "desk", .quota = 600, .burst = 10});
    assert_ok(ask(f, key, API_SCOPE_BATCH, &grant));
    assert_ok(api_key_take(f->community, 9, &grant));
    assert_int_equal(api_key_take(f->community, 2, &grant), RC_LIMITED);
    assert_int_equal(grant.retry_ms, 200);
    f->clock.fixed_ms += 60 * 1000;
    assert_ok(ask(f, key, API_SCOPE_BATCH, &grant));
    assert_int_equal(api_key_take(f->community, 11, &grant), RC_LIMITED);
    assert_true(grant.retry_ms < 0);
    assert_int_equal(grant.burst, 10);
}

static void a_changed_quota_holds_at_once_and_forgets_nothing(void **state)
{
    struct fixture *f = *state;
    struct api_key_grant grant;
    struct str key = add(f, &(struct asked){.name = "desk"});
    for (int i = 0; i < 1000; i++)
        assert_ok(ask(f, key, API_SCOPE_ANALYZE, &grant));
    assert_ok(change(f, (struct api_key_change){.name = STR("desk"), .quota = 60, .burst = 1}));
    assert_ok(ask(f, key, API_SCOPE_ANALYZE, &grant));
    assert_int_equal(ask(f, key, API_SCOPE_ANALYZE, &grant), RC_LIMITED);
    assert_ok(change(f, (struct api_key_change){.name = STR("desk"), .quota = 60, .burst = 1}));
    assert_int_equal(ask(f, key, API_SCOPE_ANALYZE, &grant), RC_LIMITED);
}

static void a_key_that_names_origins_serves_them_alone(void **state)
{
    struct fixture *f = *state;
    struct api_key_grant grant;
    struct str key =
        add(f, &(struct asked){.name = "web",
                               .origins = "https://news.example, https://www.news.example:8443"});
    struct str open = add(f, &(struct asked){.name = "open"});
    struct api_key_query q = {.key = key, .scope = API_SCOPE_ANALYZE};
    assert_int_equal(api_key_check(f->community, &q, &grant), RC_FORBIDDEN);
    assert_int_equal(grant.refusal, API_WRONG_ORIGIN);
    q.origin = STR("https://news.example");
    assert_ok(api_key_check(f->community, &q, &grant));
    assert_true(grant.for_origin);
    q.origin = STR("https://news.example.evil.example");
    assert_int_equal(api_key_check(f->community, &q, &grant), RC_FORBIDDEN);
    assert_true(api_key_allows_origin(f->community, key, STR("https://www.news.example:8443")));
    assert_false(api_key_allows_origin(f->community, key, STR("https://news.example:8443")));
    assert_false(api_key_allows_origin(f->community, open, STR("https://news.example")));
    q.key = open;
    assert_ok(api_key_check(f->community, &q, &grant));
    assert_false(grant.for_origin);
}

static struct str sign(struct fixture *f, const char *secret, struct str body)
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    char hex[2 * sizeof mac + 1];
    crypto_auth_hmacsha256_state s;
    crypto_auth_hmacsha256_init(&s, (const unsigned char *)secret, strlen(secret));
    crypto_auth_hmacsha256_update(&s, (const unsigned char *)body.p, body.n);
    crypto_auth_hmacsha256_final(&s, mac);
    sodium_bin2hex(hex, sizeof hex, mac, sizeof mac);
    return arena_printf(f->arena, "sha256=%s", hex);
}

static void corals_signature_is_taken_from_any_secret_in_force(void **state)
{
    struct fixture *f = *state;
    struct api_key_grant grant;
    struct str body = STR("{\"action\":\"NEW\"}");
    add(f,
        &(struct asked){.name = "coral-1", .text = "ssec_first_secret", .scopes = API_SCOPE_CORAL});
    add(f,
        &(struct asked){.name = "coral-2", .text = "ssec_other_secret", .scopes = API_SCOPE_CORAL});
    struct str first = sign(f, "ssec_first_secret", body);
    struct str second = sign(f, "ssec_other_secret", body);
    struct str strange = sign(f, "ssec_nobodys_one", body);
    assert_ok(api_key_check_signed(f->community, first, body, &grant));
    assert_ok(api_key_check_signed(f->community, second, body, &grant));
    struct str both = arena_printf(f->arena, "%.*s, %.*s", STR_ARG(strange), STR_ARG(second));
    assert_ok(api_key_check_signed(f->community, both, body, &grant));
    assert_int_equal(api_key_check_signed(f->community, strange, body, &grant), RC_UNAUTHENTICATED);
    assert_int_equal(
        api_key_check_signed(f->community, first, STR("{\"action\":\"EDIT\"}"), &grant),
        RC_UNAUTHENTICATED);
    const struct str no_signature[] = {
        STR(""),          STR("sha256="),          STR(","),
        STR("sha256=zz"), str_slice(first, 0, 70), str_slice(first, 7, first.n)};
    for (size_t i = 0; i < sizeof no_signature / sizeof no_signature[0]; i++)
        assert_int_equal(api_key_check_signed(f->community, no_signature[i], body, &grant),
                         RC_UNAUTHENTICATED);
    assert_ok(change(f, (struct api_key_change){.name = STR("coral-1"), .revoke = true}));
    assert_int_equal(api_key_check_signed(f->community, first, body, &grant), RC_UNAUTHENTICATED);
    assert_ok(api_key_check_signed(f->community, second, body, &grant));
    /* A signing secret is no key. */
    assert_int_equal(ask(f, STR("ssec_other_secret"), API_SCOPE_ANALYZE, &grant), RC_FORBIDDEN);
}

static void nothing_of_a_key_but_its_hash_is_stored(void **state)
{
    struct fixture *f = *state;
    struct q_api_key_load_row *rows;
    size_t count;
    struct str key = add(f, &(struct asked){.name = "desk"});
    assert_ok(q_api_key_load(f->reader.db,
                             &(struct q_api_key_load_in){.site_id = 1, .max_rows = 10}, f->arena,
                             &rows, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].secret.n, 0);
    assert_int_equal(rows[0].key_hash.n, 32);
    unsigned char plain[crypto_generichash_BYTES];
    crypto_generichash(plain, sizeof plain, (const unsigned char *)key.p, key.n, NULL, 0);
    assert_int_not_equal(memcmp(plain, rows[0].key_hash.p, 32), 0);
}

static void use_is_counted_written_in_batches_and_shown(void **state)
{
    struct fixture *f = *state;
    struct api_key_grant grant;
    struct api_key_view *list;
    size_t count;
    int64_t more;
    struct str key = add(f, &(struct asked){.name = "desk", .quota = 60, .burst = 5});
    for (int i = 0; i < 7; i++)
        (void)!ask(f, key, API_SCOPE_ANALYZE, &grant);
    assert_ok(api_key_list(&f->reader, &administrator, 0, f->arena, &list, &count, &more));
    assert_int_equal(list[0].requests, 0);
    f->clock.fixed_ms += API_KEY_WRITE_MS;
    assert_ok(api_key_tick(&f->reader));
    assert_ok(api_key_tick(&f->reader));
    f->clock.fixed_ms += API_KEY_WRITE_MS;
    assert_ok(ask(f, key, API_SCOPE_ANALYZE, &grant));
    int64_t used_ms = f->clock.fixed_ms;
    fixture_restart(f); /* the rest is written when the process ends */
    assert_ok(api_key_list(&f->reader, &administrator, 0, f->arena, &list, &count, &more));
    assert_int_equal(count, 1);
    assert_int_equal(more, 0);
    assert_str_equal(list[0].name, STR("desk"));
    assert_int_equal(list[0].requests, 6);
    assert_int_equal(list[0].refused, 2);
    assert_int_equal(list[0].last_used_ms, used_ms);
}

static void what_was_done_to_keys_is_in_the_ledger(void **state)
{
    struct fixture *f = *state;
    struct q_ledger_count_row before, after;
    const struct q_ledger_count_in site = {.site_id = 1};
    assert_ok(q_ledger_count(f->reader.db, &site, f->arena, &before));
    add(f, &(struct asked){.name = "desk"});
    assert_ok(change(f, (struct api_key_change){.name = STR("desk"), .quota = 5}));
    assert_ok(change(f, (struct api_key_change){.name = STR("desk"), .revoke = true}));
    assert_ok(q_ledger_count(f->reader.db, &site, f->arena, &after));
    assert_int_equal(after.actions, before.actions + 3);
}

static void scopes_are_read_by_name(void **state)
{
    (void)state;
    struct problem problem = {0};
    unsigned scopes = 0;
    assert_ok(api_scopes_parse(STR("analyze, suggest"), &scopes, &problem));
    assert_int_equal(scopes, API_SCOPE_ANALYZE | API_SCOPE_SUGGEST);
    assert_ok(api_scopes_parse(STR("all"), &scopes, &problem));
    assert_int_equal(scopes, API_SCOPES_ALL);
    assert_int_equal(api_scopes_parse(STR("analyse"), &scopes, &problem), RC_INVALID);
    assert_int_equal(api_scopes_parse(STR(""), &scopes, NULL), RC_INVALID);
    assert_int_equal(api_scopes_parse(STR("coral"), &scopes, NULL), RC_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(a_key_opens_what_its_scopes_say_and_nothing_else),
        FIXTURE_CASE(what_is_no_key_opens_nothing),
        FIXTURE_CASE(before_keys_are_read_none_is_taken),
        FIXTURE_CASE(a_revoked_key_opens_nothing_and_never_comes_back),
        FIXTURE_CASE(names_and_keys_are_given_once),
        FIXTURE_CASE(what_is_wrong_with_a_new_key_is_said),
        FIXTURE_CASE(only_administrators_manage_keys),
        FIXTURE_CASE(a_quota_lets_its_burst_through_at_once_and_then_one_after_the_other),
        FIXTURE_CASE(what_costs_more_than_the_burst_is_never_allowed_and_says_so),
        FIXTURE_CASE(a_changed_quota_holds_at_once_and_forgets_nothing),
        FIXTURE_CASE(a_key_that_names_origins_serves_them_alone),
        FIXTURE_CASE(corals_signature_is_taken_from_any_secret_in_force),
        FIXTURE_CASE(nothing_of_a_key_but_its_hash_is_stored),
        FIXTURE_CASE(use_is_counted_written_in_batches_and_shown),
        FIXTURE_CASE(what_was_done_to_keys_is_in_the_ledger),
        cmocka_unit_test(scopes_are_read_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
