#include "unit/community/learning_site.h"

#include <semaphore.h>

#include "community/moderation/verify.h"
#include "policy/fact.h"
#include "queries.h"

const char learning_document[] = "# Test standards\n\n```standards\nlanguage: en\n```\n\n"
                                 "```verify\npublished: 100 %\nacted: 100 %\n```\n\n"
                                 "## Insults {#insults}\n\nNone.\n\n"
                                 "```clause\nwhen: learned.insult >= 0.7\nthen: remove\n```\n\n"
                                 "## Manners {#manners}\n\nNone.\n\n"
                                 "```clause\nby: moderators\n```\n";

const struct community_learning learning_eager = {.word_max = 5000,
                                                  .person_max = 4000,
                                                  .day_max = 5000,
                                                  .sum_max = 9000,
                                                  .remove_precision = 60,
                                                  .remove_answers = 10,
                                                  .remove_from = 70};

const char *const learning_subjects[LEARNING_SUBJECTS] = {
    "The ferry timetable is wrong",      "Who pays for the new harbour wall",
    "My bus was late again yesterday",   "The council forgot the swimming pool",
    "Schools close early on Friday",     "Rents double near the station",
    "The museum needs a better roof",    "Nobody repairs the lighthouse lamp",
    "The bakery moved to Market Street", "Trains stop running before midnight",
};

static void learning_site_load(struct fixture *f)
{
    struct problem problem = {0};
    if (community_load_standards(f->community, str_from_cstr(learning_document), STR("test"),
                                 f->signals, &problem) != RC_OK)
        fail_msg("%s (line %d)", problem.message, problem.line);
}

void learning_site_restart(struct fixture *f)
{
    fixture_restart(f);
    learning_site_load(f);
    assert_ok(learning_load(&f->reader));
}

struct learning_site learning_site_open(void **state, const struct community_learning *rules)
{
    struct learning_site s = {.f = *state};
    s.f->learning = *rules;
    learning_site_restart(s.f);
    s.reader = fixture_actor(s.f, "reader", ROLE_READER);
    s.mary = fixture_actor(s.f, "mary", ROLE_MODERATOR);
    s.max = fixture_actor(s.f, "max", ROLE_MODERATOR);
    s.admin = fixture_actor(s.f, "admin", ROLE_ADMINISTRATOR);
    return s;
}

/* Many jobs in one commit instead of one each. */
struct batch {
    sem_t done;
    bool failed;
};

static void job_done(struct community_job *job, enum rc rc)
{
    struct batch *b = job->ctx;
    if (rc != RC_OK)
        b->failed = true;
    sem_post(&b->done);
}

static void batch_begin(struct batch *b)
{
    b->failed = false;
    sem_init(&b->done, 0, 0);
}

static void batch_submit(struct batch *b, struct community_job *job,
                         enum rc (*submit)(struct community_job *job))
{
    job->done = job_done;
    job->ctx = b;
    if (submit(job) != RC_OK)
        job_done(job, RC_INVALID);
}

static void batch_end(struct batch *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sem_wait(&b->done);
    sem_destroy(&b->done);
    assert_false(b->failed);
}

void learning_site_post(struct learning_site *s, struct str *bodies, size_t count, int64_t *ret_ids)
{
    struct comment_draft **drafts = ARENA_ARRAY(s->f->arena, count, struct comment_draft *);
    struct problem problem = {0};
    struct batch b;
    batch_begin(&b);
    for (size_t i = 0; i < count; i++) {
        const struct comment_input input = {
            .article_id = s->f->article_id, .body = bodies[i], .insists = true};
        s->f->clock.fixed_ms += 1000;
        assert_ok(
            comment_prepare(&s->f->reader, &s->reader, &input, s->f->arena, &drafts[i], &problem));
    }
    /* Jobs use the test's arena, as preparing does: not both at once. */
    for (size_t i = 0; i < count; i++)
        batch_submit(&b, &drafts[i]->job, comment_commit_submit);
    batch_end(&b, count);
    for (size_t i = 0; ret_ids != NULL && i < count; i++)
        ret_ids[i] = drafts[i]->ret_comment_id;
}

