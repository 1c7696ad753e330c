/*
 * Counts what is asked of the system's allocator. A program that includes this is linked with
 * -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc; included once in a program. Threads may allocate.
 */
#ifndef COMITY_TESTS_SUPPORT_ALLOCATIONS_H
#define COMITY_TESTS_SUPPORT_ALLOCATIONS_H

#include <stddef.h>

static _Atomic size_t allocations;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *p, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *p, size_t size);

void *__wrap_malloc(size_t size)
{
    allocations++;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    allocations++;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *p, size_t size)
{
    allocations++;
    return __real_realloc(p, size);
}

#endif
