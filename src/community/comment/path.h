/*
 * Where a comment stands in its thread, as a byte string.
 *
 *     top level   be64(id) FF
 *     reply       parent's path without its FF, then be64(~id) FF          (up to PATH_DEPTH_MAX
 * components) deeper      as a reply to its parent's parent: a sibling that follows; parent_id says
 * to whom
 *
 * Read in descending order of bytes (memcmp) that gives: newest thread first, each comment before
 * its replies, replies oldest first. So a page of any thread is one descending range scan of the
 * primary key, whatever the thread's size or shape. Top-level paths ascend with time, so that new
 * threads are appended at the end of an article's range, which keeps SQLite's pages full (measured:
 * 10 to 20 % less disk than the ascending mirror).
 *
 * Invariant: an id is at least 2^56 (made after 1970-07-13), so FF sorts after every first byte of
 * be64(~id).
 */
#ifndef COMITY_COMMUNITY_COMMENT_PATH_H
#define COMITY_COMMUNITY_COMMENT_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define PATH_DEPTH_MAX 4
#define PATH_BYTES_MAX (PATH_DEPTH_MAX * 8 + 1)

struct path {
    uint8_t bytes[PATH_BYTES_MAX];
    uint8_t n;
};

static inline struct str path_str(const struct path *p)
{
    return str_make((const char *)p->bytes, p->n);
}
struct path path_root(int64_t id);
/* `parent` is a stored path. */
struct path path_reply(struct str parent, int64_t id);
/* RC_INVALID unless `bytes` has the length and end of a path. */
enum rc path_parse(struct str bytes, struct path *ret) MUST_CHECK;
/* 0 for top level, up to PATH_DEPTH_MAX - 1. */
unsigned path_depth(struct str path);
/* The path of the ancestor at `depth` (<= own depth). */
struct path path_ancestor(struct str path, unsigned depth);
/* The id of the path's own (last) component. */
int64_t path_id(struct str path);
/* A bound below every path in the branch of `path`, exclusive: the branch is (bound, path] . */
struct path path_branch_floor(struct str path);

#endif