void learning_site_decide(struct learning_site *s, const struct actor *who,
                          enum moderation_verb verb, const int64_t *ids, size_t count)
{
    struct moderation_decision *ops = ARENA_ARRAY(s->f->arena, count, struct moderation_decision);
    struct batch b;
    batch_begin(&b);
    for (size_t i = 0; i < count; i++) {
        struct comment_view seen = fixture_comment(s->f, ids[i]);
        ops[i] = (struct moderation_decision){
            .job = {.community = s->f->community, .arena = s->f->arena},
            .actor = *who,
            .verb = verb,
            .comment_id = ids[i],
            .revision = seen.revision,
            .seen_status = seen.status,
            .clause = verb == MODERATION_REMOVE ? STR("insults") : STR(""),
        };
    }
    s->f->clock.fixed_ms += 1000;
    /* Jobs share the test's arena: the writer runs one after the other, and nobody else uses it meanwhile. */
    for (size_t i = 0; i < count; i++)
        batch_submit(&b, &ops[i].job, moderation_decide_submit);
    batch_end(&b, count);
}

void learning_site_remove(struct learning_site *s, const char *word, const struct actor *who,
                          int64_t *ret_ids)
{
    struct str bodies[LEARNING_RULINGS];
    for (size_t i = 0; i < LEARNING_RULINGS; i++)
        bodies[i] =
            arena_printf(s->f->arena, i < LEARNING_SUBJECTS ? "%s, you %s" : "%s. Honestly, you %s",
                         learning_subjects[i % LEARNING_SUBJECTS], word);
    learning_site_post(s, bodies, LEARNING_RULINGS, ret_ids);
    learning_site_decide(s, who, MODERATION_REMOVE, ret_ids, LEARNING_RULINGS);
}

void learning_site_tick(struct learning_site *s)
{
    s->f->clock.fixed_ms += 3000;
    assert_ok(learning_tick(&s->f->reader));
}

struct learning_measured learning_site_measure(struct learning_site *s, const char *body)
{
    struct community_judge *judge = community_judge_ref(s->f->community);
    struct learning_correction *learned = learning_ref(s->f->community);
    struct judge_context context = {.signals.site_language = STR("en")};
    struct fact_sheet sheet;
    if (learned != NULL)
        context.signals.correction = learning_get(learned);
    assert_ok(judge_measure(community_judge_get(judge), str_from_cstr(body), &context, s->f->arena,
                            &sheet));
    struct learning_measured m = {.known = sheet.signals->value[SIG_LEARNED_INSULT].known,
                                  .model = sheet.signals->value[SIG_MODEL_INSULT].number,
                                  .learned = sheet.signals->value[SIG_LEARNED_INSULT].number};
    learning_unref(learned);
    community_judge_unref(judge);
    return m;
}

struct str learning_site_words(struct learning_site *s)
{
    struct q_learning_words_get_row row;
    enum rc rc = q_learning_words_get(
        s->f->reader.db, &(struct q_learning_words_get_in){.site_id = 1}, s->f->arena, &row);
    return rc == RC_OK ? row.words : STR("");
}

struct learning_report learning_site_report(struct learning_site *s)
{
    struct learning_report report;
    assert_ok(learning_report(&s->f->reader, &s->mary, s->f->arena, &report));
    return report;
}

void learning_site_answer(struct learning_site *s, const char *clause)
{
    for (;;) {
        struct verify_take take = {.job = {.community = s->f->community, .arena = s->f->arena},
                                   .actor = s->max};
        assert_ok(community_run(verify_take_submit, &take.job));
        if (take.ret_comment_id == 0)
            return;
        struct verify_answer op = {.job = take.job,
                                   .actor = s->max,
                                   .comment_id = take.ret_comment_id,
                                   .clause = str_from_cstr(clause)};
        assert_ok(community_run(verify_answer_submit, &op.job));
    }
}

void learning_site_post_walnuts(struct learning_site *s, size_t count, int64_t *ret_ids)
{
    struct str *bodies = ARENA_ARRAY(s->f->arena, count, struct str);
    for (size_t i = 0; i < count; i++)
        bodies[i] = arena_printf(s->f->arena, "%s, you walnut, number %zu",
                                 learning_subjects[i % LEARNING_SUBJECTS], i);
    learning_site_post(s, bodies, count, ret_ids);
}

enum rc learning_site_change(struct learning_site *s, const struct actor *who,
                             enum learning_verb verb, int64_t reset_ms)
{
    struct learning_change op = {.job = {.community = s->f->community, .arena = s->f->arena},
                                 .actor = *who,
                                 .verb = verb,
                                 .reset_ms = reset_ms};
    return community_run(learning_change_submit, &op.job);
}
