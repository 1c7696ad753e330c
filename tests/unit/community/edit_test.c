/* A moderator's edit as a decision: its statement of reasons, the appeal against it, and the text that comes back. */
#include "community/discipline/appeal.h"
#include "community/discipline/redress.h"
#include "community/discipline/statement.h"
#include "community/moderation/moderation.h"
#include "community/moderation/report.h"
#include "unit/community/member.h"
#include "unit/community/node.h"
#include "unit/community/redress_scene.h"

#define TEXT_MADE "What a moderator made of it."

static int64_t edited(struct scene *s, const char *text)
{
    int64_t id = fixture_post(s->f, &s->reader, 0, text);
    s->f->clock.fixed_ms += 1000;
    assert_ok(fixture_decide(s->f, &s->mary, MODERATION_EDIT, id));
    return id;
}

static int64_t edited_comment(struct scene *s)
{
    return edited(s, SCENE_TEXT);
}

static enum rc decide_seen(struct scene *s, const struct actor *by, int64_t id,
                           enum redress_verb verb, int64_t revision)
{
    struct redress_decision op = {.actor = *by,
                                  .id = id,
                                  .verb = verb,
                                  .reason = STR("You explained it well."),
                                  .seen_messages = scene_case(s, id).item.messages,
                                  .seen_revision = revision};
    scene_job(s->f, &op.job);
    s->f->clock.fixed_ms += 1000;
    return community_run(redress_decide_submit, &op.job);
}

static void author_edits(struct scene *s, int64_t comment, int64_t revision, const char *text)
{
    struct comment_draft *d;
    struct problem problem = {0};
    const struct comment_input input = {
        .comment_id = comment, .revision = revision, .body = str_from_cstr(text), .insists = true};
    assert_ok(comment_prepare(&s->f->reader, &s->reader, &input, s->f->arena, &d, &problem));
    assert_ok(community_run(comment_commit_submit, &d->job));
}

static enum decision_action last_action(struct scene *s, int64_t comment)
{
    struct comment_decision *list;
    size_t count;
    assert_ok(comment_decisions(&s->f->reader, &s->moe, comment, s->f->arena, &list, &count));
    assert_true(count > 0);
    return list[count - 1].action;
}

static void an_edit_has_a_statement_of_reasons(void **state)
{
    struct scene s = scene_open(*state);
    struct statement found;
    int64_t comment = edited_comment(&s);
    struct str name = statement_comment_name(s.f->arena, comment, 1);
    assert_ok(statement_get(&s.f->reader, &s.reader, name, s.f->arena, &found));
    assert_int_equal(found.measure, STATEMENT_EDITED);
    assert_str_equal(found.clause, STR("mild"));
    assert_str_equal(found.reason, STR("as the test says"));
    assert_false(found.decided_by_standards);
    struct actor other = fixture_actor(s.f, "other", ROLE_READER);
    assert_int_equal(statement_get(&s.f->reader, &other, name, s.f->arena, &found), RC_NOT_FOUND);
}

static void a_granted_appeal_brings_back_the_text_before_an_edit(void **state)
{
    struct scene s = scene_open(*state);
    int64_t id, comment = edited_comment(&s);
    struct appeal_place place;
    assert_ok(appeal_look(&s.f->reader, &s.reader, comment, s.f->arena, &place));
    assert_int_equal(place.state, APPEAL_MAY);
    assert_true(place.is_edit);
    assert_ok(scene_appeal(&s, &s.reader, comment, &id));
    assert_int_equal(decide_seen(&s, &s.mary, id, REDRESS_RESTORE, 1), RC_FORBIDDEN);
    assert_int_equal(decide_seen(&s, &s.moe, id, REDRESS_RESTORE, 0), RC_CONFLICT);
    assert_str_equal(fixture_comment(s.f, comment).body, STR(TEXT_MADE));
    assert_ok(decide_seen(&s, &s.moe, id, REDRESS_RESTORE, 1));
    assert_str_equal(fixture_comment(s.f, comment).body, STR(SCENE_TEXT));
    assert_int_equal(fixture_comment(s.f, comment).status, COMMENT_PUBLISHED);
    assert_int_equal(scene_place(&s, comment), APPEAL_GRANTED);
    assert_int_equal(last_action(&s, comment), DECISION_TEXT_RETURNED);
    assert_int_equal(fixture_decide(s.f, &s.moe, MODERATION_UNDO, comment), RC_CONFLICT);
}

