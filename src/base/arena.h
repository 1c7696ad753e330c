/*
 * Arenas: memory with a lifetime instead of memory with an owner.
 *
 * There are three lifetimes in the program: the process, a request, a job. Each has one arena, passed as an
 * explicit argument; nothing is freed singly. `arena_reset` keeps the blocks, so that after warm-up a request
 * allocates nothing from the system.
 *
 * Invariants:
 *  1. Memory from an arena is zeroed, aligned to 16 bytes, and lives until reset, rewind or free.
 *  2. An arena never holds more than `max` bytes. Past that, or when the system refuses, arena_alloc returns
 *     NULL and the arena latches `failed`: callers may build a whole result and check arena_failed once.
 *  3. Not thread-safe: one arena belongs to one thread at a time.
 *
 * Must not: be used for anything that outlives its request; call malloc anywhere but src/base.
 */
#ifndef COMITY_BASE_ARENA_H
#define COMITY_BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/rc.h"
#include "base/str.h"

struct arena;

/* A new arena holding at most `max` bytes; blocks are fetched as needed. NULL when the system is out. */
struct arena *arena_new(size_t max);
/* Accepts NULL. */
void arena_free(struct arena *a);
/* Forgets everything but keeps the largest blocks (up to 1 MiB in all); clears `failed`. */
void arena_reset(struct arena *a);
bool arena_failed(const struct arena *a);
/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *a);

/* A point to go back to: everything allocated since is forgotten. */
struct arena_mark {
    void *block;
    size_t used;
};
struct arena_mark arena_mark(const struct arena *a);
void arena_rewind(struct arena *a, struct arena_mark mark);

/* `size` zeroed bytes, or NULL (see invariant 2). size 0 gives a valid, unusable pointer. */
void *arena_alloc(struct arena *a, size_t size);
/* `count` zeroed elements; NULL on overflow too. */
void *arena_alloc_array(struct arena *a, size_t count, size_t element_size);
#define ARENA_NEW(a, type)          ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, count, type) ((type *)arena_alloc_array((a), (count), sizeof(type)))

/* Copies; the empty view when memory is out (latched). */
struct str arena_dup(struct arena *a, struct str s);
/* A NUL-terminated copy for library calls, or NULL when memory is out. A NUL inside `s` stays inside. */
char *arena_cstr(struct arena *a, struct str s);
/* Formatted text; the empty view when memory is out (latched). */
struct str arena_printf(struct arena *a, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
