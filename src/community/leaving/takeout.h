/*
 * The download of one's own data: everything the database holds of an account, as sections of rows, read in one snapshot on a
 * thread of its own.
 *
 *   takeout_submit ──► job: may they, how often ──► errand thread: takeout_read, then `pack` makes a file of it ──► done
 *
 * A section becomes an array of objects in JSON and a table in the page that people read; both are written from the same rows
 * (src/web/takeout_file.h). A table of a new part is a query of sql/query/takeout.sql and a function in takeout_read.c.
 *
 * Invariants:
 *  1. Only the account's own: nobody's else name, but of those it muted; moderators' decisions without the moderators.
 *  2. No secret: no password hash, token, key or code.
 *  3. One at a time in a process, TAKEOUTS_PER_DAY a day for an account, TAKEOUT_BYTES_MAX at most.
 *
 * Ownership: everything lives in the arena the operation reads into, which is freed after `pack`.
 */
#ifndef COMITY_COMMUNITY_LEAVING_TAKEOUT_H
#define COMITY_COMMUNITY_LEAVING_TAKEOUT_H

#include "base/buf.h"
#include "community/community.h"

#define TAKEOUTS_PER_DAY  3
#define TAKEOUT_BYTES_MAX ((size_t)96 * 1024 * 1024)
#define TAKEOUT_CELLS_MAX 12

enum takeout_kind { TAKEOUT_TEXT, TAKEOUT_WORDS, TAKEOUT_TIME, TAKEOUT_NUMBER, TAKEOUT_ID };
/* A time or an id of 0 is none. Words are of the program, a key for its languages. Ids are texts in JSON, for they do not fit into the numbers of browsers. */
struct takeout_cell {
    enum takeout_kind kind;
    struct str text;
    int64_t number;
};
struct takeout_row {
    struct takeout_cell cells[TAKEOUT_CELLS_MAX];
    struct takeout_row *next;
};
struct takeout_column {
    const char *name;  /* of the JSON member: "written" */
    const char *label; /* for people: "Written" */
};
struct takeout_section {
    const char *name;  /* of the JSON member: "comments" */
    const char *title; /* for people: "Comments" */
    const struct takeout_column *columns;
    size_t column_count;
    struct takeout_row *first, *last;
    struct takeout_section *next;
};
struct takeout {
    struct str name;
    int64_t made_ms;
    struct takeout_section *first, *last;
};

/* All of the account, in one snapshot; comments are named by addresses below `base_url`. RC_NO_MEMORY when it is more than
 * the arena may hold. */
enum rc takeout_read(struct community_reader *r, int64_t account_id, struct str base_url,
                     struct arena *a, struct takeout *ret) MUST_CHECK;

struct takeout_order {
    struct community_job job;
    struct actor actor;
    struct str base_url; /* where the site is reached, without a slash at the end */
    /* Makes the file, on the errand thread; `ctx` is the caller's. */
    enum rc (*pack)(const struct takeout *t, struct arena *a, void *ctx, struct buf *ret);
    void *pack_ctx;
    struct buf ret_file; /* released by the caller, also after a failure */
};
/* RC_FORBIDDEN, RC_EXPIRED (the sign-in is not fresh), RC_LIMITED, RC_UNAVAILABLE (too many wait), RC_NO_MEMORY (too much:
 * operators can help); job.problem in words. */
enum rc takeout_submit(struct takeout_order *op) MUST_CHECK;

#endif
