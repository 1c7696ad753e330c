/* Letters and appeals: what is asked of them, who decides, what comes of it, and that two at once are one. */
#include "community/discipline/redress.h"

#include "community/discipline/appeal.h"
#include "community/discipline/letter.h"
#include "queries.h"
#include "unit/community/redress_scene.h"

#define EXPLANATION "I called the crew names because I was angry, and I am sorry for it."

static int64_t sanction(struct scene *s, const struct actor *by, enum sanction_kind kind)
{
    struct sanction_order op = {.actor = *by,
                                .account_id = s->reader.account_id,
                                .kind = kind,
                                .days = kind == SANCTION_SUSPENSION ? 7 : 0,
                                .clause = STR("mild"),
                                .reason = STR("You called the crew names."),
                                .grave = kind >= SANCTION_SUSPENSION ? STR("A threat.") : STR(""),
                                .knows_final = true,
                                .seen_id = -1};
    scene_job(s->f, &op.job);
    s->f->clock.fixed_ms += 1000;
    assert_ok(community_run(sanction_give_submit, &op.job));
    s->reader.status = kind == SANCTION_BLOCK ? ACCOUNT_BLOCKED : ACCOUNT_SUSPENDED;
    return op.ret_id;
}

static struct letter letter_of(struct scene *s)
{
    struct letter op = {.actor = s->reader,
                        .subject = STR("Restoring access"),
                        .user_id =
                            arena_printf(s->f->arena, "%lld", (long long)s->reader.account_id),
                        .text = STR(EXPLANATION)};
    scene_job(s->f, &op.job);
    s->f->clock.fixed_ms += 1000;
    return op;
}

static enum rc write_letter(struct scene *s, int64_t *ret_id)
{
    struct letter op = letter_of(s);
    enum rc rc = community_run(letter_submit, &op.job);
    if (rc == RC_OK && ret_id != NULL)
        *ret_id = op.ret_id;
    return rc;
}

static enum rc decide(struct scene *s, const struct actor *by, int64_t id, enum redress_verb verb)
{
    struct redress_decision op = {.actor = *by,
                                  .id = id,
                                  .verb = verb,
                                  .reason = STR("You explained it well."),
                                  .seen_messages = scene_case(s, id).item.messages};
    scene_job(s->f, &op.job);
    s->f->clock.fixed_ms += 1000;
    return community_run(redress_decide_submit, &op.job);
}

static enum account_status status_of(struct scene *s)
{
    struct q_account_standing_row row;
    assert_ok(q_account_standing(
        s->f->reader.db, &(struct q_account_standing_in){.site_id = 1, .id = s->reader.account_id},
        s->f->arena, &row));
    return account_standing_of(row.status, row.suspended_until_ms, s->f->clock.fixed_ms);
}

/* --- the letter --- */

static void a_letter_is_decided_by_another_and_restores_access(void **state)
{
    struct scene s = scene_open(*state);
    int64_t id;
    (void)sanction(&s, &s.mary, SANCTION_BLOCK);
    assert_ok(write_letter(&s, &id));
    assert_int_equal(decide(&s, &s.mary, id, REDRESS_LIFT), RC_FORBIDDEN);
    assert_int_equal(status_of(&s), ACCOUNT_BLOCKED);
    assert_ok(decide(&s, &s.moe, id, REDRESS_LIFT));
    assert_int_equal(status_of(&s), ACCOUNT_ACTIVE);
    struct redress_case c = scene_case(&s, id);
    assert_int_equal(c.item.state, REDRESS_GRANTED);
    assert_str_equal(c.reason, STR("You explained it well."));
    assert_str_equal(c.messages[0].body, STR(EXPLANATION));
    assert_false(c.alone);
    assert_int_equal(decide(&s, &s.moe, id, REDRESS_REFUSE), RC_CONFLICT);
}

