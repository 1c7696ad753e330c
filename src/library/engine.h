/*
 * What stands behind the handles of comity.h. The server and the commands share the engine itself and
 * judge into arenas of their own; everybody else has the functions of comity.h.
 *
 * Ownership: the lexicons are shared by all engines renewed from one another and freed with the last
 * of them; the document and the judge belong to their engine.
 *
 * Invariant: an engine is read-only from the moment it is handed out, its two counts excepted.
 *
 * Must not: read files; know of stores and pages.
 */
#ifndef COMITY_LIBRARY_ENGINE_H
#define COMITY_LIBRARY_ENGINE_H

#include <locale.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "comity.h"
#include "policy/judge.h"

struct engine_lexicons {
    atomic_int references;
    struct arena *arena; /* holds this struct */
    struct signals *signals;
};

struct comity_engine {
    atomic_int references;
    struct arena *arena;              /* holds this struct */
    struct engine_lexicons *lexicons; /* NULL when the signals are somebody else's */
    const struct signals *signals;
    struct standards *standards;
    struct judge *judge;
    locale_t neutral; /* numbers are read and written with a point, wherever the program is */
};

/* Takes over `standards`, also on failure. Shares the lexicons of `older`, or loads them when it is
 * NULL. */
enum rc engine_make(struct comity_engine *older, struct standards *standards,
                    struct comity_engine **ret, struct problem *problem) MUST_CHECK;
/* The same with signals that outlive the engine: a server loads them once for all its documents. */
enum rc engine_make_with(const struct signals *signals, struct standards *standards,
                         struct comity_engine **ret, struct problem *problem) MUST_CHECK;

/* What is stored of a judgement, once its decisive words were sought (policy/decisive.h): appends the
 * record of `v`, which judge_comment made of `original` and `context`. */
enum rc engine_write(const struct verdict *v, struct str original,
                     const struct judge_context *context, struct buf *out) MUST_CHECK;

/* Seeks the decisive words of such a verdict, and writes its record into `a`: what is stored. */
enum rc engine_record(const struct judge *judge, struct str original,
                      const struct judge_context *context, struct arena *a, struct verdict *v,
                      struct str *ret) MUST_CHECK;

struct comity_context {
    struct arena *own;   /* holds this struct */
    struct arena *arena; /* emptied by comity_context_clear */
    struct judge_context judge;
    uint64_t earlier[COMITY_EARLIER_MAX];
};

struct comity_verdict {
    struct verdict verdict;
    struct str original;
    const struct comity_engine *engine;
    struct comity_worker *worker;
    bool explained; /* its decisive words were sought */
};

struct comity_worker {
    struct arena *own;   /* holds this struct */
    struct arena *arena; /* emptied for every text */
    struct buf record;
    struct judge_context facts; /* of the text judged last */
    struct comity_verdict verdict;
};

/* --- between the library's types and the program's --- */

enum comity_result engine_result(enum rc rc, const struct problem *from,
                                 struct comity_problem *problem);

static inline struct comity_string engine_string(struct str s)
{
    return (struct comity_string){.p = s.p, .n = s.n};
}

#endif
