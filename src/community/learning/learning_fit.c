#include "community/learning/learning_fit.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "community/learning/learning_merge.h"

#define FIT_PASSES 12
/* In millionths of log-odds from here on: how surely the model should say what a person said, and how far a single
 * ruling pulls at a word of full weight. */
#define MILLION      1000000
#define FIT_MARGIN   (2 * MILLION)
#define FIT_PULL_MAX (MILLION / 5)
#define WEIGHT_ONE   256
/* Less than so many thousandths is forgotten. */
#define CHANGE_MIN 20

struct lesson {
    const struct fit_example *example;
    const uint32_t *features; /* numbers of features */
    const uint16_t *weights;
    size_t count;
    int64_t norm; /* sum of squared weights */
    int64_t pull; /* 0 to FIT_PULL_MAX */
};

struct feature {
    uint64_t hash;
    int32_t texts[2]; /* fine, breaking */
    int32_t number;   /* among those fitted; negative: not */
};

/* One ruling's part in one word. */
struct part {
    uint32_t feature;
    uint32_t lesson;
    int64_t change; /* signed, millionths */
    int64_t scaled;
};

struct fit {
    const struct fit_rules *rules;
    struct arena *arena;
    size_t head;
    struct lesson *lessons;
    size_t lesson_count;
    struct feature *features; /* ascending by hash */
    size_t feature_count;
    int64_t *change; /* by number of the feature */
    size_t fitted;
};

/* --- order and sameness --- */

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_time(const void *x, const void *y)
{
    const struct fit_example *a = x, *b = y;
    int order = compare(a->at_ms, b->at_ms);
    if (order == 0)
        order = compare(a->source, b->source);
    return order != 0 ? order : compare(a->person, b->person);
}

static int by_hash(const void *x, const void *y)
{
    const struct correction_place *a = x, *b = y;
    return (a->hash > b->hash) - (a->hash < b->hash);
}

size_t fit_distinct(struct correction_place *places, size_t count)
{
    size_t kept = 0;
    if (count > 0)
        qsort(places, count, sizeof *places, by_hash);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || places[kept - 1].hash != places[i].hash)
            places[kept++] = places[i];
    return kept;
}

uint64_t fit_text_key(const struct correction_place *places, size_t count)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < count; i++)
        h = (h ^ places[i].hash) * 0x100000001b3u;
    return h;
}

/* --- which rulings count --- */

struct opinion {
    uint64_t text_key;
    int64_t person;
    size_t example;
};

static int by_opinion(const void *x, const void *y)
{
    const struct opinion *a = x, *b = y;
    if (a->text_key != b->text_key)
        return a->text_key > b->text_key ? 1 : -1;
    int order = compare(a->person, b->person);
    return order != 0 ? order : compare((int64_t)a->example, (int64_t)b->example);
}

/* The last opinion of each person on each text; marks those examples. */
static enum rc mark_opinions(struct fit *f, const struct fit_example *examples, size_t count,
                             bool *ret_counts)
{
    struct opinion *all = ARENA_ARRAY(f->arena, count, struct opinion);
    size_t n = 0;
    if (all == NULL)
        return RC_NO_MEMORY;
    memset(ret_counts, 0, count);
    for (size_t i = 0; i < count; i++)
        if (examples[i].heads >> f->head & 1)
            all[n++] = (struct opinion){examples[i].text_key, examples[i].person, i};
    qsort(all, n, sizeof *all, by_opinion);
    for (size_t i = 0; i < n; i++)
        ret_counts[all[i].example] = i + 1 == n || all[i].text_key != all[i + 1].text_key ||
                                     all[i].person != all[i + 1].person;
    return RC_OK;
}

/* --- which words are looked at --- */

/* A word of a text, to be counted once a text and opinion. */
struct mention {
    uint64_t hash, text_key;
    bool breaks;
};

static int by_mention(const void *x, const void *y)
{
    const struct mention *a = x, *b = y;
    if (a->hash != b->hash)
        return a->hash > b->hash ? 1 : -1;
    if (a->breaks != b->breaks)
        return a->breaks ? 1 : -1;
    return (a->text_key > b->text_key) - (a->text_key < b->text_key);
}

static void count_mention(struct fit *f, const struct mention *m, const struct mention *last)
{
    if (last == NULL || last->hash != m->hash)
        f->features[f->feature_count++] = (struct feature){.hash = m->hash, .number = -1};
    else if (last->breaks == m->breaks && last->text_key == m->text_key)
        return;
    f->features[f->feature_count - 1].texts[m->breaks]++;
}

