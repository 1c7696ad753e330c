#include "base/rc.h"

#include <stdio.h>
#include <string.h>

const char *rc_name(enum rc rc)
{
#define RC_CASE(name, text)                                                                        \
    case name:                                                                                     \
        return #name;
    switch (rc) {
        RC_TABLE(RC_CASE)
    case RC_COUNT:
        break;
    }
#undef RC_CASE
    return "RC_UNKNOWN";
}

const char *rc_text(enum rc rc)
{
#define RC_CASE(name, text)                                                                        \
    case name:                                                                                     \
        return text;
    switch (rc) {
        RC_TABLE(RC_CASE)
    case RC_COUNT:
        break;
    }
#undef RC_CASE
    return "unknown result code";
}

/* Cuts an over-long message at a character boundary, so that it stays valid UTF-8, and says so. */
static void message_shorten(char *message, size_t size)
{
    size_t n = size - 4;
    while (n > 0 && ((unsigned char)message[n] & 0xC0) == 0x80)
        n--;
    memcpy(message + n, "...", 4);
}

size_t problem_conversion(const char *format)
{
    size_t n = 1 + strspn(format + 1, "-+ #0123456789.*");
    n += strspn(format + n, "hlzjt");
    return format[n] != '\0' ? n + 1 : n;
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
/* How many bytes the format's first `n` bytes give. */
__attribute__((format(printf, 1, 0))) static size_t written_by(const char *format, size_t n,
                                                               va_list args)
{
    char head[PROBLEM_MESSAGE_MAX];
    va_list copy;
    if (n >= sizeof head)
        return PROBLEM_MESSAGE_MAX;
    memcpy(head, format, n);
    head[n] = '\0';
    va_copy(copy, args);
    int written = vsnprintf(NULL, 0, head, copy);
    va_end(copy);
    return written < 0 ? PROBLEM_MESSAGE_MAX : (size_t)written;
}
#pragma GCC diagnostic pop

/* Notes where each value stands in the message. One that was cut, or too many, leave the format out: the message stays as it is. */
__attribute__((format(printf, 2, 0))) static void note_values(struct problem *p, const char *format,
                                                              va_list args)
{
    size_t kept = strlen(p->message);
    p->value_count = 0;
    for (size_t i = 0; format[i] != '\0'; i++) {
        if (format[i] != '%')
            continue;
        size_t n = problem_conversion(format + i);
        if (format[i + n - 1] != '%') {
            size_t begin = written_by(format, i, args), end = written_by(format, i + n, args);
            if (p->value_count == PROBLEM_VALUES_MAX || end > kept)
                return;
            p->values[p->value_count++] =
                (struct problem_value){(unsigned short)begin, (unsigned short)end};
        }
        i += n - 1;
    }
    p->format = format;
}

__attribute__((format(printf, 5, 0))) static enum rc
report(struct problem *p, enum rc code, int line, int column, const char *format, va_list args)
{
    if (p == NULL || p->message[0] != '\0')
        return code;
    p->code = code;
    p->line = line;
    p->column = column;
    p->format = NULL;
    va_list copy;
    va_copy(copy, args);
    int n = vsnprintf(p->message, sizeof p->message, format, args);
    if (n >= (int)sizeof p->message)
        message_shorten(p->message, sizeof p->message);
    else
        note_values(p, format, copy);
    va_end(copy);
    return code;
}

enum rc problem_set(struct problem *p, enum rc code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(p, code, 0, 0, format, args);
    va_end(args);
    return code;
}

enum rc problem_set_at(struct problem *p, enum rc code, int line, int column, const char *format,
                       ...)
{
    va_list args;
    va_start(args, format);
    report(p, code, line, column, format, args);
    va_end(args);
    return code;
}
