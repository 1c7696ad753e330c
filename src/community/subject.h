/*
 * What articles are about, kept in memory: the prepared topic (signals/topic.h) of the articles lately commented on.
 *
 * An article is read from the database and prepared when the first comment on it comes; later ones get a copy of the
 * tables in their own arena, so that nobody holds on to what may be replaced. A place in the table names the version
 * of the article it was made from: one that has changed since is made anew.
 *
 * Invariants:
 *  1. Memory is bounded: SUBJECT_ARTICLES_MAX articles of at most SUBJECT_BYTES_MAX bytes of text; the longest unused
 *     makes room.
 *  2. Thread-safe. The lock is held while tables are copied, never while the database is read.
 *
 * Must not: judge.
 */
#ifndef COMITY_COMMUNITY_SUBJECT_H
#define COMITY_COMMUNITY_SUBJECT_H

#include "community/community.h"
#include "signals/topic.h"

#define SUBJECT_ARTICLES_MAX 64
/* Of headline, standfirst, tags and body; what a longer article says behind that, its beginning said as well. */
#define SUBJECT_BYTES_MAX ((size_t)24 * 1024)

struct subjects;

enum rc subjects_new(struct subjects **ret) MUST_CHECK;
void subjects_free(struct subjects *s); /* accepts NULL */

/* The topic of the article as of `version`, in `a`. Reads through `db` when it is not here. RC_NOT_FOUND when there is
 * no such article. */
enum rc subject_get(struct community *c, struct db *db, int64_t article_id, int64_t version,
                    struct arena *a, const struct topic **ret) MUST_CHECK;

#endif
