#include "unit/community/fixture.h"

#include <stdio.h>
#include <string.h>

#include "community/article/subject.h"

#define TEXT_FINE    "A calm and reasonable remark about the ferry."
#define TEXT_FLAGGED "The ferry is late again, damn it."
#define TEXT_NUDGED  "THE FERRY IS LATE AGAIN AND NOBODY EVER SAYS A WORD."
#define TEXT_HELD    "The ferry is late again, what a fucking mess."

static const char *long_text(struct fixture *f)
{
    char *text = arena_alloc(f->arena, 1000);
    for (int i = 0; i < 120; i++)
        snprintf(text + strlen(text), 8, "ferry%c ", 'a' + i % 26);
    return text;
}

static int64_t thread_count(struct fixture *f)
{
    struct discussion_thread t;
    assert_ok(discussion_thread(&f->reader, f->article_id, &t));
    return t.comment_count;
}

static void every_consequence_has_its_status(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    assert_int_equal(fixture_comment(f, fixture_post(f, &reader, 0, TEXT_FINE)).status,
                     COMMENT_PUBLISHED);
    assert_int_equal(fixture_comment(f, fixture_post(f, &reader, 0, TEXT_FLAGGED)).status,
                     COMMENT_FLAGGED);
    assert_int_equal(fixture_comment(f, fixture_post(f, &reader, 0, TEXT_NUDGED)).status,
                     COMMENT_HELD);
    assert_int_equal(fixture_comment(f, fixture_post(f, &reader, 0, TEXT_HELD)).status,
                     COMMENT_HELD);
    assert_int_equal(fixture_comment(f, fixture_post(f, &reader, 0, long_text(f))).status,
                     COMMENT_REMOVED);
    assert_int_equal(thread_count(f), 2);
}

static void a_nudge_is_stored_only_when_the_author_insists(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct comment_draft *draft;
    const struct comment_input input = {.article_id = f->article_id, .body = STR(TEXT_NUDGED)};
    struct problem problem = {0};
    assert_ok(comment_prepare(&f->reader, &reader, &input, f->arena, &draft, &problem));
    assert_true(draft->needs_insistence);
    assert_str_equal(draft->verdict.findings[0].clause, STR("capitals"));
    assert_int_equal(community_run(comment_commit_submit, &draft->job), RC_CONFLICT);
    assert_int_equal(thread_count(f), 0);
}

static void a_form_sent_twice_makes_one_comment(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct comment_draft *first, *second, *other;
    struct comment_input input = {
        .article_id = f->article_id, .body = STR(TEXT_FINE), .draft_key = STR("k1")};
    assert_ok(fixture_try(f, &reader, &input, &first));
    assert_ok(fixture_try(f, &reader, &input, &second));
    assert_true(second->ret_repeated);
    assert_int_equal(first->ret_comment_id, second->ret_comment_id);
    input.draft_key = STR("k2");
    assert_ok(fixture_try(f, &reader, &input, &other));
    assert_false(other->ret_repeated);
    assert_int_equal(thread_count(f), 2);
}

static double thread_share(struct fixture *f, const struct actor *actor, const char *body)
{
    struct comment_draft *draft;
    const struct comment_input input = {.article_id = f->article_id, .body = str_from_cstr(body)};
    struct problem problem = {0};
    assert_ok(comment_prepare(&f->reader, actor, &input, f->arena, &draft, &problem));
    return draft->verdict.facts->value[SIG_RELEVANCE_THREAD].known
               ? draft->verdict.facts->value[SIG_RELEVANCE_THREAD].number
               : -1;
}

/* The headline has too few words to tell; the thread has enough from its eighth comment on. */
static void a_thread_gets_a_subject_of_its_own(void **state)
{
    struct fixture *f = *state;
    const char *of_thread = "Pilots, dredgers and tugboats cost more than the ferry ever earned at "
                            "the northern jetty.";
    const char *of_none = "Vaccines and chemtrails: lizards poison astronauts, pyramids, senators "
                          "and orchestras.";
    struct actor readers[2] = {fixture_actor(f, "first", ROLE_READER),
                               fixture_actor(f, "second", ROLE_READER)};
    for (int i = 0; i < SUBJECT_VOICES_MIN; i++) {
        assert_true(thread_share(f, &readers[0], of_thread) < 0);
        fixture_post(f, &readers[i % 2], 0, arena_printf(f->arena, "%d. %s", i, of_thread).p);
    }
    assert_true(thread_share(f, &readers[0], of_thread) > 0.9);
    double share = thread_share(f, &readers[0], of_none);
    assert_true(share >= 0 && share < 0.05);
}

