#include "train/fit.h"

#include <math.h>

#include "base/random.h"

#define SEED         20261122
#define EPSILON      1e-4f
#define DENSE_RATE   0.3f /* of the rate of rows: facts are few and each is seen often */
#define BALANCE_MOST 4.0  /* how much more the rarer answer of a set may count */
#define CLIP         6    /* times the root mean square of a group's weights: the rest is cut off */

typedef float eight[HEAD_COUNT] __attribute__((aligned(32)));

/* A sum, whether it was so, and how much that counts. */
struct point {
    double z, yes, weight;
};

struct fit {
    const struct corpus *corpus;
    eight *weight, *squares; /* by row */
    eight dense[HEADS_DENSE_MAX], dense_squares[HEADS_DENSE_MAX];
    eight bias, bias_squares;
    float counts[MANIFEST_SETS_MAX][HEAD_COUNT][2]; /* how much an example of that answer counts */
    uint32_t *seen; /* examples a row stands in; UINT32_MAX marks one that trains */
    uint32_t *order;
    size_t order_count;
    struct point *point; /* for calibration */
    struct net_fit *net;
    struct random random;
    struct fit_options options;
};

struct fit_options fit_defaults(void)
{
    return (struct fit_options){
        .epochs = 4, .rate = 0.1, .decay = 1e-6, .smoothing = 0.02, .dropout = 0.8};
}

enum rc fit_new(struct arena *a, const struct corpus *c, const struct net_given *given,
                struct fit **ret)
{
    struct fit *f = ARENA_NEW(a, struct fit);
    if (!f || net_fit_new(a, c, given, &f->net) != RC_OK)
        return RC_NO_MEMORY;
    f->corpus = c;
    f->weight = ARENA_ARRAY(a, FEATURES_ROWS + 1, eight);
    f->squares = ARENA_ARRAY(a, FEATURES_ROWS + 1, eight);
    f->seen = ARENA_ARRAY(a, FEATURES_ROWS, uint32_t);
    f->order = ARENA_ARRAY(a, c->count, uint32_t);
    f->point = ARENA_ARRAY(a, c->count, struct point);
    if (!f->weight || !f->squares || !f->seen || !f->order || !f->point)
        return RC_NO_MEMORY;
    /* An arena aligns to 16 bytes, a row to 32. */
    f->weight = (eight *)(((uintptr_t)f->weight + 31) & ~(uintptr_t)31);
    f->squares = (eight *)(((uintptr_t)f->squares + 31) & ~(uintptr_t)31);
    *ret = f;
    return RC_OK;
}

static size_t rows_of(const struct example *e)
{
    return (size_t)e->count[0] + e->count[1] + e->count[2];
}

static bool is_left_out(const struct fit *f, const struct example *e)
{
    return f->options.without.n &&
           str_eq(f->corpus->manifest->set[e->set].group, f->options.without);
}

/* --- before the first step --- */

static void count_rows(struct fit *f)
{
    for (size_t i = 0; i < f->order_count; i++) {
        const struct example *e = &f->corpus->example[f->order[i]];
        size_t n = rows_of(e);
        for (size_t k = 0; k < n; k++)
            f->seen[e->row[k]]++;
    }
}

/* Both answers of a set weigh alike as far as BALANCE_MOST allows. */
static void balance(struct fit *f)
{
    double sum[MANIFEST_SETS_MAX][HEAD_COUNT][2] = {0};
    for (size_t i = 0; i < f->order_count; i++) {
        const struct example *e = &f->corpus->example[f->order[i]];
        for (int h = 0; h < HEAD_COUNT; h++) {
            if (e->label[h] >= 0) {
                sum[e->set][h][1] += (double)e->label[h];
                sum[e->set][h][0] += 1 - (double)e->label[h];
            }
        }
    }
    for (size_t s = 0; s < f->corpus->manifest->count; s++) {
        for (int h = 0; h < HEAD_COUNT; h++) {
            double no = sum[s][h][0], yes = sum[s][h][1];
            double ratio = yes > 0 && no > yes ? sqrt(no / yes) : 1;
            double weight = f->corpus->manifest->set[s].weight;
            f->counts[s][h][0] = (float)weight;
            f->counts[s][h][1] = (float)(weight * (ratio < BALANCE_MOST ? ratio : BALANCE_MOST));
        }
    }
}

