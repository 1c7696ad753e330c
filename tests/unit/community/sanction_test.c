/* Sanctions: who may give them, what they end, what the two modes demand, and that two at once make one. */
#include "community/discipline/sanction.h"

#include "community/admin.h"
#include "community/record/staff_log.h"
#include "community/moderation/report.h"
#include "community/discipline/sanction_rules.h"
#include "community/leaving/leaving_own.h"
#include "queries.h"
#include "unit/community/fixture.h"

#define TEXT_FINE "A quiet remark about the ferry and its crew."

static struct sanction_order order(struct fixture *f, const struct actor *by,
                                   const struct actor *on, enum sanction_kind kind)
{
    return (struct sanction_order){
        .job = {.community = f->community, .arena = f->arena},
        .actor = *by,
        .account_id = on->account_id,
        .kind = kind,
        .days = kind == SANCTION_SUSPENSION ? 7 : 0,
        .clause = STR("mild"),
        .reason = STR("You called the crew names."),
        .grave = kind >= SANCTION_SUSPENSION ? STR("It was a threat.") : STR(""),
        .seen_id = -1,
    };
}

static enum rc give(struct fixture *f, const struct actor *by, const struct actor *on,
                    enum sanction_kind kind)
{
    struct sanction_order op = order(f, by, on, kind);
    f->clock.fixed_ms += 1000;
    return community_run(sanction_give_submit, &op.job);
}

static struct sanction newest(struct fixture *f, const struct actor *on)
{
    const struct actor all = {.account_id = 1, .role = ROLE_ADMINISTRATOR};
    struct sanction *list;
    size_t count;
    assert_ok(sanction_list(&f->reader, &all, on->account_id, f->arena, &list, &count));
    assert_true(count > 0);
    return list[0];
}

static enum rc lift(struct fixture *f, const struct actor *by, const struct actor *on,
                    enum sanction_end end)
{
    struct sanction_lift_order op = {
        .job = {.community = f->community, .arena = f->arena},
        .actor = *by,
        .lifting = {.account_id = on->account_id,
                    .sanction_id = newest(f, on).id,
                    .end = end,
                    .why = STR("They explained it.")},
    };
    f->clock.fixed_ms += 1000;
    return community_run(sanction_lift_submit, &op.job);
}

/* What a reader gets who writes now, without the page knowing anything yet. */
static enum rc writes(struct fixture *f, const struct actor *reader)
{
    static int number;
    struct comment_draft *draft;
    const struct comment_input input = {
        .article_id = f->article_id,
        .body = arena_printf(f->arena, "%s It is the remark number %d.", TEXT_FINE, ++number)};
    f->clock.fixed_ms += 1000;
    return fixture_try(f, reader, &input, &draft);
}

static struct q_account_hold_row account_of(struct fixture *f, const struct actor *actor)
{
    struct q_account_standing_row row;
    assert_ok(q_account_standing(
        f->reader.db, &(struct q_account_standing_in){.site_id = 1, .id = actor->account_id},
        f->arena, &row));
    return (struct q_account_hold_row){.status = row.status,
                                       .suspended_until_ms = row.suspended_until_ms,
                                       .premoderated_until_ms = row.premoderated_until_ms};
}

static enum account_status status_of(struct fixture *f, const struct actor *actor)
{
    struct q_account_hold_row row = account_of(f, actor);
    return account_standing_of(row.status, row.suspended_until_ms, f->clock.fixed_ms);
}

static void set_literal(struct fixture *f)
{
    f->sanctions.literal = true;
    fixture_restart(f);
}

