/* What was learned from rulings: words, from whom, how precise, what it changes; for moderators. */
#include "community/learning/learning.h"

#include <math.h>

#include "web/dates.h"
#include "web/layout.h"
#include "web/moderated.h"
#include "web/pages.h"
#include "web/say.h"
#include "web/views.h"

#define JSON_MAX     ((size_t)1024 * 1024)
#define EXCERPT_MAX  80
#define SOURCES_MAX  3
#define SHIFT_SHOWN  0.05
#define WORDS_LISTED 40

static struct str signal_name(const struct request *r, size_t head)
{
    return arena_printf(r->arena, "learned.%s", head_names[head]);
}

/* --- words --- */

static struct str shifts_of(const struct request *r, const struct learning_word *w)
{
    struct str out = STR("");
    for (size_t h = 0; h < HEAD_COUNT; h++)
        if (fabs((double)w->change[h]) >= SHIFT_SHOWN * 1000)
            out = arena_printf(r->arena, "%.*s%s%s %s%.*s", STR_ARG(out), out.n > 0 ? ", " : "",
                               head_names[h], w->change[h] > 0 ? "+" : "\xE2\x88\x92",
                               STR_ARG(say_fixed(r, fabs((double)w->change[h]) / 1000, 2)));
    return out;
}

static struct view_learning_word word_row(const struct request *r, const struct learning_word *w)
{
    struct view_learning_word row = {
        .word = w->word,
        .shifts = shifts_of(r, w),
        .texts = say_number(r, w->texts),
    };
    struct view_nav_item *items = ARENA_ARRAY(r->arena, SOURCES_MAX, struct view_nav_item);
    for (size_t i = 0; items != NULL && i < SOURCES_MAX; i++) {
        if (w->comments[i] == 0)
            continue;
        struct view_nav_item *item = &items[row.comments_count++];
        item->name = say_number(r, (int64_t)row.comments_count);
        item->address = moderated_url(r, w->comments[i]);
    }
    row.comments = items;
    return row;
}

static void fill_words(const struct request *r, const struct learning_report *report,
                       struct view_learning *view)
{
    size_t count = report->word_count < WORDS_LISTED ? report->word_count : WORDS_LISTED;
    struct view_learning_word *rows = ARENA_ARRAY(r->arena, count, struct view_learning_word);
    for (size_t i = 0; rows != NULL && i < count; i++)
        rows[i] = word_row(r, &report->words[i]);
    view->words = rows;
    view->words_count = rows != NULL ? count : 0;
}

/* --- sources --- */

static struct str tally_name(const struct request *r, const struct learning_tally *t)
{
    if (t->kind == LEARNING_KEY)
        return SAY_WITH(r, "{0} (a program's key)", t->name);
    if (t->kind == LEARNING_PERSON)
        return t->name;
    return t->name.n == 0 ? SAY(r, "Breaks nothing") : views_clause_title(r, t->name);
}

static struct str tally_words(const struct request *r, const struct learning_tally *t)
{
    if (t->kind == LEARNING_CLAUSE)
        return SAY_COUNT(r, "{0, plural, one {# ruling} other {# rulings}}", t->breaks + t->fine);
    return SAY_WITH(r, "{0} breaking, {1} fine", say_number(r, t->breaks), say_number(r, t->fine));
}

static size_t fill_tallies(const struct request *r, const struct learning_report *report,
                           bool of_clauses, struct view_learning_tally *rows)
{
    size_t count = 0;
    for (size_t i = 0; rows != NULL && i < report->tally_count; i++) {
        const struct learning_tally *t = &report->tallies[i];
        if (t->kind != LEARNING_HEAD && (t->kind == LEARNING_CLAUSE) == of_clauses)
            rows[count++] = (struct view_learning_tally){.name = tally_name(r, t),
                                                         .rulings = tally_words(r, t)};
    }
    return count;
}

static void fill_sources(const struct request *r, const struct learning_report *report,
                         struct view_learning *view)
{
    struct view_learning_tally *clauses =
        ARENA_ARRAY(r->arena, report->tally_count, struct view_learning_tally);
    struct view_learning_tally *people =
        ARENA_ARRAY(r->arena, report->tally_count, struct view_learning_tally);
    view->clauses_count = fill_tallies(r, report, true, clauses);
    view->people_count = fill_tallies(r, report, false, people);
    view->clauses = clauses;
    view->people = people;
}

/* --- precision --- */

static struct str share_words(const struct request *r, const struct proportion *p, int64_t count)
{
    if (count == 0)
        return SAY(r, "not known yet");
    return SAY_WITH(r, "{0} % of {1} ({2} to {3})", say_fixed(r, p->share * 100, 1),
                    say_number(r, count), say_fixed(r, p->low * 100, 1),
                    say_fixed(r, p->high * 100, 1));
}

static int64_t percent(double share)
{
    return (int64_t)(share * 100 + 0.5);
}

static struct view_learning_head head_row(const struct request *r,
                                          const struct learning_precision *p, size_t head)
{
    return (struct view_learning_head){
        .name = signal_name(r, head),
        .model = share_words(r, &p->model, p->model_count),
        .has_model = p->model_count > 0,
        .model_low = percent(p->model.low),
        .model_at = percent(p->model.share * 0.98),
        .model_width = percent(p->model.high) - percent(p->model.low),
        .learned = share_words(r, &p->learned, p->learned_count),
        .has_learned = p->learned_count > 0,
        .learned_low = percent(p->learned.low),
        .learned_at = percent(p->learned.share * 0.98),
        .learned_width = percent(p->learned.high) - percent(p->learned.low),
        .may_remove = p->may_remove ? STR("yes") : SAY(r, "no, holds at most"),
    };
}