static enum rc count_features(struct fit *f, const struct fit_example *examples, size_t count,
                              const bool *counts)
{
    size_t total = 0, n = 0;
    for (size_t i = 0; i < count; i++)
        total += counts[i] ? examples[i].place_count : 0;
    struct mention *mentions = ARENA_ARRAY(f->arena, total, struct mention);
    f->features = ARENA_ARRAY(f->arena, total, struct feature);
    if (mentions == NULL || f->features == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; counts[i] && k < examples[i].place_count; k++)
            mentions[n++] = (struct mention){examples[i].places[k].hash, examples[i].text_key,
                                             examples[i].breaks};
    qsort(mentions, n, sizeof *mentions, by_mention);
    for (size_t i = 0; i < n; i++)
        count_mention(f, &mentions[i], i > 0 ? &mentions[i - 1] : NULL);
    for (size_t i = 0; i < f->feature_count; i++) {
        const int32_t *texts = f->features[i].texts;
        if (texts[0] >= f->rules->texts_min || texts[1] >= f->rules->texts_min)
            f->features[i].number = (int32_t)f->fitted++;
    }
    f->change = ARENA_ARRAY(f->arena, f->fitted, int64_t);
    if (f->change != NULL)
        memset(f->change, 0, f->fitted * sizeof *f->change);
    return f->change != NULL ? RC_OK : RC_NO_MEMORY;
}

