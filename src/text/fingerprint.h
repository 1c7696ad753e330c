/*
 * Fingerprints: 64 bits that are close for texts that are nearly the same.
 *
 * A MinHash of 64 functions kept to one bit each (Li and König, "b-Bit Minwise Hashing", WWW 2010)
 * over the folded longer words and all pairs of neighbouring words, so that case, look-alikes,
 * punctuation and a few exchanged words change few bits. The distance of two is the number of bits
 * that differ, on average 32 (1 - J) where J is the share of words and pairs in common: 0 for the
 * same words, about 32 for unrelated texts, about 5 for one changed word in twenty.
 *
 * A text of fewer than FINGERPRINT_WORDS words is hashed whole, symbols included: then equal is
 * near, anything else is far. 0 means "no words and no symbols"; no other text gets it.
 *
 * Invariant: the same folded text has the same fingerprint on every machine; they may be stored.
 *
 * Must not: decide what is repetition (that is a clause's).
 */
#ifndef COMITY_TEXT_FINGERPRINT_H
#define COMITY_TEXT_FINGERPRINT_H

#include "text/text.h"

#define FINGERPRINT_WORDS 5
/* At this distance or less, two texts of a sentence or more are nearly the same: unrelated ones
 * come as close in fewer than one pair in a million. */
#define FINGERPRINT_NEAR 12

uint64_t fingerprint_text(const struct text *t);

static inline unsigned fingerprint_distance(uint64_t a, uint64_t b)
{
    return (unsigned)__builtin_popcountll(a ^ b);
}

#endif
