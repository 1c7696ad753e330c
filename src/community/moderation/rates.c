#include "community/moderation/rates.h"

#include <inttypes.h>
#include <math.h>

#include "base/json.h"
#include "community/core.h"
#include "queries.h"

#define ANSWERS_MAX 50000 /* the newest; far more than people give in RATES_DAYS */

/* Sums of one clause while answers are gone through. */
struct sums {
    struct proportion_sample acted;
    int64_t other, missed;
    double missed_weight;
};

struct counting {
    struct arena *arena;
    struct rates_clause *clauses;
    struct sums *sums;
    size_t count;
    struct proportion_sample published, acted; /* of any clause */
};

/* The clauses of the document in force, with names that outlive it. */
static enum rc list_clauses(struct counting *n, const struct standards *s)
{
    const struct standards_clause *clauses = standards_clauses(s, &n->count);
    n->clauses = ARENA_ARRAY(n->arena, n->count, struct rates_clause);
    n->sums = ARENA_ARRAY(n->arena, n->count, struct sums);
    if (n->clauses == NULL || n->sums == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < n->count; i++) {
        n->clauses[i].slug = arena_dup(n->arena, clauses[i].slug);
        n->clauses[i].title = arena_dup(n->arena, clauses[i].title);
        n->clauses[i].by_moderators = clauses[i].by_moderators;
    }
    return arena_failed(n->arena) ? RC_NO_MEMORY : RC_OK;
}

/* NULL for a clause of an earlier document. */
static struct sums *find_sums(const struct counting *n, struct str slug)
{
    for (size_t i = 0; i < n->count; i++)
        if (str_eq(n->clauses[i].slug, slug))
            return &n->sums[i];
    return NULL;
}

static void count_answer(struct counting *n, const struct q_verify_answers_row *row)
{
    bool good = row->answer_clause.n == 0;
    if (row->acted != 0) {
        struct sums *s = find_sums(n, row->clause);
        proportion_add(&n->acted, row->weight, good);
        if (s == NULL)
            return;
        proportion_add(&s->acted, row->weight, good);
        s->other += !good && !str_eq(row->clause, row->answer_clause);
        return;
    }
    struct sums *missed = good ? NULL : find_sums(n, row->answer_clause);
    proportion_add(&n->published, row->weight, !good);
    if (missed != NULL) {
        missed->missed++;
        missed->missed_weight += (double)row->weight / 1000;
    }
}

static void finish_clause(const struct counting *n, size_t i)
{
    struct rates_clause *c = &n->clauses[i];
    const struct sums *s = &n->sums[i];
    struct proportion_sample missed = n->published;
    missed.hits = s->missed;
    missed.weight_hits = s->missed_weight;
    c->acted = s->acted.count;
    c->wrong = s->acted.hits;
    c->other = s->other;
    c->wrong_share = proportion_of(&s->acted);
    c->missed = s->missed;
    c->missed_share = proportion_of(&missed);
}

/* `standards_id` 0: by whatever document. */
static enum rc count(struct community_reader *r, struct counting *n, int64_t since_ms,
                     int64_t standards_id, struct rates *ret)
{
    struct q_verify_answers_row *rows;
    size_t row_count;
    enum rc rc = q_verify_answers(r->db,
                                  &(struct q_verify_answers_in){
                                      .site_id = r->community->site.id,
                                      .since_ms = since_ms,
                                      .max_rows = ANSWERS_MAX,
                                  },
                                  n->arena, &rows, &row_count);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < row_count; i++)
        if (standards_id == 0 || rows[i].standards_id == standards_id)
            count_answer(n, &rows[i]);
    for (size_t i = 0; i < n->count; i++)
        finish_clause(n, i);
    *ret = (struct rates){
        .since_ms = since_ms,
        .clauses = n->clauses,
        .clause_count = n->count,
        .published = n->published.count,
        .broken = n->published.hits,
        .broken_share = proportion_of(&n->published),
        .acted = n->acted.count,
        .wrong = n->acted.hits,
        .wrong_share = proportion_of(&n->acted),
    };
    return RC_OK;
}

static enum rc in_force_since(struct community_reader *r, struct str version, struct arena *a,
                              int64_t *ret)
{
    struct q_standards_version_find_row row;
    enum rc rc = q_standards_version_find(
        r->db,
        &(struct q_standards_version_find_in){.site_id = r->community->site.id, .version = version},
        a, &row);
    if (rc == RC_OK)
        *ret = row.first_used_ms;
    return rc;
}

