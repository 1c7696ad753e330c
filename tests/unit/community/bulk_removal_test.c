/* Comments removed together: each a decision of its own, in steps that survive an end in the middle, taken back as a whole. */
#include <pthread.h>

#include "community/moderation/bulk_removal.h"

#include "community/admin.h"
#include "community/leaving/leaving.h"
#include "community/discipline/sanction.h"
#include "community/discipline/statement.h"
#include "queries.h"
#include "unit/community/member.h"
#include "unit/community/node.h"

#define MANY (BULK_REMOVAL_STEP + 20)

static struct bulk_removal_order order(struct fixture *f, const struct actor *by,
                                       const struct actor *on, int64_t hours)
{
    return (struct bulk_removal_order){
        .job = {.community = f->community, .arena = f->arena},
        .actor = *by,
        .account_id = on->account_id,
        .hours = hours,
        .clause = STR("strong"),
        .reason = STR("You wrote it under every article."),
    };
}

static void finish(struct fixture *f)
{
    struct problem problem;
    assert_ok(leaving_finish(f->community, &problem));
}

static enum rc remove_from(struct fixture *f, const struct actor *by, const struct actor *on,
                           int64_t hours)
{
    struct bulk_removal_order op = order(f, by, on, hours);
    f->clock.fixed_ms += 1000;
    enum rc rc = community_run(bulk_removal_submit, &op.job);
    finish(f);
    return rc;
}

static struct bulk_removal newest(struct fixture *f, const struct actor *on)
{
    const struct actor all = {.account_id = 1, .role = ROLE_ADMINISTRATOR};
    struct bulk_removal *list;
    size_t count;
    assert_ok(bulk_removal_list(&f->reader, &all, on->account_id, f->arena, &list, &count));
    assert_true(count > 0);
    return list[0];
}

static struct bulk_removal_undo undo_of(struct fixture *f, const struct actor *by,
                                        const struct actor *on)
{
    return (struct bulk_removal_undo){.job = {.community = f->community, .arena = f->arena},
                                      .actor = *by,
                                      .account_id = on->account_id,
                                      .bulk_id = newest(f, on).id,
                                      .why = STR("It was somebody else.")};
}

static enum rc take_back(struct fixture *f, const struct actor *by, const struct actor *on)
{
    struct bulk_removal_undo op = undo_of(f, by, on);
    f->clock.fixed_ms += 1000;
    enum rc rc = community_run(bulk_removal_undo_submit, &op.job);
    finish(f);
    return rc;
}

static enum comment_status status_of(struct fixture *f, int64_t id)
{
    struct q_comment_known_row row;
    assert_ok(q_comment_known(f->reader.db, &(struct q_comment_known_in){.site_id = 1, .id = id},
                              f->arena, &row));
    return (enum comment_status)row.status;
}

static struct q_decision_last_row last_decision(struct fixture *f, int64_t id)
{
    struct q_decision_last_row row;
    assert_ok(q_decision_last(f->reader.db,
                              &(struct q_decision_last_in){.site_id = 1, .comment_id = id},
                              f->arena, &row));
    return row;
}

static int64_t post(struct fixture *f, const struct actor *actor)
{
    static int number;
    f->clock.fixed_ms += 61 * 1000; /* at a pace nobody minds */
    return fixture_post(
        f, actor, 0,
        arena_printf(f->arena, "A quiet remark about the ferry, number %d.", ++number).p);
}

/* More of them than one step takes. */
static void post_many(struct fixture *f, const struct actor *author, int64_t ids[MANY])
{
    fixture_fill(f, author, ids, MANY);
    f->clock.fixed_ms += 1000;
}

static void each_comment_has_a_decision_with_clause_reason_and_statement(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    int64_t first = post(f, &reader), second = post(f, &reader);
    assert_ok(remove_from(f, &mary, &reader, BULK_REMOVAL_ALL));
    const int64_t ids[] = {first, second};
    for (size_t i = 0; i < 2; i++) {
        struct q_decision_last_row last = last_decision(f, ids[i]);
        struct statement s;
        assert_int_equal(status_of(f, ids[i]), COMMENT_REMOVED);
        assert_int_equal(last.action, DECISION_REMOVED);
        assert_int_equal(last.actor_id, mary.account_id);
        assert_ok(statement_get(&f->reader, &reader,
                                statement_comment_name(f->arena, ids[i], last.seq), f->arena, &s));
        assert_true(str_eq(s.clause, STR("strong")));
        assert_true(str_eq(s.reason, STR("You wrote it under every article.")));
    }
    assert_int_equal(newest(f, &reader).removed, 2);
    assert_int_equal(newest(f, &reader).state, BULK_REMOVED);
}