struct sent {
    struct comment_draft *draft;
    _Atomic int *finished;
    enum rc rc;
};

static void count_done(struct community_job *job, enum rc rc)
{
    struct sent *s = job->ctx;
    s->rc = rc;
    atomic_fetch_add(s->finished, 1);
}

static void forms_sent_at_once_make_one_comment(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    enum { SENT = 16 };
    struct sent sent[SENT];
    _Atomic int finished = 0;
    for (int i = 0; i < SENT; i++) {
        const struct comment_input input = {.article_id = f->article_id, .body = STR(TEXT_FINE)};
        struct arena *arena = arena_new(1024 * 1024);
        struct problem problem = {0};
        sent[i].finished = &finished;
        assert_ok(comment_prepare(&f->reader, &reader, &input, arena, &sent[i].draft, &problem));
        sent[i].draft->job.done = count_done;
        sent[i].draft->job.ctx = &sent[i];
    }
    for (int i = 0; i < SENT; i++)
        assert_ok(comment_commit_submit(&sent[i].draft->job));
    while (atomic_load(&finished) < SENT)
        continue;
    int repeated = 0;
    for (int i = 0; i < SENT; i++) {
        assert_ok(sent[i].rc);
        repeated += sent[i].draft->ret_repeated;
        arena_free(sent[i].draft->job.arena);
    }
    assert_int_equal(repeated, SENT - 1);
    assert_int_equal(thread_count(f), 1);
}

static void strangers_blocked_accounts_and_closed_threads_are_refused(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER), stranger = {0};
    struct actor moderator = fixture_actor(f, "mod", ROLE_MODERATOR);
    const struct comment_input input = {.article_id = f->article_id, .body = STR(TEXT_FINE)};
    struct comment_draft *draft;
    assert_int_equal(fixture_try(f, &stranger, &input, &draft), RC_UNAUTHENTICATED);
    struct actor blocked = reader;
    blocked.status = ACCOUNT_BLOCKED;
    assert_int_equal(fixture_try(f, &blocked, &input, &draft), RC_FORBIDDEN);
    struct problem problem = {0};
    assert_ok(comment_prepare(&f->reader, &reader, &input, f->arena, &draft, &problem));
    struct moderation_thread_mode op = {.job = {.community = f->community, .arena = f->arena},
                                        .actor = moderator,
                                        .article_id = f->article_id,
                                        .mode = THREAD_CLOSED};
    assert_ok(community_run(moderation_thread_mode_submit, &op.job));
    /* Closed between preparing and committing. */
    assert_int_equal(community_run(comment_commit_submit, &draft->job), RC_FORBIDDEN);
    assert_int_equal(fixture_try(f, &reader, &input, &draft), RC_FORBIDDEN);
}

static void text_is_taken_whole_or_refused(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct comment_draft *draft;
    struct comment_input input = {.article_id = f->article_id, .body = STR("caf\xe9 time")};
    assert_int_equal(fixture_try(f, &reader, &input, &draft), RC_INVALID);
    input.body = STR("a\0b");
    assert_int_equal(fixture_try(f, &reader, &input, &draft), RC_INVALID);
    input.body = STR("  \n ");
    assert_int_equal(fixture_try(f, &reader, &input, &draft), RC_INVALID);
    char *big = arena_alloc(f->arena, 5001);
    memset(big, 'a', 5001);
    input.body = str_make(big, 5001);
    assert_int_equal(fixture_try(f, &reader, &input, &draft), RC_TOO_LARGE);
    input.article_id = 12345;
    input.body = STR(TEXT_FINE);
    assert_int_equal(fixture_try(f, &reader, &input, &draft), RC_NOT_FOUND);
}

static void an_edit_keeps_the_earlier_text_and_is_judged(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor other = fixture_actor(f, "other", ROLE_READER);
    int64_t id = fixture_post(f, &reader, 0, TEXT_FINE);
    struct comment_input input = {.comment_id = id, .body = STR(TEXT_HELD)};
    struct comment_draft *draft;
    assert_int_equal(fixture_try(f, &other, &input, &draft), RC_FORBIDDEN);
    assert_ok(fixture_try(f, &reader, &input, &draft));
    assert_int_equal(fixture_comment(f, id).status, COMMENT_HELD);
    assert_int_equal(thread_count(f), 0);
    /* The page that shows revision 0 is stale now. */
    assert_int_equal(fixture_try(f, &reader, &input, &draft), RC_CONFLICT);
    input.revision = 1;
    input.body = STR(TEXT_FINE " Really.");
    assert_ok(fixture_try(f, &reader, &input, &draft));
    assert_int_equal(fixture_comment(f, id).status, COMMENT_PUBLISHED);
    struct comment_revision *history;
    size_t count;
    assert_ok(comment_history(&f->reader, &reader, id, f->arena, &history, &count));
    assert_int_equal(count, 2);
    assert_str_equal(history[0].body, STR(TEXT_FINE));
    f->clock.fixed_ms += 16 * 60 * 1000;
    input.revision = 2;
    assert_int_equal(fixture_try(f, &reader, &input, &draft), RC_FORBIDDEN);
}

