/* Learning from rulings, and unlearning them. */
#include <stdint.h>

#include "community/program/api_key.h"
#include "community/learning/suggestion.h"
#include "unit/community/learning_site.h"

static void consistent_rulings_correct_the_model_here(void **state)
{
    const struct community_learning usual = {0};
    struct learning_site s = learning_site_open(state, &usual);
    int64_t ids[LEARNING_RULINGS];
    assert_false(learning_site_measure(&s, WALNUT).known);
    learning_site_remove(&s, "walnut", &s.mary, ids);
    assert_false(learning_site_measure(&s, WALNUT).known);
    learning_site_tick(&s);
    struct learning_measured m = learning_site_measure(&s, WALNUT);
    assert_true(m.known);
    assert_true(m.learned > m.model + 0.05);
    for (size_t i = 0; i < LEARNING_SUBJECTS; i++) {
        m = learning_site_measure(&s, learning_subjects[i]);
        assert_true(m.known && m.learned == m.model);
    }
}

static void learning_again_without_a_new_ruling_changes_nothing(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    int64_t ids[LEARNING_RULINGS];
    learning_site_remove(&s, "walnut", &s.mary, ids);
    learning_site_tick(&s);
    struct str words = learning_site_words(&s);
    int64_t version = learning_site_report(&s).now.version;
    assert_true(words.n > 0 && version == 1);
    learning_site_tick(&s);
    assert_ok(learning_rebuild(&s.f->reader));
    assert_str_equal(learning_site_words(&s), words);
    assert_int_equal(learning_site_report(&s).now.version, version);
}

static void an_undone_ruling_is_unlearned_exactly(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    int64_t ids[LEARNING_RULINGS], more[LEARNING_RULINGS];
    learning_site_remove(&s, "walnut", &s.mary, ids);
    learning_site_tick(&s);
    struct str before = learning_site_words(&s);
    learning_site_remove(&s, "teapot", &s.max, more);
    learning_site_tick(&s);
    assert_false(str_eq(learning_site_words(&s), before));
    learning_site_decide(&s, &s.max, MODERATION_UNDO, more, LEARNING_RULINGS);
    learning_site_tick(&s);
    assert_str_equal(learning_site_words(&s), before);
    struct learning_report report = learning_site_report(&s);
    assert_int_equal(report.now.version, 3);
    assert_int_equal(report.version_count, 3);
    assert_int_equal(report.versions[2].digest, report.now.digest);
}

static void a_removal_that_another_overturns_is_learned_as_fine(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    int64_t ids[LEARNING_RULINGS];
    learning_site_remove(&s, "walnut", &s.mary, ids);
    learning_site_decide(&s, &s.max, MODERATION_RESTORE, ids, LEARNING_RULINGS);
    learning_site_tick(&s);
    struct learning_measured m = learning_site_measure(&s, WALNUT);
    assert_true(m.known && m.learned <= m.model);
    struct learning_report report = learning_site_report(&s);
    assert_int_equal(report.now.rulings, LEARNING_RULINGS);
    assert_int_equal(report.now.people, 1);
}

static void a_restart_and_a_second_node_have_the_same_correction(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    struct problem problem = {0};
    int64_t ids[LEARNING_RULINGS];
    struct community *other;
    struct community_reader reader;
    const struct community_config config = {.store = s.f->store.store,
                                            .clock = &s.f->clock,
                                            .random = &s.f->random,
                                            .node = 1,
                                            .learning = learning_eager};
    assert_ok(community_new(&config, &other, &problem));
    assert_ok(community_load_standards(other, str_from_cstr(learning_document), STR("test"),
                                       s.f->signals, &problem));
    assert_ok(community_reader_open(other, &reader, &problem));
    assert_ok(learning_tick(&reader));
    assert_null(learning_ref(other));
    learning_site_remove(&s, "walnut", &s.mary, ids);
    learning_site_tick(&s);
    struct learning_measured m = learning_site_measure(&s, WALNUT);
    assert_ok(learning_tick(&reader));
    struct learning_correction *there = learning_ref(other), *here = learning_ref(s.f->community);
    assert_int_equal(learning_get(there)->version, learning_get(here)->version);
    assert_int_equal(learning_get(there)->word_count, learning_get(here)->word_count);
    assert_memory_equal(learning_get(there)->words, learning_get(here)->words,
                        learning_get(here)->word_count * sizeof(struct correction_word));
    learning_unref(there);
    learning_unref(here);
    community_reader_close(&reader);
    community_free(other);
    learning_site_restart(s.f);
    assert_true(learning_site_measure(&s, WALNUT).learned == m.learned);
}

