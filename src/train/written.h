/*
 * Written training material: templates with slots, and texts made of them.
 *
 *     # a comment
 *     =NAME<TAB>x|y|z      a list
 *     LABELS<TAB>TEMPLATE  names of heads with commas between, "-" for none; {NAME} is any item of the list, the same
 *                          wherever it stands in one template
 *
 * Of a template without labels every head is taught that it is not so; of one with labels only what it names, and that
 * it is neither spam nor about sex unless it says so: who wrote "threat" did not say that it is no insult.
 *
 * Must not: open files.
 */
#ifndef COMITY_TRAIN_WRITTEN_H
#define COMITY_TRAIN_WRITTEN_H

#include "train/corpus.h"

#define WRITTEN_LISTS_MAX 64
#define WRITTEN_ITEMS_MAX 512

/* At most `each` texts of every template into the corpus, the same every time. RC_INVALID with the line at fault. */
enum rc written_read(struct corpus *c, size_t set, struct str bytes, int64_t each,
                     struct problem *problem) MUST_CHECK;

#endif