static void a_refused_appeal_leaves_the_edit(void **state)
{
    struct scene s = scene_open(*state);
    int64_t id, comment = edited_comment(&s);
    assert_ok(scene_appeal(&s, &s.reader, comment, &id));
    assert_ok(decide_seen(&s, &s.moe, id, REDRESS_REFUSE, 1));
    assert_str_equal(fixture_comment(s.f, comment).body, STR(TEXT_MADE));
    assert_int_equal(last_action(&s, comment), DECISION_EDIT_UPHELD);
    assert_int_equal(scene_place(&s, comment), APPEAL_REFUSED);
    assert_int_equal(scene_appeal(&s, &s.reader, comment, NULL), RC_CONFLICT);
}

static void what_the_author_wrote_since_an_edit_is_not_overwritten(void **state)
{
    struct scene s = scene_open(*state);
    int64_t id, comment = edited_comment(&s);
    assert_ok(scene_appeal(&s, &s.reader, comment, &id));
    author_edits(&s, comment, 1, "A calm remark about the ferry.");
    assert_int_equal(last_action(&s, comment), DECISION_EDITED);
    assert_ok(decide_seen(&s, &s.moe, id, REDRESS_RESTORE, 2));
    assert_str_equal(fixture_comment(s.f, comment).body, STR("A calm remark about the ferry."));
    assert_int_equal(scene_case(&s, id).item.state, REDRESS_GRANTED);
}

static enum rc edit_again(struct scene *s, const struct actor *by, int64_t comment,
                          int64_t revision, const char *text)
{
    struct moderation_decision op = {.actor = *by,
                                     .verb = MODERATION_EDIT,
                                     .comment_id = comment,
                                     .revision = revision,
                                     .clause = STR("mild"),
                                     .reason = STR("And this."),
                                     .body = str_from_cstr(text)};
    scene_job(s->f, &op.job);
    s->f->clock.fixed_ms += 1000;
    return community_run(moderation_decide_submit, &op.job);
}

static void of_two_edits_the_last_is_appealed_first(void **state)
{
    struct scene s = scene_open(*state);
    int64_t first, second, comment = edited_comment(&s);
    assert_ok(edit_again(&s, &s.mary, comment, 1, "Shorter still."));
    assert_ok(scene_appeal(&s, &s.reader, comment, &first));
    assert_ok(decide_seen(&s, &s.moe, first, REDRESS_RESTORE, 2));
    assert_str_equal(fixture_comment(s.f, comment).body, STR(TEXT_MADE));
    assert_ok(scene_appeal(&s, &s.reader, comment, &second));
    assert_int_not_equal(first, second);
    assert_ok(decide_seen(&s, &s.moe, second, REDRESS_RESTORE, 3));
    assert_str_equal(fixture_comment(s.f, comment).body, STR(SCENE_TEXT));
}

static void an_appeal_against_an_edit_outlives_removal_and_deletion(void **state)
{
    struct scene s = scene_open(*state);
    int64_t id, comment = edited_comment(&s);
    assert_ok(scene_appeal(&s, &s.reader, comment, &id));
    assert_ok(fixture_decide(s.f, &s.mary, MODERATION_REMOVE, comment));
    assert_ok(fixture_decide(s.f, &s.mary, MODERATION_RESTORE, comment));
    assert_int_equal(scene_case(&s, id).item.state, REDRESS_OPEN);
    struct comment_deletion gone = {.actor = s.reader, .comment_id = comment};
    scene_job(s.f, &gone.job);
    assert_ok(community_run(comment_delete_submit, &gone.job));
    assert_ok(decide_seen(&s, &s.moe, id, REDRESS_RESTORE, 2));
    assert_int_equal(fixture_comment(s.f, comment).status, COMMENT_DELETED);
    assert_int_equal(scene_case(&s, id).item.state, REDRESS_GRANTED);
}

static enum rc undo(struct scene *s, const struct actor *by, int64_t comment)
{
    s->f->clock.fixed_ms += 1000;
    return fixture_decide(s->f, by, MODERATION_UNDO, comment);
}

