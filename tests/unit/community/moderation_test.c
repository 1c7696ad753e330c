#include "unit/community/fixture.h"

#define TEXT_FINE    "A calm and reasonable remark about the ferry."
#define TEXT_FLAGGED "The ferry is late again, damn it."
#define TEXT_HELD    "The ferry is late again, what a fucking mess."

struct people {
    struct actor reader, moderator;
};

static struct people people(struct fixture *f)
{
    return (struct people){fixture_actor(f, "reader", ROLE_READER),
                           fixture_actor(f, "mod", ROLE_MODERATOR)};
}

static size_t page_count(struct fixture *f)
{
    struct discussion_page page;
    assert_ok(
        discussion_page(&f->reader, f->article_id, DISCUSSION_NEWEST, STR(""), f->arena, &page));
    return page.count;
}

static void the_queue_shows_what_waits_oldest_first_with_its_evidence(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    int64_t flagged = fixture_post(f, &p.reader, 0, TEXT_FLAGGED);
    fixture_post(f, &p.reader, 0, TEXT_FINE);
    int64_t held = fixture_post(f, &p.reader, flagged, TEXT_HELD);
    struct moderation_item *items;
    size_t count;
    int64_t next, held_count, flagged_count;
    assert_ok(moderation_queue(&f->reader, &p.moderator, MODERATION_ALL, 0, f->arena, &items,
                               &count, &next));
    assert_int_equal(count, 2);
    assert_int_equal(items[0].comment.id, flagged);
    assert_int_equal(items[1].comment.id, held);
    assert_str_equal(items[1].decision.clause, STR("strong"));
    assert_true(items[1].decision.record.n > 0);
    assert_str_equal(items[1].parent_body, STR(TEXT_FLAGGED));
    assert_int_equal(next, 0);
    assert_ok(moderation_queue(&f->reader, &p.moderator, MODERATION_HELD, 0, f->arena, &items,
                               &count, &next));
    assert_int_equal(count, 1);
    assert_ok(moderation_waiting(&f->reader, &p.moderator, &held_count, &flagged_count));
    assert_int_equal(held_count, 1);
    assert_int_equal(flagged_count, 1);
    assert_int_equal(
        moderation_queue(&f->reader, &p.reader, MODERATION_ALL, 0, f->arena, &items, &count, &next),
        RC_FORBIDDEN);
}

static void the_queue_is_paged_without_gap_or_double(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    for (int i = 0; i < MODERATION_QUEUE_PAGE + 7; i++) {
        struct str body =
            arena_printf(f->arena, "%s Number %d.", i % 3 == 0 ? TEXT_HELD : TEXT_FLAGGED, i);
        fixture_post(f, &p.reader, 0, arena_cstr(f->arena, body));
    }
    int64_t after = 0, last = 0;
    size_t total = 0;
    do {
        struct moderation_item *items;
        size_t count;
        assert_ok(moderation_queue(&f->reader, &p.moderator, MODERATION_ALL, after, f->arena,
                                   &items, &count, &after));
        for (size_t i = 0; i < count; i++) {
            assert_true(items[i].comment.id > last);
            last = items[i].comment.id;
        }
        total += count;
    } while (after != 0);
    assert_int_equal(total, MODERATION_QUEUE_PAGE + 7);
}

static void a_decision_on_a_changed_comment_is_a_conflict(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    int64_t id = fixture_post(f, &p.reader, 0, TEXT_HELD);
    const struct comment_input input = {.comment_id = id, .body = STR(TEXT_FINE)};
    struct comment_draft *draft;
    assert_ok(fixture_try(f, &p.reader, &input, &draft));
    struct moderation_decision op = {.job = {.community = f->community, .arena = f->arena},
                                     .actor = p.moderator,
                                     .verb = MODERATION_APPROVE,
                                     .comment_id = id,
                                     .revision = 0,
                                     .seen_status = COMMENT_HELD};
    assert_int_equal(community_run(moderation_decide_submit, &op.job), RC_CONFLICT);
    assert_int_equal(fixture_decide(f, &p.moderator, MODERATION_APPROVE, id), RC_CONFLICT);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_REMOVE, id));
    assert_int_equal(fixture_decide(f, &p.moderator, MODERATION_REMOVE, id), RC_CONFLICT);
}

