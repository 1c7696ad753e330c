#include "signals/load.h"

/* Raised by hand when the code of a detector changes what it measures. */
#define REVISION 1

enum rc signals_new(struct signals **ret, struct problem *problem)
{
    struct arena *a = arena_new(SIGNALS_MEMORY_MAX);
    struct signals *s = a ? ARENA_NEW(a, struct signals) : NULL;
    if (!s) {
        arena_free(a);
        return problem_set(problem, RC_NO_MEMORY, "no memory for the signals' tables");
    }
    s->arena = a;
    s->version = arena_printf(a, "%d", REVISION);
    *ret = s;
    return RC_OK;
}

void signals_free(struct signals *s)
{
    if (s)
        arena_free(s->arena);
}

struct str signals_version(const struct signals *s)
{
    return s->version;
}
