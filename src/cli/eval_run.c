#include "cli/eval_run.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdatomic.h>

#include "base/utf8.h"
#include "cli/eval_spans.h"

#define BATCH           2048
#define BATCH_ARENA_MAX ((size_t)256 * 1024 * 1024)
#define BATCH_BYTES     ((size_t)64 * 1024 * 1024) /* no more rows once so much was copied */
#define JUDGE_ARENA_MAX ((size_t)128 * 1024 * 1024)
#define CHUNK           8 /* rows a thread takes at a time */

struct batch {
    struct eval_run *run;
    struct eval_set *set;
    const struct dataset_map *map;
    struct arena *arena;
    struct eval_item *items;
    size_t count;
    atomic_size_t next;
};

/* --- judging --- */

struct bench {
    struct batch *batch;
    struct arena *arena; /* emptied for every row */
};

static enum rc judge_with(struct bench *w, const struct comity_engine *e, const struct text *t,
                          const struct dataset_row *row, struct verdict *ret)
{
    struct judge_context context = {
        .signals = {.parent_text = row->parent, .article_text = row->article},
        .is_reply = row->parent.n > 0,
    };
    if (!w->batch->run->language)
        context.signals.site_language = row->language;
    if (context.signals.site_language.n == 0)
        context.signals.site_language = standards_language(e->standards);
    return judge_text(e->judge, t, &context, w->arena, ret);
}

static double score_of(const struct eval_scorer *s, const struct text *t, const struct facts *facts)
{
    double score = NAN;
    if (s->kind == EVAL_BY_ATTRIBUTE)
        return attribute_score(s->attribute, t, facts, &score) ? score : NAN;
    return facts->value[s->signal].known ? facts->value[s->signal].number : NAN;
}

static void take_scores(const struct eval_set *set, bool other, const struct text *t,
                        const struct facts *facts, struct eval_item *item)
{
    for (size_t i = 0; i < set->scorer_count; i++)
        if (set->scorers[i].kind != EVAL_BY_COLUMN && set->scorers[i].other == other)
            item->scores[i] = score_of(&set->scorers[i], t, facts);
}

static size_t clause_index(const struct standards *s, struct str slug)
{
    size_t count;
    const struct standards_clause *c = standards_clauses(s, &count);
    for (size_t i = 0; i < count; i++)
        if (str_eq(c[i].slug, slug))
            return i;
    return 0;
}

/* As many whole ones as fit, with bars between them. */
static void take_words(const struct finding *f, struct eval_item *item)
{
    size_t n = 0;
    for (size_t i = 0; i < f->evidence_count; i++) {
        struct str word =
            str_slice(item->row.text, f->evidence[i].original.begin, f->evidence[i].original.end);
        if (n + word.n + 4 > EVAL_WORDS_BYTES)
            break;
        n += (size_t)snprintf(item->words + n, EVAL_WORDS_BYTES - n, "%s%.*s", n > 0 ? " | " : "",
                              STR_ARG(word));
    }
}

static void take_findings(const struct eval_set *set, const struct verdict *v,
                          struct eval_item *item)
{
    item->consequence = v->consequence;
    item->finding_count =
        v->finding_count < EVAL_FINDINGS_MAX ? v->finding_count : EVAL_FINDINGS_MAX;
    for (size_t i = 0; i < item->finding_count; i++) {
        item->findings[i].clause = clause_index(set->standards, v->findings[i].clause);
        item->findings[i].consequence = v->findings[i].consequence;
    }
    if (item->finding_count > 0)
        take_words(&v->findings[0], item);
}

/* The code lives as long as the program. */
static struct str named_language(const struct facts *facts)
{
    if (!facts->value[SIG_LANGUAGE_CODE].known)
        return (struct str){0};
    for (size_t i = 0; signals_language(i).n > 0; i++)
        if (str_eq(signals_language(i), facts->value[SIG_LANGUAGE_CODE].string))
            return signals_language(i);
    return STR("?");
}

static enum rc judge_item(struct bench *w, struct eval_item *item)
{
    const struct eval_run *run = w->batch->run;
    struct text t;
    struct verdict v = {0};
    arena_reset(w->arena);
    enum rc rc = text_prepare(w->arena, item->row.text, &t);
    item->passed_over =
        rc == RC_OK && run->part != PART_COUNT && part_of(part_hash(&t)) != run->part;
    if (item->passed_over)
        return RC_OK;
    if (rc == RC_OK)
        rc = judge_with(w, run->own, &t, &item->row, &v);
    if (rc != RC_OK)
        return rc;
    item->characters = utf8_count(item->row.text);
    item->language = named_language(v.facts);
    take_findings(w->batch->set, &v, item);
    take_scores(w->batch->set, false, &t, v.facts, item);
    if (w->batch->map->spans.n > 0)
        rc = eval_spans_measure(item, v.facts, run->evidence, run->threshold, w->arena);
    if (rc != RC_OK || run->other == NULL)
        return rc;
    rc = judge_with(w, run->other, &t, &item->row, &v);
    if (rc == RC_OK)
        take_scores(w->batch->set, true, &t, v.facts, item);
    return rc;
}