static void a_decision_on_another_status_than_the_one_seen_is_a_conflict(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    int64_t id = fixture_post(f, &p.reader, 0, TEXT_HELD);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_APPROVE, id));
    struct moderation_decision op = {.job = {.community = f->community, .arena = f->arena},
                                     .actor = p.moderator,
                                     .verb = MODERATION_REMOVE,
                                     .comment_id = id,
                                     .revision = 0,
                                     .seen_status = COMMENT_HELD,
                                     .clause = STR("mild")};
    assert_int_equal(community_run(moderation_decide_submit, &op.job), RC_CONFLICT);
    op.seen_status = COMMENT_PUBLISHED;
    assert_ok(community_run(moderation_decide_submit, &op.job));
}

static void approving_and_removing_keep_the_counters_right(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    int64_t top = fixture_post(f, &p.reader, 0, TEXT_FINE);
    int64_t held = fixture_post(f, &p.reader, top, TEXT_HELD);
    struct discussion_thread t;
    struct account_view account;
    assert_int_equal(page_count(f), 1);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_APPROVE, held));
    assert_int_equal(page_count(f), 2);
    assert_int_equal(fixture_comment(f, top).reply_count, 1);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_REMOVE, top));
    /* Removed, and kept as a tombstone over its reply. */
    assert_int_equal(page_count(f), 2);
    assert_ok(discussion_thread(&f->reader, f->article_id, &t));
    assert_int_equal(t.comment_count, 1);
    assert_ok(account_get(&f->reader, &p.moderator, p.reader.account_id, f->arena, &account));
    assert_int_equal(account.published_count, 1);
    assert_int_equal(account.removed_count, 1);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_REMOVE, held));
    assert_int_equal(page_count(f), 0);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_RESTORE, held));
    /* Its parent comes back as a tombstone. */
    assert_int_equal(page_count(f), 2);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_RESTORE, top));
    assert_ok(discussion_thread(&f->reader, f->article_id, &t));
    assert_int_equal(t.comment_count, 2);
}

static void a_removal_and_an_edit_name_a_clause_and_an_edit_a_reason(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    int64_t id = fixture_post(f, &p.reader, 0, TEXT_FINE);
    struct moderation_decision op = {.job = {.community = f->community, .arena = f->arena},
                                     .actor = p.moderator,
                                     .verb = MODERATION_REMOVE,
                                     .comment_id = id};
    assert_int_equal(community_run(moderation_decide_submit, &op.job), RC_INVALID);
    op.clause = STR("no-such-clause");
    assert_int_equal(community_run(moderation_decide_submit, &op.job), RC_INVALID);
    op.verb = MODERATION_EDIT;
    op.clause = STR("mild");
    op.body = STR("Another text.");
    assert_int_equal(community_run(moderation_decide_submit, &op.job), RC_INVALID);
    op.clause = STR("");
    op.reason = STR("It names somebody.");
    assert_int_equal(community_run(moderation_decide_submit, &op.job), RC_INVALID);
    assert_str_equal(fixture_comment(f, id).body, STR(TEXT_FINE));
    op.actor = p.reader;
    assert_int_equal(community_run(moderation_decide_submit, &op.job), RC_FORBIDDEN);
}

static void an_edit_is_shown_with_history_and_reason(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    int64_t id = fixture_post(f, &p.reader, 0, TEXT_FINE);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_EDIT, id));
    struct comment_view v = fixture_comment(f, id);
    assert_str_equal(v.body, STR("What a moderator made of it."));
    assert_true(v.edited_ms > 0);
    struct comment_revision *history;
    struct comment_decision *decisions;
    size_t count;
    assert_ok(comment_history(&f->reader, &p.reader, id, f->arena, &history, &count));
    assert_int_equal(count, 1);
    assert_str_equal(history[0].body, STR(TEXT_FINE));
    assert_str_equal(history[0].reason, STR("as the test says"));
    assert_int_equal(history[0].editor_name.n, 0); /* authors are not told who */
    assert_ok(comment_decisions(&f->reader, &p.moderator, id, f->arena, &decisions, &count));
    assert_int_equal(count, 1);
    assert_int_equal(decisions[0].action, DECISION_EDITED);
    assert_str_equal(decisions[0].clause, STR("mild"));
    assert_str_equal(decisions[0].actor_name, STR("mod"));
}