static void without_clause_or_reason_nothing_is_removed(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    int64_t id = post(f, &reader);
    struct bulk_removal_order op = order(f, &mary, &reader, BULK_REMOVAL_ALL);
    op.clause = STR("");
    assert_int_equal(community_run(bulk_removal_submit, &op.job), RC_INVALID);
    op.clause = STR("no-such-clause");
    assert_int_equal(community_run(bulk_removal_submit, &op.job), RC_INVALID);
    op.clause = STR("strong");
    op.reason = STR("");
    assert_int_equal(community_run(bulk_removal_submit, &op.job), RC_INVALID);
    op.reason = STR("Because.");
    op.hours = BULK_REMOVAL_HOURS_MAX + 1;
    assert_int_equal(community_run(bulk_removal_submit, &op.job), RC_INVALID);
    assert_int_equal(status_of(f, id), COMMENT_PUBLISHED);
}

static void the_hours_say_which_and_the_number_is_known_before(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    const int64_t hours[] = {1, 24, BULK_REMOVAL_ALL};
    int64_t found[3];
    int64_t old = post(f, &reader);
    f->clock.fixed_ms += 2 * HOUR_MS;
    int64_t late = post(f, &reader);
    assert_ok(bulk_removal_count(&f->reader, &mary, reader.account_id, hours, 3, f->arena, found));
    assert_int_equal(found[0], 1);
    assert_int_equal(found[1], 2);
    assert_int_equal(found[2], 2);
    assert_int_equal(
        bulk_removal_count(&f->reader, &reader, reader.account_id, hours, 3, f->arena, found),
        RC_FORBIDDEN);
    assert_ok(remove_from(f, &mary, &reader, 1));
    assert_int_equal(status_of(f, old), COMMENT_PUBLISHED);
    assert_int_equal(status_of(f, late), COMMENT_REMOVED);
    assert_int_equal(remove_from(f, &mary, &reader, 1), RC_CONFLICT);
}

/* On a site that sends mail. */
static int mail_site(void **state)
{
    int failed = fixture_set_up(state);
    struct fixture *f = *state;
    f->limits.mail_on = true;
    fixture_restart(f);
    return failed;
}

#define MAIL_CASE(name) cmocka_unit_test_setup_teardown(name, mail_site, fixture_tear_down)

static int64_t told(struct fixture *f, const char *kind, const struct actor *reader)
{
    return member_queued(f, kind, reader->account_id).count;
}

/* The order alone, and nobody to drive the steps that are left: as if the process had been killed behind it. */
static enum rc begin_alone(struct db *db, void *ctx)
{
    return bulk_removal_begin(ctx, db);
}

static enum rc undo_alone(struct db *db, void *ctx)
{
    return bulk_removal_undo_begin(ctx, db);
}

static void each_is_once(struct fixture *f, const int64_t ids[MANY], enum comment_status status,
                         int64_t decisions)
{
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(status_of(f, ids[i]), status);
        assert_int_equal(last_decision(f, ids[i]).seq, decisions);
    }
}

