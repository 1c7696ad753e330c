#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define ALIGNMENT  16
#define BLOCK_MIN  ((size_t)16 * 1024)
#define KEPT_BYTES ((size_t)1024 * 1024)

struct block {
    struct block *next; /* older block, or NULL */
    size_t size;        /* bytes of data */
    size_t used;
    size_t unused_; /* keeps data aligned to 16 */
    char data[];
};

struct arena {
    struct block *head;  /* the block being filled */
    struct block *spare; /* blocks kept by reset, largest first not guaranteed */
    size_t max;
    size_t held; /* bytes of data in all blocks, spare ones too */
    size_t used;
    bool failed;
};

struct arena *arena_new(size_t max)
{
    struct arena *a = calloc(1, sizeof *a);
    if (a != NULL)
        a->max = max;
    return a;
}

static void blocks_free(struct block *b)
{
    while (b != NULL) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
}

void arena_free(struct arena *a)
{
    if (a == NULL)
        return;
    blocks_free(a->head);
    blocks_free(a->spare);
    free(a);
}

/* Moves a block to the spare list while that stays small; frees it otherwise. `kept` counts spare bytes. */
static void block_retire(struct arena *a, struct block *b, size_t *kept)
{
    if (*kept + b->size > KEPT_BYTES) {
        a->held -= b->size;
        free(b);
        return;
    }
    *kept += b->size;
    b->used = 0;
    b->next = a->spare;
    a->spare = b;
}

void arena_reset(struct arena *a)
{
    arena_rewind(a, (struct arena_mark){0});
    a->failed = false;
}

bool arena_failed(const struct arena *a)
{
    return a->failed;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}

struct arena_mark arena_mark(const struct arena *a)
{
    return (struct arena_mark){.block = a->head, .used = a->head ? a->head->used : 0};
}

void arena_rewind(struct arena *a, struct arena_mark mark)
{
    size_t kept = 0;
    for (struct block *s = a->spare; s != NULL; s = s->next)
        kept += s->size;
    while (a->head != NULL && a->head != mark.block) {
        struct block *b = a->head;
        a->head = b->next;
        a->used -= b->used;
        block_retire(a, b, &kept);
    }
    if (a->head != NULL) {
        a->used -= a->head->used - mark.used;
        a->head->used = mark.used;
    }
}

/* Spare blocks too small for what is asked must not count against the maximum. */
static void spares_free(struct arena *a)
{
    for (struct block *s = a->spare; s != NULL; s = s->next)
        a->held -= s->size;
    blocks_free(a->spare);
    a->spare = NULL;
}

/* A block with room for `size` bytes becomes the head: a spare one if any fits, else a new one. */
static bool block_push(struct arena *a, size_t size)
{
    for (struct block **at = &a->spare; *at != NULL; at = &(*at)->next) {
        struct block *b = *at;
        if (b->size >= size) {
            *at = b->next;
            b->next = a->head;
            a->head = b;
            return true;
        }
    }
    size_t want = a->held / 2 > BLOCK_MIN ? a->held / 2 : BLOCK_MIN;
    if (want > KEPT_BYTES / 2)
        want = KEPT_BYTES / 2;
    if (want < size)
        want = size;
    if (want > a->max - a->held)
        want = size;
    if (want > a->max - a->held)
        spares_free(a);
    if (want > a->max - a->held)
        return false;
    struct block *b = malloc(sizeof *b + want);
    if (b == NULL)
        return false;
    *b = (struct block){.next = a->head, .size = want};
    a->head = b;
    a->held += want;
    return true;
}

/* Not cleared: for those who write every byte. */
static char *take(struct arena *a, size_t size)
{
    if (size > SIZE_MAX - ALIGNMENT) {
        a->failed = true;
        return NULL;
    }
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if ((a->head == NULL || a->head->size - a->head->used < size) && !block_push(a, size)) {
        a->failed = true;
        return NULL;
    }
    char *p = a->head->data + a->head->used;
    a->head->used += size;
    a->used += size;
    return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
    char *p = take(a, size);
    return p != NULL ? memset(p, 0, size) : NULL;
}

void *arena_alloc_array(struct arena *a, size_t count, size_t element_size)
{
    size_t size;
    if (__builtin_mul_overflow(count, element_size, &size)) {
        a->failed = true;
        return NULL;
    }
    return arena_alloc(a, size);
}

struct str arena_dup(struct arena *a, struct str s)
{
    char *p = arena_cstr(a, s);
    return p ? str_make(p, s.n) : (struct str){0};
}

char *arena_cstr(struct arena *a, struct str s)
{
    char *p = take(a, s.n + 1);
    if (p == NULL)
        return NULL;
    if (s.n > 0)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return p;
}

/* Nearly everything printed is short: written once, on the stack, then copied. */
struct str arena_printf(struct arena *a, const char *format, ...)
{
    char brief[256];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(brief, sizeof brief, format, args);
    va_end(args);
    char *p = n < 0 ? NULL : take(a, (size_t)n + 1);
    if (p == NULL)
        return (struct str){0};
    if ((size_t)n < sizeof brief) {
        memcpy(p, brief, (size_t)n + 1);
        return str_make(p, (size_t)n);
    }
    va_start(args, format);
    vsnprintf(p, (size_t)n + 1, format, args);
    va_end(args);
    return str_make(p, (size_t)n);
}
