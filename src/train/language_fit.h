/*
 * Fitting the language model: a softmax over the n-grams of signals/ngram.h, by AdaGrad (Duchi, Hazan, Singer 2011),
 * on whole texts and on random cuts of 10 to 120 characters, so that short texts get honest probabilities. Every
 * language is drawn as often as any other, however many texts it has.
 *
 * Every tenth text of a language is held out and never trained on: of those, every second fits the temperature and the
 * others measure.
 *
 * Ownership: texts and arrays live in the arena handed over.
 *
 * Invariant: the same texts in the same order give the same model, bit for bit.
 *
 * Must not: read files.
 */
#ifndef COMITY_TRAIN_LANGUAGE_FIT_H
#define COMITY_TRAIN_LANGUAGE_FIT_H

#include "base/arena.h"
#include "base/rc.h"
#include "signals/language_model.h"

#define LANGUAGE_TEXTS_MAX 400000
#define LANGUAGE_EPOCHS    6

struct language_fit;

enum rc language_fit_new(struct arena *a, struct language_fit **ret) MUST_CHECK;
/* A text in the language `code` (ISO 639-1). Texts of one language come together or in turns with others. What cannot
 * be folded or holds under four letters is passed over. RC_TOO_LARGE past LANGUAGE_TEXTS_MAX texts or LANGUAGE_COLUMNS
 * languages. */
enum rc language_fit_add(struct language_fit *f, struct str code, struct str text) MUST_CHECK;
size_t language_fit_texts(const struct language_fit *f);

/* RC_INVALID with fewer than two languages. `progress` may be NULL. */
enum rc language_fit_run(struct language_fit *f, int epochs, void (*progress)(int epoch),
                         struct language_model *ret) MUST_CHECK;

/* What a model makes of cuts of held-out texts, so many characters long. */
struct language_quality {
    size_t texts, right, sure, sure_right; /* sure: probability 0.95 and more */
};
struct language_quality language_fit_measure(const struct language_fit *f,
                                             const struct language_model *m, uint32_t characters);

#endif
