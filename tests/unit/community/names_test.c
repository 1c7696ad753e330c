/* Names that look alike, in the store: on every way to a name, at the same moment on two nodes, and when the rules change. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "community/account/account_rename.h"
#include "community/article/import_author.h"
#include "community/leaving/leaving_own.h"
#include "community/account/name_renew.h"
#include "queries.h"
#include "unit/community/intruder.h"
#include "unit/community/member.h"

#define LATIN    "cope"
#define CYRILLIC "соре"
#define GREEK    "ΑΒΒΑ"

static enum rc join(struct fixture *f, const char *name, struct account_registration *ret)
{
    *ret = member_registration(f, name);
    return member_join(f, ret);
}

static enum rc rename_to(struct fixture *f, struct str token, const char *name)
{
    struct account_rename op = {.job = {.community = f->community, .arena = f->arena},
                                .actor = member_found(f, token),
                                .name = str_from_cstr(name)};
    return community_run(account_rename_submit, &op.job);
}

static enum rc rename_of(struct fixture *f, struct actor actor, int64_t id, const char *name)
{
    struct account_renaming op = {.job = {.community = f->community, .arena = f->arena},
                                  .actor = actor,
                                  .account_id = id,
                                  .name = str_from_cstr(name),
                                  .reason = STR("a test")};
    return community_run(account_renaming_submit, &op.job);
}

static enum rc add(struct fixture *f, const char *name, int64_t *ret_id)
{
    struct problem problem = {0};
    const struct account_addition in = {.name = str_from_cstr(name),
                                        .email = STR("cli@example.org"),
                                        .password = STR(MEMBER_PASSWORD),
                                        .role = ROLE_READER};
    return account_add(f->community, &in, f->arena, ret_id, &problem);
}

static struct import_author import(struct fixture *f, const char *name)
{
    struct import_author op = {.job = {.community = f->community, .arena = f->arena},
                               .name = str_from_cstr(name),
                               .joined_ms = f->clock.fixed_ms - DAY_MS};
    assert_ok(community_run(import_author_submit, &op.job));
    return op;
}

static struct account_view found(struct fixture *f, const char *name)
{
    const struct actor console = {.role = ROLE_ADMINISTRATOR};
    struct account_view view = {.id = 0};
    enum rc rc = account_get_by_name(&f->reader, &console, str_from_cstr(name), f->arena, &view);
    assert_true(rc == RC_OK || rc == RC_NOT_FOUND);
    return view;
}

static void on_no_way_is_a_name_given_that_looks_like_another(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada, eve;
    int64_t id;
    f->clock.fixed_ms += DAY_MS;
    assert_ok(join(f, LATIN, &ada));
    assert_int_equal(join(f, CYRILLIC, &eve), RC_CONFLICT);
    assert_non_null(strstr(eve.job.problem.message, "another alphabet"));
    assert_null(strstr(eve.job.problem.message, LATIN));
    assert_string_equal(eve.ret_field, "name");
    assert_int_equal(add(f, CYRILLIC, &id), RC_CONFLICT);
    assert_ok(join(f, "Eve", &eve));
    assert_int_equal(rename_to(f, eve.ret_token, CYRILLIC), RC_CONFLICT);
    assert_int_equal(rename_to(f, eve.ret_token, "C0PE"), RC_CONFLICT);
    assert_int_equal(rename_of(f, (struct actor){.role = ROLE_ADMINISTRATOR},
                               eve.ret_actor.account_id, CYRILLIC),
                     RC_CONFLICT);
    struct import_author author = import(f, CYRILLIC);
    assert_true(author.ret_is_new);
    assert_int_equal(found(f, CYRILLIC "-2").id, author.ret_account_id);
    assert_false(import(f, CYRILLIC).ret_is_new);
    assert_int_equal(import(f, CYRILLIC).ret_account_id, author.ret_account_id);
    assert_ok(add(f, GREEK, &id));
    assert_int_equal(join(f, "Abba", &eve), RC_CONFLICT);
}

static void names_kept_for_the_staff_come_from_the_command_line_alone(void **state)
{
    struct fixture *f = *state;
    struct account_registration eve;
    int64_t id;
    f->clock.fixed_ms += DAY_MS;
    assert_int_equal(join(f, "Staff", &eve), RC_INVALID);
    assert_ok(join(f, "Eve", &eve));
    assert_int_equal(rename_to(f, eve.ret_token, "0fficiaI"), RC_INVALID);
    assert_int_equal(
        rename_of(f, member_found(f, eve.ret_token), eve.ret_actor.account_id, "Staff"),
        RC_INVALID);
    assert_ok(add(f, "Staff", &id));
    assert_ok(rename_of(f, (struct actor){.role = ROLE_ADMINISTRATOR}, id, "Editors"));
    struct import_author author = import(f, "Newsroom");
    assert_int_equal(found(f, "newsroom").id, author.ret_account_id);
}

static void an_exact_name_finds_its_account_and_no_look_alike_does(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada;
    struct account_sign_in in;
    assert_ok(join(f, "Odd Cope", &ada));
    assert_int_equal(found(f, "Odd Cope").id, ada.ret_actor.account_id);
    assert_int_equal(found(f, "oddcope").id, ada.ret_actor.account_id);
    assert_int_equal(found(f, "Odd C0pe").id, 0);
    assert_int_equal(found(f, "Odd " CYRILLIC).id, 0);
    assert_ok(member_sign_in(f, "ODD.COPE", MEMBER_PASSWORD, MEMBER_ADDRESS, &in));
    assert_int_equal(member_sign_in(f, "0dd Cope", MEMBER_PASSWORD, MEMBER_ADDRESS, &in),
                     RC_UNAUTHENTICATED);
}

static void a_name_that_was_given_up_is_kept_from_look_alikes_for_a_year(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada, eve;
    int64_t id;
    assert_ok(join(f, LATIN, &ada));
    assert_ok(rename_to(f, ada.ret_token, "Ada"));
    assert_int_equal(join(f, CYRILLIC, &eve), RC_CONFLICT);
    assert_int_equal(add(f, CYRILLIC, &id), RC_CONFLICT);
    assert_true(import(f, CYRILLIC).ret_is_new);
    assert_int_equal(found(f, CYRILLIC).id, 0);
    f->clock.fixed_ms += 366 * DAY_MS;
    assert_ok(join(f, CYRILLIC, &eve));
}

static void a_deleted_account_keeps_its_name_and_comes_back_with_it(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada, eve;
    struct problem problem = {0};
    int64_t id;
    assert_ok(join(f, LATIN, &ada));
    assert_ok(leaving_delete(f->community, ada.ret_actor.account_id, f->arena, &problem));
    assert_int_equal(join(f, CYRILLIC, &eve), RC_CONFLICT);
    assert_int_equal(leaving_find(&f->reader, STR(CYRILLIC), f->arena, &id), RC_NOT_FOUND);
    assert_ok(leaving_find(&f->reader, STR("COPE"), f->arena, &id));
    assert_int_equal(id, ada.ret_actor.account_id);
    assert_ok(leaving_restore(f->community, id, f->arena, &problem));
}

/* --- when the rules change --- */