/* Twice: while they are removed, and while they are put back. */
static void what_a_killed_process_left_is_done_and_told_of_once_after_the_next_start(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    int64_t ids[MANY];
    post_many(f, &reader, ids);
    struct bulk_removal_order o = order(f, &mary, &reader, BULK_REMOVAL_ALL);
    assert_ok(store_write_wait(f->store.store, begin_alone, &o));
    assert_int_equal(newest(f, &reader).state, BULK_REMOVING);
    assert_int_equal(newest(f, &reader).removed, BULK_REMOVAL_STEP);
    assert_int_equal(status_of(f, ids[0]), COMMENT_PUBLISHED);
    struct bulk_removal_order again = order(f, &mary, &reader, BULK_REMOVAL_ALL);
    assert_int_equal(community_run(bulk_removal_submit, &again.job), RC_CONFLICT);
    fixture_restart(f);
    finish(f);
    assert_int_equal(newest(f, &reader).state, BULK_REMOVED);
    assert_int_equal(newest(f, &reader).removed, MANY);
    each_is_once(f, ids, COMMENT_REMOVED, 1);
    struct bulk_removal_undo u = undo_of(f, &mary, &reader);
    assert_ok(store_write_wait(f->store.store, undo_alone, &u));
    assert_int_equal(newest(f, &reader).state, BULK_RESTORING);
    assert_int_equal(newest(f, &reader).restored, BULK_REMOVAL_STEP);
    assert_int_equal(told(f, "put_back_together", &reader), 0);
    fixture_restart(f);
    finish(f);
    finish(f);
    assert_int_equal(newest(f, &reader).state, BULK_RESTORED);
    assert_int_equal(newest(f, &reader).restored, MANY);
    each_is_once(f, ids, COMMENT_PUBLISHED, 2);
    assert_int_equal(told(f, "statements_together", &reader), 1);
    assert_int_equal(told(f, "put_back_together", &reader), 1);
}

/* What staff did last may still stand: it is what they may do now that counts. */
static void dismiss(struct fixture *f, const struct actor *by, const struct actor *on)
{
    struct admin_account_change op = {.job = {.community = f->community, .arena = f->arena},
                                      .actor = *by,
                                      .account_id = on->account_id,
                                      .change = ADMIN_SET_ROLE,
                                      .role = ROLE_READER,
                                      .reason = STR("Left the paper.")};
    assert_ok(community_run(admin_change_account_submit, &op.job));
}

static void who_takes_up_what_another_had_to_stop_tells_the_reader_once(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct actor max = fixture_actor(f, "max", ROLE_MODERATOR);
    struct actor boss = fixture_actor(f, "boss", ROLE_ADMINISTRATOR);
    post_many(f, &reader, (int64_t[MANY]){0});
    assert_ok(remove_from(f, &mary, &reader, BULK_REMOVAL_ALL));
    struct bulk_removal_undo u = undo_of(f, &mary, &reader);
    assert_ok(store_write_wait(f->store.store, undo_alone, &u));
    dismiss(f, &boss, &mary);
    finish(f);
    assert_int_equal(newest(f, &reader).state, BULK_STOPPED);
    assert_int_equal(told(f, "put_back_together", &reader), 0);
    assert_ok(take_back(f, &max, &reader));
    assert_int_equal(newest(f, &reader).state, BULK_RESTORED);
    assert_int_equal(newest(f, &reader).restored, MANY);
    assert_int_equal(told(f, "statements_together", &reader), 1);
    assert_int_equal(told(f, "put_back_together", &reader), 1);
}

/* Taken back before anything was said: of what is back nothing is said, of what is still gone all. */
static void the_reader_hears_of_what_is_gone_and_of_nothing_else(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct actor max = fixture_actor(f, "max", ROLE_MODERATOR);
    post_many(f, &reader, (int64_t[MANY]){0});
    struct bulk_removal_order o = order(f, &max, &reader, BULK_REMOVAL_ALL);
    assert_ok(store_write_wait(f->store.store, begin_alone, &o));
    struct bulk_removal_undo u = undo_of(f, &max, &reader);
    assert_ok(store_write_wait(f->store.store, undo_alone, &u));
    finish(f);
    assert_int_equal(newest(f, &reader).restored, BULK_REMOVAL_STEP);
    assert_int_equal(told(f, "statements_together", &reader), 0);
    assert_int_equal(told(f, "put_back_together", &reader), 0);
    assert_ok(remove_from(f, &mary, &reader, BULK_REMOVAL_ALL));
    assert_int_equal(told(f, "statements_together", &reader), 1);
}

/* A node's moderator orders it, and the node drives the steps that are left. */
struct racer {
    pthread_barrier_t *start;
    struct bulk_removal_order op;
    enum rc ordered, finished;
};

static void *order_and_finish(void *ctx)
{
    struct racer *r = ctx;
    struct problem problem;
    pthread_barrier_wait(r->start);
    r->ordered = community_run(bulk_removal_submit, &r->op.job);
    r->finished = leaving_finish(r->op.job.community, &problem);
    return NULL;
}