static void begin(struct fit *f, const struct fit_options *o)
{
    f->options = *o;
    f->random = random_seeded(SEED);
    memset(f->weight, 0, FEATURES_ROWS * sizeof(eight));
    memset(f->squares, 0, FEATURES_ROWS * sizeof(eight));
    memset(f->seen, 0, FEATURES_ROWS * sizeof(*f->seen));
    memset(f->dense, 0, sizeof(f->dense));
    memset(f->dense_squares, 0, sizeof(f->dense_squares));
    memset(f->bias, 0, sizeof(f->bias));
    memset(f->bias_squares, 0, sizeof(f->bias_squares));
    f->order_count = 0;
    for (size_t i = 0; i < f->corpus->count; i++) {
        const struct example *e = &f->corpus->example[i];
        if (e->part == PART_TRAIN && !is_left_out(f, e))
            f->order[f->order_count++] = (uint32_t)i;
    }
    count_rows(f);
    balance(f);
}

static void shuffle(struct fit *f)
{
    for (size_t i = f->order_count; i > 1; i--) {
        size_t k = (size_t)random_below(&f->random, i);
        uint32_t moved = f->order[i - 1];
        f->order[i - 1] = f->order[k];
        f->order[k] = moved;
    }
}

/* --- one step --- */

/* A cheap coin for each row of an example, the same in the forward and the backward pass. */
static inline bool is_dropped(uint32_t row, uint32_t salt, uint32_t below)
{
    uint32_t h = (row ^ salt) * 0x9e3779b1u;
    h ^= h >> 15;
    return (h * 0x85ebca77u) < below;
}

struct step {
    const struct example *e;
    float unit[FEATURE_GROUPS];
    uint32_t salt, below;
    eight z, gradient;
};

static bool is_used(const struct fit *f, const struct step *s, uint32_t row)
{
    return f->seen[row] >= FIT_ROW_MIN && !(s->below && is_dropped(row, s->salt, s->below));
}

static void forward(const struct fit *f, struct step *s)
{
    const uint32_t *row = s->e->row;
    for (int h = 0; h < HEAD_COUNT; h++)
        s->z[h] = f->bias[h];
    for (int g = 0; g < FEATURE_GROUPS; g++) {
        eight sum = {0};
        for (uint32_t i = 0; i < s->e->count[g]; i++, row++) {
            if (i + 8 < s->e->count[g])
                __builtin_prefetch(f->weight[row[8]]);
            if (!is_used(f, s, *row))
                continue;
            for (int h = 0; h < HEAD_COUNT; h++)
                sum[h] += f->weight[*row][h];
        }
        for (int h = 0; h < HEAD_COUNT; h++)
            s->z[h] += sum[h] * s->unit[g];
    }
    for (size_t i = 0; i < heads_dense_count(); i++) {
        for (int h = 0; h < HEAD_COUNT; h++)
            s->z[h] += f->dense[i][h] * s->e->dense[i];
    }
}

/* The gradient of the weighted cross entropy, and the loss. */
static double judge(const struct fit *f, struct step *s)
{
    double loss = 0;
    float smoothing = (float)f->options.smoothing;
    for (int h = 0; h < HEAD_COUNT; h++) {
        float y = s->e->label[h], p = 1 / (1 + expf(-s->z[h]));
        s->gradient[h] = 0;
        if (y < 0)
            continue;
        const float *counts = f->counts[s->e->set][h];
        float yes = y * counts[1], no = (1 - y) * counts[0], weight = yes + no;
        y = yes / weight * (1 - 2 * smoothing) + smoothing;
        s->gradient[h] = (p - y) * weight;
        loss -= (double)weight *
                ((double)y * log((double)p + 1e-9) + (1 - (double)y) * log(1 - (double)p + 1e-9));
    }
    return loss;
}

static inline void descend(float *w, float *squares, const float *gradient, float value, float rate,
                           float decay)
{
    for (int h = 0; h < HEAD_COUNT; h++) {
        float g = gradient[h] * value + decay * w[h];
        squares[h] += g * g;
        w[h] -= rate * g / (EPSILON + sqrtf(squares[h]));
    }
}