static enum comment_status status_of(struct fixture *f, int64_t id)
{
    return fixture_comment(f, id).status;
}

static void undoing_takes_back_exactly_the_last_decision(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    struct actor other = fixture_actor(f, "othermod", ROLE_MODERATOR);
    int64_t held = fixture_post(f, &p.reader, 0, TEXT_HELD);
    assert_int_equal(fixture_decide(f, &p.moderator, MODERATION_UNDO, held), RC_CONFLICT);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_APPROVE, held));
    assert_int_equal(fixture_decide(f, &other, MODERATION_UNDO, held), RC_CONFLICT);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_UNDO, held));
    assert_int_equal(status_of(f, held), COMMENT_HELD);
    assert_int_equal(page_count(f), 0);
    struct comment_own *own;
    size_t count;
    int64_t next;
    assert_ok(comment_list_by_account(&f->reader, &p.reader, p.reader.account_id, 0, 10, f->arena,
                                      &own, &count, &next));
    assert_int_equal(own[0].decision.action, DECISION_UNDONE);
    assert_str_equal(own[0].decision.clause, STR("strong"));
    assert_true(own[0].decision.record.n > 0);
    /* Once only: an undoing is not undone. */
    assert_int_equal(fixture_decide(f, &p.moderator, MODERATION_UNDO, held), RC_CONFLICT);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_REMOVE, held));
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_RESTORE, held));
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_UNDO, held));
    assert_int_equal(status_of(f, held), COMMENT_REMOVED);
}

static void a_tombstone_says_which_clause_and_who_and_a_held_one_says_nothing(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    int64_t top = fixture_post(f, &p.reader, 0, TEXT_FLAGGED);
    fixture_post(f, &p.reader, top, TEXT_FINE);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_REMOVE, top));
    struct discussion_page page;
    assert_ok(
        discussion_page(&f->reader, f->article_id, DISCUSSION_OLDEST, STR(""), f->arena, &page));
    assert_true(page.comments[0].tombstone);
    assert_true(page.comments[0].removed_by_person);
    assert_true(page.comments[0].clause.n > 0);
    assert_int_equal(page.comments[1].clause.n, 0);
    int64_t held = fixture_post(f, &p.reader, 0, TEXT_HELD);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_REMOVE, held));
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_RESTORE, held));
    fixture_post(f, &p.reader, held, TEXT_FINE);
    const struct comment_input edit = {.comment_id = held, .body = STR(TEXT_HELD), .insists = true};
    struct comment_draft *draft;
    assert_ok(fixture_try(f, &p.reader, &edit, &draft));
    assert_int_equal(status_of(f, held), COMMENT_HELD);
    assert_ok(
        discussion_page(&f->reader, f->article_id, DISCUSSION_NEWEST, STR(""), f->arena, &page));
    assert_true(page.comments[0].tombstone);
    assert_int_equal(page.comments[0].clause.n, 0);
}

static void what_stands_around_a_comment_is_found_whether_it_is_shown_or_not(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    int64_t first = fixture_post(f, &p.reader, 0, "The first remark about the ferry.");
    int64_t middle = fixture_post(f, &p.reader, 0, TEXT_HELD);
    int64_t last = fixture_post(f, &p.reader, 0, "The last remark about the ferry.");
    int64_t reply = fixture_post(f, &p.reader, last, "A reply to the last remark.");
    struct comment_view c;
    struct discussion_around around;
    assert_ok(comment_get(&f->reader, &p.moderator, middle, f->arena, &c));
    assert_ok(discussion_around(&f->reader, &c, 2, f->arena, &around));
    assert_int_equal(around.before_count, 2);
    assert_int_equal(around.before[0].id, last);
    assert_int_equal(around.before[1].id, reply);
    assert_int_equal(around.after_count, 1);
    assert_int_equal(around.after[0].id, first);
}

