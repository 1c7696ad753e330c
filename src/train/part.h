/*
 * Which part of the data a text belongs to: eight texts of ten are trained on, one calibrates, one tests. It goes by the text
 * alone, so that copies of it in other sets, however they are spaced and punctuated, fall into the same part, and whoever
 * measures later knows what was never trained on.
 *
 * Must not: change: what was held back for a model would no longer be.
 */
#ifndef COMITY_TRAIN_PART_H
#define COMITY_TRAIN_PART_H

#include "text/text.h"

enum corpus_part { PART_TRAIN, PART_CALIBRATE, PART_TEST, PART_COUNT };

/* A number of which every bit depends on every bit of the other. */
uint64_t part_scramble(uint64_t h);
/* Over words and emoji only. */
uint64_t part_hash(const struct text *t);
enum corpus_part part_of(uint64_t hash);

#endif
