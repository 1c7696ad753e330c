#include "train/language_fit.h"

#include <math.h>

#include "base/utf8.h"
#include "text/text.h"

#define RATE        0.25f
#define DECAY       2e-6f
#define HOLD_OUT    10
#define COPIES      3 /* cuts of a text trained on each time it is drawn */
#define LETTERS_MIN 4
#define SEED        20240607
#define CLIP_AT                                                                                    \
    6 /* standard deviations: weights farther out are rare, and cost the others their steps */
#define STEPS_MAX    127
#define MEASURE_TURN 104729 /* a prime, so that cuts begin anywhere */

struct line {
    struct str folded;
    int language;
    bool held_out, fits;
};

typedef float weight_row[LANGUAGE_COLUMNS];

struct language_fit {
    struct arena *arena;
    struct line *lines;
    size_t count;
    struct {
        char code[2];
        size_t count;
        uint32_t *lines; /* those trained on */
        size_t trained;
    } language[LANGUAGE_COLUMNS];
    uint32_t languages;
    weight_row *weight, *squares;
    struct ngrams *ngrams;
    uint64_t random;
};

enum rc language_fit_new(struct arena *a, struct language_fit **ret)
{
    struct language_fit *f = ARENA_NEW(a, struct language_fit);
    if (f == NULL)
        return RC_NO_MEMORY;
    f->arena = a;
    f->lines = ARENA_ARRAY(a, LANGUAGE_TEXTS_MAX, struct line);
    f->weight = ARENA_ARRAY(a, NGRAM_BUCKETS, weight_row);
    f->squares = ARENA_ARRAY(a, NGRAM_BUCKETS, weight_row);
    f->ngrams = ARENA_NEW(a, struct ngrams);
    if (arena_failed(a))
        return RC_NO_MEMORY;
    *ret = f;
    return RC_OK;
}

size_t language_fit_texts(const struct language_fit *f)
{
    return f->count;
}

/* The column of a code; a new one where there is room, else -1. */
static int column_of(struct language_fit *f, struct str code)
{
    for (uint32_t k = 0; k < f->languages; k++) {
        if (memcmp(f->language[k].code, code.p, 2) == 0)
            return (int)k;
    }
    if (f->languages == LANGUAGE_COLUMNS)
        return -1;
    memcpy(f->language[f->languages].code, code.p, 2);
    return (int)f->languages++;
}

enum rc language_fit_add(struct language_fit *f, struct str code, struct str text)
{
    struct line line = {.language = code.n == 2 ? column_of(f, code) : -1};
    if (line.language < 0 || f->count == LANGUAGE_TEXTS_MAX)
        return RC_TOO_LARGE;
    enum rc rc = text_fold(f->arena, str_trim(text), &line.folded);
    if (rc == RC_NO_MEMORY)
        return rc;
    if (rc != RC_OK || utf8_count(line.folded) < LETTERS_MIN)
        return RC_OK;
    size_t number = f->language[line.language].count++;
    line.held_out = number % HOLD_OUT == 0;
    line.fits = number % (HOLD_OUT * (size_t)2) == 0;
    f->lines[f->count++] = line;
    return RC_OK;
}

/* --- drawing --- */

/* xorshift64, Marsaglia 2003. */
static uint32_t draw(struct language_fit *f, size_t below)
{
    f->random ^= f->random << 13;
    f->random ^= f->random >> 7;
    f->random ^= f->random << 17;
    return (uint32_t)((f->random >> 33) % below);
}

/* `characters` of the text from a place that `choice` picks. */
static struct str cut(struct str s, uint32_t characters, size_t choice)
{
    size_t count = utf8_count(s);
    size_t skip = count > characters ? choice % (count - characters + 1) : 0;
    struct str head = utf8_prefix(s, skip);
    return utf8_prefix(str_slice(s, head.n, s.n), characters);
}

static enum rc deal_lines(struct language_fit *f)
{
    for (uint32_t k = 0; k < f->languages; k++) {
        f->language[k].lines = ARENA_ARRAY(f->arena, f->language[k].count + 1, uint32_t);
        f->language[k].trained = 0;
        if (f->language[k].lines == NULL)
            return RC_NO_MEMORY;
    }
    for (size_t i = 0; i < f->count; i++) {
        int k = f->lines[i].language;
        if (!f->lines[i].held_out)
            f->language[k].lines[f->language[k].trained++] = (uint32_t)i;
    }
    return RC_OK;
}

/* --- training --- */

static void probabilities(const struct language_fit *f, double temperature,
                          double p[LANGUAGE_COLUMNS])
{
    const struct ngrams *n = f->ngrams;
    double most = -1e9, total = 0, unit = 1 / sqrt(n->count ? n->count : 1) / temperature;
    for (uint32_t k = 0; k < f->languages; k++) {
        p[k] = 0;
        for (uint32_t i = 0; i < n->count; i++)
            p[k] += (double)f->weight[n->bucket[i]][k];
        p[k] *= unit;
        most = p[k] > most ? p[k] : most;
    }
    for (uint32_t k = 0; k < f->languages; k++)
        total += p[k] = exp(p[k] - most);
    for (uint32_t k = 0; k < f->languages; k++)
        p[k] /= total;
}

