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

__attribute__((format(printf, 5, 0))) static enum rc
report(struct problem *p, enum rc code, int line, int column, const char *format, va_list args)
{
    if (p == NULL || p->message[0] != '\0')
        return code;
    p->code = code;
    p->line = line;
    p->column = column;
    int n = vsnprintf(p->message, sizeof p->message, format, args);
    if (n >= (int)sizeof p->message)
        message_shorten(p->message, sizeof p->message);
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
