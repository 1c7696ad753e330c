#include "community/moderation/report.h"

#include "unit/community/fixture.h"

#define TEXT      "A remark about the ferry that somebody may object to."
#define TEXT_HELD "The ferry is late again, what a fucking mess."

static struct report_submission submission(struct fixture *f, const struct actor *actor,
                                           int64_t comment_id, const char *clause)
{
    return (struct report_submission){.job = {.community = f->community, .arena = f->arena},
                                      .actor = *actor,
                                      .comment_id = comment_id,
                                      .clause = str_from_cstr(clause),
                                      .words = STR("look at the second line")};
}

static enum rc report(struct fixture *f, const struct actor *actor, int64_t comment_id,
                      const char *clause)
{
    struct report_submission op = submission(f, actor, comment_id, clause);
    f->clock.fixed_ms += 1000;
    return community_run(report_submit, &op.job);
}

static enum comment_status status_of(struct fixture *f, int64_t id)
{
    return fixture_comment(f, id).status;
}

static struct actor reader(struct fixture *f, const char *name)
{
    return fixture_actor(f, name, ROLE_READER);
}

static void a_report_brings_a_comment_before_a_moderator(void **state)
{
    struct fixture *f = *state;
    struct actor author = reader(f, "author"), anna = reader(f, "anna");
    struct actor moderator = fixture_actor(f, "mod", ROLE_MODERATOR);
    int64_t id = fixture_post(f, &author, 0, TEXT);
    assert_ok(report(f, &anna, id, "reported"));
    assert_int_equal(status_of(f, id), COMMENT_FLAGGED);
    struct moderation_item item;
    assert_ok(moderation_item(&f->reader, &moderator, id, f->arena, &item));
    assert_int_equal(item.report_count, 1);
    assert_str_equal(item.reports[0].reporter_name, STR("anna"));
    assert_str_equal(item.reports[0].clause, STR("reported"));
    assert_str_equal(item.reports[0].words, STR("look at the second line"));
    assert_str_equal(item.decision.clause, STR("reported"));
    assert_true(str_find(item.decision.record, STR("\"reports.here\""), 0) != STR_NONE);
}

static void a_clause_without_such_a_condition_is_flagged_all_the_same(void **state)
{
    struct fixture *f = *state;
    struct actor author = reader(f, "author"), anna = reader(f, "anna");
    int64_t id = fixture_post(f, &author, 0, TEXT);
    assert_ok(report(f, &anna, id, "mild"));
    assert_int_equal(status_of(f, id), COMMENT_FLAGGED);
}

static void reports_hold_but_never_remove(void **state)
{
    static const char *const names[] = {"anna", "bert", "cora", "dora", "emil", "fritz"};
    struct fixture *f = *state;
    struct actor author = reader(f, "author");
    int64_t id = fixture_post(f, &author, 0, TEXT);
    for (size_t i = 0; i < 3; i++) {
        struct actor a = reader(f, names[i]);
        assert_int_equal(status_of(f, id), i == 0 ? COMMENT_PUBLISHED : COMMENT_FLAGGED);
        assert_ok(report(f, &a, id, "reported"));
    }
    assert_int_equal(status_of(f, id), COMMENT_HELD);
    struct comment_decision *decisions;
    size_t count;
    assert_ok(comment_decisions(&f->reader, &author, id, f->arena, &decisions, &count));
    assert_int_equal(count, 2);
    assert_int_equal(decisions[0].to_status, COMMENT_FLAGGED);
    assert_int_equal(decisions[1].to_status, COMMENT_HELD);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(decisions[i].actor_id, 0);
        assert_true(str_find(decisions[i].record, STR("second line"), 0) == STR_NONE);
    }
    struct actor late = reader(f, names[3]);
    assert_int_equal(report(f, &late, id, "reported"), RC_NOT_FOUND);
}

