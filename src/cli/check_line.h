/*
 * One line of `comity check`: read, judged, its outcome written. Made of what comity.h offers, and nothing of the
 * engine behind it but the verdict as `judging_show` wants it.
 *
 * Ownership: a checker belongs to one thread; the engine is shared. What it writes gathers in `out` until its user
 * takes it.
 *
 * Must not: read or print.
 */
#ifndef COMITY_CLI_CHECK_LINE_H
#define COMITY_CLI_CHECK_LINE_H

#include "base/buf.h"
#include "comity.h"

/* A text of COMITY_TEXT_MAX with every byte escaped, and its context. */
#define CHECK_LINE_MAX ((size_t)512 * 1024)

struct check_format {
    bool json_in, json_out;
    bool whole;    /* the input is one comment: it has no line number */
    bool terminal; /* marks may be drawn by the terminal */
};

struct checker {
    const struct comity_engine *engine;
    struct check_format format;
    struct comity_worker *worker;
    struct comity_context *context;
    struct arena *arena; /* emptied for every line */
    struct buf out;
    bool any_failed; /* a line could not be judged */
};

enum rc checker_init(struct checker *c, const struct comity_engine *engine,
                     struct check_format format) MUST_CHECK;
void checker_release(struct checker *c);

/* Judges `line` (without its line end) and writes the verdict or what is wrong with the line. Empty lines are passed
 * over. */
void checker_judge(struct checker *c, int64_t number, struct str line);
/* Reports a line that is longer than CHECK_LINE_MAX. */
void checker_refuse(struct checker *c, int64_t number);

#endif