static void a_warning_stops_writing_until_it_is_acknowledged(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor other = fixture_actor(f, "other", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    int64_t theirs = fixture_post(f, &other, 0, TEXT_FINE);
    assert_ok(give(f, &mary, &reader, SANCTION_WARNING));
    assert_int_equal(writes(f, &reader), RC_FORBIDDEN);
    struct report_submission report = {.job = {.community = f->community, .arena = f->arena},
                                       .actor = reader,
                                       .comment_id = theirs,
                                       .clause = STR("mild")};
    assert_int_equal(community_run(report_submit, &report.job), RC_FORBIDDEN);
    struct sanction_acknowledgement read = {.job = {.community = f->community, .arena = f->arena},
                                            .actor = reader,
                                            .sanction_id = newest(f, &reader).id};
    assert_ok(community_run(sanction_acknowledge_submit, &read.job));
    assert_ok(community_run(sanction_acknowledge_submit, &read.job));
    assert_ok(writes(f, &reader));
    report.actor = reader;
    assert_ok(community_run(report_submit, &report.job));
    assert_true(newest(f, &reader).acknowledged_ms != 0);
}

static void a_warning_that_was_a_mistake_need_not_be_acknowledged(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    assert_ok(give(f, &mary, &reader, SANCTION_WARNING));
    assert_int_equal(lift(f, &mary, &reader, SANCTION_LIFTED), RC_INVALID);
    assert_ok(lift(f, &mary, &reader, SANCTION_ANNULLED));
    assert_ok(writes(f, &reader));
}

static void a_suspension_ends_by_itself(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    assert_ok(give(f, &mary, &reader, SANCTION_SUSPENSION));
    assert_int_equal(writes(f, &reader), RC_FORBIDDEN);
    assert_int_equal(give(f, &mary, &reader, SANCTION_SUSPENSION), RC_OK); /* a second longer */
    f->clock.fixed_ms += 7 * DAY_MS;
    assert_int_equal(status_of(f, &reader), ACCOUNT_ACTIVE);
    assert_ok(writes(f, &reader));
    assert_int_equal(lift(f, &mary, &reader, SANCTION_LIFTED), RC_CONFLICT);
}

static void a_shorter_suspension_than_the_running_one_is_refused(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    assert_ok(give(f, &mary, &reader, SANCTION_SUSPENSION));
    struct sanction_order op = order(f, &mary, &reader, SANCTION_SUSPENSION);
    op.days = 3;
    assert_int_equal(community_run(sanction_give_submit, &op.job), RC_CONFLICT);
    op.days = 181;
    assert_int_equal(community_run(sanction_give_submit, &op.job), RC_INVALID);
}

static void a_premoderated_readers_comments_are_held_and_their_context_says_why(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    int64_t before = fixture_post(f, &reader, 0, TEXT_FINE);
    assert_ok(give(f, &mary, &reader, SANCTION_PREMODERATION));
    assert_int_equal(give(f, &mary, &reader, SANCTION_PREMODERATION), RC_CONFLICT);
    int64_t late = fixture_post(f, &reader, 0, "Prepared by a page that did not know of it yet.");
    assert_int_equal(fixture_comment(f, late).status, COMMENT_HELD);
    reader.is_premoderated = true;
    const struct comment_input another = {.article_id = f->article_id,
                                          .body = STR("Another remark about the ferry.")};
    struct comment_draft *draft;
    assert_ok(fixture_try(f, &reader, &another, &draft));
    assert_int_equal(draft->status, COMMENT_HELD);
    assert_true(str_find_char(draft->context, 'D', 0) != STR_NONE);
    const struct comment_input edit = {.comment_id = before, .body = STR("Now it says more.")};
    assert_ok(fixture_try(f, &reader, &edit, &draft));
    assert_int_equal(fixture_comment(f, before).status, COMMENT_HELD);
    assert_ok(lift(f, &mary, &reader, SANCTION_LIFTED));
    reader.is_premoderated = false;
    int64_t after = fixture_post(f, &reader, 0, "And one that appears at once.");
    assert_int_equal(fixture_comment(f, after).status, COMMENT_PUBLISHED);
}

static void in_dsa_mode_a_block_comes_after_a_warning_or_with_words_on_why_not(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct sanction_order op = order(f, &mary, &reader, SANCTION_BLOCK);
    op.grave = STR("");
    assert_int_equal(community_run(sanction_give_submit, &op.job), RC_INVALID);
    assert_ok(give(f, &mary, &reader, SANCTION_WARNING));
    /* Given a moment ago, and nobody has read it. */
    assert_int_equal(community_run(sanction_give_submit, &op.job), RC_INVALID);
    f->clock.fixed_ms += DAY_MS;
    op.clause = STR("");
    assert_int_equal(community_run(sanction_give_submit, &op.job), RC_INVALID);
    op.clause = STR("mild");
    op.reason = STR("");
    assert_int_equal(community_run(sanction_give_submit, &op.job), RC_INVALID);
    op.reason = STR("It went on.");
    assert_ok(community_run(sanction_give_submit, &op.job));
    assert_int_equal(status_of(f, &reader), ACCOUNT_BLOCKED);
    assert_int_equal(newest(f, &reader).grave.n, 0);
}

static void a_warning_counts_for_as_long_as_the_settings_say(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    assert_ok(give(f, &mary, &reader, SANCTION_WARNING));
    f->clock.fixed_ms += 366 * DAY_MS;
    struct sanction_order op = order(f, &mary, &reader, SANCTION_BLOCK);
    op.grave = STR("");
    assert_int_equal(community_run(sanction_give_submit, &op.job), RC_INVALID);
}

static void in_literal_mode_nothing_is_asked_and_a_second_block_is_final(void **state)
{
    struct fixture *f = *state;
    set_literal(f);
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct actor boss = fixture_actor(f, "boss", ROLE_ADMINISTRATOR);
    struct sanction_order op = order(f, &mary, &reader, SANCTION_BLOCK);
    op.clause = op.reason = op.grave = STR("");
    assert_ok(community_run(sanction_give_submit, &op.job));
    assert_false(newest(f, &reader).is_final);
    assert_ok(lift(f, &mary, &reader, SANCTION_LIFTED));
    assert_ok(writes(f, &reader));
    assert_int_equal(community_run(sanction_give_submit, &op.job), RC_CONFLICT);
    op.knows_final = true;
    assert_ok(community_run(sanction_give_submit, &op.job));
    assert_true(newest(f, &reader).is_final);
    assert_int_equal(lift(f, &mary, &reader, SANCTION_LIFTED), RC_FORBIDDEN);
    assert_int_equal(lift(f, &boss, &reader, SANCTION_ANNULLED), RC_FORBIDDEN);
    assert_int_equal(status_of(f, &reader), ACCOUNT_BLOCKED);
}

static void a_block_that_was_a_mistake_does_not_count_as_the_first(void **state)
{
    struct fixture *f = *state;
    set_literal(f);
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    assert_ok(give(f, &mary, &reader, SANCTION_BLOCK));
    assert_ok(lift(f, &mary, &reader, SANCTION_ANNULLED));
    assert_ok(give(f, &mary, &reader, SANCTION_BLOCK));
    assert_false(newest(f, &reader).is_final);
}

static void a_block_lifted_while_a_suspension_runs_leaves_the_suspension(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    assert_ok(give(f, &mary, &reader, SANCTION_SUSPENSION));
    assert_ok(give(f, &mary, &reader, SANCTION_BLOCK));
    assert_int_equal(give(f, &mary, &reader, SANCTION_SUSPENSION), RC_CONFLICT);
    assert_int_equal(give(f, &mary, &reader, SANCTION_WARNING), RC_CONFLICT);
    assert_ok(lift(f, &mary, &reader, SANCTION_LIFTED));
    assert_int_equal(status_of(f, &reader), ACCOUNT_SUSPENDED);
}

static void a_deleted_account_is_out_of_sight_and_comes_back_as_it_was(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER), stranger = {0};
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct comment_view view;
    int64_t id = fixture_post(f, &reader, 0, TEXT_FINE);
    assert_ok(give(f, &mary, &reader, SANCTION_SUSPENSION));
    assert_ok(give(f, &mary, &reader, SANCTION_DELETION));
    assert_int_equal(status_of(f, &reader), ACCOUNT_DELETED);
    assert_int_equal(comment_get(&f->reader, &stranger, id, f->arena, &view), RC_NOT_FOUND);
    assert_int_equal(give(f, &mary, &reader, SANCTION_DELETION), RC_CONFLICT);
    assert_int_equal(give(f, &mary, &reader, SANCTION_BLOCK), RC_CONFLICT);
    assert_ok(lift(f, &mary, &reader, SANCTION_LIFTED));
    assert_int_equal(status_of(f, &reader), ACCOUNT_SUSPENDED);
    assert_ok(comment_get(&f->reader, &stranger, id, f->arena, &view));
    assert_str_equal(view.body, STR(TEXT_FINE));
}

