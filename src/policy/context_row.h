/*
 * The rows of context.def and what both forms of a stored context do with them. Private to the files
 * context*.c. Reading JSON has its own, so that a program that only writes needs no library for it.
 *
 * Must not: write or read either form.
 */
#ifndef COMITY_POLICY_CONTEXT_ROW_H
#define COMITY_POLICY_CONTEXT_ROW_H

#include "policy/context.h"

enum context_kind {
    KIND_NUMBER,
    KIND_BOOL,
    KIND_TEXT,
    KIND_TALLIES,
    KIND_NAMES,
    KIND_CORRECTION,
    KIND_SIGNAL
};
enum context_about { ABOUT_NOBODY, ABOUT_AUTHOR, ABOUT_ARTICLE, ABOUT_CAMPAIGN };

struct context_row {
    char key;
    enum context_kind kind;
    const char *name;
    size_t offset; /* of the value, or of the pointer to an array */
    size_t count;  /* offset of an array's count */
    enum context_about about;
    enum signal_id signal;
};

extern const struct context_row context_rows[];
extern const size_t context_row_count;

/* The value's place in a context. */
static inline const void *context_field(const struct judge_context *c, size_t offset)
{
    return (const char *)c + offset;
}

int64_t context_number(const struct context_row *r, const struct judge_context *c);
size_t context_count(const struct context_row *r, const struct judge_context *c);
const char *context_name(const struct context_row *r);
/* What was measured for a row of kind KIND_SIGNAL; false: nothing. */
bool context_given(const struct context_row *r, const struct judge_context *c,
                   const struct facts *facts, double *ret);
/* What was met of the site's correction; NULL: nothing is known of one. */
const struct correction *context_correction(const struct judge_context *c,
                                            const struct facts *facts);
/* Whether the row has anything to say. */
bool context_is_written(const struct context_row *r, const struct judge_context *c,
                        const struct facts *facts);

/* What is read into: a context and the measurements given. */
struct context_reading {
    struct arena *arena;
    struct judge_context *context;
    struct signal_given *given;
    size_t given_count;
};

enum rc context_begin(struct context_reading *r, struct arena *a,
                      struct judge_context *context) MUST_CHECK;
/* `rc`: how reading went. Fills `ret` when all is well. */
enum rc context_end(struct context_reading *r, enum rc rc, struct judge_context *ret) MUST_CHECK;
void *context_place(struct context_reading *in, size_t offset);
void context_set_number(struct context_reading *in, const struct context_row *r, int64_t number);
void context_set_text(struct context_reading *in, const struct context_row *r, struct str text);
void context_set_array(struct context_reading *in, const struct context_row *r, const void *array,
                       size_t count);
enum rc context_set_correction(struct context_reading *in, struct str text) MUST_CHECK;
/* RC_INVALID when it was given already. */
enum rc context_set_signal(struct context_reading *in, const struct context_row *r,
                           double number) MUST_CHECK;

#endif