static void who_edited_takes_it_back_and_the_comment_is_what_it_was(void **state)
{
    struct scene s = scene_open(*state);
    struct comment_revision *earlier;
    struct statement told;
    size_t count;
    int64_t comment = edited_comment(&s);
    assert_true(fixture_comment(s.f, comment).edited_ms > 0);
    assert_ok(undo(&s, &s.mary, comment));
    struct comment_view back = fixture_comment(s.f, comment);
    assert_str_equal(back.body, STR(SCENE_TEXT));
    assert_int_equal(back.status, COMMENT_PUBLISHED);
    assert_int_equal(back.edited_ms, 0);
    assert_int_equal(last_action(&s, comment), DECISION_UNDONE);
    assert_ok(comment_history(&s.f->reader, &s.moe, comment, s.f->arena, &earlier, &count));
    assert_int_equal(count, 2);
    assert_str_equal(earlier[1].body, STR(TEXT_MADE));
    assert_int_equal(scene_place(&s, comment), APPEAL_NONE);
    assert_ok(statement_get(&s.f->reader, &s.reader, statement_comment_name(s.f->arena, comment, 1),
                            s.f->arena, &told));
    assert_int_equal(told.undone_ms, s.f->clock.fixed_ms);
    assert_int_equal(undo(&s, &s.mary, comment), RC_CONFLICT);
}

static void nobody_undoes_an_edit_over_what_came_after_it(void **state)
{
    struct scene s = scene_open(*state);
    int64_t comment = edited_comment(&s);
    assert_int_equal(undo(&s, &s.moe, comment), RC_CONFLICT);
    assert_ok(edit_again(&s, &s.moe, comment, 1, "Shorter still."));
    assert_int_equal(undo(&s, &s.mary, comment), RC_CONFLICT);
    assert_ok(undo(&s, &s.moe, comment));
    assert_str_equal(fixture_comment(s.f, comment).body, STR(TEXT_MADE));
    assert_int_equal(undo(&s, &s.mary, comment), RC_CONFLICT);
    /* What stands is the first edit, and it is appealed. */
    int64_t id;
    assert_ok(scene_appeal(&s, &s.reader, comment, &id));
    assert_ok(decide_seen(&s, &s.moe, id, REDRESS_RESTORE, 3));
    assert_str_equal(fixture_comment(s.f, comment).body, STR(SCENE_TEXT));

    comment = edited(&s, "Another remark, about the harbour.");
    author_edits(&s, comment, 1, "A calm remark about the ferry.");
    assert_int_equal(undo(&s, &s.mary, comment), RC_CONFLICT);
    assert_str_equal(fixture_comment(s.f, comment).body, STR("A calm remark about the ferry."));
}

static void an_open_appeal_is_granted_with_the_edit_it_is_against_and_no_other(void **state)
{
    struct scene s = scene_open(*state);
    int64_t id, comment = edited_comment(&s);
    assert_ok(scene_appeal(&s, &s.reader, comment, &id));
    assert_ok(edit_again(&s, &s.moe, comment, 1, "Shorter still."));
    assert_ok(undo(&s, &s.moe, comment));
    assert_int_equal(scene_case(&s, id).item.state, REDRESS_OPEN);
    comment = edited(&s, "Another remark, about the harbour.");
    assert_ok(scene_appeal(&s, &s.reader, comment, &id));
    assert_ok(undo(&s, &s.mary, comment));
    assert_int_equal(scene_case(&s, id).item.state, REDRESS_GRANTED);
    assert_int_equal(scene_appeal(&s, &s.reader, comment, NULL), RC_CONFLICT);
}

static void a_held_comment_whose_edit_is_undone_waits_as_it_did(void **state)
{
    struct scene s = scene_open(*state);
    struct comment_decision *list;
    size_t count;
    int64_t comment = fixture_post(s.f, &s.reader, 0, "You fucking crew of the ferry.");
    assert_ok(fixture_decide(s.f, &s.mary, MODERATION_EDIT, comment));
    assert_ok(undo(&s, &s.mary, comment));
    assert_int_equal(fixture_comment(s.f, comment).status, COMMENT_HELD);
    assert_ok(comment_decisions(&s.f->reader, &s.moe, comment, s.f->arena, &list, &count));
    assert_int_equal(count, 3);
    assert_str_equal(list[2].clause, STR("strong"));
    assert_true(list[2].returns_text);
    assert_true(str_find(list[2].record, STR("fucking"), 0) != STR_NONE);
}