static void a_block_lifted_while_the_account_is_deleted_is_lifted_when_it_comes_back(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    assert_ok(give(f, &mary, &reader, SANCTION_BLOCK));
    int64_t block = newest(f, &reader).id;
    assert_ok(give(f, &mary, &reader, SANCTION_DELETION));
    struct sanction_lift_order op = {.job = {.community = f->community, .arena = f->arena},
                                     .actor = mary,
                                     .lifting = {.account_id = reader.account_id,
                                                 .sanction_id = block,
                                                 .end = SANCTION_LIFTED,
                                                 .why = STR("It is enough.")}};
    assert_ok(community_run(sanction_lift_submit, &op.job));
    assert_int_equal(status_of(f, &reader), ACCOUNT_DELETED);
    assert_ok(lift(f, &mary, &reader, SANCTION_ANNULLED));
    assert_int_equal(status_of(f, &reader), ACCOUNT_ACTIVE);
}

static void what_is_imported_under_a_blocked_readers_name_is_held(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct import_comment op = {.job = {.community = f->community, .arena = f->arena},
                                .article_id = f->article_id,
                                .account_id = reader.account_id,
                                .created_ms = f->clock.fixed_ms - DAY_MS,
                                .body = STR(TEXT_FINE)};
    assert_ok(give(f, &mary, &reader, SANCTION_BLOCK));
    assert_ok(community_run(import_comment_submit, &op.job));
    assert_int_equal(fixture_comment(f, op.ret_comment_id).status, COMMENT_HELD);
    assert_ok(give(f, &mary, &reader, SANCTION_DELETION));
    op.body = STR("Another one that was written somewhere else.");
    assert_int_equal(community_run(import_comment_submit, &op.job), RC_NOT_FOUND);
}

