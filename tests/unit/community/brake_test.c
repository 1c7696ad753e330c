#include "unit/community/node.h"

#include <pthread.h>

#include "base/metrics.h"
#include "community/admin.h"
#include "community/record/staff_log.h"
#include "community/moderation/brake.h"
#include "queries.h"

#define TEXT_FINE "A calm and reasonable remark about the ferry."
#define TEXT_HELD "The ferry is late again, what a fucking mess."

#define DOCUMENT                                                                                   \
    "# Test standards\n\n```standards\nlanguage: en\n```\n\n"                                      \
    "```brake\nwindow: 60 minutes\nat least: 10 comments\nshare: 20 %%\n```\n\n"                   \
    "## Strong words {#strong}\n\nNone.\n\n```clause\nwhen: %s\nthen: hold\n```\n\n"               \
    "## Length {#length}\n\nShort.\n\n```clause\nwhen: text.words >= 50\nthen: remove\nshare: 50 " \
    "%%\n```\n"

static void load(struct fixture *f, struct community *c, const char *condition)
{
    struct problem problem = {0};
    struct str document = arena_printf(f->arena, DOCUMENT, condition);
    if (community_load_standards(c, document, STR("test"), f->signals, &problem) != RC_OK)
        fail_msg("%s (line %d)", problem.message, problem.line);
}

/* A clause that holds what has words of the list `asked`, and another list. */
static void load_lists(struct fixture *f, const char *asked, const char *other)
{
    struct problem problem = {0};
    struct str document =
        arena_printf(f->arena,
                     "# T\n\n```brake\nat least: 10 comments\n```\n\n```list "
                     "other\n%s```\n\n```list asked\n%s```\n\n"
                     "## A {#a}\n\nNone.\n\n```clause\nwhen: list.asked > 0\nthen: hold\n```\n",
                     other, asked);
    assert_ok(community_load_standards(f->community, document, STR("test"), f->signals, &problem));
}

static void begin(struct fixture *f)
{
    load(f, f->community, "profanity.score >= 0.7");
    assert_ok(brake_tick(&f->reader));
}

static enum rc nothing(struct db *db, void *ctx)
{
    (void)db;
    (void)ctx;
    return RC_OK;
}

/* Waits for the writer, whose jobs run in order: what the last comment led to is written, and the clock may move. */
static void settle(struct fixture *f)
{
    assert_ok(store_write_wait(f->store.store, nothing, NULL));
}

/* A second later, as the server does it. */
static void tick(struct fixture *f)
{
    f->clock.fixed_ms += 1000;
    assert_ok(brake_tick(&f->reader));
    settle(f);
}

static enum comment_status post(struct fixture *f, const struct actor *who, const char *text)
{
    static int number;
    struct str body = arena_printf(f->arena, "%s Number %d.", text, ++number);
    int64_t id = fixture_post(f, who, 0, arena_cstr(f->arena, body));
    settle(f);
    return fixture_comment(f, id).status;
}

static void post_many(struct fixture *f, const struct actor *who, const char *text, int count)
{
    for (int i = 0; i < count; i++)
        (void)post(f, who, text);
}

static size_t braked(struct fixture *f, struct brake_view *ret)
{
    const struct actor mod = {.account_id = 1, .role = ROLE_MODERATOR};
    struct brake_view *list;
    size_t count;
    assert_ok(brake_list(&f->reader, &mod, true, f->arena, &list, &count));
    if (count > 0)
        *ret = list[0];
    return count;
}

static enum rc release(struct fixture *f, const struct actor *who, const char *clause,
                       const char *reason)
{
    struct brake_release op = {.job = {.community = f->community, .arena = f->arena},
                               .actor = *who,
                               .clause = str_from_cstr(clause),
                               .reason = str_from_cstr(reason)};
    return community_run(brake_release_submit, &op.job);
}