static void a_reader_reports_a_comment_once(void **state)
{
    struct fixture *f = *state;
    struct actor author = reader(f, "author"), anna = reader(f, "anna");
    int64_t id = fixture_post(f, &author, 0, TEXT);
    struct comment_view view = fixture_comment(f, id);
    struct problem problem = {0};
    bool reported = true;
    assert_ok(report_check(&f->reader, &anna, &view, &reported, &problem));
    assert_false(reported);
    for (int i = 0; i < 5; i++) {
        struct report_submission op = submission(f, &anna, id, "reported");
        assert_ok(community_run(report_submit, &op.job));
        assert_int_equal(op.ret_repeated, i > 0);
    }
    assert_int_equal(status_of(f, id), COMMENT_FLAGGED);
    assert_ok(report_check(&f->reader, &anna, &view, &reported, &problem));
    assert_true(reported);
}

static void only_others_visible_comments_are_reported_and_only_by_readers(void **state)
{
    struct fixture *f = *state;
    struct actor author = reader(f, "author"), anna = reader(f, "anna");
    struct actor moderator = fixture_actor(f, "mod", ROLE_MODERATOR);
    const struct actor nobody = {0};
    int64_t id = fixture_post(f, &author, 0, TEXT);
    int64_t held = fixture_post(f, &author, 0, TEXT_HELD);
    assert_int_equal(report(f, &author, id, "reported"), RC_FORBIDDEN);
    assert_int_equal(report(f, &nobody, id, "reported"), RC_UNAUTHENTICATED);
    assert_int_equal(report(f, &anna, held, "reported"), RC_NOT_FOUND);
    assert_int_equal(report(f, &moderator, held, "reported"), RC_NOT_FOUND);
    assert_int_equal(report(f, &anna, 12345, "reported"), RC_NOT_FOUND);
    assert_int_equal(report(f, &anna, id, "unheard-of"), RC_INVALID);
    assert_int_equal(report(f, &anna, id, ""), RC_INVALID);
    assert_ok(fixture_decide(f, &moderator, MODERATION_REMOVE, id));
    assert_int_equal(report(f, &anna, id, "reported"), RC_NOT_FOUND);
    struct report_view *reports;
    size_t count;
    assert_int_equal(report_list(&f->reader, &anna, id, f->arena, &reports, &count), RC_FORBIDDEN);
}

static void long_words_are_refused(void **state)
{
    struct fixture *f = *state;
    struct actor author = reader(f, "author"), anna = reader(f, "anna");
    int64_t id = fixture_post(f, &author, 0, TEXT);
    struct report_submission op = submission(f, &anna, id, "reported");
    char words[REPORT_WORDS_MAX + 2];
    memset(words, 'x', sizeof words);
    op.words = str_make(words, REPORT_WORDS_MAX + 1);
    assert_int_equal(community_run(report_submit, &op.job), RC_TOO_LARGE);
    op.words = STR("\xff");
    assert_int_equal(community_run(report_submit, &op.job), RC_INVALID);
    op.words = str_make(words, REPORT_WORDS_MAX);
    assert_ok(community_run(report_submit, &op.job));
}

static enum report_outcome outcome_of(struct fixture *f, const struct actor *who)
{
    struct report_own *own;
    size_t count;
    assert_ok(report_list_own(&f->reader, who, 0, f->arena, &own, &count));
    assert_int_equal(count, 1);
    assert_int_equal(own[0].closed_ms != 0, own[0].outcome != REPORT_OPEN);
    return own[0].outcome;
}

static void deciding_closes_reports_and_undoing_opens_them(void **state)
{
    struct fixture *f = *state;
    struct actor author = reader(f, "author"), anna = reader(f, "anna");
    struct actor moderator = fixture_actor(f, "mod", ROLE_MODERATOR);
    int64_t id = fixture_post(f, &author, 0, TEXT);
    assert_ok(report(f, &anna, id, "reported"));
    assert_int_equal(outcome_of(f, &anna), REPORT_OPEN);
    assert_ok(fixture_decide(f, &moderator, MODERATION_APPROVE, id));
    assert_int_equal(outcome_of(f, &anna), REPORT_KEPT);
    assert_ok(fixture_decide(f, &moderator, MODERATION_UNDO, id));
    assert_int_equal(outcome_of(f, &anna), REPORT_OPEN);
    assert_int_equal(status_of(f, id), COMMENT_FLAGGED);
    assert_ok(fixture_decide(f, &moderator, MODERATION_REMOVE, id));
    assert_int_equal(outcome_of(f, &anna), REPORT_REMOVED);
    struct moderation_item item;
    assert_ok(moderation_item(&f->reader, &moderator, id, f->arena, &item));
    assert_int_equal(item.report_count, 0);
}

