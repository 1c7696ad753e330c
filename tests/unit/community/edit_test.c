/* A moderator's edit as a decision: its statement of reasons, the appeal against it, and the text that comes back. */
#include "community/discipline/appeal.h"
#include "community/discipline/redress.h"
#include "community/discipline/statement.h"
#include "community/moderation/moderation.h"
#include "unit/community/fixture.h"

#define TEXT_FINE "A quiet remark about the ferry and its crew."
#define TEXT_MADE "What a moderator made of it."

struct scene {
    struct fixture *f;
    struct actor reader, mary, moe;
};

static struct scene open_scene(struct fixture *f)
{
    return (struct scene){.f = f,
                          .reader = fixture_actor(f, "reader", ROLE_READER),
                          .mary = fixture_actor(f, "mary", ROLE_MODERATOR),
                          .moe = fixture_actor(f, "moe", ROLE_MODERATOR)};
}

static void job_of(struct fixture *f, struct community_job *job)
{
    *job = (struct community_job){.community = f->community, .arena = f->arena};
}

static struct redress_case case_of(struct scene *s, int64_t id)
{
    struct redress_case found;
    assert_ok(redress_get(&s->f->reader, &s->moe, id, s->f->arena, &found));
    return found;
}

static enum rc appeal(struct scene *s, const struct actor *by, int64_t comment_id, int64_t *ret_id)
{
    struct appeal op = {
        .actor = *by, .comment_id = comment_id, .text = STR("It was about the ferry.")};
    job_of(s->f, &op.job);
    s->f->clock.fixed_ms += 1000;
    enum rc rc = community_run(appeal_submit, &op.job);
    if (rc == RC_OK && ret_id != NULL)
        *ret_id = op.ret_id;
    return rc;
}

static enum appeal_state place_of(struct scene *s, int64_t comment_id)
{
    struct appeal_place place;
    assert_ok(appeal_look(&s->f->reader, &s->reader, comment_id, s->f->arena, &place));
    return place.state;
}

static int64_t edited_comment(struct scene *s)
{
    int64_t id = fixture_post(s->f, &s->reader, 0, TEXT_FINE);
    s->f->clock.fixed_ms += 1000;
    assert_ok(fixture_decide(s->f, &s->mary, MODERATION_EDIT, id));
    return id;
}

static enum rc decide_seen(struct scene *s, const struct actor *by, int64_t id,
                           enum redress_verb verb, int64_t revision)
{
    struct redress_decision op = {.actor = *by,
                                  .id = id,
                                  .verb = verb,
                                  .reason = STR("You explained it well."),
                                  .seen_messages = case_of(s, id).item.messages,
                                  .seen_revision = revision};
    job_of(s->f, &op.job);
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
    struct scene s = open_scene(*state);
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
    struct scene s = open_scene(*state);
    int64_t id, comment = edited_comment(&s);
    struct appeal_place place;
    assert_ok(appeal_look(&s.f->reader, &s.reader, comment, s.f->arena, &place));
    assert_int_equal(place.state, APPEAL_MAY);
    assert_true(place.is_edit);
    assert_ok(appeal(&s, &s.reader, comment, &id));
    assert_int_equal(decide_seen(&s, &s.mary, id, REDRESS_RESTORE, 1), RC_FORBIDDEN);
    assert_int_equal(decide_seen(&s, &s.moe, id, REDRESS_RESTORE, 0), RC_CONFLICT);
    assert_str_equal(fixture_comment(s.f, comment).body, STR(TEXT_MADE));
    assert_ok(decide_seen(&s, &s.moe, id, REDRESS_RESTORE, 1));
    assert_str_equal(fixture_comment(s.f, comment).body, STR(TEXT_FINE));
    assert_int_equal(fixture_comment(s.f, comment).status, COMMENT_PUBLISHED);
    assert_int_equal(place_of(&s, comment), APPEAL_GRANTED);
    assert_int_equal(last_action(&s, comment), DECISION_TEXT_RETURNED);
    assert_int_equal(fixture_decide(s.f, &s.moe, MODERATION_UNDO, comment), RC_CONFLICT);
}

static void a_refused_appeal_leaves_the_edit(void **state)
{
    struct scene s = open_scene(*state);
    int64_t id, comment = edited_comment(&s);
    assert_ok(appeal(&s, &s.reader, comment, &id));
    assert_ok(decide_seen(&s, &s.moe, id, REDRESS_REFUSE, 1));
    assert_str_equal(fixture_comment(s.f, comment).body, STR(TEXT_MADE));
    assert_int_equal(last_action(&s, comment), DECISION_EDIT_UPHELD);
    assert_int_equal(place_of(&s, comment), APPEAL_REFUSED);
    assert_int_equal(appeal(&s, &s.reader, comment, NULL), RC_CONFLICT);
}

static void what_the_author_wrote_since_an_edit_is_not_overwritten(void **state)
{
    struct scene s = open_scene(*state);
    int64_t id, comment = edited_comment(&s);
    assert_ok(appeal(&s, &s.reader, comment, &id));
    author_edits(&s, comment, 1, "A calm remark about the ferry.");
    assert_int_equal(last_action(&s, comment), DECISION_EDITED);
    assert_ok(decide_seen(&s, &s.moe, id, REDRESS_RESTORE, 2));
    assert_str_equal(fixture_comment(s.f, comment).body, STR("A calm remark about the ferry."));
    assert_int_equal(case_of(&s, id).item.state, REDRESS_GRANTED);
}

static void of_two_edits_the_last_is_appealed_first(void **state)
{
    struct scene s = open_scene(*state);
    int64_t first, second, comment = edited_comment(&s);
    struct moderation_decision op = {.actor = s.mary,
                                     .verb = MODERATION_EDIT,
                                     .comment_id = comment,
                                     .revision = 1,
                                     .clause = STR("mild"),
                                     .reason = STR("And this."),
                                     .body = STR("Shorter still.")};
    job_of(s.f, &op.job);
    assert_ok(community_run(moderation_decide_submit, &op.job));
    assert_ok(appeal(&s, &s.reader, comment, &first));
    assert_ok(decide_seen(&s, &s.moe, first, REDRESS_RESTORE, 2));
    assert_str_equal(fixture_comment(s.f, comment).body, STR(TEXT_MADE));
    assert_ok(appeal(&s, &s.reader, comment, &second));
    assert_int_not_equal(first, second);
    assert_ok(decide_seen(&s, &s.moe, second, REDRESS_RESTORE, 3));
    assert_str_equal(fixture_comment(s.f, comment).body, STR(TEXT_FINE));
}

static void an_appeal_against_an_edit_outlives_removal_and_deletion(void **state)
{
    struct scene s = open_scene(*state);
    int64_t id, comment = edited_comment(&s);
    assert_ok(appeal(&s, &s.reader, comment, &id));
    assert_ok(fixture_decide(s.f, &s.mary, MODERATION_REMOVE, comment));
    assert_ok(fixture_decide(s.f, &s.mary, MODERATION_RESTORE, comment));
    assert_int_equal(case_of(&s, id).item.state, REDRESS_OPEN);
    struct comment_deletion gone = {.actor = s.reader, .comment_id = comment};
    job_of(s.f, &gone.job);
    assert_ok(community_run(comment_delete_submit, &gone.job));
    assert_ok(decide_seen(&s, &s.moe, id, REDRESS_RESTORE, 2));
    assert_int_equal(fixture_comment(s.f, comment).status, COMMENT_DELETED);
    assert_int_equal(case_of(&s, id).item.state, REDRESS_GRANTED);
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
    };
    return cmocka_run_group_tests_name("edit", tests, NULL, NULL);
}
