#include "policy/source.h"

#include <stdarg.h>
#include <stdio.h>

/* Also gives the offset at which the line begins. Counting alone is what compilers do many bytes at a time: loading a
 * document asks for hundreds of lines. */
static int find_line(const struct source *source, size_t at, size_t *ret_begin)
{
    const char *p = source->document.p;
    size_t n = at < source->document.n ? at : source->document.n;
    int line = 1;
    for (size_t i = 0; i < n; i++)
        line += p[i] == '\n';
    while (n > 0 && p[n - 1] != '\n')
        n--;
    *ret_begin = n;
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
