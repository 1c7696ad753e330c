#include "web/handed_over.h"

struct handed_over {
    struct form form;
};

enum rc handed_over_make(struct request *r, const struct handed_over **ret, struct problem *problem)
{
    struct handed_over *f = ARENA_NEW(r->arena, struct handed_over);
    if (f == NULL)
        return RC_NO_MEMORY;
    enum rc rc = form_read_body(r->x, &f->form, problem);
    if (rc != RC_OK)
        return rc;
    struct str twice = form_repeated(&f->form);
    if (twice.n > 0)
        return problem_set(problem, RC_INVALID, "The form holds \"%.*s\" twice.", STR_ARG(twice));
    *ret = f;
    return RC_OK;
}

struct str handed_over_get(const struct handed_over *f, const char *name)
{
    return form_get(&f->form, name);
}
