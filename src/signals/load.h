/*
 * What is loaded once and shared by all threads: views of the lexicons and models compiled into the
 * program. Private to src/signals; detectors reach it through their detection.
 *
 * Invariant: read-only after signals_new.
 */
#ifndef COMITY_SIGNALS_LOAD_H
#define COMITY_SIGNALS_LOAD_H

#include "signals/signals.h"

struct heads_model;

#define SIGNALS_MEMORY_MAX (1 << 20)

struct signals {
    struct arena *arena;
    struct str version;
    const struct heads_model *heads; /* NULL: none, model.* stays unknown */
};

#endif
