#include "fixture.h"

#include "community/learning/suggestion.h"

static void keep_for(struct fixture *f, int64_t days)
{
    struct community_rules rules = {.limits = community_limits(f->community),
                                    .learning = f->learning};
    rules.limits.suggestion_keep_ms = days * DAY_MS;
    community_adjust(f->community, &rules);
    buf_release(&rules.reserved_names);
    buf_release(&rules.refused_domains);
    buf_release(&rules.refused_passwords);
}

static enum rc suggest(struct fixture *f, int64_t key_id, const char *text, const char *attribute,
                       double value)
{
    const struct suggestion_score score = {.attribute = str_from_cstr(attribute), .value = value};
    struct suggestion_add op = {.job = {.community = f->community, .arena = f->arena},
                                .key_id = key_id,
                                .text = str_from_cstr(text),
                                .parent = STR("what it answers"),
                                .language = STR("en"),
                                .community = STR("Coral:one"),
                                .token = STR("comment:1"),
                                .scores = &score,
                                .score_count = 1};
    return community_run(suggestion_add_submit, &op.job);
}

static size_t list(struct fixture *f, struct suggestion_view **ret)
{
    size_t count;
    assert_ok(suggestion_list(&f->reader, 0, 10, f->arena, ret, &count));
    return count;
}

static void a_later_opinion_of_the_same_key_replaces_the_earlier(void **state)
{
    struct fixture *f = *state;
    struct suggestion_view *views;
    keep_for(f, 30);
    assert_ok(suggest(f, 1, "some text", "TOXICITY", 1));
    f->clock.fixed_ms += 1000;
    assert_ok(suggest(f, 1, "some text", "TOXICITY", 0));
    assert_int_equal(list(f, &views), 1);
    assert_true(views[0].value == 0);
    assert_str_equal(views[0].text, STR("some text"));
    assert_str_equal(views[0].parent, STR("what it answers"));
    assert_str_equal(views[0].community, STR("Coral:one"));
    assert_str_equal(views[0].token, STR("comment:1"));
    assert_int_equal(views[0].key_id, 1);
    f->clock.fixed_ms += 1000;
    assert_ok(suggest(f, 2, "some text", "TOXICITY", 0.5));
    f->clock.fixed_ms += 1000;
    assert_ok(suggest(f, 1, "some text", "SPAM", 0.25));
    assert_int_equal(list(f, &views), 3);
    assert_str_equal(views[0].attribute, STR("SPAM"));
    assert_true(views[1].value == 0.5);
}

static void suggestions_are_forgotten_after_their_time(void **state)
{
    struct fixture *f = *state;
    struct suggestion_view *views;
    keep_for(f, 30);
    assert_ok(suggest(f, 1, "old", "TOXICITY", 1));
    f->clock.fixed_ms += 20 * DAY_MS;
    assert_ok(suggest(f, 1, "new", "TOXICITY", 1));
    f->clock.fixed_ms += 11 * DAY_MS;
    assert_ok(community_sweep(f->community));
    assert_int_equal(list(f, &views), 1);
    assert_str_equal(views[0].text, STR("new"));
}

static void a_key_suggests_no_more_in_a_day_than_is_set(void **state)
{
    struct fixture *f = *state;
    struct suggestion_view *views;
    struct community_rules rules = {.limits = community_limits(f->community),
                                    .learning = f->learning};
    rules.limits.suggestion_keep_ms = 30 * DAY_MS;
    rules.limits.suggestions_a_day = 2;
    community_adjust(f->community, &rules);
    buf_release(&rules.reserved_names);
    buf_release(&rules.refused_domains);
    buf_release(&rules.refused_passwords);
    assert_ok(suggest(f, 1, "one", "TOXICITY", 1));
    assert_ok(suggest(f, 1, "two", "TOXICITY", 1));
    assert_int_equal(suggest(f, 1, "three", "TOXICITY", 1), RC_LIMITED);
    assert_ok(suggest(f, 2, "three", "TOXICITY", 1));
    assert_int_equal(list(f, &views), 3);
    f->clock.fixed_ms += DAY_MS + 1;
    assert_ok(suggest(f, 1, "three", "TOXICITY", 1));
}

static void a_site_that_keeps_none_stores_none(void **state)
{
    struct fixture *f = *state;
    struct suggestion_view *views;
    keep_for(f, 0);
    assert_false(suggestion_kept(f->community));
    assert_ok(suggest(f, 1, "text", "TOXICITY", 1));
    assert_int_equal(list(f, &views), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(a_later_opinion_of_the_same_key_replaces_the_earlier),
        FIXTURE_CASE(suggestions_are_forgotten_after_their_time),
        FIXTURE_CASE(a_key_suggests_no_more_in_a_day_than_is_set),
        FIXTURE_CASE(a_site_that_keeps_none_stores_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
