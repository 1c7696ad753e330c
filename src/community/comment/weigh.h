/*
 * Judging a text on behalf of the site: what every comment goes through, typed, edited or imported. Private to
 * this folder.
 *
 *   check the text ──► judge_comment with the judge in force ──► the status it would have ──► its record
 *
 * Invariant: a verdict of publish in a pre-moderated thread, or of a pre-moderated author, is held without a finding; nothing else departs from
 * the standards.
 */
#ifndef COMITY_COMMUNITY_COMMENT_WEIGH_H
#define COMITY_COMMUNITY_COMMENT_WEIGH_H

#include "community/comment/comment.h"
#include "community/community.h"

/* UTF-8 without NUL, within the site's limits, not blank. The problem is in words for the author. */
enum rc weigh_check_text(const struct community *c, struct str body,
                         struct problem *problem) MUST_CHECK;

struct weighed {
    struct verdict verdict; /* with all it points to in the arena */
    enum comment_status status;
    int64_t standards_id;
    uint64_t fingerprint;
    struct str record;  /* JSON in the arena; empty for publish */
    struct str context; /* compact, in the arena */
};
/* `mode` is the thread's. */
enum rc weigh_comment(struct community *c, const struct text *t,
                      const struct judge_context *context, int64_t mode, struct arena *a,
                      struct weighed *ret, struct problem *problem) MUST_CHECK;

/* Copies what findings view of the standards: these may be replaced while the verdict is still looked at. */
enum rc weigh_own_findings(struct verdict *v, struct arena *a) MUST_CHECK;

#endif