static const struct feature *find_feature(const struct fit *f, uint64_t hash)
{
    size_t low = 0, high = f->feature_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (f->features[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < f->feature_count && f->features[low].hash == hash ? &f->features[low] : NULL;
}

/* --- fitting --- */

static enum rc make_lesson(struct fit *f, const struct fit_example *x)
{
    uint32_t *features = ARENA_ARRAY(f->arena, x->place_count, uint32_t);
    uint16_t *weights = ARENA_ARRAY(f->arena, x->place_count, uint16_t);
    struct lesson l = {.example = x, .features = features, .weights = weights};
    if (features == NULL || weights == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < x->place_count; i++) {
        const struct feature *feature = find_feature(f, x->places[i].hash);
        if (feature == NULL || feature->number < 0)
            continue;
        features[l.count] = (uint32_t)feature->number;
        weights[l.count++] = x->places[i].weight;
        l.norm += (int64_t)x->places[i].weight * x->places[i].weight;
    }
    if (l.count > 0)
        f->lessons[f->lesson_count++] = l;
    return RC_OK;
}

static enum rc make_lessons(struct fit *f, const struct fit_example *examples, size_t count)
{
    bool *counts = ARENA_ARRAY(f->arena, count, bool);
    f->lessons = ARENA_ARRAY(f->arena, count, struct lesson);
    if (counts == NULL || f->lessons == NULL)
        return RC_NO_MEMORY;
    enum rc rc = mark_opinions(f, examples, count, counts);
    if (rc == RC_OK)
        rc = count_features(f, examples, count, counts);
    for (size_t i = 0; rc == RC_OK && i < count; i++)
        if (counts[i])
            rc = make_lesson(f, &examples[i]);
    return rc;
}

/* One step of coordinate ascent: as far as the ruling asks for, within its pull. */
static void learn(struct fit *f, struct lesson *l)
{
    int64_t sign = l->example->breaks ? 1 : -1;
    int64_t score = (int64_t)l->example->base[f->head] * 1000;
    for (size_t i = 0; i < l->count; i++)
        score += f->change[l->features[i]] * l->weights[i] / WEIGHT_ONE;
    int64_t pull = l->pull + (FIT_MARGIN - sign * score) * WEIGHT_ONE / l->norm * WEIGHT_ONE;
    pull = pull < 0 ? 0 : pull > FIT_PULL_MAX ? FIT_PULL_MAX : pull;
    for (size_t i = 0; i < l->count; i++)
        f->change[l->features[i]] +=
            sign * ((pull * l->weights[i]) / WEIGHT_ONE - (l->pull * l->weights[i]) / WEIGHT_ONE);
    l->pull = pull;
}

/* --- bounds --- */

static int64_t magnitude(int64_t x)
{
    return x < 0 ? -x : x;
}

static int64_t group_of(const struct fit *f, const struct part *p, bool of_day)
{
    const struct fit_example *x = f->lessons[p->lesson].example;
    return of_day ? x->at_ms / DAY_MS : x->person;
}

/* Groups are few (people, days): a pass for each, by the first of its parts that was not met yet. */
static void bound_groups(const struct fit *f, struct part *parts, size_t count, bool of_day,
                         int64_t limit)
{
    for (size_t i = 0; i < count; i++) {
        int64_t group = group_of(f, &parts[i], of_day), sum = 0;
        bool met = false;
        for (size_t k = 0; k < i && !met; k++)
            met = group_of(f, &parts[k], of_day) == group;
        if (met)
            continue;
        for (size_t k = i; k < count; k++)
            sum += group_of(f, &parts[k], of_day) == group ? magnitude(parts[k].scaled) : 0;
        for (size_t k = i; sum > limit && k < count; k++)
            if (group_of(f, &parts[k], of_day) == group)
                parts[k].scaled = parts[k].scaled * limit / sum;
    }
}

static int by_feature(const void *x, const void *y)
{
    const struct part *a = x, *b = y;
    int order = compare(a->feature, b->feature);
    return order != 0 ? order : compare(a->lesson, b->lesson);
}

static enum rc make_parts(const struct fit *f, struct part **ret, size_t *ret_count)
{
    size_t total = 0, n = 0;
    for (size_t i = 0; i < f->lesson_count; i++)
        total += f->lessons[i].pull > 0 ? f->lessons[i].count : 0;
    struct part *parts = ARENA_ARRAY(f->arena, total, struct part);
    if (parts == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < f->lesson_count; i++) {
        const struct lesson *l = &f->lessons[i];
        for (size_t k = 0; l->pull > 0 && k < l->count; k++) {
            int64_t change = l->pull * l->weights[k] / WEIGHT_ONE;
            change = l->example->breaks ? change : -change;
            parts[n++] = (struct part){l->features[k], (uint32_t)i, change, change};
        }
    }
    qsort(parts, n, sizeof *parts, by_feature);
    *ret = parts;
    *ret_count = n;
    return RC_OK;
}

/* --- the outcome of a head --- */

static void note_origin(struct fit_word *w, int64_t source, int64_t change)
{
    for (size_t i = 0; i < FIT_SOURCES_MAX; i++) {
        if (w->origin[i].source == source)
            return;
        if (magnitude(change) <= magnitude(w->origin[i].change))
            continue;
        for (size_t k = FIT_SOURCES_MAX - 1; k > i; k--)
            w->origin[k] = w->origin[k - 1];
        w->origin[i].source = source;
        w->origin[i].change = change;
        return;
    }
}

/* The word that these parts are of; change 0 when nothing is left of it. */
static struct fit_word sum_parts(const struct fit *f, struct part *parts, size_t count)
{
    struct fit_word w = {.head = f->head};
    int64_t sum = 0, limit = (int64_t)f->rules->word_max * 1000;
    bound_groups(f, parts, count, false, (int64_t)f->rules->person_max * 1000);
    bound_groups(f, parts, count, true, (int64_t)f->rules->day_max * 1000);
    for (size_t i = 0; i < count; i++)
        sum += parts[i].scaled;
    sum = sum > limit ? limit : sum < -limit ? -limit : sum;
    for (size_t i = 0; i < count; i++)
        if ((parts[i].scaled > 0) == (sum > 0))
            note_origin(&w, f->lessons[parts[i].lesson].example->source, parts[i].scaled);
    w.change = magnitude(sum) < CHANGE_MIN * 1000 ? 0 : (int16_t)(sum / 1000);
    return w;
}

static enum rc collect(struct fit *f, struct arena *keep, struct fit_words *all)
{
    struct part *parts;
    size_t count, end;
    enum rc rc = make_parts(f, &parts, &count);
    const struct feature **fitted = ARENA_ARRAY(f->arena, f->fitted, const struct feature *);
    if (rc != RC_OK || fitted == NULL)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < f->feature_count; i++)
        if (f->features[i].number >= 0)
            fitted[f->features[i].number] = &f->features[i];
    for (size_t i = 0; rc == RC_OK && i < count; i = end) {
        const struct feature *feature = fitted[parts[i].feature];
        for (end = i + 1; end < count && parts[end].feature == parts[i].feature;)
            end++;
        struct fit_word w = sum_parts(f, &parts[i], end - i);
        w.hash = feature->hash;
        w.texts = feature->texts[0] + feature->texts[1];
        if (w.change != 0)
            rc = fit_words_add(keep, all, &w);
    }
    return rc;
}

static enum rc fit_head(const struct fit_example *examples, size_t count, struct fit *f,
                        struct arena *keep, struct fit_words *all)
{
    enum rc rc = make_lessons(f, examples, count);
    for (int pass = 0; rc == RC_OK && pass < FIT_PASSES; pass++)
        for (size_t i = 0; i < f->lesson_count; i++)
            learn(f, &f->lessons[i]);
    return rc == RC_OK ? collect(f, keep, all) : rc;
}

#define FIT_ARENA_MAX ((size_t)512 * 1024 * 1024)

enum rc fit_correction(struct fit_example *examples, size_t count, const struct fit_rules *rules,
                       struct arena *a, struct fit_result *ret)
{
    struct arena *keep = arena_new(FIT_ARENA_MAX), *scratch = arena_new(FIT_ARENA_MAX);
    struct fit_words all = {.count = 0};
    struct fit_result result;
    enum rc rc = keep != NULL && scratch != NULL ? RC_OK : RC_NO_MEMORY;
    if (rc == RC_OK && count > 0)
        qsort(examples, count, sizeof *examples, by_time);
    for (size_t head = 0; rc == RC_OK && head < HEAD_COUNT; head++) {
        struct fit f = {.rules = rules, .arena = scratch, .head = head};
        rc = fit_head(examples, count, &f, keep, &all);
        arena_reset(scratch);
    }
    if (rc == RC_OK)
        rc = fit_words_merge(&all, (size_t)rules->words_max, scratch, a, &result);
    arena_free(keep);
    arena_free(scratch);
    if (rc == RC_OK)
        *ret = result;
    return rc;
}
