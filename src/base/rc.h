/*
 * Result codes: errors are values, and nobody may ignore one.
 *
 * Every function that can fail returns `enum rc`, marked must-check. What went wrong in words, where, and
 * what the caller can do about it travels beside it in a `struct problem`, which is owned by the caller and
 * written at most once: the first report wins, because it is nearest to the cause.
 *
 * Invariants:
 *  1. RC_OK is zero; no function returns a code that is not in this table.
 *  2. On anything but RC_OK the `ret_` outputs are untouched.
 *  3. A held or removed comment is a verdict, not an error: no code here stands for one.
 *
 * Must not: know HTTP status codes (src/web maps codes to pages in one switch) or log.
 */
#ifndef COMITY_BASE_RC_H
#define COMITY_BASE_RC_H

#include <stdarg.h>
#include <stddef.h>

#define MUST_CHECK        __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* X(name, short description for logs). */
#define RC_TABLE(X)                                                                                \
    X(RC_OK, "ok")                                                                                 \
    X(RC_INVALID, "input is malformed or breaks a documented rule")                                \
    X(RC_NOT_FOUND, "no such thing, or not visible to this actor")                                 \
    X(RC_UNAUTHENTICATED, "needs a signed-in session")                                             \
    X(RC_FORBIDDEN, "signed in, but not allowed")                                                  \
    X(RC_CONFLICT, "the thing changed since it was read, or exists already")                       \
    X(RC_EXPIRED, "token, link or page is too old")                                                \
    X(RC_TOO_LARGE, "over a documented size limit")                                                \
    X(RC_LIMITED, "too many attempts; try again later")                                            \
    X(RC_UNSUPPORTED, "valid, but not something this program does")                                \
    X(RC_UNAVAILABLE, "a dependency is away; try again")                                           \
    X(RC_NO_MEMORY, "a memory bound was reached")                                                  \
    X(RC_IO, "the operating system refused")                                                       \
    X(RC_CORRUPT, "stored data fails its own checks")                                              \
    X(RC_BUG, "an internal invariant does not hold")

#define RC_ENUM(name, text) name,
enum rc { RC_TABLE(RC_ENUM) RC_COUNT };
#undef RC_ENUM

/* The code's name ("RC_INVALID") and its description. Static storage; valid for every code. */
const char *rc_name(enum rc rc);
const char *rc_text(enum rc rc);

/* Longest message kept, in bytes with the terminator; longer ones end in "...". */
#define PROBLEM_MESSAGE_MAX 512

/* Values kept apart, for saying it in another language; a format with more is not translated. */
#define PROBLEM_VALUES_MAX 8

/* What went wrong, in words a person can act on: the place, the fault and the remedy. `message` is valid
 * UTF-8, NUL-terminated, and empty while nothing was reported. */
struct problem {
    enum rc code;
    int line;   /* 1-based in the document at fault; 0 when there is none */
    int column; /* 1-based, in bytes; 0 when there is none */
    char message[PROBLEM_MESSAGE_MAX];
    const char *format; /* what it was reported with, of static storage; NULL while nothing was */
    struct problem_value {
        unsigned short begin, end; /* where the value stands in `message` */
    } values[PROBLEM_VALUES_MAX];
    unsigned value_count;
};

/* The bytes of printf's conversion that begins with the "%" at `format`: 2 for "%s", 3 for "%zu". */
size_t problem_conversion(const char *format);

/* Records code and message unless `p` is NULL or holds a report already. Returns `code`, so that
 * `return problem_set(...)` reads as one step. */
enum rc problem_set(struct problem *p, enum rc code, const char *format, ...) PRINTF_LIKE(3, 4);

/* The same with the place in a document (line and column 1-based). */
enum rc problem_set_at(struct problem *p, enum rc code, int line, int column, const char *format,
                       ...) PRINTF_LIKE(5, 6);

#endif
