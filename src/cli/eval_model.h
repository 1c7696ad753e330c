/*
 * An engine that judges with models from a file instead of those in the program: to measure them, or to compare both.
 *
 * Ownership: a model owns its engine and the file's bytes.
 *
 * Must not: be used for judging comments of a site.
 */
#ifndef COMITY_CLI_EVAL_MODEL_H
#define COMITY_CLI_EVAL_MODEL_H

#include "base/buf.h"
#include "library/engine.h"

struct eval_model {
    struct buf bytes;
    struct signals *signals;
    struct comity_engine *engine;
};

/* A file as `comity train heads` writes it, and the standards file to judge by (empty: the one compiled in). */
enum rc eval_model_open(struct eval_model *m, struct str file, struct str standards,
                        struct problem *problem) MUST_CHECK;
/* Accepts a model that is all zero. */
void eval_model_close(struct eval_model *m);

#endif
