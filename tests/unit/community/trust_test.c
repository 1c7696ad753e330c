#include "unit/community/fixture.h"

#include "community/moderation/trust.h"
#include "community/moderation/verify.h"

#define TEXT_FINE    "A calm and reasonable remark about the ferry."
#define TEXT_FLAGGED "The ferry is late again, damn it."
#define TEXT_HELD    "The ferry is late again, what a fucking mess."

static void load(struct fixture *f, const char *head, const char *clause)
{
    struct problem problem = {0};
    struct str document =
        arena_printf(f->arena,
                     "# Test standards\n\n```standards\nlanguage: en\n```\n\n%s\n"
                     "## Strong words {#strong}\n\nNone.\n\n"
                     "```clause\nwhen: profanity.score >= 0.7\nthen: hold\n%s```\n\n"
                     "## Mild words {#mild}\n\nNone.\n\n"
                     "```clause\nwhen: profanity.mild >= 1\nthen: flag\n```\n",
                     head, clause);
    if (community_load_standards(f->community, document, STR("test"), f->signals, &problem) !=
        RC_OK)
        fail_msg("%s (line %d)", problem.message, problem.line);
}

static struct trust_view look(struct fixture *f, const struct actor *who)
{
    struct trust_view v;
    assert_ok(trust_get(&f->reader, who, who->account_id, f->arena, &v));
    return v;
}

static void approved_comments_earn_and_removals_lose(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mod = fixture_actor(f, "mod", ROLE_MODERATOR);
    assert_int_equal(look(f, &reader).points, 0);
    assert_str_equal(look(f, &reader).level, STR("new"));
    for (int i = 0; i < 3; i++) {
        struct str body = arena_printf(f->arena, "%s Number %d.", TEXT_HELD, i);
        int64_t id = fixture_post(f, &reader, 0, arena_cstr(f->arena, body));
        assert_ok(fixture_decide(f, &mod, MODERATION_APPROVE, id));
    }
    struct trust_view v = look(f, &reader);
    assert_int_equal(v.points, 3);
    assert_int_equal(v.verified, 3);
    assert_str_equal(v.level, STR("member"));
    assert_str_equal(v.next_level, STR("trusted"));
    assert_int_equal(v.next_points, 12);
    int64_t bad = fixture_post(f, &reader, 0, TEXT_FINE);
    assert_ok(fixture_decide(f, &mod, MODERATION_REMOVE, bad));
    v = look(f, &reader);
    assert_int_equal(v.points, -1);
    assert_int_equal(v.upheld, 1);
    assert_str_equal(v.level, STR("new"));
}

static void undoing_and_restoring_take_it_back(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mod = fixture_actor(f, "mod", ROLE_MODERATOR);
    int64_t id = fixture_post(f, &reader, 0, TEXT_HELD);
    assert_ok(fixture_decide(f, &mod, MODERATION_APPROVE, id));
    assert_int_equal(look(f, &reader).points, 1);
    assert_ok(fixture_decide(f, &mod, MODERATION_UNDO, id));
    assert_int_equal(look(f, &reader).points, 0);
    assert_ok(fixture_decide(f, &mod, MODERATION_REMOVE, id));
    assert_int_equal(look(f, &reader).points, -4);
    assert_ok(fixture_decide(f, &mod, MODERATION_UPHOLD, id));
    assert_int_equal(look(f, &reader).points, -4);
    assert_int_equal(look(f, &reader).upheld, 1);
    assert_ok(fixture_decide(f, &mod, MODERATION_RESTORE, id));
    assert_int_equal(look(f, &reader).points, 1);
    assert_int_equal(look(f, &reader).upheld, 0);
    struct trust_entry *list;
    size_t count, stand = 0;
    assert_ok(trust_list(&f->reader, &mod, reader.account_id, f->arena, &list, &count));
    assert_int_equal(count, 5);
    assert_int_equal(list[0].kind, TRUST_FOUND_GOOD);
    assert_str_equal(list[0].by_name, STR("mod"));
    for (size_t i = 0; i < count; i++)
        stand += list[i].stands;
    assert_int_equal(stand, 1);
}

static void what_stood_before_stands_again_with_its_time(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mod = fixture_actor(f, "mod", ROLE_MODERATOR);
    int64_t id = fixture_post(f, &reader, 0, TEXT_HELD);
    assert_ok(fixture_decide(f, &mod, MODERATION_REMOVE, id));
    f->clock.fixed_ms += 180 * DAY_MS;
    assert_int_equal(look(f, &reader).points, -2);
    assert_ok(fixture_decide(f, &mod, MODERATION_RESTORE, id));
    assert_ok(fixture_decide(f, &mod, MODERATION_UNDO, id));
    assert_int_equal(look(f, &reader).points, -2);
    assert_int_equal(look(f, &reader).upheld, 1);
}

static void nobody_earns_by_their_own_decision(void **state)
{
    struct fixture *f = *state;
    struct actor boss = fixture_actor(f, "boss", ROLE_ADMINISTRATOR);
    int64_t id = fixture_post(f, &boss, 0, TEXT_HELD);
    assert_ok(fixture_decide(f, &boss, MODERATION_APPROVE, id));
    assert_int_equal(look(f, &boss).verified, 0);
}