static void train_on(struct language_fit *f, struct str text, int language)
{
    double p[LANGUAGE_COLUMNS];
    ngrams_collect(text, f->ngrams);
    if (f->ngrams->count == 0)
        return;
    probabilities(f, 1, p);
    for (uint32_t i = 0; i < f->ngrams->count; i++) {
        uint32_t row = f->ngrams->bucket[i];
        for (uint32_t k = 0; k < f->languages; k++) {
            float *w = &f->weight[row][k], *q = &f->squares[row][k];
            float g = (float)((p[k] - ((int)k == language)) / sqrt(f->ngrams->count)) + DECAY * *w;
            *q += g * g;
            *w -= RATE * g / (1e-4f + sqrtf(*q));
        }
    }
}

static void train_epoch(struct language_fit *f)
{
    for (size_t done = 0; done < f->count; done++) {
        uint32_t k = draw(f, f->languages);
        if (f->language[k].trained == 0)
            continue;
        const struct line *l = &f->lines[f->language[k].lines[draw(f, f->language[k].trained)]];
        train_on(f, l->folded, l->language);
        for (int c = 0; c < COPIES; c++) {
            uint32_t size = 10 + draw(f, 110);
            train_on(f, cut(l->folded, size, draw(f, 1u << 30)), l->language);
        }
    }
}

static double held_out_loss(const struct language_fit *f, double temperature)
{
    double p[LANGUAGE_COLUMNS], loss = 0;
    for (size_t i = 0; i < f->count; i++) {
        if (!f->lines[i].fits)
            continue;
        for (uint32_t size = 15; size <= 60; size += 15) {
            ngrams_collect(cut(f->lines[i].folded, size, i * 7919), f->ngrams);
            probabilities(f, temperature, p);
            loss -= log(p[f->lines[i].language] + 1e-9);
        }
    }
    return loss;
}

static float fit_temperature(const struct language_fit *f)
{
    double best = 1, least = held_out_loss(f, 1);
    for (double t = 0.5; t < 3; t += 0.1) {
        double loss = held_out_loss(f, t);
        if (loss < least) {
            least = loss;
            best = t;
        }
    }
    return (float)best;
}

/* --- the model --- */

static void quantise(const struct language_fit *f, struct language_model *m)
{
    double sum = 0;
    for (size_t b = 0; b < NGRAM_BUCKETS; b++) {
        for (int k = 0; k < LANGUAGE_COLUMNS; k++)
            sum += (double)(f->weight[b][k] * f->weight[b][k]);
    }
    m->scale = CLIP_AT * (float)sqrt(sum / NGRAM_BUCKETS / LANGUAGE_COLUMNS) / STEPS_MAX;
    for (size_t b = 0; b < NGRAM_BUCKETS; b++) {
        for (int k = 0; k < LANGUAGE_COLUMNS; k++) {
            float steps = roundf(f->weight[b][k] / m->scale);
            m->weight[b][k] = (int8_t)fminf(fmaxf(steps, -STEPS_MAX), STEPS_MAX);
        }
    }
}

/* FNV-1a of everything behind the field itself. */
static uint64_t hash_model(const struct language_model *m)
{
    const unsigned char *p = (const unsigned char *)m;
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = offsetof(struct language_model, scale); i < sizeof(*m); i++)
        h = (h ^ p[i]) * 0x100000001b3u;
    return h;
}

enum rc language_fit_run(struct language_fit *f, int epochs, void (*progress)(int epoch),
                         struct language_model *ret)
{
    if (f->languages < 2)
        return RC_INVALID;
    memset(f->weight, 0, NGRAM_BUCKETS * sizeof(weight_row));
    memset(f->squares, 0, NGRAM_BUCKETS * sizeof(weight_row));
    f->random = SEED;
    enum rc rc = deal_lines(f);
    for (int e = 0; rc == RC_OK && e < epochs; e++) {
        train_epoch(f);
        if (progress != NULL)
            progress(e + 1);
    }
    if (rc != RC_OK)
        return rc;
    *ret = (struct language_model){.magic = LANGUAGE_MAGIC, .languages = f->languages};
    for (uint32_t k = 0; k < f->languages; k++)
        memcpy(ret->code[k], f->language[k].code, 2);
    ret->temperature = fit_temperature(f);
    quantise(f, ret);
    ret->hash = hash_model(ret);
    return RC_OK;
}

struct language_quality language_fit_measure(const struct language_fit *f,
                                             const struct language_model *m, uint32_t characters)
{
    struct language_quality q = {0};
    struct language_guess g;
    for (size_t i = 0; i < f->count; i++) {
        const struct line *l = &f->lines[i];
        if (!l->held_out || l->fits || utf8_count(l->folded) < characters)
            continue;
        ngrams_collect(cut(l->folded, characters, i * MEASURE_TURN), f->ngrams);
        language_guess(m, f->ngrams, &g);
        bool right = g.best == l->language, sure = g.probability[g.best] >= 0.95;
        q.texts++;
        q.right += right;
        q.sure += sure;
        q.sure_right += sure && right;
    }
    return q;
}
