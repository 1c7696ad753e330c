#include "cli/eval_model.h"

#include <stdio.h>

#include "cli/judging.h"
#include "signals/heads.h"

#define MODEL_MAX ((size_t)64 * 1024 * 1024)

static enum rc load(struct eval_model *m, struct str file, struct problem *problem)
{
    char name[4096];
    snprintf(name, sizeof name, "%.*s", STR_ARG(file));
    enum rc rc = judging_read(file, &m->bytes, problem);
    if (rc == RC_OK)
        rc = heads_check(m->bytes.p, m->bytes.n, name, problem);
    if (rc != RC_OK)
        return rc;
    /* Memory from malloc is aligned for anything. */
    const void *heads = m->bytes.p;
    return signals_new_with_heads(heads, &m->signals, problem);
}

enum rc eval_model_open(struct eval_model *m, struct str file, struct str standards,
                        struct problem *problem)
{
    struct standards *document = NULL;
    *m = (struct eval_model){0};
    buf_init(&m->bytes, MODEL_MAX);
    enum rc rc = load(m, file, problem);
    if (rc == RC_OK)
        rc = judging_load(standards, &document, problem);
    if (rc == RC_OK)
        rc = engine_make_with(m->signals, document, &m->engine, problem);
    if (rc != RC_OK)
        eval_model_close(m);
    return rc;
}

void eval_model_close(struct eval_model *m)
{
    comity_engine_unref(m->engine);
    signals_free(m->signals);
    buf_release(&m->bytes);
    *m = (struct eval_model){0};
}
