#include "community/record/replay.h"

#include "policy/context.h"
#include "unit/community/fixture.h"

#define TEXT_FINE "A calm and reasonable remark about the ferry."
#define TEXT_HELD                                                                                  \
    "The ferry is late again, what a f\xC3\xBC"                                                    \
    "ck1ng, fuck1ng mess."

static struct replay_outcome replayed(struct fixture *f, const struct replay_item *item)
{
    struct replay *p;
    struct replay_outcome o;
    struct problem problem = {0};
    assert_ok(replay_new(&f->reader, f->signals, &p));
    if (replay_run(p, item, f->arena, &o, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    replay_free(p);
    return o;
}

static struct replay_item item(struct fixture *f, int64_t id, int64_t seq)
{
    struct replay_item i;
    struct problem problem = {0};
    if (replay_get(&f->reader, id, seq, f->arena, &i, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    return i;
}

static int64_t edit(struct fixture *f, const struct actor *actor, int64_t id, const char *body)
{
    struct comment_draft *draft;
    struct comment_view before = fixture_comment(f, id);
    const struct comment_input input = {.article_id = f->article_id,
                                        .comment_id = id,
                                        .revision = before.revision,
                                        .body = str_from_cstr(body)};
    assert_ok(fixture_try(f, actor, &input, &draft));
    return draft->ret_comment_id;
}

static void a_verdict_is_reproduced_bit_for_bit(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    int64_t fine = fixture_post(f, &reader, 0, TEXT_FINE);
    int64_t held = fixture_post(f, &reader, fine, TEXT_HELD);
    fixture_restart(f);
    struct replay_outcome o = replayed(f, &(struct replay_item){0});
    assert_int_equal(o.result, REPLAY_UNJUDGED);
    struct replay_item i = item(f, fine, 0);
    assert_int_equal(i.record.n, 0);
    assert_int_equal(replayed(f, &i).result, REPLAY_REPRODUCED);
    i = item(f, held, 1);
    o = replayed(f, &i);
    assert_int_equal(o.result, REPLAY_REPRODUCED);
    assert_str_equal(o.record, i.record);
}

static void the_context_is_that_of_the_moment(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    int64_t first = fixture_post(f, &reader, 0, TEXT_FINE);
    f->clock.fixed_ms += 30 * 1000;
    int64_t again = fixture_post(f, &reader, first, TEXT_FINE " Yes.");
    f->clock.fixed_ms += (int64_t)90 * 24 * 3600 * 1000;
    struct judge_context c;
    struct replay_item i = item(f, again, 0);
    assert_true(replay_context(&f->reader, &i, f->arena, &c));
    assert_int_equal(c.signals.author.comments_last_minute, 1);
    assert_int_equal(c.author_account_age_days, 0);
    assert_true(c.is_reply);
    assert_str_equal(c.author_role, STR("reader"));
    assert_str_equal(c.article.section, STR("world"));
    assert_true(c.signals.given_count >= 1);
    assert_int_equal(c.signals.given[0].signal, SIG_REPEAT_SIMILARITY);
    assert_true(c.signals.given[0].number > 0.5);
    assert_true(i.context.n <= 60);
}

static void an_edited_text_is_no_repetition_of_itself(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    int64_t id = fixture_post(f, &reader, 0, TEXT_FINE);
    f->clock.fixed_ms += 10 * 1000;
    edit(f, &reader, id, TEXT_FINE " Added.");
    struct judge_context c;
    struct replay_item i = item(f, id, 0);
    assert_true(replay_context(&f->reader, &i, f->arena, &c));
    assert_int_equal(c.signals.author.comments_last_minute, 0);
    assert_int_equal(c.signals.given_count, 0);
}

static void a_decision_is_replayed_on_the_text_it_was_about(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    int64_t id = fixture_post(f, &reader, 0, TEXT_HELD);
    edit(f, &reader, id, "Oh fuck it, the ferry again.");
    struct replay_item first = item(f, id, 1), second = item(f, id, 2);
    assert_str_equal(first.body, STR(TEXT_HELD));
    assert_int_equal(first.revision, 0);
    assert_int_equal(second.revision, 1);
    assert_int_equal(replayed(f, &first).result, REPLAY_REPRODUCED);
    assert_int_equal(replayed(f, &second).result, REPLAY_REPRODUCED);
}

static void what_differs_is_said_with_its_cause(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct replay_item i = item(f, fixture_post(f, &reader, 0, TEXT_HELD), 1);
    char *record = arena_cstr(f->arena, i.record);
    char *program = strstr(record, "\"program\":\"");
    assert_non_null(program);
    program[strlen("\"program\":\"")] = '9';
    i.record = str_make(record, i.record.n);
    struct replay_outcome o = replayed(f, &i);
    assert_int_equal(o.result, REPLAY_DIFFERS);
    assert_true(str_starts(o.difference, STR("another version of the program: 9")));
    i = item(f, fixture_post(f, &reader, 0, TEXT_FINE), 0);
    i.body = STR(TEXT_HELD);
    o = replayed(f, &i);
    assert_int_equal(o.result, REPLAY_DIFFERS);
    assert_true(str_starts(o.difference, STR("the verdict was publish then and is hold now")));
}

/* Records from before texts were hashed are compared as they are. */
static void the_text_is_known_by_its_hash_where_there_is_one(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct replay_item i = item(f, fixture_post(f, &reader, 0, TEXT_HELD), 1), old = i, other = i;
    size_t at = str_find(i.record, STR("\"text_sha256\":"), 0);
    size_t end = str_find(i.record, STR("\"versions\":"), 0);
    assert_true(at != STR_NONE && end != STR_NONE);
    old.record = arena_printf(f->arena, "%.*s%.*s", (int)at, i.record.p, (int)(i.record.n - end),
                              i.record.p + end);
    assert_int_equal(replayed(f, &old).result, REPLAY_REPRODUCED);
    other.body = arena_printf(f->arena, "%.*s ", STR_ARG(i.body));
    struct replay_outcome o = replayed(f, &other);
    assert_int_equal(o.result, REPLAY_DIFFERS);
    assert_true(str_starts(o.difference, STR("the text is not the one that was judged")));
}

static void what_cannot_be_replayed_says_why(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor moderator = fixture_actor(f, "moderator", ROLE_MODERATOR);
    int64_t id = fixture_post(f, &reader, 0, TEXT_HELD);
    assert_ok(fixture_decide(f, &moderator, MODERATION_APPROVE, id));
    struct replay_item i = item(f, id, 2);
    assert_int_equal(replayed(f, &i).result, REPLAY_PERSON);
    i = item(f, fixture_post(f, &reader, 0, TEXT_FINE), 0);
    i.context = (struct str){0};
    assert_int_equal(replayed(f, &i).result, REPLAY_UNKNOWN);
    struct comment_deletion deletion = {
        .job = {.community = f->community, .arena = f->arena}, .actor = reader, .comment_id = id};
    assert_ok(community_run(comment_delete_submit, &deletion.job));
    i = item(f, id, 1);
    assert_int_equal(replayed(f, &i).result, REPLAY_ERASED);
    assert_int_equal(i.record.n, 0);
}

static void all_comments_are_listed_once_in_order(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    int64_t ids[5], after = 0;
    size_t seen = 0, count = 1;
    for (size_t i = 0; i < 5; i++) {
        f->clock.fixed_ms += 1000;
        struct str text = arena_printf(f->arena, "%s %zu", i % 2 == 0 ? TEXT_FINE : TEXT_HELD, i);
        ids[i] = fixture_post(f, &reader, 0, text.p);
    }
    while (count > 0) {
        struct replay_item *items;
        assert_ok(replay_list(&f->reader, after, INT64_MAX, 2, f->arena, &items, &count));
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(items[i].comment_id, ids[seen]);
            assert_true((items[i].record.n > 0) == (seen % 2 == 1));
            after = ids[seen++];
        }
    }
    assert_int_equal(seen, 5);
}

static void every_decision_is_listed_with_the_text_it_was_about(void **state)
{
    static const struct {
        int comment;
        int64_t seq;
        bool by_person, listed;
        const char *body;
    } expected[] = {{0, 1, false, false, TEXT_HELD},
                    {0, 2, true, false, TEXT_HELD},
                    {0, 3, false, true, "Oh fuck it, the ferry again."},
                    {1, 1, false, true, TEXT_HELD " Once more."},
                    {1, 2, true, false, TEXT_HELD " Once more."}};
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor moderator = fixture_actor(f, "moderator", ROLE_MODERATOR);
    int64_t ids[2] = {fixture_post(f, &reader, 0, TEXT_HELD)}, after = 0, after_seq = 0;
    assert_ok(fixture_decide(f, &moderator, MODERATION_APPROVE, ids[0]));
    edit(f, &reader, ids[0], "Oh fuck it, the ferry again.");
    f->clock.fixed_ms += 1000;
    ids[1] = fixture_post(f, &reader, 0, TEXT_HELD " Once more.");
    assert_ok(fixture_decide(f, &moderator, MODERATION_REMOVE, ids[1]));
    size_t seen = 0, count = 1;
    while (count > 0) {
        struct replay_decision *d;
        assert_ok(
            replay_decisions(&f->reader, after, after_seq, INT64_MAX, 2, f->arena, &d, &count));
        for (size_t i = 0; i < count; i++, seen++) {
            assert_int_equal(d[i].item.comment_id, ids[expected[seen].comment]);
            assert_int_equal(d[i].item.seq, expected[seen].seq);
            assert_int_equal(d[i].item.by_person, expected[seen].by_person);
            assert_int_equal(d[i].listed, expected[seen].listed);
            assert_str_equal(d[i].item.body, str_from_cstr(expected[seen].body));
            assert_int_equal(replayed(f, &d[i].item).result,
                             expected[seen].by_person ? REPLAY_PERSON : REPLAY_REPRODUCED);
            after = d[i].item.comment_id;
            after_seq = d[i].item.seq;
        }
    }
    assert_int_equal(seen, 5);
}

static void an_earlier_text_that_is_not_kept_is_said(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct replay_item i = item(f, fixture_post(f, &reader, 0, TEXT_HELD), 1);
    i.text_gone = true;
    i.body = (struct str){0};
    assert_int_equal(replayed(f, &i).result, REPLAY_TEXT_GONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(a_verdict_is_reproduced_bit_for_bit),
        FIXTURE_CASE(the_context_is_that_of_the_moment),
        FIXTURE_CASE(an_edited_text_is_no_repetition_of_itself),
        FIXTURE_CASE(a_decision_is_replayed_on_the_text_it_was_about),
        FIXTURE_CASE(what_differs_is_said_with_its_cause),
        FIXTURE_CASE(the_text_is_known_by_its_hash_where_there_is_one),
        FIXTURE_CASE(what_cannot_be_replayed_says_why),
        FIXTURE_CASE(all_comments_are_listed_once_in_order),
        FIXTURE_CASE(every_decision_is_listed_with_the_text_it_was_about),
        FIXTURE_CASE(an_earlier_text_that_is_not_kept_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