static void staff_are_sanctioned_by_administrators_and_nobody_by_themselves(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor author = fixture_actor(f, "author", ROLE_AUTHOR);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct actor boss = fixture_actor(f, "boss", ROLE_ADMINISTRATOR);
    const struct actor console = {.role = ROLE_ADMINISTRATOR};
    assert_int_equal(give(f, &reader, &author, SANCTION_WARNING), RC_FORBIDDEN);
    assert_int_equal(give(f, &mary, &author, SANCTION_WARNING), RC_FORBIDDEN);
    assert_int_equal(give(f, &mary, &boss, SANCTION_BLOCK), RC_FORBIDDEN);
    assert_int_equal(give(f, &mary, &mary, SANCTION_WARNING), RC_FORBIDDEN);
    assert_int_equal(give(f, &boss, &boss, SANCTION_BLOCK), RC_FORBIDDEN);
    assert_int_equal(give(f, &console, &boss, SANCTION_BLOCK), RC_CONFLICT);
    assert_ok(give(f, &boss, &mary, SANCTION_BLOCK));
    assert_int_equal(give(f, &mary, &reader, SANCTION_WARNING), RC_FORBIDDEN);
    assert_ok(give(f, &console, &reader, SANCTION_BLOCK));
    assert_int_equal(give(f, &boss, &(struct actor){.account_id = 5}, SANCTION_BLOCK),
                     RC_NOT_FOUND);
}

