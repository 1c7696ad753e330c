/* Eight trained models: toxic, severe, insult, identity, threat, obscene, sexual, spam; English only. */
#include "signals/heads.h"

#include <math.h>

#include "signals/detect.h"
#include "signals/load.h"

/* From this probability on the words that speak for it are shown; this many, of at least this share of the strongest. */
#define EVIDENCE_PROBABILITY 0.2
#define EVIDENCE_WORDS       5
#define EVIDENCE_SHARE       0.3

const char *const head_names[HEAD_COUNT] = {
#define HEAD_NAME(id, name) name,
    HEADS(HEAD_NAME)
#undef HEAD_NAME
};

const enum signal_id head_signals[HEAD_COUNT] = {
#define HEAD_SIGNAL(id, name) SIG_MODEL_##id,
    HEADS(HEAD_SIGNAL)
#undef HEAD_SIGNAL
};

struct sums {
    int32_t of[FEATURE_GROUPS][HEAD_COUNT];
    uint32_t count[FEATURE_GROUPS];
    struct vectors_peaks peaks;
};

/* The same of one token; it has fewer than 256 rows, so its sums stay within 16 bits. */
struct token_sums {
    uint32_t token;
    int16_t of[FEATURE_GROUPS][HEAD_COUNT];
};
_Static_assert(FEATURES_TOKEN_MAX < 256, "sums of a token stay within 16 bits");

static void prefetch(const struct heads_model *m, const struct features *f)
{
    size_t total = features_total(f);
    for (size_t i = 0; i < total; i++)
        __builtin_prefetch(m->weight[f->row[i]]);
}

static inline __attribute__((always_inline)) void
add_group(const struct heads_model *m, const uint32_t *row, size_t count, int16_t *sum)
{
    int16_t part[HEAD_COUNT] = {0};
    for (size_t i = 0; i < count; i++) {
        const int8_t *w = m->weight[row[i]];
        for (int h = 0; h < HEAD_COUNT; h++)
            part[h] = (int16_t)(part[h] + w[h]);
    }
    memcpy(sum, part, sizeof(part));
}

static void add(const struct heads_model *m, const struct features *f, struct sums *s,
                struct token_sums *own)
{
    const uint32_t *row = f->row;
    own->token = (uint32_t)f->token;
    for (int g = 0; g < FEATURE_GROUPS; g++) {
        add_group(m, row, f->count[g], own->of[g]);
        for (int h = 0; h < HEAD_COUNT; h++)
            s->of[g][h] += own->of[g][h];
        s->count[g] += f->count[g];
        row += f->count[g];
    }
}

/* The rows lie all over a table larger than a core's cache: those of a token are asked for while the one before it
 * is summed. What each token adds is written to `each`, unless that is NULL; says how many there are. */
static size_t sum_text(const struct heads_model *m, const struct text *t, struct sums *s,
                       struct token_sums *each)
{
    struct features f[2];
    struct feature_reader r;
    struct token_sums own;
    size_t count = 0;
    *s = (struct sums){0};
    vectors_find_peaks(&m->net, t, &s->peaks);
    features_begin(&r, t);
    if (!features_next(&r, &f[0]))
        return 0;
    prefetch(m, &f[0]);
    for (bool more = true; more; count++) {
        int now = (int)(count & 1);
        more = features_next(&r, &f[!now]);
        if (more)
            prefetch(m, &f[!now]);
        add(m, &f[now], s, each ? &each[count] : &own);
    }
    return count;
}

/* By what a sum is divided, so that long texts do not weigh more for being long. */
static void units(const struct sums *s, double ret[FEATURE_GROUPS])
{
    for (int g = 0; g < FEATURE_GROUPS; g++)
        ret[g] = 1 / sqrt(s->count[g] ? s->count[g] : 1);
}

static double logit(const struct heads_model *m, const struct sums *s, const double *unit, int h)
{
    double z = (double)m->bias[h];
    for (int g = 0; g < FEATURE_GROUPS; g++)
        z += s->of[g][h] * (double)m->scale[g][h] * unit[g];
    return z;
}

static void finish(const struct heads_model *m, const struct sums *s, const struct facts *f,
                   double ret[HEAD_COUNT])
{
    float dense[HEADS_DENSE_MAX];
    double unit[FEATURE_GROUPS];
    heads_dense(f, dense);
    units(s, unit);
    for (int h = 0; h < HEAD_COUNT; h++) {
        ret[h] = logit(m, s, unit, h);
        for (size_t i = 0; i < heads_dense_count(); i++)
            ret[h] += (double)(m->dense[i][h] * dense[i]);
    }
    vectors_add(&m->net, &s->peaks, ret);
}

void heads_logits(const struct heads_model *m, const struct text *t, const struct facts *f,
                  double ret[HEAD_COUNT])
{
    struct sums s;
    (void)sum_text(m, t, &s, NULL);
    finish(m, &s, f, ret);
}

double heads_calibrated(const struct heads_model *m, enum head head, double z)
{
    double p = 1 / (1 + exp(-((double)m->slope[head] * z + (double)m->offset[head])));
    return floor(p * 10000 + 0.5) / 10000;
}

