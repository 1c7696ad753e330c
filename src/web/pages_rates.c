/* How often each clause errs, and which are under the emergency brake: for moderators. */
#include "community/moderation/rates.h"

#include <math.h>

#include "web/brakes.h"
#include "web/checked_form.h"
#include "web/dates.h"
#include "web/layout.h"
#include "web/pages.h"
#include "web/say.h"
#include "web/views.h"

#define JSON_MAX ((size_t)1024 * 1024)

/* --- plots: a span of 100 --- */

static int64_t clip(double x)
{
    return x < 0 ? 0 : x > 100 ? 100 : (int64_t)(x + 0.5);
}

/* The least round number that the scale of misses can end with. */
static double scale_of(const struct rates *rates)
{
    static const double ends[] = {1, 2, 5, 10, 20, 50, 100, 200, 500};
    double highest = 0;
    for (size_t i = 0; i < rates->clause_count; i++)
        highest = fmax(highest, rates->clauses[i].missed_share.high * 1000);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (highest <= ends[i])
            return ends[i];
    return 1000;
}

static struct str tenths(const struct request *r, double value)
{
    return say_fixed(r, value, 1);
}

static struct view_rate_row rate_row(const struct request *r, const struct rates_clause *c,
                                     int64_t published, double scale)
{
    struct view_rate_row row = {
        .title = views_clause_title(r, c->slug),
        .title_language = views_clause_language(r, c->slug),
        .address = views_clause_url(r, c->slug),
        .acted = c->by_moderators ? SAY(r, "people decide") : say_number(r, c->acted),
        .wrong = SAY(r, "not known yet"),
        .other = c->acted > 0 ? say_number(r, c->other) : STR(""),
        .missed = SAY(r, "not known yet"),
        .has_wrong = c->acted > 0,
        .has_missed = published > 0,
    };
    const struct proportion *w = &c->wrong_share, *m = &c->missed_share;
    if (c->by_moderators)
        row.wrong = STR("");
    if (row.has_wrong) {
        row.wrong =
            SAY_WITH(r, "{0}: {1} % ({2} to {3})", say_number(r, c->wrong),
                     tenths(r, w->share * 100), tenths(r, w->low * 100), tenths(r, w->high * 100));
        row.wrong_low = clip(w->low * 100);
        row.wrong_at = clip(w->share * 98);
        row.wrong_width = clip(w->high * 100) - row.wrong_low;
    }
    if (row.has_missed) {
        double unit = 1000 / scale * 100;
        row.missed = SAY_WITH(r, "{0} ({1} to {2})", tenths(r, m->share * 1000),
                              tenths(r, m->low * 1000), tenths(r, m->high * 1000));
        row.missed_low = clip(m->low * unit);
        row.missed_at = clip(m->share * unit * 0.98);
        row.missed_width = clip(m->high * unit) - row.missed_low;
    }
    return row;
}

static struct str summary_of(const struct request *r, const struct rates *rates)
{
    struct str since = say_day(r, rates->since_ms);
    if (rates->published == 0 && rates->acted == 0)
        return SAY_WITH(r, "Nobody has judged any since {0}.", since);
    return SAY_WITH(
        r,
        "Since {0} people judged {1, plural, one {# published comment} other {# published "
        "comments}} blind, {2} of them breaking a clause ({3} to {4} per 1,000), and {5} held or "
        "removed, {6} of them breaking none ({7} to {8} %).",
        since, words_digits(r->arena, rates->published), say_number(r, rates->broken),
        tenths(r, rates->broken_share.low * 1000), tenths(r, rates->broken_share.high * 1000),
        say_number(r, rates->acted), say_number(r, rates->wrong),
        tenths(r, rates->wrong_share.low * 100), tenths(r, rates->wrong_share.high * 100));
}

static const struct view_rate_table *rate_table(struct request *r, struct str heading,
                                                struct str anchor, const struct rates *rates)
{
    struct view_rate_table *table = ARENA_NEW(r->arena, struct view_rate_table);
    struct view_rate_row *rows = ARENA_ARRAY(r->arena, rates->clause_count, struct view_rate_row);
    double scale = scale_of(rates);
    if (table == NULL || rows == NULL)
        return NULL;
    for (size_t i = 0; i < rates->clause_count; i++)
        rows[i] = rate_row(r, &rates->clauses[i], rates->published, scale);
    *table = (struct view_rate_table){
        .heading = heading,
        .anchor = anchor,
        .summary = summary_of(r, rates),
        .missed_scale = say_number(r, (int64_t)scale),
        .rows = rows,
        .rows_count = rates->clause_count,
    };
    return table;
}

/* --- brakes --- */

static struct str ended_words(const struct request *r, const struct brake_view *b)
{
    struct str when = say_time(r, b->released_ms);
    if (b->released_by.n == 0)
        return arena_printf(r->arena, "%.*s, %.*s", STR_ARG(when), STR_ARG(b->reason));
    return SAY_WITH(r, "{0}, by {1}: {2}", when, b->released_by, b->reason);
}