static void two_nodes_that_order_and_drive_at_once_remove_each_comment_once(void **state)
{
    struct fixture *f = *state;
    struct node there;
    pthread_barrier_t start;
    pthread_t thread;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct actor max = fixture_actor(f, "max", ROLE_MODERATOR);
    int64_t ids[MANY];
    post_many(f, &reader, ids);
    node_start(f, &there);
    struct arena *arena = arena_new(1 << 20);
    struct racer one = {.start = &start, .op = order(f, &mary, &reader, BULK_REMOVAL_ALL)};
    struct racer two = {.start = &start, .op = order(f, &max, &reader, BULK_REMOVAL_ALL)};
    two.op.job = (struct community_job){.community = there.community, .arena = arena};
    pthread_barrier_init(&start, NULL, 2);
    assert_int_equal(pthread_create(&thread, NULL, order_and_finish, &two), 0);
    order_and_finish(&one);
    assert_int_equal(pthread_join(thread, NULL), 0);
    pthread_barrier_destroy(&start);
    bool here_won = one.ordered == RC_OK;
    assert_int_equal(here_won ? two.ordered : one.ordered, RC_CONFLICT);
    assert_ok(here_won ? RC_OK : two.ordered);
    assert_ok(one.finished);
    assert_ok(two.finished);
    finish(f);
    assert_int_equal(newest(f, &reader).state, BULK_REMOVED);
    assert_int_equal(newest(f, &reader).removed, MANY);
    for (size_t i = 0; i < MANY; i++) {
        struct q_decision_last_row last = last_decision(f, ids[i]);
        assert_int_equal(status_of(f, ids[i]), COMMENT_REMOVED);
        assert_int_equal(last.seq, 1);
        assert_int_equal(last.actor_id, here_won ? mary.account_id : max.account_id);
    }
    assert_int_equal(told(f, "statements_together", &reader), 1);
    node_stop(&there);
    arena_free(arena);
}

static void taking_back_restores_exactly_what_was_not_decided_otherwise(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct actor max = fixture_actor(f, "max", ROLE_MODERATOR);
    int64_t plain = post(f, &reader), gone = post(f, &reader), other = post(f, &reader);
    f->clock.fixed_ms += 61 * 1000;
    int64_t held = fixture_post(f, &reader, 0, "You fucking crew of the ferry.");
    assert_int_equal(status_of(f, held), COMMENT_HELD);
    assert_ok(fixture_decide(f, &mary, MODERATION_REMOVE, gone));
    assert_ok(remove_from(f, &mary, &reader, BULK_REMOVAL_ALL));
    assert_int_equal(newest(f, &reader).removed, 3);
    assert_ok(fixture_decide(f, &max, MODERATION_UPHOLD, other));
    assert_ok(take_back(f, &max, &reader));
    assert_int_equal(status_of(f, plain), COMMENT_PUBLISHED);
    assert_int_equal(status_of(f, held), COMMENT_HELD);
    assert_int_equal(status_of(f, gone), COMMENT_REMOVED);
    assert_int_equal(status_of(f, other), COMMENT_REMOVED);
    assert_int_equal(newest(f, &reader).restored, 2);
    assert_int_equal(newest(f, &reader).state, BULK_RESTORED);
    assert_int_equal(last_decision(f, plain).action, DECISION_UNDONE);
    assert_int_equal(take_back(f, &mary, &reader), RC_CONFLICT);
}

static void who_lost_the_right_meanwhile_removes_no_more(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct actor boss = fixture_actor(f, "boss", ROLE_ADMINISTRATOR);
    post_many(f, &reader, (int64_t[MANY]){0});
    struct bulk_removal_order o = order(f, &mary, &reader, BULK_REMOVAL_ALL);
    assert_ok(store_write_wait(f->store.store, begin_alone, &o));
    dismiss(f, &boss, &mary);
    finish(f);
    assert_int_equal(newest(f, &reader).state, BULK_STOPPED);
    assert_int_equal(newest(f, &reader).removed, BULK_REMOVAL_STEP);
    assert_int_equal(told(f, "statements_together", &reader), 1);
    assert_ok(take_back(f, &boss, &reader));
    assert_int_equal(newest(f, &reader).restored, BULK_REMOVAL_STEP);
    assert_int_equal(told(f, "statements_together", &reader), 1);
    assert_int_equal(told(f, "put_back_together", &reader), 1);
}

