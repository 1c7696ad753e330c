#include "train/net_fit.h"

#include <math.h>
#include <stdlib.h>

#define SEED         20261123
#define EPOCHS       4
#define RATE         0.05f /* of the first step of a filter; it falls to a tenth */
#define VECTOR_RATE  0.02f
#define FILTER_START 0.1f /* of the sums of squares: the first steps are not the longest */
#define VECTOR_START 0.01f
#define EPSILON      1e-6f
#define GIVEN_SCALE  0.2f /* of a given vector's numbers, whose root mean square is 1 */
#define CHANCE_SCALE 0.06f
#define WORD_DROP    0.1f
#define FILTER_DROP  0.3f
#define GROUP_SHARE  0.3f /* of texts in which nobody is hated, that a group is named in */
#define WORDS_MAX    160  /* of an example; what follows is not trained on */
#define LINE_BYTES   2048
#define FILTER_LIMIT 4095
#define CLIP         5 /* times the root mean square of the vectors' numbers: the rest is cut off */

typedef float filters[VECTORS_FILTERS] __attribute__((aligned(16)));
typedef float vector[VECTORS_SIZE] __attribute__((aligned(16)));
typedef float heads[HEAD_COUNT] __attribute__((aligned(16)));

/* Groups of people. Sets of hatred name them in every other text, others hardly ever; so that a name by itself means
 * nothing, one is put into some texts in which nobody is hated. */
static const struct str groups[] = {
    STR_INIT("gay"),       STR_INIT("gays"),       STR_INIT("lesbian"),     STR_INIT("homosexual"),
    STR_INIT("queer"),     STR_INIT("trans"),      STR_INIT("transgender"), STR_INIT("muslim"),
    STR_INIT("muslims"),   STR_INIT("islam"),      STR_INIT("jew"),         STR_INIT("jews"),
    STR_INIT("jewish"),    STR_INIT("christian"),  STR_INIT("christians"),  STR_INIT("catholic"),
    STR_INIT("hindu"),     STR_INIT("black"),      STR_INIT("blacks"),      STR_INIT("white"),
    STR_INIT("african"),   STR_INIT("asian"),      STR_INIT("chinese"),     STR_INIT("mexican"),
    STR_INIT("mexicans"),  STR_INIT("arab"),       STR_INIT("arabs"),       STR_INIT("indian"),
    STR_INIT("immigrant"), STR_INIT("immigrants"), STR_INIT("refugees"),    STR_INIT("migrants"),
    STR_INIT("woman"),     STR_INIT("women"),      STR_INIT("female"),      STR_INIT("feminist"),
    STR_INIT("disabled"),  STR_INIT("blind"),      STR_INIT("deaf"),        STR_INIT("autistic"),
    STR_INIT("hispanic"),  STR_INIT("latino"),     STR_INIT("roma"),        STR_INIT("gypsies"),
    STR_INIT("israel"),    STR_INIT("poles"),      STR_INIT("turks"),       STR_INIT("germans"),
};
#define GROUPS (sizeof(groups) / sizeof(groups[0]))

/* Something that is learned, and the sum of its squared gradients. */
struct layers {
    filters filter[VECTORS_INPUTS], filter_bias;
    filters output[HEAD_COUNT];
    heads bias, of_set[MANIFEST_SETS_MAX];
};

struct net_fit {
    const struct corpus *corpus;
    const struct net_given *given;
    struct layers now, squares;
    vector *vector, *vector_squares;
    uint16_t *row;   /* of every word of every example, one after the other */
    size_t *row_at;  /* where an example's begin */
    uint32_t *order; /* the one handed over, shuffled */
    size_t order_count;
    uint32_t *hash, *seen; /* words of the corpus by open addressing, and in how many examples */
    size_t hash_capacity;
    uint16_t group_row[GROUPS];
    struct random random;
    net_counts counts;
    float smoothing;
};