static struct view_brake_item brake_item(struct request *r, const struct brake_view *b)
{
    return (struct view_brake_item){
        .csrf = request_csrf(r),
        .clause = views_clause_title(r, b->clause),
        .clause_language = views_clause_language(r, b->clause),
        .address = views_clause_url(r, b->clause),
        .action = url_local(r->arena,
                            arena_printf(r->arena, "/moderation/brake/%.*s", STR_ARG(b->clause))),
        .words = brakes_words(r, b),
        .reason = request_given(r, "reason"),
    };
}

static struct view_brake_row brake_row(const struct request *r, const struct brake_view *b)
{
    return (struct view_brake_row){
        .clause = views_clause_title(r, b->clause),
        .clause_language = views_clause_language(r, b->clause),
        .time = say_time(r, b->since_ms),
        .time_iso = dates_iso(request_zone(r), b->since_ms, r->arena),
        .numbers = brakes_numbers(r, b),
        .version = b->standards_version,
        .ended = ended_words(r, b),
    };
}

static enum rc fill_brakes(struct request *r, struct view_rates *view)
{
    struct brake_view *brakes;
    size_t count;
    enum rc rc = brake_list(r->reader, &r->actor, false, r->arena, &brakes, &count);
    if (rc != RC_OK)
        return rc;
    struct view_brake_item *items = ARENA_ARRAY(r->arena, count, struct view_brake_item);
    struct view_brake_row *rows = ARENA_ARRAY(r->arena, count, struct view_brake_row);
    if (items == NULL || rows == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (brakes[i].active)
            items[view->brakes_count++] = brake_item(r, &brakes[i]);
        else
            rows[view->history_count++] = brake_row(r, &brakes[i]);
    }
    view->brakes = items;
    view->history = rows;
    return RC_OK;
}

static struct str brake_rule(struct request *r)
{
    struct community_judge *judge = community_judge_ref(request_community(r));
    if (judge == NULL)
        return STR("");
    const struct standards_brake *b = standards_brake(judge_standards(community_judge_get(judge)));
    struct str rule = SAY_WITH(
        r,
        "The emergency brake: a clause that holds or removes more than {0} % of at least {1, "
        "plural, one {# comment} other {# comments}} in {2, plural, one {# minute} other {# "
        "minutes}} only flags until somebody has looked, or the clause is changed.",
        words_decimal(r->words, b->share * 100, r->arena), words_digits(r->arena, b->at_least),
        words_digits(r->arena, b->window_ms / 60000));
    community_judge_unref(judge);
    return rule;
}

/* --- the page --- */

void pages_rates(struct request *r)
{
    struct rates_report report;
    struct view_rates view = {.brakes_count = 0};
    struct layout layout = {.title = SAY(r, "How the standards do"), .staff = true};
    enum rc rc = rates_get(r->reader, &r->actor, r->arena, &report);
    if (rc == RC_OK)
        rc = fill_brakes(r, &view);
    if (rc == RC_OK)
        rc = layout_make(r, &layout, &view.head, &view.foot);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    view.brake_rule = brake_rule(r);
    view.version = report.standards_version;
    view.in_force =
        rate_table(r, SAY(r, "The standards in force"), STR("in-force"), &report.in_force);
    view.lately_heading = SAY_COUNT(r, "{0, plural, other {The last # days}}", RATES_DAYS);
    view.lately = rate_table(r, SAY(r, "Whatever was in force"), STR("lately"), &report.lately);
    if (r->problem.message[0] != '\0') {
        view.notice = request_problem(r);
        view.is_problem = true;
    } else if (str_eq(request_query(r, "done"), STR("release"))) {
        view.notice = SAY(r, "Released. The clause acts again and is counted anew.");
    }
    REQUEST_RENDER(r, view_rates_render, &view);
}

void pages_rates_json(struct request *r)
{
    struct rates_report report;
    struct buf out;
    enum rc rc = rates_get(r->reader, &r->actor, r->arena, &report);
    if (rc != RC_OK) {
        request_fail(r, rc);
        return;
    }
    buf_init(&out, JSON_MAX);
    rates_write_json(&out, &report, r->arena);
    request_json(r, &out);
}

/* --- releasing a brake --- */

static void released(struct request *r, enum rc rc)
{
    if (rc == RC_CONFLICT || rc == RC_INVALID || rc == RC_TOO_LARGE) {
        r->status = errors_for(rc).status;
        pages_rates(r);
    } else if (rc != RC_OK) {
        request_fail(r, rc);
    } else {
        request_redirect(r,
                         url_with_query(r->arena, url_local(r->arena, STR("/moderation/standards")),
                                        STR("done"), STR("release")));
    }
}

void pages_brake_post(struct request *r, const struct checked_form *form)
{
    static const char *const fields[] = {"reason", NULL};
    struct brake_release *op =
        CHECKED_FORM_OPERATION(r, form, fields, "reason", struct brake_release);
    if (op == NULL)
        return;
    op->actor = r->actor;
    op->clause = r->params.name;
    op->reason = checked_form_get(form, "reason");
    request_wait(r, &op->job, released);
    request_submitted(r, brake_release_submit(&op->job));
}