static void deleting_ones_own_comment_closes_its_reports(void **state)
{
    struct fixture *f = *state;
    struct actor author = reader(f, "author"), anna = reader(f, "anna");
    int64_t id = fixture_post(f, &author, 0, TEXT);
    assert_ok(report(f, &anna, id, "reported"));
    struct comment_deletion op = {
        .job = {.community = f->community, .arena = f->arena}, .actor = author, .comment_id = id};
    assert_ok(community_run(comment_delete_submit, &op.job));
    assert_int_equal(outcome_of(f, &anna), REPORT_DELETED);
}

static void what_a_moderator_approved_is_not_held_again_for_its_old_words(void **state)
{
    struct fixture *f = *state;
    struct actor author = reader(f, "author"), anna = reader(f, "anna");
    struct actor moderator = fixture_actor(f, "mod", ROLE_MODERATOR);
    int64_t id = fixture_post(f, &author, 0, TEXT_HELD);
    assert_ok(fixture_decide(f, &moderator, MODERATION_APPROVE, id));
    assert_ok(report(f, &anna, id, "strong"));
    assert_int_equal(status_of(f, id), COMMENT_FLAGGED);
}

static void editing_a_reported_comment_does_not_take_it_out_of_the_queue(void **state)
{
    struct fixture *f = *state;
    struct actor author = reader(f, "author"), anna = reader(f, "anna");
    int64_t id = fixture_post(f, &author, 0, TEXT);
    assert_ok(report(f, &anna, id, "mild"));
    const struct comment_input input = {.comment_id = id, .body = STR("Nothing to see here.")};
    struct comment_draft *draft;
    assert_ok(fixture_try(f, &author, &input, &draft));
    assert_int_equal(status_of(f, id), COMMENT_FLAGGED);
}

static void reports_are_limited_by_the_hour(void **state)
{
    struct fixture *f = *state;
    struct actor author = reader(f, "author"), anna = reader(f, "anna");
    for (int i = 0; i <= REPORTS_PER_HOUR; i++) {
        struct str text = arena_printf(f->arena, "Remark number %d about the ferry.", i);
        int64_t id = fixture_post(f, &author, 0, arena_cstr(f->arena, text));
        assert_int_equal(report(f, &anna, id, "reported"),
                         i < REPORTS_PER_HOUR ? RC_OK : RC_LIMITED);
        assert_int_equal(status_of(f, id),
                         i < REPORTS_PER_HOUR ? COMMENT_FLAGGED : COMMENT_PUBLISHED);
    }
}

#define COPY                                                                                       \
    "The bridge must stay where it is, because it is the only one that belongs to all of us in "   \
    "this town."

static void copies_by_several_accounts_are_put_side_by_side(void **state)
{
    static const char *const texts[] = {COPY, COPY "!",
                                        "THE bridge must stay where it is, because it is the only "
                                        "one that belongs to all of us in this town",
                                        COPY "..."};
    static const char *const names[] = {"anna", "bert", "cora", "dora"};
    struct fixture *f = *state;
    int64_t ids[4];
    for (size_t i = 0; i < 4; i++) {
        struct actor a = reader(f, names[i]);
        ids[i] = fixture_post(f, &a, 0, texts[i]);
    }
    assert_int_equal(status_of(f, ids[3]), COMMENT_HELD);
    for (size_t i = 0; i < 3; i++)
        assert_true(status_of(f, ids[i]) == COMMENT_FLAGGED ||
                    status_of(f, ids[i]) == COMMENT_HELD);
}