/* One example on its way through the net. */
struct pass {
    const struct example *e;
    size_t count;
    uint16_t row[WORDS_MAX];
    float input[(WORDS_MAX + 2) * VECTORS_SIZE];
    filters value[WORDS_MAX];
    size_t peak[VECTORS_FILTERS]; /* word in whose middle the filter is greatest */
    filters most, keep;
    heads gradient;
};

static float chance(struct net_fit *n)
{
    return (float)(random_u64(&n->random) >> 40) / (float)(1 << 24);
}

/* --- given vectors --- */

static bool parse_vector(struct str numbers, float v[VECTORS_SIZE])
{
    char copy[LINE_BYTES], *p = copy;
    if (numbers.n == 0 || numbers.n >= sizeof(copy))
        return false;
    memcpy(copy, numbers.p, numbers.n);
    copy[numbers.n] = 0;
    for (int i = 0; i < VECTORS_SIZE; i++) {
        char *end;
        v[i] = strtof(p, &end);
        if (end == p)
            return false;
        p = end;
    }
    return true;
}

static size_t count_lines(struct str bytes)
{
    size_t lines = 0;
    for (size_t i = 0; i < bytes.n; i++)
        lines += bytes.p[i] == '\n';
    return lines;
}

enum rc net_given_read(struct arena *a, struct str bytes, struct net_given *ret,
                       struct problem *problem)
{
    size_t lines = count_lines(bytes), count = 0;
    uint32_t *hash = ARENA_ARRAY(a, lines + 1, uint32_t);
    float(*v)[VECTORS_SIZE] = arena_alloc_array(a, lines + 1, sizeof(*v));
    if (!hash || !v)
        return RC_NO_MEMORY;
    while (count < lines) {
        struct str line = str_split(&bytes, '\n'), word = str_split(&line, '\t');
        if (word.n == 0 || !parse_vector(line, v[count]))
            return problem_set_at(problem, RC_INVALID, (int)count + 1, 1,
                                  "a line of word vectors is a word, a tab and %d numbers",
                                  VECTORS_SIZE);
        hash[count++] = vectors_hash(word);
    }
    *ret = (struct net_given){hash, (const float(*)[VECTORS_SIZE])v, count};
    return RC_OK;
}

/* --- before the first step --- */

static size_t words_of(const struct example *e)
{
    return e->words < WORDS_MAX ? e->words : WORDS_MAX;
}

enum rc net_fit_new(struct arena *a, const struct corpus *c, const struct net_given *given,
                    struct net_fit **ret)
{
    struct net_fit *n = ARENA_NEW(a, struct net_fit);
    size_t words = 0, capacity = (size_t)1 << 20;
    for (size_t i = 0; i < c->count; i++)
        words += words_of(&c->example[i]);
    if (!n)
        return RC_NO_MEMORY;
    n->corpus = c;
    n->given = given;
    n->hash_capacity = capacity;
    n->hash = ARENA_ARRAY(a, capacity, uint32_t);
    n->seen = ARENA_ARRAY(a, capacity, uint32_t);
    n->vector = ARENA_ARRAY(a, VECTORS_ROWS, vector);
    n->vector_squares = ARENA_ARRAY(a, VECTORS_ROWS, vector);
    n->row = ARENA_ARRAY(a, words, uint16_t);
    n->row_at = ARENA_ARRAY(a, c->count + 1, size_t);
    n->order = ARENA_ARRAY(a, c->count, uint32_t);
    if (!n->hash || !n->seen || !n->vector || !n->vector_squares || !n->row || !n->row_at ||
        !n->order)
        return RC_NO_MEMORY;
    *ret = n;
    return RC_OK;
}

static size_t place_of(const struct net_fit *n, uint32_t hash)
{
    size_t at = hash & (n->hash_capacity - 1);
    while (n->hash[at] && n->hash[at] != hash)
        at = (at + 1) & (n->hash_capacity - 1);
    return at;
}

