/*
 * The outline of a standards document: its title, sections and fenced blocks, found with md4c.
 *
 * md4c says where headings and fenced blocks open (so that a heading inside a block or a quotation
 * is not taken for one); how far a block goes is read from the document itself.
 *
 * Ownership: everything lives in the arena given and views the document, prose cut around blocks
 * excepted.
 *
 * Invariants:
 *  1. Sections are in the document's order; each block lies in exactly one of them (or in the
 * introduction).
 *  2. Prose holds no block of a kind named below.
 *
 * Must not: look into blocks.
 */
#ifndef COMITY_POLICY_OUTLINE_H
#define COMITY_POLICY_OUTLINE_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/str.h"
#include "policy/source.h"

enum outline_block_kind {
    OUTLINE_CLAUSE,
    OUTLINE_EXAMPLES,
    OUTLINE_STANDARDS,
    OUTLINE_TRUST,
    OUTLINE_VERIFY,
    OUTLINE_BRAKE,
    OUTLINE_LIST,
    OUTLINE_KINDS
};

/* The word behind the fence. */
const char *outline_block_name(enum outline_block_kind kind);

struct outline_block {
    enum outline_block_kind kind;
    struct str name;   /* what stands behind the word, such as a list's name */
    size_t fence;      /* offset of the opening fence's line */
    size_t begin, end; /* the lines between the fences */
    size_t after;      /* offset behind the closing fence's line */
};

struct outline_section {
    struct str title; /* without {#slug} */
    struct str slug;  /* empty when the heading has none */
    size_t at;        /* offset of the heading's line */
    size_t body, end; /* what stands below it */
    struct str prose;
    const struct outline_block *blocks;
    size_t block_count;
};

struct outline {
    struct str title;
    struct outline_section introduction; /* between the title and the first section */
    struct outline_section *sections;
    size_t section_count;
};

/* Line ends that must stand behind the document in memory: md4c 0.4.8 can look behind the end of its input, on a link
 * that is cut off there. */
#define OUTLINE_PADDING 8

enum rc outline_read(struct arena *a, const struct source *source, struct outline *ret,
                     struct problem *problem) MUST_CHECK;

#endif