static void backward(struct fit *f, const struct step *s)
{
    const uint32_t *row = s->e->row;
    float rate = (float)f->options.rate, decay = (float)f->options.decay;
    for (int g = 0; g < FEATURE_GROUPS; g++) {
        for (uint32_t i = 0; i < s->e->count[g]; i++, row++) {
            if (is_used(f, s, *row))
                descend(f->weight[*row], f->squares[*row], s->gradient, s->unit[g], rate, decay);
        }
    }
    for (size_t i = 0; i < heads_dense_count(); i++) {
        if (s->e->dense[i] != 0)
            descend(f->dense[i], f->dense_squares[i], s->gradient, s->e->dense[i],
                    rate * DENSE_RATE, decay);
    }
    descend(f->bias, f->bias_squares, s->gradient, 1, rate, 0);
}

static double train_epoch(struct fit *f)
{
    double loss = 0;
    shuffle(f);
    for (size_t i = 0; i < f->order_count; i++) {
        struct step s = {.e = &f->corpus->example[f->order[i]],
                         .salt = (uint32_t)random_u64(&f->random),
                         .below = (uint32_t)(f->options.dropout * 4294967295.0)};
        for (int g = 0; g < FEATURE_GROUPS; g++)
            s.unit[g] = 1 / sqrtf(s.e->count[g] ? (float)s.e->count[g] : 1);
        forward(f, &s);
        loss += judge(f, &s);
        backward(f, &s);
    }
    return loss / (double)(f->order_count ? f->order_count : 1);
}

/* --- whole numbers --- */

/* With rows left out while training, each of those that stayed learned to carry more. */
static void quantise(const struct fit *f, struct heads_model *m)
{
    double keep = 1 - f->options.dropout;
    for (int h = 0; h < HEAD_COUNT; h++) {
        double sum = 0;
        size_t count = 0;
        float step;
        for (size_t r = 0; r < FEATURES_ROWS; r++) {
            sum += (double)f->weight[r][h] * (double)f->weight[r][h];
            count += f->weight[r][h] != 0;
        }
        step = (float)(CLIP * sqrt(sum / (double)(count ? count : 1)) / 127);
        step = step > 0 ? step : 1;
        for (int g = 0; g < FEATURE_GROUPS; g++)
            m->scale[g][h] = (float)((double)step * keep);
        for (size_t r = 0; r < FEATURES_ROWS; r++) {
            float steps = roundf(f->weight[r][h] / step);
            m->weight[r][h] = (int8_t)(steps > 127 ? 127 : steps < -127 ? -127 : steps);
        }
    }
}

static void row_logits(const struct heads_model *m, const struct example *e, double ret[HEAD_COUNT])
{
    const uint32_t *row = e->row;
    for (int h = 0; h < HEAD_COUNT; h++)
        ret[h] = (double)m->bias[h];
    for (int g = 0; g < FEATURE_GROUPS; g++) {
        int32_t sum[HEAD_COUNT] = {0};
        double unit = 1 / sqrt(e->count[g] ? e->count[g] : 1);
        for (uint32_t i = 0; i < e->count[g]; i++, row++) {
            for (int h = 0; h < HEAD_COUNT; h++)
                sum[h] += m->weight[*row][h];
        }
        for (int h = 0; h < HEAD_COUNT; h++)
            ret[h] += sum[h] * (double)m->scale[g][h] * unit;
    }
    for (size_t i = 0; i < heads_dense_count(); i++) {
        for (int h = 0; h < HEAD_COUNT; h++)
            ret[h] += (double)(m->dense[i][h] * e->dense[i]);
    }
}

static void net_logits(const struct heads_model *m, const struct example *e, double ret[HEAD_COUNT])
{
    struct vectors_scan s;
    vectors_scan_begin(&s, &m->net);
    for (uint32_t i = 0; i < e->words; i++)
        vectors_scan_put(&s, e->word[i]);
    vectors_scan_end(&s);
    vectors_add(&m->net, &s.peaks, ret);
}

void fit_logits(const struct heads_model *m, const struct example *e, double ret[HEAD_COUNT])
{
    row_logits(m, e, ret);
    net_logits(m, e, ret);
}

