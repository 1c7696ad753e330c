/* From rulings to a correction, without a database. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "community/learning/learning_fit.h"
#include "unit/test.h"

#define INSULT 2
#define SPAM   7
#define MARY   101
#define MAX    102

static const struct fit_rules rules = {
    .word_max = 1500, .person_max = 800, .day_max = 1000, .words_max = 2000, .texts_min = 3};

struct lessons {
    struct arena *arena;
    struct fit_example *items;
    size_t count, room;
};

static struct lessons lessons_new(size_t room)
{
    struct lessons l = {.arena = arena_new((size_t)512 * 1024 * 1024), .room = room};
    l.items = ARENA_ARRAY(l.arena, room, struct fit_example);
    assert_non_null(l.items);
    return l;
}

static struct correction_places places_of(struct arena *a, struct str body)
{
    struct text t;
    struct correction_places places;
    assert_ok(text_prepare(a, body, &t));
    assert_ok(correction_places(&t, a, &places));
    return places;
}

static void rule(struct lessons *l, struct str body, int64_t person, int64_t day, bool breaks,
                 int head)
{
    struct correction_places places = places_of(l->arena, body);
    size_t count = fit_distinct(places.items, places.count);
    assert_true(l->count < l->room);
    l->items[l->count] = (struct fit_example){
        .at_ms = day * DAY_MS + (int64_t)l->count,
        .source = (int64_t)l->count + 1,
        .person = person,
        .text_key = fit_text_key(places.items, count),
        .heads = 1u << head,
        .breaks = breaks,
        .places = places.items,
        .place_count = count,
    };
    l->count++;
}

static struct correction learn(struct lessons *l, const struct fit_rules *by)
{
    struct fit_result result;
    assert_ok(fit_correction(l->items, l->count, by, l->arena, &result));
    return (struct correction){
        .version = 1, .change_max = 2500, .words = result.words, .word_count = result.count};
}

static int change_of(struct lessons *l, const struct correction *c, const char *body, int head)
{
    struct correction_places places = places_of(l->arena, str_from_cstr(body));
    struct correction_sum sum;
    struct correction met;
    assert_ok(correction_apply(c, &places, l->arena, &sum, &met));
    return sum.change[head];
}

static const char *const subjects[] = {
    "the ferry timetable is wrong",      "who pays for the new harbour wall",
    "my bus was late again yesterday",   "the council forgot the swimming pool",
    "schools close early on Friday",     "rents double near the station",
    "the museum needs a better roof",    "nobody repairs the lighthouse lamp",
    "the bakery moved to Market Street", "trains stop running before midnight",
};
#define SUBJECTS (sizeof subjects / sizeof subjects[0])

/* Ten comments of different subjects that share a word people here take for an insult. */
static void rule_ten(struct lessons *l, const char *word, int64_t person, int64_t day, bool breaks)
{
    for (size_t i = 0; i < SUBJECTS; i++)
        rule(l, arena_printf(l->arena, "%s, you absolute %s", subjects[i], word), person, day,
             breaks, INSULT);
}

static void ten_consistent_rulings_move_a_word_and_leave_its_neighbours(void **state)
{
    (void)state;
    struct lessons l = lessons_new(100);
    rule_ten(&l, "walnut", MARY, 1, true);
    struct correction c = learn(&l, &rules);
    assert_in_range(change_of(&l, &c, "what a walnut", INSULT), 600, 1500);
    assert_int_equal(change_of(&l, &c, "what a walnut", SPAM), 0);
    for (size_t i = 0; i < SUBJECTS; i++)
        assert_int_equal(change_of(&l, &c, subjects[i], INSULT), 0);
    assert_int_equal(change_of(&l, &c, "hazelnut cake and walnuts", INSULT), 0);
    assert_true(change_of(&l, &c, "what a W4LNUUUUT", INSULT) > 0);
    arena_free(l.arena);
}

