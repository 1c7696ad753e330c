/*
 * What a detector is handed, and how it says what it found. Private to src/signals.
 *
 * Every row DETECTOR(NAME) of signals.def is a function detect_NAME, called in the order of the
 * rows, so that a later one may read the facts of an earlier one. A detector sets values with
 * detect_number, detect_bool, detect_string and points at the words with detect_evidence.
 *
 * Invariants:
 *  1. A signal that is not set stays unknown.
 *  2. At most DETECT_EVIDENCE_MAX pieces of evidence are kept for a signal; counts go on.
 *  3. Running out of arena never crashes: it latches in the arena and signals_measure reports it.
 *
 * Must not: read anything but the detection; keep state between calls.
 */
#ifndef COMITY_SIGNALS_DETECT_H
#define COMITY_SIGNALS_DETECT_H

#include "signals/signals.h"

#define DETECT_EVIDENCE_MAX 32

struct cells;
struct harm;
struct quotes;

struct detection {
    const struct signals *signals;
    const struct text *text;
    const struct signal_context *context;
    struct arena *arena;
    struct facts *facts;
    const struct cells *cells;   /* made on first use by cells_get */
    const struct harm *harm;     /* by harm_get */
    const struct quotes *quotes; /* by quotes_find */
    bool values_only; /* nobody will look at evidence that no detector reads */
    size_t evidence_capacity;
    uint16_t evidence_kept[SIGNAL_COUNT];
};

#define DETECTOR(file) void detect_##file(struct detection *d);
#include "signals/signals.def"

/* The number the context gives for a signal that rests on more than the text: a detector of such a signal asks first
 * and measures only otherwise. Its row in src/policy/context.def makes it part of what is stored. */
bool detect_given(const struct detection *d, enum signal_id id, double *ret);

void detect_number(struct detection *d, enum signal_id id, double number);
void detect_bool(struct detection *d, enum signal_id id, bool value);
/* `string` is viewed: static or in the detection's arena. */
void detect_string(struct detection *d, enum signal_id id, struct str string);
/* `original` ranges over the original text. */
void detect_evidence(struct detection *d, enum signal_id id, struct span original,
                     struct str read_as);
/* The same for a span of the folded form. */
void detect_evidence_folded(struct detection *d, enum signal_id id, struct span folded,
                            struct str read_as);
/* The whole comment, white space trimmed, for what no single word shows. */
void detect_evidence_whole(struct detection *d, enum signal_id id);

#endif
