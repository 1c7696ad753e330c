/*
 * `key: value` lines, the form of all blocks but `examples` and `list`. An indented line continues
 * the one above; "#" begins a comment at a line's beginning and after white space, outside of
 * quotes. A name that ends in a space, such as "for ", is that of keys with an argument:
 * "for trusted: flag".
 *
 * Ownership: lines live in the arena given and view the document.
 *
 * Invariant: keys are known ones; values are not empty and end before a trailing comment.
 *
 * Must not: understand values.
 */
#ifndef COMITY_POLICY_BLOCK_LINES_H
#define COMITY_POLICY_BLOCK_LINES_H

#include "base/arena.h"
#include "policy/source.h"

struct block_line {
    int key;         /* index into the names given */
    struct str name; /* the key as written, with its argument */
    struct str argument;
    size_t at;         /* offset of the key */
    size_t begin, end; /* of the value, which may span lines and hold comments then */
    struct str value;  /* the same, when it stands on one line: without comment */
    bool continued;
};

/* Refuses a line whose key and argument stand above it already. */
enum rc block_lines_refuse_repeated(const struct source *source, const struct block_line *lines,
                                    size_t i, struct problem *problem) MUST_CHECK;

enum rc block_lines_read(struct arena *a, const struct source *source, const char *const *names,
                         size_t name_count, struct block_line **ret, size_t *ret_count,
                         struct problem *problem) MUST_CHECK;

#endif