static void what_a_letter_lacks_is_named(void **state)
{
    struct scene s = scene_open(*state);
    (void)sanction(&s, &s.mary, SANCTION_BLOCK);
    struct letter op = letter_of(&s);
    op.subject = STR("Hello");
    op.user_id = STR("12");
    op.text = STR("Please! 1234567890123456789012345678901234567890");
    assert_int_equal(community_run(letter_submit, &op.job), RC_INVALID);
    assert_int_equal(op.ret_lacks, LETTER_SUBJECT | LETTER_USER_ID | LETTER_EXPLANATION);
    op = letter_of(&s);
    op.text = STR("");
    assert_int_equal(community_run(letter_submit, &op.job), RC_INVALID);
    assert_int_equal(op.ret_lacks, LETTER_EXPLANATION);
    op = letter_of(&s);
    op.subject = STR("ВОССТАНОВЛЕНИЕ доступа");
    assert_ok(community_run(letter_submit, &op.job));
}

static void who_is_not_restricted_has_nothing_to_write_about(void **state)
{
    struct scene s = scene_open(*state);
    struct letter_place place;
    assert_int_equal(write_letter(&s, NULL), RC_CONFLICT);
    assert_ok(letter_look(&s.f->reader, &s.reader, s.f->arena, &place));
    assert_int_equal(place.state, LETTER_NONE);
}

static void two_letters_are_one(void **state)
{
    struct scene s = scene_open(*state);
    int64_t first, second;
    (void)sanction(&s, &s.mary, SANCTION_SUSPENSION);
    assert_ok(write_letter(&s, &first));
    assert_ok(write_letter(&s, &second));
    assert_int_equal(first, second);
    assert_int_equal(scene_case(&s, first).message_count, 1);
}

static void after_a_refusal_another_letter_waits_a_month(void **state)
{
    struct scene s = scene_open(*state);
    struct letter_place place;
    int64_t first, second;
    (void)sanction(&s, &s.mary, SANCTION_BLOCK);
    assert_ok(write_letter(&s, &first));
    assert_ok(decide(&s, &s.moe, first, REDRESS_REFUSE));
    assert_int_equal(status_of(&s), ACCOUNT_BLOCKED);
    assert_int_equal(write_letter(&s, &second), RC_LIMITED);
    assert_ok(letter_look(&s.f->reader, &s.reader, s.f->arena, &place));
    assert_int_equal(place.state, LETTER_LATER);
    s.f->clock.fixed_ms = place.again_ms;
    assert_ok(write_letter(&s, &second));
    assert_int_not_equal(first, second);
}

static void a_second_block_in_literal_mode_is_final(void **state)
{
    struct fixture *f = *state;
    f->sanctions.literal = true;
    fixture_restart(f);
    struct scene s = scene_open(f);
    struct letter_place place;
    int64_t id;
    (void)sanction(&s, &s.mary, SANCTION_BLOCK);
    assert_ok(write_letter(&s, &id));
    assert_ok(decide(&s, &s.moe, id, REDRESS_LIFT));
    (void)sanction(&s, &s.mary, SANCTION_BLOCK);
    assert_int_equal(write_letter(&s, NULL), RC_FORBIDDEN);
    assert_ok(letter_look(&f->reader, &s.reader, f->arena, &place));
    assert_int_equal(place.state, LETTER_FINAL);
}

static void who_is_alone_decides_only_as_administrator_and_it_is_said(void **state)
{
    struct fixture *f = *state;
    struct scene s = {.f = f, .reader = fixture_actor(f, "reader", ROLE_READER)};
    bool alone;
    int64_t id;
    s.mary = fixture_actor(f, "mary", ROLE_MODERATOR);
    s.moe = s.mary;
    (void)sanction(&s, &s.mary, SANCTION_BLOCK);
    assert_ok(write_letter(&s, &id));
    assert_int_equal(decide(&s, &s.mary, id, REDRESS_LIFT), RC_FORBIDDEN);
    struct actor boss = s.mary;
    boss.role = ROLE_ADMINISTRATOR;
    assert_ok(redress_check_decide(&f->reader, &boss, id, f->arena, &alone, NULL));
    assert_true(alone);
}

