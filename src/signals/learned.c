/*
 * The models after the site's own correction. A word that raised a head is evidence beside what the model itself
 * pointed at; without a correction nothing is known, which is not the same as the model's opinion.
 */
#include "signals/correction.h"
#include "signals/detect.h"

/* From here on a number speaks against a comment, and needs words to point at. */
#define SPEAKS_AGAINST 0.5

static void show_model_evidence(struct detection *d, size_t head, size_t before)
{
    for (size_t i = 0; i < before; i++) {
        struct evidence e = d->facts->evidence[i];
        if (e.signal == head_signals[head])
            detect_evidence(d, correction_learned[head], e.original, e.read_as);
    }
}

static bool is_shown(const struct detection *d, size_t from, enum signal_id id, struct span span)
{
    for (size_t i = from; i < d->facts->evidence_count; i++) {
        const struct evidence *e = &d->facts->evidence[i];
        if (e->signal == id && span.begin < e->original.end && e->original.begin < span.end)
            return true;
    }
    return false;
}

static void show_words(struct detection *d, size_t head, const struct correction *met,
                       const struct correction_places *places, size_t before)
{
    for (size_t i = 0; i < places->count; i++) {
        const struct correction_word *w = correction_find(met, places->items[i].hash);
        struct span span = text_original_span(d->text, places->items[i].folded);
        if (w != NULL && w->change[head] > 0 &&
            !is_shown(d, before, correction_learned[head], span))
            detect_evidence(d, correction_learned[head], span, (struct str){0});
    }
}

static void show(struct detection *d, size_t head, const struct correction *met,
                 const struct correction_places *places)
{
    size_t before = d->facts->evidence_count;
    show_model_evidence(d, head, before);
    show_words(d, head, met, places, before);
    if (d->facts->evidence_count == before)
        detect_evidence_whole(d, correction_learned[head]);
}

void detect_learned(struct detection *d)
{
    const struct correction *c = d->context->correction;
    struct correction *met = c != NULL ? ARENA_NEW(d->arena, struct correction) : NULL;
    struct correction_places places;
    struct correction_sum sum;
    if (met == NULL || correction_places(d->text, d->arena, &places) != RC_OK ||
        correction_apply(c, &places, d->arena, &sum, met) != RC_OK)
        return;
    d->facts->correction = met;
    for (size_t head = 0; head < HEAD_COUNT; head++) {
        if (!d->facts->value[head_signals[head]].known)
            continue;
        double learned =
            correction_shift(d->facts->value[head_signals[head]].number, sum.change[head]);
        detect_number(d, correction_learned[head], learned);
        if (learned >= SPEAKS_AGAINST && !d->values_only)
            show(d, head, met, &places);
    }
}