static void put_of_then(struct intruder *in, int id, const char *name, const char *skeleton)
{
    char sql[600];
    snprintf(sql, sizeof sql,
             "INSERT INTO account (site_id, id, name, name_skeleton, email, email_key, "
             "password_hash, role, status, standards_consent, privacy_consent, published_count, "
             "removed_count) VALUES (1, %d, '%s', '%s', 'a@example.org', 'a@example.org', 'none', "
             "1, 0, '1', '1', 0, 0)",
             id, name, skeleton);
    intruder_run(in, sql);
}

static void put_former(struct fixture *f, struct intruder *in, const char *skeleton, int changed)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "INSERT INTO former_name (site_id, name_skeleton, account_id, name, changed_ms, "
             "reserved_until_ms) VALUES (1, '%s', 1, '%s', %d, %lld)",
             skeleton, skeleton, changed, (long long)(f->clock.fixed_ms + DAY_MS));
    intruder_run(in, sql);
}

struct counting {
    struct fixture *f;
    size_t count;
};

static enum rc count_stale(struct db *db, void *ctx)
{
    struct counting *n = ctx;
    struct q_account_stale_name_list_row *rows;
    return q_account_stale_name_list(
        db,
        &(struct q_account_stale_name_list_in){
            .site_id = 1, .name_rules = name_look_rules(), .max_rows = 99},
        n->f->arena, &rows, &n->count);
}

