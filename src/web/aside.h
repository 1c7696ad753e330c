/*
 * What would hold an event loop too long, on threads beside it: batches of comments on one, long texts of other programs
 * on another. An event loop has readers to serve: what takes more than some milliseconds goes here.
 *
 *     aside_answer(r, bytes, judge, reply, ctx)
 *         few bytes: judge, reply, at once
 *         many:      http_wait ──► the thread: judge ──► http_continue ──► the request's loop: reply
 *
 * Invariants:
 *  1. One thread each, made when the first work comes; at most TURNS_MAX wait, later ones are refused, and of one key
 *     ASIDE_OF_KEY_MAX, so that it takes no other key's place. Keys take turns, piece by piece (turns.h).
 *  2. While the work runs nobody else touches the request.
 *  3. Thread-safe.
 *  4. After aside_end_at nothing is begun any more, so that the process ends in time.
 *
 * Must not: be given work that waits for a thread of its own kind.
 */
#ifndef COMITY_WEB_ASIDE_H
#define COMITY_WEB_ASIDE_H

#include "web/request.h"

#define ASIDE_OF_KEY_MAX 16 /* of TURNS_MAX */

/* Texts up to this are judged where they come in: some milliseconds, whatever is in them. */
#define ASIDE_BYTES 2048

struct aside;

/* `arena` is the process's. */
enum rc aside_new(struct arena *arena, struct aside **ret) MUST_CHECK;
/* Finishes what was accepted; accepts NULL. */
void aside_free(struct aside *a);
/* From this moment (clock_monotonic_ns) on what waits is refused; what runs asks. */
void aside_end_at(struct aside *a, int64_t ns);
bool aside_is_over(const struct aside *a);
/* `piece` runs on the thread, again and again until it returns false; `ctx` is nobody else's. RC_UNAVAILABLE when too many
 * wait: then it never runs. */
struct api_caller;
enum rc aside_submit(struct aside *a, const struct api_caller *caller, bool (*piece)(void *ctx),
                     void *ctx) MUST_CHECK;

typedef enum rc (*aside_work_fn)(struct request *r, void *ctx);
/* With what the work returned, or RC_UNAVAILABLE when it never ran. Answers, unless the client is gone. */
typedef void (*aside_reply_fn)(struct request *r, enum rc rc, void *ctx);
/* Works on `bytes` of text and replies. `ctx` lives in the request's arena. The handler returns after it. */
void aside_answer(struct request *r, const struct api_caller *caller, size_t bytes,
                  aside_work_fn work, aside_reply_fn reply, void *ctx);

#endif