static void one_account_and_short_texts_make_no_campaign(void **state)
{
    static const char *const names[] = {"anna", "bert", "cora", "dora", "emil"};
    struct fixture *f = *state;
    struct actor alone = reader(f, "alone");
    for (int i = 0; i < 4; i++) {
        struct actor a = reader(f, names[i]);
        assert_int_equal(status_of(f, fixture_post(f, &a, 0, "Rest in peace, captain.")),
                         COMMENT_PUBLISHED);
        struct str text = arena_printf(f->arena, "%s %.*s", COPY, i, "!!!!");
        int64_t other = fixture_post(f, &alone, 0, arena_cstr(f->arena, text));
        assert_int_equal(status_of(f, other), COMMENT_PUBLISHED);
    }
}

static void copies_are_found_after_a_restart_too(void **state)
{
    static const char *const names[] = {"anna", "bert", "cora"};
    struct fixture *f = *state;
    for (size_t i = 0; i < 3; i++) {
        struct actor a = reader(f, names[i]);
        fixture_post(f, &a, 0, COPY);
    }
    fixture_restart(f);
    struct actor dora = reader(f, "dora");
    assert_int_equal(status_of(f, fixture_post(f, &dora, 0, COPY)), COMMENT_HELD);
}

static void yesterdays_copies_are_forgotten(void **state)
{
    static const char *const names[] = {"anna", "bert", "cora"};
    struct fixture *f = *state;
    for (size_t i = 0; i < 3; i++) {
        struct actor a = reader(f, names[i]);
        fixture_post(f, &a, 0, COPY);
    }
    f->clock.fixed_ms += (int64_t)25 * 60 * 60 * 1000;
    struct actor dora = reader(f, "dora");
    assert_int_equal(status_of(f, fixture_post(f, &dora, 0, COPY)), COMMENT_PUBLISHED);
}

static void an_edit_begun_before_a_report_is_not_written_after_it(void **state)
{
    struct fixture *f = *state;
    struct actor author = fixture_actor(f, "An author", ROLE_READER);
    struct actor reader = fixture_actor(f, "A reporter", ROLE_READER);
    struct comment_draft *draft;
    struct problem problem = {0};
    int64_t id = fixture_post(f, &author, 0, "The ferry is late again today.");
    const struct comment_input input = {
        .article_id = f->article_id, .comment_id = id, .body = STR("The ferry was late again.")};
    struct report_submission report = {.job = {.community = f->community, .arena = f->arena},
                                       .actor = reader,
                                       .comment_id = id,
                                       .clause = STR("reported")};
    assert_ok(comment_prepare(&f->reader, &author, &input, f->arena, &draft, &problem));
    assert_ok(community_run(report_submit, &report.job));
    assert_int_equal(fixture_comment(f, id).status, COMMENT_FLAGGED);
    assert_int_equal(community_run(comment_commit_submit, &draft->job), RC_CONFLICT);
    assert_str_equal(fixture_comment(f, id).body, STR("The ferry is late again today."));
    assert_ok(fixture_try(f, &author, &input, &draft));
    assert_int_equal(fixture_comment(f, id).status, COMMENT_FLAGGED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(an_edit_begun_before_a_report_is_not_written_after_it),
        FIXTURE_CASE(a_report_brings_a_comment_before_a_moderator),
        FIXTURE_CASE(a_clause_without_such_a_condition_is_flagged_all_the_same),
        FIXTURE_CASE(reports_hold_but_never_remove),
        FIXTURE_CASE(a_reader_reports_a_comment_once),
        FIXTURE_CASE(only_others_visible_comments_are_reported_and_only_by_readers),
        FIXTURE_CASE(long_words_are_refused),
        FIXTURE_CASE(deciding_closes_reports_and_undoing_opens_them),
        FIXTURE_CASE(deleting_ones_own_comment_closes_its_reports),
        FIXTURE_CASE(what_a_moderator_approved_is_not_held_again_for_its_old_words),
        FIXTURE_CASE(editing_a_reported_comment_does_not_take_it_out_of_the_queue),
        FIXTURE_CASE(reports_are_limited_by_the_hour),
        FIXTURE_CASE(copies_by_several_accounts_are_put_side_by_side),
        FIXTURE_CASE(one_account_and_short_texts_make_no_campaign),
        FIXTURE_CASE(copies_are_found_after_a_restart_too),
        FIXTURE_CASE(yesterdays_copies_are_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