static void a_decision_is_on_what_was_seen(void **state)
{
    struct scene s = scene_open(*state);
    int64_t id;
    (void)sanction(&s, &s.mary, SANCTION_BLOCK);
    assert_ok(write_letter(&s, &id));
    struct redress_decision op = {
        .actor = s.moe, .id = id, .verb = REDRESS_REFUSE, .reason = STR("No."), .seen_messages = 1};
    scene_job(s.f, &op.job);
    struct redress_say say = {.actor = s.reader, .id = id, .text = STR("One thing more.")};
    scene_job(s.f, &say.job);
    assert_ok(community_run(redress_say_submit, &say.job));
    assert_int_equal(community_run(redress_decide_submit, &op.job), RC_CONFLICT);
    op.seen_messages = 2;
    op.verb = REDRESS_RESTORE;
    scene_job(s.f, &op.job);
    assert_int_equal(community_run(redress_decide_submit, &op.job), RC_INVALID);
}

static void nobody_else_reads_or_writes_in_it(void **state)
{
    struct scene s = scene_open(*state);
    struct actor other = fixture_actor(s.f, "other", ROLE_READER);
    struct redress_case found;
    int64_t id;
    (void)sanction(&s, &s.mary, SANCTION_BLOCK);
    assert_ok(write_letter(&s, &id));
    assert_int_equal(redress_get(&s.f->reader, &other, id, s.f->arena, &found), RC_NOT_FOUND);
    assert_ok(redress_get(&s.f->reader, &s.reader, id, s.f->arena, &found));
    struct redress_say say = {.actor = other, .id = id, .text = STR("I am them.")};
    scene_job(s.f, &say.job);
    assert_int_equal(community_run(redress_say_submit, &say.job), RC_FORBIDDEN);
    struct redress_decision op = {
        .actor = other, .id = id, .verb = REDRESS_LIFT, .reason = STR("Me."), .seen_messages = 1};
    scene_job(s.f, &op.job);
    assert_int_equal(community_run(redress_decide_submit, &op.job), RC_FORBIDDEN);
}

static void one_moderator_has_it_in_hand_at_a_time(void **state)
{
    struct scene s = scene_open(*state);
    struct actor third = fixture_actor(s.f, "third", ROLE_MODERATOR);
    int64_t id;
    (void)sanction(&s, &s.mary, SANCTION_BLOCK);
    assert_ok(write_letter(&s, &id));
    struct redress_take mine = {.actor = s.moe, .id = id}, theirs = {.actor = third, .id = id};
    scene_job(s.f, &mine.job);
    scene_job(s.f, &theirs.job);
    assert_ok(community_run(redress_take_submit, &mine.job));
    assert_int_equal(community_run(redress_take_submit, &theirs.job), RC_CONFLICT);
    assert_int_equal(decide(&s, &third, id, REDRESS_LIFT), RC_CONFLICT);
    s.f->clock.fixed_ms += REDRESS_TAKEN_MS;
    scene_job(s.f, &theirs.job);
    assert_ok(community_run(redress_take_submit, &theirs.job));
    assert_int_equal(scene_case(&s, id).item.taken_by, third.account_id);
}

static void a_sanction_ended_elsewhere_grants_the_letter(void **state)
{
    struct scene s = scene_open(*state);
    int64_t id, sanction_id = sanction(&s, &s.mary, SANCTION_BLOCK);
    assert_ok(write_letter(&s, &id));
    struct sanction_lift_order op = {.actor = s.mary,
                                     .lifting = {.account_id = s.reader.account_id,
                                                 .sanction_id = sanction_id,
                                                 .end = SANCTION_ANNULLED,
                                                 .why = STR("I was wrong.")}};
    scene_job(s.f, &op.job);
    assert_ok(community_run(sanction_lift_submit, &op.job));
    assert_int_equal(scene_case(&s, id).item.state, REDRESS_GRANTED);
    assert_int_equal(decide(&s, &s.moe, id, REDRESS_REFUSE), RC_CONFLICT);
}

