/*
 * What articles and their threads are about, kept in memory: the prepared topics (signals/topic.h) of those lately
 * commented on.
 *
 * An article is read from the database and prepared when the first comment on it comes; later ones get a copy of the
 * tables in their own arena, so that nobody holds on to what may be replaced. A place in the table names the version
 * of the article it was made from: one that has changed since is made anew. A thread's is made anew each time the
 * thread has grown by a quarter.
 *
 * Invariants:
 *  1. Memory is bounded: SUBJECT_PLACES articles and threads of at most SUBJECT_BYTES_MAX bytes of text each; the
 *     longest unused makes room.
 *  2. Thread-safe. The lock is held while tables are copied, never while the database is read.
 *
 * Must not: judge.
 */
#ifndef COMITY_COMMUNITY_ARTICLE_SUBJECT_H
#define COMITY_COMMUNITY_ARTICLE_SUBJECT_H

#include "community/community.h"
#include "signals/topic.h"

#define SUBJECT_PLACES 128
/* Comments under which a thread has no subject of its own, and how many of it are read. */
#define SUBJECT_VOICES_MIN 8
#define SUBJECT_VOICES_MAX 64
/* Of headline, standfirst, tags and body; what a longer article says behind that, its beginning said as well. */
#define SUBJECT_BYTES_MAX ((size_t)24 * 1024)

struct subjects;

enum rc subjects_new(struct subjects **ret) MUST_CHECK;
void subjects_free(struct subjects *s); /* accepts NULL */

/* The topic of the article as of `version`, in `a`. Reads through `db` when it is not here. RC_NOT_FOUND when there is
 * no such article. */
enum rc subject_get(struct community *c, struct db *db, int64_t article_id, int64_t version,
                    struct arena *a, const struct topic **ret) MUST_CHECK;

/* What the thread under the article is about, when it holds `comments` of them; NULL while they are too few. */
enum rc subject_get_thread(struct community *c, struct db *db, int64_t article_id, int64_t comments,
                           struct arena *a, const struct topic **ret) MUST_CHECK;

#endif