static void a_moderator_who_lost_the_role_decides_nothing(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    int64_t id = fixture_post(f, &p.reader, 0, TEXT_HELD);
    struct actor pretender = p.reader;
    pretender.role = ROLE_MODERATOR; /* as an old session would say */
    assert_int_equal(fixture_decide(f, &pretender, MODERATION_APPROVE, id), RC_FORBIDDEN);
}

struct notice {
    int64_t article_id;
    int calls;
};

static void notice_change(int64_t article_id, void *ctx)
{
    struct notice *n = ctx;
    n->article_id = article_id;
    n->calls++;
}

static void readers_pages_hear_of_changes_and_of_nothing_else(void **state)
{
    struct fixture *f = *state;
    struct people p = people(f);
    struct notice n = {0};
    community_on_change(f->community, notice_change, &n);
    int64_t held = fixture_post(f, &p.reader, 0, TEXT_HELD);
    assert_int_equal(n.calls, 0);
    assert_ok(fixture_decide(f, &p.moderator, MODERATION_APPROVE, held));
    assert_int_equal(n.calls, 1);
    assert_int_equal(n.article_id, f->article_id);
}

static struct comment_decision last_decision(struct fixture *f, const struct actor *who, int64_t id)
{
    struct comment_decision *d;
    size_t count;
    assert_ok(comment_decisions(&f->reader, who, id, f->arena, &d, &count));
    assert_true(count > 0);
    return d[count - 1];
}

static enum rc remove_marked(struct fixture *f, const struct actor *who, int64_t id,
                             const struct span *marks, size_t count)
{
    struct comment_view seen = fixture_comment(f, id);
    struct moderation_decision op = {
        .job = {.community = f->community, .arena = f->arena},
        .actor = *who,
        .verb = MODERATION_REMOVE,
        .comment_id = id,
        .revision = seen.revision,
        .seen_status = seen.status,
        .clause = STR("mild"),
        .reason = STR("Not here."),
        .marks = marks,
        .mark_count = count,
    };
    return community_run(moderation_decide_submit, &op.job);
}

#define assert_holds(record, words)                                                                \
    do {                                                                                           \
        if (str_find((record), STR(words), 0) == STR_NONE)                                         \
            fail_msg("no %s in %.*s", (words), STR_ARG(record));                                   \
    } while (0)

static void a_removal_is_a_record_with_clause_reason_and_marked_words(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "Reader", ROLE_READER);
    struct actor moderator = fixture_actor(f, "Moderator", ROLE_MODERATOR);
    int64_t id = fixture_post(f, &reader, 0, "A fine caf\xC3\xA9 for fools");
    const struct span words = {7, 12};
    assert_ok(remove_marked(f, &moderator, id, &words, 1));
    struct comment_decision d = last_decision(f, &moderator, id);
    assert_holds(d.record,
                 "{\"action\":\"removed\",\"before\":\"published\",\"after\":\"removed\"");
    assert_holds(d.record, "\"clause\":\"mild\",\"title\":\"Mild words\"");
    assert_holds(d.record, "\"begin\":7,\"end\":12,\"quote\":\"caf\xC3\xA9\"");
    struct verdict v;
    assert_ok(verdict_parse_json(d.record, f->arena, &v, NULL));
    assert_int_equal(v.consequence, CONSEQUENCE_REMOVE);
    assert_int_equal(v.finding_count, 1);
}

static void words_cut_through_a_character_are_refused(void **state)
{
    static const struct span bad[] = {{7, 11}, {11, 13}, {7, 7}, {12, 90}, {9, 3}};
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "Reader", ROLE_READER);
    struct actor moderator = fixture_actor(f, "Moderator", ROLE_MODERATOR);
    int64_t id = fixture_post(f, &reader, 0, "A fine caf\xC3\xA9 for fools");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(remove_marked(f, &moderator, id, &bad[i], 1), RC_INVALID);
    assert_int_equal(fixture_comment(f, id).status, COMMENT_PUBLISHED);
}