enum rc rates_get(struct community_reader *r, const struct actor *actor, struct arena *a,
                  struct rates_report *ret)
{
    enum rc rc = access_check(actor, ACTION_READ_ERRORS, 0);
    struct counting now = {.arena = a}, lately = {.arena = a};
    struct rates_report report = {0};
    int64_t standards_id = 0, since_ms = 0;
    struct community_judge *j = rc == RC_OK ? community_judge_ref(r->community) : NULL;
    if (rc == RC_OK && j == NULL)
        rc = RC_UNAVAILABLE;
    if (rc == RC_OK) {
        const struct standards *s = judge_standards(community_judge_get(j));
        standards_id = community_judge_standards_id(j);
        report.standards_version = arena_dup(a, standards_version(s));
        rc = list_clauses(&now, s);
        if (rc == RC_OK)
            rc = list_clauses(&lately, s);
    }
    community_judge_unref(j);
    if (rc == RC_OK)
        rc = in_force_since(r, report.standards_version, a, &since_ms);
    /* A document that a command only looks at may never have judged anything. */
    if (rc == RC_NOT_FOUND) {
        since_ms = community_now_ms(r->community);
        rc = RC_OK;
    }
    if (rc == RC_OK)
        rc = count(r, &now, since_ms, standards_id, &report.in_force);
    if (rc == RC_OK)
        rc = count(r, &lately, community_now_ms(r->community) - RATES_DAYS * DAY_MS, 0,
                   &report.lately);
    if (rc == RC_OK)
        *ret = report;
    return rc;
}

/* --- in words and as JSON --- */

struct str rates_sentence(struct arena *a, const struct rates_clause *c, int64_t published)
{
    struct str acts, misses;
    if (c->by_moderators)
        acts = STR("Moderators alone decide under it");
    else if (c->acted == 0)
        acts = STR("None of its actions has been checked yet");
    else
        acts =
            arena_printf(a, "%" PRId64 " of %" PRId64 " actions checked %s wrong (%.1f to %.1f %%)",
                         c->wrong, c->acted, c->wrong == 1 ? "was" : "were",
                         c->wrong_share.low * 100, c->wrong_share.high * 100);
    if (published == 0)
        misses = STR("what it misses is not known yet");
    else
        misses = arena_printf(a, "it misses %.1f per 1,000 published (%.1f to %.1f)",
                              c->missed_share.share * 1000, c->missed_share.low * 1000,
                              c->missed_share.high * 1000);
    return arena_printf(a, "%.*s; %.*s.", STR_ARG(acts), STR_ARG(misses));
}

/* Times `unit`, with as many digits as mean something. */
static void write_share(struct json *j, const struct proportion *p, double unit)
{
    json_begin_object(j);
    JSON_F64(j, "estimate", round(p->share * unit * 1e6) / 1e6);
    JSON_F64(j, "low", round(p->low * unit * 1e6) / 1e6);
    JSON_F64(j, "high", round(p->high * unit * 1e6) / 1e6);
    json_end(j);
}

static void write_actions(struct json *j, int64_t checked, int64_t wrong,
                          const struct proportion *share)
{
    JSON_I64(j, "actions_checked", checked);
    JSON_I64(j, "actions_wrong", wrong);
    json_key(j, STR("wrong_share"));
    write_share(j, share, 1);
}

static void write_rates(struct json *j, const struct rates *r, struct arena *a)
{
    json_begin_object(j);
    JSON_I64(j, "since_ms", r->since_ms);
    JSON_I64(j, "published_checked", r->published);
    JSON_I64(j, "published_broken", r->broken);
    json_key(j, STR("broken_per_1000"));
    write_share(j, &r->broken_share, 1000);
    write_actions(j, r->acted, r->wrong, &r->wrong_share);
    json_key(j, STR("clauses"));
    json_begin_array(j);
    for (size_t i = 0; i < r->clause_count; i++) {
        const struct rates_clause *c = &r->clauses[i];
        json_begin_object(j);
        JSON_STR(j, "clause", c->slug);
        JSON_STR(j, "title", c->title);
        JSON_STR(j, "sentence", rates_sentence(a, c, r->published));
        write_actions(j, c->acted, c->wrong, &c->wrong_share);
        JSON_I64(j, "actions_other_clause", c->other);
        JSON_I64(j, "missed", c->missed);
        json_key(j, STR("missed_per_1000"));
        write_share(j, &c->missed_share, 1000);
        json_end(j);
    }
    json_end(j);
    json_end(j);
}

void rates_write_json(struct buf *out, const struct rates_report *report, struct arena *a)
{
    struct json j;
    json_init(&j, out);
    json_begin_object(&j);
    JSON_STR(&j, "standards", report->standards_version);
    json_key(&j, STR("in_force"));
    write_rates(&j, &report->in_force, a);
    json_key(&j, STR("last_days"));
    write_rates(&j, &report->lately, a);
    JSON_I64(&j, "days", RATES_DAYS);
    json_end(&j);
}
