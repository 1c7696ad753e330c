/*
 * What a scan found under a disguise, and how far it can be believed. Private to the scan.
 *
 * Must not: look at the text again; a hit and its entry say all.
 */
#ifndef COMITY_SIGNALS_SCAN_HIT_H
#define COMITY_SIGNALS_SCAN_HIT_H

#include "signals/scan.h"

/* How much of it was guessed: of two readings as long the one with fewer guesses is better. */
int scan_hit_guesses(const struct scan_hit *h);
/* Whether the disguise leaves enough of the entry at `n` to know it. */
bool scan_hit_recognisable(const struct scan_hit *h, const struct lexicon_node *n);

#endif
