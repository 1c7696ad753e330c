/* The texts that were ruled on, as they are learned from: measured once, kept while a ruling on them stands. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "community/comment/comment.h"
#include "community/learning/learning_state.h"
#include "queries.h"

/* As sure as a model can be, in thousandths of log-odds. */
#define BASE_LIMIT 6000
/* Of a text the first words and pairs are learned from: what a program sends may be long, and memory and time are
 * bounded by this. */
#define PLACES_MAX 512
/* A longer text counts as several of those measured in one tick. */
#define STEP_BYTES        512
#define MEASURE_ARENA_MAX ((size_t)16 * 1024 * 1024)

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_place(const struct learning_text *a, const struct learning_text *b)
{
    int order = compare(a->kind, b->kind);
    if (order == 0)
        order = compare(a->source, b->source);
    return order != 0 ? order : compare(a->revision, b->revision);
}

static int texts_by_place(const void *p, const void *q)
{
    return by_place(p, q);
}

static const struct learning_text *find(const struct learning_text *texts, size_t count,
                                        const struct learning_ruling *r)
{
    const struct learning_text key = {
        .kind = r->kind, .source = r->source, .revision = r->revision};
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_place(&texts[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && by_place(&texts[low], &key) == 0 ? &texts[low] : NULL;
}

const struct learning_text *learning_texts_find(const struct learning *l,
                                                const struct learning_ruling *ruling)
{
    const struct learning_text *t = find(l->texts, l->text_count, ruling);
    return t != NULL && t->is_known ? t : NULL;
}

void learning_texts_forget(struct learning *l)
{
    arena_free(l->texts_arena);
    l->texts_arena = NULL;
    l->texts = NULL;
    l->text_count = 0;
}

/* --- measuring --- */

struct measuring {
    struct community_reader *reader;
    const struct signals *signals;
    struct arena *keep;    /* of the texts */
    struct arena *scratch; /* of one measurement */
};

static int32_t log_odds(double p)
{
    p = fmin(fmax(p, 0.0001), 0.9999);
    double odds = floor(log(p / (1 - p)) * 1000 + 0.5);
    return (int32_t)fmin(fmax(odds, -BASE_LIMIT), BASE_LIMIT);
}

static enum rc keep_places(struct measuring *m, const struct text *t, struct learning_text *ret)
{
    struct correction_places places;
    enum rc rc = correction_places(t, m->scratch, &places);
    if (rc != RC_OK)
        return rc;
    size_t count = places.count < PLACES_MAX ? places.count : PLACES_MAX;
    ret->place_count = fit_distinct(places.items, count);
    ret->places = ARENA_ARRAY(m->keep, ret->place_count, struct correction_place);
    if (ret->places == NULL)
        return RC_NO_MEMORY;
    if (ret->place_count > 0)
        memcpy(ret->places, places.items, ret->place_count * sizeof *ret->places);
    ret->key = fit_text_key(ret->places, ret->place_count);
    return RC_OK;
}

static enum rc measure(struct measuring *m, struct str body, struct learning_text *ret)
{
    const struct community_site *site = community_site(m->reader->community);
    const struct signal_context context = {.site_language = site->language,
                                           .site_domains = site->domains,
                                           .site_domain_count = site->domain_count};
    struct text t;
    struct facts facts;
    enum rc rc = text_prepare(m->scratch, body, &t);
    if (rc == RC_OK)
        rc = signals_measure(m->signals, &t, &context, m->scratch, &facts);
    if (rc != RC_OK)
        return rc == RC_NO_MEMORY ? rc : RC_OK;
    ret->is_known = true;
    for (size_t h = 0; h < HEAD_COUNT; h++) {
        ret->is_known &= facts.value[head_signals[h]].known;
        ret->base[h] = log_odds(facts.value[head_signals[h]].number);
    }
    return ret->is_known ? keep_places(m, &t, ret) : RC_OK;
}

static enum rc read_suggestion(struct measuring *m, const struct learning_ruling *r,
                               struct str *ret)
{
    struct q_learning_suggestion_text_row row;
    enum rc rc = q_learning_suggestion_text(
        m->reader->db,
        &(struct q_learning_suggestion_text_in){
            .site_id = m->reader->community->site.id, .key_id = -r->person, .text_hash = r->source},
        m->scratch, &row);
    if (rc == RC_OK)
        *ret = row.text;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

/* A text that changed or went between the reading of its ruling and now is not there. */
static enum rc read_body(struct measuring *m, const struct learning_ruling *r, struct str *ret)
{
    struct q_learning_text_row row;
    *ret = (struct str){0};
    if (r->kind == LEARNING_SUGGESTION)
        return read_suggestion(m, r, ret);
    enum rc rc =
        q_learning_text(m->reader->db,
                        &(struct q_learning_text_in){.site_id = m->reader->community->site.id,
                                                     .comment_id = r->source},
                        m->scratch, &row);
    if (rc == RC_OK && row.revision == r->revision && row.status != COMMENT_DELETED)
        *ret = row.body;
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static enum rc measure_ruling(struct measuring *m, const struct learning_ruling *r,
                              size_t *measured, struct learning_text *ret)
{
    struct str body = {0};
    *ret = (struct learning_text){.kind = r->kind, .source = r->source, .revision = r->revision};
    arena_reset(m->scratch);
    enum rc rc = read_body(m, r, &body);
    *measured += 1 + body.n / STEP_BYTES;
    return rc == RC_OK && body.n > 0 ? measure(m, body, ret) : rc;
}

/* --- following --- */

static enum rc copy_text(struct arena *keep, const struct learning_text *old,
                         struct learning_text *ret)
{
    *ret = *old;
    ret->places = ARENA_ARRAY(keep, old->place_count, struct correction_place);
    if (ret->places == NULL)
        return RC_NO_MEMORY;
    if (old->place_count > 0)
        memcpy(ret->places, old->places, old->place_count * sizeof *ret->places);
    return RC_OK;
}

/* Several rulings may be on one text. */
static size_t sort_once(struct learning_text *texts, size_t count)
{
    size_t kept = 0;
    if (count > 0)
        qsort(texts, count, sizeof *texts, texts_by_place);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || by_place(&texts[kept - 1], &texts[i]) != 0)
            texts[kept++] = texts[i];
    return kept;
}

static enum rc follow(struct measuring *m, const struct learning_rulings *rulings, size_t most,
                      struct learning_text *texts, size_t *ret_count, bool *ret_all)
{
    const struct learning *l = m->reader->community->learning;
    size_t count = 0, measured = 0;
    enum rc rc = RC_OK;
    *ret_all = true;
    for (size_t i = 0; rc == RC_OK && i < rulings->count; i++) {
        const struct learning_ruling *r = &rulings->items[i];
        const struct learning_text *old = find(l->texts, l->text_count, r);
        if (old != NULL) {
            rc = copy_text(m->keep, old, &texts[count++]);
        } else if (measured < most) {
            rc = measure_ruling(m, r, &measured, &texts[count++]);
        } else {
            *ret_all = false;
        }
    }
    *ret_count = sort_once(texts, count);
    return rc;
}

enum rc learning_texts_follow(struct community_reader *r, struct community_judge *judge,
                              const struct learning_rulings *rulings, size_t most, bool *ret_all)
{
    struct learning *l = r->community->learning;
    struct measuring m = {.reader = r,
                          .signals = judge_signals(community_judge_get(judge)),
                          .keep = arena_new(LEARNING_ARENA_MAX),
                          .scratch = arena_new(MEASURE_ARENA_MAX)};
    bool ready = m.keep != NULL && m.scratch != NULL;
    struct learning_text *texts =
        ready ? ARENA_ARRAY(m.keep, rulings->count, struct learning_text) : NULL;
    size_t count = 0;
    enum rc rc = texts != NULL ? follow(&m, rulings, most, texts, &count, ret_all) : RC_NO_MEMORY;
    arena_free(m.scratch);
    if (rc != RC_OK) {
        arena_free(m.keep);
        return rc;
    }
    learning_texts_forget(l);
    l->texts_arena = m.keep;
    l->texts = texts;
    l->text_count = count;
    return RC_OK;
}
