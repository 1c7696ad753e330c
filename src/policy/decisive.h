/*
 * Decisive words: the smallest set of words without which a clause would not have applied.
 *
 * A text is judged again with words blanked (each byte a space, so that all else stays where it was). Of each finding
 * the words that its evidence marks are candidates; where these do not suffice, all words of the comment are. The set is
 * such that with all of it blanked the clause does not apply, at that consequence or a stricter one, and with any one
 * of its words put back it does.
 *
 * Invariants:
 *  1. At most decisive_runs(bytes) judgements for one verdict, whatever its findings: it depends on the text's length
 *     alone, so that the same text gives the same words on any machine.
 *  2. A finding no set of words is responsible for (the author's pace, the article's age) has decisive_known false.
 *  3. DECISIVE_SMALLEST is claimed only where every smaller set of candidates was tried.
 *
 * Must not: be called where nothing is recorded: a publish has no use for it.
 */
#ifndef COMITY_POLICY_DECISIVE_H
#define COMITY_POLICY_DECISIVE_H

#include "policy/judge.h"

/* Words of a decisive set that are kept; a larger set is not shown. */
#define DECISIVE_WORDS_MAX 64

/* How many judgements may be spent on a text of that many bytes. */
unsigned decisive_runs(size_t bytes);

/* Fills decisive, decisive_count, decisive_known and decisive_minimal of every finding of `v`, which judge_comment
 * made of `original` and `context`. The findings are copied into `a`. */
enum rc decisive_find(const struct judge *j, struct str original,
                      const struct judge_context *context, struct arena *a,
                      struct verdict *v) MUST_CHECK;

#endif