static void what_is_erased_leaves_the_correction_and_the_report(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    int64_t ids[LEARNING_SUBJECTS];
    learning_site_post_walnuts(&s, LEARNING_SUBJECTS, ids);
    learning_site_answer(&s, "insults");
    learning_site_tick(&s);
    struct learning_report report = learning_site_report(&s);
    bool named = false;
    for (size_t i = 0; i < report.word_count; i++)
        named |= str_find(report.words[i].word, STR("walnut"), 0) != STR_NONE;
    assert_true(named);
    for (size_t i = 0; i < LEARNING_SUBJECTS; i++) {
        struct comment_deletion op = {.job = {.community = s.f->community, .arena = s.f->arena},
                                      .actor = s.reader,
                                      .comment_id = ids[i]};
        assert_ok(community_run(comment_delete_submit, &op.job));
    }
    assert_int_equal(learning_site_report(&s).word_count,
                     0); /* at once, before anything is made anew */
    learning_site_tick(&s);
    assert_int_equal(learning_site_words(&s).n, 0);
    struct learning_measured m = learning_site_measure(&s, WALNUT);
    assert_true(m.learned == m.model);
}

static void a_reset_forgets_what_was_ruled_after_that_day(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    int64_t ids[LEARNING_RULINGS];
    learning_site_remove(&s, "walnut", &s.mary, ids);
    learning_site_tick(&s);
    struct str first = learning_site_words(&s);
    int64_t evening = s.f->clock.fixed_ms;
    s.f->clock.fixed_ms += DAY_MS;
    learning_site_remove(&s, "teapot", &s.max, ids);
    learning_site_tick(&s);
    assert_false(str_eq(learning_site_words(&s), first));
    assert_int_equal(learning_site_change(&s, &s.mary, LEARNING_RESET, evening), RC_FORBIDDEN);
    assert_int_equal(learning_site_change(&s, &s.admin, LEARNING_RESET, s.f->clock.fixed_ms + 1),
                     RC_INVALID);
    assert_ok(learning_site_change(&s, &s.admin, LEARNING_RESET, evening));
    learning_site_tick(&s);
    assert_str_equal(learning_site_words(&s), first);
    learning_site_remove(&s, "saucepan", &s.max, ids);
    learning_site_tick(&s);
    assert_false(str_eq(learning_site_words(&s), first));
}

static void switched_off_it_says_nothing_and_on_again_the_same(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    int64_t ids[LEARNING_RULINGS];
    learning_site_remove(&s, "walnut", &s.mary, ids);
    learning_site_tick(&s);
    struct learning_measured m = learning_site_measure(&s, WALNUT);
    assert_ok(learning_site_change(&s, &s.admin, LEARNING_OFF, 0));
    learning_site_tick(&s);
    assert_false(learning_site_measure(&s, WALNUT).known);
    assert_false(learning_site_report(&s).is_on);
    assert_ok(learning_site_change(&s, &s.admin, LEARNING_ON, 0));
    learning_site_tick(&s);
    assert_true(learning_site_measure(&s, WALNUT).learned == m.learned);
    struct learning_site none = s;
    none.f->learning.is_off = true;
    learning_site_restart(none.f);
    assert_false(learning_site_measure(&none, WALNUT).known);
}

static void rulings_under_other_clauses_and_on_ones_own_teach_nothing(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    int64_t own = fixture_post(s.f, &s.mary, 0, "I am a walnut");
    int64_t id = fixture_post(s.f, &s.reader, 0, "The ferry is late, you walnut");
    learning_site_decide(&s, &s.mary, MODERATION_REMOVE, &own, 1);
    struct moderation_decision op = {
        .job = {.community = s.f->community, .arena = s.f->arena},
        .actor = s.max,
        .verb = MODERATION_REMOVE,
        .comment_id = id,
        .seen_status = fixture_comment(s.f, id).status,
        .clause = STR("manners"),
    };
    assert_ok(community_run(moderation_decide_submit, &op.job));
    learning_site_tick(&s);
    assert_int_equal(learning_site_report(&s).now.rulings, 0);
    assert_int_equal(learning_site_words(&s).n, 0);
}

static void keep_suggestions(struct fixture *f)
{
    struct community_rules rules = {.limits = community_limits(f->community),
                                    .learning = f->learning};
    rules.limits.suggestion_keep_ms = 10 * DAY_MS;
    community_adjust(f->community, &rules);
    buf_release(&rules.reserved_names);
    buf_release(&rules.refused_domains);
    buf_release(&rules.refused_passwords);
}