static void a_clause_past_its_share_is_demoted_to_flag_at_once(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct brake_view v;
    int64_t before = metric_gauge_value(GAUGE_brake_active);
    begin(f);
    post_many(f, &reader, TEXT_FINE, 7);
    assert_int_equal(post(f, &reader, TEXT_HELD), COMMENT_HELD);
    assert_int_equal(post(f, &reader, TEXT_HELD), COMMENT_HELD);
    assert_int_equal(post(f, &reader, TEXT_HELD), COMMENT_HELD); /* the tenth: 3 of 10 */
    assert_int_equal(post(f, &reader, TEXT_HELD), COMMENT_FLAGGED);
    settle(f);
    assert_int_equal(braked(f, &v), 1);
    assert_str_equal(v.clause, STR("strong"));
    assert_int_equal(v.judged, 10);
    assert_int_equal(v.acted, 3);
    assert_int_equal(v.share_milli, 200);
    assert_int_equal(metric_gauge_value(GAUGE_brake_active), before + 1);
}

static void a_share_that_is_reached_and_not_passed_is_no_brake(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct brake_view v;
    begin(f);
    post_many(f, &reader, TEXT_HELD, 2);
    post_many(f, &reader, TEXT_FINE, 8);
    settle(f);
    assert_int_equal(braked(f, &v), 0);
    assert_int_equal(post(f, &reader, TEXT_HELD), COMMENT_HELD); /* 3 of 11 */
    settle(f);
    assert_int_equal(braked(f, &v), 1);
    assert_int_equal(v.judged, 11);
}

static void what_is_older_than_the_window_does_not_count(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct brake_view v;
    begin(f);
    post_many(f, &reader, TEXT_HELD, 9);
    f->clock.fixed_ms += 61 * MINUTE_MS;
    post_many(f, &reader, TEXT_FINE, 9);
    post_many(f, &reader, TEXT_HELD, 2);
    settle(f);
    assert_int_equal(braked(f, &v), 0);
}

static void a_comment_demoted_by_the_brake_says_so(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mod = fixture_actor(f, "mod", ROLE_MODERATOR);
    begin(f);
    post_many(f, &reader, TEXT_HELD, 10);
    const struct comment_input input = {.article_id = f->article_id,
                                        .body = STR(TEXT_HELD " Demoted.")};
    struct comment_draft *draft;
    assert_ok(fixture_try(f, &reader, &input, &draft));
    const struct finding *finding = &draft->verdict.findings[0];
    assert_int_equal(finding->change, FINDING_BRAKE);
    assert_int_equal(finding->written, CONSEQUENCE_HOLD);
    assert_int_equal(finding->consequence, CONSEQUENCE_FLAG);
    struct moderation_item *items;
    size_t count;
    int64_t next;
    assert_ok(
        moderation_queue(&f->reader, &mod, MODERATION_FLAGGED, 0, f->arena, &items, &count, &next));
    assert_int_equal(count, 1);
    assert_int_equal(items[0].comment.id, draft->ret_comment_id);
}

static void a_brake_survives_a_restart(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    begin(f);
    post_many(f, &reader, TEXT_HELD, 10);
    settle(f);
    fixture_restart(f);
    begin(f);
    assert_int_equal(post(f, &reader, TEXT_HELD), COMMENT_FLAGGED);
}

static void counts_survive_a_restart(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct brake_view v;
    begin(f);
    f->clock.fixed_ms += 2 * MINUTE_MS;
    post_many(f, &reader, TEXT_HELD, 9);
    f->clock.fixed_ms += BRAKE_WRITE_MS;
    tick(f);
    settle(f);
    f->random = random_seeded(8); /* a process has another name each time */
    fixture_restart(f);
    begin(f);
    post_many(f, &reader, TEXT_HELD, 1);
    settle(f);
    assert_int_equal(braked(f, &v), 1);
    assert_int_equal(v.judged, 10);
}