/* --- the net beside the rows --- */

struct spread {
    double sum, squares;
};

static void spread_add(struct spread *s, double z)
{
    s->sum += z;
    s->squares += z * z;
}

static double spread_of(const struct spread *s, size_t count)
{
    double mean = s->sum / (double)count;
    return sqrt(fmax(s->squares / (double)count - mean * mean, 1e-12));
}

/* How far the net's sums spread for every step of the rows' sums, measured on sets left out (docs/decisions/005-heads.md):
 * the net finds the one rude sentence in a long text, rows and facts travel better from set to set. */
static const double net_share[HEAD_COUNT] = {
    [HEAD_TOXIC] = 0.7, [HEAD_SEVERE] = 1,  [HEAD_INSULT] = 0.7, [HEAD_IDENTITY] = 0.7,
    [HEAD_THREAT] = 1,  [HEAD_OBSCENE] = 1, [HEAD_SEXUAL] = 1,   [HEAD_SPAM] = 0.5,
};

/* The net's sums are stretched to that on texts that neither was trained on. */
static void weigh_net(const struct fit *f, struct heads_model *m)
{
    struct spread rows[HEAD_COUNT] = {0}, net[HEAD_COUNT] = {0};
    size_t count = 0;
    for (size_t i = 0; i < f->corpus->count; i++) {
        const struct example *e = &f->corpus->example[i];
        double z[HEAD_COUNT], n[HEAD_COUNT] = {0};
        if (e->part != PART_CALIBRATE || is_left_out(f, e))
            continue;
        row_logits(m, e, z);
        net_logits(m, e, n);
        for (int h = 0; h < HEAD_COUNT; h++) {
            spread_add(&rows[h], z[h]);
            spread_add(&net[h], n[h]);
        }
        count++;
    }
    for (int h = 0; count && h < HEAD_COUNT; h++) {
        double stretch = net_share[h] * spread_of(&rows[h], count) / spread_of(&net[h], count);
        m->net.bias[h] = (float)((double)m->net.bias[h] * stretch);
        for (int i = 0; i < VECTORS_FILTERS; i++)
            m->net.output[h][i] = (float)((double)m->net.output[h][i] * stretch);
    }
}

/* --- calibration --- */

/* What share of comments is taken to be so when a sum is turned into a probability. The share differs from site to site
 * and is small on all of them; what matters is that a threshold means what it meant to those who chose it. So toxic is
 * laid where the Perspective API's score lies: from 0.5 to 0.9 as many comments of Wikipedia's talk pages are above a
 * threshold of one as of the other (docs/QUALITY.md); identity where the functional tests of hatred part best. */
static const double prior[HEAD_COUNT] = {
    [HEAD_TOXIC] = 0.66,  [HEAD_SEVERE] = 0.08,  [HEAD_INSULT] = 0.5, [HEAD_IDENTITY] = 0.5,
    [HEAD_THREAT] = 0.15, [HEAD_OBSCENE] = 0.25, [HEAD_SEXUAL] = 0.1, [HEAD_SPAM] = 0.25,
};

/* What a rule found counts more than the sets teach, in log-odds: those who label posts go by single words where the
 * rules read the sentence. Measured on the functional tests of hatred, 0.94 to 0.97, where posts lose 0.01 and comments
 * on news and talk nothing (AUC). */
static const struct {
    enum signal_id signal;
    enum head head;
    double log_odds;
} trusted[] = {{SIG_HATE_SCORE, HEAD_IDENTITY, 3}};

struct platt {
    double slope, offset;
};

/* One of Newton's steps on the weighted likelihood: Platt 1999, with Lin, Lin, Weng 2007. */
static double platt_step(const struct point *point, size_t count, struct platt *p)
{
    double ga = 0, gb = 0, haa = 1e-6, hab = 0, hbb = 1e-6, det;
    for (size_t i = 0; i < count; i++) {
        double q = 1 / (1 + exp(-(p->slope * point[i].z + p->offset)));
        double g = (q - point[i].yes) * point[i].weight, h = q * (1 - q) * point[i].weight;
        ga += g * point[i].z;
        gb += g;
        haa += h * point[i].z * point[i].z;
        hab += h * point[i].z;
        hbb += h;
    }
    det = haa * hbb - hab * hab;
    p->slope -= (hbb * ga - hab * gb) / det;
    p->offset -= (haa * gb - hab * ga) / det;
    return fabs(ga) + fabs(gb);
}