static void an_edit_and_its_undoing_are_told_once_each_and_open_the_reports_again(void **state)
{
    struct fixture *f = *state;
    f->limits.mail_on = true;
    fixture_restart(f);
    struct scene s = scene_open(f);
    struct actor other = fixture_actor(f, "other", ROLE_READER);
    struct report_view *reports;
    size_t count;
    int64_t comment = fixture_post(f, &s.reader, 0, SCENE_TEXT);
    struct report_submission report = {
        .actor = other, .comment_id = comment, .clause = STR("mild"), .words = STR("")};
    scene_job(f, &report.job);
    assert_ok(community_run(report_submit, &report.job));
    assert_ok(fixture_decide(f, &s.mary, MODERATION_EDIT, comment));
    assert_ok(report_list(&f->reader, &s.moe, comment, f->arena, &reports, &count));
    assert_int_equal(count, 0);
    assert_ok(undo(&s, &s.mary, comment));
    assert_ok(report_list(&f->reader, &s.moe, comment, f->arena, &reports, &count));
    assert_int_equal(count, 1);
    assert_int_equal(undo(&s, &s.mary, comment), RC_CONFLICT);
    assert_int_equal(member_queued(f, "statement_edited", s.reader.account_id).count, 1);
    assert_int_equal(member_queued(f, "text_back", s.reader.account_id).count, 1);
}

/* The button pressed on two nodes at once, as a browser does that tries again. */
static void of_two_who_undo_at_once_one_does(void **state)
{
    struct fixture *f = *state;
    struct node there;
    f->limits.mail_on = true;
    fixture_restart(f);
    struct scene s = scene_open(f);
    struct arena *arena = arena_new(1 << 20);
    int64_t comment = edited_comment(&s);
    node_start(f, &there);
    struct moderation_decision here = {
        .actor = s.mary, .verb = MODERATION_UNDO, .comment_id = comment, .revision = 1};
    scene_job(f, &here.job);
    struct moderation_decision other = here;
    other.job = (struct community_job){.community = there.community, .arena = arena};
    struct node_act one = {moderation_decide_submit, &here.job, RC_OK},
                    two = {moderation_decide_submit, &other.job, RC_OK};
    node_race(&one, &two);
    assert_int_equal(one.rc == RC_OK ? two.rc : one.rc, RC_CONFLICT);
    assert_ok(one.rc == RC_OK ? RC_OK : two.rc);
    assert_int_equal(fixture_comment(f, comment).revision, 2);
    assert_str_equal(fixture_comment(f, comment).body, STR(SCENE_TEXT));
    assert_int_equal(member_queued(f, "text_back", s.reader.account_id).count, 1);
    node_stop(&there);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(an_edit_has_a_statement_of_reasons),
        FIXTURE_CASE(a_granted_appeal_brings_back_the_text_before_an_edit),
        FIXTURE_CASE(a_refused_appeal_leaves_the_edit),
        FIXTURE_CASE(what_the_author_wrote_since_an_edit_is_not_overwritten),
        FIXTURE_CASE(of_two_edits_the_last_is_appealed_first),
        FIXTURE_CASE(an_appeal_against_an_edit_outlives_removal_and_deletion),
        FIXTURE_CASE(who_edited_takes_it_back_and_the_comment_is_what_it_was),
        FIXTURE_CASE(nobody_undoes_an_edit_over_what_came_after_it),
        FIXTURE_CASE(an_open_appeal_is_granted_with_the_edit_it_is_against_and_no_other),
        FIXTURE_CASE(a_held_comment_whose_edit_is_undone_waits_as_it_did),
        FIXTURE_CASE(of_two_who_undo_at_once_one_does),
        FIXTURE_CASE(an_edit_and_its_undoing_are_told_once_each_and_open_the_reports_again),
    };
    return cmocka_run_group_tests_name("edit", tests, NULL, NULL);
}
