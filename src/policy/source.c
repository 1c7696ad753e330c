#include "policy/source.h"

#include <stdarg.h>
#include <stdio.h>

/* Counting alone is what compilers do many bytes at a time: loading a document asks for hundreds of
 * lines. */
static int count_lines(struct str document, size_t from, size_t to)
{
    int lines = 0;
    for (size_t i = from; i < to; i++)
        lines += document.p[i] == '\n';
    return lines;
}

static size_t clamped(const struct source *source, size_t at)
{
    return at < source->document.n ? at : source->document.n;
}

int source_line(const struct source *source, size_t at)
{
    return 1 + count_lines(source->document, 0, clamped(source, at));
}

struct source_place source_place(const struct source *source, size_t at)
{
    struct source_piece whole = {.name = source->name, .line = 1};
    const struct source_piece *piece = &whole;
    at = clamped(source, at);
    for (size_t i = 0; i < source->piece_count && source->pieces[i].at <= at; i++)
        piece = &source->pieces[i];
    size_t begin = at;
    while (begin > piece->at && source->document.p[begin - 1] != '\n')
        begin--;
    return (struct source_place){
        .name = piece->name,
        .line = piece->line + count_lines(source->document, piece->at, at),
        .column = (int)(at - begin) + 1,
    };
}

enum rc source_fault(const struct source *source, struct problem *problem, size_t at,
                     const char *format, ...)
{
    char message[PROBLEM_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    struct source_place place = source_place(source, at);
    return problem_set_at(problem, RC_INVALID, place.line, place.column, "%.*s:%d:%d: %s",
                          STR_ARG(place.name), place.line, place.column, message);
}
