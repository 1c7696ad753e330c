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

enum rc signals_measure(const struct signals *s, const struct text *t,
                        const struct signal_context *c, struct arena *a, struct facts *ret)
{
    struct facts facts = {0};
    struct detection d = {.signals = s, .text = t, .context = c, .arena = a, .facts = &facts};
    for (size_t i = 0; i < sizeof(detectors) / sizeof(detectors[0]); i++)
        detector_run(detectors[i], &d);
    if (arena_failed(a))
        return RC_NO_MEMORY;
    *ret = facts;
    return RC_OK;
}
