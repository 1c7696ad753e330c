/*
 * The text as it was written, with the evidence marked in it: for the moderation queue, the nudge
 * and the author's own view. No Markdown is interpreted, so that every mark stands on the bytes it
 * names.
 *
 * A blank line ends a paragraph, a line end is a line break. A marked stretch is
 * <mark class="evidence">words<sup>n</sup></mark> with the number of its evidence at its end, a link to the finding:
 * to `#finding-GROUPn`, and the first of each number is `mark-GROUPn`, so that the finding can lead back. Where
 * pieces of evidence overlap, marks follow each other and each number stands where its evidence
 * ends. A mark over a line end is closed before it and opened after it.
 *
 * Must not: be given spans of the folded form.
 */
#ifndef COMITY_TEXT_MARKED_H
#define COMITY_TEXT_MARKED_H

#include "base/arena.h"
#include "text/html.h"
#include "text/text.h"

/* More spans than this are left unmarked, first come first marked: nobody reads that many. */
#define MARKED_SPANS_MAX 100

struct marked_span {
    struct span original;
    unsigned number; /* shown beside the mark; 0: no number */
};

/* A number as the reader's language shows it, and what its link is called aloud. */
struct marked_number {
    struct str shown, label;
};
struct marked_manner {
    struct str
        group; /* tells texts on one page apart: empty where there is one, else "17-" or the like */
    const struct marked_number
        *numbers; /* of 1, 2 …; those behind the last are digits and English */
    size_t number_count;
};

/* `spans` ascend by begin; those outside the text or inside a character are widened or dropped. RC_INVALID when the text is
 * not valid UTF-8, RC_NO_MEMORY. */
enum rc marked_render(struct arena *a, struct str original, const struct marked_span *spans,
                      size_t count, const struct marked_manner *manner,
                      struct html *ret) MUST_CHECK;

#endif