static void a_reader_sees_what_was_decided_and_not_who_did(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor other = fixture_actor(f, "other", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct sanction *list;
    size_t count;
    assert_ok(give(f, &mary, &reader, SANCTION_BLOCK));
    reader.status = ACCOUNT_BLOCKED;
    assert_ok(sanction_list(&f->reader, &reader, reader.account_id, f->arena, &list, &count));
    assert_int_equal(count, 1);
    assert_str_equal(list[0].reason, STR("You called the crew names."));
    assert_int_equal(list[0].by_name.n + (size_t)list[0].by_id, 0);
    assert_int_equal(sanction_list(&f->reader, &other, reader.account_id, f->arena, &list, &count),
                     RC_FORBIDDEN);
    struct sanction_sight sight;
    assert_int_equal(sanction_look(&f->reader, &reader, reader.account_id, f->arena, &sight),
                     RC_FORBIDDEN);
    assert_ok(sanction_look(&f->reader, &mary, reader.account_id, f->arena, &sight));
    assert_int_equal(sight.outlooks[SANCTION_BLOCK].bar, SANCTION_BAR_BLOCKED);
    assert_str_equal(sight.outlooks[SANCTION_BLOCK].in_the_way->by_name, STR("mary"));
}

static void every_step_is_in_the_log_with_its_actor_and_without_the_words(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct actor boss = fixture_actor(f, "boss", ROLE_ADMINISTRATOR);
    struct staff_log_place place;
    struct staff_log_entry *log;
    size_t count;
    bool more;
    assert_ok(give(f, &mary, &reader, SANCTION_BLOCK));
    assert_ok(lift(f, &boss, &reader, SANCTION_LIFTED));
    assert_ok(staff_log_place_parse(STR(""), &place));
    assert_ok(staff_log_read(&f->reader, &boss, &(struct staff_log_filter){0}, &place, f->arena,
                             &log, &count, &more));
    assert_int_equal(count, 2);
    assert_str_equal(log[1].action, STR("block"));
    assert_str_equal(log[1].actor_name, STR("mary"));
    assert_str_equal(log[0].action, STR("lift block"));
    assert_str_equal(log[0].actor_name, STR("boss"));
    assert_int_equal(str_find(log[1].detail, STR("crew"), 0), STR_NONE);
    assert_true(str_find(log[1].detail, STR("mild"), 0) != STR_NONE);
}

static void the_list_of_all_goes_on_where_it_stopped_and_has_no_name_of_who_is_erased(void **state)
{
    struct fixture *f = *state;
    const struct actor boss = fixture_actor(f, "boss", ROLE_ADMINISTRATOR);
    const struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    const struct actor left = fixture_actor(f, "gone", ROLE_READER);
    struct sanction_place place = {0};
    struct sanction_of_account *list;
    struct problem problem = {0};
    size_t count;
    assert_ok(give(f, &boss, &reader, SANCTION_WARNING));
    assert_ok(give(f, &boss, &left, SANCTION_WARNING));
    assert_ok(leaving_delete(f->community, left.account_id, f->arena, &problem));
    assert_ok(leaving_purge(f->community, left.account_id, &problem));
    assert_ok(sanction_list_all(&f->reader, &boss, &place, f->arena, &list, &count));
    assert_int_equal(count, 2);
    assert_true(str_eq(list[0].account_name, STR("reader")));
    assert_true(sanction_in_force(&list[0].sanction, community_now_ms(f->community)));
    assert_int_equal(list[1].account_name.n, 0);
    assert_ok(sanction_list_all(&f->reader, &boss, &place, f->arena, &list, &count));
    assert_int_equal(count, 0);
    place = (struct sanction_place){reader.account_id, newest(f, &reader).id};
    assert_ok(sanction_list_all(&f->reader, &boss, &place, f->arena, &list, &count));
    assert_int_equal(count, 1);
    assert_int_equal(list[0].sanction.account_id, left.account_id);
    assert_int_equal(sanction_list_all(&f->reader, &reader, &place, f->arena, &list, &count),
                     RC_FORBIDDEN);
}

static void a_page_that_is_out_of_date_decides_nothing(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct actor max = fixture_actor(f, "max", ROLE_MODERATOR);
    struct sanction_order op = order(f, &max, &reader, SANCTION_SUSPENSION);
    op.seen_id = 0;
    assert_ok(give(f, &mary, &reader, SANCTION_WARNING));
    assert_int_equal(community_run(sanction_give_submit, &op.job), RC_CONFLICT);
    assert_true(str_find(str_from_cstr(op.job.problem.message), STR("mary"), 0) != STR_NONE);
    op.seen_id = newest(f, &reader).id;
    assert_ok(community_run(sanction_give_submit, &op.job));
}

static void the_comment_it_is_about_is_one_of_theirs(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor other = fixture_actor(f, "other", ROLE_READER);
    struct actor mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    struct sanction_order op = order(f, &mary, &reader, SANCTION_WARNING);
    op.comment_id = fixture_post(f, &other, 0, TEXT_FINE);
    assert_int_equal(community_run(sanction_give_submit, &op.job), RC_INVALID);
    op.comment_id = fixture_post(f, &reader, 0, "Another remark about the pier.");
    assert_ok(community_run(sanction_give_submit, &op.job));
    assert_int_equal(newest(f, &reader).comment_id, op.comment_id);
}

static void an_administrator_counts_again_once_a_suspension_is_over(void **state)
{
    struct fixture *f = *state;
    struct problem problem = {0};
    struct actor boss = fixture_actor(f, "Boss", ROLE_ADMINISTRATOR);
    struct actor other = fixture_actor(f, "Other", ROLE_ADMINISTRATOR);
    assert_ok(give(f, &boss, &other, SANCTION_SUSPENSION));
    assert_int_equal(account_set_role(f->community, STR("Boss"), ROLE_READER, f->arena, &problem),
                     RC_CONFLICT);
    f->clock.fixed_ms += 7 * DAY_MS;
    assert_ok(account_set_role(f->community, STR("Boss"), ROLE_READER, f->arena, &problem));
    assert_int_equal(account_set_role(f->community, STR("Other"), ROLE_READER, f->arena, &problem),
                     RC_CONFLICT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(a_warning_stops_writing_until_it_is_acknowledged),
        FIXTURE_CASE(a_warning_that_was_a_mistake_need_not_be_acknowledged),
        FIXTURE_CASE(a_suspension_ends_by_itself),
        FIXTURE_CASE(a_shorter_suspension_than_the_running_one_is_refused),
        FIXTURE_CASE(a_premoderated_readers_comments_are_held_and_their_context_says_why),
        FIXTURE_CASE(in_dsa_mode_a_block_comes_after_a_warning_or_with_words_on_why_not),
        FIXTURE_CASE(a_warning_counts_for_as_long_as_the_settings_say),
        FIXTURE_CASE(in_literal_mode_nothing_is_asked_and_a_second_block_is_final),
        FIXTURE_CASE(a_block_that_was_a_mistake_does_not_count_as_the_first),
        FIXTURE_CASE(a_block_lifted_while_a_suspension_runs_leaves_the_suspension),
        FIXTURE_CASE(a_deleted_account_is_out_of_sight_and_comes_back_as_it_was),
        FIXTURE_CASE(a_block_lifted_while_the_account_is_deleted_is_lifted_when_it_comes_back),
        FIXTURE_CASE(what_is_imported_under_a_blocked_readers_name_is_held),
        FIXTURE_CASE(staff_are_sanctioned_by_administrators_and_nobody_by_themselves),
        FIXTURE_CASE(a_reader_sees_what_was_decided_and_not_who_did),
        FIXTURE_CASE(every_step_is_in_the_log_with_its_actor_and_without_the_words),
        FIXTURE_CASE(the_list_of_all_goes_on_where_it_stopped_and_has_no_name_of_who_is_erased),
        FIXTURE_CASE(a_page_that_is_out_of_date_decides_nothing),
        FIXTURE_CASE(the_comment_it_is_about_is_one_of_theirs),
        FIXTURE_CASE(an_administrator_counts_again_once_a_suspension_is_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