static void suggest(struct learning_site *s, int64_t key_id, const char *word)
{
    const struct suggestion_score score = {STR("INSULT"), 0.95};
    for (size_t i = 0; i < LEARNING_SUBJECTS; i++) {
        struct suggestion_add op = {
            .job = {.community = s->f->community, .arena = s->f->arena},
            .key_id = key_id,
            .text = arena_printf(s->f->arena, "%s, you %s", learning_subjects[i], word),
            .scores = &score,
            .score_count = 1,
        };
        assert_ok(community_run(suggestion_add_submit, &op.job));
    }
}

static void feedback_of_a_program_is_unlearned_when_its_key_is_revoked(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    struct api_key_add add = {.job = {.community = s.f->community, .arena = s.f->arena},
                              .actor = s.admin,
                              .name = STR("mill"),
                              .scopes = API_SCOPE_SUGGEST};
    assert_ok(community_run(api_key_add_submit, &add.job));
    keep_suggestions(s.f);
    suggest(&s, add.ret_id, "walnut");
    learning_site_tick(&s);
    struct learning_measured m = learning_site_measure(&s, WALNUT);
    assert_true(m.known && m.learned > m.model);
    struct learning_report report = learning_site_report(&s);
    assert_int_equal(report.tallies[0].kind, LEARNING_KEY);
    assert_str_equal(report.tallies[0].name, STR("mill"));
    assert_int_equal(report.tallies[0].breaks, LEARNING_SUBJECTS);
    assert_int_equal(report.word_count, 0); /* its texts are nobody's comments */
    struct api_key_change op = {.job = {.community = s.f->community, .arena = s.f->arena},
                                .actor = s.admin,
                                .name = STR("mill"),
                                .revoke = true};
    assert_ok(community_run(api_key_change_submit, &op.job));
    learning_site_tick(&s);
    m = learning_site_measure(&s, WALNUT);
    assert_true(m.learned == m.model);
}

static int64_t add_key(struct learning_site *s)
{
    struct api_key_add add = {.job = {.community = s->f->community, .arena = s->f->arena},
                              .actor = s->admin,
                              .name = STR("mill"),
                              .scopes = API_SCOPE_SUGGEST};
    assert_ok(community_run(api_key_add_submit, &add.job));
    keep_suggestions(s->f);
    return add.ret_id;
}

static void feedback_that_is_too_old_is_forgotten_and_unlearned(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    suggest(&s, add_key(&s), "walnut");
    learning_site_tick(&s);
    assert_true(learning_site_measure(&s, WALNUT).learned > 0.5);
    s.f->clock.fixed_ms += 11 * DAY_MS;
    assert_ok(community_sweep(s.f->community));
    learning_site_tick(&s);
    struct learning_measured m = learning_site_measure(&s, WALNUT);
    assert_true(m.learned == m.model);
}

static void a_program_crowds_out_no_more_than_half_of_what_people_ruled(void **state)
{
    struct community_learning rules = learning_eager;
    rules.rulings = 2 * LEARNING_RULINGS;
    struct learning_site s = learning_site_open(state, &rules);
    int64_t ids[LEARNING_RULINGS], key_id = add_key(&s);
    static const char *const words[] = {"hazel", "almond",   "peanut",
                                        "acorn", "chestnut", "beechnut"};
    learning_site_remove(&s, "walnut", &s.mary, ids);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        s.f->clock.fixed_ms += 1000;
        suggest(&s, key_id, words[i]);
    }
    learning_site_tick(&s);
    assert_int_equal(learning_site_report(&s).now.rulings, 2 * LEARNING_RULINGS);
    struct learning_measured m = learning_site_measure(&s, WALNUT);
    assert_true(m.learned > m.model);
}

static void versions_are_forgotten_but_for_the_newest_and_the_one_in_force(void **state)
{
    struct community_learning rules = learning_eager;
    rules.versions = 2;
    struct learning_site s = learning_site_open(state, &rules);
    int64_t ids[LEARNING_RULINGS];
    static const char *const words[] = {"hazel", "almond", "peanut", "acorn"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        learning_site_remove(&s, words[i], &s.mary, ids);
        learning_site_tick(&s);
    }
    struct learning_report before = learning_site_report(&s);
    assert_int_equal(before.version_count, 4);
    assert_ok(community_sweep(s.f->community));
    struct learning_report after = learning_site_report(&s);
    assert_int_equal(after.version_count, 2);
    assert_int_equal(after.versions[0].digest, before.versions[0].digest);
    assert_int_equal(after.now.digest, before.now.digest);
}