/* Half of the places stay free: past that no new word is counted. */
static void count_words(struct net_fit *n)
{
    size_t taken = 0;
    memset(n->hash, 0, n->hash_capacity * sizeof(*n->hash));
    memset(n->seen, 0, n->hash_capacity * sizeof(*n->seen));
    for (size_t i = 0; i < n->order_count; i++) {
        const struct example *e = &n->corpus->example[n->order[i]];
        for (size_t k = 0; k < words_of(e); k++) {
            size_t at = place_of(n, e->word[k]);
            if (!n->hash[at] && taken++ > n->hash_capacity / 2)
                continue;
            n->hash[at] = e->word[k];
            n->seen[at]++;
        }
    }
}

static uint32_t start_word(struct net_fit *n, struct vectors_net *net, uint32_t hash, uint32_t row)
{
    if (row == VECTORS_ROWS || !vectors_place(net, hash, row))
        return row;
    for (int i = 0; i < VECTORS_SIZE; i++)
        n->vector[row][i] = (chance(n) * 2 - 1) * CHANCE_SCALE;
    return row + 1;
}

/* Words of the examples first, in the order in which they appear; then given ones. */
static void choose_words(struct net_fit *n, struct vectors_net *net)
{
    uint32_t row = 1;
    for (size_t i = 0; i < n->order_count; i++) {
        const struct example *e = &n->corpus->example[n->order[i]];
        for (size_t k = 0; k < words_of(e); k++) {
            if (n->seen[place_of(n, e->word[k])] >= NET_WORD_MIN)
                row = start_word(n, net, e->word[k], row);
        }
    }
    for (size_t i = 0; n->given && i < n->given->count; i++) {
        row = start_word(n, net, n->given->hash[i], row);
        uint32_t at = vectors_row(net, n->given->hash[i]);
        for (int k = 0; at && k < VECTORS_SIZE; k++)
            n->vector[at][k] = n->given->vector[i][k] * GIVEN_SCALE;
    }
}

static void resolve(struct net_fit *n, const struct vectors_net *net)
{
    size_t at = 0;
    for (size_t i = 0; i < GROUPS; i++)
        n->group_row[i] = (uint16_t)vectors_row(net, vectors_hash(groups[i]));
    for (size_t i = 0; i < n->corpus->count; i++) {
        const struct example *e = &n->corpus->example[i];
        n->row_at[i] = at;
        for (size_t k = 0; k < words_of(e); k++)
            n->row[at++] = (uint16_t)vectors_row(net, e->word[k]);
    }
}

static void start_layers(struct net_fit *n)
{
    float *s = (float *)&n->squares;
    memset(&n->now, 0, sizeof(n->now));
    for (size_t i = 0; i < sizeof(n->squares) / sizeof(*s); i++)
        s[i] = FILTER_START;
    for (int i = 0; i < VECTORS_INPUTS; i++) {
        for (int f = 0; f < VECTORS_FILTERS; f++)
            n->now.filter[i][f] = (chance(n) * 2 - 1) * sqrtf(3.0f / VECTORS_INPUTS);
    }
    for (int h = 0; h < HEAD_COUNT; h++) {
        for (int f = 0; f < VECTORS_FILTERS; f++)
            n->now.output[h][f] = (chance(n) * 2 - 1) * 0.2f;
    }
}

static void start(struct net_fit *n, struct vectors_net *net)
{
    n->random = random_seeded(SEED);
    memset(net, 0, sizeof(*net));
    memset(n->vector, 0, VECTORS_ROWS * sizeof(*n->vector));
    for (size_t i = 0; i < VECTORS_ROWS; i++) {
        for (int k = 0; k < VECTORS_SIZE; k++)
            n->vector_squares[i][k] = VECTOR_START;
    }
    start_layers(n);
    count_words(n);
    choose_words(n, net);
    resolve(n, net);
}

/* --- one step --- */

static bool is_harmless(const struct example *e)
{
    for (int h = 0; h < HEAD_COUNT; h++) {
        if (h != HEAD_SPAM && e->label[h] >= 0.3f)
            return false;
    }
    return e->label[HEAD_TOXIC] >= 0 || e->label[HEAD_IDENTITY] >= 0;
}

