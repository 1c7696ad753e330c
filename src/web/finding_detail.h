/*
 * A finding in full, as a person reads it: the words, what they were read as and by which steps, which of them decided,
 * what trust or repetition changed, the clause's prose; for staff also the condition with what was measured.
 *
 * Ownership: everything lives in the request's arena.
 *
 * Must not: read the database, or decide who may see it.
 */
#ifndef COMITY_WEB_FINDING_DETAIL_H
#define COMITY_WEB_FINDING_DETAIL_H

#include "web/views.h"

struct finding_details {
    struct html marked; /* the text with its evidence marked */
    const struct view_finding_detail *items;
    size_t count;
};

/* As views_verdict. `technical`: with condition, measurements and signals. */
struct finding_details finding_details(const struct request *r, const struct verdict *v,
                                       struct str body, struct str group, bool technical);

/* Of a stored decision; `body` is the text of that revision. Words are marked only in the text it was about. */
struct finding_details finding_details_of(const struct request *r, const struct comment_decision *d,
                                          struct str body, int64_t revision, struct str group,
                                          bool technical);

/* Takes the places out of a verdict whose text is no more. */
void finding_forget_places(const struct request *r, struct verdict *v);

#endif
