/*
 * Assets: style sheets, scripts, fonts and pictures that the program carries in itself.
 *
 * embed.c gives every file a name that changes with its content and compresses it; css.c rewrites
 * references between them first, so that a changed font changes the style sheet's name too; emit.c
 * writes C.
 *
 * Ownership: everything lives in the set's arena.
 *
 * Invariants:
 *  1. The public name "/assets/NAME.HASH.EXT" stands for exactly one sequence of bytes, for ever.
 *  2. References between assets are acyclic, and each leads to an asset of the set.
 *  3. A compressed variant exists only where it is smaller.
 *
 * Must not: change a byte of an asset but for references in style sheets.
 */
#ifndef COMITY_TOOLS_ASSETEMBED_EMBED_H
#define COMITY_TOOLS_ASSETEMBED_EMBED_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/rc.h"
#include "base/str.h"

/* All files together; the program stays small enough to start at once. */
#define EMBED_TOTAL_MAX (8u << 20)

struct embed {
    struct str name; /* under assets/: "css/site.css" */
    struct str bytes;
    struct str file;         /* public: "site.3f2a9c1d.css" */
    struct str content_type; /* NULL for an extension that is not served */
    uint64_t hash;
    struct str brotli; /* absent when p is NULL */
    struct str gzip;
    bool is_built;
    bool is_building; /* for finding cycles */
    struct embed *next;
};

struct embed_set {
    struct arena *arena;
    struct embed *assets; /* by name */
    size_t total;         /* bytes, uncompressed */
    size_t compressed;    /* bytes, the smallest variant of each */
    struct str failed;    /* name of the asset the problem is in */
    struct problem problem;
};

/* Adds a file; its extension must be one that is served. */
enum rc embed_add(struct embed_set *set, struct str name, struct str bytes) MUST_CHECK;
struct embed *embed_find(const struct embed_set *set, struct str name);
/* Rewrites, names and compresses all. */
enum rc embed_build_all(struct embed_set *set) MUST_CHECK;
/* The same for one asset and what it refers to; for css.c. */
enum rc embed_build(struct embed_set *set, struct embed *asset) MUST_CHECK;
/* Rewrites the references of a style sheet to public names. */
enum rc css_rewrite(struct embed_set *set, struct embed *asset) MUST_CHECK;
enum rc embed_fail(struct embed_set *set, const struct embed *asset, size_t offset,
                   const char *format, ...) PRINTF_LIKE(4, 5);

void embed_emit_header(struct buf *out);
void embed_emit_source(const struct embed_set *set, struct buf *out);
/* Lines of "name url" for the template compiler. */
void embed_emit_list(const struct embed_set *set, struct buf *out);

#endif