void heads_probability(const struct heads_model *m, const struct text *t, const struct facts *f,
                       double ret[HEAD_COUNT])
{
    heads_logits(m, t, f, ret);
    for (int h = 0; h < HEAD_COUNT; h++)
        ret[h] = heads_calibrated(m, (enum head)h, ret[h]);
}

/* --- evidence --- */

struct strongest {
    struct {
        size_t token;
        double share;
    } word[EVIDENCE_WORDS]; /* the strongest first */
    size_t count;
};

static void keep(struct strongest *s, size_t token, double share)
{
    size_t at = s->count < EVIDENCE_WORDS ? s->count : EVIDENCE_WORDS - 1;
    if (share <= 0 || (s->count == EVIDENCE_WORDS && share <= s->word[at].share))
        return;
    for (; at > 0 && s->word[at - 1].share < share; at--)
        s->word[at] = s->word[at - 1];
    s->word[at].token = token;
    s->word[at].share = share;
    if (s->count < EVIDENCE_WORDS)
        s->count++;
}

/* What each token adds to each head. */
typedef float token_shares[HEAD_COUNT];

static void add_net_share(void *context, uint32_t token, const double share[HEAD_COUNT])
{
    token_shares *shares = context;
    for (int h = 0; h < HEAD_COUNT; h++)
        shares[token][h] += (float)share[h];
}

/* What a detection has found out on its way to the probabilities. */
struct hearing {
    struct sums sums;
    struct token_sums *each;
    size_t count;
};

static void add_shares(const struct heads_model *m, const struct text *t, const struct hearing *n,
                       token_shares *shares)
{
    double unit[FEATURE_GROUPS];
    units(&n->sums, unit);
    for (size_t i = 0; i < n->count; i++) {
        const struct token_sums *own = &n->each[i];
        for (int g = 0; g < FEATURE_GROUPS; g++)
            for (int h = 0; h < HEAD_COUNT; h++)
                shares[own->token][h] += (float)(own->of[g][h] * (double)m->scale[g][h] * unit[g]);
    }
    vectors_shares(&m->net, t, &n->sums.peaks, add_net_share, shares);
}

/* Done only for comments that somebody may want to look at. */
static void find_strongest(struct detection *d, const struct hearing *n,
                           struct strongest best[HEAD_COUNT])
{
    const struct text *t = d->text;
    token_shares *shares = arena_alloc_array(d->arena, t->token_count, sizeof(*shares));
    if (!shares)
        return;
    add_shares(d->signals->heads, t, n, shares);
    for (size_t i = 0; i < t->token_count; i++) {
        for (int h = 0; h < HEAD_COUNT; h++)
            keep(&best[h], i, (double)shares[i][h]);
    }
}

static void show(struct detection *d, int h, const struct strongest *s)
{
    for (size_t i = 0; i < s->count; i++) {
        if (s->word[i].share >= s->word[0].share * EVIDENCE_SHARE)
            detect_evidence(d, head_signals[h], d->text->tokens[s->word[i].token].original,
                            (struct str){0});
    }
    if (s->count == 0)
        detect_evidence_whole(d, head_signals[h]);
}

/* --- the detector --- */

/* English by the text itself, or, where that cannot be told, by the site; where somebody said so, unless it surely is not. */
static bool is_english(const struct facts *f, const struct signal_context *c)
{
    struct str site = str_slice(c->site_language, 0, 2);
    if (c->language_given)
        return str_eq(site, STR("en")) && f->value[SIG_LANGUAGE_FOREIGN].number == 0;
    if (f->value[SIG_LANGUAGE_CODE].known)
        return str_eq(f->value[SIG_LANGUAGE_CODE].string, STR("en"));
    return site.n == 0 || str_eq(site, STR("en"));
}

bool heads_look_at(const struct text *t, const struct facts *f, const struct signal_context *c)
{
    return t->letters > 0 && is_english(f, c);
}

void detect_heads(struct detection *d)
{
    const struct heads_model *m = d->signals->heads;
    struct strongest best[HEAD_COUNT] = {0};
    double p[HEAD_COUNT];
    struct hearing n = {.each = NULL};
    bool shown = false;
    if (!m || !heads_look_at(d->text, d->facts, d->context))
        return;
    if (!d->values_only &&
        !(n.each = arena_alloc_array(d->arena, d->text->token_count, sizeof(*n.each))))
        return;
    n.count = sum_text(m, d->text, &n.sums, n.each);
    finish(m, &n.sums, d->facts, p);
    for (int h = 0; h < HEAD_COUNT; h++) {
        p[h] = heads_calibrated(m, (enum head)h, p[h]);
        detect_number(d, head_signals[h], p[h]);
        shown |= p[h] >= EVIDENCE_PROBABILITY;
    }
    if (!shown || d->values_only)
        return;
    find_strongest(d, &n, best);
    for (int h = 0; h < HEAD_COUNT; h++) {
        if (p[h] >= EVIDENCE_PROBABILITY)
            show(d, h, &best[h]);
    }
}
