#include "policy/escalation.h"
#include "../test.h"

#define LEVELS 3

/* A clause with any combination of lines: -1 is no line. */
struct shape {
    int for_level[LEVELS]; /* consequence */
    int repeat_2, repeat_4;
};

static struct standards_clause clause_of(const struct shape *s, struct standards_for *levels,
                                         struct standards_repeat *repeats)
{
    struct standards_clause c = {.levels = levels, .repeats = repeats};
    for (size_t i = 0; i < LEVELS; i++)
        if (s->for_level[i] >= 0)
            levels[c.level_count++] = (struct standards_for){
                .level = i, .consequence = (enum consequence)s->for_level[i]};
    if (s->repeat_2 >= 0)
        repeats[c.repeat_count++] =
            (struct standards_repeat){.from = 2, .consequence = (enum consequence)s->repeat_2};
    if (s->repeat_4 >= 0)
        repeats[c.repeat_count++] =
            (struct standards_repeat){.from = 4, .consequence = (enum consequence)s->repeat_4};
    return c;
}

/* The table of docs/STANDARDS.md, said once more and differently: bounds from below and above. */
static int expected(const struct shape *s, int written, const struct escalation *e)
{
    int now = written;
    if (written == CONSEQUENCE_PUBLISH)
        return written;
    if (e->author_known) {
        int reached = -1;
        for (int i = (int)e->level; i > 0 && reached < 0; i--)
            reached = s->for_level[i];
        if (e->level == 0 && s->for_level[0] > now)
            now = s->for_level[0];
        if (reached >= 0 && reached < now)
            now = reached;
        if (e->upheld >= 2 && s->repeat_2 > now)
            now = s->repeat_2;
        if (e->upheld >= 4 && s->repeat_4 > now)
            now = s->repeat_4;
    }
    if ((e->reported || e->learned || e->modelled) && now > CONSEQUENCE_HOLD)
        now = CONSEQUENCE_HOLD;
    return e->braked && now > CONSEQUENCE_FLAG ? CONSEQUENCE_FLAG : now;
}

struct walk {
    size_t cases, by_change[FINDING_CHANGE_COUNT];
};

static void check_one(struct walk *w, const struct shape *s, int written,
                      const struct escalation *e)
{
    struct standards_for levels[LEVELS];
    struct standards_repeat repeats[2];
    struct standards_clause c = clause_of(s, levels, repeats);
    enum finding_change change;
    enum consequence got = escalation_apply(&c, (enum consequence)written, e, &change);
    assert_int_equal(got, expected(s, written, e));
    if (change == FINDING_AS_WRITTEN)
        assert_int_equal(got, written);
    if (e->braked) {
        assert_true(got <= CONSEQUENCE_FLAG);
        /* Never undone by anything: the brake is last. */
        struct escalation without = *e;
        enum finding_change before;
        without.braked = false;
        enum consequence unbraked =
            escalation_apply(&c, (enum consequence)written, &without, &before);
        assert_int_equal(change, unbraked > CONSEQUENCE_FLAG ? FINDING_BRAKE : before);
    }
    w->by_change[change]++;
    w->cases++;
}

static void check_authors(struct walk *w, const struct shape *s, int written)
{
    for (int known = 0; known < 2; known++)
        for (size_t level = 0; level < LEVELS; level++)
            for (int64_t upheld = 0; upheld < 6; upheld++)
                for (int bits = 0; bits < 16; bits++)
                    check_one(w, s, written,
                              &(struct escalation){.author_known = known,
                                                   .level = level,
                                                   .upheld = upheld,
                                                   .braked = bits & 1,
                                                   .reported = bits & 2,
                                                   .learned = bits & 4,
                                                   .modelled = bits & 8});
}

static void every_combination_follows_the_table(void **state)
{
    struct walk w = {0};
    (void)state;
    for (int code = 0; code < 6 * 6 * 6 * 6 * 6; code++) {
        const struct shape s = {.for_level = {code % 6 - 1, code / 6 % 6 - 1, code / 36 % 6 - 1},
                                .repeat_2 = code / 216 % 6 - 1,
                                .repeat_4 = code / 1296 % 6 - 1};
        for (int written = 0; written <= CONSEQUENCE_REMOVE; written++)
            check_authors(&w, &s, written);
    }
    assert_int_equal(w.cases, 7776 * 5 * 576);
    for (int change = 0; change < FINDING_CHANGE_COUNT; change++)
        assert_true(w.by_change[change] > 0);
}

static void the_last_change_is_the_one_recorded(void **state)
{
    (void)state;
    const struct shape s = {
        .for_level = {-1, -1, CONSEQUENCE_FLAG}, .repeat_2 = CONSEQUENCE_HOLD, .repeat_4 = -1};
    struct standards_for levels[LEVELS];
    struct standards_repeat repeats[2];
    struct standards_clause c = clause_of(&s, levels, repeats);
    struct escalation e = {.author_known = true, .level = 2};
    enum finding_change change;
    assert_int_equal(escalation_apply(&c, CONSEQUENCE_HOLD, &e, &change), CONSEQUENCE_FLAG);
    assert_int_equal(change, FINDING_TRUST);
    e.upheld = 2;
    assert_int_equal(escalation_apply(&c, CONSEQUENCE_HOLD, &e, &change), CONSEQUENCE_HOLD);
    assert_int_equal(change, FINDING_REPEAT);
    e.braked = true;
    assert_int_equal(escalation_apply(&c, CONSEQUENCE_HOLD, &e, &change), CONSEQUENCE_FLAG);
    assert_int_equal(change, FINDING_BRAKE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_combination_follows_the_table),
        cmocka_unit_test(the_last_change_is_the_one_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