static void staffs_comments_are_removed_by_administrators_alone(void **state)
{
    struct fixture *f = *state;
    struct actor author = fixture_actor(f, "author", ROLE_AUTHOR);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct actor boss = fixture_actor(f, "boss", ROLE_ADMINISTRATOR);
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    int64_t id = post(f, &author);
    assert_int_equal(remove_from(f, &mary, &author, BULK_REMOVAL_ALL), RC_FORBIDDEN);
    assert_int_equal(remove_from(f, &reader, &author, BULK_REMOVAL_ALL), RC_FORBIDDEN);
    assert_int_equal(remove_from(f, &boss, &boss, BULK_REMOVAL_ALL), RC_FORBIDDEN);
    assert_int_equal(status_of(f, id), COMMENT_PUBLISHED);
    assert_ok(remove_from(f, &boss, &author, BULK_REMOVAL_ALL));
    assert_int_equal(status_of(f, id), COMMENT_REMOVED);
}

static void a_block_takes_the_comments_along_or_does_nothing(void **state)
{
    struct fixture *f = *state;
    f->sanctions.literal = true;
    fixture_restart(f);
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    int64_t id = post(f, &reader);
    struct sanction_order op = {.job = {.community = f->community, .arena = f->arena},
                                .actor = mary,
                                .account_id = reader.account_id,
                                .kind = SANCTION_BLOCK,
                                .clause = STR(""),
                                .reason = STR(""),
                                .grave = STR(""),
                                .seen_id = -1,
                                .removes = true,
                                .remove_hours = 24};
    /* In literal mode a block needs no words, a removal does. */
    assert_int_equal(community_run(sanction_give_submit, &op.job), RC_INVALID);
    op.clause = STR("strong");
    op.reason = STR("Insults under every article.");
    assert_ok(community_run(sanction_give_submit, &op.job));
    finish(f);
    assert_int_equal(op.ret_found, 1);
    assert_int_equal(status_of(f, id), COMMENT_REMOVED);
    op.kind = SANCTION_WARNING;
    assert_int_equal(community_run(sanction_give_submit, &op.job), RC_INVALID);
}

static void nothing_is_learned_from_comments_nobody_read_one_by_one(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct q_learning_decisions_row *rows;
    size_t count, in_bulk = 0;
    int64_t read = post(f, &reader);
    (void)post(f, &reader);
    assert_ok(fixture_decide(f, &mary, MODERATION_REMOVE, read));
    assert_ok(remove_from(f, &mary, &reader, BULK_REMOVAL_ALL));
    assert_ok(q_learning_decisions(f->reader.db,
                                   &(struct q_learning_decisions_in){.site_id = 1, .max_rows = 10},
                                   f->arena, &rows, &count));
    assert_int_equal(count, 2);
    for (size_t i = 0; i < count; i++)
        in_bulk += rows[i].in_bulk != 0;
    assert_int_equal(in_bulk, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(each_comment_has_a_decision_with_clause_reason_and_statement),
        FIXTURE_CASE(without_clause_or_reason_nothing_is_removed),
        FIXTURE_CASE(the_hours_say_which_and_the_number_is_known_before),
        MAIL_CASE(what_a_killed_process_left_is_done_and_told_of_once_after_the_next_start),
        MAIL_CASE(who_takes_up_what_another_had_to_stop_tells_the_reader_once),
        MAIL_CASE(the_reader_hears_of_what_is_gone_and_of_nothing_else),
        MAIL_CASE(two_nodes_that_order_and_drive_at_once_remove_each_comment_once),
        FIXTURE_CASE(taking_back_restores_exactly_what_was_not_decided_otherwise),
        MAIL_CASE(who_lost_the_right_meanwhile_removes_no_more),
        FIXTURE_CASE(staffs_comments_are_removed_by_administrators_alone),
        FIXTURE_CASE(a_block_takes_the_comments_along_or_does_nothing),
        FIXTURE_CASE(nothing_is_learned_from_comments_nobody_read_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