static void what_is_due_first_stands_first(void **state)
{
    struct scene s = scene_open(*state);
    struct redress_item *items;
    size_t count;
    int64_t id, open, overdue;
    (void)sanction(&s, &s.mary, SANCTION_BLOCK);
    assert_ok(write_letter(&s, &id));
    assert_ok(redress_queue(&s.f->reader, &s.moe, NULL, s.f->arena, &items, &count));
    assert_int_equal(count, 1);
    assert_int_equal(items[0].id, id);
    assert_ok(redress_queue(&s.f->reader, &s.moe, &items[0], s.f->arena, &items, &count));
    assert_int_equal(count, 0);
    assert_int_equal(redress_queue(&s.f->reader, &s.reader, NULL, s.f->arena, &items, &count),
                     RC_FORBIDDEN);
    s.f->clock.fixed_ms += 15 * DAY_MS;
    assert_ok(redress_waiting(&s.f->reader, &s.moe, &open, &overdue));
    assert_int_equal(open, 1);
    assert_int_equal(overdue, 1);
}

/* --- appeals --- */

static int64_t removed_comment(struct scene *s, const struct actor *by)
{
    int64_t id = fixture_post(s->f, &s->reader, 0, SCENE_TEXT);
    s->f->clock.fixed_ms += 1000;
    assert_ok(fixture_decide(s->f, by, MODERATION_REMOVE, id));
    return id;
}

static void a_granted_appeal_brings_the_comment_back(void **state)
{
    struct scene s = scene_open(*state);
    int64_t id, comment = removed_comment(&s, &s.mary);
    assert_int_equal(scene_place(&s, comment), APPEAL_MAY);
    assert_ok(scene_appeal(&s, &s.reader, comment, &id));
    assert_int_equal(scene_place(&s, comment), APPEAL_OPEN);
    assert_int_equal(decide(&s, &s.mary, id, REDRESS_RESTORE), RC_FORBIDDEN);
    assert_ok(decide(&s, &s.moe, id, REDRESS_RESTORE));
    assert_int_equal(fixture_comment(s.f, comment).status, COMMENT_PUBLISHED);
    assert_int_equal(scene_place(&s, comment), APPEAL_GRANTED);
    assert_int_equal(fixture_decide(s.f, &s.moe, MODERATION_UNDO, comment), RC_CONFLICT);
}

static void a_refused_appeal_is_the_end_of_it(void **state)
{
    struct scene s = scene_open(*state);
    int64_t id, comment = removed_comment(&s, &s.mary);
    assert_ok(scene_appeal(&s, &s.reader, comment, &id));
    assert_ok(decide(&s, &s.moe, id, REDRESS_REFUSE));
    assert_int_equal(fixture_comment(s.f, comment).status, COMMENT_REMOVED);
    assert_int_equal(scene_place(&s, comment), APPEAL_REFUSED);
    assert_int_equal(scene_appeal(&s, &s.reader, comment, NULL), RC_CONFLICT);
    assert_int_equal(fixture_decide(s.f, &s.moe, MODERATION_UNDO, comment), RC_CONFLICT);
}

static void a_comment_removed_anew_is_appealed_anew(void **state)
{
    struct scene s = scene_open(*state);
    int64_t first, second, comment = removed_comment(&s, &s.mary);
    assert_ok(scene_appeal(&s, &s.reader, comment, &first));
    assert_ok(decide(&s, &s.moe, first, REDRESS_RESTORE));
    assert_ok(fixture_decide(s.f, &s.moe, MODERATION_REMOVE, comment));
    assert_ok(scene_appeal(&s, &s.reader, comment, &second));
    assert_int_not_equal(first, second);
    assert_int_equal(decide(&s, &s.moe, second, REDRESS_REFUSE), RC_FORBIDDEN);
    assert_ok(decide(&s, &s.mary, second, REDRESS_REFUSE));
}

