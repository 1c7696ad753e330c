/*
 * Marked words held against those a data set marks: which characters should be, which are, which are both.
 *
 * The data's list is JSON: offsets of single characters [8, 9, 10], pairs [[8, 11]], or objects with start and end (also
 * begin, start_position, end_position) and perhaps a type (entity_type, label). Offsets count characters (code points) from 0,
 * ends are exclusive.
 *
 * Must not: judge.
 */
#ifndef COMITY_CLI_EVAL_SPANS_H
#define COMITY_CLI_EVAL_SPANS_H

#include "cli/eval_set.h"

/* Fills the item's figures about spans. Evidence counts when its signal's name begins with one of `prefixes`, separated by
 * commas, and its number reaches `threshold`. RC_INVALID for a list that is none. */
enum rc eval_spans_measure(struct eval_item *item, const struct facts *facts, struct str prefixes,
                           double threshold, struct arena *a) MUST_CHECK;
/* Whether the list can be read at all. */
bool eval_spans_readable(struct str list);
void eval_spans_tables(const struct eval_set *set, struct eval_book *b);

#endif
