/*
 * Word lists of a document: all entries of all lists looked for in one pass over a comment.
 *
 * Entries are folded and cut into tokens as comments are (text/text.h), and stand in a trie of
 * tokens: a walk from each token of the comment goes at most STANDARDS_WORDS_MAX tokens deep. The
 * last token of an entry may be the beginning of a word ("harbour*").
 *
 * Ownership: a set lives in the arena it was made in. Read-only, shared by all threads.
 *
 * Invariants:
 *  1. Time is linear in the comment, whatever the entries: STANDARDS_WORDS_MAX steps a token, and
 * beginnings are compared up to the longest one only.
 *  2. Of one list, matches do not overlap: the longest entry that begins at a token counts, and the
 * next match of that list begins behind it.
 *  3. Every match is counted; the places of the first LIST_PLACES_MAX of each list are kept.
 *
 * Must not: decide anything.
 */
#ifndef COMITY_POLICY_LIST_H
#define COMITY_POLICY_LIST_H

#include "policy/fact.h"
#include "text/text.h"

#define LIST_PLACES_MAX 64

/* An entry as read from the document. */
struct list_entry {
    struct str text; /* without the "*" */
    size_t at;       /* where it stands in the document */
    unsigned list;
    bool beginning;
};

struct list_set;

/* `list_count` is at most STANDARDS_LISTS_MAX. Fails with RC_INVALID for an entry that holds no word
 * or more than STANDARDS_WORDS_MAX: `ret_bad` is its index then. */
enum rc list_set_new(struct arena *a, const struct list_entry *entries, size_t count,
                     unsigned list_count, const struct list_set **ret, size_t *ret_bad) MUST_CHECK;

struct list_place {
    unsigned list;
    struct span original;
    struct str read_as; /* the folded words, where folding did more than change case */
};

struct list_matches {
    const struct fact_value *values; /* one a list: how many matches */
    size_t value_count;
    const struct list_place *places; /* in the order of the text */
    size_t place_count;
};

/* `set` may be NULL: no lists. The result lives in `a` and views `t`. */
enum rc list_set_match(const struct list_set *set, const struct text *t, struct arena *a,
                       struct list_matches *ret) MUST_CHECK;

#endif
