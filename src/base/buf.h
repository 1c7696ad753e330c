/*
 * Growing byte buffers that latch their error.
 *
 * A buffer has a maximum. The first write that would pass it, or for which there is no memory, latches a
 * failure; later writes do nothing. So a page is written without a check per line and checked once at the end
 * with buf_status.
 *
 * Ownership: the buffer owns its bytes until buf_release. buf_str is a view that the next write may move.
 */
#ifndef COMITY_BASE_BUF_H
#define COMITY_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/rc.h"
#include "base/str.h"

struct buf {
    char *p;
    size_t n;        /* bytes written */
    size_t capacity; /* bytes held */
    size_t max;      /* bytes it may grow to */
    enum rc failure; /* RC_OK, RC_TOO_LARGE or RC_NO_MEMORY */
};

/* An empty buffer that may grow to `max` bytes. Nothing is allocated before the first write. */
void buf_init(struct buf *b, size_t max);
/* Frees the bytes; the buffer may be used again. Accepts an already released one. */
void buf_release(struct buf *b);
/* Empties it and forgets a failure; keeps the memory. */
void buf_clear(struct buf *b);

void buf_put(struct buf *b, struct str s);
void buf_put_char(struct buf *b, char c);
void buf_put_u64(struct buf *b, uint64_t value);
void buf_put_i64(struct buf *b, int64_t value);
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
#define BUF_PUT(b, literal) buf_put((b), STR(literal))

/* Room for `n` bytes to be written in place, or NULL (latched); buf_commit says how many were. */
char *buf_reserve(struct buf *b, size_t n);
void buf_commit(struct buf *b, size_t n);

static inline struct str buf_str(const struct buf *b)
{
    return str_make(b->p, b->n);
}

enum rc buf_status(const struct buf *b) MUST_CHECK;

#endif
