/*
 * Standard input in lines, as much at a time as there is: a file comes in by the megabyte, what somebody types line by
 * line.
 *
 * Ownership: the lines view the input's buffer until the next reading.
 *
 * Invariants:
 *  1. A line comes without its line feed and a carriage return before it; a byte order mark before the first is dropped.
 *  2. A line longer than CHECK_LINE_MAX is given once, marked, and the rest of it passed over.
 *
 * Must not: judge.
 */
#ifndef COMITY_CLI_CHECK_INPUT_H
#define COMITY_CLI_CHECK_INPUT_H

#include "base/arena.h"
#include "cli/check_pool.h"

#define CHECK_INPUT_BYTES ((size_t)1024 * 1024)
/* So many lines at a time at most. */
#define CHECK_INPUT_LINES 4096

struct check_input {
    char *bytes;       /* CHECK_INPUT_BYTES of the arena given */
    size_t begin, end; /* what is read and not yet given out */
    int64_t number;    /* of the last line given out */
    bool ended;
    bool passing_over; /* the rest of a line that was too long */
    struct check_text *texts;
};

enum rc check_input_init(struct check_input *in, struct arena *a) MUST_CHECK;
/* The next lines; none at the end. RC_IO when standard input cannot be read. */
enum rc check_input_lines(struct check_input *in, size_t *ret_count) MUST_CHECK;
/* All that is left as one text without the line feeds at its end. */
enum rc check_input_whole(struct check_input *in, struct check_text *ret) MUST_CHECK;

#endif
