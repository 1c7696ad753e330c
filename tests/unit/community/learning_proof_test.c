/* What was learned acts only as far as it is proven, and its verdicts can be repeated. */
#include "community/record/replay.h"
#include "policy/verdict.h"
#include "unit/community/learning_site.h"

static struct verdict judge(struct learning_site *s, const char *body)
{
    struct comment_draft *draft;
    struct problem problem = {0};
    const struct comment_input input = {.article_id = s->f->article_id,
                                        .body = str_from_cstr(body)};
    s->f->clock.fixed_ms += 1000;
    assert_ok(comment_prepare(&s->f->reader, &s->reader, &input, s->f->arena, &draft, &problem));
    return draft->verdict;
}

static void it_never_removes_before_its_precision_is_measured(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    int64_t ids[LEARNING_RULINGS];
    learning_site_remove(&s, "walnut", &s.mary, ids);
    learning_site_tick(&s);
    assert_true(learning_site_measure(&s, WALNUT).learned >= 0.7);
    struct verdict v = judge(&s, WALNUT);
    assert_int_equal(v.consequence, CONSEQUENCE_HOLD);
    assert_int_equal(v.findings[0].written, CONSEQUENCE_REMOVE);
    assert_int_equal(v.findings[0].change, FINDING_LEARNED);
    assert_true(v.findings[0].evidence_count > 0);
    learning_site_answer(
        &s, "insults"); /* what was posted before anything was learned says nothing of it */
    assert_int_equal(learning_site_report(&s).sample, 0);
    learning_site_post_walnuts(&s, 9, NULL);
    learning_site_answer(&s, "insults");
    assert_ok(learning_load(&s.f->reader));
    assert_int_equal(judge(&s, WALNUT).consequence, CONSEQUENCE_HOLD);
}

static void it_removes_once_its_precision_is_measured(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    int64_t ids[LEARNING_RULINGS];
    learning_site_remove(&s, "walnut", &s.mary, ids);
    learning_site_tick(&s);
    learning_site_answer(&s, "insults");
    learning_site_post_walnuts(&s, 14, NULL);
    learning_site_answer(&s, "insults");
    struct learning_report report = learning_site_report(&s);
    assert_int_equal(report.sample, 14);
    assert_in_range(report.heads[HEAD_INSULT].learned_count, 10, 14);
    assert_true(report.heads[HEAD_INSULT].may_remove);
    assert_ok(learning_load(&s.f->reader));
    assert_int_equal(judge(&s, WALNUT).consequence, CONSEQUENCE_REMOVE);
    int64_t id = fixture_post(s.f, &s.reader, 0, WALNUT);
    assert_int_equal(fixture_comment(s.f, id).status, COMMENT_REMOVED);
}

static void an_imprecise_one_goes_on_holding(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    int64_t ids[LEARNING_RULINGS];
    learning_site_remove(&s, "walnut", &s.mary, ids);
    learning_site_tick(&s);
    learning_site_answer(&s, "insults");
    learning_site_post_walnuts(&s, 12, NULL);
    learning_site_answer(&s, "");
    assert_false(learning_site_report(&s).heads[HEAD_INSULT].may_remove);
    assert_ok(learning_load(&s.f->reader));
    struct verdict v = judge(&s, WALNUT);
    assert_int_equal(v.consequence, CONSEQUENCE_HOLD);
}

static enum replay_result replayed(struct learning_site *s, int64_t id, int64_t seq)
{
    struct replay *p;
    struct replay_item item;
    struct replay_outcome o;
    struct problem problem = {0};
    assert_ok(replay_get(&s->f->reader, id, seq, s->f->arena, &item, &problem));
    assert_ok(replay_new(&s->f->reader, s->f->signals, &p));
    if (replay_run(p, &item, s->f->arena, &o, &problem) != RC_OK)
        fail_msg("%s", problem.message);
    replay_free(p);
    if (o.result == REPLAY_DIFFERS)
        fail_msg("%.*s", STR_ARG(o.difference));
    return o.result;
}

static void a_verdict_replays_bit_for_bit_whatever_was_learned_since(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    int64_t ids[LEARNING_RULINGS];
    learning_site_remove(&s, "walnut", &s.mary, ids);
    learning_site_tick(&s);
    int64_t held = fixture_post(s.f, &s.reader, 0, "Honestly, " WALNUT ". Good day.");
    int64_t fine = fixture_post(s.f, &s.reader, 0, FINE);
    assert_int_equal(fixture_comment(s.f, held).status, COMMENT_HELD);
    assert_int_equal(replayed(&s, held, 1), REPLAY_REPRODUCED);
    assert_int_equal(replayed(&s, fine, 0), REPLAY_REPRODUCED);
    assert_ok(learning_site_change(&s, &s.admin, LEARNING_RESET, 0));
    learning_site_tick(&s);
    assert_false(learning_site_measure(&s, WALNUT).known &&
                 learning_site_measure(&s, WALNUT).learned >= 0.7);
    learning_site_restart(s.f);
    assert_int_equal(replayed(&s, held, 1), REPLAY_REPRODUCED);
    assert_int_equal(replayed(&s, fine, 0), REPLAY_REPRODUCED);
}

static void its_words_decide_and_are_shown(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    int64_t ids[LEARNING_RULINGS];
    learning_site_remove(&s, "walnut", &s.mary, ids);
    learning_site_tick(&s);
    int64_t held = fixture_post(s.f, &s.reader, 0, WALNUT);
    struct replay_item item;
    struct problem problem = {0};
    struct verdict v;
    assert_ok(replay_get(&s.f->reader, held, 1, s.f->arena, &item, &problem));
    assert_ok(verdict_parse_json(item.record, s.f->arena, &v, &problem));
    assert_true(v.findings[0].decisive_known);
    struct str body = STR(WALNUT);
    bool named = false;
    for (size_t i = 0; i < v.findings[0].decisive_count; i++) {
        struct span d = v.findings[0].decisive[i];
        named |= str_find(str_slice(body, d.begin, d.end), STR("walnut"), 0) != STR_NONE;
    }
    assert_true(named);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(it_never_removes_before_its_precision_is_measured),
        FIXTURE_CASE(it_removes_once_its_precision_is_measured),
        FIXTURE_CASE(an_imprecise_one_goes_on_holding),
        FIXTURE_CASE(a_verdict_replays_bit_for_bit_whatever_was_learned_since),
        FIXTURE_CASE(its_words_decide_and_are_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