static void name_groups(struct net_fit *n, struct pass *p)
{
    if (!is_harmless(p->e) || chance(n) >= GROUP_SHARE)
        return;
    for (int i = 0; i < 2; i++)
        p->row[random_below(&n->random, p->count)] = n->group_row[random_below(&n->random, GROUPS)];
}

static void enter(struct net_fit *n, size_t example, struct pass *p)
{
    const uint16_t *row = n->row + n->row_at[example];
    p->e = &n->corpus->example[example];
    p->count = words_of(p->e);
    memset(p->input, 0, sizeof(vector));
    for (size_t i = 0; i < p->count; i++) {
        p->row[i] = chance(n) < WORD_DROP ? 0 : row[i];
    }
    if (p->count > 0)
        name_groups(n, p);
    for (size_t i = 0; i < p->count; i++) {
        memcpy(p->input + (i + 1) * VECTORS_SIZE, n->vector[p->row[i]], sizeof(vector));
    }
    memset(p->input + (p->count + 1) * VECTORS_SIZE, 0, sizeof(vector));
}

static void filter_word(const struct net_fit *n, struct pass *p, size_t word)
{
    const float *x = p->input + word * VECTORS_SIZE;
    filters v;
    memcpy(v, n->now.filter_bias, sizeof(v));
    for (int i = 0; i < VECTORS_INPUTS; i++) {
        for (int f = 0; f < VECTORS_FILTERS; f++)
            v[f] += x[i] * n->now.filter[i][f];
    }
    memcpy(p->value[word], v, sizeof(v));
}

static void find_peaks(struct net_fit *n, struct pass *p)
{
    memset(p->most, 0, sizeof(p->most));
    for (size_t w = 0; w < p->count; w++) {
        filter_word(n, p, w);
        for (int f = 0; f < VECTORS_FILTERS; f++) {
            if (p->value[w][f] > p->most[f]) {
                p->most[f] = p->value[w][f];
                p->peak[f] = w;
            }
        }
    }
    for (int f = 0; f < VECTORS_FILTERS; f++) {
        p->keep[f] = chance(n) < FILTER_DROP ? 0 : 1 / (1 - FILTER_DROP);
        p->most[f] *= p->keep[f];
    }
}

/* The gradient of the weighted cross entropy. */
static void judge(const struct net_fit *n, struct pass *p)
{
    for (int h = 0; h < HEAD_COUNT; h++) {
        float y = p->e->label[h], z = n->now.bias[h] + n->now.of_set[p->e->set][h];
        const float *counts = n->counts[p->e->set][h];
        p->gradient[h] = 0;
        if (y < 0)
            continue;
        for (int f = 0; f < VECTORS_FILTERS; f++)
            z += n->now.output[h][f] * p->most[f];
        float yes = y * counts[1], weight = yes + (1 - y) * counts[0];
        y = yes / weight * (1 - 2 * n->smoothing) + n->smoothing;
        p->gradient[h] = (1 / (1 + expf(-z)) - y) * weight;
    }
}

static inline void descend(float *w, float *squares, float gradient, float rate)
{
    *squares += gradient * gradient;
    *w -= rate * gradient / (EPSILON + sqrtf(*squares));
}

/* Back through one filter to the three words it was greatest on. */
static void learn_filter(struct net_fit *n, struct pass *p, int f, float gradient, float rate)
{
    float vector_rate = rate * (VECTOR_RATE / RATE);
    const float *x = p->input + p->peak[f] * VECTORS_SIZE;
    for (int i = 0; i < VECTORS_INPUTS; i++) {
        size_t word = p->peak[f] + (size_t)(i / VECTORS_SIZE);
        int k = i % VECTORS_SIZE;
        float w = n->now.filter[i][f];
        descend(&n->now.filter[i][f], &n->squares.filter[i][f], gradient * x[i], rate);
        if (word == 0 || word > p->count)
            continue;
        uint16_t row = p->row[word - 1];
        descend(&n->vector[row][k], &n->vector_squares[row][k], gradient * w, vector_rate);
    }
    descend(&n->now.filter_bias[f], &n->squares.filter_bias[f], gradient, rate);
}