static void deleting_erases_the_text_and_leaves_a_tombstone_over_replies(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER), stranger = {0};
    int64_t id = fixture_post(f, &reader, 0, TEXT_FINE);
    int64_t reply = fixture_post(f, &reader, id, "So say I.");
    struct comment_deletion op = {
        .job = {.community = f->community, .arena = f->arena}, .actor = reader, .comment_id = id};
    assert_ok(community_run(comment_delete_submit, &op.job));
    struct discussion_page page;
    assert_ok(
        discussion_page(&f->reader, f->article_id, DISCUSSION_NEWEST, STR(""), f->arena, &page));
    assert_int_equal(page.count, 2);
    assert_true(page.comments[0].tombstone);
    assert_int_equal(page.comments[0].body.n, 0);
    assert_int_equal(page.comments[0].author_name.n, 0);
    struct comment_view view;
    assert_int_equal(comment_get(&f->reader, &stranger, id, f->arena, &view), RC_NOT_FOUND);
    assert_int_equal(fixture_comment(f, id).body.n, 0);
    /* With its last reply the tombstone goes, too. */
    op = (struct comment_deletion){.job = {.community = f->community, .arena = f->arena},
                                   .actor = reader,
                                   .comment_id = reply};
    assert_ok(community_run(comment_delete_submit, &op.job));
    assert_ok(
        discussion_page(&f->reader, f->article_id, DISCUSSION_NEWEST, STR(""), f->arena, &page));
    assert_int_equal(page.count, 0);
    assert_int_equal(thread_count(f), 0);
}

static void a_held_comment_shows_its_author_the_clause_and_strangers_nothing(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER), stranger = {0};
    int64_t id = fixture_post(f, &reader, 0, TEXT_HELD);
    struct comment_decision *decisions;
    size_t count;
    assert_ok(comment_decisions(&f->reader, &reader, id, f->arena, &decisions, &count));
    assert_int_equal(count, 1);
    assert_str_equal(decisions[0].clause, STR("strong"));
    assert_true(decisions[0].record.n > 0);
    assert_int_equal(comment_decisions(&f->reader, &stranger, id, f->arena, &decisions, &count),
                     RC_NOT_FOUND);
    struct comment_own *own;
    int64_t next;
    assert_ok(comment_list_by_account(&f->reader, &reader, reader.account_id, 0, 10, f->arena, &own,
                                      &count, &next));
    assert_int_equal(count, 1);
    assert_true(own[0].has_decision);
    assert_ok(comment_list_by_account(&f->reader, &stranger, reader.account_id, 0, 10, f->arena,
                                      &own, &count, &next));
    assert_int_equal(count, 0);
}

static void the_pace_is_right_after_a_restart(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct comment_draft *draft;
    for (int i = 0; i < 61; i++) {
        const struct comment_input input = {
            .article_id = f->article_id,
            .body = arena_printf(f->arena, "A remark of its own, number %d.", i),
        };
        assert_ok(fixture_try(f, &reader, &input, &draft));
        assert_int_equal(draft->status, i < 60 ? COMMENT_PUBLISHED : COMMENT_HELD);
    }
    fixture_restart(f);
    const struct comment_input input = {.article_id = f->article_id, .body = STR("One more.")};
    assert_ok(fixture_try(f, &reader, &input, &draft));
    assert_int_equal(draft->status, COMMENT_HELD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(every_consequence_has_its_status),
        FIXTURE_CASE(a_nudge_is_stored_only_when_the_author_insists),
        FIXTURE_CASE(a_thread_gets_a_subject_of_its_own),
        FIXTURE_CASE(a_form_sent_twice_makes_one_comment),
        FIXTURE_CASE(forms_sent_at_once_make_one_comment),
        FIXTURE_CASE(strangers_blocked_accounts_and_closed_threads_are_refused),
        FIXTURE_CASE(text_is_taken_whole_or_refused),
        FIXTURE_CASE(an_edit_keeps_the_earlier_text_and_is_judged),
        FIXTURE_CASE(deleting_erases_the_text_and_leaves_a_tombstone_over_replies),
        FIXTURE_CASE(a_held_comment_shows_its_author_the_clause_and_strangers_nothing),
        FIXTURE_CASE(the_pace_is_right_after_a_restart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
