/* What is not entered in the ledger does not happen: the tear down holds the one against the other. */
#include "unit/community/fixture.h"
#include "unit/community/intruder.h"

static void full(struct intruder *in)
{
    if (in->sqlite != NULL) {
        intruder_run(in, "CREATE TRIGGER full_ BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, "
                         "'no room'); END");
        return;
    }
    intruder_run(in, "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                     "RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$");
    intruder_run(in, "CREATE TRIGGER full_ BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION "
                     "no_room()");
}

/* Whatever the ledger cannot take has not happened. */
static void without_its_entry_nothing_is_decided(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "Reader", ROLE_READER);
    struct actor moderator = fixture_actor(f, "Moderator", ROLE_MODERATOR);
    int64_t id = fixture_post(f, &reader, 0, "This is fucking great");
    struct comment_draft *draft;
    const struct comment_input input = {.article_id = f->article_id,
                                        .body = STR("Another fucking great day")};
    struct comment_deletion deletion = {
        .job = {.community = f->community, .arena = f->arena}, .actor = reader, .comment_id = id};
    struct moderation_thread_mode mode = {.job = {.community = f->community, .arena = f->arena},
                                          .actor = moderator,
                                          .article_id = f->article_id,
                                          .mode = THREAD_CLOSED};
    struct intruder in = intruder_enter(&f->store);
    full(&in);
    assert_int_not_equal(fixture_decide(f, &moderator, MODERATION_APPROVE, id), RC_OK);
    assert_int_not_equal(fixture_try(f, &reader, &input, &draft), RC_OK);
    assert_int_not_equal(community_run(comment_delete_submit, &deletion.job), RC_OK);
    assert_int_not_equal(community_run(moderation_thread_mode_submit, &mode.job), RC_OK);
    intruder_run(&in, in.sqlite != NULL ? "DROP TRIGGER full_" : "DROP TRIGGER full_ ON ledger");
    intruder_leave(&in);
    struct comment_view c = fixture_comment(f, id);
    assert_int_equal(c.status, COMMENT_HELD);
    assert_str_equal(c.body, STR("This is fucking great"));
    assert_ok(fixture_decide(f, &moderator, MODERATION_APPROVE, id));
    fixture_post(f, &reader, 0, "The discussion is still open");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(without_its_entry_nothing_is_decided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