static void editing_the_block_changes_what_everybody_has(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mod = fixture_actor(f, "mod", ROLE_MODERATOR);
    int64_t id = fixture_post(f, &reader, 0, TEXT_HELD);
    assert_ok(fixture_decide(f, &mod, MODERATION_APPROVE, id));
    assert_str_equal(look(f, &reader).level, STR("new"));
    load(f,
         "```trust\nlevels: guest 0, friend 5\nverified comment: 5\nupheld removal: -1\n"
         "half-life: 30 days\n```\n",
         "");
    struct trust_view v = look(f, &reader);
    assert_int_equal(v.points, 5);
    assert_str_equal(v.level, STR("friend"));
    assert_int_equal(v.next_level.n, 0);
    f->clock.fixed_ms += 30 * DAY_MS;
    assert_int_equal(look(f, &reader).points, 3);
}

static enum comment_status post_status(struct fixture *f, const struct actor *who, int number)
{
    struct str body = arena_printf(f->arena, "%s Number %d.", TEXT_HELD, number);
    return fixture_comment(f, fixture_post(f, who, 0, arena_cstr(f->arena, body))).status;
}

static void a_level_line_softens_at_once_when_trust_is_earned(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mod = fixture_actor(f, "mod", ROLE_MODERATOR);
    load(f, "```trust\nlevels: new 0, known 1\n```\n", "for known: flag\n");
    assert_int_equal(post_status(f, &reader, 1), COMMENT_HELD);
    int64_t id = fixture_post(f, &reader, 0, TEXT_FLAGGED);
    assert_ok(fixture_decide(f, &mod, MODERATION_APPROVE, id));
    assert_int_equal(post_status(f, &reader, 2), COMMENT_FLAGGED);
    /* Another document counts anew, without waiting for the minute to pass. */
    load(f, "```trust\nlevels: new 0, known 2\n```\n", "for known: flag\n");
    assert_int_equal(post_status(f, &reader, 3), COMMENT_HELD);
}

static void a_repeat_line_hardens_after_upheld_removals_under_its_clause(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mod = fixture_actor(f, "mod", ROLE_MODERATOR);
    load(f, "", "");
    int64_t first = fixture_post(f, &reader, 0, TEXT_FINE);
    assert_ok(fixture_decide(f, &mod, MODERATION_REMOVE, first)); /* under "mild" */
    load(f, "", "repeat 1: remove\n");
    assert_int_equal(post_status(f, &reader, 1), COMMENT_HELD);
    struct comment_view seen = fixture_comment(f, fixture_post(f, &reader, 0, TEXT_FINE " Two."));
    struct moderation_decision op = {.job = {.community = f->community, .arena = f->arena},
                                     .actor = mod,
                                     .verb = MODERATION_REMOVE,
                                     .comment_id = seen.id,
                                     .revision = seen.revision,
                                     .seen_status = seen.status,
                                     .clause = STR("strong")};
    assert_ok(community_run(moderation_decide_submit, &op.job));
    assert_int_equal(post_status(f, &reader, 2), COMMENT_REMOVED);
}

static void trust_is_seen_by_its_owner_and_moderators_only(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor other = fixture_actor(f, "other", ROLE_READER);
    struct actor mod = fixture_actor(f, "mod", ROLE_MODERATOR);
    struct trust_view v;
    struct trust_entry *list;
    size_t count;
    assert_ok(trust_get(&f->reader, &mod, reader.account_id, f->arena, &v));
    assert_int_equal(trust_get(&f->reader, &other, reader.account_id, f->arena, &v), RC_FORBIDDEN);
    assert_int_equal(trust_list(&f->reader, &reader, reader.account_id, f->arena, &list, &count),
                     RC_FORBIDDEN);
}

static void only_so_many_events_are_read(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mod = fixture_actor(f, "mod", ROLE_MODERATOR);
    int64_t id = fixture_post(f, &reader, 0, TEXT_HELD);
    for (int i = 0; i < TRUST_EVENTS_MAX / 2 + 10; i++) {
        assert_ok(fixture_decide(f, &mod, MODERATION_APPROVE, id));
        assert_ok(fixture_decide(f, &mod, MODERATION_UNDO, id));
    }
    struct trust_record record;
    assert_ok(trust_read(&f->reader, reader.account_id, f->arena, &record));
    assert_int_equal(record.count, 0);
    assert_ok(fixture_decide(f, &mod, MODERATION_APPROVE, id));
    assert_int_equal(look(f, &reader).points, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(approved_comments_earn_and_removals_lose),
        FIXTURE_CASE(undoing_and_restoring_take_it_back),
        FIXTURE_CASE(what_stood_before_stands_again_with_its_time),
        FIXTURE_CASE(nobody_earns_by_their_own_decision),
        FIXTURE_CASE(editing_the_block_changes_what_everybody_has),
        FIXTURE_CASE(a_level_line_softens_at_once_when_trust_is_earned),
        FIXTURE_CASE(a_repeat_line_hardens_after_upheld_removals_under_its_clause),
        FIXTURE_CASE(trust_is_seen_by_its_owner_and_moderators_only),
        FIXTURE_CASE(only_so_many_events_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
