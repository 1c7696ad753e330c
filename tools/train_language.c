/*
 * train_language: trains models/language.bin from sentences.
 *
 *     train_language DIRECTORY OUT
 *
 * Reads every LANG_sentences.txt of the directory (LANG is ISO 639-1; one sentence a line). Every
 * tenth line is held out and never trained on; of those, every second fits the temperature and the
 * others measure the quality that is printed for the model card. Training: multinomial logistic
 * regression over the n-grams of src/signals/ngram.h, Adagrad (Duchi, Hazan, Singer 2011), on whole
 * lines and on random cuts of 10 to 120 characters, so that short texts get honest probabilities.
 * The same input gives the same file.
 */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "signals/language_model.h"
#include "text/text.h"

#define LINES_MAX  60000
#define EPOCHS     6
#define RATE       0.25f
#define DECAY      2e-6f
#define HOLD_OUT   10
#define COPIES     3 /* cuts of a line trained on in an epoch */
#define MEMORY_MAX ((size_t)1 << 30)

struct line {
    struct str folded;
    int language;
    bool held_out, fits;
};

static struct line lines[LINES_MAX];
static size_t line_count;
static struct language_model model;
static float weight[NGRAM_BUCKETS][LANGUAGE_COLUMNS];
static float squares[NGRAM_BUCKETS][LANGUAGE_COLUMNS];
static uint64_t random_state = 20240607;

static uint32_t random_below(uint32_t n)
{
    random_state ^= random_state << 13; /* xorshift64, Marsaglia 2003 */
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)((random_state >> 33) % n);
}

static void read_language(struct arena *a, const char *path, const char *name)
{
    FILE *f = fopen(path, "r");
    char *raw = NULL;
    size_t capacity = 0, number = 0;
    ssize_t n;
    memcpy(model.code[model.languages], name, 2);
    while (f && (n = getline(&raw, &capacity, f)) > 0 && line_count < LINES_MAX) {
        struct line *l = &lines[line_count];
        if (text_fold(a, str_trim(str_make(raw, (size_t)n)), &l->folded) != RC_OK ||
            l->folded.n < 4)
            continue;
        l->language = (int)model.languages;
        l->held_out = number % HOLD_OUT == 0;
        l->fits = number % (HOLD_OUT * 2) == 0;
        number++;
        line_count++;
    }
    free(raw);
    if (f)
        fclose(f);
    model.languages++;
}

static int is_sentences(const struct dirent *e)
{
    return str_ends(str_from_cstr(e->d_name), STR("_sentences.txt")) && e->d_name[2] == '_';
}

static void read_all(struct arena *a, const char *directory)
{
    struct dirent **entries;
    int count = scandir(directory, &entries, is_sentences, alphasort);
    for (int i = 0; i < count && model.languages < LANGUAGE_COLUMNS; i++) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/%s", directory, entries[i]->d_name);
        read_language(a, path, entries[i]->d_name);
    }
}

/* `characters` of the line from a place that `choice` picks. */
static struct str cut(struct str s, uint32_t characters, uint32_t choice)
{
    size_t count = utf8_count(s);
    size_t skip = count > characters ? choice % (count - characters + 1) : 0;
    struct str head = utf8_prefix(s, skip);
    return utf8_prefix(str_slice(s, head.n, s.n), characters);
}

static void probabilities(const struct ngrams *n, double temperature, double p[LANGUAGE_COLUMNS])
{
    double most = -1e9, total = 0, unit = 1 / sqrt(n->count ? n->count : 1) / temperature;
    for (uint32_t k = 0; k < model.languages; k++) {
        p[k] = 0;
        for (uint32_t i = 0; i < n->count; i++)
            p[k] += (double)weight[n->bucket[i]][k];
        p[k] *= unit;
        most = p[k] > most ? p[k] : most;
    }
    for (uint32_t k = 0; k < model.languages; k++)
        total += p[k] = exp(p[k] - most);
    for (uint32_t k = 0; k < model.languages; k++)
        p[k] /= total;
}

static void train_on(struct str text, int language)
{
    static struct ngrams n;
    double p[LANGUAGE_COLUMNS];
    ngrams_collect(text, &n);
    if (n.count == 0)
        return;
    probabilities(&n, 1, p);
    for (uint32_t i = 0; i < n.count; i++) {
        for (uint32_t k = 0; k < model.languages; k++) {
            float *w = &weight[n.bucket[i]][k], *q = &squares[n.bucket[i]][k];
            float g = (float)((p[k] - ((int)k == language)) / sqrt(n.count)) + DECAY * *w;
            *q += g * g;
            *w -= RATE * g / (1e-4f + sqrtf(*q));
        }
    }
}