static void undoing_is_of_the_text_that_was_decided_on(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "Reader", ROLE_READER);
    struct actor moderator = fixture_actor(f, "Moderator", ROLE_MODERATOR);
    int64_t id = fixture_post(f, &reader, 0, "This is fucking great");
    assert_ok(fixture_decide(f, &moderator, MODERATION_APPROVE, id));
    assert_ok(fixture_decide(f, &moderator, MODERATION_UNDO, id));
    /* The words stand marked again. */
    struct comment_decision d = last_decision(f, &moderator, id);
    assert_holds(d.record, "\"action\":\"undone\"");
    assert_holds(d.record, "\"clause\":\"strong\"");
    assert_holds(d.record, "\"quote\":\"fucking\"");
    assert_ok(fixture_decide(f, &moderator, MODERATION_APPROVE, id));
    struct comment_draft *draft;
    const struct comment_input edit = {.comment_id = id,
                                       .revision = fixture_comment(f, id).revision,
                                       .body = STR("This is just great"),
                                       .insists = true};
    assert_ok(fixture_try(f, &reader, &edit, &draft));
    assert_int_equal(fixture_decide(f, &moderator, MODERATION_UNDO, id), RC_CONFLICT);
}

static void moderators_let_nothing_of_their_own_through(void **state)
{
    struct fixture *f = *state;
    struct actor first = fixture_actor(f, "First", ROLE_MODERATOR);
    struct actor second = fixture_actor(f, "Second", ROLE_MODERATOR);
    struct actor boss = fixture_actor(f, "Boss", ROLE_ADMINISTRATOR);
    int64_t id = fixture_post(f, &first, 0, "This is fucking great");
    assert_int_equal(fixture_comment(f, id).status, COMMENT_HELD);
    assert_int_equal(fixture_decide(f, &first, MODERATION_APPROVE, id), RC_FORBIDDEN);
    assert_int_equal(fixture_decide(f, &first, MODERATION_EDIT, id), RC_FORBIDDEN);
    assert_ok(fixture_decide(f, &first, MODERATION_REMOVE, id));
    assert_int_equal(fixture_decide(f, &first, MODERATION_RESTORE, id), RC_FORBIDDEN);
    assert_ok(fixture_decide(f, &second, MODERATION_RESTORE, id));
    int64_t own = fixture_post(f, &boss, 0, "This is fucking good too");
    assert_ok(fixture_decide(f, &boss, MODERATION_APPROVE, own));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(the_queue_shows_what_waits_oldest_first_with_its_evidence),
        FIXTURE_CASE(the_queue_is_paged_without_gap_or_double),
        FIXTURE_CASE(a_decision_on_a_changed_comment_is_a_conflict),
        FIXTURE_CASE(a_decision_on_another_status_than_the_one_seen_is_a_conflict),
        FIXTURE_CASE(approving_and_removing_keep_the_counters_right),
        FIXTURE_CASE(moderators_let_nothing_of_their_own_through),
        FIXTURE_CASE(a_removal_and_an_edit_name_a_clause_and_an_edit_a_reason),
        FIXTURE_CASE(an_edit_is_shown_with_history_and_reason),
        FIXTURE_CASE(undoing_takes_back_exactly_the_last_decision),
        FIXTURE_CASE(a_tombstone_says_which_clause_and_who_and_a_held_one_says_nothing),
        FIXTURE_CASE(what_stands_around_a_comment_is_found_whether_it_is_shown_or_not),
        FIXTURE_CASE(a_moderator_who_lost_the_role_decides_nothing),
        FIXTURE_CASE(readers_pages_hear_of_changes_and_of_nothing_else),
        FIXTURE_CASE(a_removal_is_a_record_with_clause_reason_and_marked_words),
        FIXTURE_CASE(words_cut_through_a_character_are_refused),
        FIXTURE_CASE(undoing_is_of_the_text_that_was_decided_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