static void a_moderator_releases_it_with_a_reason_and_it_counts_anew(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor mod = fixture_actor(f, "mod", ROLE_MODERATOR);
    struct actor admin = fixture_actor(f, "admin", ROLE_ADMINISTRATOR);
    struct brake_view v, *all;
    size_t count;
    begin(f);
    post_many(f, &reader, TEXT_HELD, 11);
    settle(f);
    assert_int_equal(release(f, &reader, "strong", "please"), RC_FORBIDDEN);
    assert_int_equal(release(f, &mod, "strong", " "), RC_INVALID);
    assert_int_equal(release(f, &mod, "length", "why not"), RC_CONFLICT);
    const struct actor command_line = {.role = ROLE_ADMINISTRATOR};
    assert_int_equal(release(f, &command_line, "strong", " "), RC_INVALID);
    assert_ok(release(f, &mod, "strong", "a football match, not a slip"));
    assert_int_equal(release(f, &command_line, "strong", "again"), RC_CONFLICT);
    assert_int_equal(release(f, &mod, "strong", "again"), RC_CONFLICT);
    assert_int_equal(braked(f, &v), 0);
    assert_int_equal(post(f, &reader, TEXT_HELD), COMMENT_HELD);
    tick(f);
    post_many(f, &reader, TEXT_HELD, 8);
    tick(f);
    assert_int_equal(braked(f, &v), 0);
    post_many(f, &reader, TEXT_HELD, 1); /* the tenth since */
    settle(f);
    assert_int_equal(braked(f, &v), 1);
    assert_ok(brake_list(&f->reader, &mod, false, f->arena, &all, &count));
    assert_int_equal(count, 2);
    assert_str_equal(all[1].released_by, STR("mod"));
    assert_str_equal(all[1].reason, STR("a football match, not a slip"));
    struct staff_log_entry *log;
    struct staff_log_place place;
    bool more;
    assert_ok(staff_log_place_parse(STR(""), &place));
    assert_ok(staff_log_read(&f->reader, &admin, &(struct staff_log_filter){0}, &place, f->arena,
                             &log, &count, &more));
    assert_int_equal(count, 3);
    assert_str_equal(log[1].action, STR("release brake"));
    assert_str_equal(log[2].action, STR("emergency brake"));
}

static void a_document_with_another_condition_releases_it_and_the_same_one_does_not(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct brake_view v;
    begin(f);
    post_many(f, &reader, TEXT_HELD, 10);
    settle(f);
    load(f, f->community, "profanity.score >= 0.7");
    tick(f);
    assert_int_equal(braked(f, &v), 1);
    load(f, f->community, "profanity.score >= 0.71");
    tick(f);
    assert_int_equal(braked(f, &v), 0);
    assert_int_equal(post(f, &reader, TEXT_HELD), COMMENT_HELD);
}

static void a_changed_word_list_releases_the_clause_that_asks_for_it(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct brake_view v;
    load_lists(f, "ferry\n", "boat\n");
    tick(f);
    post_many(f, &reader, TEXT_FINE, 11);
    settle(f);
    assert_int_equal(braked(f, &v), 1);
    load_lists(f, "ferry\n", "boat\nship\n");
    tick(f);
    assert_int_equal(braked(f, &v), 1);
    load_lists(f, "ferry\nferries\n", "boat\nship\n");
    tick(f);
    assert_int_equal(braked(f, &v), 0);
}

/* --- two nodes --- */

static void start_node(struct fixture *f, struct node *n)
{
    node_start_under(f, n, arena_printf(f->arena, DOCUMENT, "profanity.score >= 0.7"));
    assert_ok(brake_tick(&n->reader));
}

/* Both nodes' writers. */
static void settle_both(struct fixture *f, struct node *n)
{
    settle(f);
    assert_ok(store_write_wait(n->store, nothing, NULL));
}

struct poster {
    struct community *community;
    const struct actor *actor;
    int64_t article_id;
    int held;
};

/* As many held comments as are braked for, without a pause. */
static void *post_fast(void *ctx)
{
    struct poster *p = ctx;
    struct community_reader reader;
    struct problem problem = {0};
    struct arena *a = arena_new((size_t)16 * 1024 * 1024);
    if (community_reader_open(p->community, &reader, &problem) != RC_OK)
        return NULL;
    for (int i = 0; i < 20; i++) {
        struct comment_draft *draft;
        const struct comment_input input = {
            .article_id = p->article_id,
            .body = arena_printf(a, "%s By %p, number %d.", TEXT_HELD, ctx, i)};
        if (comment_prepare(&reader, p->actor, &input, a, &draft, &problem) == RC_OK &&
            community_run(comment_commit_submit, &draft->job) == RC_OK)
            p->held += draft->status == COMMENT_HELD;
    }
    community_reader_close(&reader);
    arena_free(a);
    return NULL;
}

