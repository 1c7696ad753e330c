/*
 * Words written together, "pieceofshit": a part of the scan, private to it.
 *
 * What stands beside a coarse word in one word must be words too, of a short list (models/lexicons/glue.tsv), or be set
 * off by a capital: #PieceOfShit. So "Scunthorpe" and "shiitake" stay what they are.
 */
#ifndef COMITY_SIGNALS_SCAN_GLUED_H
#define COMITY_SIGNALS_SCAN_GLUED_H

#include "signals/cells.h"

#define GLUE_CELLS_MAX 40 /* longer runs are none */

/* Whether cells [from, to) are nothing but words of the list, one after the other; an empty range is. */
bool scan_is_glue(const struct cells *c, uint32_t from, uint32_t to);
/* Whether all the pieces into which signs and spaces divide [from, to) are such words: "a hit", not "s hit". */
bool scan_pieces_are_words(const struct cells *c, uint32_t from, uint32_t to);

#endif
