/*
 * The bytes of a table's source as a window that moves: converted from UTF-16 where that is what it is.
 *
 * Ownership: the window's memory belongs to the arena given.
 *
 * Invariant: the window holds at least TABLE_ROW_MAX bytes when it is full.
 *
 * Must not: know rows.
 */
#ifndef COMITY_TEXT_TABLE_INPUT_H
#define COMITY_TEXT_TABLE_INPUT_H

#include "base/arena.h"
#include "text/table.h"

#define TABLE_CHUNK ((size_t)64 * 1024)

struct table_input {
    const struct table_source *source;
    enum table_encoding encoding; /* as found: not GUESS, except where rows decide */
    char *bytes;                  /* TABLE_ROW_MAX + 3 * TABLE_CHUNK */
    size_t begin, end;            /* what is not used up */
    char *raw;                    /* UTF-16 on its way */
    size_t raw_count;
    uint32_t high; /* half of a pair whose other half is still to come */
    bool ended;
    int64_t line; /* of bytes[begin] */
    int64_t replaced;
};

/* Reads the first bytes, finds the encoding and drops a byte order mark. */
enum rc table_input_init(struct table_input *in, const struct table_source *source,
                         enum table_encoding encoding, struct arena *a) MUST_CHECK;
/* More bytes behind those there are. Nothing more when `ended` or the window is full. */
enum rc table_input_more(struct table_input *in) MUST_CHECK;
bool table_input_full(const struct table_input *in);
static inline struct str table_input_window(const struct table_input *in)
{
    return str_make(in->bytes + in->begin, in->end - in->begin);
}
/* Goes on behind the first `n` bytes of the window. */
void table_input_pass(struct table_input *in, size_t n);

/* `s` read as Windows-1252. Empty when memory is out. */
struct str table_from_latin1(struct arena *a, struct str s);

#endif
