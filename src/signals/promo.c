/*
 * Promotion: phrases of bait, weighed by their kind and by what stands beside them. One kind alone is often
 * innocent ("a limited offer"); several kinds, or one with a link or contact, seldom are.
 */
#include "lexicon_promo.h"
#include "signals/detect.h"
#include "signals/scan.h"

/* What a kind of bait alone is worth. Kinds are independent witnesses: 1 - product of (1 - weight). */
static const double kind_weight[] = {
    [LEXICON_PROMO_INCOME] = 0.40,  [LEXICON_PROMO_COUPON] = 0.45, [LEXICON_PROMO_OFFER] = 0.30,
    [LEXICON_PROMO_INVEST] = 0.45,  [LEXICON_PROMO_CASINO] = 0.45, [LEXICON_PROMO_CONTACT] = 0.40,
    [LEXICON_PROMO_PROFILE] = 0.55, [LEXICON_PROMO_FOLLOW] = 0.55, [LEXICON_PROMO_LOAN] = 0.45,
    [LEXICON_PROMO_RECOVERY] = 0.5, [LEXICON_PROMO_HEALTH] = 0.50, [LEXICON_PROMO_ADULT] = 0.45,
    [LEXICON_PROMO_SERVICE] = 0.50, [LEXICON_PROMO_PRAISE] = 0.20, [LEXICON_PROMO_LOTTERY] = 0.50,
};
#define KINDS (sizeof(kind_weight) / sizeof(kind_weight[0]))

/* What else speaks for promotion, once there is bait. */
#define LINK_WEIGHT    0.40
#define CONTACT_WEIGHT 0.50
#define PHONE_WEIGHT   0.40
/* A contact alone, without any bait. */
#define BARE_CONTACT_SCORE 0.40

static double join(double score, double weight, bool present)
{
    return present ? 1 - (1 - score) * (1 - weight) : score;
}

static bool fact(const struct detection *d, enum signal_id id)
{
    return d->facts->value[id].known && d->facts->value[id].number > 0;
}

/* Finds the phrases; returns how often each kind occurs through `kinds`. */
static void scan_phrases(struct detection *d, uint32_t kinds[KINDS])
{
    struct scan s = scan_begin(&lexicon_promo, d->cells, false);
    struct scan_hit h;
    while (scan_next(&s, &h)) {
        struct span folded = cells_folded(d->cells, h.begin, h.end);
        kinds[h.label]++;
        detect_evidence_folded(d, SIG_PROMO_SCORE, folded, (struct str){0});
        detect_evidence_folded(d, SIG_PROMO_FAMILIES, folded, (struct str){0});
    }
}

/* Links and contacts found before are evidence of promotion as well. */
static void add_contacts(struct detection *d)
{
    size_t before = d->facts->evidence_count;
    for (size_t i = 0; i < before; i++) {
        struct evidence e = d->facts->evidence[i];
        if (e.signal == SIG_LINKS_FOREIGN || e.signal == SIG_CONTACT_MESSENGER)
            detect_evidence(d, SIG_PROMO_SCORE, e.original, (struct str){0});
    }
}

void detect_promo(struct detection *d)
{
    uint32_t kinds[KINDS] = {0}, families = 0;
    bool contact = fact(d, SIG_CONTACT_MESSENGER);
    double score = 0;
    if (!cells_get(d))
        return;
    scan_phrases(d, kinds);
    for (size_t k = 0; k < KINDS; k++) {
        families += kinds[k] > 0;
        score = join(score, kind_weight[k], kinds[k] > 0);
        score = join(score, kind_weight[k] / 3, kinds[k] > 1);
    }
    if (families > 0) {
        score = join(score, LINK_WEIGHT, fact(d, SIG_LINKS_FOREIGN) && !contact);
        score = join(score, CONTACT_WEIGHT, contact);
        score = join(score, PHONE_WEIGHT, fact(d, SIG_PRIVACY_PHONE) && !contact);
    } else if (contact) {
        score = BARE_CONTACT_SCORE;
    }
    if (score > 0)
        add_contacts(d);
    detect_number(d, SIG_PROMO_SCORE, score);
    detect_number(d, SIG_PROMO_FAMILIES, families);
}