static void post_at(struct fixture *f, struct node *n, const struct actor *who, int count)
{
    struct community_reader mine = f->reader;
    struct community *own = f->community;
    f->reader = n->reader;
    f->community = n->community;
    for (int i = 0; i < count; i++) {
        (void)post(f, who, TEXT_HELD);
        assert_ok(store_write_wait(n->store, nothing, NULL));
    }
    f->reader = mine;
    f->community = own;
}

static void two_nodes_that_find_it_out_at_once_make_one_brake(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    struct actor second = fixture_actor(f, "second", ROLE_READER);
    struct node other;
    struct brake_view v, *all;
    size_t count;
    const struct actor admin = {.account_id = 1, .role = ROLE_ADMINISTRATOR};
    begin(f);
    start_node(f, &other);
    struct poster here = {f->community, &reader, f->article_id, 0};
    struct poster there = {other.community, &second, f->article_id, 0};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, post_fast, &there), 0);
    post_fast(&here);
    pthread_join(thread, NULL);
    settle_both(f, &other);
    assert_int_equal(here.held, 10);
    assert_int_equal(there.held, 10);
    assert_int_equal(braked(f, &v), 1);
    assert_ok(brake_list(&f->reader, &admin, false, f->arena, &all, &count));
    assert_int_equal(count, 1);
    struct staff_log_entry *log;
    struct staff_log_place place;
    bool more;
    assert_ok(staff_log_place_parse(STR(""), &place));
    assert_ok(staff_log_read(&f->reader, &admin, &(struct staff_log_filter){0}, &place, f->arena,
                             &log, &count, &more));
    assert_int_equal(count, 1);
    node_stop(&other);
}

static void nodes_count_together_and_learn_of_each_others_brakes_and_releases(void **state)
{
    struct fixture *f = *state;
    struct actor reader = fixture_actor(f, "reader", ROLE_READER);
    const struct actor command_line = {.role = ROLE_ADMINISTRATOR};
    struct node other;
    struct brake_view v;
    struct judge_context context = {0};
    begin(f);
    start_node(f, &other);
    f->clock.fixed_ms += 2 * MINUTE_MS;
    post_many(f, &reader, TEXT_HELD, 6);
    f->clock.fixed_ms += BRAKE_WRITE_MS;
    tick(f);
    settle(f);
    f->clock.fixed_ms += BRAKE_WRITE_MS;
    assert_ok(brake_tick(&other.reader));
    post_at(f, &other, &reader, 3);
    settle_both(f, &other);
    assert_int_equal(braked(f, &v), 0);
    post_at(f, &other, &reader, 1);
    settle_both(f, &other);
    assert_int_equal(braked(f, &v), 1);
    assert_int_equal(v.judged, 10);
    assert_ok(brake_fill(f->community, f->arena, &context));
    assert_int_equal(context.braked_count, 0);
    tick(f);
    assert_ok(brake_fill(f->community, f->arena, &context));
    assert_int_equal(context.braked_count, 1);
    assert_str_equal(context.braked[0], STR("strong"));
    assert_ok(release(f, &command_line, "strong", "looked at"));
    assert_ok(brake_tick(&other.reader));
    context = (struct judge_context){0};
    assert_ok(brake_fill(other.community, f->arena, &context));
    assert_int_equal(context.braked_count, 0);
    node_stop(&other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(a_clause_past_its_share_is_demoted_to_flag_at_once),
        FIXTURE_CASE(a_share_that_is_reached_and_not_passed_is_no_brake),
        FIXTURE_CASE(what_is_older_than_the_window_does_not_count),
        FIXTURE_CASE(a_comment_demoted_by_the_brake_says_so),
        FIXTURE_CASE(a_brake_survives_a_restart),
        FIXTURE_CASE(counts_survive_a_restart),
        FIXTURE_CASE(a_moderator_releases_it_with_a_reason_and_it_counts_anew),
        FIXTURE_CASE(a_document_with_another_condition_releases_it_and_the_same_one_does_not),
        FIXTURE_CASE(a_changed_word_list_releases_the_clause_that_asks_for_it),
        FIXTURE_CASE(two_nodes_that_find_it_out_at_once_make_one_brake),
        FIXTURE_CASE(nodes_count_together_and_learn_of_each_others_brakes_and_releases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