static void rulings_that_say_fine_move_a_word_the_other_way(void **state)
{
    (void)state;
    struct lessons l = lessons_new(100);
    rule_ten(&l, "scoundrel", MARY, 1, false);
    for (size_t i = 0; i < l.count; i++)
        l.items[i].base[INSULT] = 1500;
    struct correction c = learn(&l, &rules);
    assert_in_range(-change_of(&l, &c, "what a scoundrel", INSULT), 500, 1500);
    arena_free(l.arena);
}

static void what_the_model_says_already_teaches_nothing(void **state)
{
    (void)state;
    struct lessons l = lessons_new(100);
    rule_ten(&l, "walnut", MARY, 1, true);
    for (size_t i = 0; i < l.count; i++)
        l.items[i].base[INSULT] = 4000;
    assert_int_equal(learn(&l, &rules).word_count, 0);
    arena_free(l.arena);
}

static void a_word_in_two_texts_is_not_learned(void **state)
{
    (void)state;
    struct lessons l = lessons_new(100);
    rule(&l, STR("the ferry is late, you walnut"), MARY, 1, true, INSULT);
    rule(&l, STR("rents double, you walnut"), MARY, 2, true, INSULT);
    assert_int_equal(learn(&l, &rules).word_count, 0);
    rule(&l, STR("trains stop running, you walnut"), MARY, 3, true, INSULT);
    struct correction c = learn(&l, &rules);
    assert_true(change_of(&l, &c, "walnut", INSULT) > 0);
    arena_free(l.arena);
}

static void the_same_text_counts_once(void **state)
{
    (void)state;
    struct lessons l = lessons_new(3000);
    for (int i = 0; i < 1000; i++) {
        rule(&l, STR("Cheap watches, wonderful watches!"), MARY, i / 10, true, SPAM);
        rule(&l, STR("wonderful  WATCHES... cheap watches"), MARY, i / 10, true, SPAM);
    }
    struct correction c = learn(&l, &rules);
    assert_int_equal(change_of(&l, &c, "Cheap watches", SPAM), 0);
    arena_free(l.arena);
}

/* Ten thousand different texts, all with the word "council", called spam by one person on one day. */
static void flood(struct lessons *l, int64_t person, int64_t day, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rule(l, arena_printf(l->arena, "council meeting kwz%zu", i), person, day, true, SPAM);
}

static void a_flood_of_ten_thousand_rulings_by_one_person_is_bounded(void **state)
{
    (void)state;
    struct lessons l = lessons_new(10100);
    flood(&l, MAX, 3, 10000);
    struct correction c = learn(&l, &rules);
    const struct correction_word *w = NULL;
    for (size_t i = 0; i < c.word_count; i++) {
        assert_in_range(abs(c.words[i].change[SPAM]), 0, rules.person_max);
        w = &c.words[i];
    }
    assert_non_null(w);
    assert_in_range(change_of(&l, &c, "the council meeting", SPAM), 0, 2500);
    arena_free(l.arena);
}

static void many_people_on_one_day_are_bounded_by_the_day(void **state)
{
    (void)state;
    struct lessons l = lessons_new(1000);
    for (int64_t person = 1; person <= 30; person++)
        for (int i = 0; i < 10; i++)
            rule(&l, arena_printf(l.arena, "council kwz%d %s", (int)person, subjects[i]), person, 3,
                 true, SPAM);
    struct correction c = learn(&l, &rules);
    assert_true(change_of(&l, &c, "council", SPAM) > rules.person_max);
    for (size_t i = 0; i < c.word_count; i++)
        assert_in_range(abs(c.words[i].change[SPAM]), 0, rules.day_max);
    arena_free(l.arena);
}

static void many_people_on_many_days_are_bounded_by_the_word(void **state)
{
    (void)state;
    struct lessons l = lessons_new(1000);
    for (int64_t person = 1; person <= 30; person++)
        for (int i = 0; i < 10; i++)
            rule(&l, arena_printf(l.arena, "council kwz%d %s", (int)person, subjects[i]), person, i,
                 true, SPAM);
    for (size_t i = 0; i < l.count; i++)
        l.items[i].base[SPAM] = -6000;
    struct correction c = learn(&l, &rules);
    assert_int_equal(change_of(&l, &c, "council", SPAM), rules.word_max);
    arena_free(l.arena);
}