/* In a job: the query holds what it finds. */
static size_t stale(struct fixture *f)
{
    struct counting n = {.f = f};
    assert_ok(store_write_wait(f->store.store, count_stale, &n));
    return n.count;
}

static void accounts_that_come_to_look_alike_keep_their_names_and_are_listed(void **state)
{
    struct fixture *f = *state;
    struct account_registration eve;
    struct intruder in = intruder_enter(&f->store);
    put_of_then(&in, 1, LATIN, LATIN);
    put_of_then(&in, 2, CYRILLIC, CYRILLIC);
    put_of_then(&in, 3, GREEK, "αββα");
    put_of_then(&in, 4, "Иван", "иван");
    put_of_then(&in, 5, "deleted account", "*5");
    put_former(f, &in, "раураӏ", 1);
    fixture_restart(f);
    assert_int_equal(stale(f), 0);
    assert_int_equal(found(f, LATIN).id, 1);
    assert_int_equal(found(f, CYRILLIC).id, 2);
    assert_int_equal(found(f, "ΑΒΒΑ").id, 3);
    assert_int_equal(found(f, "ИВАН").id, 4);
    assert_int_equal(found(f, "C0PE").id, 0);
    struct name_twin *list;
    size_t count;
    assert_ok(names_list_twins(&f->reader, 0, f->arena, &list, &count));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].id + list[0].other_id, 3);
    assert_str_equal(list[0].id == 1 ? list[0].other_name : list[0].name, STR(CYRILLIC));
    assert_int_equal(join(f, "COPE", &eve), RC_CONFLICT);
    assert_int_equal(join(f, "paypal", &eve), RC_CONFLICT);
    intruder_run(&in,
                 "UPDATE account SET name = 'Gone', name_skeleton = 'gone' WHERE name_twin = 0 "
                 "AND id <= 2");
    assert_int_equal(join(f, "COPE", &eve), RC_CONFLICT);
    assert_ok(community_sweep(f->community));
    assert_int_equal(join(f, "COPE", &eve), RC_CONFLICT);
    assert_ok(names_list_twins(&f->reader, 0, f->arena, &list, &count));
    assert_int_equal(count, 0);
    intruder_leave(&in);
}

static void what_an_earlier_program_writes_meanwhile_is_made_anew(void **state)
{
    struct fixture *f = *state;
    struct account_registration ada, eve;
    assert_ok(join(f, "Ada", &ada));
    struct intruder in = intruder_enter(&f->store);
    put_of_then(&in, 2, "Иван", "иван");
    put_of_then(&in, 3, "Олег", "олег");
    put_former(f, &in, "раураӏ", 1);
    put_former(f, &in, "раура1", 2);
    intruder_run(&in, "UPDATE account SET name = '" CYRILLIC "', name_skeleton = '" CYRILLIC "' "
                      "WHERE name = 'Ada'");
    intruder_leave(&in);
    assert_int_equal(stale(f), 3);
    assert_ok(community_sweep(f->community));
    assert_int_equal(stale(f), 0);
    assert_int_equal(found(f, CYRILLIC).id, ada.ret_actor.account_id);
    assert_int_equal(join(f, LATIN, &eve), RC_CONFLICT);
    assert_int_equal(join(f, "paypal", &eve), RC_CONFLICT);
}

