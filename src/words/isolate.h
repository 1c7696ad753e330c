/*
 * Text put into a sentence that runs the other way, such as an English name in an Arabic one: between the marks that keep
 * its direction from changing the order of what stands around it (Unicode's isolates, UAX 9).
 *
 * Ownership: nothing is kept.
 *
 * Invariant: what has no letter of the other direction is put as it is, so that most texts carry no marks.
 *
 * Must not: know a language; be used for what programs read.
 */
#ifndef COMITY_WORDS_ISOLATE_H
#define COMITY_WORDS_ISOLATE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

/* `is_rtl`: the sentence around it is written from right to left. */
void isolate_put(struct buf *out, struct str text, bool is_rtl);

#endif
