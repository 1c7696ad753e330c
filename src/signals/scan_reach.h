/*
 * How far what begins at a cell reaches: a part of the scan, private to it. Each returns the cell behind it, or the same
 * cell when there is none.
 */
#ifndef COMITY_SIGNALS_SCAN_REACH_H
#define COMITY_SIGNALS_SCAN_REACH_H

#include "signals/scan.h"

uint32_t scan_word_end(const struct cells *c, uint32_t at);
/* The same, and remembers the word: one without an end would be looked over for every entry in it. */
uint32_t scan_word_end_kept(struct scan *s, uint32_t at);
/* A number with its signs: "$5,000", "20%", "5k". */
uint32_t scan_number_end(const struct cells *c, uint32_t at);
/* The gap between two words of a phrase: spaces, a hyphen, a comma. */
uint32_t scan_gap_end(const struct cells *c, uint32_t at);

#endif