static void *work(void *context)
{
    struct bench w = {.batch = context, .arena = arena_new(JUDGE_ARENA_MAX)};
    size_t from;
    while ((from = atomic_fetch_add(&w.batch->next, CHUNK)) < w.batch->count)
        for (size_t i = from; i < from + CHUNK && i < w.batch->count; i++)
            w.batch->items[i].rc =
                w.arena != NULL ? judge_item(&w, &w.batch->items[i]) : RC_NO_MEMORY;
    arena_free(w.arena);
    return NULL;
}

/* The caller's thread works too; one that cannot be started is not missed. */
static void judge_batch(struct batch *b)
{
    pthread_t threads[EVAL_JOBS_MAX];
    size_t started = 0;
    atomic_store(&b->next, 0);
    while (started + 1 < b->run->jobs && pthread_create(&threads[started], NULL, work, b) == 0)
        started++;
    work(b);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

/* --- reading and keeping --- */

static void keep(struct batch *b, struct eval_item *item, const struct dataset_row *row)
{
    struct arena *a = b->arena;
    *item = (struct eval_item){.row = *row};
    item->row.text = arena_dup(a, row->text);
    item->row.id = arena_dup(a, row->id);
    item->row.parent = arena_dup(a, row->parent);
    item->row.article = arena_dup(a, row->article);
    item->row.language = arena_dup(a, row->language);
    item->row.by = arena_dup(a, row->by);
    item->row.spans = arena_dup(a, row->spans);
}

static enum rc fill(struct batch *b, struct dataset *d, bool *ret_more, struct problem *problem)
{
    const struct dataset_row *row = NULL;
    enum rc rc = RC_OK;
    arena_reset(b->arena);
    b->count = 0;
    *ret_more = true;
    while (b->count < BATCH && *ret_more && arena_used(b->arena) < BATCH_BYTES) {
        rc = dataset_next(d, &row, problem);
        if (rc != RC_OK)
            return rc;
        *ret_more = row != NULL;
        if (row == NULL)
            break;
        if (b->map->spans.n > 0 && !eval_spans_readable(row->spans))
            dataset_refuse(d, "the list of spans is none; write [3, 4, 5] or [[3, 6]]");
        else
            keep(b, &b->items[b->count++], row);
    }
    return arena_failed(b->arena) ? RC_NO_MEMORY : RC_OK;
}

static enum rc store(struct batch *b, const struct eval_binding *binding, struct problem *problem)
{
    for (size_t i = 0; i < b->count; i++) {
        struct eval_item *item = &b->items[i];
        if (item->rc != RC_OK)
            return problem_set(problem, item->rc, "%.*s line %lld: %s", STR_ARG(b->map->path),
                               (long long)item->row.line, rc_text(item->rc));
        if (item->passed_over) {
            b->run->passed_over++;
            continue;
        }
        enum rc rc = eval_set_store(b->set, binding, b->map, item);
        if (rc == RC_OK && b->run->sample != NULL)
            rc = eval_sample_offer(b->run->sample, b->set, item);
        if (rc != RC_OK)
            return problem_set(problem, rc, "out of memory for %.*s", STR_ARG(b->map->path));
    }
    return RC_OK;
}

static void tell(struct batch *b, const struct dataset *d)
{
    int64_t bytes, size;
    b->run->rows += (int64_t)b->count;
    dataset_progress(d, &bytes, &size);
    if (b->run->progress != NULL)
        b->run->progress(b->run->progress_context, b->run->rows, bytes, size);
}

static enum rc run_batches(struct batch *b, const struct eval_binding *binding, struct dataset *d,
                           struct problem *problem)
{
    bool more = true;
    enum rc rc = RC_OK;
    while (rc == RC_OK && more) {
        rc = fill(b, d, &more, problem);
        if (rc == RC_OK)
            judge_batch(b);
        if (rc == RC_OK)
            rc = store(b, binding, problem);
        tell(b, d);
    }
    return rc;
}

enum rc eval_run_file(struct eval_run *run, struct eval_set *set, const struct eval_binding *b,
                      const struct dataset_map *map, struct dataset *d, struct problem *problem)
{
    struct arena *items = arena_new(BATCH * sizeof(struct eval_item) + 65536);
    run->passed_over = 0;
    struct batch batch = {.run = run, .set = set, .map = map, .arena = arena_new(BATCH_ARENA_MAX)};
    batch.items = items != NULL ? ARENA_ARRAY(items, BATCH, struct eval_item) : NULL;
    enum rc rc = batch.items != NULL && batch.arena != NULL ? RC_OK : RC_NO_MEMORY;
    if (rc == RC_OK)
        rc = run_batches(&batch, b, d, problem);
    arena_free(batch.arena);
    arena_free(items);
    return rc == RC_OK ? rc : problem_set(problem, rc, "%s", rc_text(rc));
}