static void only_the_author_appeals_and_only_what_is_removed(void **state)
{
    struct scene s = scene_open(*state);
    int64_t comment = removed_comment(&s, &s.mary);
    int64_t fine = fixture_post(s.f, &s.reader, 0, SCENE_TEXT " And more of it.");
    struct actor other = fixture_actor(s.f, "other", ROLE_READER);
    assert_int_equal(scene_appeal(&s, &other, comment, NULL), RC_NOT_FOUND);
    assert_int_equal(scene_appeal(&s, &s.reader, fine, NULL), RC_CONFLICT);
    assert_int_equal(scene_place(&s, fine), APPEAL_NONE);
}

static void two_appeals_are_one_and_the_time_for_them_ends(void **state)
{
    struct scene s = scene_open(*state);
    int64_t first, second, comment = removed_comment(&s, &s.mary);
    int64_t late = fixture_post(s.f, &s.reader, 0, SCENE_TEXT " The last one.");
    assert_ok(fixture_decide(s.f, &s.mary, MODERATION_REMOVE, late));
    assert_ok(scene_appeal(&s, &s.reader, comment, &first));
    assert_ok(scene_appeal(&s, &s.reader, comment, &second));
    assert_int_equal(first, second);
    s.f->clock.fixed_ms += 184 * DAY_MS + 10000;
    assert_int_equal(scene_place(&s, late), APPEAL_LATE);
    assert_int_equal(scene_appeal(&s, &s.reader, late, NULL), RC_EXPIRED);
}

static void a_blocked_reader_appeals_too(void **state)
{
    struct scene s = scene_open(*state);
    int64_t id, comment = removed_comment(&s, &s.mary);
    (void)sanction(&s, &s.mary, SANCTION_BLOCK);
    assert_ok(scene_appeal(&s, &s.reader, comment, &id));
    assert_ok(decide(&s, &s.moe, id, REDRESS_RESTORE));
}

static void a_comment_restored_at_the_desk_grants_its_appeal(void **state)
{
    struct scene s = scene_open(*state);
    int64_t id, comment = removed_comment(&s, &s.mary);
    assert_ok(scene_appeal(&s, &s.reader, comment, &id));
    assert_ok(fixture_decide(s.f, &s.mary, MODERATION_RESTORE, comment));
    assert_int_equal(scene_case(&s, id).item.state, REDRESS_GRANTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(a_letter_is_decided_by_another_and_restores_access),
        FIXTURE_CASE(what_a_letter_lacks_is_named),
        FIXTURE_CASE(who_is_not_restricted_has_nothing_to_write_about),
        FIXTURE_CASE(two_letters_are_one),
        FIXTURE_CASE(after_a_refusal_another_letter_waits_a_month),
        FIXTURE_CASE(a_second_block_in_literal_mode_is_final),
        FIXTURE_CASE(who_is_alone_decides_only_as_administrator_and_it_is_said),
        FIXTURE_CASE(a_decision_is_on_what_was_seen),
        FIXTURE_CASE(nobody_else_reads_or_writes_in_it),
        FIXTURE_CASE(one_moderator_has_it_in_hand_at_a_time),
        FIXTURE_CASE(a_sanction_ended_elsewhere_grants_the_letter),
        FIXTURE_CASE(what_is_due_first_stands_first),
        FIXTURE_CASE(a_granted_appeal_brings_the_comment_back),
        FIXTURE_CASE(a_refused_appeal_is_the_end_of_it),
        FIXTURE_CASE(a_comment_removed_anew_is_appealed_anew),
        FIXTURE_CASE(only_the_author_appeals_and_only_what_is_removed),
        FIXTURE_CASE(two_appeals_are_one_and_the_time_for_them_ends),
        FIXTURE_CASE(a_blocked_reader_appeals_too),
        FIXTURE_CASE(a_comment_restored_at_the_desk_grants_its_appeal),
    };
    return cmocka_run_group_tests_name("redress", tests, NULL, NULL);
}
