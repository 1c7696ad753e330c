/*
 * How well scores tell those that are from those that are not, on a part of a corpus.
 *
 * Must not: write to a terminal.
 */
#ifndef COMITY_TRAIN_QUALITY_H
#define COMITY_TRAIN_QUALITY_H

#include "train/corpus.h"

struct quality {
    size_t yes, no;   /* examples labelled from one half up, and below */
    double auc;       /* a half when either is missing */
    double precision; /* of those scored from one half up */
    double recall;
    double at_5, at_1; /* share of yes found when 5 % and 1 % of no are taken along */
    double error;      /* expected calibration error over ten bins of probability */
};

/* Which examples count. */
enum quality_scope {
    QUALITY_PART,  /* PART_TEST of all sets */
    QUALITY_GROUP, /* all examples of a group */
    QUALITY_WIDE, /* those of a group that are, and those of PART_TEST of all other sets that are not */
};

/* `score` holds a probability for every example of the corpus; those with a label for the head and within the scope
 * count. The arena is used and rewound. */
enum rc quality_measure(const struct corpus *c, const double *score, enum head head,
                        enum quality_scope scope, struct str group, struct arena *a,
                        struct quality *ret) MUST_CHECK;

#endif
