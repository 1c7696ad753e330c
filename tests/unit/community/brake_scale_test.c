/* The emergency brake under the standards as they are shipped, with as many comments as an hour may bring. */
#include "unit/community/fixture.h"

#include "community/moderation/brake.h"

static enum rc nothing(struct db *db, void *ctx)
{
    (void)db;
    (void)ctx;
    return RC_OK;
}

/* Waits for the writer, whose jobs run in order: the clock may move. */
static void settle(struct fixture *f)
{
    assert_ok(store_write_wait(f->store.store, nothing, NULL));
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

static void load_shipped(struct fixture *f, struct str document)
{
    struct problem problem = {0};
    if (community_load_standards(f->community, document, STR("test"), f->signals, &problem) !=
        RC_OK)
        fail_msg("%s (line %d)", problem.message, problem.line);
    assert_ok(brake_tick(&f->reader));
}

/* Ordinary remarks, no two alike, by many people. */
static enum comment_status post_ordinary(struct fixture *f, const struct actor *people, int i)
{
    static const char *const who[] = {"The council", "My neighbour",     "The harbour master",
                                      "The library", "A teacher I know", "The ferry company",
                                      "The mayor"};
    static const char *const what[] = {"has asked for",
                                       "wrote about",
                                       "is waiting for",
                                       "never agreed to",
                                       "once voted against",
                                       "paid for",
                                       "might still build",
                                       "read the report on",
                                       "wants to keep",
                                       "measured",
                                       "forgot"};
    static const char *const which[] = {"the new bridge",
                                        "a longer timetable",
                                        "the school roof",
                                        "better lamps along the quay",
                                        "the old tram",
                                        "a warmer waiting room",
                                        "the orchard by the station",
                                        "more benches",
                                        "the swimming bath",
                                        "cheaper tickets",
                                        "the rain gauges",
                                        "a second crossing",
                                        "the eel ladder"};
    static const char *const why[] = {"before the winter comes", "although it costs a lot",
                                      "and I think that is right", "as the paper said last week",
                                      "because nobody else would"};
    /* Different enough not to be taken for copies of one text. */
    static const char *const more[] = {"I would like to know what others here think of it.",
                                       "My aunt says the same, by the way.",
                                       "Who remembers how it was twenty years ago?",
                                       "That is all I have to say today.",
                                       "One reads such things every spring.",
                                       "Good luck to whoever has to explain it to the children.",
                                       "Somebody ought to write it down at last.",
                                       "There were eleven people at the meeting, dogs included.",
                                       "Half of that would have been enough for me."};
    struct str body = arena_printf(f->arena, "%s %s %s, %s. %s", who[i % 7], what[i % 11],
                                   which[i % 13], why[i % 5], more[i % 9]);
    const struct comment_input input = {.article_id = f->article_id, .body = body, .insists = true};
    struct comment_draft *draft;
    f->clock.fixed_ms += 3400;
    assert_ok(fixture_try(f, &people[i % 50], &input, &draft));
    settle(f);
    return draft->status;
}

static void make_people(struct fixture *f, struct actor *people)
{
    for (int i = 0; i < 50; i++)
        people[i] = fixture_actor(f, arena_cstr(f->arena, arena_printf(f->arena, "person %d", i)),
                                  ROLE_READER);
}

static void a_thousand_ordinary_comments_brake_nothing(void **state)
{
    struct fixture *f = *state;
    struct actor people[50];
    struct brake_view v;
    make_people(f, people);
    load_shipped(f, standards_shipped());
    for (int i = 0; i < 1000; i++)
        (void)post_ordinary(f, people, i);
    assert_ok(brake_tick(&f->reader));
    settle(f);
    if (braked(f, &v) != 0)
        fail_msg("%.*s is braked: %d of %d", STR_ARG(v.clause), (int)v.acted, (int)v.judged);
}

static void a_shipped_document_with_a_slip_is_braked_after_the_minimum(void **state)
{
    struct fixture *f = *state;
    struct actor people[50];
    struct brake_view v;
    struct str slip = STR("\n## A slip {#slip}\n\nMeant: more than 400 words.\n\n"
                          "```clause\nwhen: text.words >= 4\nthen: remove\n```\n");
    struct str shipped = standards_shipped();
    make_people(f, people);
    load_shipped(f, arena_printf(f->arena, "%.*s%.*s", STR_ARG(shipped), STR_ARG(slip)));
    int stopped = 0;
    for (int i = 0; i < 200; i++)
        stopped += post_ordinary(f, people, i) == COMMENT_REMOVED;
    settle(f);
    assert_int_equal(braked(f, &v), 1);
    assert_str_equal(v.clause, STR("slip"));
    struct problem problem = {0};
    struct standards *s;
    assert_ok(standards_load(shipped, STR("shipped"), &s, &problem));
    assert_int_equal(stopped, standards_brake(s)->at_least);
    assert_int_equal(v.judged, standards_brake(s)->at_least);
    standards_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_CASE(a_thousand_ordinary_comments_brake_nothing),
        FIXTURE_CASE(a_shipped_document_with_a_slip_is_braked_after_the_minimum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