/* English, with `words` words that stand in no other text. */
static struct str long_text(struct learning_site *s, size_t number, size_t words, const char *end)
{
    struct buf b;
    buf_init(&b, 65536);
    for (size_t i = 0; i < words; i++)
        buf_printf(&b, "it was the q%c%c%c%c%c and they said so to her ", (char)('a' + number % 26),
                   (char)('a' + i % 26), (char)('a' + i / 26 % 26), (char)('a' + i / 676 % 26),
                   (char)('b' + i % 20));
    buf_put(&b, str_from_cstr(end));
    assert_ok(buf_status(&b));
    struct str text = arena_dup(s->f->arena, buf_str(&b));
    buf_release(&b);
    return text;
}

static void suggest_long(struct learning_site *s, int64_t key_id, size_t texts, const char *end)
{
    const struct suggestion_score score = {STR("INSULT"), 0.95};
    for (size_t i = 0; i < texts; i++) {
        struct suggestion_add op = {
            .job = {.community = s->f->community, .arena = s->f->arena},
            .key_id = key_id,
            .text = long_text(s, i, 450, end),
            .scores = &score,
            .score_count = 1,
        };
        assert_ok(community_run(suggestion_add_submit, &op.job));
    }
}

static void long_texts_are_learned_from_over_several_ticks_by_their_first_words(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    suggest_long(&s, add_key(&s), 2 * LEARNING_SUBJECTS, ", you walnut");
    learning_site_tick(&s);
    assert_true(learning_site_report(&s).is_pending);
    for (int i = 0; i < 4; i++)
        learning_site_tick(&s);
    struct learning_report report = learning_site_report(&s);
    assert_false(report.is_pending);
    assert_int_equal(report.now.rulings, 2 * LEARNING_SUBJECTS);
    struct learning_measured m = learning_site_measure(&s, WALNUT);
    assert_true(m.learned == m.model);
}

static void the_report_says_from_whom_and_what_it_would_change(void **state)
{
    struct learning_site s = learning_site_open(state, &learning_eager);
    int64_t ids[LEARNING_RULINGS];
    learning_site_remove(&s, "walnut", &s.mary, ids);
    learning_site_tick(&s);
    struct learning_report report = learning_site_report(&s);
    assert_int_equal(report.now.rulings, LEARNING_RULINGS);
    assert_int_equal(report.tallies[0].kind, LEARNING_CLAUSE);
    assert_str_equal(report.tallies[0].name, STR("insults"));
    assert_int_equal(report.tallies[0].breaks, LEARNING_RULINGS);
    assert_str_equal(report.tallies[1].name, STR("mary"));
    assert_int_equal(report.effect_count, LEARNING_RULINGS);
    assert_int_equal(report.effects[0].with, CONSEQUENCE_HOLD);
    assert_int_equal(report.effects[0].without, CONSEQUENCE_PUBLISH);
    struct learning_report none;
    assert_int_equal(learning_report(&s.f->reader, &s.reader, s.f->arena, &none), RC_FORBIDDEN);
    struct buf json;
    buf_init(&json, 1024 * 1024);
    learning_write_json(&json, &report);
    assert_ok(buf_status(&json));
    assert_int_not_equal(str_find(buf_str(&json), STR("\"word\":"), 0), STR_NONE);
    buf_release(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(consistent_rulings_correct_the_model_here),
        FIXTURE_CASE(learning_again_without_a_new_ruling_changes_nothing),
        FIXTURE_CASE(an_undone_ruling_is_unlearned_exactly),
        FIXTURE_CASE(a_removal_that_another_overturns_is_learned_as_fine),
        FIXTURE_CASE(a_restart_and_a_second_node_have_the_same_correction),
        FIXTURE_CASE(what_is_erased_leaves_the_correction_and_the_report),
        FIXTURE_CASE(a_reset_forgets_what_was_ruled_after_that_day),
        FIXTURE_CASE(switched_off_it_says_nothing_and_on_again_the_same),
        FIXTURE_CASE(rulings_under_other_clauses_and_on_ones_own_teach_nothing),
        FIXTURE_CASE(feedback_of_a_program_is_unlearned_when_its_key_is_revoked),
        FIXTURE_CASE(feedback_that_is_too_old_is_forgotten_and_unlearned),
        FIXTURE_CASE(a_program_crowds_out_no_more_than_half_of_what_people_ruled),
        FIXTURE_CASE(versions_are_forgotten_but_for_the_newest_and_the_one_in_force),
        FIXTURE_CASE(long_texts_are_learned_from_over_several_ticks_by_their_first_words),
        FIXTURE_CASE(the_report_says_from_whom_and_what_it_would_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
