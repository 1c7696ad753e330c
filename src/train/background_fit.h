/*
 * How rare stems are (signals/background.h), from documents: a stem's weight in a language is log(N / n) / log(N), where
 * n of N documents have it; over the languages the smallest counts.
 *
 * Ownership: arrays live in the arena handed over; `scratch` is emptied for every document.
 *
 * Invariant: the same documents give the same model.
 *
 * Must not: read files.
 */
#ifndef COMITY_TRAIN_BACKGROUND_FIT_H
#define COMITY_TRAIN_BACKGROUND_FIT_H

#include "base/arena.h"
#include "base/rc.h"
#include "signals/background.h"

struct background_fit;

enum rc background_fit_new(struct arena *a, struct background_fit **ret) MUST_CHECK;
/* One document of the language at hand; what cannot be prepared counts as one without words. */
enum rc background_fit_add(struct background_fit *f, struct str document,
                           struct arena *scratch) MUST_CHECK;
/* The language at hand is complete; the next document begins another. */
void background_fit_end_language(struct background_fit *f);
void background_fit_result(const struct background_fit *f, struct background *ret);

#endif
