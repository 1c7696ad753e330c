#include "signals/signals.h"

#include "signals/detect.h"

const struct signal_info signal_table[SIGNAL_COUNT] = {
#define SIGNAL(id, name, kind, range, text) [SIG_##id] = {name, SIGNAL_##kind, range, text},
#include "signals/signals.def"
};

typedef void (*detector)(struct detection *d);

static const detector detectors[] = {
#define DETECTOR(file) detect_##file,
#include "signals/signals.def"
};

enum detector_id {
#define DETECTOR(file) DETECTOR_##file,
#include "signals/signals.def"
    DETECTOR_COUNT
};
_Static_assert(DETECTOR_COUNT <= 64, "a set of detectors is a word");

/* Where each stands in signals.def: a signal is its detector's that stands last before it. */
enum row {
#define DETECTOR(file)                      ROW_##file,
#define SIGNAL(id, name, kind, range, text) ROW_OF_##id,
#include "signals/signals.def"
};

static const uint16_t signal_rows[SIGNAL_COUNT] = {
#define SIGNAL(id, name, kind, range, text) [SIG_##id] = ROW_OF_##id,
#include "signals/signals.def"
};

static const uint16_t detector_rows[DETECTOR_COUNT] = {
#define DETECTOR(file) ROW_##file,
#include "signals/signals.def"
};

/* Whose facts and evidence a detector reads. */
#define SET(file)   (1ull << DETECTOR_##file)
#define UP_TO(file) (SET(file) - 1)
#define WORDS       (SET(measure) | SET(language))
#define ABUSE       (WORDS | SET(profanity) | SET(insult))
static const uint64_t detector_reads[DETECTOR_COUNT] = {
    [DETECTOR_language] = WORDS,
    [DETECTOR_profanity] = WORDS,
    [DETECTOR_insult] = ABUSE,
    [DETECTOR_hate] = ABUSE,
    [DETECTOR_threat] = ABUSE,
    [DETECTOR_minors] = ABUSE,
    [DETECTOR_incite] = ABUSE,
    [DETECTOR_animals] = ABUSE,
    [DETECTOR_selfharm] = ABUSE,
    [DETECTOR_drugs] = ABUSE,
    [DETECTOR_aggression] = ABUSE,
    [DETECTOR_promo] = SET(links),
    [DETECTOR_publisher] = ABUSE,
    [DETECTOR_attack] = ABUSE | SET(hate) | SET(threat) | SET(publisher),
    [DETECTOR_heads] = UP_TO(heads),
    [DETECTOR_learned] = UP_TO(learned),
};

enum signal_id signal_find(struct str name)
{
    for (int id = 0; id < SIGNAL_COUNT; id++) {
        if (str_eq(name, str_from_cstr(signal_table[id].name)))
            return (enum signal_id)id;
    }
    return SIGNAL_COUNT;
}

bool detect_given(const struct detection *d, enum signal_id id, double *ret)
{
    for (size_t i = 0; i < d->context->given_count; i++) {
        if (d->context->given[i].signal == id) {
            *ret = d->context->given[i].number;
            return true;
        }
    }
    return false;
}

void detect_number(struct detection *d, enum signal_id id, double number)
{
    d->facts->value[id].known = true;
    d->facts->value[id].number = number;
}

void detect_bool(struct detection *d, enum signal_id id, bool value)
{
    detect_number(d, id, value ? 1 : 0);
}

void detect_string(struct detection *d, enum signal_id id, struct str string)
{
    d->facts->value[id].known = true;
    d->facts->value[id].string = string;
}

static bool evidence_grow(struct detection *d)
{
    struct facts *f = d->facts;
    if (f->evidence_count < d->evidence_capacity)
        return true;
    size_t capacity = d->evidence_capacity ? d->evidence_capacity * 2 : 8;
    struct evidence *grown = ARENA_ARRAY(d->arena, capacity, struct evidence);
    if (!grown)
        return false;
    if (f->evidence_count)
        memcpy(grown, f->evidence, f->evidence_count * sizeof(*grown));
    f->evidence = grown;
    d->evidence_capacity = capacity;
    return true;
}

void detect_evidence(struct detection *d, enum signal_id id, struct span original,
                     struct str read_as)
{
    if (d->evidence_kept[id] >= DETECT_EVIDENCE_MAX || !evidence_grow(d))
        return;
    d->evidence_kept[id]++;
    d->facts->evidence[d->facts->evidence_count++] =
        (struct evidence){.signal = id, .original = original, .read_as = read_as};
}

void detect_evidence_folded(struct detection *d, enum signal_id id, struct span folded,
                            struct str read_as)
{
    detect_evidence(d, id, text_original_span(d->text, folded), read_as);
}

void detect_evidence_whole(struct detection *d, enum signal_id id)
{
    struct str o = d->text->original;
    struct str trimmed = str_trim(o);
    uint32_t begin = (uint32_t)(trimmed.p - o.p);
    if (trimmed.n)
        detect_evidence(d, id, (struct span){begin, begin + (uint32_t)trimmed.n}, (struct str){0});
}

/* Ascending spans within a detector's evidence; what it gave out in order stays in order. */
static void evidence_sort(struct evidence *e, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct evidence moved = e[i];
        size_t to = i;
        for (; to > 0 && e[to - 1].original.begin > moved.original.begin; to--)
            e[to] = e[to - 1];
        e[to] = moved;
    }
}

static void detector_run(detector run, struct detection *d)
{
    size_t before = d->facts->evidence_count;
    run(d);
    if (d->facts->evidence_count > before)
        evidence_sort(d->facts->evidence + before, d->facts->evidence_count - before);
}

static enum rc measure(struct detection *d, uint64_t which, struct facts *ret)
{
    for (size_t i = 0; i < DETECTOR_COUNT; i++) {
        if (which >> i & 1)
            detector_run(detectors[i], d);
    }
    if (arena_failed(d->arena))
        return RC_NO_MEMORY;
    *ret = *d->facts;
    return RC_OK;
}

enum rc signals_measure(const struct signals *s, const struct text *t,
                        const struct signal_context *c, struct arena *a, struct facts *ret)
{
    struct facts facts = {0};
    struct detection d = {.signals = s, .text = t, .context = c, .arena = a, .facts = &facts};
    return measure(&d, UINT64_MAX, ret);
}

void signals_want(struct signals_wanted *w, enum signal_id id)
{
    size_t i = DETECTOR_COUNT - 1;
    while (detector_rows[i] > signal_rows[id])
        i--;
    w->detectors |= 1ull << i | detector_reads[i];
}

enum rc signals_measure_wanted(const struct signals *s, const struct text *t,
                               const struct signal_context *c, struct signals_wanted wanted,
                               struct arena *a, struct facts *ret)
{
    struct facts facts = {0};
    struct detection d = {
        .signals = s, .text = t, .context = c, .arena = a, .facts = &facts, .values_only = true};
    return measure(&d, wanted.detectors, ret);
}
