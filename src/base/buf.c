#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_CAPACITY 256

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf){.max = max};
}

void buf_release(struct buf *b)
{
    free(b->p);
    buf_init(b, b->max);
}

void buf_clear(struct buf *b)
{
    b->n = 0;
    b->failure = RC_OK;
}

/* Makes room, or latches why there is none. */
static char *grow(struct buf *b, size_t n)
{
    if (b->failure != RC_OK)
        return NULL;
    if (n > b->max - b->n) {
        b->failure = RC_TOO_LARGE;
        return NULL;
    }
    if (b->n + n > b->capacity) {
        size_t want = b->capacity ? b->capacity : b->max < FIRST_CAPACITY ? b->max : FIRST_CAPACITY;
        while (want < b->n + n)
            want = want > b->max / 2 ? b->max : want * 2;
        char *p = realloc(b->p, want);
        if (p == NULL) {
            b->failure = RC_NO_MEMORY;
            return NULL;
        }
        b->p = p;
        b->capacity = want;
    }
    return b->p + b->n;
}

/* After a failure nothing is written, even where there would be room. The capacity is never above the maximum. */
static inline char *room(struct buf *b, size_t n)
{
    if (b->failure == RC_OK && n <= b->capacity - b->n && b->p != NULL)
        return b->p + b->n;
    return grow(b, n);
}

char *buf_reserve(struct buf *b, size_t n)
{
    return room(b, n);
}

void buf_commit(struct buf *b, size_t n)
{
    b->n += n;
}

void buf_put(struct buf *b, struct str s)
{
    char *p = s.n ? room(b, s.n) : NULL;
    if (p == NULL)
        return;
    memcpy(p, s.p, s.n);
    b->n += s.n;
}

void buf_put_char(struct buf *b, char c)
{
    char *p = room(b, 1);
    if (p == NULL)
        return;
    *p = c;
    b->n++;
}

void buf_put_u64(struct buf *b, uint64_t value)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    buf_put(b, str_make(digits + at, sizeof digits - at));
}

void buf_put_i64(struct buf *b, int64_t value)
{
    if (value < 0) {
        buf_put_char(b, '-');
        buf_put_u64(b, ~(uint64_t)value + 1);
    } else {
        buf_put_u64(b, (uint64_t)value);
    }
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *p = n < 0 ? NULL : buf_reserve(b, (size_t)n + 1);
    if (p == NULL)
        return;
    va_start(args, format);
    vsnprintf(p, (size_t)n + 1, format, args);
    va_end(args);
    b->n += (size_t)n;
}

enum rc buf_status(const struct buf *b)
{
    return b->failure;
}