static void fill_precision(const struct request *r, const struct learning_report *report,
                           struct view_learning *view)
{
    struct view_learning_head *rows = ARENA_ARRAY(r->arena, HEAD_COUNT, struct view_learning_head);
    for (size_t h = 0; rows != NULL && h < HEAD_COUNT; h++)
        rows[h] = head_row(r, &report->heads[h], h);
    view->heads = rows;
    view->heads_count = rows != NULL ? HEAD_COUNT : 0;
    view->precision_words = SAY_WITH(
        r,
        "Of the texts in the blind check whose probability was {0} or more when they came in, how "
        "many broke the standards: {1} answers of the last {2} days tell. The bar is the range in "
        "which the true share lies with 95 %. A clause that rests on a learned probability holds "
        "at most, until {3} such texts were judged and the range begins at {4} % or above.",
        say_fixed(r, (double)report->remove_from / 1000, 2), say_number(r, report->sample),
        say_number(r, LEARNING_SAMPLE_DAYS), say_number(r, report->remove_answers),
        say_number(r, report->remove_precision));
}

/* --- effects --- */

static struct str verdict_words(const struct request *r, const struct learning_effect *e)
{
    if (e->with == e->without)
        return SAY_WITH(r, "{0}, as without", views_consequence_words(r, e->with));
    return SAY_WITH(r, "{0} instead of {1}", views_consequence_words(r, e->with),
                    views_consequence_words(r, e->without));
}

static void fill_effects(const struct request *r, const struct learning_report *report,
                         struct view_learning *view)
{
    size_t changed = 0;
    struct view_learning_effect *rows =
        ARENA_ARRAY(r->arena, report->effect_count, struct view_learning_effect);
    for (size_t i = 0; rows != NULL && i < report->effect_count; i++) {
        const struct learning_effect *e = &report->effects[i];
        changed += e->with != e->without;
        rows[i] = (struct view_learning_effect){
            .address = moderated_url(r, e->comment_id),
            .excerpt = moderated_excerpt(r, e->body, EXCERPT_MAX),
            .name = signal_name(r, e->head),
            .change = SAY_WITH(r, "{0}; {1}", say_fixed(r, e->probability, 2),
                               say_fixed(r, e->learned, 2)),
            .verdict = verdict_words(r, e),
        };
    }
    view->effects = rows;
    view->effects_count = rows != NULL ? report->effect_count : 0;
    view->effect_words = SAY_WITH(
        r,
        "Of the newest {0} comments, judged with it and without by the standards in force: {1} "
        "probabilities would have been another, {2} verdicts.",
        say_number(r, LEARNING_NEWEST), say_number(r, (int64_t)report->effect_count),
        say_number(r, (int64_t)changed));
}

/* --- the whole --- */

static void fill_versions(const struct request *r, const struct learning_report *report,
                          struct view_learning *view)
{
    struct view_learning_version *rows =
        ARENA_ARRAY(r->arena, report->version_count, struct view_learning_version);
    for (size_t i = 0; rows != NULL && i < report->version_count; i++) {
        const struct learning_version *v = &report->versions[i];
        rows[i] = (struct view_learning_version){
            .number = v->version,
            .time = say_time(r, v->made_ms),
            .time_iso = dates_iso(request_zone(r), v->made_ms, r->arena),
            .words = SAY_WITH(r,
                              "{0, plural, one {# ruling} other {# rulings}}, {1, plural, one {# "
                              "word or pair} other {# words and pairs}}",
                              words_digits(r->arena, v->rulings), words_digits(r->arena, v->words)),
            .current = v->version == report->now.version,
        };
    }
    view->versions = rows;
    view->versions_count = rows != NULL ? report->version_count : 0;
}

static void fill_state(const struct request *r, const struct learning_report *report,
                       struct view_learning *view)
{
    const struct learning_version *now = &report->now;
    view->is_off = !report->is_on;
    view->state = !report->is_on       ? SAY(r, "Switched off: nothing of it has an effect.")
                  : report->is_pending ? SAY(r, "On. Rulings came in that are being learned from.")
                  : now->version == 0  ? SAY(r, "On. Nothing was learned yet.")
                                       : SAY(r, "On, and up to date.");
    if (now->version == 0) {
        view->counts = SAY(r, "Moderators’ decisions and answers in the blind check correct "
                              "the models’ probabilities on this site.");
        return;
    }
    view->counts = SAY_WITH(
        r,
        "Version {0} was learned from {1, plural, one {# ruling} other {# rulings}} of {2, plural, "
        "one {# person} other {# people}}. It corrects the models’ probabilities on this site by "
        "{3, plural, one {# word or pair of words} other {# words and pairs of words}}.",
        words_digits(r->arena, now->version), words_digits(r->arena, now->rulings),
        words_digits(r->arena, now->people), words_digits(r->arena, now->words));
}

void pages_learning(struct request *r)
{
    struct learning_report report;
    struct view_learning view = {.is_off = false};
    struct layout layout = {.title = SAY(r, "Learned from rulings"), .staff = true};
    enum rc rc = learning_report(r->reader, &r->actor, r->arena, &report);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    fill_state(r, &report, &view);
    fill_words(r, &report, &view);
    fill_sources(r, &report, &view);
    fill_precision(r, &report, &view);
    fill_effects(r, &report, &view);
    fill_versions(r, &report, &view);
    REQUEST_RENDER(r, view_learning_render, &view);
}

void pages_learning_json(struct request *r)
{
    struct learning_report report;
    struct buf out;
    enum rc rc = learning_report(r->reader, &r->actor, r->arena, &report);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    buf_init(&out, JSON_MAX);
    learning_write_json(&out, &report);
    request_json(r, &out);
}
