/*
 * One text judged for a program: by the standards in force, with what the program said of its context.
 *
 * Invariants:
 *  1. Nothing is stored, and nothing of other readers is asked: the verdict is the text's and the context's.
 *  2. What api_judge gave views the standards: release it when the answer is written.
 *
 * Must not: know a protocol.
 */
#ifndef COMITY_WEB_API_JUDGE_H
#define COMITY_WEB_API_JUDGE_H

#include "community/community.h"

struct api_judged {
    struct community_judge *held;
    struct text text;
    struct verdict verdict; /* with its facts */
};

/* What this site is, and nothing of an author or an article. */
struct judge_context api_judge_context(const struct community *c);
/* RC_INVALID for invalid UTF-8 or NUL, RC_TOO_LARGE past TEXT_BYTES_MAX, RC_UNAVAILABLE without standards. */
enum rc api_judge(struct community *c, struct str sent, const struct judge_context *context,
                  struct arena *a, struct api_judged *ret) MUST_CHECK;
void api_judged_release(struct api_judged *j);

/* Whether one of the names separated by commas is `name`. */
bool api_names_contain(struct str names, struct str name);

#endif