static void learn(struct net_fit *n, struct pass *p, float rate)
{
    filters back = {0};
    for (int h = 0; h < HEAD_COUNT; h++) {
        float g = p->gradient[h];
        if (g == 0)
            continue;
        for (int f = 0; f < VECTORS_FILTERS; f++) {
            back[f] += g * n->now.output[h][f] * p->keep[f];
            descend(&n->now.output[h][f], &n->squares.output[h][f], g * p->most[f], rate);
        }
        descend(&n->now.bias[h], &n->squares.bias[h], g, rate);
        descend(&n->now.of_set[p->e->set][h], &n->squares.of_set[p->e->set][h], g, rate);
    }
    for (int f = 0; f < VECTORS_FILTERS; f++) {
        if (p->most[f] > 0 && back[f] != 0)
            learn_filter(n, p, f, back[f], rate);
    }
}

static void shuffle(struct net_fit *n)
{
    for (size_t i = n->order_count; i > 1; i--) {
        size_t k = (size_t)random_below(&n->random, i);
        uint32_t moved = n->order[i - 1];
        n->order[i - 1] = n->order[k];
        n->order[k] = moved;
    }
}

/* --- whole numbers --- */

static double quantise_vectors(const struct net_fit *n, struct vectors_net *net)
{
    double sum = 1e-12, count = 1;
    for (size_t i = 0; i < VECTORS_ROWS; i++) {
        for (int k = 0; k < VECTORS_SIZE; k++) {
            sum += (double)n->vector[i][k] * (double)n->vector[i][k];
            count += n->vector[i][k] != 0;
        }
    }
    double step = CLIP * sqrt(sum / count) / 127;
    for (size_t i = 0; i < VECTORS_ROWS; i++) {
        for (int k = 0; k < VECTORS_SIZE; k++) {
            double v = round((double)n->vector[i][k] / step);
            net->vector[i][k] = (int8_t)(v > 127 ? 127 : v < -127 ? -127 : v);
        }
    }
    return step;
}

/* Returns what one step of a filter's value stands for. */
static double quantise_filters(const struct net_fit *n, double vector_step, struct vectors_net *net)
{
    double most = 1e-9;
    for (int i = 0; i < VECTORS_INPUTS; i++) {
        for (int f = 0; f < VECTORS_FILTERS; f++)
            most = fmax(most, fabs((double)n->now.filter[i][f]));
    }
    double step = most / FILTER_LIMIT;
    for (int f = 0; f < VECTORS_FILTERS; f++) {
        for (int i = 0; i < VECTORS_INPUTS; i++)
            net->filter[f][i] = (int16_t)lround((double)n->now.filter[i][f] / step);
        net->filter_bias[f] = (int32_t)lround((double)n->now.filter_bias[f] / (step * vector_step));
    }
    return step * vector_step;
}

static void quantise(const struct net_fit *n, struct vectors_net *net)
{
    double step = quantise_filters(n, quantise_vectors(n, net), net);
    for (int h = 0; h < HEAD_COUNT; h++) {
        net->bias[h] = n->now.bias[h];
        for (int f = 0; f < VECTORS_FILTERS; f++)
            net->output[h][f] = (float)((double)n->now.output[h][f] * step);
    }
}

void net_fit_run(struct net_fit *n, const uint32_t *order, size_t count, net_counts counts,
                 float smoothing, struct vectors_net *ret)
{
    struct pass p;
    memcpy(n->order, order, count * sizeof(*order));
    n->order_count = count;
    n->counts = counts;
    n->smoothing = smoothing;
    start(n, ret);
    for (size_t done = 0, all = count * EPOCHS; done < all; done++) {
        if (done % count == 0)
            shuffle(n);
        enter(n, n->order[done % count], &p);
        find_peaks(n, &p);
        judge(n, &p);
        learn(n, &p, RATE * (1 - 0.9f * (float)done / (float)all));
    }
    quantise(n, ret);
}
