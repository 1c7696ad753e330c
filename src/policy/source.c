#include "policy/source.h"

#include <stdarg.h>
#include <stdio.h>

/* Also gives the offset at which the line begins. */
static int find_line(const struct source *source, size_t at, size_t *ret_begin)
{
    int line = 1;
    *ret_begin = 0;
    for (size_t i = 0; i < at && i < source->document.n; i++) {
        if (source->document.p[i] == '\n') {
            line++;
            *ret_begin = i + 1;
        }
    }
    return line;
}

int source_line(const struct source *source, size_t at)
{
    size_t begin;
    return find_line(source, at, &begin);
}

enum rc source_fault(const struct source *source, struct problem *problem, size_t at,
                     const char *format, ...)
{
    char message[PROBLEM_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    size_t begin;
    int line = find_line(source, at, &begin);
    int column = (int)(at - begin) + 1;
    return problem_set_at(problem, RC_INVALID, line, column, "%.*s:%d:%d: %s",
                          STR_ARG(source->name), line, column, message);
}