/* Newton's steps are sure near the end only: a longer one than this is cut. */
#define PLATT_STEP 1.0

static double within(double value, double before)
{
    return fmin(fmax(value, before - PLATT_STEP), before + PLATT_STEP);
}

/* The sums are brought to mean 0 and spread 1 first, or the first step would lead anywhere. */
static struct platt platt_fit(struct point *point, size_t count)
{
    struct platt p = {1, 0};
    struct spread s = {0};
    for (size_t i = 0; i < count; i++)
        spread_add(&s, point[i].z);
    double mean = s.sum / (double)count, spread = spread_of(&s, count);
    for (size_t i = 0; i < count; i++)
        point[i].z = (point[i].z - mean) / spread;
    for (int i = 0; i < 100; i++) {
        struct platt before = p;
        double rest = platt_step(point, count, &p);
        p.slope = fmax(within(p.slope, before.slope), 0.01);
        p.offset = within(p.offset, before.offset);
        if (rest < 1e-6)
            break;
    }
    return (struct platt){p.slope / spread, p.offset - p.slope * mean / spread};
}

static void calibrate_head(const struct fit *f, int h, struct heads_model *m, struct point *point)
{
    size_t count = 0;
    double yes = 0, no = 0, z[HEAD_COUNT];
    for (size_t i = 0; i < f->corpus->count; i++) {
        const struct example *e = &f->corpus->example[i];
        if (e->part != PART_CALIBRATE || e->label[h] < 0 || is_left_out(f, e))
            continue;
        fit_logits(m, e, z);
        point[count++] =
            (struct point){z[h], (double)e->label[h], f->corpus->manifest->set[e->set].weight};
    }
    for (size_t i = 0; i < count; i++) {
        yes += point[i].yes * point[i].weight;
        no += (1 - point[i].yes) * point[i].weight;
    }
    m->slope[h] = 1;
    m->offset[h] = 0;
    if (yes < 1 || no < 1)
        return;
    for (size_t i = 0; i < count; i++) {
        double y = point[i].yes * prior[h] / yes, n = (1 - point[i].yes) * (1 - prior[h]) / no;
        point[i].weight *= (y + n) * (double)count;
        point[i].yes = y / (y + n);
    }
    struct platt p = platt_fit(point, count);
    m->slope[h] = (float)p.slope;
    m->offset[h] = (float)p.offset;
}

static void trust_rules(struct heads_model *m)
{
    for (size_t k = 0; k < sizeof(trusted) / sizeof(trusted[0]); k++) {
        for (size_t i = 0; i < heads_dense_count(); i++) {
            const char *name = heads_dense_name(i);
            if (name == signal_table[trusted[k].signal].name)
                m->dense[i][trusted[k].head] +=
                    (float)(trusted[k].log_odds / (double)m->slope[trusted[k].head]);
        }
    }
}

void fit_run(struct fit *f, const struct fit_options *o, struct heads_model *ret)
{
    begin(f, o);
    for (int e = 0; e < o->epochs; e++) {
        double loss = train_epoch(f);
        if (o->progress)
            o->progress(o->context, e + 1, loss);
    }
    memset(ret, 0, sizeof(*ret));
    quantise(f, ret);
    memcpy(ret->bias, f->bias, sizeof(ret->bias));
    for (size_t i = 0; i < HEADS_DENSE_MAX; i++)
        memcpy(ret->dense[i], f->dense[i], sizeof(eight));
    net_fit_run(f->net, f->order, f->order_count, (net_counts)f->counts, (float)o->smoothing,
                &ret->net);
    weigh_net(f, ret);
    for (int h = 0; h < HEAD_COUNT; h++)
        calibrate_head(f, h, ret, f->point);
    trust_rules(ret);
    ret->magic = HEADS_MAGIC;
    ret->layout = heads_layout();
    ret->hash = heads_hash(ret);
}