/* More than a start waits for: the rest is made anew beside it, without anybody asking again. */
static void what_is_too_much_for_the_start_goes_on_beside_it(void **state)
{
    struct fixture *f = *state;
    struct intruder in = intruder_enter(&f->store);
    intruder_run(&in,
                 "INSERT INTO account (site_id, id, name, name_skeleton, email, email_key, "
                 "password_hash, role, status, standards_consent, privacy_consent, "
                 "published_count, removed_count) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL "
                 "SELECT i + 1 FROM n WHERE i < 5200) SELECT 1, i, 'Oarsman ' || i, 'old ' || i, "
                 "'a@example.org', 'a@example.org', 'none', 1, 0, '1', '1', 0, 0 FROM n");
    intruder_leave(&in);
    fixture_restart(f);
    int64_t limit_ns = clock_monotonic_ns() + (int64_t)60 * 1000000000;
    while (stale(f) > 0)
        assert_true(clock_monotonic_ns() < limit_ns);
    assert_int_equal(found(f, "oarsman 5200").id, 5200);
}

static void names_that_only_older_rules_took_for_one_are_free(void **state)
{
    struct fixture *f = *state;
    struct account_registration carl, eve;
    struct intruder in = intruder_enter(&f->store);
    put_of_then(&in, 1, "Marion", "marlon");
    intruder_run(&in, "UPDATE account SET name_capitals = 'marlon', name_rules = 3150");
    intruder_leave(&in);
    fixture_restart(f);
    assert_int_equal(stale(f), 0);
    assert_int_equal(found(f, "MARION").id, 1);
    assert_ok(join(f, "Marlon", &carl));
    assert_int_equal(join(f, "MarIon", &eve), RC_CONFLICT);
    assert_int_equal(join(f, "MARlON", &eve), RC_CONFLICT);
    assert_int_equal(join(f, "Mar1on", &eve), RC_CONFLICT);
}

/* --- on two nodes at once --- */

#define MANY 1500

struct node {
    struct fixture *f;
    unsigned number;
    enum rc rc;
};

static void *start_node(void *ctx)
{
    struct node *n = ctx;
    struct problem problem = {0};
    struct store *store;
    struct community *c;
    struct random random = random_seeded(n->number);
    n->rc = store_open(str_from_cstr(n->f->store.url), &store, &problem);
    if (n->rc != RC_OK)
        return NULL;
    const struct community_config config = {
        .store = store, .clock = &n->f->clock, .random = &random, .node = n->number};
    n->rc = community_new(&config, &c, &problem);
    if (n->rc == RC_OK)
        community_free(c);
    store_close(store);
    return NULL;
}

static void two_nodes_that_start_at_once_make_all_names_anew(void **state)
{
    struct fixture *f = *state;
    struct intruder in = intruder_enter(&f->store);
    char name[64];
    intruder_run(&in, "BEGIN");
    for (int i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "%s%dx", i % 2 == 0 ? LATIN : CYRILLIC, 1000 + i / 2);
        put_of_then(&in, i + 1, name, name);
    }
    intruder_run(&in, "COMMIT");
    intruder_leave(&in);
    struct node nodes[2] = {{.f = f, .number = 1}, {.f = f, .number = 2}};
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, start_node, &nodes[i]), 0);
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        assert_ok(nodes[i].rc);
    }
    assert_int_equal(stale(f), 0);
    struct name_twin *list;
    size_t count, twins = 0;
    int64_t after = 0;
    do {
        assert_ok(names_list_twins(&f->reader, after, f->arena, &list, &count));
        twins += count;
        after = count > 0 ? list[count - 1].id : 0;
    } while (count > 0);
    assert_int_equal(twins, MANY / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(on_no_way_is_a_name_given_that_looks_like_another),
        FIXTURE_CASE(names_kept_for_the_staff_come_from_the_command_line_alone),
        FIXTURE_CASE(an_exact_name_finds_its_account_and_no_look_alike_does),
        FIXTURE_CASE(a_name_that_was_given_up_is_kept_from_look_alikes_for_a_year),
        FIXTURE_CASE(a_deleted_account_keeps_its_name_and_comes_back_with_it),
        FIXTURE_CASE(accounts_that_come_to_look_alike_keep_their_names_and_are_listed),
        FIXTURE_CASE(what_an_earlier_program_writes_meanwhile_is_made_anew),
        FIXTURE_CASE(what_is_too_much_for_the_start_goes_on_beside_it),
        FIXTURE_CASE(names_that_only_older_rules_took_for_one_are_free),
        FIXTURE_CASE(two_nodes_that_start_at_once_make_all_names_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
