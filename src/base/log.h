/*
 * The structured log: one JSON object a line on standard error, always one line, whatever a field
 * holds.
 *
 *     log_event(LOG_INFO, STR("comment_posted"), LOG_I64("article", id), LOG_STR("clause", slug));
 *
 * Invariants:
 *  1. A line is written with one write(2), so that lines of several threads never mix.
 *  2. Control characters, terminal escapes and line ends in values are escaped: lines cannot be
 * forged.
 *  3. Passwords, tokens, cookies and query strings are never given to it.
 *
 * Who may call: src/cli, src/http, src/web, src/community. base, text, signals, policy and store
 * are library code and report through `enum rc` and `struct problem` instead.
 */
#ifndef COMITY_BASE_LOG_H
#define COMITY_BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_field {
    const char *key;
    enum { LOG_FIELD_STR, LOG_FIELD_I64 } kind;
    struct str text;
    int64_t number;
};

#define LOG_STR(key_, value_)                                                                      \
    ((struct log_field){.key = (key_), .kind = LOG_FIELD_STR, .text = (value_)})
#define LOG_I64(key_, value_)                                                                      \
    ((struct log_field){.key = (key_), .kind = LOG_FIELD_I64, .number = (value_)})

/* Lines below `level` are dropped. Set once at start. */
void log_set_level(enum log_level level);
/* Whether a line of this level would be written: for callers to whom making its fields costs
 * something. */
bool log_is_on(enum log_level level);
void log_write(enum log_level level, struct str event, const struct log_field *fields,
               size_t count);

#define log_event(level, event, ...)                                                               \
    log_write((level), (event), (const struct log_field[]){__VA_ARGS__},                           \
              sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

#endif