static bool same(const struct correction *a, const struct correction *b)
{
    return a->word_count == b->word_count &&
           memcmp(a->words, b->words, a->word_count * sizeof *a->words) == 0;
}

static void the_order_of_rulings_does_not_matter_and_one_left_out_was_never_there(void **state)
{
    (void)state;
    struct lessons l = lessons_new(100), without = lessons_new(100);
    rule_ten(&l, "walnut", MARY, 1, true);
    rule_ten(&without, "walnut", MARY, 1, true);
    struct correction before = learn(&without, &rules);
    rule_ten(&l, "teapot", MAX, 1, true);
    struct correction both = learn(&l, &rules);
    assert_false(same(&before, &both));
    for (size_t i = 0; i < l.count / 2; i++) {
        struct fit_example moved = l.items[i];
        l.items[i] = l.items[l.count - 1 - i];
        l.items[l.count - 1 - i] = moved;
    }
    struct correction reversed = learn(&l, &rules);
    assert_true(same(&both, &reversed));
    l.count = SUBJECTS; /* sorted again by time: the first ten are the walnuts */
    struct correction after = learn(&l, &rules);
    assert_true(same(&before, &after));
    arena_free(l.arena);
    arena_free(without.arena);
}

static void people_who_disagree_cancel_out(void **state)
{
    (void)state;
    struct lessons l = lessons_new(100);
    rule_ten(&l, "walnut", MARY, 1, true);
    rule_ten(&l, "walnut", MAX, 2, false);
    struct correction c = learn(&l, &rules);
    assert_in_range(abs(change_of(&l, &c, "walnut", INSULT)), 0, 300);
    arena_free(l.arena);
}

static void only_the_strongest_words_are_kept(void **state)
{
    (void)state;
    struct lessons l = lessons_new(100);
    struct fit_rules few = rules;
    few.words_max = 1;
    rule_ten(&l, "walnut", MARY, 1, true);
    struct correction all = learn(&l, &rules), one = learn(&l, &few);
    assert_true(all.word_count > 1);
    assert_int_equal(one.word_count, 1);
    arena_free(l.arena);
}

static void a_word_knows_the_rulings_it_comes_from(void **state)
{
    (void)state;
    struct lessons l = lessons_new(100);
    struct fit_result result;
    rule_ten(&l, "walnut", MARY, 1, true);
    assert_ok(fit_correction(l.items, l.count, &rules, l.arena, &result));
    for (size_t i = 0; i < result.count; i++) {
        assert_int_equal(result.origins[i].hash, result.words[i].hash);
        assert_int_equal(result.origins[i].texts, 10);
        assert_in_range(result.origins[i].sources[0], 1, 10);
    }
    arena_free(l.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_consistent_rulings_move_a_word_and_leave_its_neighbours),
        cmocka_unit_test(rulings_that_say_fine_move_a_word_the_other_way),
        cmocka_unit_test(what_the_model_says_already_teaches_nothing),
        cmocka_unit_test(a_word_in_two_texts_is_not_learned),
        cmocka_unit_test(the_same_text_counts_once),
        cmocka_unit_test(a_flood_of_ten_thousand_rulings_by_one_person_is_bounded),
        cmocka_unit_test(many_people_on_one_day_are_bounded_by_the_day),
        cmocka_unit_test(many_people_on_many_days_are_bounded_by_the_word),
        cmocka_unit_test(the_order_of_rulings_does_not_matter_and_one_left_out_was_never_there),
        cmocka_unit_test(people_who_disagree_cancel_out),
        cmocka_unit_test(only_the_strongest_words_are_kept),
        cmocka_unit_test(a_word_knows_the_rulings_it_comes_from),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
