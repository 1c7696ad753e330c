/*
 * Words whose letters stand apart, "i d i o t": a part of the scan, private to it.
 *
 * Invariants:
 *  1. Looks at a bounded number of cells from the scan's place on, and takes its steps from the scan's.
 */
#ifndef COMITY_SIGNALS_SCAN_SPACED_H
#define COMITY_SIGNALS_SCAN_SPACED_H

#include "signals/scan.h"

/* The longest entry written so from where the scan stands. */
bool scan_spaced_find(struct scan *s, struct scan_hit *ret);

#endif