static void train_epoch(void)
{
    for (size_t done = 0; done < line_count; done++) {
        const struct line *l = &lines[random_below((uint32_t)line_count)];
        if (l->held_out)
            continue;
        train_on(l->folded, l->language);
        for (int c = 0; c < COPIES; c++)
            train_on(cut(l->folded, 10 + random_below(110), random_below(1u << 30)), l->language);
    }
}

static double held_out_loss(double temperature)
{
    static struct ngrams n;
    double p[LANGUAGE_COLUMNS], loss = 0;
    for (size_t i = 0; i < line_count; i++) {
        if (!lines[i].fits)
            continue;
        for (uint32_t size = 15; size <= 60; size += 15) {
            ngrams_collect(cut(lines[i].folded, size, (uint32_t)i * 7919), &n);
            probabilities(&n, temperature, p);
            loss -= log(p[lines[i].language] + 1e-9);
        }
    }
    return loss;
}

static float fit_temperature(void)
{
    double best = 1, least = held_out_loss(1);
    for (double t = 0.5; t < 3; t += 0.1) {
        double loss = held_out_loss(t);
        if (loss < least) {
            least = loss;
            best = t;
        }
    }
    return (float)best;
}

/* Weights far out are rare: clipping them keeps the steps of the others fine. */
static void quantise(void)
{
    float limit = 0;
    double sum = 0;
    for (size_t b = 0; b < NGRAM_BUCKETS; b++) {
        for (int k = 0; k < LANGUAGE_COLUMNS; k++)
            sum += (double)(weight[b][k] * weight[b][k]);
    }
    limit = 6 * (float)sqrt(sum / NGRAM_BUCKETS / LANGUAGE_COLUMNS);
    model.scale = limit / 127;
    for (size_t b = 0; b < NGRAM_BUCKETS; b++) {
        for (int k = 0; k < LANGUAGE_COLUMNS; k++) {
            float steps = roundf(weight[b][k] / model.scale);
            model.weight[b][k] = (int8_t)(steps > 127 ? 127 : steps < -127 ? -127 : steps);
        }
    }
}

static uint64_t hash_bytes(const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ p[i]) * 0x100000001b3u;
    return h;
}

static void report(uint32_t size)
{
    static struct ngrams n;
    struct language_guess g;
    size_t total = 0, right = 0, sure = 0, sure_right = 0;
    for (size_t i = 0; i < line_count; i++) {
        if (!lines[i].held_out || lines[i].fits || utf8_count(lines[i].folded) < size)
            continue;
        ngrams_collect(cut(lines[i].folded, size, (uint32_t)i * 104729), &n);
        language_guess(&model, &n, &g);
        total++;
        right += g.best == lines[i].language;
        sure += g.probability[g.best] >= 0.95;
        sure_right += g.probability[g.best] >= 0.95 && g.best == lines[i].language;
    }
    printf("%3u characters: %zu texts, %.1f %% right; sure (0.95) of %.1f %%, of these %.2f %% "
           "right\n",
           size, total, 100.0 * (double)right / (double)total, 100.0 * (double)sure / (double)total,
           100.0 * (double)sure_right / (double)sure);
}

static int write_model(const char *path)
{
    FILE *f = fopen(path, "wb");
    size_t from = offsetof(struct language_model, scale);
    model.magic = LANGUAGE_MAGIC;
    model.hash = hash_bytes((const char *)&model + from, sizeof(model) - from);
    if (!f || fwrite(&model, sizeof(model), 1, f) != 1 || fclose(f)) {
        fprintf(stderr, "%s: cannot be written\n", path);
        return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct arena *a = arena_new(MEMORY_MAX);
    if (argc != 3 || !a) {
        fprintf(stderr, "usage: train_language DIRECTORY OUT\n");
        return 2;
    }
    read_all(a, argv[1]);
    if (line_count == 0) {
        fprintf(stderr, "%s: no LANG_sentences.txt with text in it\n", argv[1]);
        return 1;
    }
    for (int e = 0; e < EPOCHS; e++) {
        train_epoch();
        fprintf(stderr, "epoch %d of %d\n", e + 1, EPOCHS);
    }
    model.temperature = fit_temperature();
    quantise();
    printf("%zu lines, %u languages, temperature %.1f\n", line_count, model.languages,
           (double)model.temperature);
    report(20);
    report(50);
    report(100);
    arena_free(a);
    return write_model(argv[2]);
}
