#include "policy/source.h"

#include <stdarg.h>
#include <stdio.h>

static size_t count_newlines(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.n; i++)
        count += text.p[i] == '\n';
    return count;
}

enum rc source_index(struct arena *a, struct source *source)
{
    struct str doc = source->document;
    size_t count = 1 + count_newlines(doc);
    uint32_t *lines = doc.n < UINT32_MAX ? ARENA_ARRAY(a, count, uint32_t) : NULL;
    if (lines == NULL)
        return RC_NO_MEMORY;
    size_t n = 1;
    for (size_t i = 0; i < doc.n; i++)
        if (doc.p[i] == '\n')
            lines[n++] = (uint32_t)i + 1;
    source->lines = lines;
    source->line_count = count;
    return RC_OK;
}

/* How many lines begin after the first byte and at or before `at`. */
static size_t lines_before(const struct source *source, size_t at)
{
    if (source->lines == NULL)
        return count_newlines(str_make(source->document.p, at));
    size_t low = 0, high = source->line_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static size_t clamped(const struct source *source, size_t at)
{
    return at < source->document.n ? at : source->document.n;
}

int source_line(const struct source *source, size_t at)
{
    return 1 + (int)lines_before(source, clamped(source, at));
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
        .line = piece->line + (int)(lines_before(source, at) - lines_before(source, piece->at)),
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
